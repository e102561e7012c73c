#include "config.h"

#include "ep-chart-private.h"

#include <math.h>
#include <stdio.h>

#include "ep-content.h"

static const char *
or_empty(const char *string)
{
  return string != NULL ? string : "";
}

enum ep_kind
ep_chart_get_kind(const struct ep_chart *chart)
{
  return chart->kind;
}

const char *
ep_chart_get_title(const struct ep_chart *chart)
{
  return or_empty(chart->title);
}

const char *
ep_chart_get_summary(const struct ep_chart *chart)
{
  return or_empty(chart->summary);
}

const char *
ep_chart_get_axis_label(const struct ep_chart *chart, enum ep_dimension dimension)
{
  return or_empty(chart->axis[dimension].label);
}

const char *
ep_chart_get_axis_unit(const struct ep_chart *chart, enum ep_dimension dimension)
{
  return or_empty(chart->axis[dimension].unit);
}

const struct ep_locale *
ep_chart_get_locale(const struct ep_chart *chart)
{
  return chart->locale;
}

bool
ep_chart_get_horizontal(const struct ep_chart *chart)
{
  return (chart->kind == EP_KIND_BARS || chart->kind == EP_KIND_BOX) && chart->horizontal;
}

size_t
ep_chart_get_n_series(const struct ep_chart *chart)
{
  return chart->n_series;
}

size_t
ep_chart_get_n_points(const struct ep_chart *chart, size_t series)
{
  return series < chart->n_series ? chart->series[series].n : 0;
}

const char *
ep_chart_get_series_name(const struct ep_chart *chart, size_t series)
{
  return series < chart->n_series ? or_empty(chart->series[series].name) : "";
}

double
ep_chart_get_value(const struct ep_chart *chart, size_t series, size_t index,
                   enum ep_dimension dimension)
{
  if (index >= ep_chart_get_n_points(chart, series)) {
    struct ep_datum datum = {series, index};
    if (chart->content != NULL && chart->content->value != NULL &&
        chart->content->valid(chart, datum)) {
      return chart->content->value(chart, datum, dimension);
    }
    return NAN;
  }
  return dimension == EP_X ? ep_series_x(&chart->series[series], index)
                           : chart->series[series].y[index];
}

double
ep_series_x(const struct ep_series *series, size_t index)
{
  return series->x != NULL ? series->x[index] : (double)index;
}

size_t
ep_series_at(const struct ep_series *series, size_t place)
{
  return series->order != NULL ? series->order[place] : place;
}

bool
ep_chart_has_places(const struct ep_chart *chart)
{
  return chart->kind == EP_KIND_BARS || chart->kind == EP_KIND_HISTOGRAM;
}

size_t
ep_chart_n_places(const struct ep_chart *chart)
{
  size_t n = chart->n_categories;

  if (chart->kind == EP_KIND_HISTOGRAM) {
    return chart->n_edges > 1 ? chart->n_edges - 1 : 0;
  }
  for (size_t i = 0; i < chart->n_series; i++) {
    n = chart->series[i].n > n ? chart->series[i].n : n;
  }
  return n;
}

const char *
ep_chart_get_category(const struct ep_chart *chart, size_t index)
{
  return index < chart->n_categories ? or_empty(chart->categories[index]) : "";
}

size_t
ep_chart_write_axis_title(const struct ep_chart *chart, enum ep_dimension dimension, char *text,
                          size_t size)
{
  const char *label = ep_chart_get_axis_label(chart, dimension);
  const char *unit = ep_chart_get_axis_unit(chart, dimension);

  if (unit[0] == '\0') {
    return (size_t)snprintf(text, size, "%s", label);
  }
  if (label[0] == '\0') {
    return (size_t)snprintf(text, size, "%s", unit);
  }
  return (size_t)snprintf(text, size, "%s (%s)", label, unit);
}
