#include "config.h"

#include "model/epoch-model-kinds-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-error.h"
#include "experiment/epoch-parameter-private.h"

/* The families in the order in which they are offered. */
static const struct {
  const EpochModelKind *kinds;
  const gsize *n_kinds;
} families[] = {
    {epoch_model_kinds_linear, &epoch_model_kinds_n_linear},
    {epoch_model_kinds_trees, &epoch_model_kinds_n_trees},
    {epoch_model_kinds_near, &epoch_model_kinds_n_near},
};

/* The kind with that place among all; NULL after the last. */
static const EpochModelKind *
get_kind(gsize index)
{
  for (gsize i = 0; i < G_N_ELEMENTS(families); i++) {
    if (index < *families[i].n_kinds) {
      return &families[i].kinds[index];
    }
    index -= *families[i].n_kinds;
  }
  return NULL;
}

char **
epoch_model_kind_dup_ids(void)
{
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
  const EpochModelKind *kind;

  for (gsize i = 0; (kind = get_kind(i)) != NULL; i++) {
    g_strv_builder_add(ids, kind->id);
  }
  return g_strv_builder_end(ids);
}

const EpochModelKind *
epoch_model_kind_find(const char *id, GError **error)
{
  g_autofree char *shown = NULL;
  g_autofree char *known = NULL;
  g_auto(GStrv) ids = NULL;
  const EpochModelKind *kind;

  for (gsize i = 0; (kind = get_kind(i)) != NULL; i++) {
    if (g_str_equal(kind->id, id)) {
      return kind;
    }
  }
  ids = epoch_model_kind_dup_ids();
  known = g_strjoinv(", ", ids);
  shown = g_utf8_make_valid(id, (gssize)MIN(strlen(id), 80));
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND,
              _("there is no model “%s”; there are %s"), shown, known);
  return NULL;
}

const char *
epoch_model_kind_get_title(const EpochModelKind *self)
{
  return _(self->title);
}

const char *
epoch_model_kind_get_summary(const EpochModelKind *self)
{
  return _(self->summary);
}

gboolean
epoch_model_kind_needs_target(const EpochModelKind *self)
{
  return (self->tasks & EPOCH_TASK_WITH_TARGET) != 0;
}

gint64
epoch_values_get_integer(GHashTable *values, const char *key)
{
  return g_variant_get_int64(g_hash_table_lookup(values, key));
}

double
epoch_values_get_number(GHashTable *values, const char *key)
{
  return g_variant_get_double(g_hash_table_lookup(values, key));
}

gboolean
epoch_values_get_boolean(GHashTable *values, const char *key)
{
  return g_variant_get_boolean(g_hash_table_lookup(values, key));
}

const char *
epoch_values_get_choice(GHashTable *values, const char *key)
{
  return g_variant_get_string(g_hash_table_lookup(values, key), NULL);
}

static void
add_choices(const EpochParameterSpec *spec, JsonObject *object)
{
  JsonArray *choices = json_array_new();

  for (gsize i = 0; i < G_N_ELEMENTS(spec->choices) && spec->choices[i][0] != NULL; i++) {
    JsonObject *choice = json_object_new();

    json_object_set_string_member(choice, "value", spec->choices[i][0]);
    json_object_set_string_member(choice, "label", _(spec->choices[i][1]));
    json_array_add_object_element(choices, choice);
  }
  json_object_set_array_member(object, "choices", choices);
}

static void
add_needs(const EpochParameterSpec *spec, JsonObject *object)
{
  JsonObject *needs = json_object_new();

  json_object_set_string_member(needs, "key", spec->needs[0]);
  json_object_set_string_member(needs, "value", spec->needs[1]);
  json_object_set_object_member(object, "needs", needs);
}

static void
add_default(const EpochParameterSpec *spec, const char *fallback, JsonObject *object)
{
  switch (spec->type) {
  case EPOCH_PARAMETER_INTEGER:
    json_object_set_int_member(object, "default", g_ascii_strtoll(fallback, NULL, 10));
    break;
  case EPOCH_PARAMETER_NUMBER:
    json_object_set_double_member(object, "default", g_ascii_strtod(fallback, NULL));
    break;
  case EPOCH_PARAMETER_BOOLEAN:
    json_object_set_boolean_member(object, "default", g_str_equal(fallback, "true"));
    break;
  case EPOCH_PARAMETER_CHOICE:
  case EPOCH_PARAMETER_COLUMNS:
  default:
    json_object_set_string_member(object, "default", fallback);
  }
}

/* The declaration in the form in which experiments have it. */
static JsonObject *
to_json(const EpochParameterSpec *spec, const char *fallback)
{
  static const char *const types[] = {"integer", "number", "boolean", "choice", "columns"};
  JsonObject *object = json_object_new();

  json_object_set_string_member(object, "key", spec->key);
  json_object_set_string_member(object, "label", _(spec->label));
  json_object_set_string_member(object, "help", _(spec->help));
  json_object_set_string_member(object, "type", types[spec->type]);
  json_object_set_boolean_member(object, "advanced", spec->advanced);
  if (spec->type <= EPOCH_PARAMETER_NUMBER) {
    json_object_set_double_member(object, "min", spec->minimum);
    json_object_set_double_member(object, "max", spec->maximum);
    if (spec->step > 0) {
      json_object_set_double_member(object, "step", spec->step);
    }
  }
  if (spec->type == EPOCH_PARAMETER_CHOICE) {
    add_choices(spec, object);
  }
  if (spec->needs[0] != NULL) {
    add_needs(spec, object);
  }
  add_default(spec, fallback, object);
  return object;
}

EpochParameter *
epoch_parameter_new_from_spec(const EpochParameterSpec *spec, const char *fallback, GError **error)
{
  g_autoptr(JsonObject) object = to_json(spec, fallback != NULL ? fallback : spec->fallback);

  return epoch_parameter_new_from_json(object, NULL, spec->key, error);
}
