/* What a logistic model makes of rows: classes and their probabilities. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/logistic-private.h"

/* Rows are taken a block at a time, whatever the threads. */
enum { BLOCK_ROWS = 512 };

struct prediction {
  const struct ec_logistic_result *result;
  const struct ec_matrix *x;
  const struct ec_linear_kernel *kernel;
  double *predictions;             /* or NULL */
  struct ec_matrix *probabilities; /* or NULL */
  double *scratch;                 /* for each worker: logits, and one column more */
  const double **columns;          /* for each worker */
};

struct block {
  size_t begin, n;
  double *z, *rest;
  const double **columns;
};

static void
compute_logits(const struct prediction *p, const struct block *block)
{
  const struct ec_logistic_result *result = p->result;
  for (size_t k = 0; k < result->n_outputs; k++)
    for (size_t i = 0; i < BLOCK_ROWS; i++)
      block->z[k * BLOCK_ROWS + i] = result->intercepts[k];
  for (size_t j = 0; j < p->x->n_columns; j++)
    block->columns[j] = ec_matrix_column(p->x, j) + block->begin;
  p->kernel->forward(block->n, block->columns, p->x->n_columns, result->coefficients,
                     result->n_outputs, block->z, BLOCK_ROWS);
}

static void
write_classes(const struct prediction *p, const struct block *block)
{
  const struct ec_logistic_result *result = p->result;
  for (size_t i = 0; i < block->n; i++) {
    double most = block->z[i];
    size_t best = result->n_outputs == 1 ? most > 0.0 : 0;
    for (size_t k = 1; k < result->n_outputs; k++) {
      double z = block->z[k * BLOCK_ROWS + i];
      if (z > most) {
        most = z;
        best = k;
      }
      if (isnan(z))
        most = NAN;
    }
    p->predictions[block->begin + i] = isnan(most) ? NAN : (double)result->classes[best];
  }
}

/* Both probabilities of two classes from the logit, so that small ones keep all their digits. */
static void
find_both(const struct prediction *p, const struct block *block)
{
  double zeros[BLOCK_ROWS] = {0.0};
  for (size_t i = 0; i < block->n; i++)
    block->rest[i] = -block->z[i];
  p->kernel->logistic(block->n, zeros, block->z, NULL);
  p->kernel->logistic(block->n, zeros, block->rest, NULL);
}

static void
write_probabilities(const struct prediction *p, const struct block *block)
{
  const struct ec_logistic_result *result = p->result;
  size_t bytes = block->n * sizeof(double);
  if (result->n_outputs == 1)
    find_both(p, block);
  else
    p->kernel->softmax(block->n, result->n_outputs, block->z, BLOCK_ROWS, block->rest);
  for (size_t k = 0; k < p->probabilities->n_columns; k++)
    memset(ec_matrix_column(p->probabilities, k) + block->begin, 0, bytes);
  for (size_t c = 0; c < result->n_present; c++) {
    const double *from = block->z + c * BLOCK_ROWS;
    if (result->n_outputs == 1)
      from = c == 0 ? block->rest : block->z;
    memcpy(ec_matrix_column(p->probabilities, result->classes[c]) + block->begin, from, bytes);
  }
}

static ec_status
predict_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct prediction *p = data;
  size_t n = p->x->n_rows;
  struct block block = {.begin = piece * BLOCK_ROWS};
  block.n = n - block.begin < BLOCK_ROWS ? n - block.begin : BLOCK_ROWS;
  block.z = p->scratch + worker * (p->result->n_outputs + 1) * BLOCK_ROWS;
  block.rest = block.z + p->result->n_outputs * BLOCK_ROWS;
  block.columns = p->columns + worker * p->x->n_columns;
  compute_logits(p, &block);
  if (p->predictions != NULL)
    write_classes(p, &block);
  else
    write_probabilities(p, &block);
  return EC_OK;
}

static ec_status
predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
        double *predictions, struct ec_matrix *probabilities, struct ec_error *error)
{
  const struct ec_logistic_result *result = &((const struct ec_logistic *)model)->result;
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  struct prediction p = {result, x, ec_linear_kernel_get(), predictions, probabilities};
  size_t n_blocks = x->n_rows / BLOCK_ROWS + (x->n_rows % BLOCK_ROWS != 0);
  ec_status status;
  p.scratch = ec_alloc(n_workers * (result->n_outputs + 1), BLOCK_ROWS * sizeof *p.scratch);
  p.columns = ec_alloc(n_workers * x->n_columns, sizeof *p.columns);
  if (p.scratch == NULL || p.columns == NULL)
    status = ec_error_no_memory(error, "the predictions");
  else
    status = ec_parallel_for(job, NULL, n_blocks, predict_piece, &p, error);
  ec_free(p.scratch);
  ec_free(p.columns);
  return status;
}

ec_status
ec_logistic_predict(const struct ec_model *model, const struct ec_matrix *x,
                    const struct ec_job *job, double *predictions, struct ec_error *error)
{
  return predict(model, x, job, predictions, NULL, error);
}

ec_status
ec_logistic_predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                                  const struct ec_job *job, struct ec_matrix *probabilities,
                                  struct ec_error *error)
{
  return predict(model, x, job, NULL, probabilities, error);
}
