#pragma once

#include "ep-chart.h"

/* A value for each place of a plane: where a classifier decides for what, how high a loss is.
 * Series of points or paths lie on top; they are added as to a scatter chart. */
struct ep_field_grid {
  const double *x; /* nx numbers that rise */
  size_t nx;
  const double *y; /* ny numbers that rise */
  size_t ny;
  const double *values; /* [ny][nx]; NaN is a missing one */
  /* Two classes: values are the probability of the second, 0 … 1. More: values are their
   * numbers. None: values are heights. No name may be NULL. */
  const char *const *classes;
  size_t n_classes;
};

/* Gives an EP_KIND_FIELD its grid. False, and nothing changed, without memory or where x or y do
 * not rise, there are fewer than two of either, or a value is none of what the classes ask for. */
bool ep_chart_set_field(struct ep_chart *chart, const struct ep_field_grid *grid);
