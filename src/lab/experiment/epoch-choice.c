#include "config.h"

#include "experiment/epoch-parameter.h"

struct _EpochChoice {
  GObject parent_instance;

  char *value;
  char *label;
  char *description;
  gboolean chosen;
};

G_DEFINE_FINAL_TYPE(EpochChoice, epoch_choice, G_TYPE_OBJECT)

enum { PROP_VALUE = 1, PROP_LABEL, PROP_DESCRIPTION, PROP_CHOSEN, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
epoch_choice_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochChoice *self = EPOCH_CHOICE(object);

  switch (id) {
  case PROP_VALUE:
    g_value_set_string(value, self->value);
    break;
  case PROP_LABEL:
    g_value_set_string(value, self->label);
    break;
  case PROP_DESCRIPTION:
    g_value_set_string(value, self->description);
    break;
  case PROP_CHOSEN:
    g_value_set_boolean(value, self->chosen);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_choice_finalize(GObject *object)
{
  EpochChoice *self = EPOCH_CHOICE(object);

  g_free(self->value);
  g_free(self->label);
  g_free(self->description);
  G_OBJECT_CLASS(epoch_choice_parent_class)->finalize(object);
}

static void
epoch_choice_class_init(EpochChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = epoch_choice_get_property;
  object_class->finalize = epoch_choice_finalize;
  properties[PROP_VALUE] = g_param_spec_string("value", NULL, NULL, "", flags);
  properties[PROP_LABEL] = g_param_spec_string("label", NULL, NULL, "", flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string("description", NULL, NULL, "", flags);
  properties[PROP_CHOSEN] = g_param_spec_boolean("chosen", NULL, NULL, FALSE, flags);
  g_object_class_install_properties(object_class, N_PROPS, properties);
}

static void
epoch_choice_init(EpochChoice *self)
{
}

EpochChoice *
epoch_choice_new(const char *value, const char *label, const char *description, gboolean chosen)
{
  EpochChoice *self = g_object_new(EPOCH_TYPE_CHOICE, NULL);

  self->value = g_strdup(value);
  self->label = g_strdup(label);
  self->description = g_strdup(description);
  self->chosen = chosen;
  return self;
}

const char *
epoch_choice_get_value(EpochChoice *self)
{
  return self->value;
}

const char *
epoch_choice_get_label(EpochChoice *self)
{
  return self->label;
}

const char *
epoch_choice_get_description(EpochChoice *self)
{
  return self->description;
}

gboolean
epoch_choice_get_chosen(EpochChoice *self)
{
  return self->chosen;
}
