/* The values of a parameter: from text, from GVariant, from JSON, and back. All checks of ranges
 * and choices are in epoch_parameter_check(), whichever way a value comes. */
#include "config.h"

#include "experiment/epoch-parameter.h"

#include <float.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "experiment/epoch-parameter-private.h"

/* The longest path of Linux. */
#define MAX_NAME_BYTES 4096

/* The parameter's words for what it takes: "a number from 0 to 5". */
static char *
expected(EpochParameter *self)
{
  const char *what = self->kind == EPOCH_PARAMETER_INTEGER ? _("a whole number") : _("a number");
  GString *text;

  if (self->kind == EPOCH_PARAMETER_BOOLEAN) {
    return g_strdup(_("true or false"));
  }
  if (self->kind == EPOCH_PARAMETER_FILE) {
    return g_strdup(_("the path of a file"));
  }
  if (self->kind == EPOCH_PARAMETER_COLUMN) {
    return g_strdup(_("the name of a column"));
  }
  if (self->kind <= EPOCH_PARAMETER_NUMBER) {
    g_autofree char *least = epoch_json_format_number(self->minimum);
    g_autofree char *most = epoch_json_format_number(self->maximum);

    if (self->minimum > -DBL_MAX && self->maximum < DBL_MAX) {
      return g_strdup_printf(_("%s from %s to %s"), what, least, most);
    }
    if (self->minimum > -DBL_MAX) {
      return g_strdup_printf(_("%s of at least %s"), what, least);
    }
    return self->maximum < DBL_MAX ? g_strdup_printf(_("%s of at most %s"), what, most)
                                   : g_strdup(what);
  }
  text = g_string_new(self->kind == EPOCH_PARAMETER_CHOICE ? _("one of ") : _("some of "));
  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->choices)); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(G_LIST_MODEL(self->choices), i);

    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", epoch_choice_get_value(choice));
  }
  return g_string_free(text, FALSE);
}

/* Sets the error "--set KEY: VALUE is not what is expected"; returns NULL for convenience. */
static GVariant *
refuse(EpochParameter *self, const char *value, GError **error)
{
  g_autofree char *what = expected(self);
  g_autofree char *shown = g_utf8_make_valid(value, (gssize)MIN(strlen(value), 80));

  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("%s (%s): “%s” is given, but %s is expected"), self->label, self->key, shown, what);
  return NULL;
}

static gboolean
is_choice(EpochParameter *self, const char *value)
{
  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->choices)); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(G_LIST_MODEL(self->choices), i);

    if (g_str_equal(epoch_choice_get_value(choice), value)) {
      return TRUE;
    }
  }
  return FALSE;
}

static GVariant *
check_integer(EpochParameter *self, GVariant *value, GError **error)
{
  g_autofree char *shown = g_variant_print(value, FALSE);
  gint64 number;

  if (!g_variant_is_of_type(value, G_VARIANT_TYPE_INT64)) {
    return refuse(self, shown, error);
  }
  number = g_variant_get_int64(value);
  if ((double)number < self->minimum || (double)number > self->maximum) {
    return refuse(self, shown, error);
  }
  return g_variant_ref(value);
}

static GVariant *
check_number(EpochParameter *self, GVariant *value, GError **error)
{
  g_autofree char *shown = g_variant_print(value, FALSE);
  double number;

  if (g_variant_is_of_type(value, G_VARIANT_TYPE_INT64)) {
    number = (double)g_variant_get_int64(value);
  } else if (g_variant_is_of_type(value, G_VARIANT_TYPE_DOUBLE)) {
    number = g_variant_get_double(value);
  } else {
    return refuse(self, shown, error);
  }
  if (!isfinite(number) || number < self->minimum || number > self->maximum) {
    return refuse(self, shown, error);
  }
  return g_variant_ref_sink(g_variant_new_double(number));
}

/* The chosen columns, in the order of the table and each once, so that the same choice gives the
 * same model in whatever order it was made. */
static GVariant *
check_columns(EpochParameter *self, GVariant *value, GError **error)
{
  g_autoptr(GStrvBuilder) sorted = g_strv_builder_new();
  g_autofree const char **names = NULL;
  g_auto(GStrv) result = NULL;

  if (!g_variant_is_of_type(value, G_VARIANT_TYPE_STRING_ARRAY)) {
    g_autofree char *shown = g_variant_print(value, FALSE);

    return refuse(self, shown, error);
  }
  names = g_variant_get_strv(value, NULL);
  for (gsize i = 0; names[i] != NULL; i++) {
    if (!is_choice(self, names[i])) {
      return refuse(self, names[i], error);
    }
  }
  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->choices)); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(G_LIST_MODEL(self->choices), i);

    if (g_strv_contains(names, epoch_choice_get_value(choice))) {
      g_strv_builder_add(sorted, epoch_choice_get_value(choice));
    }
  }
  result = g_strv_builder_end(sorted);
  if (result[0] == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s (%s): none is chosen, but the model needs at least one"), self->label,
                self->key);
    return NULL;
  }
  return g_variant_ref_sink(g_variant_new_strv((const char *const *)result, -1));
}

/* A path or the name of a column; whether there is such a one is known when the run reads it. */
static GVariant *
check_name(EpochParameter *self, GVariant *value, GError **error)
{
  gsize length;
  const char *text = g_variant_get_string(value, &length);

  if (length > MAX_NAME_BYTES) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT,
                _("%s (%s): %zu bytes are given, but at most %d are taken"), self->label, self->key,
                length, MAX_NAME_BYTES);
    return NULL;
  }
  return g_utf8_validate(text, (gssize)length, NULL) ? g_variant_ref(value)
                                                     : refuse(self, text, error);
}

GVariant *
epoch_parameter_check(EpochParameter *self, GVariant *value, GError **error)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(value);
  g_autofree char *shown = NULL;

  switch (self->kind) {
  case EPOCH_PARAMETER_INTEGER:
    return check_integer(self, owned, error);
  case EPOCH_PARAMETER_NUMBER:
    return check_number(self, owned, error);
  case EPOCH_PARAMETER_COLUMNS:
    return check_columns(self, owned, error);
  case EPOCH_PARAMETER_BOOLEAN:
    if (g_variant_is_of_type(owned, G_VARIANT_TYPE_BOOLEAN)) {
      return g_variant_ref(owned);
    }
    break;
  case EPOCH_PARAMETER_CHOICE:
    if (g_variant_is_of_type(owned, G_VARIANT_TYPE_STRING)) {
      const char *text = g_variant_get_string(owned, NULL);

      return is_choice(self, text) ? g_variant_ref(owned) : refuse(self, text, error);
    }
    break;
  case EPOCH_PARAMETER_FILE:
  case EPOCH_PARAMETER_COLUMN:
    if (g_variant_is_of_type(owned, G_VARIANT_TYPE_STRING)) {
      return check_name(self, owned, error);
    }
    break;
  default:
    g_assert_not_reached();
  }
  shown = g_variant_print(owned, FALSE);
  return refuse(self, shown, error);
}

static GVariant *
parse_number(EpochParameter *self, const char *text, GError **error)
{
  char *end = NULL;
  double number = g_ascii_strtod(text, &end);

  /* strtod also takes hexadecimal, "inf" and leading blanks; none of them is meant here. */
  if (*text == '\0' || *end != '\0' || strspn(text, "+-.0123456789eE") != strlen(text)) {
    return refuse(self, text, error);
  }
  return epoch_parameter_check(self, g_variant_new_double(number), error);
}

static GVariant *
parse_columns(EpochParameter *self, const char *text, GError **error)
{
  g_auto(GStrv) names = g_strsplit(text, ",", -1);

  for (gsize i = 0; names[i] != NULL; i++) {
    g_strstrip(names[i]);
  }
  return epoch_parameter_check(self, g_variant_new_strv((const char *const *)names, -1), error);
}

GVariant *
epoch_parameter_parse(EpochParameter *self, const char *text, GError **error)
{
  gint64 integer;

  if (!g_utf8_validate(text, -1, NULL)) {
    return refuse(self, text, error);
  }
  switch (self->kind) {
  case EPOCH_PARAMETER_INTEGER:
    if (!g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &integer, NULL)) {
      return refuse(self, text, error);
    }
    return epoch_parameter_check(self, g_variant_new_int64(integer), error);
  case EPOCH_PARAMETER_NUMBER:
    return parse_number(self, text, error);
  case EPOCH_PARAMETER_BOOLEAN:
    if (g_strv_contains((const char *const[]){"true", "yes", "1", NULL}, text)) {
      return g_variant_ref_sink(g_variant_new_boolean(TRUE));
    }
    if (g_strv_contains((const char *const[]){"false", "no", "0", NULL}, text)) {
      return g_variant_ref_sink(g_variant_new_boolean(FALSE));
    }
    return refuse(self, text, error);
  case EPOCH_PARAMETER_CHOICE:
  case EPOCH_PARAMETER_FILE:
  case EPOCH_PARAMETER_COLUMN:
    return epoch_parameter_check(self, g_variant_new_string(text), error);
  case EPOCH_PARAMETER_COLUMNS:
    return parse_columns(self, text, error);
  default:
    g_assert_not_reached();
  }
}

static GVariant *
from_array(EpochParameter *self, JsonArray *array, GError **error)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  g_auto(GStrv) strv = NULL;

  for (guint i = 0; i < json_array_get_length(array); i++) {
    JsonNode *node = json_array_get_element(array, i);

    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING) {
      return refuse(self, "something that is not text", error);
    }
    g_strv_builder_add(names, json_node_get_string(node));
  }
  strv = g_strv_builder_end(names);
  return epoch_parameter_check(self, g_variant_new_strv((const char *const *)strv, -1), error);
}

GVariant *
epoch_parameter_from_json(EpochParameter *self, JsonNode *node, GError **error)
{
  if (JSON_NODE_HOLDS_ARRAY(node)) {
    return from_array(self, json_node_get_array(node), error);
  }
  if (!JSON_NODE_HOLDS_VALUE(node)) {
    return refuse(self, JSON_NODE_HOLDS_NULL(node) ? "null" : "an object", error);
  }
  switch (json_node_get_value_type(node)) {
  case G_TYPE_INT64:
    return epoch_parameter_check(self, g_variant_new_int64(json_node_get_int(node)), error);
  case G_TYPE_DOUBLE:
    return epoch_parameter_check(self, g_variant_new_double(json_node_get_double(node)), error);
  case G_TYPE_BOOLEAN:
    return epoch_parameter_check(self, g_variant_new_boolean(json_node_get_boolean(node)), error);
  default:
    return epoch_parameter_check(self, g_variant_new_string(json_node_get_string(node)), error);
  }
}

JsonNode *
epoch_parameter_to_json(EpochParameter *self, GVariant *value)
{
  JsonNode *node = json_node_alloc();

  switch (self->kind) {
  case EPOCH_PARAMETER_INTEGER:
    return json_node_init_int(node, g_variant_get_int64(value));
  case EPOCH_PARAMETER_NUMBER:
    return json_node_init_double(node, g_variant_get_double(value));
  case EPOCH_PARAMETER_BOOLEAN:
    return json_node_init_boolean(node, g_variant_get_boolean(value));
  case EPOCH_PARAMETER_CHOICE:
  case EPOCH_PARAMETER_FILE:
  case EPOCH_PARAMETER_COLUMN:
    return json_node_init_string(node, g_variant_get_string(value, NULL));
  case EPOCH_PARAMETER_COLUMNS: {
    g_autofree const char **names = g_variant_get_strv(value, NULL);
    JsonArray *array = json_array_new();

    for (gsize i = 0; names[i] != NULL; i++) {
      json_array_add_string_element(array, names[i]);
    }
    json_node_init_array(node, array);
    json_array_unref(array);
    return node;
  }
  default:
    g_assert_not_reached();
  }
}

char *
epoch_parameter_format(EpochParameter *self, GVariant *value)
{
  g_autofree const char **names = NULL;

  switch (self->kind) {
  case EPOCH_PARAMETER_INTEGER:
    return g_strdup_printf("%" G_GINT64_FORMAT, g_variant_get_int64(value));
  case EPOCH_PARAMETER_NUMBER:
    return epoch_json_format_number(g_variant_get_double(value));
  case EPOCH_PARAMETER_BOOLEAN:
    return g_strdup(g_variant_get_boolean(value) ? "true" : "false");
  case EPOCH_PARAMETER_CHOICE:
  case EPOCH_PARAMETER_FILE:
  case EPOCH_PARAMETER_COLUMN:
    return g_variant_dup_string(value, NULL);
  case EPOCH_PARAMETER_COLUMNS:
    names = g_variant_get_strv(value, NULL);
    return g_strjoinv(",", (char **)names);
  default:
    g_assert_not_reached();
  }
}
