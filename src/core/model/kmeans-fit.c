/* The starts of k-means, and the best of them. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/kmeans-private.h"
#include "model/model-file.h"

/* What one start has led to. */
struct outcome {
  struct ec_arena *arena;
  struct ec_kmeans_result result;
};

struct fit {
  const struct ec_kmeans *kmeans;
  const struct ec_matrix *x;
  struct ec_kmeans_rows rows;
  struct ec_random random;
};

static ec_status
check_data(const struct ec_kmeans *kmeans, const struct ec_matrix *x, struct ec_error *error)
{
  size_t k = kmeans->options.n_clusters;
  if (x->n_rows < k)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu clusters are asked for, and there %s only %zu row%s; ask for fewer "
                        "clusters",
                        k, x->n_rows == 1 ? "is" : "are", x->n_rows, x->n_rows == 1 ? "" : "s");
  if (kmeans->start.data != NULL && kmeans->start.n_columns != x->n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the start centres have %zu features, and the rows %zu",
                        kmeans->start.n_columns, x->n_columns);
  return EC_OK;
}

/* The given centres, or those of k-means++, relative to the mean. */
static ec_status
find_start(struct fit *fit, size_t start, const struct ec_job *job, double *centres,
           struct ec_error *error)
{
  const struct ec_matrix *given = &fit->kmeans->start;
  size_t k = fit->kmeans->options.n_clusters, d = fit->rows.n_features;
  struct ec_random random = ec_random_split(&fit->random, start);
  if (given->data == NULL)
    return ec_kmeans_start(&fit->rows, k, &random, job, centres, error);
  for (size_t c = 0; c < k; c++)
    for (size_t j = 0; j < d; j++)
      centres[c * d + j] = ec_matrix_get(given, c, j) - fit->rows.mean[j];
  return EC_OK;
}

struct inertia {
  const struct ec_matrix *x;
  const struct ec_kmeans_result *result;
  double *sums; /* one a block */
};

enum { BLOCK = 1024 };

/* sum ||x - c||² over a block of rows, by differences. */
static ec_status
add_block(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct inertia *p = data;
  size_t begin = piece * BLOCK, end = begin + BLOCK < p->x->n_rows ? begin + BLOCK : p->x->n_rows;
  double sum = 0.0;
  for (size_t j = 0; j < p->x->n_columns; j++) {
    const double *column = ec_matrix_column(p->x, j);
    const double *centres = ec_matrix_column(&p->result->centres, j);
    for (size_t i = begin; i < end; i++) {
      double difference = column[i] - centres[(size_t)p->result->labels[i]];
      sum += difference * difference;
    }
  }
  p->sums[piece] = sum;
  return EC_OK;
}

static ec_status
find_inertia(const struct ec_matrix *x, const struct ec_job *job, struct ec_kmeans_result *result,
             struct ec_error *error)
{
  size_t n_blocks = x->n_rows / BLOCK + (x->n_rows % BLOCK != 0);
  struct inertia inertia = {x, result, ec_alloc(n_blocks, sizeof(double))};
  ec_status status;
  if (inertia.sums == NULL)
    return ec_error_no_memory(error, "the inertia");
  status = ec_parallel_for(job, NULL, n_blocks, add_block, &inertia, error);
  result->inertia = 0.0;
  for (size_t i = 0; i < n_blocks && status == EC_OK; i++)
    result->inertia += inertia.sums[i];
  ec_free(inertia.sums);
  return status;
}

/* What the result tells of the centres that were reached. */
static ec_status
build_result(struct fit *fit, const struct ec_kmeans_run *run, const struct ec_job *job,
             struct outcome *outcome, struct ec_error *error)
{
  struct ec_kmeans_result *result = &outcome->result;
  size_t k = run->k, d = fit->rows.n_features, n = fit->rows.n;
  double *labels = ec_arena_alloc(outcome->arena, n, sizeof *labels);
  size_t *sizes = ec_arena_alloc(outcome->arena, k, sizeof *sizes);
  ec_status status;
  if (labels == NULL || sizes == NULL || !ec_arena_matrix(outcome->arena, k, d, &result->centres))
    return ec_error_no_memory(error, "the clusters");
  for (size_t c = 0; c < k; c++)
    for (size_t j = 0; j < d; j++)
      ec_matrix_set(&result->centres, c, j, run->centres[c * d + j] + fit->rows.mean[j]);
  status = ec_kmeans_assign(&result->centres, fit->x, job, labels, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < n; i++)
    sizes[(size_t)labels[i]]++;
  result->labels = labels;
  result->sizes = sizes;
  result->n_rows = n;
  result->n_iterations = run->n_iterations;
  result->converged = run->converged;
  result->inertias = run->inertias;
  result->path = NULL;
  return find_inertia(fit->x, job, result, error);
}

/* Joins the sets of centres, which lie apart. */
static ec_status
join_path(const struct ec_kmeans_run *run, size_t d, struct outcome *outcome,
          struct ec_error *error)
{
  size_t n = run->n_iterations + 1, size = run->k * d;
  double *path;
  if (run->path_arena == NULL)
    return EC_OK;
  path = ec_arena_alloc(outcome->arena, n * size, sizeof *path);
  if (path == NULL)
    return ec_error_no_memory(error, "the path of the centres");
  for (size_t i = 0; i < n; i++)
    memcpy(path + i * size, run->path[i], size * sizeof *path);
  outcome->result.path = path;
  outcome->result.n_path = n;
  return EC_OK;
}

static ec_status
follow(struct fit *fit, size_t start, struct ec_kmeans_run *run, const struct ec_job *job,
       struct outcome *outcome, struct ec_error *error)
{
  struct ec_job first = ec_job_part(job, 0.0, 0.1), second = ec_job_part(job, 0.1, 1.0);
  const struct ec_job *first_job = job != NULL ? &first : NULL;
  const struct ec_job *second_job = job != NULL ? &second : NULL;
  ec_status status = find_start(fit, start, first_job, run->centres, error);
  if (status == EC_OK)
    status = ec_kmeans_lloyd(&fit->rows, run, second_job, error);
  if (status == EC_OK)
    status = build_result(fit, run, second_job, outcome, error);
  if (status == EC_OK)
    status = join_path(run, fit->rows.n_features, outcome, error);
  return status;
}

static ec_status
try_start(struct fit *fit, size_t start, const struct ec_job *job, struct outcome *outcome,
          struct ec_error *error)
{
  const struct ec_kmeans_options *options = &fit->kmeans->options;
  struct ec_kmeans_run run = {.k = options->n_clusters,
                              .max_iterations = options->max_iterations,
                              .tolerance = options->tolerance};
  struct ec_arena *scratch = ec_arena_new(0);
  struct outcome made = {.arena = ec_arena_new(0)};
  ec_status status;
  if (scratch != NULL && made.arena != NULL) {
    run.centres = ec_arena_alloc(scratch, run.k * fit->rows.n_features, sizeof(double));
    run.inertias = ec_arena_alloc(made.arena, run.max_iterations, sizeof(double));
    if (options->keep_path) {
      run.path_arena = scratch;
      run.path = ec_arena_alloc(scratch, run.max_iterations + 1, sizeof *run.path);
    }
  }
  if (run.centres == NULL || run.inertias == NULL || (options->keep_path && run.path == NULL))
    status = ec_error_no_memory(error, "the centres");
  else
    status = follow(fit, start, &run, job, &made, error);
  ec_arena_free(scratch);
  if (status == EC_OK)
    *outcome = made;
  else
    ec_arena_free(made.arena);
  return status;
}

static ec_status
try_starts(struct fit *fit, const struct ec_job *job, struct outcome *best, struct ec_error *error)
{
  size_t n_starts = fit->kmeans->start.data != NULL ? 1 : fit->kmeans->options.n_init;
  for (size_t start = 0; start < n_starts; start++) {
    struct ec_job part =
        ec_job_part(job, (double)start / (double)n_starts, (double)(start + 1) / (double)n_starts);
    struct outcome outcome;
    ec_status status = try_start(fit, start, job != NULL ? &part : NULL, &outcome, error);
    if (status != EC_OK)
      return status;
    if (best->arena != NULL && !(outcome.result.inertia < best->result.inertia)) {
      ec_arena_free(outcome.arena);
      continue;
    }
    ec_arena_free(best->arena);
    *best = outcome;
  }
  return EC_OK;
}

ec_status
ec_kmeans_fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
              struct ec_error *error)
{
  struct ec_kmeans *kmeans = (struct ec_kmeans *)model;
  struct fit fit = {.kmeans = kmeans, .x = &data->x};
  struct outcome best = {.arena = NULL};
  ec_status status = check_data(kmeans, &data->x, error);
  if (status != EC_OK)
    return status;
  fit.random = ec_random_new(kmeans->options.seed);
  status = ec_kmeans_rows_new(&data->x, kmeans->options.n_clusters, job, &fit.rows, error);
  if (status == EC_OK)
    status = try_starts(&fit, job, &best, error);
  ec_kmeans_rows_clear(&fit.rows);
  if (status != EC_OK) {
    ec_arena_free(best.arena);
    return status;
  }
  ec_arena_free(kmeans->arena);
  kmeans->arena = best.arena;
  kmeans->result = best.result;
  kmeans->model.n_outputs = kmeans->options.n_clusters;
  return EC_OK;
}
