#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-parser-private.h"
#include "kinds/ep-field.h"
#include "kinds/ep-heatmap.h"

/* Heat maps and fields: values over two directions. */

static gboolean
check_cells(EpochChartReader *reader, const char *path, gsize n)
{
  if (n > EPOCH_CHART_POINTS_MAX) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_LIMIT,
                                   _("%s: there are %zu, but a chart shows %d at most."), path, n,
                                   EPOCH_CHART_POINTS_MAX);
  }
  return TRUE;
}

gboolean
epoch_chart_parser_read_range(EpochChartReader *reader, JsonObject *root, double *lo, double *hi)
{
  g_autofree double *numbers = NULL;
  gsize n;

  *lo = *hi = 0;
  if (epoch_chart_reader_member(root, "range") == NULL) {
    return TRUE;
  }
  numbers = epoch_chart_reader_list_numbers(reader, root, "", "range", 2, FALSE, &n);
  if (numbers == NULL) {
    return FALSE;
  }
  if (n != 2 || !(numbers[0] < numbers[1]) || fabs(numbers[0]) > 1e300 ||
      fabs(numbers[1]) > 1e300) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("range: two numbers were expected, of which the second is the larger."));
  }
  *lo = numbers[0];
  *hi = numbers[1];
  return TRUE;
}

static gboolean
read_scale(EpochChartReader *reader, JsonObject *root, bool *diverging)
{
  const char *scale;

  if (!epoch_chart_reader_string(reader, root, "", "scale", &scale)) {
    return FALSE;
  }
  *diverging = strcmp(scale, "diverging") == 0;
  if (!*diverging && scale[0] != '\0' && strcmp(scale, "sequential") != 0) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("scale: “sequential” or “diverging” was expected, but there is “%s”."), scale);
  }
  return TRUE;
}

/* Reads the shares of a confusion matrix, each within 0 … 1. */
static gboolean
read_shares(EpochChartReader *reader, JsonObject *root, gsize n_rows, gsize n_columns,
            double **shares)
{
  JsonArray *array;

  *shares = NULL;
  if (epoch_chart_reader_member(root, "shares") == NULL) {
    return TRUE;
  }
  if (!epoch_chart_reader_array(reader, root, "", "shares", TRUE, &array)) {
    return FALSE;
  }
  *shares = epoch_chart_reader_table(reader, array, "shares", n_rows, "rows", n_columns, "columns");
  for (gsize i = 0; *shares != NULL && i < n_rows * n_columns; i++) {
    double share = (*shares)[i];
    if (!isnan(share) && !(share >= 0 && share <= 1)) {
      return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                     _("shares[%zu][%zu]: a share is between 0 and 1, but this is "
                                       "%g."),
                                     i / n_columns, i % n_columns, share);
    }
  }
  return *shares != NULL;
}

gboolean
epoch_chart_parser_read_heatmap(EpochChartReader *reader, JsonObject *root)
{
  struct ep_heatmap_options options = EP_HEATMAP_OPTIONS_INIT;
  g_autofree const char **rows = NULL;
  g_autofree const char **columns = NULL;
  g_autofree double *values = NULL;
  g_autofree double *shares = NULL;
  JsonArray *array;
  gsize n_rows;
  gsize n_columns;
  gsize digits;

  rows = epoch_chart_reader_names(reader, root, "", "rows", EPOCH_CHART_CATEGORIES_MAX, &n_rows);
  columns = rows == NULL ? NULL
                         : epoch_chart_reader_names(reader, root, "", "columns",
                                                    EPOCH_CHART_CATEGORIES_MAX, &n_columns);
  if (columns == NULL || !check_cells(reader, "values", n_rows * n_columns) ||
      !read_scale(reader, root, &options.diverging) ||
      !epoch_chart_parser_read_range(reader, root, &options.lo, &options.hi) ||
      !epoch_chart_reader_count(reader, root, "", "digits", 12, 99, &digits) ||
      !epoch_chart_reader_array(reader, root, "", "values", TRUE, &array)) {
    return FALSE;
  }
  values = epoch_chart_reader_table(reader, array, "values", n_rows, "rows", n_columns, "columns");
  if (values == NULL || !read_shares(reader, root, n_rows, n_columns, &shares)) {
    return FALSE;
  }
  options.digits = digits == 99 ? -1 : (int)digits;
  options.shares = shares;
  return ep_chart_set_heatmap(reader->chart, rows, n_rows, columns, n_columns, values, &options) ||
         epoch_chart_reader_fail_memory(reader);
}

/* Reads the places of the grid along one direction: at least two numbers that rise. */
static double *
read_places(EpochChartReader *reader, JsonObject *grid, const char *name, gsize *n)
{
  g_autofree double *numbers = epoch_chart_reader_list_numbers(reader, grid, "grid.", name,
                                                               EPOCH_CHART_POINTS_MAX, FALSE, n);

  if (numbers == NULL) {
    return NULL;
  }
  if (*n < 2) {
    epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                            _("grid.%s: at least two numbers are needed, but there are %zu."), name,
                            *n);
    return NULL;
  }
  for (gsize i = 0; i < *n; i++) {
    if (fabs(numbers[i]) > 1e300 || (i > 0 && !(numbers[i] > numbers[i - 1]))) {
      epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                              _("grid.%s[%zu]: each number must be larger than the one before it "
                                "and within ±1e300, but this is %g."),
                              name, i, numbers[i]);
      return NULL;
    }
  }
  return g_steal_pointer(&numbers);
}

/* Checks that the values are what the classes ask for. */
static gboolean
check_values(EpochChartReader *reader, const struct ep_field_grid *grid)
{
  for (gsize i = 0; grid->n_classes > 0 && i < grid->nx * grid->ny; i++) {
    double value = grid->values[i];
    gboolean good = grid->n_classes == 2
                        ? value >= 0 && value <= 1
                        : value >= 0 && value < (double)grid->n_classes && value == floor(value);
    if (!isnan(value) && !good) {
      return epoch_chart_reader_fail(
          reader, EPOCH_CHART_ERROR_INVALID,
          grid->n_classes == 2
              ? _("grid.values[%zu][%zu]: a probability between 0 and 1 was expected, but there is "
                  "%g.")
              : _("grid.values[%zu][%zu]: the number of a class was expected, but there is %g."),
          i / grid->nx, i % grid->nx, value);
    }
  }
  return TRUE;
}

static gboolean
read_classes(EpochChartReader *reader, JsonObject *root, const char ***classes, gsize *n)
{
  *classes = NULL;
  *n = 0;
  if (epoch_chart_reader_member(root, "classes") == NULL) {
    return TRUE;
  }
  *classes = epoch_chart_reader_names(reader, root, "", "classes", EPOCH_CHART_SERIES_MAX, n);
  return *classes != NULL;
}

gboolean
epoch_chart_parser_read_field(EpochChartReader *reader, JsonObject *root)
{
  struct ep_field_grid grid = {0};
  g_autofree double *x = NULL;
  g_autofree double *y = NULL;
  g_autofree double *values = NULL;
  g_autofree const char **classes = NULL;
  JsonNode *node = epoch_chart_reader_member(root, "grid");
  JsonObject *object;
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node)) {
    return epoch_chart_reader_fail_type(reader, "grid", node, _("an object"));
  }
  object = json_node_get_object(node);
  x = read_places(reader, object, "x", &grid.nx);
  y = x != NULL ? read_places(reader, object, "y", &grid.ny) : NULL;
  if (y == NULL || !check_cells(reader, "grid.values", grid.nx * grid.ny) ||
      !read_classes(reader, root, &classes, &grid.n_classes) ||
      !epoch_chart_reader_array(reader, object, "grid.", "values", TRUE, &array)) {
    return FALSE;
  }
  values =
      epoch_chart_reader_table(reader, array, "grid.values", grid.ny, "grid.y", grid.nx, "grid.x");
  if (values == NULL) {
    return FALSE;
  }
  grid.x = x;
  grid.y = y;
  grid.values = values;
  grid.classes = classes;
  if (!check_values(reader, &grid)) {
    return FALSE;
  }
  return ep_chart_set_field(reader->chart, &grid) || epoch_chart_reader_fail_memory(reader);
}
