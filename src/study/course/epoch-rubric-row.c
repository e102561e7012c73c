#include "config.h"

#include "course/epoch-rubric-row.h"

#include "course/epoch-records-private.h"

struct _EpochRubricRow {
  GObject parent_instance;
  char *criterion;
  double percent;
};

G_DEFINE_FINAL_TYPE(EpochRubricRow, epoch_rubric_row, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochRubricRow *self = EPOCH_RUBRIC_ROW(object);

  g_free(self->criterion);
  G_OBJECT_CLASS(epoch_rubric_row_parent_class)->finalize(object);
}

static void
epoch_rubric_row_class_init(EpochRubricRowClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_rubric_row_init(EpochRubricRow *self)
{
}

EpochRubricRow *
epoch_rubric_row_new(const char *criterion, double percent)
{
  EpochRubricRow *self = g_object_new(EPOCH_TYPE_RUBRIC_ROW, NULL);

  self->criterion = g_strdup(criterion);
  self->percent = percent;
  return self;
}

const char *
epoch_rubric_row_get_criterion(EpochRubricRow *self)
{
  g_return_val_if_fail(EPOCH_IS_RUBRIC_ROW(self), NULL);
  return self->criterion;
}

double
epoch_rubric_row_get_percent(EpochRubricRow *self)
{
  g_return_val_if_fail(EPOCH_IS_RUBRIC_ROW(self), 0);
  return self->percent;
}
