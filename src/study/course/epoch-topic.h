/* EpochTopic: one topic of a week, with what it is divided into. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_TOPIC (epoch_topic_get_type())
G_DECLARE_FINAL_TYPE(EpochTopic, epoch_topic, EPOCH, TOPIC, GObject)

/* In inline Markdown. */
const char *epoch_topic_get_text(EpochTopic *self);

/* (element-type EpochTopic) (transfer none): Often empty. */
GPtrArray *epoch_topic_get_children(EpochTopic *self);

G_END_DECLS
