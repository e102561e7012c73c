/* The points at which a dependence is looked at. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/order.h"
#include "explain/partial-dependence.h"

/* As scipy.stats.mstats.mquantiles() with its defaults. */
static double
middle_quantile(const double *sorted, size_t n, double share)
{
  double place = (double)n * share + 0.4 + share * 0.2, below, t;
  if (n == 1)
    return sorted[0];
  below = floor(fmin(fmax(place, 1.0), (double)(n - 1)));
  t = fmin(fmax(place - below, 0.0), 1.0);
  return (1.0 - t) * sorted[(size_t)below - 1] + t * sorted[(size_t)below];
}

/* The distinct ones of the sorted `values`, at the front; returns how many. */
static size_t
make_distinct(double *values, size_t n)
{
  size_t n_distinct = 0;
  for (size_t i = 0; i < n; i++)
    if (n_distinct == 0 || values[i] > values[n_distinct - 1])
      values[n_distinct++] = values[i];
  return n_distinct;
}

static void
fill_even(double low, double high, size_t n_points, double *grid)
{
  double step = (high - low) / (double)(n_points - 1);
  for (size_t i = 0; i < n_points; i++)
    grid[i] = low + step * (double)i;
  grid[n_points - 1] = high;
}

/* The grid of a feature with at least as many distinct values as there are points. */
static size_t
fill_grid(const double *sorted, size_t n, const struct ec_grid_options *options, double *grid)
{
  size_t n_points = options->n_points;
  double low = middle_quantile(sorted, n, options->lower);
  double high = middle_quantile(sorted, n, options->upper);
  if (options->kind == EC_GRID_QUANTILE) {
    for (size_t i = 0; i < n_points; i++)
      grid[i] = ec_quantile(sorted, n,
                            options->lower + (options->upper - options->lower) * (double)i /
                                                 (double)(n_points - 1));
    n_points = make_distinct(grid, n_points);
    if (n_points > 1)
      return n_points;
  }
  /* Where nearly all rows agree the quantiles do too, and the ends are those of the values. */
  if (!(low < high)) {
    low = sorted[0];
    high = sorted[n - 1];
  }
  fill_even(low, high, options->n_points, grid);
  return make_distinct(grid, options->n_points);
}

static ec_status
check_grid(const struct ec_matrix *x, size_t feature, const struct ec_grid_options *options,
           struct ec_error *error)
{
  if (feature >= x->n_columns)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no feature %zu; there are %zu",
                        feature + 1, x->n_columns);
  if (options->n_points < 2)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "a grid needs at least 2 points");
  if (!(options->lower >= 0.0 && options->lower < options->upper && options->upper <= 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "a grid from %g to %g of the rows is not possible; both are from 0 to 1, "
                        "the second is the larger",
                        options->lower, options->upper);
  return EC_OK;
}

ec_status
ec_grid_make(const struct ec_matrix *x, size_t feature, const struct ec_grid_options *options,
             double *grid, size_t *n_grid, struct ec_error *error)
{
  double *sorted, *distinct;
  size_t n = 0, n_distinct;
  ec_status status = check_grid(x, feature, options, error);
  if (status != EC_OK)
    return status;
  sorted = ec_alloc(x->n_rows, 2 * sizeof *sorted);
  if (sorted == NULL)
    return ec_error_no_memory(error, "the values of a feature");
  for (size_t i = 0; i < x->n_rows; i++)
    if (isfinite(ec_matrix_get(x, i, feature)))
      sorted[n++] = ec_matrix_get(x, i, feature);
  if (n == 0) {
    ec_free(sorted);
    return ec_error_set_at(error, EC_ERROR_EMPTY, 0, feature + 1, "feature %zu has no values",
                           feature + 1);
  }
  ec_sort_known(sorted, n, sorted);
  distinct = sorted + x->n_rows;
  memcpy(distinct, sorted, n * sizeof *sorted);
  n_distinct = make_distinct(distinct, n);
  if (n_distinct < options->n_points) {
    memcpy(grid, distinct, n_distinct * sizeof *grid);
    *n_grid = n_distinct;
  } else {
    *n_grid = fill_grid(sorted, n, options, grid);
  }
  ec_free(sorted);
  return EC_OK;
}

ec_status
ec_grid_pairs(const double *a, size_t n_a, const double *b, size_t n_b, struct ec_matrix *points,
              struct ec_error *error)
{
  struct ec_matrix made;
  size_t n;
  ec_status status;
  if (!ec_size_multiply(n_a, n_b, &n))
    return ec_error_no_memory(error, "the points of two grids");
  status = ec_matrix_new(n, 2, &made, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < n; i++) {
    ec_matrix_set(&made, i, 0, a[i / n_b]);
    ec_matrix_set(&made, i, 1, b[i % n_b]);
  }
  *points = made;
  return EC_OK;
}
