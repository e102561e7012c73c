#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-reader.h"

gboolean
epoch_chart_reader_boolean(EpochChartReader *reader, JsonObject *object, const char *parent,
                           const char *name, gboolean *value)
{
  JsonNode *node = epoch_chart_reader_member(object, name);
  g_autofree char *path = g_strconcat(parent, name, NULL);

  *value = FALSE;
  if (node == NULL) {
    return TRUE;
  }
  if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_BOOLEAN) {
    return epoch_chart_reader_fail_type(reader, path, node, _("true or false"));
  }
  *value = json_node_get_boolean(node);
  return TRUE;
}

gboolean
epoch_chart_reader_number(EpochChartReader *reader, JsonObject *object, const char *parent,
                          const char *name, gboolean required, double *value)
{
  JsonNode *node = epoch_chart_reader_member(object, name);
  g_autofree char *path = g_strconcat(parent, name, NULL);

  *value = NAN;
  if (node == NULL && !required) {
    return TRUE;
  }
  if (node == NULL || !epoch_chart_reader_is_number(node)) {
    return epoch_chart_reader_fail_type(reader, path, node, _("a number"));
  }
  *value = json_node_get_double(node);
  if (!(fabs(*value) <= 1e300)) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                   _("%s: the number is too large; it must be within ±1e300."),
                                   path);
  }
  return TRUE;
}

gboolean
epoch_chart_reader_count(EpochChartReader *reader, JsonObject *object, const char *parent,
                         const char *name, double most, gsize fallback, gsize *value)
{
  double number;

  if (!epoch_chart_reader_number(reader, object, parent, name, FALSE, &number)) {
    return FALSE;
  }
  if (isnan(number)) {
    *value = fallback;
    return TRUE;
  }
  if (!(number >= 0 && number <= most && number == floor(number))) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("%s%s: a whole number between 0 and %.0f was expected, but there is %g."), parent, name,
        most, number);
  }
  *value = (gsize)number;
  return TRUE;
}

gboolean
epoch_chart_reader_list(EpochChartReader *reader, JsonObject *object, const char *parent,
                        const char *name, gsize most, JsonArray **array)
{
  gsize n;

  if (!epoch_chart_reader_array(reader, object, parent, name, TRUE, array)) {
    return FALSE;
  }
  n = json_array_get_length(*array);
  if (n > most) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_LIMIT,
                                   _("%s%s: there are %zu, but a chart shows %zu at most."), parent,
                                   name, n, most);
  }
  return TRUE;
}

const char **
epoch_chart_reader_names(EpochChartReader *reader, JsonObject *object, const char *parent,
                         const char *name, gsize most, gsize *n)
{
  g_autofree char *path = g_strconcat(parent, name, NULL);
  JsonArray *array;

  if (!epoch_chart_reader_list(reader, object, parent, name, most, &array)) {
    return NULL;
  }
  *n = json_array_get_length(array);
  return epoch_chart_reader_strings(reader, array, path, FALSE);
}

double *
epoch_chart_reader_list_numbers(EpochChartReader *reader, JsonObject *object, const char *parent,
                                const char *name, gsize most, gboolean may_miss, gsize *n)
{
  g_autofree char *path = g_strconcat(parent, name, NULL);
  JsonArray *array;

  if (!epoch_chart_reader_list(reader, object, parent, name, most, &array)) {
    return NULL;
  }
  *n = json_array_get_length(array);
  return epoch_chart_reader_numbers(reader, array, path, may_miss);
}

JsonObject *
epoch_chart_reader_object_at(EpochChartReader *reader, JsonArray *array, guint i, const char *name,
                             char **path)
{
  JsonNode *node = json_array_get_element(array, i);
  g_autofree char *place = g_strdup_printf("%s[%u]", name, i);

  if (!JSON_NODE_HOLDS_OBJECT(node)) {
    epoch_chart_reader_fail_type(reader, place, node, _("an object"));
    return NULL;
  }
  *path = g_strconcat(place, ".", NULL);
  return json_node_get_object(node);
}

double *
epoch_chart_reader_table(EpochChartReader *reader, JsonArray *array, const char *path, gsize n_rows,
                         const char *like_rows, gsize n_columns, const char *like_columns)
{
  g_autofree double *values = NULL;

  if (!epoch_chart_reader_check_length(reader, path, json_array_get_length(array), n_rows,
                                       like_rows)) {
    return NULL;
  }
  values = g_new(double, n_rows *n_columns + 1);
  for (gsize i = 0; i < n_rows; i++) {
    JsonNode *node = json_array_get_element(array, (guint)i);
    g_autofree char *place = g_strdup_printf("%s[%zu]", path, i);
    g_autofree double *row = NULL;
    if (!JSON_NODE_HOLDS_ARRAY(node)) {
      epoch_chart_reader_fail_type(reader, place, node, _("a list"));
      return NULL;
    }
    if (!epoch_chart_reader_check_length(reader, place,
                                         json_array_get_length(json_node_get_array(node)),
                                         n_columns, like_columns)) {
      return NULL;
    }
    row = epoch_chart_reader_numbers(reader, json_node_get_array(node), place, TRUE);
    if (row == NULL) {
      return NULL;
    }
    memcpy(values + i * n_columns, row, n_columns * sizeof *row);
  }
  return g_steal_pointer(&values);
}
