#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ep-chart.h"
#include "ep-datum.h"
#include "ep-number.h"
#include "ep-ticks.h"

struct ep_content;

struct ep_series {
  char *name;
  double *x; /* NULL: 0, 1, 2, … */
  double *y;
  char **labels; /* NULL, or n of which each may be NULL */
  double *lower; /* a band around the line; NULL or n values, as is upper */
  double *upper;
  size_t n;
  size_t room;     /* points for which there is memory; 0: n */
  bool path;       /* of points and of a field: drawn as a way from point to point */
  bool directed;   /* that way has a beginning, and heads along it */
  bool steps;      /* a line that stays at y until the next x */
  uint32_t *order; /* the points in rising x; NULL where they are so already */
};

struct ep_guide {
  enum ep_guide_kind kind;
  double value;
  char *label;
};

struct ep_axis_text {
  char *label;
  char *unit;
};

struct ep_chart {
  enum ep_kind kind;
  char *title;
  char *summary;
  struct ep_axis_text axis[2];
  struct ep_series *series;
  size_t n_series;
  char **categories;
  size_t n_categories;
  double *edges;
  size_t n_edges;
  struct ep_guide *guides;
  size_t n_guides;
  bool horizontal;
  bool equal;               /* one unit of x is as long as one of y */
  struct ep_range fixed[2]; /* what the axes of x and y show; lo == hi: what the data ask for */
  const struct ep_content *content;
  void *data; /* of the content */
  const struct ep_locale *locale;
  /* How single values of x and y are written; kept up to date with the series. */
  struct ep_number_format format[2];
};

/* Lets the formats of single values follow a series that came or grew. */
void ep_chart_update_format(struct ep_chart *chart, const struct ep_series *series);

/* What ep-datum.h says, for the series alone, whatever the content; datum is valid but for the
 * first two. */
bool ep_series_valid(const struct ep_chart *chart, struct ep_datum datum);
bool ep_series_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step);
size_t ep_series_fields(const struct ep_chart *chart, struct ep_datum datum,
                        struct ep_field *fields);
size_t ep_series_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size);

/* Frees what a series holds. */
void ep_series_clear(struct ep_series *series);

/* The x of a point, whether given or counted. For bars and bins it is their number. */
double ep_series_x(const struct ep_series *series, size_t index);

/* The point at a place in rising x. */
size_t ep_series_at(const struct ep_series *series, size_t place);

/* Whether the values stand at places, bars or bins, rather than at x. */
bool ep_chart_has_places(const struct ep_chart *chart);

/* How many bars a series of bars, or bins a histogram, can have at most. */
size_t ep_chart_n_places(const struct ep_chart *chart);

/* The name of a category, "" where it has none. */
const char *ep_chart_get_category(const struct ep_chart *chart, size_t index);

/* "Predicted (thousand dollars)", written as snprintf does. */
size_t ep_chart_write_axis_title(const struct ep_chart *chart, enum ep_dimension dimension,
                                 char *text, size_t size);
