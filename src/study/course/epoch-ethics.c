#include "config.h"

#include "course/epoch-ethics.h"

#include "course/epoch-records-private.h"

struct _EpochEthics {
  GObject parent_instance;
  char *title;
  char *text;
};

G_DEFINE_FINAL_TYPE(EpochEthics, epoch_ethics, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochEthics *self = EPOCH_ETHICS(object);

  g_free(self->title);
  g_free(self->text);
  G_OBJECT_CLASS(epoch_ethics_parent_class)->finalize(object);
}

static void
epoch_ethics_class_init(EpochEthicsClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_ethics_init(EpochEthics *self)
{
}

EpochEthics *
epoch_ethics_new(const char *title, const char *text)
{
  EpochEthics *self = g_object_new(EPOCH_TYPE_ETHICS, NULL);

  self->title = g_strdup(title);
  self->text = g_strdup(text);
  return self;
}

const char *
epoch_ethics_get_title(EpochEthics *self)
{
  g_return_val_if_fail(EPOCH_IS_ETHICS(self), NULL);
  return self->title;
}

const char *
epoch_ethics_get_text(EpochEthics *self)
{
  g_return_val_if_fail(EPOCH_IS_ETHICS(self), NULL);
  return self->text;
}
