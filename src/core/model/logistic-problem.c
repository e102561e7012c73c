/* The passes over the rows: the loss with its gradient, and how far a step moves the rows. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/logistic-private.h"

/* A block of rows is to stay in the second level cache while it is read twice. */
enum { BLOCK_BYTES = 400 << 10, LEAST_ROWS = 64, MOST_ROWS = 4096, MAX_PIECES = 64 };

static size_t
choose_block_rows(const struct ec_logistic_problem *p)
{
  size_t rows = BLOCK_BYTES / sizeof(double) / (p->d + p->n_outputs) / LEAST_ROWS * LEAST_ROWS;
  if (rows < LEAST_ROWS)
    return LEAST_ROWS;
  return rows < MOST_ROWS ? rows : MOST_ROWS;
}

static double *
alloc_product(size_t a, size_t b, size_t c)
{
  size_t size;
  if (!ec_size_multiply(a, b, &size) || !ec_size_multiply(size, c, &size))
    return NULL;
  return ec_alloc_zero(size, sizeof(double));
}

ec_status
ec_logistic_problem_init(struct ec_logistic_problem *p, struct ec_error *error)
{
  unsigned n_workers = ec_pool_n_threads(p->job != NULL ? p->job->pool : NULL);
  size_t n_blocks, n_ones;
  p->kernel = ec_linear_kernel_get();
  p->block_rows = choose_block_rows(p);
  n_blocks = p->n / p->block_rows + 1;
  p->n_pieces = n_blocks < MAX_PIECES ? n_blocks : MAX_PIECES;
  p->partial_size = (p->n_outputs * p->d + 1 + 7) / 8 * 8;
  p->scratch_size = (p->n_outputs + 1) * p->block_rows;
  p->partials = alloc_product(p->n_pieces, p->partial_size, 1);
  p->scratch = alloc_product(n_workers, p->n_outputs + 1, p->block_rows);
  p->columns = ec_alloc_zero(n_workers * p->d, sizeof *p->columns);
  n_ones = p->block_rows > EC_HESSIAN_CHUNK ? p->block_rows : EC_HESSIAN_CHUNK;
  p->ones = ec_alloc(n_ones, sizeof *p->ones);
  if (p->partials == NULL || p->scratch == NULL || p->columns == NULL || p->ones == NULL) {
    ec_logistic_problem_clear(p);
    return ec_error_no_memory(error, "the passes over the rows");
  }
  for (size_t i = 0; i < n_ones; i++)
    p->ones[i] = 1.0;
  return EC_OK;
}

void
ec_logistic_problem_clear(struct ec_logistic_problem *p)
{
  ec_free(p->partials);
  ec_free(p->scratch);
  ec_free(p->columns);
  ec_free(p->ones);
  p->partials = p->scratch = p->ones = NULL;
  p->columns = NULL;
}

/* The block of rows that a worker looks at. */
struct block {
  size_t begin, n;
  const double **columns;
  double *z, *logs;
};

struct pass {
  const struct ec_logistic_problem *problem;
  const double *w;
  bool at_zero; /* w is zero, so that the logits are known */
};

static void
point_block(const struct ec_logistic_problem *p, struct block *block)
{
  for (size_t j = 0; j < p->n_features; j++)
    block->columns[j] = ec_matrix_column(p->x, j) + block->begin;
  if (p->intercept)
    block->columns[p->n_features] = p->ones;
}

static void
compute_logits(const struct pass *pass, const struct block *block)
{
  const struct ec_logistic_problem *p = pass->problem;
  memset(block->z, 0, p->n_outputs * p->block_rows * sizeof *block->z);
  if (!pass->at_zero)
    p->kernel->forward(block->n, block->columns, p->d, pass->w, p->n_outputs, block->z,
                       p->block_rows);
}

/* Turns logits into residuals p - y; returns the sum of the log loss. */
static double
compute_residuals(const struct ec_logistic_problem *p, const struct block *block)
{
  const double *y = p->y + block->begin;
  double loss = 0.0;
  if (p->n_outputs == 1)
    return p->kernel->logistic(block->n, y, block->z, NULL);
  for (size_t i = 0; i < block->n; i++)
    loss -= block->z[(size_t)y[i] * p->block_rows + i];
  p->kernel->softmax(block->n, p->n_outputs, block->z, p->block_rows, block->logs);
  for (size_t i = 0; i < block->n; i++) {
    loss += block->logs[i];
    block->z[(size_t)y[i] * p->block_rows + i] -= 1.0;
  }
  return loss;
}

static struct block
worker_block(const struct ec_logistic_problem *p, unsigned worker)
{
  double *z = p->scratch + worker * p->scratch_size;
  return (struct block){
      .columns = p->columns + worker * p->d, .z = z, .logs = z + p->n_outputs * p->block_rows};
}

static ec_status
pass_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct pass *pass = data;
  const struct ec_logistic_problem *p = pass->problem;
  double *partial = p->partials + piece * p->partial_size;
  struct block block = worker_block(p, worker);
  size_t begin, end;
  ec_piece_range(p->n, p->n_pieces, piece, &begin, &end);
  memset(partial, 0, p->partial_size * sizeof *partial);
  for (size_t i = begin; i < end; i += block.n) {
    block.begin = i;
    block.n = end - i < p->block_rows ? end - i : p->block_rows;
    point_block(p, &block);
    compute_logits(pass, &block);
    partial[0] += compute_residuals(p, &block);
    p->kernel->backward(block.n, block.columns, p->d, block.z, p->block_rows, p->n_outputs,
                        partial + 1);
  }
  return EC_OK;
}

static bool
is_zero(const double *w, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (w[i] != 0.0)
      return false;
  return true;
}

ec_status
ec_logistic_log_loss(const struct ec_logistic_problem *p, const double *w, double *loss,
                     double *gradient, struct ec_error *error)
{
  size_t size = p->n_outputs * p->d;
  struct pass pass = {p, w, is_zero(w, size)};
  double sum = 0.0;
  ec_status status = ec_parallel_for(p->job, NULL, p->n_pieces, pass_piece, &pass, error);
  if (status != EC_OK)
    return status;
  memset(gradient, 0, size * sizeof *gradient);
  for (size_t piece = 0; piece < p->n_pieces; piece++) {
    const double *partial = p->partials + piece * p->partial_size;
    sum += partial[0];
    for (size_t i = 0; i < size; i++)
      gradient[i] += partial[1 + i];
  }
  for (size_t i = 0; i < size; i++)
    gradient[i] /= (double)p->n;
  *loss = sum / (double)p->n;
  return EC_OK;
}

void
ec_logistic_add_l2(const struct ec_logistic_problem *p, const double *w, double *loss,
                   double *gradient)
{
  double squares = 0.0;
  if (p->l2 == 0.0)
    return;
  for (size_t k = 0; k < p->n_outputs; k++)
    for (size_t j = 0; j < p->n_features; j++) {
      double value = w[k * p->d + j];
      squares += value * value;
      gradient[k * p->d + j] += p->l2 * value;
    }
  *loss += 0.5 * p->l2 * squares;
}

/* The logit of the row's own class less the largest other one. */
static double
find_margin(const struct ec_logistic_problem *p, const struct block *block, size_t i)
{
  double y = p->y[block->begin + i], most = -INFINITY;
  if (p->n_outputs == 1)
    return y > 0.5 ? block->z[i] : -block->z[i];
  for (size_t k = 0; k < p->n_outputs; k++)
    if (k != (size_t)y)
      most = fmax(most, block->z[k * p->block_rows + i]);
  return block->z[(size_t)y * p->block_rows + i] - most;
}

static ec_status
margins_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct pass *pass = data;
  const struct ec_logistic_problem *p = pass->problem;
  double *partial = p->partials + piece * p->partial_size;
  struct block block = worker_block(p, worker);
  size_t begin, end;
  ec_piece_range(p->n, p->n_pieces, piece, &begin, &end);
  partial[0] = INFINITY;
  partial[1] = -INFINITY;
  for (size_t i = begin; i < end; i += block.n) {
    block.begin = i;
    block.n = end - i < p->block_rows ? end - i : p->block_rows;
    point_block(p, &block);
    compute_logits(pass, &block);
    for (size_t r = 0; r < block.n; r++) {
      double margin = find_margin(p, &block, r);
      partial[0] = fmin(partial[0], margin);
      partial[1] = fmax(partial[1], margin);
    }
  }
  return EC_OK;
}

ec_status
ec_logistic_margins(const struct ec_logistic_problem *p, const double *step, double *least,
                    double *most, struct ec_error *error)
{
  struct pass pass = {p, step, false};
  ec_status status = ec_parallel_for(p->job, NULL, p->n_pieces, margins_piece, &pass, error);
  if (status != EC_OK)
    return status;
  *least = INFINITY;
  *most = -INFINITY;
  for (size_t piece = 0; piece < p->n_pieces; piece++) {
    *least = fmin(*least, p->partials[piece * p->partial_size]);
    *most = fmax(*most, p->partials[piece * p->partial_size + 1]);
  }
  return EC_OK;
}
