/* The rows as k-means works on them, and the centres of rows that come later. */
#include "config.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/kmeans-private.h"

enum { ROWS = EC_NEAREST_ROWS, PIECE_ROWS = 1024, MAX_PIECES = 64, BLOCK = 64 };

struct copy {
  const struct ec_matrix *x;
  struct ec_kmeans_rows *rows;
  double *variances; /* n_features */
};

/* The mean of a column, and its variance by a second look. */
static ec_status
measure_column(void *data, size_t j, unsigned worker, struct ec_error *error)
{
  const struct copy *copy = data;
  const double *column = ec_matrix_column(copy->x, j);
  double n = (double)copy->x->n_rows, sum = 0.0, squares = 0.0;
  for (size_t i = 0; i < copy->x->n_rows; i++)
    sum += column[i];
  copy->rows->mean[j] = sum / n;
  for (size_t i = 0; i < copy->x->n_rows; i++) {
    double difference = column[i] - copy->rows->mean[j];
    squares += difference * difference;
  }
  copy->variances[j] = squares / n;
  return EC_OK;
}

static ec_status
copy_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct copy *copy = data;
  struct ec_kmeans_rows *rows = copy->rows;
  size_t begin, end, d = rows->n_features;
  ec_piece_range(rows->n, rows->n_pieces, piece, &begin, &end);
  /* A block of rows at a time, so that what is written stays in the cache. */
  for (size_t first = begin; first < end; first += BLOCK) {
    size_t last = end - first < BLOCK ? end : first + BLOCK;
    for (size_t j = 0; j < d; j++) {
      const double *column = ec_matrix_column(copy->x, j);
      for (size_t i = first; i < last; i++)
        rows->values[i * d + j] = column[i] - rows->mean[j];
    }
    for (size_t i = first; i < last; i++) {
      double squares = 0.0;
      for (size_t j = 0; j < d; j++)
        squares += rows->values[i * d + j] * rows->values[i * d + j];
      rows->squares[i] = squares;
    }
  }
  return EC_OK;
}

static bool
allocate(struct ec_kmeans_rows *rows)
{
  size_t size;
  if (!ec_size_multiply(rows->n, rows->n_features, &size))
    return false;
  rows->values = ec_alloc(size, sizeof *rows->values);
  rows->squares = ec_alloc(rows->n, sizeof *rows->squares);
  rows->mean = ec_alloc(rows->n_features, sizeof *rows->mean);
  return rows->values != NULL && rows->squares != NULL && rows->mean != NULL;
}

ec_status
ec_kmeans_rows_new(const struct ec_matrix *x, size_t k, const struct ec_job *job,
                   struct ec_kmeans_rows *rows, struct ec_error *error)
{
  struct copy copy = {.x = x, .rows = rows};
  size_t n_pieces = x->n_rows / PIECE_ROWS;
  ec_status status = EC_OK;
  /* Each piece has sums for all centres, which should not outgrow the rows themselves. */
  if (n_pieces > x->n_rows / k)
    n_pieces = x->n_rows / k;
  n_pieces = n_pieces < 1 ? 1 : n_pieces > MAX_PIECES ? MAX_PIECES : n_pieces;
  *rows = (struct ec_kmeans_rows){.n = x->n_rows, .n_features = x->n_columns, .n_pieces = n_pieces};
  copy.variances = ec_alloc(x->n_columns, sizeof *copy.variances);
  if (!allocate(rows) || copy.variances == NULL)
    status = ec_error_no_memory(error, "a copy of the rows");
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, x->n_columns, measure_column, &copy, error);
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, n_pieces, copy_piece, &copy, error);
  for (size_t j = 0; j < x->n_columns && status == EC_OK; j++)
    rows->variance += copy.variances[j] / (double)x->n_columns;
  for (size_t i = 0; i < x->n_rows && status == EC_OK; i++)
    rows->sum_of_squares += rows->squares[i];
  ec_free(copy.variances);
  return status;
}

void
ec_kmeans_rows_clear(struct ec_kmeans_rows *rows)
{
  ec_free(rows->values);
  ec_free(rows->squares);
  ec_free(rows->mean);
  *rows = (struct ec_kmeans_rows){0};
}

struct assignment {
  const struct ec_matrix *x;
  struct ec_nearest nearest;
  double *origin; /* D: taken off rows and centres, for the digits */
  double *labels;
  double *buffers; /* a worker: BLOCK rows, and the scores of ROWS of them */
  size_t buffer_size;
};

static void
copy_block(const struct assignment *a, size_t first, size_t n, double *rows)
{
  size_t d = a->x->n_columns;
  for (size_t j = 0; j < d; j++) {
    const double *column = ec_matrix_column(a->x, j) + first;
    for (size_t i = 0; i < n; i++)
      rows[i * d + j] = column[i] - a->origin[j];
  }
}

static ec_status
assign_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct assignment *a = data;
  size_t first = piece * BLOCK, d = a->x->n_columns;
  size_t n = a->x->n_rows - first < BLOCK ? a->x->n_rows - first : BLOCK;
  double *scores = a->buffers + worker * a->buffer_size, *rows = scores + ROWS * a->nearest.width;
  copy_block(a, first, n, rows);
  for (size_t i = 0; i < n; i += ROWS) {
    struct ec_nearest_two two[ROWS];
    const double *eight[ROWS];
    for (size_t r = 0; r < ROWS; r++)
      eight[r] = rows + (i + r < n ? i + r : i) * d;
    ec_nearest_find(&a->nearest, eight, scores, two);
    for (size_t r = 0; r < ROWS && i + r < n; r++) {
      bool known = true;
      for (size_t j = 0; j < d; j++)
        known = known && isfinite(eight[r][j]);
      a->labels[first + i + r] = known ? (double)two[r].best : NAN;
    }
  }
  return EC_OK;
}

/* Takes over the centres, with their mean as the origin. */
static bool
prepare(struct assignment *a, const struct ec_matrix *centres)
{
  size_t k = centres->n_rows, d = centres->n_columns;
  double *moved = ec_alloc(k * d, sizeof *moved);
  if (moved == NULL)
    return false;
  for (size_t j = 0; j < d; j++) {
    double sum = 0.0;
    for (size_t c = 0; c < k; c++)
      sum += ec_matrix_get(centres, c, j) / (double)k;
    a->origin[j] = sum;
    for (size_t c = 0; c < k; c++)
      moved[c * d + j] = ec_matrix_get(centres, c, j) - sum;
  }
  ec_nearest_set(&a->nearest, moved, k);
  ec_free(moved);
  return true;
}

ec_status
ec_kmeans_assign(const struct ec_matrix *centres, const struct ec_matrix *x,
                 const struct ec_job *job, double *labels, struct ec_error *error)
{
  struct assignment a = {.x = x, .labels = labels};
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  size_t d = centres->n_columns, n_pieces = x->n_rows / BLOCK + (x->n_rows % BLOCK != 0);
  ec_status status = ec_nearest_new(centres->n_rows, d, &a.nearest, error);
  if (status != EC_OK)
    return status;
  /* A multiple of eight, so that the scores of each worker are aligned. */
  a.buffer_size = ROWS * a.nearest.width + BLOCK * d;
  a.buffers = ec_alloc(n_workers * a.buffer_size, sizeof *a.buffers);
  a.origin = ec_alloc(d, sizeof *a.origin);
  if (a.buffers == NULL || a.origin == NULL || !prepare(&a, centres))
    status = ec_error_no_memory(error, "the centres");
  else
    status = ec_parallel_for(job, NULL, n_pieces, assign_piece, &a, error);
  ec_nearest_clear(&a.nearest);
  ec_free(a.buffers);
  ec_free(a.origin);
  return status;
}
