/* Rows in bins by what was promised, and what was kept. */
#include "config.h"

#include <math.h>

#include "base/memory.h"
#include "base/order.h"
#include "base/sum.h"
#include "metric/classes-private.h"
#include "metric/probability.h"

/* The quantile that a share `q` of `n` sorted values is below, by numpy's linear interpolation,
 * whose rounding is kept to: a row whose p is an edge must not change its bin. */
static double
quantile(const double *sorted, size_t n, double q)
{
  double place = q * (double)(n - 1), below = floor(place), t = place - below;
  size_t i = (size_t)below;
  double a, step;
  if (i + 1 >= n)
    return sorted[n - 1];
  a = sorted[i];
  step = sorted[i + 1] - a;
  return t >= 0.5 ? sorted[i + 1] - step * (1.0 - t) : a + step * t;
}

/* The edges between bins: n_bins - 1 of them, not falling. */
static ec_status
make_edges(const double *p, size_t n, size_t n_bins, enum ec_binning binning, double *edges,
           struct ec_error *error)
{
  double step = 1.0 / (double)n_bins, *sorted;
  for (size_t i = 1; i < n_bins; i++)
    edges[i - 1] = (double)i * step;
  if (binning == EC_BINNING_UNIFORM)
    return EC_OK;
  sorted = ec_alloc(n, sizeof *sorted);
  if (sorted == NULL)
    return ec_error_no_memory(error, "the order of probabilities");
  ec_sort_known(p, n, sorted);
  for (size_t i = 1; i < n_bins; i++)
    edges[i - 1] = quantile(sorted, n, edges[i - 1] * 100.0 / 100.0);
  ec_free(sorted);
  return EC_OK;
}

/* How many of the edges are below `p`. */
static size_t
find_bin(const double *edges, size_t n_edges, double p)
{
  size_t low = 0, high = n_edges;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (edges[middle] < p)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct bin {
  struct ec_sum sum; /* of p */
  size_t n_rows, n_true;
};

static void
fill_bins(const double *y, const double *p, size_t n, const double *edges, size_t n_bins,
          struct bin *bins)
{
  for (size_t i = 0; i < n; i++) {
    struct bin *bin = &bins[find_bin(edges, n_bins - 1, p[i])];
    ec_sum_add(&bin->sum, p[i]);
    bin->n_rows++;
    bin->n_true += y[i] == 1.0;
  }
}

static void
compare_bins(const struct bin *bins, size_t n_bins, size_t n, struct ec_calibration *calibration,
             struct ec_calibration_bin *result)
{
  struct ec_sum distances = {0, 0};
  *calibration = (struct ec_calibration){0, 0.0, 0.0};
  for (size_t b = 0; b < n_bins; b++) {
    struct ec_calibration_bin *bin = &result[calibration->n_bins];
    double count = (double)bins[b].n_rows, distance;
    if (bins[b].n_rows == 0)
      continue;
    calibration->n_bins++;
    bin->n_rows = bins[b].n_rows;
    bin->mean_predicted = ec_sum_get(&bins[b].sum) / count;
    bin->share_true = (double)bins[b].n_true / count;
    distance = fabs(bin->share_true - bin->mean_predicted);
    ec_sum_add(&distances, distance * count);
    calibration->maximum_error = fmax(calibration->maximum_error, distance);
  }
  calibration->expected_error = ec_sum_get(&distances) / (double)n;
}

static ec_status
check(const double *y, const double *p, size_t n, size_t n_bins, struct ec_error *error)
{
  ec_status status = ec_classes_check(y, n, 2, error);
  if (status == EC_OK && n_bins == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there must be at least one bin");
  for (size_t i = 0; status == EC_OK && i < n; i++)
    if (!(p[i] >= 0.0 && p[i] <= 1.0))
      status =
          ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                          "row %zu: the probability is %g, and should be from 0 to 1", i + 1, p[i]);
  return status;
}

ec_status
ec_calibration(const double *y, const double *p, size_t n, size_t n_bins, enum ec_binning binning,
               struct ec_calibration *calibration, struct ec_calibration_bin *bins,
               struct ec_error *error)
{
  struct bin *counted;
  double *edges;
  ec_status status = check(y, p, n, n_bins, error);
  if (status != EC_OK)
    return status;
  counted = ec_alloc_zero(n_bins, sizeof *counted);
  edges = ec_alloc(n_bins, sizeof *edges);
  if (counted == NULL || edges == NULL)
    status = ec_error_no_memory(error, "the bins");
  else
    status = make_edges(p, n, n_bins, binning, edges, error);
  if (status == EC_OK) {
    fill_bins(y, p, n, edges, n_bins, counted);
    compare_bins(counted, n_bins, n, calibration, bins);
  }
  ec_free(edges);
  ec_free(counted);
  return status;
}
