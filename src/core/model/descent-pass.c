/* The loss that gradient descent goes down, its gradient, and how steep it can be. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/descent-private.h"
#include "optimise/eigenvalues.h"

enum { BLOCK_ROWS = 512, MAX_PIECES = 32, MOST_WEIGHTS = 512 };

ec_status
ec_descent_rows_init(struct ec_descent_rows *r, bool with_batches, struct ec_error *error)
{
  unsigned n_workers = ec_pool_n_threads(r->job != NULL ? r->job->pool : NULL);
  size_t n_blocks = r->n / BLOCK_ROWS + (r->n % BLOCK_ROWS != 0);
  r->kernel = ec_linear_kernel_get();
  r->n_pieces = n_blocks < MAX_PIECES ? n_blocks : MAX_PIECES;
  r->partials = ec_alloc(r->n_pieces * (r->d + 1), sizeof *r->partials);
  r->scratch = ec_alloc(n_workers, BLOCK_ROWS * sizeof *r->scratch);
  r->ones = ec_alloc(BLOCK_ROWS, sizeof *r->ones);
  r->columns = ec_alloc(n_workers * r->d, sizeof *r->columns);
  if (with_batches)
    r->gathered = ec_alloc(r->d + 1, BLOCK_ROWS * sizeof *r->gathered);
  if (r->partials == NULL || r->scratch == NULL || r->ones == NULL || r->columns == NULL ||
      (with_batches && r->gathered == NULL)) {
    ec_descent_rows_clear(r);
    return ec_error_no_memory(error, "the passes over the rows");
  }
  for (size_t i = 0; i < BLOCK_ROWS; i++)
    r->ones[i] = 1.0;
  return EC_OK;
}

void
ec_descent_rows_clear(struct ec_descent_rows *r)
{
  ec_free(r->partials);
  ec_free(r->scratch);
  ec_free(r->ones);
  ec_free(r->columns);
  ec_free(r->gathered);
  memset(r, 0, sizeof *r);
}

/* Adds the gradient of n rows to `gradient`; returns the sum of their losses. */
static double
add_rows(const struct ec_descent_rows *r, const double *w, size_t n, const double *const *columns,
         const double *y, double *z, double *gradient)
{
  double loss = 0.0;
  memset(z, 0, n * sizeof *z);
  r->kernel->forward(n, columns, r->d, w, 1, z, BLOCK_ROWS);
  if (r->logistic)
    loss = r->kernel->logistic(n, y, z, NULL);
  else
    for (size_t i = 0; i < n; i++) {
      z[i] -= y[i];
      loss += 0.5 * z[i] * z[i];
    }
  r->kernel->backward(n, columns, r->d, z, BLOCK_ROWS, 1, gradient);
  return loss;
}

static void
point(const struct ec_descent_rows *r, size_t begin, const double **columns)
{
  for (size_t j = 0; j < r->x->n_columns; j++)
    columns[j] = ec_matrix_column(r->x, j) + begin;
  if (r->intercept)
    columns[r->x->n_columns] = r->ones;
}

struct pass {
  const struct ec_descent_rows *rows;
  const double *w;
};

static ec_status
pass_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct pass *pass = data;
  const struct ec_descent_rows *r = pass->rows;
  double *partial = r->partials + piece * (r->d + 1);
  const double **columns = r->columns + worker * r->d;
  size_t begin, end;
  ec_piece_range(r->n, r->n_pieces, piece, &begin, &end);
  memset(partial, 0, (r->d + 1) * sizeof *partial);
  for (size_t i = begin, n; i < end; i += n) {
    n = end - i < BLOCK_ROWS ? end - i : BLOCK_ROWS;
    point(r, i, columns);
    partial[0] +=
        add_rows(r, pass->w, n, columns, r->y + i, r->scratch + worker * BLOCK_ROWS, partial + 1);
  }
  return EC_OK;
}

ec_status
ec_descent_pass(struct ec_descent_rows *r, const double *w, double *loss, double *gradient,
                struct ec_error *error)
{
  struct pass pass = {r, w};
  ec_status status = ec_parallel_for(r->job, NULL, r->n_pieces, pass_piece, &pass, error);
  if (status != EC_OK)
    return status;
  *loss = 0.0;
  memset(gradient, 0, r->d * sizeof *gradient);
  for (size_t piece = 0; piece < r->n_pieces; piece++) {
    const double *partial = r->partials + piece * (r->d + 1);
    *loss += partial[0];
    for (size_t j = 0; j < r->d; j++)
      gradient[j] += partial[1 + j];
  }
  *loss /= (double)r->n;
  for (size_t j = 0; j < r->d; j++)
    gradient[j] /= (double)r->n;
  return EC_OK;
}

void
ec_descent_batch(struct ec_descent_rows *r, const double *w, const size_t *batch, size_t n_batch,
                 double *gradient)
{
  double *y = r->gathered + r->d * BLOCK_ROWS;
  memset(gradient, 0, r->d * sizeof *gradient);
  for (size_t begin = 0, n; begin < n_batch; begin += n) {
    const size_t *rows = batch + begin;
    n = n_batch - begin < BLOCK_ROWS ? n_batch - begin : BLOCK_ROWS;
    point(r, 0, r->columns);
    for (size_t j = 0; j < r->x->n_columns; j++) {
      double *column = r->gathered + j * BLOCK_ROWS;
      for (size_t i = 0; i < n; i++)
        column[i] = ec_matrix_get(r->x, rows[i], j);
      r->columns[j] = column;
    }
    for (size_t i = 0; i < n; i++)
      y[i] = r->y[rows[i]];
    add_rows(r, w, n, r->columns, y, r->scratch, gradient);
  }
  for (size_t j = 0; j < r->d; j++)
    gradient[j] /= (double)n_batch;
}

/* Fills the lower triangle of AᵀA/n. */
static ec_status
compute_gram(struct ec_descent_rows *r, double *gram, struct ec_error *error)
{
  memset(gram, 0, r->d * r->d * sizeof *gram);
  for (size_t i = 0, n; i < r->n; i += n) {
    ec_status status = ec_job_check(r->job, error);
    if (status != EC_OK)
      return status;
    n = r->n - i < BLOCK_ROWS ? r->n - i : BLOCK_ROWS;
    point(r, i, r->columns);
    r->kernel->gram(n, r->columns, r->columns, r->d, gram, r->d);
  }
  for (size_t i = 0; i < r->d * r->d; i++)
    gram[i] /= (double)r->n;
  return EC_OK;
}

ec_status
ec_descent_spectrum(struct ec_descent_rows *r, double *largest, double *condition,
                    struct ec_error *error)
{
  size_t d = r->d;
  double *gram, *values, least = NAN;
  ec_status status;
  *largest = *condition = NAN;
  if (d > MOST_WEIGHTS)
    return EC_OK;
  gram = ec_alloc(d * d + 2 * d, sizeof *gram);
  if (gram == NULL)
    return ec_error_no_memory(error, "the products of the columns");
  values = gram + d * d;
  status = compute_gram(r, gram, error);
  if (status == EC_OK) {
    ec_eigenvalues(gram, d, values, values + d);
    *largest = values[d - 1];
    for (size_t i = d; i-- > 0 && values[i] > (double)d * 8.0 * DBL_EPSILON * *largest;)
      least = values[i];
    *condition = *largest / least;
  }
  ec_free(gram);
  return status;
}

ec_status
ec_descent_loss(const struct ec_data *data, const double *weights, size_t n_weights,
                const struct ec_job *job, double *loss, struct ec_error *error)
{
  struct ec_descent_rows rows = {&data->x,
                                 data->y,
                                 data->x.n_rows,
                                 n_weights,
                                 n_weights > data->x.n_columns,
                                 data->n_classes > 0,
                                 job};
  double *gradient, found;
  ec_status status;
  if (n_weights < data->x.n_columns || n_weights > data->x.n_columns + 1 || n_weights == 0)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "there are %zu weights for %zu features; there should be one for each, and "
                        "one more for an intercept",
                        n_weights, data->x.n_columns);
  if (data->x.n_rows == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to compute a loss of");
  status = ec_descent_rows_init(&rows, false, error);
  if (status != EC_OK)
    return status;
  gradient = ec_alloc(n_weights, sizeof *gradient);
  if (gradient == NULL)
    status = ec_error_no_memory(error, "the gradient");
  else
    status = ec_descent_pass(&rows, weights, &found, gradient, error);
  ec_free(gradient);
  ec_descent_rows_clear(&rows);
  if (status == EC_OK)
    *loss = found;
  return status;
}
