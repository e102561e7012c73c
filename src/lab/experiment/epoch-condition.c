#include "config.h"

#include "experiment/epoch-condition-private.h"

#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"

/* A declaration that goes deeper is not one that anybody can follow. */
#define MAX_LEVELS 4

struct _EpochCondition {
  char *key;        /* (nullable): of the parameter that is asked; NULL where parts are joined */
  char **values;    /* of a key */
  GPtrArray *parts; /* (nullable): conditions */
  gboolean turned;  /* of a key: it may have none of the values; of parts: one of them is enough */
};

void
epoch_condition_free(EpochCondition *self)
{
  g_free(self->key);
  g_strfreev(self->values);
  g_clear_pointer(&self->parts, g_ptr_array_unref);
  g_free(self);
}

static void
free_part(gpointer data)
{
  epoch_condition_free(data);
}

static gboolean
refuse(GError **error, const char *where)
{
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              "%s: an object is expected, with \"key\" and one of \"value\", \"values\" and "
              "\"except\", or with \"all\" or \"any\" alone",
              where);
  return FALSE;
}

/* The values at @name, of which there has to be one at least. */
static gboolean
read_values(EpochCondition *self, JsonObject *object, const char *name, const char *where,
            GError **error)
{
  self->values = epoch_json_dup_strings(object, where, name, TRUE, error);
  if (self->values != NULL && self->values[0] == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"%s\" is empty, but at least one value is expected", where, name);
    return FALSE;
  }
  return self->values != NULL;
}

static gboolean
read_key(EpochCondition *self, JsonObject *object, const char *where, GError **error)
{
  const char *key = epoch_json_get_string(object, where, "key", NULL, error);
  const char *value;

  if (key == NULL) {
    return FALSE;
  }
  self->key = g_strdup(key);
  if (json_object_has_member(object, "value")) {
    value = epoch_json_get_string(object, where, "value", NULL, error);
    self->values = value != NULL ? g_strdupv((char *[]){(char *)value, NULL}) : NULL;
    return value != NULL;
  }
  self->turned = json_object_has_member(object, "except");
  return read_values(self, object, self->turned ? "except" : "values", where, error);
}

static EpochCondition *read_condition(JsonNode *node, guint level, const char *where,
                                      GError **error);

static gboolean
read_parts(EpochCondition *self, JsonObject *object, guint level, const char *where, GError **error)
{
  JsonArray *array = NULL;
  const char *name;

  self->turned = json_object_has_member(object, "any");
  name = self->turned ? "any" : "all";
  if (!epoch_json_get_array(object, where, name, TRUE, &array, error)) {
    return FALSE;
  }
  if (json_array_get_length(array) == 0 || level >= MAX_LEVELS) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"%s\" takes one condition at least, and no more than %d levels of them",
                where, name, MAX_LEVELS);
    return FALSE;
  }
  self->parts = g_ptr_array_new_with_free_func(free_part);
  for (guint i = 0; i < json_array_get_length(array); i++) {
    g_autofree char *place = g_strdup_printf("%s.%s[%u]", where, name, i);
    EpochCondition *part =
        read_condition(json_array_get_element(array, i), level + 1, place, error);

    if (part == NULL) {
      return FALSE;
    }
    g_ptr_array_add(self->parts, part);
  }
  return TRUE;
}

static EpochCondition *
read_condition(JsonNode *node, guint level, const char *where, GError **error)
{
  static const char *const sides[] = {"value", "values", "except", "all", "any"};
  g_autoptr(EpochCondition) self = g_new0(EpochCondition, 1);
  JsonObject *object;
  gboolean has_key, joins, well;
  guint n_sides = 0;

  if (!JSON_NODE_HOLDS_OBJECT(node)) {
    refuse(error, where);
    return NULL;
  }
  object = json_node_get_object(node);
  for (guint i = 0; i < G_N_ELEMENTS(sides); i++) {
    n_sides += json_object_has_member(object, sides[i]);
  }
  has_key = json_object_has_member(object, "key");
  joins = json_object_has_member(object, "all") || json_object_has_member(object, "any");
  if (n_sides != 1 || has_key == joins || json_object_get_size(object) != n_sides + has_key) {
    refuse(error, where);
    return NULL;
  }
  well =
      joins ? read_parts(self, object, level, where, error) : read_key(self, object, where, error);
  return well ? g_steal_pointer(&self) : NULL;
}

EpochCondition *
epoch_condition_new_from_json(JsonNode *node, const char *where, GError **error)
{
  return read_condition(node, 1, where, error);
}

gboolean
epoch_condition_holds(const EpochCondition *self, EpochParameterLookup lookup, gpointer data)
{
  if (self->parts != NULL) {
    for (guint i = 0; i < self->parts->len; i++) {
      if (epoch_condition_holds(self->parts->pdata[i], lookup, data) == self->turned) {
        return self->turned;
      }
    }
    return !self->turned;
  }
  g_autofree char *value = lookup(self->key, data);

  return value != NULL && g_strv_contains((const char *const *)self->values, value) != self->turned;
}

static EpochParameter *
find_parameter(GListModel *parameters, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    /* The list keeps it. */
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    if (g_str_equal(epoch_parameter_get_key(parameter), key)) {
      return parameter;
    }
  }
  return NULL;
}

/* Whether the value is one that the parameter can have, in the way that it writes it itself. */
static gboolean
check_value(EpochParameter *parameter, const char *text, const char *where, GError **error)
{
  g_autoptr(GVariant) value = epoch_parameter_parse(parameter, text, error);
  g_autofree char *written = NULL;

  if (value == NULL) {
    g_prefix_error(error, "%s: ", where);
    return FALSE;
  }
  written = epoch_parameter_format(parameter, value);
  if (!g_str_equal(written, text)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"%s\" is given, but the value is written \"%s\"", where, text, written);
    return FALSE;
  }
  return TRUE;
}

gboolean
epoch_condition_check(const EpochCondition *self, GListModel *parameters, const char *where,
                      GError **error)
{
  EpochParameter *parameter;

  for (guint i = 0; self->parts != NULL && i < self->parts->len; i++) {
    if (!epoch_condition_check(self->parts->pdata[i], parameters, where, error)) {
      return FALSE;
    }
  }
  if (self->parts != NULL) {
    return TRUE;
  }
  parameter = find_parameter(parameters, self->key);
  if (parameter == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"key\" is \"%s\", but there is no parameter of that name", where, self->key);
    return FALSE;
  }
  for (gsize i = 0; self->values[i] != NULL; i++) {
    if (!check_value(parameter, self->values[i], where, error)) {
      return FALSE;
    }
  }
  return TRUE;
}
