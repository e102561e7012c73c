#pragma once

#include "ep-chart.h"

/* A table of values as cells of colour: a confusion matrix, correlations. */
struct ep_heatmap_options {
  bool diverging; /* colours from below over a middle to above */
  double lo;      /* what the colours span; lo == hi: what the values ask for */
  double hi;
  int digits;           /* of the value in a cell, after the point; -1: as the values need */
  const double *shares; /* as many as values: drives the colours in their place, 0 … 1 */
};

#define EP_HEATMAP_OPTIONS_INIT                                                                    \
  {                                                                                                \
    .digits = -1                                                                                   \
  }

/* Gives an EP_KIND_HEATMAP its cells: values of n_rows rows of n_columns, row after row; NaN is
 * a missing one. What is wrong gives false, as does lack of memory, and changes nothing. */
bool ep_chart_set_heatmap(struct ep_chart *chart, const char *const *rows, size_t n_rows,
                          const char *const *columns, size_t n_columns, const double *values,
                          const struct ep_heatmap_options *options);
