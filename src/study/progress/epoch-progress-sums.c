/* What the ticks and the logged time mean: fractions, the next item, hours. */
#include "config.h"

#include "progress/epoch-progress-private.h"

#define SECONDS_AN_HOUR 3600.0

typedef struct {
  double done;
  double all;
} Sum;

static gboolean
item_is_ticked(EpochProgress *self, EpochItem *item)
{
  return g_hash_table_contains(self->shown, epoch_item_get_id(item));
}

static void
add_item(EpochProgress *self, EpochItem *item, double weight, Sum *sum)
{
  sum->all += weight;
  if (item_is_ticked(self, item))
    sum->done += weight;
}

/* Adds what counts of a week, by hours or, where alike is TRUE, each the same. */
static void
add_week_by(EpochProgress *self, EpochWeek *week, gboolean alike, Sum *sum)
{
  GPtrArray *tasks = epoch_week_get_tasks(week);
  EpochProject *project = epoch_week_get_project(week);
  GPtrArray *deliverables = project != NULL ? epoch_project_get_deliverables(project) : NULL;

  for (guint k = 0; k < tasks->len; k++) {
    EpochTask *task = g_ptr_array_index(tasks, k);

    add_item(self, EPOCH_ITEM(task), alike ? 1 : epoch_task_get_hours(task), sum);
  }
  for (guint k = 0; deliverables != NULL && k < deliverables->len; k++)
    add_item(self, g_ptr_array_index(deliverables, k),
             alike ? 1 : epoch_week_get_project_hours(week) / deliverables->len, sum);
}

static void
add_week(EpochProgress *self, EpochWeek *week, Sum *sum)
{
  Sum own = {0};

  add_week_by(self, week, FALSE, &own);
  if (own.all <= 0)
    add_week_by(self, week, TRUE, &own);
  sum->done += own.done;
  sum->all += own.all;
}

/* The sum of the same numbers in another order can be a little more than the whole. */
static double
fraction_of(const Sum *sum)
{
  return sum->all > 0 ? CLAMP(sum->done / sum->all, 0, 1) : 0;
}

double
epoch_progress_get_week_fraction(EpochProgress *self, int week)
{
  EpochWeek *found;
  Sum sum = {0};

  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), 0);
  found = epoch_course_get_week(self->course, week);
  if (found != NULL)
    add_week(self, found, &sum);
  return fraction_of(&sum);
}

static double
fraction_of_weeks(EpochProgress *self, GPtrArray *weeks)
{
  Sum sum = {0};

  for (guint k = 0; k < weeks->len; k++)
    add_week(self, g_ptr_array_index(weeks, k), &sum);
  return fraction_of(&sum);
}

double
epoch_progress_get_block_fraction(EpochProgress *self, int block)
{
  EpochBlock *found;

  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), 0);
  found = epoch_course_get_block(self->course, block);
  return found != NULL ? fraction_of_weeks(self, epoch_block_get_weeks(found)) : 0;
}

double
epoch_progress_get_course_fraction(EpochProgress *self)
{
  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), 0);
  return fraction_of_weeks(self, epoch_course_get_weeks(self->course));
}

void
epoch_progress_count(EpochProgress *self, int week, EpochItemKind kind, guint *n_ticked,
                     guint *n_items)
{
  GPtrArray *items;
  guint ticked = 0;
  guint all = 0;

  g_return_if_fail(EPOCH_IS_PROGRESS(self));
  items = epoch_course_get_tickable(self->course);
  for (guint k = 0; k < items->len; k++) {
    EpochItem *item = g_ptr_array_index(items, k);

    if (epoch_item_get_week(item) != week || epoch_item_get_kind(item) != kind)
      continue;
    all++;
    ticked += item_is_ticked(self, item);
  }
  if (n_ticked != NULL)
    *n_ticked = ticked;
  if (n_items != NULL)
    *n_items = all;
}

/* The first in course order, of one week or, where week is 0, of all. */
static EpochItem *
find_next(EpochProgress *self, int week)
{
  GPtrArray *items = epoch_course_get_tickable(self->course);

  for (guint k = 0; k < items->len; k++) {
    EpochItem *item = g_ptr_array_index(items, k);
    EpochItemKind kind = epoch_item_get_kind(item);

    if ((kind == EPOCH_ITEM_TASK || kind == EPOCH_ITEM_DELIVERABLE) &&
        (week == 0 || epoch_item_get_week(item) == week) && !item_is_ticked(self, item))
      return item;
  }
  return NULL;
}

EpochItem *
epoch_progress_get_next_item(EpochProgress *self)
{
  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), NULL);
  return find_next(self, 0);
}

EpochItem *
epoch_progress_get_next_item_in_week(EpochProgress *self, int week)
{
  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), NULL);
  return week > 0 ? find_next(self, week) : NULL;
}

double
epoch_progress_get_hours_between(EpochProgress *self, const GDate *first, const GDate *last)
{
  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), 0);
  g_return_val_if_fail(g_date_valid(first) && g_date_valid(last), 0);
  return (double)epoch_time_log_sum_days(self->log, g_date_get_julian(first),
                                         g_date_get_julian(last)) /
         SECONDS_AN_HOUR;
}

double
epoch_progress_get_hours_on_day(EpochProgress *self, const GDate *day)
{
  return epoch_progress_get_hours_between(self, day, day);
}

double
epoch_progress_get_hours_on_item(EpochProgress *self, const char *item)
{
  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), 0);
  g_return_val_if_fail(item != NULL, 0);
  return (double)epoch_time_log_sum_item(self->log, item) / SECONDS_AN_HOUR;
}

/* The project itself can not be ticked, but time can be spent on it. */
double
epoch_progress_get_hours_in_week(EpochProgress *self, int week)
{
  GPtrArray *items;
  EpochWeek *found;
  gint64 seconds = 0;

  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), 0);
  items = epoch_course_get_tickable(self->course);
  found = epoch_course_get_week(self->course, week);
  for (guint k = 0; found != NULL && k < items->len; k++) {
    EpochItem *item = g_ptr_array_index(items, k);

    if (epoch_item_get_week(item) == week)
      seconds += epoch_time_log_sum_item(self->log, epoch_item_get_id(item));
  }
  if (found != NULL && epoch_week_get_project(found) != NULL)
    seconds += epoch_time_log_sum_item(
        self->log, epoch_item_get_id(EPOCH_ITEM(epoch_week_get_project(found))));
  return (double)seconds / SECONDS_AN_HOUR;
}
