/* What trees say of rows. Of the core alone. */
#pragma once

#include "base/job.h"
#include "linalg/matrix.h"
#include "model/tree-ensemble.h"

/* Whether a value at an inner node goes left. */
static inline bool
ec_tree_goes_left(const struct ec_tree *tree, size_t node, double value)
{
  if (__builtin_isnan(value))
    return tree->missing_left[node];
  if (tree->category_set == NULL || tree->category_set[node] == EC_TREE_LEAF)
    return value <= tree->threshold[node];
  /* What is no code that training could have had is as good as missing. */
  if (!(value >= 0.0 && value < 32.0 * (double)tree->n_category_words) ||
      value != __builtin_floor(value))
    return tree->missing_left[node];
  {
    uint32_t code = (uint32_t)value;
    return tree->categories[(size_t)tree->category_set[node] + code / 32] >> (code % 32) & 1;
  }
}

/* Fills N rows by n_outputs numbers, row by row, with base + scale * the sum of what the trees say,
 * added up in the order of the trees. CANCELLED, NO_MEMORY. */
ec_status ec_tree_ensemble_read(const struct ec_tree_ensemble *ensemble, const struct ec_matrix *x,
                                const struct ec_job *job, double *outputs, struct ec_error *error);

/* The place of the largest of n numbers, the first of equal ones. */
static inline size_t
ec_tree_find_largest(const double *values, size_t n)
{
  size_t best = 0;
  for (size_t i = 1; i < n; i++)
    if (values[i] > values[best])
      best = i;
  return best;
}
