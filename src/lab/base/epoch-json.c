#include "config.h"

#include "base/epoch-json.h"

#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-file.h"

/* Deeper nesting than this has no meaning in any of our files, and could exhaust the stack of
 * a parser that descends recursively. */
#define MAX_DEPTH 64

static const char *
kind_name(JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL(node)) {
    return "null";
  }
  if (JSON_NODE_HOLDS_OBJECT(node)) {
    return "an object";
  }
  if (JSON_NODE_HOLDS_ARRAY(node)) {
    return "an array";
  }
  switch (json_node_get_value_type(node)) {
  case G_TYPE_STRING:
    return "text";
  case G_TYPE_BOOLEAN:
    return "true or false";
  default:
    return "a number";
  }
}

/* Whether the brackets of @text outside strings nest deeper than allowed, and on which line. */
static gboolean
is_too_deep(const char *text, gsize length, guint *line)
{
  gboolean in_string = FALSE;
  guint depth = 0;

  *line = 1;
  for (gsize i = 0; i < length; i++) {
    if (text[i] == '\n') {
      *line += 1;
    }
    if (in_string) {
      if (text[i] == '\\') {
        i++;
      } else if (text[i] == '"') {
        in_string = FALSE;
      }
    } else if (text[i] == '"') {
      in_string = TRUE;
    } else if (text[i] == '{' || text[i] == '[') {
      if (++depth > MAX_DEPTH) {
        return TRUE;
      }
    } else if ((text[i] == '}' || text[i] == ']') && depth > 0) {
      depth--;
    }
  }
  return FALSE;
}

static guint
line_of(const char *text, const char *place)
{
  guint line = 1;

  for (; text < place; text++) {
    line += *text == '\n';
  }
  return line;
}

/* The parser's message begins with the place, as "<data>:3:7: "; the file's name belongs there. */
static void
refuse_syntax(const char *where, const GError *cause, GError **error)
{
  const char *message = cause->message;

  if (g_str_has_prefix(message, "<data>:")) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s:%s", where,
                message + strlen("<data>:"));
  } else {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s: not valid JSON: %s", where,
                message);
  }
}

JsonObject *
epoch_json_parse(const char *text, gsize length, const char *where, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable();
  g_autoptr(GError) cause = NULL;
  const char *end;
  guint line;
  JsonNode *root;

  if (!g_utf8_validate_len(text, length, &end)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s:%u: not UTF-8 text; JSON files are saved as UTF-8", where, line_of(text, end));
    return NULL;
  }
  if (is_too_deep(text, length, &line)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT,
                "%s:%u: nested more than %d levels deep", where, line, MAX_DEPTH);
    return NULL;
  }
  json_parser_set_strict(parser, TRUE);
  if (!json_parser_load_from_data(parser, text, (gssize)length, &cause)) {
    refuse_syntax(where, cause, error);
    return NULL;
  }
  root = json_parser_get_root(parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: holds %s, but an object, { … }, is expected", where,
                root == NULL ? "nothing" : kind_name(root));
    return NULL;
  }
  return json_object_ref(json_node_get_object(root));
}

JsonObject *
epoch_json_load(const char *path, gsize limit, GError **error)
{
  g_autofree char *name = g_path_get_basename(path);
  g_autofree char *text = NULL;
  gsize length = 0;

  text = epoch_file_read(path, limit, &length, error);
  return text != NULL ? epoch_json_parse(text, length, name, error) : NULL;
}

/* The member's node; %NULL where it is absent. Sets @error where it is absent but required. */
static JsonNode *
member(JsonObject *object, const char *where, const char *name, gboolean required, GError **error)
{
  JsonNode *node = json_object_get_member(object, name);

  if (node == NULL && required) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s: \"%s\" is missing", where,
                name);
  }
  return node;
}

static gboolean
wrong_kind(JsonNode *node, const char *where, const char *name, const char *expected,
           GError **error)
{
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, "%s: \"%s\" is %s, but %s is expected",
              where, name, kind_name(node), expected);
  return FALSE;
}

const char *
epoch_json_get_string(JsonObject *object, const char *where, const char *name, const char *fallback,
                      GError **error)
{
  JsonNode *node = member(object, where, name, fallback == NULL, error);

  if (node == NULL) {
    return fallback;
  }
  if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING) {
    wrong_kind(node, where, name, "text", error);
    return NULL;
  }
  return json_node_get_string(node);
}

static gboolean
holds_number(JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE(node) && (json_node_get_value_type(node) == G_TYPE_INT64 ||
                                         json_node_get_value_type(node) == G_TYPE_DOUBLE);
}

gboolean
epoch_json_get_number(JsonObject *object, const char *where, const char *name, gboolean required,
                      double *value, GError **error)
{
  JsonNode *node = member(object, where, name, required, error);

  if (node == NULL) {
    return !required;
  }
  if (!holds_number(node) || !isfinite(json_node_get_double(node))) {
    return wrong_kind(node, where, name, "a finite number", error);
  }
  *value = json_node_get_double(node);
  return TRUE;
}

gboolean
epoch_json_get_integer(JsonObject *object, const char *where, const char *name, gboolean required,
                       gint64 *value, GError **error)
{
  JsonNode *node = member(object, where, name, required, error);

  if (node == NULL) {
    return !required;
  }
  if (!holds_number(node) || json_node_get_value_type(node) != G_TYPE_INT64) {
    return wrong_kind(node, where, name, "a whole number", error);
  }
  *value = json_node_get_int(node);
  return TRUE;
}

gboolean
epoch_json_get_boolean(JsonObject *object, const char *where, const char *name, gboolean required,
                       gboolean *value, GError **error)
{
  JsonNode *node = member(object, where, name, required, error);

  if (node == NULL) {
    return !required;
  }
  if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_BOOLEAN) {
    return wrong_kind(node, where, name, "true or false", error);
  }
  *value = json_node_get_boolean(node);
  return TRUE;
}

gboolean
epoch_json_get_array(JsonObject *object, const char *where, const char *name, gboolean required,
                     JsonArray **array, GError **error)
{
  JsonNode *node = member(object, where, name, required, error);

  if (node == NULL && required) {
    return FALSE;
  }
  if (node != NULL && !JSON_NODE_HOLDS_ARRAY(node)) {
    return wrong_kind(node, where, name, "an array, [ … ],", error);
  }
  *array = node != NULL ? json_node_get_array(node) : NULL;
  return TRUE;
}

char **
epoch_json_dup_strings(JsonObject *object, const char *where, const char *name, gboolean required,
                       GError **error)
{
  g_autoptr(GStrvBuilder) strings = g_strv_builder_new();
  JsonArray *array = NULL;

  if (!epoch_json_get_array(object, where, name, required, &array, error)) {
    return NULL;
  }
  for (guint i = 0; array != NULL && i < json_array_get_length(array); i++) {
    JsonNode *node = json_array_get_element(array, i);

    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING) {
      g_autofree char *element = g_strdup_printf("%s[%u]", name, i);

      wrong_kind(node, where, element, "text", error);
      return NULL;
    }
    g_strv_builder_add(strings, json_node_get_string(node));
  }
  return g_strv_builder_end(strings);
}

JsonObject *
epoch_json_get_element_object(JsonArray *array, const char *where, const char *name, guint index,
                              GError **error)
{
  JsonNode *node = json_array_get_element(array, index);

  if (!JSON_NODE_HOLDS_OBJECT(node)) {
    g_autofree char *element = g_strdup_printf("%s[%u]", name, index);

    wrong_kind(node, where, element, "an object, { … },", error);
    return NULL;
  }
  return json_node_get_object(node);
}
