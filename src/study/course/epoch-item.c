#include "config.h"

#include "course/epoch-item.h"

#include "course/epoch-records-private.h"

typedef struct {
  EpochItemKind kind;
  int week;
  int block;
  char *id;
  char *text;
  char *url;
} EpochItemPrivate;

G_DEFINE_TYPE_WITH_PRIVATE(EpochItem, epoch_item, G_TYPE_OBJECT)

static EpochItemPrivate *
private_of(EpochItem *self)
{
  return epoch_item_get_instance_private(self);
}

static void
finalize(GObject *object)
{
  EpochItemPrivate *priv = private_of(EPOCH_ITEM(object));

  g_free(priv->id);
  g_free(priv->text);
  g_free(priv->url);
  G_OBJECT_CLASS(epoch_item_parent_class)->finalize(object);
}

static void
epoch_item_class_init(EpochItemClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_item_init(EpochItem *self)
{
}

EpochItem *
epoch_item_new(const EpochItemHead *head)
{
  EpochItem *self = g_object_new(EPOCH_TYPE_ITEM, NULL);

  epoch_item_set_head(self, head);
  return self;
}

void
epoch_item_set_head(EpochItem *self, const EpochItemHead *head)
{
  EpochItemPrivate *priv = private_of(self);

  priv->kind = head->kind;
  priv->week = head->week;
  priv->block = head->block;
  g_set_str(&priv->id, head->id);
  g_set_str(&priv->text, head->text);
  g_set_str(&priv->url, head->url);
}

EpochItemKind
epoch_item_get_kind(EpochItem *self)
{
  g_return_val_if_fail(EPOCH_IS_ITEM(self), EPOCH_ITEM_TASK);
  return private_of(self)->kind;
}

const char *
epoch_item_get_id(EpochItem *self)
{
  g_return_val_if_fail(EPOCH_IS_ITEM(self), NULL);
  return private_of(self)->id;
}

int
epoch_item_get_week(EpochItem *self)
{
  g_return_val_if_fail(EPOCH_IS_ITEM(self), 0);
  return private_of(self)->week;
}

int
epoch_item_get_block(EpochItem *self)
{
  g_return_val_if_fail(EPOCH_IS_ITEM(self), 0);
  return private_of(self)->block;
}

const char *
epoch_item_get_text(EpochItem *self)
{
  g_return_val_if_fail(EPOCH_IS_ITEM(self), NULL);
  return private_of(self)->text;
}

const char *
epoch_item_get_url(EpochItem *self)
{
  g_return_val_if_fail(EPOCH_IS_ITEM(self), NULL);
  return private_of(self)->url;
}

gboolean
epoch_item_is_tickable(EpochItem *self)
{
  EpochItemKind kind = epoch_item_get_kind(self);

  return kind != EPOCH_ITEM_PROJECT && kind != EPOCH_ITEM_QUESTION;
}

const char *
epoch_item_kind_to_string(EpochItemKind kind)
{
  static const char *const names[EPOCH_N_ITEM_KINDS] = {
      [EPOCH_ITEM_TASK] = "task",
      [EPOCH_ITEM_RESOURCE] = "resource",
      [EPOCH_ITEM_OWN_RESOURCE] = "own-resource",
      [EPOCH_ITEM_PROJECT] = "project",
      [EPOCH_ITEM_DELIVERABLE] = "deliverable",
      [EPOCH_ITEM_OUTCOME] = "outcome",
      [EPOCH_ITEM_STRETCH] = "stretch",
      [EPOCH_ITEM_CHECK] = "check",
      [EPOCH_ITEM_QUESTION] = "question",
      [EPOCH_ITEM_FINAL_TASK] = "final-task",
  };

  g_return_val_if_fail((guint)kind < EPOCH_N_ITEM_KINDS, NULL);
  return names[kind];
}
