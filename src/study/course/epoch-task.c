#include "config.h"

#include "course/epoch-task.h"

#include "course/epoch-records-private.h"

struct _EpochTask {
  EpochItem parent_instance;
  double hours;
};

G_DEFINE_FINAL_TYPE(EpochTask, epoch_task, EPOCH_TYPE_ITEM)

static void
epoch_task_class_init(EpochTaskClass *klass)
{
}

static void
epoch_task_init(EpochTask *self)
{
}

EpochTask *
epoch_task_new(const EpochItemHead *head, double hours)
{
  EpochTask *self = g_object_new(EPOCH_TYPE_TASK, NULL);

  epoch_item_set_head(EPOCH_ITEM(self), head);
  self->hours = hours;
  return self;
}

double
epoch_task_get_hours(EpochTask *self)
{
  g_return_val_if_fail(EPOCH_IS_TASK(self), 0);
  return self->hours;
}
