#include "config.h"

#include "epoch-chart-reader.h"

#include <glib/gi18n.h>
#include <math.h>

gboolean
epoch_chart_reader_fail(EpochChartReader *reader, EpochChartError code, const char *format, ...)
{
  va_list arguments;

  va_start(arguments, format);
  if (reader->error != NULL && *reader->error == NULL) {
    *reader->error = g_error_new_valist(EPOCH_CHART_ERROR, code, format, arguments);
  }
  va_end(arguments);
  return FALSE;
}

gboolean
epoch_chart_reader_fail_memory(EpochChartReader *reader)
{
  return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_MEMORY,
                                 _("There is not enough memory for this chart."));
}

/* What a node is, in words. */
const char *
epoch_chart_reader_describe(JsonNode *node)
{
  switch (node != NULL ? JSON_NODE_TYPE(node) : JSON_NODE_NULL) {
  case JSON_NODE_OBJECT:
    return _("an object");
  case JSON_NODE_ARRAY:
    return _("a list");
  case JSON_NODE_VALUE:
    if (json_node_get_value_type(node) == G_TYPE_STRING) {
      return _("a text");
    }
    return json_node_get_value_type(node) == G_TYPE_BOOLEAN ? _("true or false") : _("a number");
  default:
    return node != NULL ? _("null") : _("nothing");
  }
}

gboolean
epoch_chart_reader_fail_type(EpochChartReader *reader, const char *path, JsonNode *node,
                             const char *wanted)
{
  return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                 _("%s: %s was expected, but there is %s."), path, wanted,
                                 epoch_chart_reader_describe(node));
}

static gboolean
is_string(JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
}

gboolean
epoch_chart_reader_is_number(JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE(node) && (json_node_get_value_type(node) == G_TYPE_INT64 ||
                                         json_node_get_value_type(node) == G_TYPE_DOUBLE);
}

/* The member, or NULL where it is absent or null. */
JsonNode *
epoch_chart_reader_member(JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member(object, name);

  return node == NULL || JSON_NODE_HOLDS_NULL(node) ? NULL : node;
}

/* Reads a text that may be absent; text is then "". */
gboolean
epoch_chart_reader_string(EpochChartReader *reader, JsonObject *object, const char *parent,
                          const char *name, const char **text)
{
  JsonNode *node = epoch_chart_reader_member(object, name);
  g_autofree char *path = g_strconcat(parent, name, NULL);

  *text = "";
  if (node == NULL) {
    return TRUE;
  }
  if (!is_string(node)) {
    return epoch_chart_reader_fail_type(reader, path, node, _("a text"));
  }
  *text = json_node_get_string(node);
  return TRUE;
}

/* Reads a list; array is NULL where it is absent and need not be there. */
gboolean
epoch_chart_reader_array(EpochChartReader *reader, JsonObject *object, const char *parent,
                         const char *name, gboolean required, JsonArray **array)
{
  JsonNode *node = epoch_chart_reader_member(object, name);
  g_autofree char *path = g_strconcat(parent, name, NULL);

  *array = NULL;
  if (node == NULL && !required) {
    return TRUE;
  }
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY(node)) {
    return epoch_chart_reader_fail_type(reader, path, node, _("a list"));
  }
  *array = json_node_get_array(node);
  return TRUE;
}

/* Reads the numbers of a list, null as NaN where that is allowed. */
double *
epoch_chart_reader_numbers(EpochChartReader *reader, JsonArray *array, const char *path,
                           gboolean may_miss)
{
  guint n = json_array_get_length(array);
  g_autofree double *numbers = g_new(double, n > 0 ? n : 1);

  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element(array, i);
    g_autofree char *place = NULL;
    if (may_miss && JSON_NODE_HOLDS_NULL(node)) {
      numbers[i] = NAN;
      continue;
    }
    if (epoch_chart_reader_is_number(node)) {
      numbers[i] = json_node_get_double(node);
      if (isfinite(numbers[i])) {
        continue;
      }
    }
    place = g_strdup_printf("%s[%u]", path, i);
    if (epoch_chart_reader_is_number(node)) {
      epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                              _("%s: the number is too large; it must be finite."), place);
    } else {
      epoch_chart_reader_fail_type(reader, place, node,
                                   may_miss ? _("a number or null") : _("a number"));
    }
    return NULL;
  }
  return g_steal_pointer(&numbers);
}

/* Reads the texts of a list, borrowed, null as NULL where that is allowed. */
const char **
epoch_chart_reader_strings(EpochChartReader *reader, JsonArray *array, const char *path,
                           gboolean may_miss)
{
  guint n = json_array_get_length(array);
  g_autofree const char **strings = g_new0(const char *, n + 1);

  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element(array, i);
    if (is_string(node)) {
      strings[i] = json_node_get_string(node);
    } else if (!may_miss || !JSON_NODE_HOLDS_NULL(node)) {
      g_autofree char *place = g_strdup_printf("%s[%u]", path, i);
      epoch_chart_reader_fail_type(reader, place, node,
                                   may_miss ? _("a text or null") : _("a text"));
      return NULL;
    }
  }
  return g_steal_pointer(&strings);
}

gboolean
epoch_chart_reader_check_length(EpochChartReader *reader, const char *path, gsize found,
                                gsize wanted, const char *like)
{
  if (found == wanted) {
    return TRUE;
  }
  return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                 _("%s: there are %zu entries, but %s asks for %zu."), path, found,
                                 like, wanted);
}
