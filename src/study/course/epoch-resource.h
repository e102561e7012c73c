/* EpochResource: something to read or watch, of the course (EPOCH_ITEM_RESOURCE) or of the
 * learner's own shelf (EPOCH_ITEM_OWN_RESOURCE). Its address is epoch_item_get_url(). */
#pragma once

#include "course/epoch-item.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_RESOURCE (epoch_resource_get_type())
G_DECLARE_FINAL_TYPE(EpochResource, epoch_resource, EPOCH, RESOURCE, EpochItem)

/* (nullable): The topic that it is grouped under; NULL for the learner's own. */
const char *epoch_resource_get_topic(EpochResource *self);
const char *epoch_resource_get_title(EpochResource *self);

/* (nullable): What to look at in it, in inline Markdown. */
const char *epoch_resource_get_note(EpochResource *self);

/* Whether it is one of the learner's own resources. */
gboolean epoch_resource_is_own(EpochResource *self);

G_END_DECLS
