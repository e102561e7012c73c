#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-parser-private.h"
#include "kinds/ep-box.h"
#include "kinds/ep-matrix.h"
#include "kinds/ep-silhouette.h"

/* Boxes, silhouettes and scatter matrices: values by groups. */

static const char *const FIVE[] = {"low", "q1", "median", "q3", "high"};

/* Reads the five numbers of a box, which are all there or all missing, and must not fall. */
static gboolean
read_five(EpochChartReader *reader, JsonObject *object, const char *parent, double five[5])
{
  gsize missing = 0;

  for (gsize i = 0; i < G_N_ELEMENTS(FIVE); i++) {
    if (!epoch_chart_reader_number(reader, object, parent, FIVE[i], FALSE, &five[i])) {
      return FALSE;
    }
    missing += isnan(five[i]) ? 1 : 0;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(FIVE) && missing < G_N_ELEMENTS(FIVE); i++) {
    if (isnan(five[i])) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          _("%s%s: a number was expected, as the others of this box are there."), parent, FIVE[i]);
    }
    if (i > 0 && five[i] < five[i - 1]) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          _("%s%s: this is %g, but must be no less than “%s”, which is %g."), parent, FIVE[i],
          five[i], FIVE[i - 1], five[i - 1]);
    }
  }
  return TRUE;
}

static gboolean
read_box(EpochChartReader *reader, JsonObject *object, const char *parent, GPtrArray *lists,
         struct ep_box *box)
{
  double five[5];
  double *outliers = NULL;
  gsize n = 0;

  if (!read_five(reader, object, parent, five) ||
      !epoch_chart_reader_count(reader, object, parent, "n", 9007199254740992.0, 0, &box->n)) {
    return FALSE;
  }
  if (epoch_chart_reader_member(object, "outliers") != NULL) {
    outliers = epoch_chart_reader_list_numbers(reader, object, parent, "outliers",
                                               EPOCH_CHART_POINTS_MAX, FALSE, &n);
    if (outliers == NULL) {
      return FALSE;
    }
    g_ptr_array_add(lists, outliers);
  }
  reader->n_points += n;
  if (reader->n_points > EPOCH_CHART_POINTS_MAX) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_LIMIT,
        _("%soutliers: with these there are %zu points, but a chart shows %d at most."), parent,
        reader->n_points, EPOCH_CHART_POINTS_MAX);
  }
  box->low = five[0];
  box->q1 = five[1];
  box->median = five[2];
  box->q3 = five[3];
  box->high = five[4];
  box->outliers = outliers;
  box->n_outliers = n;
  return TRUE;
}

/* Group names, which may be absent. */
static gboolean
read_groups(EpochChartReader *reader, JsonObject *root, gsize most, const char ***groups, gsize *n)
{
  *groups = NULL;
  *n = 0;
  if (epoch_chart_reader_member(root, "groups") == NULL) {
    return TRUE;
  }
  *groups = epoch_chart_reader_names(reader, root, "", "groups", most, n);
  return *groups != NULL;
}

gboolean
epoch_chart_parser_read_boxes(EpochChartReader *reader, JsonObject *root)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(g_free);
  g_autofree const char **categories = NULL;
  g_autofree const char **groups = NULL;
  g_autofree struct ep_box *boxes = NULL;
  JsonArray *array;
  gsize n_categories;
  gsize n_groups;
  gsize n;

  categories = epoch_chart_reader_names(reader, root, "", "categories", EPOCH_CHART_CATEGORIES_MAX,
                                        &n_categories);
  if (categories == NULL || !epoch_chart_parser_read_horizontal(reader, root) ||
      !read_groups(reader, root, EPOCH_CHART_SERIES_MAX, &groups, &n_groups) ||
      !epoch_chart_reader_list(reader, root, "", "boxes", EPOCH_CHART_POINTS_MAX, &array)) {
    return FALSE;
  }
  n = n_categories * MAX(n_groups, 1);
  if (!epoch_chart_reader_check_length(reader, "boxes", json_array_get_length(array), n,
                                       n_groups > 0 ? "categories × groups" : "categories")) {
    return FALSE;
  }
  boxes = g_new0(struct ep_box, n + 1);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *parent = NULL;
    JsonObject *object = epoch_chart_reader_object_at(reader, array, (guint)i, "boxes", &parent);
    if (object == NULL || !read_box(reader, object, parent, lists, &boxes[i])) {
      return FALSE;
    }
  }
  return ep_chart_set_boxes(reader->chart, categories, n_categories, groups, n_groups, boxes) ||
         epoch_chart_reader_fail_memory(reader);
}

/* Reads the silhouettes of one cluster, each within -1 … 1. */
static gboolean
read_cluster(EpochChartReader *reader, JsonObject *object, const char *parent, GPtrArray *lists,
             struct ep_cluster *cluster)
{
  double *values;

  if (!epoch_chart_reader_string(reader, object, parent, "name", &cluster->name)) {
    return FALSE;
  }
  values = epoch_chart_reader_list_numbers(reader, object, parent, "values", EPOCH_CHART_POINTS_MAX,
                                           FALSE, &cluster->n);
  if (values == NULL) {
    return FALSE;
  }
  g_ptr_array_add(lists, values);
  cluster->values = values;
  reader->n_points += cluster->n;
  for (gsize i = 0; i < cluster->n; i++) {
    if (!(values[i] >= -1 && values[i] <= 1)) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          _("%svalues[%zu]: a silhouette is between −1 and 1, but this is %g."), parent, i,
          values[i]);
    }
  }
  if (reader->n_points > EPOCH_CHART_POINTS_MAX) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_LIMIT,
        _("%svalues: with these there are %zu points, but a chart shows %d at most."), parent,
        reader->n_points, EPOCH_CHART_POINTS_MAX);
  }
  return TRUE;
}

gboolean
epoch_chart_parser_read_silhouette(EpochChartReader *reader, JsonObject *root)
{
  g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(g_free);
  g_autofree struct ep_cluster *clusters = NULL;
  JsonArray *array;
  double mean;
  gsize n;

  if (!epoch_chart_reader_list(reader, root, "", "clusters", EPOCH_CHART_CATEGORIES_MAX, &array) ||
      !epoch_chart_reader_number(reader, root, "", "mean", FALSE, &mean)) {
    return FALSE;
  }
  n = json_array_get_length(array);
  clusters = g_new0(struct ep_cluster, n + 1);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *parent = NULL;
    JsonObject *object = epoch_chart_reader_object_at(reader, array, (guint)i, "clusters", &parent);
    if (object == NULL || !read_cluster(reader, object, parent, lists, &clusters[i])) {
      return FALSE;
    }
  }
  return ep_chart_set_silhouette(reader->chart, clusters, n, mean) ||
         epoch_chart_reader_fail_memory(reader);
}

/* Reads of each row the number of its group. */
static gboolean
read_members(EpochChartReader *reader, JsonObject *root, gsize n_rows, gsize n_groups,
             guint32 **members)
{
  g_autofree double *numbers = NULL;
  gsize n;

  *members = NULL;
  if (n_groups == 0) {
    return TRUE;
  }
  numbers =
      epoch_chart_reader_list_numbers(reader, root, "", "group", EPOCH_CHART_POINTS_MAX, FALSE, &n);
  if (numbers == NULL ||
      !epoch_chart_reader_check_length(reader, "group", n, n_rows, "values[0]")) {
    return FALSE;
  }
  *members = g_new(guint32, n + 1);
  for (gsize i = 0; i < n; i++) {
    if (!(numbers[i] >= 0 && numbers[i] < (double)n_groups && numbers[i] == floor(numbers[i]))) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          _("group[%zu]: a whole number below the number of groups, %zu, was expected, but there "
            "is %g."),
          i, n_groups, numbers[i]);
    }
    (*members)[i] = (guint32)numbers[i];
  }
  return TRUE;
}

/* Reads the names and the units of the variables. */
static gboolean
read_variables(EpochChartReader *reader, JsonArray *array, struct ep_variable *variables)
{
  for (guint i = 0; i < json_array_get_length(array); i++) {
    g_autofree char *parent = NULL;
    JsonObject *object = epoch_chart_reader_object_at(reader, array, i, "variables", &parent);
    if (object == NULL ||
        !epoch_chart_reader_string(reader, object, parent, "label", &variables[i].label) ||
        !epoch_chart_reader_string(reader, object, parent, "unit", &variables[i].unit)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* How many rows the first variable has; the others must have as many. */
static gboolean
count_rows(EpochChartReader *reader, JsonArray *values, gsize *n)
{
  JsonNode *first = json_array_get_length(values) > 0 ? json_array_get_element(values, 0) : NULL;
  gsize total;

  *n = first != NULL && JSON_NODE_HOLDS_ARRAY(first)
           ? json_array_get_length(json_node_get_array(first))
           : 0;
  total = *n * json_array_get_length(values);
  if (total > EPOCH_CHART_POINTS_MAX) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_LIMIT,
                                   _("values: there are %zu, but a chart shows %d at most."), total,
                                   EPOCH_CHART_POINTS_MAX);
  }
  return TRUE;
}

gboolean
epoch_chart_parser_read_matrix(EpochChartReader *reader, JsonObject *root)
{
  struct ep_variable variables[EP_MATRIX_VARIABLES_MAX] = {0};
  g_autofree const char **groups = NULL;
  g_autofree guint32 *members = NULL;
  g_autofree double *table = NULL;
  JsonArray *names;
  JsonArray *values;
  gsize n_groups;
  gsize n_rows;
  gsize n;

  if (!epoch_chart_reader_list(reader, root, "", "variables", EP_MATRIX_VARIABLES_MAX, &names) ||
      !epoch_chart_reader_list(reader, root, "", "values", EP_MATRIX_VARIABLES_MAX, &values) ||
      !read_variables(reader, names, variables) || !count_rows(reader, values, &n_rows) ||
      !read_groups(reader, root, EP_MATRIX_GROUPS_MAX, &groups, &n_groups) ||
      !read_members(reader, root, n_rows, n_groups, &members)) {
    return FALSE;
  }
  n = json_array_get_length(names);
  if (n == 0) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                   _("variables: at least one is needed, but there is none."));
  }
  table = epoch_chart_reader_table(reader, values, "values", n, "variables", n_rows, "values[0]");
  if (table == NULL) {
    return FALSE;
  }
  for (gsize i = 0; i < n; i++) {
    variables[i].values = table + i * n_rows;
  }
  return ep_chart_set_matrix(reader->chart, variables, n, n_rows, groups, n_groups, members) ||
         epoch_chart_reader_fail_memory(reader);
}
