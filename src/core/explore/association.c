#include "config.h"

#include "explore/association.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sum.h"

static bool
is_pair(double x, double y)
{
  return !isnan(x) && !isnan(y);
}

double
ec_correlation_pearson(const double *x, const double *y, size_t n, size_t *n_pairs)
{
  struct ec_sum sum_x = {0}, sum_y = {0}, xx = {0}, yy = {0}, xy = {0};
  size_t pairs = 0;
  double mean_x, mean_y, r;
  for (size_t i = 0; i < n; i++)
    if (is_pair(x[i], y[i])) {
      ec_sum_add(&sum_x, x[i]);
      ec_sum_add(&sum_y, y[i]);
      pairs++;
    }
  if (n_pairs != NULL)
    *n_pairs = pairs;
  mean_x = ec_sum_get(&sum_x) / (double)pairs;
  mean_y = ec_sum_get(&sum_y) / (double)pairs;
  for (size_t i = 0; i < n; i++)
    if (is_pair(x[i], y[i])) {
      double dx = x[i] - mean_x, dy = y[i] - mean_y;
      ec_sum_add(&xx, dx * dx);
      ec_sum_add(&yy, dy * dy);
      ec_sum_add(&xy, dx * dy);
    }
  if (pairs < 2 || ec_sum_get(&xx) == 0.0 || ec_sum_get(&yy) == 0.0)
    return NAN;
  r = ec_sum_get(&xy) / (sqrt(ec_sum_get(&xx)) * sqrt(ec_sum_get(&yy)));
  return r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
}

struct ranked {
  double value;
  size_t row;
};

static int
compare(const void *a, const void *b)
{
  double x = ((const struct ranked *)a)->value, y = ((const struct ranked *)b)->value;
  return (x > y) - (x < y);
}

/* The rank of each of n values, from 1; equal ones share the mean of their ranks. */
static void
rank(const double *values, size_t n, struct ranked *scratch, double *ranks)
{
  for (size_t i = 0; i < n; i++)
    scratch[i] = (struct ranked){values[i], i};
  if (n > 1)
    qsort(scratch, n, sizeof *scratch, compare);
  for (size_t begin = 0, end; begin < n; begin = end) {
    for (end = begin + 1; end < n && scratch[end].value == scratch[begin].value; end++)
      ;
    for (size_t i = begin; i < end; i++)
      ranks[scratch[i].row] = 0.5 * (double)(begin + 1 + end);
  }
}

ec_status
ec_correlation_spearman(const double *x, const double *y, size_t n, double *correlation,
                        struct ec_error *error)
{
  double *pairs = ec_alloc(n, 4 * sizeof *pairs);
  struct ranked *scratch = ec_alloc(n, sizeof *scratch);
  size_t kept = 0;
  if (pairs == NULL || scratch == NULL) {
    ec_free(pairs);
    ec_free(scratch);
    return ec_error_no_memory(error, "the ranks");
  }
  for (size_t i = 0; i < n; i++)
    if (is_pair(x[i], y[i])) {
      pairs[kept] = x[i];
      pairs[n + kept++] = y[i];
    }
  rank(pairs, kept, scratch, pairs + 2 * n);
  rank(pairs + n, kept, scratch, pairs + 3 * n);
  *correlation = ec_correlation_pearson(pairs + 2 * n, pairs + 3 * n, kept, NULL);
  ec_free(pairs);
  ec_free(scratch);
  return EC_OK;
}

ec_status
ec_correlation_matrix(const struct ec_matrix *x, struct ec_matrix *correlations,
                      struct ec_error *error)
{
  if (correlations->n_rows != x->n_columns || correlations->n_columns != x->n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the correlations of %zu columns need a matrix of %zu by %zu, not %zu by "
                        "%zu",
                        x->n_columns, x->n_columns, x->n_columns, correlations->n_rows,
                        correlations->n_columns);
  for (size_t i = 0; i < x->n_columns; i++)
    for (size_t j = 0; j <= i; j++) {
      double r =
          ec_correlation_pearson(ec_matrix_column(x, i), ec_matrix_column(x, j), x->n_rows, NULL);
      if (i == j && !isnan(r))
        r = 1.0;
      ec_matrix_set(correlations, i, j, r);
      ec_matrix_set(correlations, j, i, r);
    }
  return EC_OK;
}

/* What one group adds up to. */
struct group {
  struct ec_sum sum;
  size_t n;
};

ec_status
ec_correlation_ratio(const int32_t *groups, size_t n_groups, const double *y, size_t n, double *eta,
                     struct ec_error *error)
{
  struct group *all = ec_alloc_zero(n_groups, sizeof *all);
  struct ec_sum sum = {0}, within = {0}, between = {0};
  size_t known = 0;
  double mean, total;
  if (all == NULL)
    return ec_error_no_memory(error, "the sums of the groups");
  for (size_t i = 0; i < n; i++)
    if (groups[i] >= 0 && !isnan(y[i])) {
      ec_sum_add(&all[groups[i]].sum, y[i]);
      all[groups[i]].n++;
      ec_sum_add(&sum, y[i]);
      known++;
    }
  mean = ec_sum_get(&sum) / (double)known;
  for (size_t i = 0; i < n; i++)
    if (groups[i] >= 0 && !isnan(y[i])) {
      const struct group *group = &all[groups[i]];
      double deviation = y[i] - ec_sum_get(&group->sum) / (double)group->n;
      ec_sum_add(&within, deviation * deviation);
    }
  for (size_t g = 0; g < n_groups; g++)
    if (all[g].n > 0) {
      double deviation = ec_sum_get(&all[g].sum) / (double)all[g].n - mean;
      ec_sum_add(&between, (double)all[g].n * deviation * deviation);
    }
  total = ec_sum_get(&within) + ec_sum_get(&between);
  *eta = total > 0.0 ? sqrt(ec_sum_get(&between) / total) : NAN;
  ec_free(all);
  return EC_OK;
}

void
ec_contingency_count(const int32_t *a, size_t n_a, const int32_t *b, size_t n_b, size_t n,
                     double *counts)
{
  for (size_t i = 0; i < n_a * n_b; i++)
    counts[i] = 0.0;
  for (size_t i = 0; i < n; i++)
    if (a[i] >= 0 && b[i] >= 0)
      counts[(size_t)a[i] * n_b + (size_t)b[i]] += 1.0;
}

static double
sum_strided(const double *values, size_t n, size_t stride)
{
  double sum = 0.0;
  for (size_t i = 0; i < n; i++)
    sum += values[i * stride];
  return sum;
}

double
ec_contingency_cramers_v(const double *counts, size_t n_a, size_t n_b)
{
  double total = sum_strided(counts, n_a * n_b, 1), chi = 0.0;
  size_t rows = 0, columns = 0, least;
  for (size_t j = 0; j < n_b; j++)
    columns += sum_strided(counts + j, n_a, n_b) > 0.0;
  for (size_t i = 0; i < n_a; i++) {
    double in_row = sum_strided(counts + i * n_b, n_b, 1);
    rows += in_row > 0.0;
    for (size_t j = 0; j < n_b && in_row > 0.0; j++) {
      double expected = in_row * sum_strided(counts + j, n_a, n_b) / total;
      double gap = counts[i * n_b + j] - expected;
      if (expected > 0.0)
        chi += gap * gap / expected;
    }
  }
  least = rows < columns ? rows : columns;
  return least > 1 ? sqrt(chi / (total * (double)(least - 1))) : NAN;
}
