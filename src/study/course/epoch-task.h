/* EpochTask: one task of a week, with the hours that it is estimated to take. */
#pragma once

#include "course/epoch-item.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_TASK (epoch_task_get_type())
G_DECLARE_FINAL_TYPE(EpochTask, epoch_task, EPOCH, TASK, EpochItem)

double epoch_task_get_hours(EpochTask *self);

G_END_DECLS
