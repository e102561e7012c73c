#include "config.h"

#include "lab/epoch-lab-wish.h"

/* A session keeps its wish under this key. */
#define WISH "epoch-lab-wish"

struct _EpochLabWish {
  GObject parent_instance;
  char *experiment;   /* (nullable) */
  JsonObject *params; /* (nullable) */
};

enum { MADE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochLabWish, epoch_lab_wish, G_TYPE_OBJECT)

static void
epoch_lab_wish_finalize(GObject *object)
{
  EpochLabWish *self = EPOCH_LAB_WISH(object);

  g_free(self->experiment);
  g_clear_pointer(&self->params, json_object_unref);
  G_OBJECT_CLASS(epoch_lab_wish_parent_class)->finalize(object);
}

static void
epoch_lab_wish_class_init(EpochLabWishClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = epoch_lab_wish_finalize;
  signals[MADE] = g_signal_new("made", EPOCH_TYPE_LAB_WISH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
epoch_lab_wish_init(EpochLabWish *self)
{
}

EpochLabWish *
epoch_lab_wish_of(EpochSession *session)
{
  EpochLabWish *self = g_object_get_data(G_OBJECT(session), WISH);

  if (!self) {
    self = g_object_new(EPOCH_TYPE_LAB_WISH, NULL);
    g_object_set_data_full(G_OBJECT(session), WISH, self, g_object_unref);
  }
  return self;
}

void
epoch_lab_wish_make(EpochLabWish *self, const char *experiment, JsonObject *params)
{
  g_return_if_fail(EPOCH_IS_LAB_WISH(self) && experiment && params);
  g_set_str(&self->experiment, experiment);
  json_object_ref(params);
  g_clear_pointer(&self->params, json_object_unref);
  self->params = params;
  g_signal_emit(self, signals[MADE], 0);
}

JsonObject *
epoch_lab_wish_take(EpochLabWish *self, const char *experiment)
{
  g_return_val_if_fail(EPOCH_IS_LAB_WISH(self), NULL);
  return g_strcmp0(self->experiment, experiment) == 0 ? g_steal_pointer(&self->params) : NULL;
}
