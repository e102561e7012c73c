#pragma once

#include "ep-colormap.h"
#include "ep-number.h"
#include "ep-ticks.h"
#include "kinds/ep-heatmap.h"

struct ep_heatmap {
  char **names[2]; /* of columns (EP_X) and of rows (EP_Y) */
  size_t n[2];
  double *values; /* [row][column] */
  double *shares; /* or NULL */
  bool diverging;
  struct ep_range range; /* of the colours */
  struct ep_number_format format;
};

/* The colour's share of the scale, 0 … 1; NaN where the cell is missing. */
double ep_heatmap_level(const struct ep_heatmap *map, size_t row, size_t column);
