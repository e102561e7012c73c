#include "config.h"

#include "experiment/epoch-parameter.h"

#include <float.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "experiment/epoch-parameter-private.h"

G_DEFINE_FINAL_TYPE(EpochParameter, epoch_parameter, G_TYPE_OBJECT)

enum { PROP_KEY = 1, PROP_LABEL, PROP_HELP, PROP_UNIT, PROP_ADVANCED, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
epoch_parameter_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochParameter *self = EPOCH_PARAMETER(object);

  switch (id) {
  case PROP_KEY:
    g_value_set_string(value, self->key);
    break;
  case PROP_LABEL:
    g_value_set_string(value, self->label);
    break;
  case PROP_HELP:
    g_value_set_string(value, self->help);
    break;
  case PROP_UNIT:
    g_value_set_string(value, self->unit);
    break;
  case PROP_ADVANCED:
    g_value_set_boolean(value, self->advanced);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_parameter_finalize(GObject *object)
{
  EpochParameter *self = EPOCH_PARAMETER(object);

  g_free(self->key);
  g_free(self->label);
  g_free(self->help);
  g_free(self->unit);
  g_free(self->of);
  g_clear_pointer(&self->needs, epoch_condition_free);
  g_clear_pointer(&self->fallback, g_variant_unref);
  g_clear_object(&self->choices);
  G_OBJECT_CLASS(epoch_parameter_parent_class)->finalize(object);
}

static void
epoch_parameter_class_init(EpochParameterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = epoch_parameter_get_property;
  object_class->finalize = epoch_parameter_finalize;
  properties[PROP_KEY] = g_param_spec_string("key", NULL, NULL, "", flags);
  properties[PROP_LABEL] = g_param_spec_string("label", NULL, NULL, "", flags);
  properties[PROP_HELP] = g_param_spec_string("help", NULL, NULL, "", flags);
  properties[PROP_UNIT] = g_param_spec_string("unit", NULL, NULL, "", flags);
  properties[PROP_ADVANCED] = g_param_spec_boolean("advanced", NULL, NULL, FALSE, flags);
  g_object_class_install_properties(object_class, N_PROPS, properties);
}

static void
epoch_parameter_init(EpochParameter *self)
{
  self->minimum = -DBL_MAX;
  self->maximum = DBL_MAX;
  self->choices = g_list_store_new(EPOCH_TYPE_CHOICE);
}

static gboolean
read_kind(EpochParameter *self, JsonObject *object, const char *where, GError **error)
{
  static const char *const kinds[] = {"integer", "number", "boolean", "choice",
                                      "columns", "file",   "column"};
  const char *kind = epoch_json_get_string(object, where, "type", NULL, error);

  if (kind == NULL) {
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (g_str_equal(kind, kinds[i])) {
      self->kind = (EpochParameterType)i;
      return TRUE;
    }
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              "%s: \"type\" is \"%s\", but \"integer\", \"number\", \"boolean\", \"choice\", "
              "\"columns\", \"file\" or \"column\" is expected",
              where, kind);
  return FALSE;
}

static gboolean
read_texts(EpochParameter *self, JsonObject *object, const char *where, GError **error)
{
  const struct {
    const char *member;
    const char *fallback;
    char **text;
  } texts[] = {
      {"key", NULL, &self->key},
      {"label", NULL, &self->label},
      {"help", NULL, &self->help},
      {"unit", "", &self->unit},
  };

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    const char *text =
        epoch_json_get_string(object, where, texts[i].member, texts[i].fallback, error);

    if (text == NULL) {
      return FALSE;
    }
    *texts[i].text = g_strdup(text);
  }
  return TRUE;
}

static gboolean
read_range(EpochParameter *self, JsonObject *object, const char *where, GError **error)
{
  self->step = self->kind == EPOCH_PARAMETER_INTEGER ? 1 : 0.1;
  if (!epoch_json_get_number(object, where, "min", FALSE, &self->minimum, error) ||
      !epoch_json_get_number(object, where, "max", FALSE, &self->maximum, error) ||
      !epoch_json_get_number(object, where, "step", FALSE, &self->step, error)) {
    return FALSE;
  }
  if (self->minimum > self->maximum || !(self->step > 0)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"min\" may not be above \"max\", and \"step\" is above 0", where);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_needs(EpochParameter *self, JsonObject *object, const char *where, GError **error)
{
  g_autofree char *place = g_strdup_printf("%s.needs", where);
  JsonNode *node = json_object_get_member(object, "needs");

  self->needs = node != NULL ? epoch_condition_new_from_json(node, place, error) : NULL;
  return node == NULL || self->needs != NULL;
}

static gboolean
read_choices(EpochParameter *self, JsonObject *object, const char *where, GError **error)
{
  JsonArray *array = NULL;

  if (!epoch_json_get_array(object, where, "choices", TRUE, &array, error)) {
    return FALSE;
  }
  for (guint i = 0; i < json_array_get_length(array); i++) {
    g_autofree char *place = g_strdup_printf("%s.choices[%u]", where, i);
    g_autoptr(EpochChoice) choice = NULL;
    JsonObject *item = epoch_json_get_element_object(array, where, "choices", i, error);
    const char *value, *label, *description;

    value = item != NULL ? epoch_json_get_string(item, place, "value", NULL, error) : NULL;
    label = value != NULL ? epoch_json_get_string(item, place, "label", NULL, error) : NULL;
    description =
        label != NULL ? epoch_json_get_string(item, place, "description", "", error) : NULL;
    if (description == NULL) {
      return FALSE;
    }
    choice = epoch_choice_new(value, label, description, FALSE);
    g_list_store_append(self->choices, choice);
  }
  return TRUE;
}

/* The columns of a data set as choices; those that may go into a model are the default. */
static void
take_columns(EpochParameter *self, EpochDataset *dataset)
{
  GListModel *columns = epoch_dataset_get_columns(dataset);
  g_autoptr(GStrvBuilder) chosen = g_strv_builder_new();
  g_auto(GStrv) names = NULL;

  for (guint i = 0; i < g_list_model_get_n_items(columns); i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);
    g_autoptr(EpochChoice) choice = NULL;
    gboolean is_feature = epoch_column_get_role(column) == EPOCH_COLUMN_FEATURE;
    const char *reason = epoch_column_get_reason(column);
    g_autofree char *text = g_strconcat(epoch_column_get_description(column),
                                        *reason != '\0' ? "\n\n" : "", reason, NULL);

    if (epoch_column_get_role(column) == EPOCH_COLUMN_TARGET) {
      continue;
    }
    choice = epoch_choice_new(epoch_column_get_name(column), epoch_column_get_label(column), text,
                              is_feature);
    g_list_store_append(self->choices, choice);
    if (is_feature) {
      g_strv_builder_add(chosen, epoch_column_get_name(column));
    }
  }
  names = g_strv_builder_end(chosen);
  self->fallback = g_variant_ref_sink(g_variant_new_strv((const char *const *)names, -1));
}

static gboolean
read_default(EpochParameter *self, JsonObject *object, const char *where, GError **error)
{
  JsonNode *node = json_object_get_member(object, "default");

  if (node == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s: \"default\" is missing", where);
    return FALSE;
  }
  self->fallback = epoch_parameter_from_json(self, node, error);
  if (self->fallback == NULL) {
    g_prefix_error(error, "%s.default: ", where);
    return FALSE;
  }
  return TRUE;
}

EpochParameter *
epoch_parameter_new_from_json(JsonObject *object, EpochDataset *dataset, const char *where,
                              GError **error)
{
  g_autoptr(EpochParameter) self = g_object_new(EPOCH_TYPE_PARAMETER, NULL);

  if (!read_kind(self, object, where, error) || !read_texts(self, object, where, error) ||
      !read_range(self, object, where, error) || !read_needs(self, object, where, error) ||
      !epoch_json_get_boolean(object, where, "advanced", FALSE, &self->advanced, error)) {
    return NULL;
  }
  if (self->kind == EPOCH_PARAMETER_CHOICE && !read_choices(self, object, where, error)) {
    return NULL;
  }
  if (self->kind == EPOCH_PARAMETER_COLUMN) {
    const char *of = epoch_json_get_string(object, where, "of", "file", error);

    if (of == NULL) {
      return NULL;
    }
    self->of = g_strdup(of);
  }
  if (self->kind == EPOCH_PARAMETER_COLUMNS && dataset == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"columns\" are those of a data set, but the experiment names none", where);
    return NULL;
  }
  if (self->kind == EPOCH_PARAMETER_COLUMNS) {
    if (dataset == NULL) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  "%s: a parameter of type \"columns\" needs a data set whose columns it lists",
                  where);
      return NULL;
    }
    take_columns(self, dataset);
  } else if (!read_default(self, object, where, error)) {
    return NULL;
  }
  return g_steal_pointer(&self);
}

const char *
epoch_parameter_get_key(EpochParameter *self)
{
  return self->key;
}

const char *
epoch_parameter_get_label(EpochParameter *self)
{
  return self->label;
}

EpochParameterType
epoch_parameter_get_kind(EpochParameter *self)
{
  return self->kind;
}

const char *
epoch_parameter_get_help(EpochParameter *self)
{
  return self->help;
}

const char *
epoch_parameter_get_unit(EpochParameter *self)
{
  return self->unit;
}

gboolean
epoch_parameter_get_advanced(EpochParameter *self)
{
  return self->advanced;
}

double
epoch_parameter_get_minimum(EpochParameter *self)
{
  return self->minimum;
}

double
epoch_parameter_get_maximum(EpochParameter *self)
{
  return self->maximum;
}

double
epoch_parameter_get_step(EpochParameter *self)
{
  return self->step;
}

GVariant *
epoch_parameter_get_default(EpochParameter *self)
{
  return self->fallback;
}

GListModel *
epoch_parameter_get_choices(EpochParameter *self)
{
  return G_LIST_MODEL(self->choices);
}

const char *
epoch_parameter_get_of(EpochParameter *self)
{
  return self->of != NULL ? self->of : "";
}

gboolean
epoch_parameter_has_say(EpochParameter *self, EpochParameterLookup lookup, gpointer data)
{
  return self->needs == NULL || epoch_condition_holds(self->needs, lookup, data);
}

gboolean
epoch_parameter_check_needs(EpochParameter *self, GListModel *parameters, const char *where,
                            GError **error)
{
  g_autofree char *place = g_strdup_printf("%s.needs", where);

  return self->needs == NULL || epoch_condition_check(self->needs, parameters, place, error);
}
