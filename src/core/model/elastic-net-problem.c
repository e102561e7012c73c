/* What the solutions for all penalties share: means, and products of the columns. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "model/elastic-net-private.h"

/* Rows are centred and multiplied a chunk at a time, and the chunks of a piece added up. */
enum { CHUNK_ROWS = 256, MAX_PIECES = 32, MAX_NUMBERS = 4 << 20, MOST_GRAM = 8192 };

struct pass {
  struct ec_elastic_problem *problem;
  size_t n_chunks, n_pieces, n_columns; /* columns: those of x, and y */
  double *partials;                     /* n_columns squared for each piece */
  double *scratch;                      /* a centred chunk for each worker */
  const double **columns;               /* for each worker */
};

static double
sum_distances(const double *x, size_t n, double from)
{
  double sums[8] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, rest = 0.0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (size_t l = 0; l < 8; l++)
      sums[l] += x[i + l] - from;
  for (; i < n; i++)
    rest += x[i] - from;
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) +
         rest;
}

/* The mean by way of the distances from its first estimate, which rounding hardly touches. The first
 * estimate is taken from the first number, so that of a constant column nothing is left. */
static double
find_mean(const double *x, size_t n)
{
  double mean = x[0] + sum_distances(x, n, x[0]) / (double)n;
  return mean + sum_distances(x, n, mean) / (double)n;
}

static ec_status
mean_piece(void *data, size_t j, unsigned worker, struct ec_error *error)
{
  struct ec_elastic_problem *p = data;
  if (p->intercept)
    p->means[j] = find_mean(ec_matrix_column(p->x, j), p->n);
  return EC_OK;
}

static void
centre(const double *x, size_t n, double mean, double *centred)
{
  for (size_t i = 0; i < n; i++)
    centred[i] = x[i] - mean;
}

static ec_status
gram_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct pass *pass = data;
  const struct ec_elastic_problem *p = pass->problem;
  size_t size = pass->n_columns * pass->n_columns, begin, end;
  double *partial = pass->partials + piece * size;
  double *scratch = pass->scratch + worker * pass->n_columns * CHUNK_ROWS;
  const double **columns = pass->columns + worker * pass->n_columns;
  ec_piece_range(pass->n_chunks, pass->n_pieces, piece, &begin, &end);
  memset(partial, 0, size * sizeof *partial);
  for (size_t chunk = begin; chunk < end; chunk++) {
    size_t from = chunk * CHUNK_ROWS, n = p->n - from < CHUNK_ROWS ? p->n - from : CHUNK_ROWS;
    for (size_t j = 0; j < pass->n_columns; j++) {
      const double *column = j < p->d ? ec_matrix_column(p->x, j) : p->y;
      centre(column + from, n, j < p->d ? p->means[j] : p->y_mean, scratch + j * CHUNK_ROWS);
      columns[j] = scratch + j * CHUNK_ROWS;
    }
    p->kernel->gram(n, columns, columns, pass->n_columns, partial, pass->n_columns);
  }
  return EC_OK;
}

static void
sum_pieces(const struct pass *pass)
{
  struct ec_elastic_problem *p = pass->problem;
  size_t width = pass->n_columns, d = p->d;
  for (size_t piece = 1; piece < pass->n_pieces; piece++)
    for (size_t i = 0; i < width * width; i++)
      pass->partials[i] += pass->partials[piece * width * width + i];
  for (size_t i = 0; i < d; i++) {
    for (size_t j = 0; j <= i; j++)
      p->gram[i * d + j] = p->gram[j * d + i] = pass->partials[i * width + j] / (double)p->n;
    p->squares[i] = p->gram[i * d + i];
    p->products[i] = pass->partials[d * width + i] / (double)p->n;
  }
  p->y_squares = pass->partials[d * width + d] / (double)p->n;
}

static ec_status
compute_gram(struct ec_elastic_problem *p, struct ec_error *error)
{
  struct pass pass = {p, p->n / CHUNK_ROWS + (p->n % CHUNK_ROWS != 0), 1, p->d + 1};
  unsigned n_workers = ec_pool_n_threads(p->job != NULL ? p->job->pool : NULL);
  size_t size = pass.n_columns * pass.n_columns, most = MAX_NUMBERS / size + 1;
  ec_status status;
  most = most < MAX_PIECES ? most : MAX_PIECES;
  pass.n_pieces = pass.n_chunks < most ? pass.n_chunks : most;
  pass.partials = ec_alloc(pass.n_pieces * size, sizeof *pass.partials);
  pass.scratch = ec_alloc(n_workers * pass.n_columns, CHUNK_ROWS * sizeof *pass.scratch);
  pass.columns = ec_alloc(n_workers * pass.n_columns, sizeof *pass.columns);
  if (pass.partials == NULL || pass.scratch == NULL || pass.columns == NULL)
    status = ec_error_no_memory(error, "the products of the columns");
  else
    status = ec_parallel_for(p->job, NULL, pass.n_pieces, gram_piece, &pass, error);
  if (status == EC_OK)
    sum_pieces(&pass);
  ec_free(pass.partials);
  ec_free(pass.scratch);
  ec_free(pass.columns);
  return status;
}

/* Without a gram: the squares of each column, and its products with y. */
static ec_status
square_piece(void *data, size_t j, unsigned worker, struct ec_error *error)
{
  struct ec_elastic_problem *p = data;
  const double *x = ec_matrix_column(p->x, j);
  double squares = 0.0, products = 0.0;
  for (size_t i = 0; i < p->n; i++) {
    double value = x[i] - p->means[j];
    squares += value * value;
    products += value * p->residuals[i];
  }
  p->squares[j] = squares / (double)p->n;
  p->products[j] = products / (double)p->n;
  return EC_OK;
}

static ec_status
compute_columns(struct ec_elastic_problem *p, struct ec_error *error)
{
  double squares = 0.0;
  for (size_t i = 0; i < p->n; i++) {
    p->residuals[i] = p->y[i] - p->y_mean;
    squares += p->residuals[i] * p->residuals[i];
  }
  p->y_squares = squares / (double)p->n;
  return ec_parallel_for(p->job, NULL, p->d, square_piece, p, error);
}

static ec_status
alloc(struct ec_elastic_problem *p, bool with_gram, struct ec_error *error)
{
  size_t size = 0;
  p->means = ec_alloc_zero(p->d, sizeof *p->means);
  p->squares = ec_alloc_zero(p->d, sizeof *p->squares);
  p->products = ec_alloc_zero(p->d, sizeof *p->products);
  p->gradient = ec_alloc_zero(p->d, sizeof *p->gradient);
  p->w = ec_alloc_zero(p->d, sizeof *p->w);
  p->active = ec_alloc(p->d, sizeof *p->active);
  if (with_gram && ec_size_multiply(p->d, p->d, &size))
    p->gram = ec_alloc(size, sizeof *p->gram);
  if (!with_gram)
    p->residuals = ec_alloc(p->n, sizeof *p->residuals);
  if (p->means == NULL || p->squares == NULL || p->products == NULL || p->gradient == NULL ||
      p->w == NULL || p->active == NULL || (with_gram ? p->gram : p->residuals) == NULL)
    return ec_error_no_memory(error, "the products of the columns");
  return EC_OK;
}

static bool
is_finite(const struct ec_elastic_problem *p)
{
  double sum = p->y_squares;
  for (size_t j = 0; j < p->d; j++)
    sum += 0.0 * p->squares[j] + 0.0 * p->products[j];
  return isfinite(sum);
}

ec_status
ec_elastic_problem_init(struct ec_elastic_problem *p, struct ec_error *error)
{
  bool with_gram = p->d <= p->n && p->d <= MOST_GRAM;
  ec_status status;
  p->kernel = ec_linear_kernel_get();
  status = alloc(p, with_gram, error);
  if (status == EC_OK && p->intercept)
    p->y_mean = find_mean(p->y, p->n);
  if (status == EC_OK)
    status = ec_parallel_for(p->job, NULL, p->d, mean_piece, p, error);
  if (status == EC_OK)
    status = with_gram ? compute_gram(p, error) : compute_columns(p, error);
  if (status == EC_OK && !is_finite(p))
    status = ec_error_set(error, EC_ERROR_VALUE,
                          "the numbers are too large to be squared; scale the features first");
  if (status == EC_OK)
    memcpy(p->gradient, p->products, p->d * sizeof *p->gradient);
  else
    ec_elastic_problem_clear(p);
  return status;
}

void
ec_elastic_problem_clear(struct ec_elastic_problem *p)
{
  ec_free(p->means);
  ec_free(p->squares);
  ec_free(p->products);
  ec_free(p->gradient);
  ec_free(p->w);
  ec_free(p->active);
  ec_free(p->gram);
  ec_free(p->residuals);
  ec_free(p->factor);
  ec_free(p->copy);
  ec_free(p->target);
  ec_free(p->scales);
  ec_free(p->centred);
  memset(p, 0, sizeof *p);
}

double
ec_elastic_intercept(const struct ec_elastic_problem *p)
{
  struct ec_sum sum = {p->y_mean, 0.0};
  for (size_t j = 0; j < p->d; j++)
    ec_sum_add(&sum, -p->means[j] * p->w[j]);
  return p->intercept ? ec_sum_get(&sum) : 0.0;
}

double
ec_elastic_r_squared(const struct ec_elastic_problem *p)
{
  double explained = 0.0;
  for (size_t j = 0; j < p->d; j++)
    explained += p->w[j] * (p->products[j] + p->gradient[j]);
  return p->y_squares > 0.0 ? explained / p->y_squares : 1.0;
}

ec_status
ec_elastic_residual_squares(const struct ec_elastic_problem *p, double *squares,
                            struct ec_error *error)
{
  double *rows = ec_alloc(p->n, sizeof *rows), intercept = ec_elastic_intercept(p);
  struct ec_sum sum = {0.0, 0.0};
  if (rows == NULL)
    return ec_error_no_memory(error, "the residuals");
  for (size_t i = 0; i < p->n; i++)
    rows[i] = p->y[i] - intercept;
  for (size_t j = 0; j < p->d; j++) {
    const double *x = ec_matrix_column(p->x, j);
    if (p->w[j] != 0.0)
      for (size_t i = 0; i < p->n; i++)
        rows[i] -= x[i] * p->w[j];
  }
  for (size_t i = 0; i < p->n; i++)
    ec_sum_add(&sum, rows[i] * rows[i]);
  ec_free(rows);
  *squares = ec_sum_get(&sum);
  return EC_OK;
}
