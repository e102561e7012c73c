/* EpochFinalCategory: one heading of the final checklist, with its tasks. */
#pragma once

#include "course/epoch-item.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_FINAL_CATEGORY (epoch_final_category_get_type())
G_DECLARE_FINAL_TYPE(EpochFinalCategory, epoch_final_category, EPOCH, FINAL_CATEGORY, GObject)

const char *epoch_final_category_get_title(EpochFinalCategory *self);

/* (element-type EpochItem) (transfer none): EPOCH_ITEM_FINAL_TASK, in order. */
GPtrArray *epoch_final_category_get_tasks(EpochFinalCategory *self);

G_END_DECLS
