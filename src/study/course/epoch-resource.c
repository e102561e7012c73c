#include "config.h"

#include "course/epoch-resource.h"

#include "course/epoch-records-private.h"

struct _EpochResource {
  EpochItem parent_instance;
  char *topic;
  char *note;
};

G_DEFINE_FINAL_TYPE(EpochResource, epoch_resource, EPOCH_TYPE_ITEM)

static void
finalize(GObject *object)
{
  EpochResource *self = EPOCH_RESOURCE(object);

  g_free(self->topic);
  g_free(self->note);
  G_OBJECT_CLASS(epoch_resource_parent_class)->finalize(object);
}

static void
epoch_resource_class_init(EpochResourceClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_resource_init(EpochResource *self)
{
}

EpochResource *
epoch_resource_new(const EpochItemHead *head, const char *topic, const char *note)
{
  EpochResource *self = g_object_new(EPOCH_TYPE_RESOURCE, NULL);

  epoch_item_set_head(EPOCH_ITEM(self), head);
  self->topic = g_strdup(topic);
  self->note = g_strdup(note);
  return self;
}

const char *
epoch_resource_get_topic(EpochResource *self)
{
  g_return_val_if_fail(EPOCH_IS_RESOURCE(self), NULL);
  return self->topic;
}

const char *
epoch_resource_get_note(EpochResource *self)
{
  g_return_val_if_fail(EPOCH_IS_RESOURCE(self), NULL);
  return self->note;
}

const char *
epoch_resource_get_title(EpochResource *self)
{
  return epoch_item_get_text(EPOCH_ITEM(self));
}

gboolean
epoch_resource_is_own(EpochResource *self)
{
  return epoch_item_get_kind(EPOCH_ITEM(self)) == EPOCH_ITEM_OWN_RESOURCE;
}
