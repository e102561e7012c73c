#include "config.h"

#include "model/kmeans.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/kmeans-private.h"
#include "model/model-file.h"

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_kmeans_new(NULL, model, error);
}

static void
free_model(struct ec_model *model)
{
  struct ec_kmeans *kmeans = (struct ec_kmeans *)model;
  ec_matrix_clear(&kmeans->start);
  ec_arena_free(kmeans->arena);
  ec_free(kmeans);
}

const struct ec_model_class ec_kmeans_class = {
    .name = "kmeans",
    .traits = EC_TRAIT_TEACHERLESS | EC_TRAIT_SCALE,
    .create = create,
    .fit = ec_kmeans_fit,
    .predict = ec_kmeans_predict,
    .transform = ec_kmeans_transform,
    .save = ec_kmeans_save,
    .load = ec_kmeans_load,
    .describe = ec_kmeans_describe,
    .free = free_model,
};

static ec_status
check_options(const struct ec_kmeans_options *options, struct ec_error *error)
{
  if (options->n_clusters < 1 || options->n_clusters > INT32_MAX)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu clusters are asked for; at least 1 is needed", options->n_clusters);
  if (options->n_init < 1 || options->max_iterations < 1)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu starts of at most %zu iterations are asked for; at least one of each "
                        "is needed",
                        options->n_init, options->max_iterations);
  if (!(options->tolerance >= 0.0) || isinf(options->tolerance))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the tolerance is %g; it must be a number of at least 0",
                        options->tolerance);
  if (options->start != NULL && options->start->n_rows != options->n_clusters)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu centres are given to start from, and %zu clusters are asked for",
                        options->start->n_rows, options->n_clusters);
  return EC_OK;
}

/* Copies the given centres, which have to be finite. */
static ec_status
copy_start(const struct ec_matrix *start, struct ec_matrix *copy, struct ec_error *error)
{
  struct ec_matrix made;
  ec_status status;
  for (size_t j = 0; j < start->n_columns; j++)
    for (size_t c = 0; c < start->n_rows; c++)
      if (!isfinite(ec_matrix_get(start, c, j)))
        return ec_error_set_at(error, EC_ERROR_VALUE, c + 1, j + 1,
                               "feature %zu of start centre %zu is not a finite number", j + 1,
                               c + 1);
  status = ec_matrix_new(start->n_rows, start->n_columns, &made, error);
  if (status != EC_OK)
    return status;
  for (size_t j = 0; j < start->n_columns; j++)
    memcpy(ec_matrix_column(&made, j), ec_matrix_column(start, j), start->n_rows * sizeof(double));
  *copy = made;
  return EC_OK;
}

ec_status
ec_kmeans_new(const struct ec_kmeans_options *options, struct ec_model **model,
              struct ec_error *error)
{
  static const struct ec_kmeans_options defaults = EC_KMEANS_OPTIONS_INIT;
  struct ec_matrix start = EC_MATRIX_INIT;
  struct ec_kmeans *kmeans;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = check_options(options, error);
  if (status == EC_OK && options->start != NULL)
    status = copy_start(options->start, &start, error);
  if (status != EC_OK)
    return status;
  kmeans = ec_alloc_zero(1, sizeof *kmeans);
  if (kmeans == NULL) {
    ec_matrix_clear(&start);
    return ec_error_no_memory(error, "a k-means model");
  }
  kmeans->model.model_class = &ec_kmeans_class;
  kmeans->model.task = EC_TASK_CLUSTERING;
  kmeans->options = *options;
  kmeans->options.start = NULL;
  kmeans->start = start;
  *model = &kmeans->model;
  return EC_OK;
}

const struct ec_kmeans_result *
ec_kmeans_get_result(const struct ec_model *model)
{
  const struct ec_kmeans *kmeans = (const struct ec_kmeans *)model;
  if (model->model_class != &ec_kmeans_class || !model->fitted)
    return NULL;
  return &kmeans->result;
}

ec_status
ec_kmeans_predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
                  double *predictions, struct ec_error *error)
{
  const struct ec_kmeans *kmeans = (const struct ec_kmeans *)model;
  return ec_kmeans_assign(&kmeans->result.centres, x, job, predictions, error);
}

struct distances {
  const struct ec_matrix *centres, *x;
  struct ec_matrix *distances;
};

enum { BLOCK = 256 };

/* Distances of a block of rows, by differences, so that small ones keep their digits. */
static ec_status
measure_block(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct distances *p = data;
  size_t first = piece * BLOCK;
  size_t n = p->x->n_rows - first < BLOCK ? p->x->n_rows - first : BLOCK;
  for (size_t c = 0; c < p->centres->n_rows; c++) {
    double *distances = ec_matrix_column(p->distances, c) + first;
    memset(distances, 0, n * sizeof *distances);
    for (size_t j = 0; j < p->x->n_columns; j++) {
      const double *column = ec_matrix_column(p->x, j) + first;
      double centre = ec_matrix_get(p->centres, c, j);
      for (size_t i = 0; i < n; i++)
        distances[i] += (column[i] - centre) * (column[i] - centre);
    }
    for (size_t i = 0; i < n; i++)
      distances[i] = sqrt(distances[i]);
  }
  return EC_OK;
}

ec_status
ec_kmeans_transform(const struct ec_model *model, const struct ec_matrix *x,
                    const struct ec_job *job, struct ec_matrix *transformed, struct ec_error *error)
{
  const struct ec_kmeans *kmeans = (const struct ec_kmeans *)model;
  struct distances distances = {&kmeans->result.centres, x, transformed};
  size_t n_blocks = x->n_rows / BLOCK + (x->n_rows % BLOCK != 0);
  return ec_parallel_for(job, NULL, n_blocks, measure_block, &distances, error);
}
