#include "config.h"

#include "lab/epoch-run-item.h"

struct _EpochRunItem {
  GObject parent_instance;
  EpochRun *run;
  gboolean chosen;
};

enum { PROP_CHOSEN = 1, PROP_STARRED, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(EpochRunItem, epoch_run_item, G_TYPE_OBJECT)

static void
epoch_run_item_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochRunItem *self = EPOCH_RUN_ITEM(object);

  switch (id) {
  case PROP_CHOSEN:
    g_value_set_boolean(value, self->chosen);
    break;
  case PROP_STARRED:
    g_value_set_boolean(value, epoch_run_get_starred(self->run));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_run_item_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EpochRunItem *self = EPOCH_RUN_ITEM(object);
  gboolean on = g_value_get_boolean(value);

  switch (id) {
  case PROP_CHOSEN:
    if (on == self->chosen)
      return;
    self->chosen = on;
    break;
  case PROP_STARRED:
    if (on == epoch_run_get_starred(self->run))
      return;
    epoch_run_set_starred(self->run, on);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
    return;
  }
  g_object_notify_by_pspec(object, pspec);
}

static void
epoch_run_item_dispose(GObject *object)
{
  g_clear_object(&EPOCH_RUN_ITEM(object)->run);
  G_OBJECT_CLASS(epoch_run_item_parent_class)->dispose(object);
}

static void
epoch_run_item_class_init(EpochRunItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);

  object_class->get_property = epoch_run_item_get_property;
  object_class->set_property = epoch_run_item_set_property;
  object_class->dispose = epoch_run_item_dispose;
  properties[PROP_CHOSEN] =
      g_param_spec_boolean("chosen", NULL, NULL, FALSE,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_STARRED] =
      g_param_spec_boolean("starred", NULL, NULL, FALSE,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties(object_class, N_PROPERTIES, properties);
}

static void
epoch_run_item_init(EpochRunItem *self)
{
}

EpochRunItem *
epoch_run_item_new(EpochRun *run)
{
  EpochRunItem *self = g_object_new(EPOCH_TYPE_RUN_ITEM, NULL);

  self->run = g_object_ref(run);
  return self;
}

EpochRun *
epoch_run_item_get_run(EpochRunItem *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN_ITEM(self), NULL);
  return self->run;
}

gboolean
epoch_run_item_get_chosen(EpochRunItem *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN_ITEM(self), FALSE);
  return self->chosen;
}
