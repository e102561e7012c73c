#include "config.h"

#include "course/epoch-week.h"

#include "course/epoch-records-private.h"

struct _EpochWeek {
  GObject parent_instance;
  int number;
  int block;
  char *title;
  char *prerequisites;
  double total_hours;
  double task_hours;
  double project_hours;
  GPtrArray *topics;
  GPtrArray *tasks;
  GPtrArray *resources;
  GPtrArray *own_resources;
  GPtrArray *ethics;
  GPtrArray *outcomes;
  GPtrArray *stretch;
  GPtrArray *experiments;
  EpochProject *project;
};

G_DEFINE_FINAL_TYPE(EpochWeek, epoch_week, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochWeek *self = EPOCH_WEEK(object);

  g_free(self->title);
  g_free(self->prerequisites);
  g_ptr_array_unref(self->topics);
  g_ptr_array_unref(self->tasks);
  g_ptr_array_unref(self->resources);
  g_ptr_array_unref(self->own_resources);
  g_ptr_array_unref(self->ethics);
  g_ptr_array_unref(self->outcomes);
  g_ptr_array_unref(self->stretch);
  g_ptr_array_unref(self->experiments);
  g_clear_object(&self->project);
  G_OBJECT_CLASS(epoch_week_parent_class)->finalize(object);
}

static void
epoch_week_class_init(EpochWeekClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_week_init(EpochWeek *self)
{
}

EpochWeek *
epoch_week_new(const EpochWeekParts *parts)
{
  EpochWeek *self = g_object_new(EPOCH_TYPE_WEEK, NULL);

  self->number = parts->number;
  self->block = parts->block;
  self->title = g_strdup(parts->title);
  self->prerequisites = g_strdup(parts->prerequisites);
  self->total_hours = parts->total_hours;
  self->task_hours = parts->task_hours;
  self->project_hours = parts->project_hours;
  self->topics = epoch_records_array(parts->take_topics, g_object_unref);
  self->tasks = epoch_records_array(parts->take_tasks, g_object_unref);
  self->resources = epoch_records_array(parts->take_resources, g_object_unref);
  self->own_resources = epoch_records_array(parts->take_own_resources, g_object_unref);
  self->ethics = epoch_records_array(parts->take_ethics, g_object_unref);
  self->outcomes = epoch_records_array(parts->take_outcomes, g_object_unref);
  self->stretch = epoch_records_array(parts->take_stretch, g_object_unref);
  self->experiments = epoch_records_array(parts->take_experiments, g_free);
  self->project = parts->take_project;
  return self;
}

int
epoch_week_get_number(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), 0);
  return self->number;
}

int
epoch_week_get_block(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), 0);
  return self->block;
}

const char *
epoch_week_get_title(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->title;
}

const char *
epoch_week_get_prerequisites(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->prerequisites;
}

double
epoch_week_get_total_hours(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), 0);
  return self->total_hours;
}

double
epoch_week_get_task_hours(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), 0);
  return self->task_hours;
}

double
epoch_week_get_project_hours(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), 0);
  return self->project_hours;
}

GPtrArray *
epoch_week_get_topics(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->topics;
}

GPtrArray *
epoch_week_get_tasks(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->tasks;
}

GPtrArray *
epoch_week_get_resources(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->resources;
}

GPtrArray *
epoch_week_get_own_resources(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->own_resources;
}

GPtrArray *
epoch_week_get_ethics(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->ethics;
}

GPtrArray *
epoch_week_get_outcomes(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->outcomes;
}

GPtrArray *
epoch_week_get_stretch(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->stretch;
}

GPtrArray *
epoch_week_get_experiments(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->experiments;
}

EpochProject *
epoch_week_get_project(EpochWeek *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK(self), NULL);
  return self->project;
}
