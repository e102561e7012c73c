/* EpochProgress: what is done of the course, in memory, kept in step with the store.
 *
 * What counts: a week is its tasks, each weighted by its hours, and its project, whose hours are
 * shared equally among its deliverables. A project without deliverables does not count, nor does
 * what has no hours, unless nothing in the week has any: then all count alike. Resources,
 * outcomes, stretch goals, checks and the final tasks can be ticked but do not count. A block
 * and the course are the hours done of their weeks over all their hours.
 *
 * For the main thread. Signals:
 * "changed" (const char *item): an item was ticked or unticked; its fractions differ. NULL
 *   where many may have changed, as after loading.
 * "time-changed" (): hours were logged or taken back.
 * "failed" (const char *item, GError *error): a tick could not be stored and has been reverted;
 *   "changed" comes before it. */
#pragma once

#include "course/epoch-course.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_PROGRESS (epoch_progress_get_type())
G_DECLARE_FINAL_TYPE(EpochProgress, epoch_progress, EPOCH, PROGRESS, GObject)

/* Nothing is ticked until it has been loaded. Holds the course and the store. */
EpochProgress *epoch_progress_new(EpochCourse *course, EpochStore *store);

/* Loads the ticks and the logged time from the open store. */
void epoch_progress_load_async(EpochProgress *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_progress_load_finish(EpochProgress *self, GAsyncResult *result, GError **error);

gboolean epoch_progress_is_ticked(EpochProgress *self, const char *item);

/* When the item was ticked, in seconds since 1970; 0 where it is not. */
gint64 epoch_progress_get_ticked_time(EpochProgress *self, const char *item);

/* Ticks an item or takes the tick away: at once in memory, then in the store. Where the store
 * fails, memory goes back to what is stored, "changed" and "failed" are emitted, and the error
 * is that of the store. callback may be NULL. */
void epoch_progress_set_ticked_async(EpochProgress *self, const char *item, gboolean ticked,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_progress_set_ticked_finish(EpochProgress *self, GAsyncResult *result,
                                          GError **error);

/* How much is done, 0 to 1; 0 for a week or block that there is not. */
double epoch_progress_get_week_fraction(EpochProgress *self, int week);
double epoch_progress_get_block_fraction(EpochProgress *self, int block);
double epoch_progress_get_course_fraction(EpochProgress *self);

/* How many of the items of a kind are ticked in a week, and how many there are. */
void epoch_progress_count(EpochProgress *self, int week, EpochItemKind kind, guint *n_ticked,
                          guint *n_items);

/* (nullable) (transfer none): The first task or deliverable in course order that is not ticked;
 * NULL where all is done. The second looks in one week alone. */
EpochItem *epoch_progress_get_next_item(EpochProgress *self);
EpochItem *epoch_progress_get_next_item_in_week(EpochProgress *self, int week);

/* Logs time spent on an item ("" for none); started in seconds since 1970, 1 to 86400 seconds,
 * source "timer" or "manual". Returns the id of the entry, 0 on error. */
void epoch_progress_log_time_async(EpochProgress *self, const char *item, gint64 started,
                                   gint64 seconds, const char *source, GAsyncReadyCallback callback,
                                   gpointer user_data);
gint64 epoch_progress_log_time_finish(EpochProgress *self, GAsyncResult *result, GError **error);

/* Takes an entry back. */
void epoch_progress_delete_time_async(EpochProgress *self, gint64 entry,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_progress_delete_time_finish(EpochProgress *self, GAsyncResult *result,
                                           GError **error);

/* Hours logged: in the local calendar days from first to last, both counted, by the day on
 * which an entry started; on one item; on all the items of a week of the course. */
double epoch_progress_get_hours_between(EpochProgress *self, const GDate *first, const GDate *last);
double epoch_progress_get_hours_on_day(EpochProgress *self, const GDate *day);
double epoch_progress_get_hours_on_item(EpochProgress *self, const char *item);
double epoch_progress_get_hours_in_week(EpochProgress *self, int week);

G_END_DECLS
