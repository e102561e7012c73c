#include "config.h"

#include "course/epoch-deliverable.h"

#include "course/epoch-records-private.h"

struct _EpochDeliverable {
  EpochItem parent_instance;
  GPtrArray *children;
  int part;
};

G_DEFINE_FINAL_TYPE(EpochDeliverable, epoch_deliverable, EPOCH_TYPE_ITEM)

static void
finalize(GObject *object)
{
  EpochDeliverable *self = EPOCH_DELIVERABLE(object);

  g_ptr_array_unref(self->children);
  G_OBJECT_CLASS(epoch_deliverable_parent_class)->finalize(object);
}

static void
epoch_deliverable_class_init(EpochDeliverableClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_deliverable_init(EpochDeliverable *self)
{
}

EpochDeliverable *
epoch_deliverable_new(const EpochItemHead *head, GPtrArray *take_children, int part)
{
  EpochDeliverable *self = g_object_new(EPOCH_TYPE_DELIVERABLE, NULL);

  epoch_item_set_head(EPOCH_ITEM(self), head);
  self->children = epoch_records_array(take_children, g_free);
  self->part = part;
  return self;
}

GPtrArray *
epoch_deliverable_get_children(EpochDeliverable *self)
{
  g_return_val_if_fail(EPOCH_IS_DELIVERABLE(self), NULL);
  return self->children;
}

int
epoch_deliverable_get_part(EpochDeliverable *self)
{
  g_return_val_if_fail(EPOCH_IS_DELIVERABLE(self), 0);
  return self->part;
}
