#include "config.h"

#include "epoch-chart-parser.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-parser-private.h"
#include "epoch-chart-reader.h"

static gboolean
read_kind(EpochChartReader *reader, JsonObject *root)
{
  static const char *const names[] = {"scatter",    "line",           "bars",  "histogram",
                                      "box",        "heatmap",        "tree",  "field",
                                      "silhouette", "scatter-matrix", "images"};
  g_autofree char *all = NULL;
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
  all = g_strjoinv("”, “", (char **)(const char *const[]){
                               "scatter", "line", "bars", "histogram", "box", "heatmap", "tree",
                               "field", "silhouette", "scatter-matrix", "images", NULL});
  return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                 _("chart: one of “%s” was expected, but there is “%s”."), all,
                                 name);
}

/* Reads the range that an axis is fixed to: two numbers that rise. */
static gboolean
read_axis_range(EpochChartReader *reader, JsonObject *axis, const char *parent,
                enum ep_dimension dimension)
{
  g_autofree double *range = NULL;
  gsize n;

  if (epoch_chart_reader_member(axis, "range") == NULL) {
    return TRUE;
  }
  range = epoch_chart_reader_list_numbers(reader, axis, parent, "range", 2, FALSE, &n);
  if (range == NULL) {
    return FALSE;
  }
  return (n == 2 && ep_chart_set_range(reader->chart, dimension, range[0], range[1])) ||
         epoch_chart_reader_fail(
             reader, EPOCH_CHART_ERROR_INVALID,
             _("%srange: two numbers were expected, of which the second is the larger."), parent);
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
      !epoch_chart_reader_string(reader, json_node_get_object(node), parent, "unit", &unit) ||
      !read_axis_range(reader, json_node_get_object(node), parent, dimension)) {
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

gboolean
epoch_chart_parser_read_horizontal(EpochChartReader *reader, JsonObject *root)
{
  gboolean horizontal;

  if (!epoch_chart_reader_boolean(reader, root, "", "horizontal", &horizontal)) {
    return FALSE;
  }
  ep_chart_set_horizontal(reader->chart, horizontal);
  return TRUE;
}

static gboolean
read_categories(EpochChartReader *reader, JsonObject *root)
{
  JsonArray *array;
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
  if (names == NULL || !epoch_chart_parser_read_horizontal(reader, root)) {
    return FALSE;
  }
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

  if (reader->kind == EP_KIND_IMAGES) {
    /* There are no axes at which a line could stand. */
    return TRUE;
  }
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

static gboolean
read_equal(EpochChartReader *reader, JsonObject *root)
{
  gboolean equal;

  if (!epoch_chart_reader_boolean(reader, root, "", "equal", &equal)) {
    return FALSE;
  }
  ep_chart_set_equal(reader->chart, equal);
  return TRUE;
}

/* Reads what a kind shows. */
static gboolean
read_content(EpochChartReader *reader, JsonObject *root)
{
  switch (reader->kind) {
  case EP_KIND_BOX:
    return epoch_chart_parser_read_boxes(reader, root);
  case EP_KIND_HEATMAP:
    return epoch_chart_parser_read_heatmap(reader, root);
  case EP_KIND_TREE:
    return epoch_chart_parser_read_tree(reader, root);
  case EP_KIND_FIELD:
    return read_equal(reader, root) && epoch_chart_parser_read_field(reader, root) &&
           epoch_chart_parser_read_series(reader, root);
  case EP_KIND_SILHOUETTE:
    return epoch_chart_parser_read_silhouette(reader, root);
  case EP_KIND_SCATTER_MATRIX:
    return epoch_chart_parser_read_matrix(reader, root);
  case EP_KIND_IMAGES:
    return epoch_chart_parser_read_images(reader, root);
  case EP_KIND_SCATTER:
    return read_equal(reader, root) && epoch_chart_parser_read_series(reader, root);
  default:
    return read_categories(reader, root) && read_edges(reader, root) &&
           epoch_chart_parser_read_series(reader, root);
  }
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
  if (!read_texts(&reader, object) || !read_content(&reader, object) ||
      !read_guides(&reader, object)) {
    g_clear_pointer(&reader.chart, ep_chart_free);
  }
  return reader.chart;
}
