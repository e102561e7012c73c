/* EpochPlan: when the learner began and how much time a week has; the answers of the first start.
 *
 * It is kept in the settings under "plan.start" (2026-01-31), "plan.hours" (13) and
 * "plan.weekdays" (a mask: 1 is Monday, 64 Sunday). Value object: changed only by its setters. */
#pragma once

#include <gio/gio.h>

#include "store/epoch-store.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_PLAN (epoch_plan_get_type())
G_DECLARE_FINAL_TYPE(EpochPlan, epoch_plan, EPOCH, PLAN, GObject)

/* The days of a week as a mask. */
#define EPOCH_PLAN_DAY(weekday) (1u << ((weekday)-G_DATE_MONDAY))
#define EPOCH_PLAN_ALL_DAYS 0x7fu
#define EPOCH_PLAN_WORKING_DAYS 0x1fu

/* The defaults: starts on the Monday of the week of today, 13 hours, Monday to Friday. */
EpochPlan *epoch_plan_new(const GDate *today);

/* Whether the learner has answered, that is, whether it came from the store. */
gboolean epoch_plan_is_set(EpochPlan *self);

const GDate *epoch_plan_get_start(EpochPlan *self);
void epoch_plan_set_start(EpochPlan *self, const GDate *start);

/* Hours a week, 1 to 80; a value beyond is brought to the nearer end. */
double epoch_plan_get_hours(EpochPlan *self);
void epoch_plan_set_hours(EpochPlan *self, double hours);

/* A mask of EPOCH_PLAN_DAY(); 0 becomes the default. */
guint epoch_plan_get_weekdays(EpochPlan *self);
void epoch_plan_set_weekdays(EpochPlan *self, guint weekdays);

/* The hours planned on a day: the hours a week shared among the days chosen, 0 on another. */
double epoch_plan_get_hours_on_day(EpochPlan *self, const GDate *day);

typedef enum {
  EPOCH_PLAN_BEFORE, /* The start is yet to come: day is how many days until then. */
  EPOCH_PLAN_DURING, /* week from 1, day from 1 to 7 */
  EPOCH_PLAN_AFTER,  /* The last week is over: week is the last, day is 7. */
} EpochPlanPhase;

/* Where a day is in a course of n_weeks weeks that are seven days from the start date on:
 * "Week 4, day 3". week and day may be NULL. */
EpochPlanPhase epoch_plan_get_place(EpochPlan *self, const GDate *date, int n_weeks, int *week,
                                    int *day);

/* Loads the plan; where none is stored, or what is stored is not valid, the defaults stand for
 * it and today decides them. (transfer full). */
void epoch_plan_load_async(EpochStore *store, const GDate *today, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
EpochPlan *epoch_plan_load_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Stores the plan, all of it or nothing. */
void epoch_plan_save_async(EpochPlan *self, EpochStore *store, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_plan_save_finish(EpochPlan *self, GAsyncResult *result, GError **error);

G_END_DECLS
