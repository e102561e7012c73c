#include "config.h"

#include "course/epoch-project.h"

#include "course/epoch-records-private.h"

struct _EpochProject {
  EpochItem parent_instance;
  char *description;
  char *task;
  gboolean capstone;
  int number;
  GPtrArray *datasets;
  GPtrArray *parts;
  GPtrArray *deliverables;
  GPtrArray *rubric;
};

G_DEFINE_FINAL_TYPE(EpochProject, epoch_project, EPOCH_TYPE_ITEM)

static void
finalize(GObject *object)
{
  EpochProject *self = EPOCH_PROJECT(object);

  g_free(self->description);
  g_free(self->task);
  g_ptr_array_unref(self->datasets);
  g_ptr_array_unref(self->parts);
  g_ptr_array_unref(self->deliverables);
  g_ptr_array_unref(self->rubric);
  G_OBJECT_CLASS(epoch_project_parent_class)->finalize(object);
}

static void
epoch_project_class_init(EpochProjectClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_project_init(EpochProject *self)
{
}

EpochProject *
epoch_project_new(const EpochItemHead *head, const EpochProjectParts *parts)
{
  EpochProject *self = g_object_new(EPOCH_TYPE_PROJECT, NULL);

  epoch_item_set_head(EPOCH_ITEM(self), head);
  self->description = g_strdup(parts->description);
  self->task = g_strdup(parts->task);
  self->capstone = parts->capstone;
  self->number = parts->number;
  self->datasets = epoch_records_array(parts->take_datasets, g_object_unref);
  self->parts = epoch_records_array(parts->take_parts, g_free);
  self->deliverables = epoch_records_array(parts->take_deliverables, g_object_unref);
  self->rubric = epoch_records_array(parts->take_rubric, g_object_unref);
  return self;
}

const char *
epoch_project_get_description(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), NULL);
  return self->description;
}

const char *
epoch_project_get_task(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), NULL);
  return self->task;
}

gboolean
epoch_project_is_capstone(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), FALSE);
  return self->capstone;
}

int
epoch_project_get_number(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), 0);
  return self->number;
}

GPtrArray *
epoch_project_get_datasets(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), NULL);
  return self->datasets;
}

GPtrArray *
epoch_project_get_parts(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), NULL);
  return self->parts;
}

GPtrArray *
epoch_project_get_deliverables(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), NULL);
  return self->deliverables;
}

GPtrArray *
epoch_project_get_rubric(EpochProject *self)
{
  g_return_val_if_fail(EPOCH_IS_PROJECT(self), NULL);
  return self->rubric;
}

const char *
epoch_project_get_title(EpochProject *self)
{
  return epoch_item_get_text(EPOCH_ITEM(self));
}

double
epoch_project_compute_mark(EpochProject *self, const int *marks, guint n_marks)
{
  double shares = 0;
  double sum = 0;

  g_return_val_if_fail(EPOCH_IS_PROJECT(self), 0);
  for (guint k = 0; k < self->rubric->len; k++) {
    double percent = epoch_rubric_row_get_percent(g_ptr_array_index(self->rubric, k));

    shares += percent;
    if (k < n_marks && marks[k] > 0)
      sum += percent * MIN(marks[k], 100);
  }
  return shares > 0 ? sum / shares : 0;
}
