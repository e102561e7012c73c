#pragma once

#include <stdint.h>

#include "ep-chart.h"

/* Variables against each other, two by two, and the distribution of each. */
struct ep_variable {
  const char *label;
  const char *unit;
  const double *values; /* one a row; NaN is missing */
};

enum { EP_MATRIX_VARIABLES_MAX = 12, EP_MATRIX_GROUPS_MAX = 64 };

/* Gives an EP_KIND_SCATTER_MATRIX its variables of n rows each, and of each row the number of its
 * group (NULL: no groups). False, and nothing changed, without memory, past the limits, or where a
 * row's group is none of those. */
bool ep_chart_set_matrix(struct ep_chart *chart, const struct ep_variable *variables,
                         size_t n_variables, size_t n, const char *const *groups, size_t n_groups,
                         const uint32_t *group);
