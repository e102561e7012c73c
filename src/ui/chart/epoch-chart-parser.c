#include "config.h"

#include "epoch-chart-parser.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-reader.h"

static gboolean
read_kind(EpochChartReader *reader, JsonObject *root)
{
  static const char *const names[] = {"scatter", "line", "bars", "histogram"};
  const char *name;

  if (!epoch_chart_reader_string(reader, root, "", "chart", &name)) {
    return FALSE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(name, names[i]) == 0) {
      reader->kind = (enum ep_kind)i;
      return TRUE;
    }
  }
  return epoch_chart_reader_fail(
      reader, EPOCH_CHART_ERROR_INVALID,
      _("chart: “scatter”, “line”, “bars” or “histogram” was expected, but there is “%s”."), name);
}

static gboolean
read_axis(EpochChartReader *reader, JsonObject *root, const char *name, enum ep_dimension dimension)
{
  JsonNode *node = epoch_chart_reader_member(root, name);
  g_autofree char *parent = g_strconcat(name, ".", NULL);
  const char *label;
  const char *unit;

  if (node == NULL) {
    return TRUE;
  }
  if (!JSON_NODE_HOLDS_OBJECT(node)) {
    return epoch_chart_reader_fail_type(reader, name, node, _("an object"));
  }
  if (!epoch_chart_reader_string(reader, json_node_get_object(node), parent, "label", &label) ||
      !epoch_chart_reader_string(reader, json_node_get_object(node), parent, "unit", &unit)) {
    return FALSE;
  }
  return ep_chart_set_axis(reader->chart, dimension, label, unit) ||
         epoch_chart_reader_fail_memory(reader);
}

static gboolean
read_texts(EpochChartReader *reader, JsonObject *root)
{
  const char *title;
  const char *summary;

  if (!epoch_chart_reader_string(reader, root, "", "title", &title) ||
      !epoch_chart_reader_string(reader, root, "", "summary", &summary) ||
      !read_axis(reader, root, "x", EP_X) || !read_axis(reader, root, "y", EP_Y)) {
    return FALSE;
  }
  return (ep_chart_set_title(reader->chart, title) &&
          ep_chart_set_summary(reader->chart, summary)) ||
         epoch_chart_reader_fail_memory(reader);
}

static gboolean
read_categories(EpochChartReader *reader, JsonObject *root)
{
  JsonArray *array;
  JsonNode *horizontal = epoch_chart_reader_member(root, "horizontal");
  g_autofree const char **names = NULL;

  if (reader->kind != EP_KIND_BARS) {
    return TRUE;
  }
  if (!epoch_chart_reader_array(reader, root, "", "categories", TRUE, &array)) {
    return FALSE;
  }
  reader->n_categories = json_array_get_length(array);
  if (reader->n_categories > EPOCH_CHART_CATEGORIES_MAX) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_LIMIT,
                                   _("categories: there are %zu, but a chart shows %d at most."),
                                   reader->n_categories, EPOCH_CHART_CATEGORIES_MAX);
  }
  names = epoch_chart_reader_strings(reader, array, "categories", FALSE);
  if (names == NULL) {
    return FALSE;
  }
  if (horizontal != NULL && (!JSON_NODE_HOLDS_VALUE(horizontal) ||
                             json_node_get_value_type(horizontal) != G_TYPE_BOOLEAN)) {
    return epoch_chart_reader_fail_type(reader, "horizontal", horizontal, _("true or false"));
  }
  ep_chart_set_horizontal(reader->chart, horizontal != NULL && json_node_get_boolean(horizontal));
  return ep_chart_set_categories(reader->chart, names, reader->n_categories) ||
         epoch_chart_reader_fail_memory(reader);
}

static gboolean
read_edges(EpochChartReader *reader, JsonObject *root)
{
  JsonArray *array;
  g_autofree double *edges = NULL;

  if (reader->kind != EP_KIND_HISTOGRAM) {
    return TRUE;
  }
  if (!epoch_chart_reader_array(reader, root, "", "edges", TRUE, &array)) {
    return FALSE;
  }
  reader->n_edges = json_array_get_length(array);
  if (reader->n_edges < 2 || reader->n_edges > EPOCH_CHART_POINTS_MAX) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_LIMIT,
                                   _("edges: there are %zu, but between 2 and %d are needed."),
                                   reader->n_edges, EPOCH_CHART_POINTS_MAX);
  }
  edges = epoch_chart_reader_numbers(reader, array, "edges", FALSE);
  if (edges == NULL) {
    return FALSE;
  }
  for (gsize i = 0; i < reader->n_edges; i++) {
    if (fabs(edges[i]) > 1e300 || (i > 0 && !(edges[i] > edges[i - 1]))) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          _("edges[%zu]: each edge must be larger than the one before it "
            "and within ±1e300, but this is %g."),
          i, edges[i]);
    }
  }
  return ep_chart_set_edges(reader->chart, edges, reader->n_edges) ||
         epoch_chart_reader_fail_memory(reader);
}

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
  if (reader->kind >= EP_KIND_BARS) {
    return TRUE;
  }
  if (!epoch_chart_reader_array(reader, object, parent, "x", reader->kind == EP_KIND_SCATTER,
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
  return ep_chart_add_series(reader->chart, name, x, y, n, labels) ||
         epoch_chart_reader_fail_memory(reader);
}

static gboolean
read_series(EpochChartReader *reader, JsonObject *root)
{
  JsonArray *array;
  guint n;

  if (!epoch_chart_reader_array(reader, root, "", "series", TRUE, &array)) {
    return FALSE;
  }
  n = json_array_get_length(array);
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

static gboolean
read_guide(EpochChartReader *reader, JsonObject *object, const char *parent)
{
  JsonNode *node = epoch_chart_reader_member(object, "value");
  g_autofree char *path = g_strconcat(parent, "value", NULL);
  enum ep_guide_kind kind;
  const char *type;
  const char *label;
  double value = 0;

  if (!epoch_chart_reader_string(reader, object, parent, "type", &type) ||
      !epoch_chart_reader_string(reader, object, parent, "label", &label)) {
    return FALSE;
  }
  if (strcmp(type, "identity") == 0) {
    kind = EP_GUIDE_IDENTITY;
  } else if (strcmp(type, "horizontal") == 0) {
    kind = EP_GUIDE_HORIZONTAL;
  } else if (strcmp(type, "vertical") == 0) {
    kind = EP_GUIDE_VERTICAL;
  } else {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("%stype: “identity”, “horizontal” or “vertical” was expected, but there is “%s”."),
        parent, type);
  }
  if (kind != EP_GUIDE_IDENTITY) {
    if (node == NULL || !epoch_chart_reader_is_number(node)) {
      return epoch_chart_reader_fail_type(reader, path, node, _("a number"));
    }
    value = json_node_get_double(node);
    if (!(fabs(value) <= 1e300)) {
      return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                     _("%s: the number is too large; it must be within ±1e300."),
                                     path);
    }
  }
  return ep_chart_add_guide(reader->chart, kind, value, label) ||
         epoch_chart_reader_fail_memory(reader);
}

static gboolean
read_guides(EpochChartReader *reader, JsonObject *root)
{
  JsonArray *array;
  guint n;

  if (!epoch_chart_reader_array(reader, root, "", "guides", FALSE, &array)) {
    return FALSE;
  }
  n = array != NULL ? json_array_get_length(array) : 0;
  if (n > EPOCH_CHART_GUIDES_MAX) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_LIMIT,
                                   _("guides: there are %u, but a chart shows %d at most."), n,
                                   EPOCH_CHART_GUIDES_MAX);
  }
  for (guint i = 0; i < n; i++) {
    JsonNode *node = json_array_get_element(array, i);
    g_autofree char *path = g_strdup_printf("guides[%u]", i);
    g_autofree char *parent = g_strconcat(path, ".", NULL);
    if (!JSON_NODE_HOLDS_OBJECT(node)) {
      return epoch_chart_reader_fail_type(reader, path, node, _("an object"));
    }
    if (!read_guide(reader, json_node_get_object(node), parent)) {
      return FALSE;
    }
  }
  return TRUE;
}

struct ep_chart *
epoch_chart_parser_parse(JsonNode *root, const struct ep_locale *locale, GError **error)
{
  EpochChartReader reader = {.error = error};
  JsonObject *object;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root)) {
    g_set_error(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_INVALID,
                _("A chart document must be an object, but this is %s."),
                epoch_chart_reader_describe(root));
    return NULL;
  }
  object = json_node_get_object(root);
  if (!read_kind(&reader, object)) {
    return NULL;
  }
  reader.chart = ep_chart_new(reader.kind);
  if (reader.chart == NULL) {
    epoch_chart_reader_fail_memory(&reader);
    return NULL;
  }
  ep_chart_set_locale(reader.chart, locale);
  if (!read_texts(&reader, object) || !read_categories(&reader, object) ||
      !read_edges(&reader, object) || !read_series(&reader, object) ||
      !read_guides(&reader, object)) {
    g_clear_pointer(&reader.chart, ep_chart_free);
  }
  return reader.chart;
}
