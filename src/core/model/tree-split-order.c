/* The order in which categories are split where there are more than two classes.
 *
 * For two classes the best of all subsets is found along the order of the shares. For more, the
 * order along the first principal component of the vectors of shares, each weighted by its rows,
 * comes close: D. Coppersmith, S. J. Hong, J. R. M. Hosking, "Partitioning nominal attributes in
 * decision trees", Data Mining and Knowledge Discovery 3 (1999). */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "model/tree-split.h"

enum { POWER_ROUNDS = 100 };

static const uint32_t *
table_row(const struct ec_tree_scratch *scratch, size_t bucket)
{
  return scratch->table +
         (size_t)(scratch->buckets[bucket].code - scratch->low) * scratch->n_padded;
}

/* The weighted covariance of the shares around those of all these buckets. Returns its trace. */
static double
fill_covariance(struct ec_tree_scratch *scratch, size_t n, size_t k)
{
  double *mean = scratch->axis, *shares = scratch->shares, *matrix = scratch->matrix;
  double weight = 0.0, trace = 0.0;
  for (size_t c = 0; c < k; c++)
    mean[c] = 0.0;
  for (size_t c = 0; c < k * k; c++)
    matrix[c] = 0.0;
  for (size_t b = 0; b < n; b++) {
    const uint32_t *row = table_row(scratch, b);
    scratch->buckets[b].weight = 0.0;
    for (size_t c = 0; c < k; c++) {
      scratch->buckets[b].weight += row[c];
      mean[c] += row[c];
    }
    weight += scratch->buckets[b].weight;
  }
  for (size_t b = 0; b < n; b++) {
    const uint32_t *row = table_row(scratch, b);
    double of_bucket = scratch->buckets[b].weight;
    for (size_t c = 0; c < k; c++)
      shares[c] = row[c] / of_bucket - mean[c] / weight;
    for (size_t c = 0; c < k; c++)
      for (size_t d = 0; d < k; d++)
        matrix[c * k + d] += of_bucket * shares[c] * shares[d];
  }
  for (size_t c = 0; c < k; c++)
    trace += matrix[c * k + c];
  return trace;
}

/* The first principal axis by power iteration, from the column with the largest variance, which can
 * not be at right angles to it. */
static void
find_axis(struct ec_tree_scratch *scratch, size_t k)
{
  double *axis = scratch->axis, *next = scratch->axis + k;
  const double *matrix = scratch->matrix;
  size_t largest = 0;
  for (size_t c = 1; c < k; c++)
    if (matrix[c * k + c] > matrix[largest * k + largest])
      largest = c;
  for (size_t c = 0; c < k; c++)
    axis[c] = matrix[largest * k + c];
  for (int round = 0; round < POWER_ROUNDS; round++) {
    double length = 0.0, moved = 0.0;
    for (size_t c = 0; c < k; c++) {
      next[c] = 0.0;
      for (size_t d = 0; d < k; d++)
        next[c] += matrix[c * k + d] * axis[d];
      length += next[c] * next[c];
    }
    length = sqrt(length);
    for (size_t c = 0; c < k; c++) {
      moved += fabs(next[c] / length - axis[c]);
      axis[c] = next[c] / length;
    }
    if (moved < 1e-12)
      break;
  }
}

static int
compare_places(const void *a, const void *b)
{
  const struct ec_tree_bucket *x = a, *y = b;
  if (x->sum != y->sum)
    return x->sum < y->sum ? -1 : 1;
  return x->code < y->code ? -1 : x->code > y->code;
}

void
ec_tree_order_categories(struct ec_tree_scratch *scratch, const struct ec_tree_node *node, size_t n)
{
  size_t k = scratch->data->n_classes;
  /* Where all categories have the same shares, any order is as good. */
  if (n < 3 || !(fill_covariance(scratch, n, k) > 1e-12 * node->weight))
    return;
  find_axis(scratch, k);
  for (size_t b = 0; b < n; b++) {
    const uint32_t *row = table_row(scratch, b);
    double place = 0.0;
    for (size_t c = 0; c < k; c++)
      place += row[c] * scratch->axis[c];
    scratch->buckets[b].sum = place / scratch->buckets[b].weight;
  }
  qsort(scratch->buckets, n, sizeof *scratch->buckets, compare_places);
}
