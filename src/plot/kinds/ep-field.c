#include "config.h"

#include "kinds/ep-field-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-content.h"

const struct ep_plane *
ep_plane_of(const struct ep_chart *chart)
{
  return chart->data;
}

static void
field_free(void *data)
{
  struct ep_plane *plane = data;

  ep_free_strings(plane->classes, plane->n_classes);
  free(plane->x);
  free(plane->y);
  free(plane->values);
  free(plane);
}

double
ep_plane_value(const struct ep_plane *plane, size_t row, size_t column)
{
  return plane->values[row * plane->nx + column];
}

size_t
ep_plane_series_class(const struct ep_chart *chart, size_t series)
{
  const struct ep_plane *plane = ep_plane_of(chart);
  size_t others = 0;

  for (size_t i = 0; i <= series; i++) {
    const char *name = ep_chart_get_series_name(chart, i);
    size_t number = 0;
    while (number < plane->n_classes && strcmp(plane->classes[number], name) != 0) {
      number++;
    }
    if (i == series) {
      return number < plane->n_classes ? number : plane->n_classes + others;
    }
    others += number == plane->n_classes;
  }
  return plane->n_classes;
}

static bool
field_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  const struct ep_plane *plane = ep_plane_of(chart);

  if (datum.series < chart->n_series) {
    return ep_series_valid(chart, datum);
  }
  return datum.series == chart->n_series && datum.index < plane->nx * plane->ny &&
         ep_value_drawable(plane->values[datum.index]);
}

/* Walks over the grid, whose first row is at the bottom; up from the top row, into the series. */
static bool
grid_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_plane *plane = ep_plane_of(chart);
  size_t row = datum->index / plane->nx;
  size_t column = datum->index % plane->nx;
  enum ep_step upward = step == EP_STEP_SERIES_NEXT       ? EP_STEP_SERIES_PREVIOUS
                        : step == EP_STEP_SERIES_PREVIOUS ? EP_STEP_SERIES_NEXT
                                                          : step;
  struct ep_datum next;

  if (step == EP_STEP_SERIES_PREVIOUS && row + 1 == plane->ny && chart->n_series > 0) {
    next = (struct ep_datum){chart->n_series - 1, 0};
    if (!ep_series_step(chart, &next, EP_STEP_FIRST)) {
      return false;
    }
    *datum = next;
    return true;
  }
  if (!ep_step_across(&row, plane->ny, upward) && !ep_step_along(&column, plane->nx, step)) {
    return false;
  }
  next = (struct ep_datum){datum->series, row * plane->nx + column};
  if (!field_valid(chart, next)) {
    return false;
  }
  *datum = next;
  return true;
}

/* The first place of the grid that has a value, from the upper left on. */
static bool
enter_grid(const struct ep_chart *chart, struct ep_datum *datum)
{
  const struct ep_plane *plane = ep_plane_of(chart);

  for (size_t row = plane->ny; row-- > 0;) {
    for (size_t column = 0; column < plane->nx; column++) {
      struct ep_datum next = {chart->n_series, row * plane->nx + column};
      if (field_valid(chart, next)) {
        *datum = next;
        return true;
      }
    }
  }
  return false;
}

static bool
field_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  if (field_valid(chart, *datum) && datum->series == chart->n_series) {
    return grid_step(chart, datum, step);
  }
  if (ep_series_step(chart, datum, step)) {
    return true;
  }
  if (!field_valid(chart, *datum) || step == EP_STEP_SERIES_NEXT) {
    return enter_grid(chart, datum);
  }
  return false;
}

static void
field_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  const char *name = ep_chart_get_series_name(chart, datum.series);
  char **labels;

  if (datum.series == chart->n_series) {
    return;
  }
  labels = chart->series[datum.series].labels;
  if (labels != NULL && labels[datum.index] != NULL) {
    snprintf(text, size, "%s%s%s", labels[datum.index], name[0] != '\0' ? ", " : "", name);
  } else {
    snprintf(text, size, "%s", name);
  }
}

/* What a value is: the class it stands for, a probability, or a height. */
static void
set_value(const struct ep_chart *chart, double value, struct ep_field *fields)
{
  const struct ep_plane *plane = ep_plane_of(chart);
  const struct ep_locale *locale = chart->locale;
  char name[128];

  if (plane->mode == EP_PLANE_CLASS) {
    ep_field_set_word(fields, locale->class_name, plane->classes[(size_t)value]);
  } else if (plane->mode == EP_PLANE_PROBABILITY) {
    snprintf(name, sizeof name, "%s: %s", locale->probability, plane->classes[1]);
    ep_field_set(fields, name, value, plane->format, "", locale);
  } else {
    ep_field_set(fields, locale->value, value, plane->format, "", locale);
  }
}

static double
field_at(const struct ep_chart *chart, struct ep_datum datum, enum ep_dimension dimension)
{
  const struct ep_plane *plane = ep_plane_of(chart);

  return dimension == EP_X ? plane->x[datum.index % plane->nx] : plane->y[datum.index / plane->nx];
}

static size_t
field_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_plane *plane = ep_plane_of(chart);

  if (datum.series < chart->n_series) {
    return ep_series_fields(chart, datum, fields);
  }
  for (int i = EP_X; i <= EP_Y; i++) {
    ep_field_set(&fields[i], ep_chart_get_axis_label(chart, i), field_at(chart, datum, i),
                 plane->axis_format[i], ep_chart_get_axis_unit(chart, i), chart->locale);
  }
  set_value(chart, plane->values[datum.index], &fields[2]);
  return 3;
}

static size_t
field_n_entries(const struct ep_chart *chart)
{
  const struct ep_plane *plane = ep_plane_of(chart);
  size_t n = plane->n_classes;

  for (size_t i = 0; i < chart->n_series; i++) {
    size_t number = ep_plane_series_class(chart, i);
    n = number >= n ? number + 1 : n;
  }
  return n;
}

static const char *
field_entry_at(const struct ep_chart *chart, size_t i)
{
  const struct ep_plane *plane = ep_plane_of(chart);

  if (i < plane->n_classes) {
    return plane->classes[i];
  }
  for (size_t s = 0; s < chart->n_series; s++) {
    if (ep_plane_series_class(chart, s) == i) {
      return ep_chart_get_series_name(chart, s);
    }
  }
  return "";
}

/* The points of the series come first, then the places of the grid. */
enum { COLUMN_SERIES, COLUMN_X, COLUMN_Y, COLUMN_VALUE, N_COLUMNS };

static size_t
field_n_columns(const struct ep_chart *chart)
{
  return N_COLUMNS;
}

static size_t
count_points(const struct ep_chart *chart)
{
  size_t n = 0;

  for (size_t i = 0; i < chart->n_series; i++) {
    n += chart->series[i].n;
  }
  return n;
}

static size_t
field_n_rows(const struct ep_chart *chart)
{
  const struct ep_plane *plane = ep_plane_of(chart);

  return count_points(chart) + plane->nx * plane->ny;
}

static void
field_heading(const struct ep_chart *chart, size_t column, char *text, size_t size)
{
  const struct ep_plane *plane = ep_plane_of(chart);
  const struct ep_locale *locale = chart->locale;

  if (column == COLUMN_X || column == COLUMN_Y) {
    ep_chart_write_axis_title(chart, column == COLUMN_X ? EP_X : EP_Y, text, size);
  } else if (column == COLUMN_SERIES) {
    snprintf(text, size, "%s", locale->series);
  } else if (plane->mode == EP_PLANE_PROBABILITY) {
    snprintf(text, size, "%s: %s", locale->probability, plane->classes[1]);
  } else {
    snprintf(text, size, "%s", plane->mode == EP_PLANE_CLASS ? locale->class_name : locale->value);
  }
}

static bool
field_numeric(const struct ep_chart *chart, size_t column)
{
  return column == COLUMN_X || column == COLUMN_Y ||
         (column == COLUMN_VALUE && ep_plane_of(chart)->mode != EP_PLANE_CLASS);
}

/* The datum of a row of the table. */
static struct ep_datum
datum_at(const struct ep_chart *chart, size_t row)
{
  size_t series = 0;

  for (; series < chart->n_series && row >= chart->series[series].n; series++) {
    row -= chart->series[series].n;
  }
  return (struct ep_datum){series, row};
}

static double
field_number(const struct ep_chart *chart, size_t row, size_t column,
             struct ep_number_format *format)
{
  const struct ep_plane *plane = ep_plane_of(chart);
  struct ep_datum datum = datum_at(chart, row);
  enum ep_dimension dimension = column == COLUMN_X ? EP_X : EP_Y;
  bool grid = datum.series == chart->n_series;

  *format = plane->format;
  if (column == COLUMN_VALUE) {
    return grid ? plane->values[datum.index] : NAN;
  }
  *format = grid ? plane->axis_format[dimension] : chart->format[dimension];
  if (!grid) {
    return ep_chart_get_value(chart, datum.series, datum.index, dimension);
  }
  return column == COLUMN_X ? plane->x[datum.index % plane->nx] : plane->y[datum.index / plane->nx];
}

static void
field_word(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size)
{
  const struct ep_plane *plane = ep_plane_of(chart);
  struct ep_datum datum = datum_at(chart, row);
  bool grid = datum.series == chart->n_series;

  if (column == COLUMN_SERIES) {
    snprintf(text, size, "%s",
             grid ? chart->locale->grid : ep_chart_get_series_name(chart, datum.series));
  } else if (grid && ep_value_drawable(plane->values[datum.index])) {
    snprintf(text, size, "%s", plane->classes[(size_t)plane->values[datum.index]]);
  }
}

static const struct ep_content FIELD = {
    .free = field_free,
    .valid = field_valid,
    .step = field_step,
    .name = field_name,
    .fields = field_fields,
    .value = field_at,
    .n_entries = field_n_entries,
    .entry_at = field_entry_at,
    .n_columns = field_n_columns,
    .n_rows = field_n_rows,
    .heading = field_heading,
    .numeric = field_numeric,
    .number = field_number,
    .word = field_word,
};

static bool
rises(const double *numbers, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (!ep_value_drawable(numbers[i]) || (i > 0 && !(numbers[i] > numbers[i - 1]))) {
      return false;
    }
  }
  return n >= 2;
}

/* Whether all values are what the classes ask for, or missing. */
static bool
values_fit(const struct ep_field_grid *grid)
{
  for (size_t i = 0; i < grid->nx * grid->ny; i++) {
    double value = grid->values[i];
    if (isnan(value) || grid->n_classes == 0) {
      continue;
    }
    if (grid->n_classes == 2
            ? !(value >= 0 && value <= 1)
            : !(value >= 0 && value < (double)grid->n_classes && value == floor(value))) {
      return false;
    }
  }
  return true;
}

static void
describe(struct ep_plane *plane)
{
  size_t n = plane->nx * plane->ny;

  plane->mode = plane->n_classes == 0   ? EP_PLANE_HEIGHT
                : plane->n_classes == 2 ? EP_PLANE_PROBABILITY
                                        : EP_PLANE_CLASS;
  plane->range = ep_range_of(plane->values, n);
  plane->format = ep_number_format_for_data(plane->values, n);
  if (plane->mode == EP_PLANE_PROBABILITY) {
    plane->range = (struct ep_range){0, 1};
    plane->format = (struct ep_number_format){EP_NOTATION_PLAIN, 3, 0};
  } else if (!(plane->range.lo < plane->range.hi)) {
    plane->range = ep_range_for_axis(plane->range, 0);
  }
  plane->axis_format[EP_X] = ep_number_format_for_data(plane->x, plane->nx);
  plane->axis_format[EP_Y] = ep_number_format_for_data(plane->y, plane->ny);
}

bool
ep_chart_set_field(struct ep_chart *chart, const struct ep_field_grid *grid)
{
  struct ep_plane *plane;
  bool whole;

  if (!rises(grid->x, grid->nx) || !rises(grid->y, grid->ny) || !values_fit(grid)) {
    return false;
  }
  plane = calloc(1, sizeof *plane);
  if (plane == NULL) {
    return false;
  }
  plane->nx = grid->nx;
  plane->ny = grid->ny;
  plane->n_classes = grid->n_classes;
  whole = ep_copy_strings(&plane->classes, grid->classes, grid->n_classes) &&
          ep_copy_numbers(&plane->x, grid->x, grid->nx) &&
          ep_copy_numbers(&plane->y, grid->y, grid->ny) &&
          ep_copy_numbers(&plane->values, grid->values, grid->nx * grid->ny);
  if (!whole) {
    field_free(plane);
    return false;
  }
  describe(plane);
  ep_chart_take_content(chart, &FIELD, plane);
  return true;
}
