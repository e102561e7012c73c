#include "config.h"

#include "ep-chart-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-content.h"

struct ep_chart *
ep_chart_new(enum ep_kind kind)
{
  struct ep_chart *chart = calloc(1, sizeof *chart);

  if (chart != NULL) {
    chart->kind = kind;
    chart->locale = &EP_LOCALE_ENGLISH;
  }
  return chart;
}

void
ep_series_clear(struct ep_series *series)
{
  ep_free_strings(series->labels, series->n);
  free(series->name);
  free(series->x);
  free(series->y);
  free(series->lower);
  free(series->upper);
  free(series->order);
}

void
ep_chart_free(struct ep_chart *chart)
{
  if (chart == NULL) {
    return;
  }
  for (size_t i = 0; i < chart->n_series; i++) {
    ep_series_clear(&chart->series[i]);
  }
  for (size_t i = 0; i < chart->n_guides; i++) {
    free(chart->guides[i].label);
  }
  for (int i = 0; i < 2; i++) {
    free(chart->axis[i].label);
    free(chart->axis[i].unit);
  }
  ep_free_strings(chart->categories, chart->n_categories);
  ep_chart_take_content(chart, NULL, NULL);
  free(chart->series);
  free(chart->guides);
  free(chart->edges);
  free(chart->title);
  free(chart->summary);
  free(chart);
}

/* Puts a copy of string in place; false, and nothing changed, without memory. */
static bool
replace(char **place, const char *string)
{
  char *copy = strdup(string != NULL ? string : "");

  if (copy == NULL) {
    return false;
  }
  free(*place);
  *place = copy;
  return true;
}

bool
ep_chart_set_title(struct ep_chart *chart, const char *title)
{
  return replace(&chart->title, title);
}

bool
ep_chart_set_summary(struct ep_chart *chart, const char *summary)
{
  return replace(&chart->summary, summary);
}

bool
ep_chart_set_axis(struct ep_chart *chart, enum ep_dimension dimension, const char *label,
                  const char *unit)
{
  struct ep_axis_text text = {NULL, NULL};

  if (!replace(&text.label, label) || !replace(&text.unit, unit)) {
    free(text.label);
    return false;
  }
  free(chart->axis[dimension].label);
  free(chart->axis[dimension].unit);
  chart->axis[dimension] = text;
  return true;
}

bool
ep_chart_set_categories(struct ep_chart *chart, const char *const *names, size_t n)
{
  char **copies;

  if (!ep_copy_strings(&copies, names, n)) {
    return false;
  }
  ep_free_strings(chart->categories, chart->n_categories);
  chart->categories = copies;
  chart->n_categories = n;
  return true;
}

/* The formats of single values follow what the series hold together. */
void
ep_chart_update_format(struct ep_chart *chart, const struct ep_series *series)
{
  for (int dimension = EP_X; dimension <= EP_Y; dimension++) {
    const double *values = dimension == EP_X ? series->x : series->y;
    struct ep_number_format format = {EP_NOTATION_PLAIN, 0, 0};
    if (values != NULL) {
      format = ep_number_format_for_data(values, series->n);
    }
    if (format.notation > chart->format[dimension].notation) {
      chart->format[dimension] = format;
    } else if (format.decimals > chart->format[dimension].decimals) {
      chart->format[dimension].decimals = format.decimals;
    }
  }
}

bool
ep_chart_set_edges(struct ep_chart *chart, const double *edges, size_t n)
{
  double *copy;

  for (size_t i = 0; i < n; i++) {
    if (!ep_value_drawable(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1]))) {
      return false;
    }
  }
  if (!ep_copy_numbers(&copy, edges, n)) {
    return false;
  }
  free(chart->edges);
  chart->edges = copy;
  chart->n_edges = n;
  chart->format[EP_X] = ep_number_format_for_data(edges, n);
  return true;
}

void
ep_chart_set_horizontal(struct ep_chart *chart, bool horizontal)
{
  chart->horizontal = horizontal;
}

bool
ep_chart_set_range(struct ep_chart *chart, enum ep_dimension dimension, double lo, double hi)
{
  if (!ep_value_drawable(lo) || !ep_value_drawable(hi) || !(lo < hi)) {
    return false;
  }
  chart->fixed[dimension] = (struct ep_range){lo, hi};
  return true;
}

bool
ep_chart_set_band(struct ep_chart *chart, size_t series, const double *lower, const double *upper)
{
  struct ep_series *line = series < chart->n_series ? &chart->series[series] : NULL;
  double *copies[2] = {NULL, NULL};

  if (line == NULL || !ep_copy_numbers(&copies[0], lower, line->n) ||
      !ep_copy_numbers(&copies[1], upper, line->n)) {
    free(copies[0]);
    return false;
  }
  free(line->lower);
  free(line->upper);
  line->lower = copies[0];
  line->upper = copies[1];
  return true;
}

void
ep_chart_set_steps(struct ep_chart *chart, size_t series, bool steps)
{
  if (series < chart->n_series) {
    chart->series[series].steps = steps;
  }
}

void
ep_chart_set_path(struct ep_chart *chart, size_t series, bool path, bool directed)
{
  if (series < chart->n_series) {
    chart->series[series].path = path;
    chart->series[series].directed = path && directed;
  }
}

void
ep_chart_set_equal(struct ep_chart *chart, bool equal)
{
  chart->equal = equal;
}

bool
ep_chart_add_guide(struct ep_chart *chart, enum ep_guide_kind kind, double value, const char *label)
{
  struct ep_guide guide = {kind, value, NULL};
  struct ep_guide *grown;

  if ((kind != EP_GUIDE_IDENTITY && !ep_value_drawable(value)) || !replace(&guide.label, label)) {
    return false;
  }
  grown = realloc(chart->guides, (chart->n_guides + 1) * sizeof *grown);
  if (grown == NULL) {
    free(guide.label);
    return false;
  }
  grown[chart->n_guides++] = guide;
  chart->guides = grown;
  return true;
}

void
ep_chart_set_locale(struct ep_chart *chart, const struct ep_locale *locale)
{
  chart->locale = locale != NULL ? locale : &EP_LOCALE_ENGLISH;
}

static int
compare_x(const void *left, const void *right, void *user)
{
  const double *x = user;
  uint32_t a = *(const uint32_t *)left;
  uint32_t b = *(const uint32_t *)right;

  if (x[a] != x[b]) {
    return x[a] < x[b] ? -1 : x[a] > x[b] ? 1 : isnan(x[a]) ? 1 : -1;
  }
  return a < b ? -1 : 1;
}

/* Fills order where the points do not come in rising x; missing ones go last. */
static bool
sort_series(struct ep_series *series)
{
  bool sorted = true;

  for (size_t i = 1; series->x != NULL && i < series->n && sorted; i++) {
    sorted = series->x[i - 1] <= series->x[i];
  }
  if (sorted) {
    return true;
  }
  series->order = malloc(series->n * sizeof *series->order);
  if (series->order == NULL) {
    return false;
  }
  for (size_t i = 0; i < series->n; i++) {
    series->order[i] = (uint32_t)i;
  }
  qsort_r(series->order, series->n, sizeof *series->order, compare_x, series->x);
  return true;
}

bool
ep_chart_add_series(struct ep_chart *chart, const char *name, const double *x, const double *y,
                    size_t n, const char *const *labels)
{
  struct ep_series series = {.n = n};
  struct ep_series *grown;
  bool whole = n <= UINT32_MAX && replace(&series.name, name) && ep_copy_numbers(&series.y, y, n) &&
               (x == NULL || ep_copy_numbers(&series.x, x, n)) &&
               (labels == NULL || ep_copy_strings(&series.labels, labels, n)) &&
               sort_series(&series);

  grown = whole ? realloc(chart->series, (chart->n_series + 1) * sizeof *grown) : NULL;
  if (grown == NULL) {
    ep_series_clear(&series);
    return false;
  }
  chart->series = grown;
  chart->series[chart->n_series++] = series;
  ep_chart_update_format(chart, &series);
  return true;
}
