/* EpochPlace: an object in one of the course's files, its members read with their types checked. */
#include "config.h"

#include "course/epoch-course-json.h"

#include <math.h>
#include <string.h>

static const char *
describe(JsonNode *node)
{
  if (node == NULL)
    return "nothing";
  switch (JSON_NODE_TYPE(node)) {
  case JSON_NODE_OBJECT:
    return "an object";
  case JSON_NODE_ARRAY:
    return "an array";
  case JSON_NODE_NULL:
    return "null";
  case JSON_NODE_VALUE:
    break;
  }
  switch (json_node_get_value_type(node)) {
  case G_TYPE_STRING:
    return "a string";
  case G_TYPE_BOOLEAN:
    return "true or false";
  default:
    return "a number";
  }
}

void
epoch_place_complain(const EpochPlace *place, const char *member, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start(args, format);
  what = g_strdup_vprintf(format, args);
  va_end(args);
  g_ptr_array_add(place->problems,
                  g_strdup_printf("%s: %s%s%s%s%s", place->file, place->path,
                                  *place->path != '\0' && member != NULL ? "." : "",
                                  member != NULL ? member : "",
                                  *place->path != '\0' || member != NULL ? ": " : "", what));
}

static JsonNode *
get_member(const EpochPlace *place, const char *member)
{
  JsonNode *node = json_object_get_member(place->object, member);

  return node != NULL && JSON_NODE_HOLDS_NULL(node) ? NULL : node;
}

gboolean
epoch_place_has(const EpochPlace *place, const char *member)
{
  return get_member(place, member) != NULL;
}

static const char *
get_text(const EpochPlace *place, const char *member, gboolean optional)
{
  JsonNode *node = get_member(place, member);
  const char *text;

  if (node == NULL && optional)
    return NULL;
  if (node == NULL || json_node_get_value_type(node) != G_TYPE_STRING ||
      !JSON_NODE_HOLDS_VALUE(node)) {
    epoch_place_complain(place, member, "expected a string, found %s", describe(node));
    return NULL;
  }
  text = json_node_get_string(node);
  if (strlen(text) > EPOCH_COURSE_MAX_TEXT) {
    epoch_place_complain(place, member, "the text is too long: it may have %d bytes",
                         EPOCH_COURSE_MAX_TEXT);
    return NULL;
  }
  /* An escaped byte sequence can be what the file as a whole is not. */
  if (!g_utf8_validate(text, -1, NULL)) {
    epoch_place_complain(place, member, "the text is not valid UTF-8");
    return NULL;
  }
  return text;
}

const char *
epoch_place_get_text(const EpochPlace *place, const char *member)
{
  const char *text = get_text(place, member, FALSE);

  if (text != NULL && text[strspn(text, " \t\r\n")] == '\0') {
    epoch_place_complain(place, member, "expected a text, found an empty one");
    return NULL;
  }
  return text;
}

const char *
epoch_place_get_optional_text(const EpochPlace *place, const char *member)
{
  return get_text(place, member, TRUE);
}

const char *
epoch_place_get_url(const EpochPlace *place, const char *member)
{
  const char *text = get_text(place, member, TRUE);

  if (text == NULL)
    return NULL;
  if ((!g_str_has_prefix(text, "http://") && !g_str_has_prefix(text, "https://")) ||
      !g_uri_is_valid(text, G_URI_FLAGS_PARSE_RELAXED, NULL)) {
    epoch_place_complain(place, member, "expected an http or https address, found \"%.80s\"", text);
    return NULL;
  }
  return text;
}

const char *
epoch_place_get_id(const EpochPlace *place, const char *member)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
  const char *id = epoch_place_get_text(place, member);

  if (id != NULL && (strlen(id) > 64 || id[strspn(id, allowed)] != '\0')) {
    epoch_place_complain(place, member,
                         "an id has 1 to 64 letters, digits, \".\", \"-\" or \"_\", not \"%.80s\"",
                         id);
    return NULL;
  }
  return id;
}

double
epoch_place_get_number(const EpochPlace *place, const char *member, double low, double high)
{
  JsonNode *node = get_member(place, member);
  GType type = node != NULL ? json_node_get_value_type(node) : G_TYPE_INVALID;
  double value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE(node) ||
      (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)) {
    epoch_place_complain(place, member, "expected a number, found %s", describe(node));
    return 0;
  }
  value = json_node_get_double(node);
  if (!isfinite(value) || value < low || value > high) {
    epoch_place_complain(place, member, "expected a number from %g to %g, found %g", low, high,
                         value);
    return 0;
  }
  return value;
}

int
epoch_place_get_integer(const EpochPlace *place, const char *member, int low, int high)
{
  double value = epoch_place_get_number(place, member, low, high);

  if (value != floor(value)) {
    epoch_place_complain(place, member, "expected a whole number, found %g", value);
    return 0;
  }
  return (int)value;
}

JsonArray *
epoch_place_get_array(const EpochPlace *place, const char *member, gboolean optional)
{
  JsonNode *node = get_member(place, member);

  if (node == NULL && optional)
    return NULL;
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY(node)) {
    epoch_place_complain(place, member, "expected an array, found %s", describe(node));
    return NULL;
  }
  return json_node_get_array(node);
}

/* (transfer full) (nullable): The object of an element: itself, or a text in the place of one. */
static JsonObject *
dup_element(const EpochPlace *place, const char *member, guint index, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT(node))
    return json_object_ref(json_node_get_object(node));
  if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING) {
    JsonObject *object = json_object_new();

    json_object_set_string_member(object, "text", json_node_get_string(node));
    return object;
  }
  g_autofree char *path = g_strdup_printf("%s[%u]", member, index);
  epoch_place_complain(place, path, "expected an object, found %s", describe(node));
  return NULL;
}

void
epoch_place_foreach(const EpochPlace *place, const char *member, gboolean optional,
                    EpochPlaceFunc func, gpointer data)
{
  JsonArray *array = epoch_place_get_array(place, member, optional);
  guint length = array != NULL ? json_array_get_length(array) : 0;

  if (length > EPOCH_COURSE_MAX_ELEMENTS) {
    epoch_place_complain(place, member, "has %u elements: only the first %d are read", length,
                         EPOCH_COURSE_MAX_ELEMENTS);
    length = EPOCH_COURSE_MAX_ELEMENTS;
  }
  for (guint k = 0; k < length; k++) {
    g_autoptr(JsonObject) object = dup_element(place, member, k, json_array_get_element(array, k));
    g_autofree char *path =
        g_strdup_printf("%s%s%s[%u]", place->path, *place->path != '\0' ? "." : "", member, k);
    EpochPlace inner = {place->file, place->problems, object, path};

    if (object != NULL)
      func(&inner, k, data);
  }
}

static void
add_text(const EpochPlace *place, guint index, gpointer texts)
{
  const char *text = epoch_place_get_text(place, "text");

  if (text != NULL)
    g_ptr_array_add(texts, g_strdup(text));
}

GPtrArray *
epoch_place_dup_texts(const EpochPlace *place, const char *member)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);

  epoch_place_foreach(place, member, TRUE, add_text, texts);
  return texts;
}

gboolean
epoch_place_enter(const EpochPlace *place, const char *member, EpochPlace *inner, char **path)
{
  JsonNode *node = get_member(place, member);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node)) {
    epoch_place_complain(place, member, "expected an object, found %s", describe(node));
    return FALSE;
  }
  *path = g_strdup_printf("%s%s%s", place->path, *place->path != '\0' ? "." : "", member);
  *inner = (EpochPlace){place->file, place->problems, json_node_get_object(node), *path};
  return TRUE;
}
