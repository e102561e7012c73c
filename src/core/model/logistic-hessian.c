/* The Hessian of the mean log loss, of all rows or of some: for outputs k and l the block
 * X' diag(p_k ([k = l] - p_l)) X / n. */
#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/logistic-private.h"

/* Rows of a chunk; the sums of a piece, which are given so much memory in all. */
enum { CHUNK_ROWS = EC_HESSIAN_CHUNK, MAX_PIECES = 32, MAX_NUMBERS = 4 << 20 };

struct pass {
  const struct ec_logistic_problem *problem;
  const double *w;
  const size_t *columns;
  size_t n_columns, n_blocks, block_size;
  enum ec_hessian_blocks blocks;
  size_t n_chunks, n_all_chunks, n_pieces; /* chunks that are looked at, and that there are */
  double *partials;
  double *scratch; /* for each worker */
  size_t scratch_size;
  const double **pointers; /* for each worker */
  size_t n_pointers;
};

/* One chunk of rows in the hands of a worker. */
struct chunk {
  size_t n;
  const double **all;             /* the d columns */
  const double **chosen;          /* those that the Hessian is over */
  const double **scaled;          /* the same, times the weights of the rows */
  double *z, *weights, *products; /* products: room for the scaled columns */
};

static struct chunk
worker_chunk(const struct pass *pass, unsigned worker)
{
  const struct ec_logistic_problem *p = pass->problem;
  struct chunk chunk = {.all = pass->pointers + worker * pass->n_pointers,
                        .z = pass->scratch + worker * pass->scratch_size};
  chunk.chosen = chunk.all + p->d;
  chunk.scaled = chunk.chosen + pass->n_columns;
  chunk.weights = chunk.z + p->n_outputs * CHUNK_ROWS;
  chunk.products = chunk.weights + CHUNK_ROWS;
  return chunk;
}

static void
point_chunk(const struct pass *pass, size_t number, struct chunk *chunk)
{
  const struct ec_logistic_problem *p = pass->problem;
  size_t begin = number * CHUNK_ROWS;
  chunk->n = p->n - begin < CHUNK_ROWS ? p->n - begin : CHUNK_ROWS;
  for (size_t j = 0; j < p->n_features; j++)
    chunk->all[j] = ec_matrix_column(p->x, j) + begin;
  if (p->intercept)
    chunk->all[p->n_features] = p->ones;
  for (size_t c = 0; c < pass->n_columns; c++)
    chunk->chosen[c] = chunk->all[pass->columns != NULL ? pass->columns[c] : c];
}

/* Leaves probabilities in z; with one output p (1 - p) in the weights. */
static void
find_probabilities(const struct pass *pass, const struct chunk *chunk)
{
  const struct ec_logistic_problem *p = pass->problem;
  memset(chunk->z, 0, p->n_outputs * CHUNK_ROWS * sizeof *chunk->z);
  p->kernel->forward(chunk->n, chunk->all, p->d, pass->w, p->n_outputs, chunk->z, CHUNK_ROWS);
  if (p->n_outputs == 1)
    p->kernel->logistic(chunk->n, chunk->products, chunk->z, chunk->weights);
  else
    p->kernel->softmax(chunk->n, p->n_outputs, chunk->z, CHUNK_ROWS, chunk->weights);
}

static void
find_weights(const struct pass *pass, const struct chunk *chunk, size_t k, size_t l)
{
  const double *a = chunk->z + k * CHUNK_ROWS, *b = chunk->z + l * CHUNK_ROWS;
  if (pass->problem->n_outputs == 1)
    return;
  for (size_t i = 0; i < chunk->n; i++)
    chunk->weights[i] = k == l ? a[i] * (1.0 - a[i]) : -a[i] * b[i];
}

static void
add_block(const struct pass *pass, const struct chunk *chunk, double *block)
{
  const struct ec_linear_kernel *kernel = pass->problem->kernel;
  for (size_t c = 0; c < pass->n_columns; c++) {
    double *scaled = chunk->products + c * CHUNK_ROWS;
    kernel->scale(chunk->n, chunk->chosen[c], chunk->weights, scaled);
    chunk->scaled[c] = scaled;
  }
  if (pass->blocks != EC_HESSIAN_DIAGONAL) {
    kernel->gram(chunk->n, chunk->scaled, chunk->chosen, pass->n_columns, block, pass->n_columns);
    return;
  }
  for (size_t c = 0; c < pass->n_columns; c++)
    kernel->backward(chunk->n, &chunk->chosen[c], 1, chunk->scaled[c], 0, 1, &block[c]);
}

static void
add_chunk(const struct pass *pass, const struct chunk *chunk, double *partial)
{
  find_probabilities(pass, chunk);
  for (size_t k = 0; k < pass->problem->n_outputs; k++) {
    size_t first = pass->blocks == EC_HESSIAN_ALL ? 0 : k;
    for (size_t l = first; l <= k; l++) {
      find_weights(pass, chunk, k, l);
      add_block(pass, chunk, partial);
      partial += pass->block_size;
    }
  }
}

static ec_status
hessian_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct pass *pass = data;
  size_t begin, end, size = pass->n_blocks * pass->block_size;
  struct chunk chunk = worker_chunk(pass, worker);
  ec_piece_range(pass->n_chunks, pass->n_pieces, piece, &begin, &end);
  memset(pass->partials + piece * size, 0, size * sizeof *pass->partials);
  for (size_t i = begin; i < end; i++) {
    size_t number = (size_t)((double)i * ((double)pass->n_all_chunks / (double)pass->n_chunks));
    point_chunk(pass, number < pass->n_all_chunks ? number : pass->n_all_chunks - 1, &chunk);
    add_chunk(pass, &chunk, pass->partials + piece * size);
  }
  return EC_OK;
}

/* The number of rows that the chosen chunks have; the last of all may be short. */
static double
count_rows(const struct pass *pass)
{
  double rows = (double)pass->n_chunks * CHUNK_ROWS;
  size_t n = pass->problem->n;
  if (pass->n_chunks == pass->n_all_chunks)
    return (double)n;
  return rows;
}

static void
choose_chunks(struct pass *pass, size_t n_sample)
{
  size_t n = pass->problem->n, most;
  pass->n_all_chunks = n / CHUNK_ROWS + (n % CHUNK_ROWS != 0);
  pass->n_chunks = n_sample / CHUNK_ROWS + (n_sample % CHUNK_ROWS != 0);
  if (pass->n_chunks >= pass->n_all_chunks)
    pass->n_chunks = pass->n_all_chunks;
  most = MAX_NUMBERS / (pass->n_blocks * pass->block_size) + 1;
  most = most < MAX_PIECES ? most : MAX_PIECES;
  pass->n_pieces = pass->n_chunks < most ? pass->n_chunks : most;
}

static ec_status
alloc_pass(struct pass *pass, struct ec_error *error)
{
  const struct ec_logistic_problem *p = pass->problem;
  unsigned n_workers = ec_pool_n_threads(p->job != NULL ? p->job->pool : NULL);
  size_t size;
  pass->scratch_size = (p->n_outputs + 1 + pass->n_columns) * CHUNK_ROWS;
  pass->n_pointers = p->d + 2 * pass->n_columns;
  if (ec_size_multiply(pass->n_blocks, pass->block_size, &size) &&
      ec_size_multiply(size, pass->n_pieces, &size))
    pass->partials = ec_alloc(size, sizeof *pass->partials);
  pass->scratch = ec_alloc_zero(n_workers * pass->scratch_size, sizeof *pass->scratch);
  pass->pointers = ec_alloc(n_workers * pass->n_pointers, sizeof *pass->pointers);
  if (pass->partials == NULL || pass->scratch == NULL || pass->pointers == NULL)
    return ec_error_no_memory(error, "the Hessian");
  return EC_OK;
}

static void
sum_pieces(const struct pass *pass, double *hessian)
{
  size_t size = pass->n_blocks * pass->block_size;
  double n = count_rows(pass);
  memset(hessian, 0, size * sizeof *hessian);
  for (size_t piece = 0; piece < pass->n_pieces; piece++)
    for (size_t i = 0; i < size; i++)
      hessian[i] += pass->partials[piece * size + i];
  for (size_t i = 0; i < size; i++)
    hessian[i] /= n;
}

ec_status
ec_logistic_hessian(const struct ec_logistic_problem *p, const double *w, const size_t *columns,
                    size_t n_columns, enum ec_hessian_blocks blocks, size_t n_sample,
                    double *hessian, struct ec_error *error)
{
  size_t n_blocks = p->n_outputs;
  struct pass pass = {p, w, columns, n_columns};
  ec_status status;
  if (blocks == EC_HESSIAN_ALL)
    n_blocks = n_blocks * (n_blocks + 1) / 2;
  pass.blocks = blocks;
  pass.n_blocks = n_blocks;
  pass.block_size = blocks == EC_HESSIAN_DIAGONAL ? n_columns : n_columns * n_columns;
  choose_chunks(&pass, n_sample);
  status = alloc_pass(&pass, error);
  if (status == EC_OK)
    status = ec_parallel_for(p->job, NULL, pass.n_pieces, hessian_piece, &pass, error);
  if (status == EC_OK)
    sum_pieces(&pass, hessian);
  ec_free(pass.partials);
  ec_free(pass.scratch);
  ec_free(pass.pointers);
  return status;
}
