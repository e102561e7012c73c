/* Partial dependence: what a model says on average when one feature, or two, are set to a value in
 * every row; and ICE, the same row by row.
 *
 *     f(v) = 1/N sum_i model(x_i with the feature set to v)
 *
 * Sources: J. Friedman, Annals of Statistics 29 (2001), section 8.2; A. Goldstein, A. Kapelner,
 * J. Bleich, E. Pitkin, Journal of Computational and Graphical Statistics 24 (2015). */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "explain/callback.h"

enum ec_grid {
  EC_GRID_QUANTILE, /* quantiles of the values, so that points are where rows are; each once */
  EC_GRID_EVEN,     /* equal steps, as scikit-learn has it */
};

struct ec_grid_options {
  enum ec_grid kind;
  size_t n_points;     /* at least 2. A feature of fewer distinct values has those as its grid */
  double lower, upper; /* shares of the rows at which the grid begins and ends, 0 … 1 */
};

#define EC_GRID_OPTIONS_INIT                                                                       \
  {                                                                                                \
    EC_GRID_QUANTILE, 50, 0.05, 0.95                                                               \
  }

/* Makes the grid of one feature (a column of `x`) from its values that are not missing: rising,
 * each once, into `grid`, which has room for options->n_points; `*n_grid` is how many there are,
 * at least 1. Quantiles are linearly interpolated; equal steps go between those that
 * scipy.stats.mstats.mquantiles gives (alphap = betap = 0.4), as scikit-learn's do. EMPTY where
 * there is no value, ARGUMENT, NO_MEMORY. */
ec_status ec_grid_make(const struct ec_matrix *x, size_t feature,
                       const struct ec_grid_options *options, double *grid, size_t *n_grid,
                       struct ec_error *error);

/* For each of P points (the rows of `points`, P by C) sets the features `features` (C of them) to
 * the point's values in all rows of `x` and asks for the outputs. `means` (P) receives their means.
 * `curves` (may be NULL) receives the outputs themselves for the rows `rows` (n_rows of them; NULL:
 * all rows of `x`), n_rows by P, row by row: the ICE curves. With one feature this is a curve; with
 * two a surface; with the columns of a text encoded one-hot, and a point for each level, a bar
 * for each level. Points run in parallel; each thread needs a copy of `x`. EMPTY, SHAPE, ARGUMENT,
 * NO_MEMORY, CANCELLED, and what `output` returns. */
ec_status ec_partial_dependence(const struct ec_matrix *x, const size_t *features,
                                const struct ec_matrix *points, ec_output_func output, void *data,
                                const size_t *rows, size_t n_rows, const struct ec_job *job,
                                double *means, double *curves, struct ec_error *error);

/* All pairs of two grids as points for the function above: point i * n_b + j is (a_i, b_j). To be
 * freed with ec_matrix_clear(). */
ec_status ec_grid_pairs(const double *a, size_t n_a, const double *b, size_t n_b,
                        struct ec_matrix *points, struct ec_error *error);
