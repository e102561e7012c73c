#include "config.h"

#include "course/epoch-topic.h"

#include "course/epoch-records-private.h"

struct _EpochTopic {
  GObject parent_instance;
  char *text;
  GPtrArray *children;
};

G_DEFINE_FINAL_TYPE(EpochTopic, epoch_topic, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochTopic *self = EPOCH_TOPIC(object);

  g_free(self->text);
  g_ptr_array_unref(self->children);
  G_OBJECT_CLASS(epoch_topic_parent_class)->finalize(object);
}

static void
epoch_topic_class_init(EpochTopicClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_topic_init(EpochTopic *self)
{
}

EpochTopic *
epoch_topic_new(const char *text, GPtrArray *take_children)
{
  EpochTopic *self = g_object_new(EPOCH_TYPE_TOPIC, NULL);

  self->text = g_strdup(text);
  self->children = epoch_records_array(take_children, g_object_unref);
  return self;
}

const char *
epoch_topic_get_text(EpochTopic *self)
{
  g_return_val_if_fail(EPOCH_IS_TOPIC(self), NULL);
  return self->text;
}

GPtrArray *
epoch_topic_get_children(EpochTopic *self)
{
  g_return_val_if_fail(EPOCH_IS_TOPIC(self), NULL);
  return self->children;
}
