#include "config.h"

#include "kinds/ep-heatmap-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ep-chart-private.h"
#include "ep-content.h"

/* The shares of a confusion matrix are read in whole percent. */
static const struct ep_number_format SHARE_FORMAT = {EP_NOTATION_PLAIN, 1, 0};

static const struct ep_heatmap *
map_of(const struct ep_chart *chart)
{
  return chart->data;
}

static void
heatmap_free(void *data)
{
  struct ep_heatmap *map = data;

  for (int i = 0; i < 2; i++) {
    ep_free_strings(map->names[i], map->n[i]);
  }
  free(map->values);
  free(map->shares);
  free(map);
}

static size_t
cell_of(const struct ep_heatmap *map, size_t row, size_t column)
{
  return row * map->n[EP_X] + column;
}

double
ep_heatmap_level(const struct ep_heatmap *map, size_t row, size_t column)
{
  size_t cell = cell_of(map, row, column);
  double value = map->shares != NULL ? map->shares[cell] : map->values[cell];
  double level = (value - map->range.lo) / (map->range.hi - map->range.lo);

  if (!ep_value_drawable(map->values[cell]) || !ep_value_drawable(value)) {
    return NAN;
  }
  return fmin(fmax(level, 0), 1);
}

/* A cell that is missing is there all the same, and says so. */
static bool
heatmap_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  return datum.series < map_of(chart)->n[EP_Y] && datum.index < map_of(chart)->n[EP_X];
}

static bool
heatmap_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_heatmap *map = map_of(chart);

  if (map->n[EP_X] == 0 || map->n[EP_Y] == 0) {
    return false;
  }
  if (!heatmap_valid(chart, *datum)) {
    *datum = (struct ep_datum){0, 0};
    return true;
  }
  return ep_step_across(&datum->series, map->n[EP_Y], step) ||
         ep_step_along(&datum->index, map->n[EP_X], step);
}

static const char *
axis_word(const struct ep_chart *chart, enum ep_dimension dimension)
{
  const char *label = ep_chart_get_axis_label(chart, dimension);

  if (label[0] != '\0') {
    return label;
  }
  return dimension == EP_X ? chart->locale->column : chart->locale->row;
}

static void
heatmap_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  snprintf(text, size, "%s", "");
}

static size_t
heatmap_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_heatmap *map = map_of(chart);
  size_t cell = cell_of(map, datum.series, datum.index);
  size_t n = 2;

  ep_field_set_word(&fields[0], axis_word(chart, EP_Y),
                    ep_chart_name_at(chart, EP_Y, datum.series));
  ep_field_set_word(&fields[1], axis_word(chart, EP_X), ep_chart_name_at(chart, EP_X, datum.index));
  if (!ep_value_drawable(map->values[cell])) {
    ep_field_set_word(&fields[n++], chart->locale->value, chart->locale->missing);
    return n;
  }
  ep_field_set(&fields[n++], chart->locale->value, map->values[cell], map->format, "",
               chart->locale);
  if (map->shares != NULL && ep_value_drawable(map->shares[cell])) {
    ep_field_set(&fields[n++], chart->locale->share, map->shares[cell] * 100, SHARE_FORMAT, "%",
                 chart->locale);
  }
  return n;
}

static size_t
heatmap_n_names(const struct ep_chart *chart, enum ep_dimension dimension)
{
  return map_of(chart)->n[dimension];
}

static const char *
heatmap_name_at(const struct ep_chart *chart, enum ep_dimension dimension, size_t i)
{
  return map_of(chart)->names[dimension][i];
}

/* The table has the shape of the picture: a row a row, named in the first column. With more columns
 * than can be looked through, it has a row a cell. */
enum { WIDE_MAX = 40 };

enum { LONG_ROW, LONG_COLUMN, LONG_VALUE, LONG_SHARE };

static bool
is_wide(const struct ep_chart *chart)
{
  return map_of(chart)->n[EP_X] <= WIDE_MAX;
}

static size_t
heatmap_n_columns(const struct ep_chart *chart)
{
  if (is_wide(chart)) {
    return map_of(chart)->n[EP_X] + 1;
  }
  return map_of(chart)->shares != NULL ? LONG_SHARE + 1 : LONG_VALUE + 1;
}

static size_t
heatmap_n_rows(const struct ep_chart *chart)
{
  return map_of(chart)->n[EP_Y] * (is_wide(chart) ? 1 : map_of(chart)->n[EP_X]);
}

static void
heatmap_heading(const struct ep_chart *chart, size_t column, char *text, size_t size)
{
  const struct ep_locale *locale = chart->locale;
  const char *const headings[] = {axis_word(chart, EP_Y), axis_word(chart, EP_X), locale->value,
                                  locale->share};
  bool named = is_wide(chart) && column > 0;

  snprintf(text, size, "%s", named ? ep_chart_name_at(chart, EP_X, column - 1) : headings[column]);
}

static bool
heatmap_numeric(const struct ep_chart *chart, size_t column)
{
  return is_wide(chart) ? column > 0 : column >= LONG_VALUE;
}

static double
heatmap_number(const struct ep_chart *chart, size_t row, size_t column,
               struct ep_number_format *format)
{
  const struct ep_heatmap *map = map_of(chart);

  *format = map->format;
  if (is_wide(chart)) {
    return map->values[cell_of(map, row, column - 1)];
  }
  if (column == LONG_SHARE) {
    *format = (struct ep_number_format){EP_NOTATION_PLAIN, 3, 0};
    return map->shares[row];
  }
  return map->values[row];
}

static void
heatmap_word(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size)
{
  size_t across = map_of(chart)->n[EP_X];
  size_t at = is_wide(chart) ? row : row / across;

  snprintf(text, size, "%s",
           column == LONG_COLUMN ? ep_chart_name_at(chart, EP_X, row % across)
                                 : ep_chart_name_at(chart, EP_Y, at));
}

static const struct ep_content HEATMAP = {
    .free = heatmap_free,
    .valid = heatmap_valid,
    .step = heatmap_step,
    .name = heatmap_name,
    .fields = heatmap_fields,
    .n_names = heatmap_n_names,
    .name_at = heatmap_name_at,
    .n_columns = heatmap_n_columns,
    .n_rows = heatmap_n_rows,
    .heading = heatmap_heading,
    .numeric = heatmap_numeric,
    .number = heatmap_number,
    .word = heatmap_word,
};

/* What the colours span: zero in the middle of a diverging scale, all values else. */
static struct ep_range
find_range(const struct ep_heatmap *map, const struct ep_heatmap_options *options, size_t n)
{
  struct ep_range range = ep_range_of(map->values, n);
  double most;

  if (options->shares != NULL) {
    return (struct ep_range){0, 1};
  }
  if (options->lo < options->hi) {
    return (struct ep_range){options->lo, options->hi};
  }
  if (!(range.lo <= range.hi)) {
    return (struct ep_range){0, 1};
  }
  if (options->diverging) {
    most = fmax(fabs(range.lo), fabs(range.hi));
    return ep_range_for_axis((struct ep_range){-most, most}, 0);
  }
  return range.lo < range.hi ? range : ep_range_for_axis(range, 0);
}

bool
ep_chart_set_heatmap(struct ep_chart *chart, const char *const *rows, size_t n_rows,
                     const char *const *columns, size_t n_columns, const double *values,
                     const struct ep_heatmap_options *options)
{
  struct ep_heatmap *map = calloc(1, sizeof *map);
  size_t n = n_rows * n_columns;
  bool whole;

  if (map == NULL) {
    return false;
  }
  whole = ep_copy_strings(&map->names[EP_X], columns, n_columns) &&
          ep_copy_strings(&map->names[EP_Y], rows, n_rows) &&
          ep_copy_numbers(&map->values, values, n) &&
          (options->shares == NULL || ep_copy_numbers(&map->shares, options->shares, n));
  map->n[EP_X] = n_columns;
  map->n[EP_Y] = n_rows;
  if (!whole) {
    /* Names that were not copied are NULL, which is as good as none. */
    heatmap_free(map);
    return false;
  }
  map->diverging = options->diverging;
  map->range = find_range(map, options, n);
  map->format = ep_number_format_for_data(values, n);
  if (options->digits >= 0 && map->format.notation == EP_NOTATION_PLAIN) {
    map->format.decimals = options->digits < 12 ? options->digits : 12;
  }
  ep_chart_take_content(chart, &HEATMAP, map);
  return true;
}
