#include "config.h"

#include "ep-chart-private.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ep-content.h"

bool
ep_datum_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  return chart->content != NULL ? chart->content->valid(chart, datum)
                                : ep_series_valid(chart, datum);
}

bool
ep_series_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  const struct ep_series *series;

  if (datum.series >= chart->n_series || datum.index >= chart->series[datum.series].n) {
    return false;
  }
  series = &chart->series[datum.series];
  if (chart->kind == EP_KIND_HISTOGRAM && datum.index >= ep_chart_n_places(chart)) {
    return false;
  }
  return ep_value_drawable(series->y[datum.index]) &&
         (ep_chart_has_places(chart) || ep_value_drawable(ep_series_x(series, datum.index)));
}

/* The place of a point in rising x; the inverse of ep_series_at(). */
static size_t
place_of(const struct ep_series *series, size_t index)
{
  for (size_t place = 0; series->order != NULL && place < series->n; place++) {
    if (series->order[place] == index) {
      return place;
    }
  }
  return index;
}

/* The first valid datum of the series from place on in the direction of stride (1 or -1). */
static bool
seek(const struct ep_chart *chart, size_t series, double place, int stride, struct ep_datum *found)
{
  const struct ep_series *points = &chart->series[series];

  for (; place >= 0 && place < (double)points->n; place += stride) {
    struct ep_datum datum = {series, ep_series_at(points, (size_t)place)};
    if (ep_datum_valid(chart, datum)) {
      *found = datum;
      return true;
    }
  }
  return false;
}

/* The valid datum of a series nearest in x to a value. */
static bool
nearest_in_x(const struct ep_chart *chart, size_t series, double x, struct ep_datum *found)
{
  double best = INFINITY;

  for (size_t i = 0; i < chart->series[series].n; i++) {
    struct ep_datum datum = {series, i};
    double distance = fabs(ep_chart_get_value(chart, series, i, EP_X) - x);
    if (distance < best && ep_datum_valid(chart, datum)) {
      best = distance;
      *found = datum;
    }
  }
  return best < INFINITY;
}

/* The first series from the one given on, in the direction of stride, that can be entered. */
static bool
enter_series(const struct ep_chart *chart, struct ep_datum *datum, int stride)
{
  double x = ep_chart_get_value(chart, datum->series, datum->index, EP_X);

  for (double next = (double)datum->series + stride; next >= 0 && next < (double)chart->n_series;
       next += stride) {
    if (nearest_in_x(chart, (size_t)next, x, datum)) {
      return true;
    }
  }
  return false;
}

/* The first or the last datum of the series given, or of the first that has any. */
static bool
enter_end(const struct ep_chart *chart, struct ep_datum *datum, bool last)
{
  size_t start = datum->series < chart->n_series ? datum->series : 0;

  for (size_t i = 0; i < chart->n_series; i++) {
    size_t series = (start + i) % chart->n_series;
    double place = last ? (double)chart->series[series].n - 1 : 0;
    if (seek(chart, series, place, last ? -1 : 1, datum)) {
      return true;
    }
  }
  return false;
}

bool
ep_series_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_series *series;
  double place;
  double page;

  if (step == EP_STEP_FIRST || step == EP_STEP_LAST || !ep_datum_valid(chart, *datum)) {
    return enter_end(chart, datum, step == EP_STEP_LAST);
  }
  if (step == EP_STEP_SERIES_NEXT || step == EP_STEP_SERIES_PREVIOUS) {
    return enter_series(chart, datum, step == EP_STEP_SERIES_NEXT ? 1 : -1);
  }
  series = &chart->series[datum->series];
  place = (double)place_of(series, datum->index);
  page = fmax(1, floor((double)series->n / 10));
  switch (step) {
  case EP_STEP_NEXT:
    return seek(chart, datum->series, place + 1, 1, datum);
  case EP_STEP_PREVIOUS:
    return seek(chart, datum->series, place - 1, -1, datum);
  case EP_STEP_PAGE_NEXT:
    return seek(chart, datum->series, place + page, 1, datum) ||
           seek(chart, datum->series, (double)series->n - 1, -1, datum);
  default:
    return seek(chart, datum->series, place - page, -1, datum) ||
           seek(chart, datum->series, 0, 1, datum);
  }
}

bool
ep_datum_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  if (chart->content != NULL) {
    return chart->content->step(chart, datum, step);
  }
  return ep_series_step(chart, datum, step);
}

/* The bounds of a bin, "10–20", or set apart where a minus sign would run into the dash. */
static void
write_bin(const struct ep_chart *chart, size_t bin, char *text, size_t size)
{
  char lo[EP_NUMBER_SIZE];
  char hi[EP_NUMBER_SIZE];
  const char *dash = chart->edges[bin] < 0 ? " – " : "–";

  ep_number_write(lo, chart->edges[bin], chart->format[EP_X], chart->locale);
  ep_number_write(hi, chart->edges[bin + 1], chart->format[EP_X], chart->locale);
  snprintf(text, size, "%s%s%s", lo, dash, hi);
}

/* The number of one dimension of a datum, without its unit. */
static void
write_number(const struct ep_chart *chart, struct ep_datum datum, enum ep_dimension dimension,
             char *text, size_t size)
{
  char number[EP_NUMBER_SIZE];

  if (dimension == EP_X && chart->kind == EP_KIND_HISTOGRAM) {
    write_bin(chart, datum.index, text, size);
    return;
  }
  ep_number_write(number, ep_chart_get_value(chart, datum.series, datum.index, dimension),
                  chart->format[dimension], chart->locale);
  snprintf(text, size, "%s", number);
}

/* The bounds of the band about a point of a line, where it has one. */
static size_t
band_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_series *series = &chart->series[datum.series];
  const char *unit = ep_chart_get_axis_unit(chart, EP_Y);
  const struct ep_locale *locale = chart->locale;

  if (series->lower == NULL || !ep_value_drawable(series->lower[datum.index]) ||
      !ep_value_drawable(series->upper[datum.index])) {
    return 0;
  }
  ep_field_set(&fields[0], locale->lower, series->lower[datum.index], chart->format[EP_Y], unit,
               locale);
  ep_field_set(&fields[1], locale->upper, series->upper[datum.index], chart->format[EP_Y], unit,
               locale);
  return 2;
}

size_t
ep_series_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  size_t n = 0;

  for (int dimension = chart->kind == EP_KIND_BARS ? EP_Y : EP_X; dimension <= EP_Y; dimension++) {
    char number[2 * EP_NUMBER_SIZE + 8];
    write_number(chart, datum, dimension, number, sizeof number);
    snprintf(fields[n].name, sizeof fields[n].name, "%s",
             ep_chart_get_axis_label(chart, dimension));
    ep_write_with_unit(number, ep_chart_get_axis_unit(chart, dimension), fields[n].value,
                       sizeof fields[n].value);
    n++;
  }
  return n + band_fields(chart, datum, fields + n);
}

size_t
ep_datum_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  if (!ep_datum_valid(chart, datum)) {
    return 0;
  }
  return chart->content != NULL ? chart->content->fields(chart, datum, fields)
                                : ep_series_fields(chart, datum, fields);
}

size_t
ep_series_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  const char *own = "";
  const char *series = chart->n_series > 1 ? ep_chart_get_series_name(chart, datum.series) : "";

  if (chart->kind == EP_KIND_BARS) {
    own = ep_chart_get_category(chart, datum.index);
  } else if (chart->series[datum.series].labels != NULL &&
             chart->series[datum.series].labels[datum.index] != NULL) {
    own = chart->series[datum.series].labels[datum.index];
  }
  return (size_t)snprintf(text, size, "%s%s%s", own,
                          own[0] != '\0' && series[0] != '\0' ? ", " : "", series);
}

size_t
ep_datum_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  if (!ep_datum_valid(chart, datum)) {
    return (size_t)snprintf(text, size, "%s", "");
  }
  if (chart->content == NULL) {
    return ep_series_name(chart, datum, text, size);
  }
  snprintf(text, size, "%s", "");
  chart->content->name(chart, datum, text, size);
  return strlen(text);
}

/* Makes "Predicted" "predicted" behind a comma, but leaves "RMSE" and "R²" alone. */
static void
lower_first(const struct ep_chart *chart, char *text)
{
  if (chart->locale->lower_after_comma && isascii(text[0]) && isupper((unsigned char)text[0]) &&
      isascii(text[1]) && islower((unsigned char)text[1])) {
    text[0] = (char)tolower((unsigned char)text[0]);
  }
}

/* Whether x and y are said with one unit, at the end: "Actual 24.0, predicted 30.1 dollars". */
static bool
shares_unit(const struct ep_chart *chart, size_t n)
{
  return chart->content == NULL && n == 2 &&
         strcmp(ep_chart_get_axis_unit(chart, EP_X), ep_chart_get_axis_unit(chart, EP_Y)) == 0;
}

/* What parts a name from what is said of it: a value without a name of its own goes on with it. */
static const char *
after_name(const struct ep_chart *chart, const char *name, const struct ep_field *fields)
{
  if (name[0] == '\0') {
    return "";
  }
  return chart->kind == EP_KIND_IMAGES && fields[0].name[0] == '\0' ? ", " : ": ";
}

size_t
ep_datum_describe(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  struct ep_field fields[EP_FIELDS_MAX] = {0};
  size_t n = ep_datum_fields(chart, datum, fields);
  char name[512];
  char all[EP_FIELDS_MAX * (sizeof(struct ep_field) + 4) + sizeof name];
  size_t length;

  ep_datum_name(chart, datum, name, sizeof name);
  if (shares_unit(chart, n)) {
    write_number(chart, datum, EP_X, fields[0].value, sizeof fields[0].value);
  }
  length =
      (size_t)snprintf(all, sizeof all, "%s%s", name, n > 0 ? after_name(chart, name, fields) : "");
  for (size_t i = 0; i < n; i++) {
    /* Behind a name or a comma the sentence goes on. */
    if (i > 0 || n == 1 || name[0] != '\0') {
      lower_first(chart, fields[i].name);
    }
    length +=
        (size_t)snprintf(all + length, sizeof all - length, "%s%s%s%s", i > 0 ? ", " : "",
                         fields[i].name, fields[i].name[0] != '\0' ? " " : "", fields[i].value);
  }
  return (size_t)snprintf(text, size, "%s", all);
}
