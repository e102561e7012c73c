/* EpochDeliverable: one thing that a project has to hand in. */
#pragma once

#include "course/epoch-item.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_DELIVERABLE (epoch_deliverable_get_type())
G_DECLARE_FINAL_TYPE(EpochDeliverable, epoch_deliverable, EPOCH, DELIVERABLE, EpochItem)

/* (element-type utf8) (transfer none): What it consists of, in inline Markdown; often empty. */
GPtrArray *epoch_deliverable_get_children(EpochDeliverable *self);

/* The part of the project that it belongs to, from 1; 0 for none. */
int epoch_deliverable_get_part(EpochDeliverable *self);

G_END_DECLS
