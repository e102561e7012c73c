#include "config.h"

#include "plan/epoch-plan.h"

#include <math.h>
#include <stdio.h>

#include "store/epoch-store-task.h"
#include "store/epoch-tables-private.h"

#define KEY_START "plan.start"
#define KEY_HOURS "plan.hours"
#define KEY_WEEKDAYS "plan.weekdays"
#define DEFAULT_HOURS 13
#define MAX_HOURS 80

struct _EpochPlan {
  GObject parent_instance;
  GDate start;
  double hours;
  guint weekdays;
  gboolean is_set;
};

G_DEFINE_FINAL_TYPE(EpochPlan, epoch_plan, G_TYPE_OBJECT)

static void
epoch_plan_class_init(EpochPlanClass *klass)
{
}

static void
epoch_plan_init(EpochPlan *self)
{
  self->hours = DEFAULT_HOURS;
  self->weekdays = EPOCH_PLAN_WORKING_DAYS;
}

EpochPlan *
epoch_plan_new(const GDate *today)
{
  EpochPlan *self;

  g_return_val_if_fail(g_date_valid(today), NULL);
  self = g_object_new(EPOCH_TYPE_PLAN, NULL);
  self->start = *today;
  g_date_subtract_days(&self->start, (guint)(g_date_get_weekday(today) - G_DATE_MONDAY));
  return self;
}

gboolean
epoch_plan_is_set(EpochPlan *self)
{
  g_return_val_if_fail(EPOCH_IS_PLAN(self), FALSE);
  return self->is_set;
}

const GDate *
epoch_plan_get_start(EpochPlan *self)
{
  g_return_val_if_fail(EPOCH_IS_PLAN(self), NULL);
  return &self->start;
}

void
epoch_plan_set_start(EpochPlan *self, const GDate *start)
{
  g_return_if_fail(EPOCH_IS_PLAN(self));
  g_return_if_fail(g_date_valid(start));
  self->start = *start;
}

double
epoch_plan_get_hours(EpochPlan *self)
{
  g_return_val_if_fail(EPOCH_IS_PLAN(self), 0);
  return self->hours;
}

void
epoch_plan_set_hours(EpochPlan *self, double hours)
{
  g_return_if_fail(EPOCH_IS_PLAN(self));
  self->hours = isnan(hours) ? DEFAULT_HOURS : CLAMP(hours, 1, MAX_HOURS);
}

guint
epoch_plan_get_weekdays(EpochPlan *self)
{
  g_return_val_if_fail(EPOCH_IS_PLAN(self), 0);
  return self->weekdays;
}

void
epoch_plan_set_weekdays(EpochPlan *self, guint weekdays)
{
  g_return_if_fail(EPOCH_IS_PLAN(self));
  weekdays &= EPOCH_PLAN_ALL_DAYS;
  self->weekdays = weekdays != 0 ? weekdays : EPOCH_PLAN_WORKING_DAYS;
}

double
epoch_plan_get_hours_on_day(EpochPlan *self, const GDate *day)
{
  g_return_val_if_fail(EPOCH_IS_PLAN(self), 0);
  g_return_val_if_fail(g_date_valid(day), 0);
  if ((self->weekdays & EPOCH_PLAN_DAY(g_date_get_weekday(day))) == 0)
    return 0;
  return self->hours / __builtin_popcount(self->weekdays);
}

static EpochPlanPhase
return_place(EpochPlanPhase phase, int week_value, int day_value, int *week, int *day)
{
  if (week != NULL)
    *week = week_value;
  if (day != NULL)
    *day = day_value;
  return phase;
}

EpochPlanPhase
epoch_plan_get_place(EpochPlan *self, const GDate *date, int n_weeks, int *week, int *day)
{
  int days;

  g_return_val_if_fail(EPOCH_IS_PLAN(self), EPOCH_PLAN_BEFORE);
  g_return_val_if_fail(g_date_valid(date), EPOCH_PLAN_BEFORE);
  days = g_date_days_between(&self->start, date);
  if (days < 0)
    return return_place(EPOCH_PLAN_BEFORE, 1, -days, week, day);
  if (days / 7 >= n_weeks)
    return return_place(EPOCH_PLAN_AFTER, n_weeks, 7, week, day);
  return return_place(EPOCH_PLAN_DURING, days / 7 + 1, days % 7 + 1, week, day);
}

/* A date exactly as it is stored, 2026-01-31; anything else is no date. */
static gboolean
parse_date(const char *text, GDate *date)
{
  static const char pattern[] = "0000-00-00";
  unsigned year, month, day;

  for (gsize k = 0; k < sizeof pattern; k++)
    if (pattern[k] == '0' ? !g_ascii_isdigit(text[k]) : text[k] != pattern[k])
      return FALSE;
  if (sscanf(text, "%4u-%2u-%2u", &year, &month, &day) != 3 ||
      !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return FALSE;
  g_date_set_dmy(date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return TRUE;
}

static void
take_values(EpochPlan *self, const char *start, const char *hours, const char *weekdays)
{
  guint64 mask;

  if (start == NULL || !parse_date(start, &self->start))
    return;
  self->is_set = TRUE;
  if (hours != NULL)
    epoch_plan_set_hours(self, g_ascii_strtod(hours, NULL));
  if (weekdays != NULL &&
      g_ascii_string_to_unsigned(weekdays, 10, 1, EPOCH_PLAN_ALL_DAYS, &mask, NULL))
    epoch_plan_set_weekdays(self, (guint)mask);
}

static void
load_in_thread(GTask *task, gpointer store, gpointer today, GCancellable *cancellable)
{
  GError *error = NULL;
  EpochPlan *plan = epoch_plan_new(today);
  g_autofree char *start = epoch_settings_get(store, KEY_START, &error);
  g_autofree char *hours = error == NULL ? epoch_settings_get(store, KEY_HOURS, &error) : NULL;
  g_autofree char *days = error == NULL ? epoch_settings_get(store, KEY_WEEKDAYS, &error) : NULL;

  take_values(plan, start, hours, days);
  epoch_store_return_result(task, plan, g_object_unref, error);
}

void
epoch_plan_load_async(EpochStore *store, const GDate *today, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(g_date_valid(today));
  epoch_store_submit(store, epoch_plan_load_async, load_in_thread, g_date_copy(today),
                     (GDestroyNotify)g_date_free, cancellable, callback, user_data);
}

EpochPlan *
epoch_plan_load_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

/* The three values as they are stored. */
static char **
dup_values(EpochPlan *self)
{
  char hours[G_ASCII_DTOSTR_BUF_SIZE];
  char **values = g_new0(char *, 4);

  values[0] = g_strdup_printf("%04u-%02u-%02u", g_date_get_year(&self->start),
                              g_date_get_month(&self->start), g_date_get_day(&self->start));
  values[1] = g_strdup(g_ascii_dtostr(hours, sizeof hours, self->hours));
  values[2] = g_strdup_printf("%u", self->weekdays);
  return values;
}

static void
save_in_thread(GTask *task, gpointer store, gpointer data, GCancellable *cancellable)
{
  char **values = data;
  GError *error = NULL;
  gboolean saved = epoch_store_begin(store, &error) &&
                   epoch_store_end(store,
                                   epoch_settings_set(store, KEY_START, values[0], &error) &&
                                       epoch_settings_set(store, KEY_HOURS, values[1], &error) &&
                                       epoch_settings_set(store, KEY_WEEKDAYS, values[2], &error),
                                   &error);

  epoch_store_return_success(task, saved, &error);
}

/* The plan is the source of the outer task; the store that of the inner one. */
static void
saved_cb(GObject *store, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochPlan *self = g_task_get_source_object(task);
  GError *error = NULL;

  if (g_task_propagate_boolean(G_TASK(result), &error)) {
    self->is_set = TRUE;
    g_task_return_boolean(task, TRUE);
  } else {
    g_task_return_error(task, error);
  }
}

void
epoch_plan_save_async(EpochPlan *self, EpochStore *store, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail(EPOCH_IS_PLAN(self));
  g_return_if_fail(EPOCH_IS_STORE(store));
  task = g_task_new(self, cancellable, callback, user_data);
  g_task_set_source_tag(task, epoch_plan_save_async);
  g_task_set_check_cancellable(task, FALSE);
  epoch_store_submit(store, epoch_plan_save_async, save_in_thread, dup_values(self),
                     (GDestroyNotify)g_strfreev, cancellable, saved_cb, task);
}

gboolean
epoch_plan_save_finish(EpochPlan *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}
