#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-parser-private.h"
#include "kinds/ep-field.h"

/* The length that y must have, or -1 where any will do; like says what asks for it. */
static gssize
wanted_length(const EpochChartReader *reader, const char **like)
{
  if (reader->kind == EP_KIND_BARS) {
    *like = "categories";
    return (gssize)reader->n_categories;
  }
  if (reader->kind == EP_KIND_HISTOGRAM) {
    *like = "edges";
    return (gssize)reader->n_edges - 1;
  }
  return -1;
}

/* Reads x, which a scatter chart needs and a line may have. */
static gboolean
read_x(EpochChartReader *reader, JsonObject *object, const char *parent, gsize n, double **x)
{
  JsonArray *array;
  g_autofree char *path = g_strconcat(parent, "x", NULL);
  g_autofree char *like = g_strconcat(parent, "y", NULL);

  *x = NULL;
  if (reader->kind == EP_KIND_BARS || reader->kind == EP_KIND_HISTOGRAM) {
    return TRUE;
  }
  if (!epoch_chart_reader_array(reader, object, parent, "x", reader->kind != EP_KIND_LINE,
                                &array)) {
    return FALSE;
  }
  if (array == NULL) {
    return TRUE;
  }
  if (!epoch_chart_reader_check_length(reader, path, json_array_get_length(array), n, like)) {
    return FALSE;
  }
  *x = epoch_chart_reader_numbers(reader, array, path, TRUE);
  return *x != NULL;
}

static gboolean
read_labels(EpochChartReader *reader, JsonObject *object, const char *parent, gsize n,
            const char ***labels)
{
  JsonArray *array;
  g_autofree char *path = g_strconcat(parent, "labels", NULL);
  g_autofree char *like = g_strconcat(parent, "y", NULL);

  *labels = NULL;
  if (!epoch_chart_reader_array(reader, object, parent, "labels", FALSE, &array)) {
    return FALSE;
  }
  if (array == NULL) {
    return TRUE;
  }
  if (!epoch_chart_reader_check_length(reader, path, json_array_get_length(array), n, like)) {
    return FALSE;
  }
  *labels = epoch_chart_reader_strings(reader, array, path, TRUE);
  return *labels != NULL;
}

/* Reads the numbers of one side of a band. */
static double *
read_side(EpochChartReader *reader, JsonObject *object, const char *parent, const char *name,
          gsize n)
{
  g_autofree char *path = g_strconcat(parent, name, NULL);
  g_autofree char *like = g_strconcat(parent, "y", NULL);
  g_autofree double *values = NULL;
  gsize found;

  values = epoch_chart_reader_list_numbers(reader, object, parent, name, EPOCH_CHART_POINTS_MAX,
                                           TRUE, &found);
  if (values == NULL || !epoch_chart_reader_check_length(reader, path, found, n, like)) {
    return NULL;
  }
  return g_steal_pointer(&values);
}

/* Reads what a line has beside its points: a band, whose two sides come together, and steps. */
static gboolean
read_line(EpochChartReader *reader, JsonObject *object, const char *parent, gsize series, gsize n)
{
  g_autofree double *lower = NULL;
  g_autofree double *upper = NULL;
  gboolean steps;

  if (!epoch_chart_reader_boolean(reader, object, parent, "steps", &steps)) {
    return FALSE;
  }
  ep_chart_set_steps(reader->chart, series, steps);
  if (epoch_chart_reader_member(object, "lower") == NULL &&
      epoch_chart_reader_member(object, "upper") == NULL) {
    return TRUE;
  }
  lower = read_side(reader, object, parent, "lower", n);
  upper = lower != NULL ? read_side(reader, object, parent, "upper", n) : NULL;
  if (upper == NULL) {
    return FALSE;
  }
  for (gsize i = 0; i < n; i++) {
    if (lower[i] > upper[i]) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          _("%slower[%zu]: this is %g, but must be no more than “upper”, which is %g."), parent, i,
          lower[i], upper[i]);
    }
  }
  return ep_chart_set_band(reader->chart, series, lower, upper) ||
         epoch_chart_reader_fail_memory(reader);
}

/* Reads what the series of some kinds have beside their points. */
static gboolean
read_extras(EpochChartReader *reader, JsonObject *object, const char *parent, gsize n)
{
  gsize series = ep_chart_get_n_series(reader->chart) - 1;
  gboolean path;
  gboolean undirected;

  if (reader->kind == EP_KIND_LINE) {
    return read_line(reader, object, parent, series, n);
  }
  if (reader->kind == EP_KIND_FIELD || reader->kind == EP_KIND_SCATTER) {
    if (!epoch_chart_reader_boolean(reader, object, parent, "line", &path) ||
        !epoch_chart_reader_boolean(reader, object, parent, "undirected", &undirected)) {
      return FALSE;
    }
    ep_chart_set_path(reader->chart, series, path, !undirected);
  }
  return TRUE;
}

static gboolean
read_one_series(EpochChartReader *reader, JsonObject *object, const char *parent)
{
  JsonArray *array;
  g_autofree char *path = g_strconcat(parent, "y", NULL);
  g_autofree double *x = NULL;
  g_autofree double *y = NULL;
  g_autofree const char **labels = NULL;
  const char *name;
  const char *like = NULL;
  gssize wanted = wanted_length(reader, &like);
  gsize n;

  if (!epoch_chart_reader_string(reader, object, parent, "name", &name) ||
      !epoch_chart_reader_array(reader, object, parent, "y", TRUE, &array)) {
    return FALSE;
  }
  n = json_array_get_length(array);
  reader->n_points += n;
  if (reader->n_points > EPOCH_CHART_POINTS_MAX) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_LIMIT,
        _("%s: with these there are %zu points, but a chart shows %d at most."), path,
        reader->n_points, EPOCH_CHART_POINTS_MAX);
  }
  if (wanted >= 0 && !epoch_chart_reader_check_length(reader, path, n, (gsize)wanted, like)) {
    return FALSE;
  }
  y = epoch_chart_reader_numbers(reader, array, path, TRUE);
  if (y == NULL || !read_x(reader, object, parent, n, &x) ||
      !read_labels(reader, object, parent, n, &labels)) {
    return FALSE;
  }
  if (!ep_chart_add_series(reader->chart, name, x, y, n, labels)) {
    return epoch_chart_reader_fail_memory(reader);
  }
  return read_extras(reader, object, parent, n);
}

gboolean
epoch_chart_parser_read_series(EpochChartReader *reader, JsonObject *root)
{
  JsonArray *array;
  guint n;

  if (!epoch_chart_reader_array(reader, root, "", "series", reader->kind != EP_KIND_FIELD,
                                &array)) {
    return FALSE;
  }
  n = array != NULL ? json_array_get_length(array) : 0;
  if (n > EPOCH_CHART_SERIES_MAX) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_LIMIT,
                                   _("series: there are %u, but a chart shows %d at most."), n,
                                   EPOCH_CHART_SERIES_MAX);
  }
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element(array, i);
    g_autofree char *path = g_strdup_printf("series[%u]", i);
    g_autofree char *parent = g_strconcat(path, ".", NULL);
    if (!JSON_NODE_HOLDS_OBJECT(node)) {
      return epoch_chart_reader_fail_type(reader, path, node, _("an object"));
    }
    if (!read_one_series(reader, json_node_get_object(node), parent)) {
      return FALSE;
    }
  }
  return TRUE;
}
