/* How two columns go together: correlation of numbers, and tables of categories. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "linalg/matrix.h"

/* Pearson's correlation of the pairs in which neither value is missing (NaN):
 *   r = sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)² * sum (y - mean y)²)
 * NaN for fewer than two pairs or where one side is constant. `n_pairs` may be NULL. */
double ec_correlation_pearson(const double *x, const double *y, size_t n, size_t *n_pairs);

/* Spearman's: Pearson's of the ranks, equal values sharing the mean of theirs. Writes it to
 * `*correlation`. NO_MEMORY.
 *
 * Source: C. Spearman, "The proof and measurement of association between two things", American
 * Journal of Psychology 15 (1904). */
ec_status ec_correlation_spearman(const double *x, const double *y, size_t n, double *correlation,
                                  struct ec_error *error);

/* Pearson's correlation of all pairs of columns of `x` in `correlations`, D by D, made by the
 * caller; 1 on the diagonal, NaN there too where a column is constant. */
ec_status ec_correlation_matrix(const struct ec_matrix *x, struct ec_matrix *correlations,
                                struct ec_error *error);

/* Which share of the ups and downs of `y` the groups explain, as a root: Pearson's correlation
 * ratio eta = sqrt(sum_g n_g (mean_g - mean)² / sum (y - mean)²), 0 to 1. Rows without value or
 * with a negative group are left out. NaN where y is constant. NO_MEMORY. */
ec_status ec_correlation_ratio(const int32_t *groups, size_t n_groups, const double *y, size_t n,
                               double *eta, struct ec_error *error);

/* Counts how often category i of `a` meets category j of `b`, in `counts`: n_a by n_b, row by row.
 * Rows with a negative code are left out. */
void ec_contingency_count(const int32_t *a, size_t n_a, const int32_t *b, size_t n_b, size_t n,
                          double *counts);

/* Cramér's V of a table of counts, n_a by n_b, row by row: sqrt(chi² / (N (min(n_a, n_b) - 1))),
 * where rows and columns without any count do not count. 0 (independent) to 1; NaN where one side
 * has a single category.
 *
 * Source: H. Cramér, "Mathematical Methods of Statistics" (1946), 21.9. */
double ec_contingency_cramers_v(const double *counts, size_t n_a, size_t n_b);
