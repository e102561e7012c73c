#include "config.h"

#include "model/pca.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "linalg/product.h"
#include "model/model-file.h"
#include "model/pca-private.h"

static ec_status fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
                     struct ec_error *error);
static ec_status transform(const struct ec_model *model, const struct ec_matrix *x,
                           const struct ec_job *job, struct ec_matrix *transformed,
                           struct ec_error *error);

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_pca_new(NULL, model, error);
}

static void
free_model(struct ec_model *model)
{
  struct ec_pca *pca = (struct ec_pca *)model;
  ec_arena_free(pca->arena);
  ec_free(pca);
}

const struct ec_model_class ec_pca_class = {
    .name = "pca",
    .traits = EC_TRAIT_TEACHERLESS | EC_TRAIT_SCALE,
    .create = create,
    .fit = fit,
    .transform = transform,
    .save = ec_pca_save,
    .load = ec_pca_load,
    .describe = ec_pca_describe,
    .free = free_model,
};

ec_status
ec_pca_new(const struct ec_pca_options *options, struct ec_model **model, struct ec_error *error)
{
  static const struct ec_pca_options defaults = EC_PCA_OPTIONS_INIT;
  struct ec_pca *pca;
  if (options == NULL)
    options = &defaults;
  if (!(options->share >= 0.0 && options->share < 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "a share of %g of the variance is asked for; it must lie between 0 and 1",
                        options->share);
  if (options->share > 0.0 && options->n_components > 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu components and a share of %g of the variance are asked for; ask for "
                        "one of them",
                        options->n_components, options->share);
  if (options->share > 0.0 && options->solver == EC_PCA_RANDOMISED)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the randomised solver needs a number of components, not a share");
  pca = ec_alloc_zero(1, sizeof *pca);
  if (pca == NULL)
    return ec_error_no_memory(error, "a PCA model");
  pca->model.model_class = &ec_pca_class;
  pca->model.task = EC_TASK_TRANSFORMATION;
  pca->options = *options;
  *model = &pca->model;
  return EC_OK;
}

const struct ec_pca_result *
ec_pca_get_result(const struct ec_model *model)
{
  const struct ec_pca *pca = (const struct ec_pca *)model;
  return model->model_class == &ec_pca_class && model->fitted ? &pca->result : NULL;
}

struct columns {
  const struct ec_matrix *x;
  double *means, *squares;
};

/* The mean of a column, and the sum of squares around it. */
static ec_status
measure_column(void *data, size_t j, unsigned worker, struct ec_error *error)
{
  const struct columns *columns = data;
  const double *column = ec_matrix_column(columns->x, j);
  struct ec_sum sum = {0.0, 0.0};
  double squares = 0.0, mean;
  for (size_t i = 0; i < columns->x->n_rows; i++)
    ec_sum_add(&sum, column[i]);
  mean = ec_sum_get(&sum) / (double)columns->x->n_rows;
  for (size_t i = 0; i < columns->x->n_rows; i++)
    squares += (column[i] - mean) * (column[i] - mean);
  columns->means[j] = mean;
  columns->squares[j] = squares;
  return EC_OK;
}

static ec_status
measure(const struct ec_matrix *x, const struct ec_job *job, double *means, double *total,
        struct ec_error *error)
{
  struct columns columns = {x, means, ec_alloc(x->n_columns, sizeof(double))};
  ec_status status;
  if (columns.squares == NULL)
    return ec_error_no_memory(error, "the means of the features");
  status = ec_parallel_for(job, NULL, x->n_columns, measure_column, &columns, error);
  *total = 0.0;
  for (size_t j = 0; j < x->n_columns && status == EC_OK; j++) {
    *total += columns.squares[j];
    if (!isfinite(*total))
      status = ec_error_set_at(error, EC_ERROR_VALUE, 0, j + 1,
                               "feature %zu has values so large that their squares overflow; scale "
                               "it first",
                               j + 1);
  }
  ec_free(columns.squares);
  return status;
}

/* The sign of a component is no fact; the largest entry is made positive. */
static void
fix_sign(double *component, size_t n)
{
  size_t largest = 0;
  for (size_t i = 1; i < n; i++)
    if (fabs(component[i]) > fabs(component[largest]))
      largest = i;
  if (component[largest] > 0.0)
    return;
  for (size_t i = 0; i < n; i++)
    component[i] = 0.0 - component[i];
}

/* The fewest components that explain more than the share. */
static size_t
count_for_share(const struct ec_pca_problem *p)
{
  double share = 0.0;
  size_t n = 0;
  while (n < p->n_wanted && share <= p->options->share && p->total > 0.0) {
    share += p->singular[n] * p->singular[n] / p->total;
    n++;
  }
  return n > 0 ? n : 1;
}

static ec_status
build_result(struct ec_pca_problem *p, struct ec_arena *arena, struct ec_pca_result *result,
             struct ec_error *error)
{
  size_t n = p->options->share > 0.0 ? count_for_share(p) : p->n_wanted;
  size_t n_rows = p->x->n_rows, d = p->x->n_columns, smaller = n_rows < d ? n_rows : d;
  double *variances = ec_arena_alloc(arena, n, sizeof *variances);
  double *shares = ec_arena_alloc(arena, n, sizeof *shares), rest;
  if (variances == NULL || shares == NULL)
    return ec_error_no_memory(error, "the components");
  rest = p->total / (double)(n_rows - 1);
  *result = (struct ec_pca_result){n_rows,    n,      d,           p->components, p->means,
                                   variances, shares, p->singular, rest,          0.0};
  result->components.n_columns = n;
  for (size_t j = 0; j < n; j++) {
    variances[j] = p->singular[j] * p->singular[j] / (double)(n_rows - 1);
    shares[j] = p->total > 0.0 ? variances[j] / result->total_variance : 0.0;
    rest -= variances[j];
    fix_sign(ec_matrix_column(&p->components, j), d);
  }
  if (n < smaller)
    result->noise_variance = fmax(0.0, rest) / (double)(smaller - n);
  return EC_OK;
}

static ec_status
solve(const struct ec_pca *pca, const struct ec_matrix *x, const struct ec_job *job,
      struct ec_arena *arena, struct ec_pca_result *result, struct ec_error *error)
{
  size_t smaller = x->n_rows < x->n_columns ? x->n_rows : x->n_columns;
  struct ec_pca_problem p = {.options = &pca->options, .x = x};
  double *means = ec_arena_alloc(arena, x->n_columns, sizeof *means);
  ec_status status;
  p.n_wanted = pca->options.n_components > 0 ? pca->options.n_components : smaller;
  p.singular = ec_arena_alloc(arena, p.n_wanted, sizeof *p.singular);
  if (means == NULL || p.singular == NULL ||
      !ec_arena_matrix(arena, x->n_columns, p.n_wanted, &p.components))
    return ec_error_no_memory(error, "the components");
  p.means = means;
  status = measure(x, job, means, &p.total, error);
  if (status == EC_OK && pca->options.solver == EC_PCA_FULL)
    status = ec_pca_solve_full(&p, job, error);
  else if (status == EC_OK)
    status = ec_pca_solve_randomised(&p, job, error);
  return status == EC_OK ? build_result(&p, arena, result, error) : status;
}

static ec_status
check_size(const struct ec_pca *pca, const struct ec_matrix *x, struct ec_error *error)
{
  size_t smaller = x->n_rows < x->n_columns ? x->n_rows : x->n_columns;
  if (x->n_rows < 2)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "there is one row only, which does not vary; PCA needs at least 2");
  if (pca->options.n_components > smaller)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu components are asked for; %zu rows with %zu features have at most %zu",
                        pca->options.n_components, x->n_rows, x->n_columns, smaller);
  return EC_OK;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct ec_pca *pca = (struct ec_pca *)model;
  struct ec_arena *arena;
  struct ec_pca_result result;
  ec_status status = check_size(pca, &data->x, error);
  if (status != EC_OK)
    return status;
  arena = ec_arena_new(0);
  if (arena == NULL)
    return ec_error_no_memory(error, "the components");
  status = solve(pca, &data->x, job, arena, &result, error);
  if (status != EC_OK) {
    ec_arena_free(arena);
    return status;
  }
  ec_arena_free(pca->arena);
  pca->arena = arena;
  pca->result = result;
  model->n_outputs = result.n_components;
  return EC_OK;
}

/* What a whitened coordinate is divided by; a component without variance stays as it is. */
static double
deviation(const struct ec_pca *pca, size_t component)
{
  double variance = pca->result.variances[component];
  return pca->options.whiten && variance > 0.0 ? sqrt(variance) : 1.0;
}

static ec_status
transform(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
          struct ec_matrix *transformed, struct ec_error *error)
{
  const struct ec_pca *pca = (const struct ec_pca *)model;
  struct ec_factor rows = {x, false, pca->result.means};
  struct ec_factor components = {&pca->result.components, false, NULL};
  ec_status status = ec_product(&rows, &components, job, transformed, error);
  for (size_t j = 0; j < transformed->n_columns && status == EC_OK && pca->options.whiten; j++) {
    double *column = ec_matrix_column(transformed, j), by = deviation(pca, j);
    for (size_t i = 0; i < transformed->n_rows; i++)
      column[i] /= by;
  }
  return status;
}

/* A copy of the coordinates in which those that were whitened have their deviations again. */
static ec_status
copy_unwhitened(const struct ec_pca *pca, const struct ec_matrix *transformed,
                struct ec_matrix *copy, struct ec_error *error)
{
  ec_status status = ec_matrix_new(transformed->n_rows, transformed->n_columns, copy, error);
  for (size_t j = 0; j < transformed->n_columns && status == EC_OK; j++) {
    const double *from = ec_matrix_column(transformed, j);
    double *to = ec_matrix_column(copy, j), by = deviation(pca, j);
    for (size_t i = 0; i < transformed->n_rows; i++)
      to[i] = from[i] * by;
  }
  return status;
}

ec_status
ec_pca_inverse_transform(const struct ec_model *model, const struct ec_matrix *transformed,
                         const struct ec_job *job, struct ec_matrix *x, struct ec_error *error)
{
  const struct ec_pca *pca = (const struct ec_pca *)model;
  struct ec_matrix copy;
  struct ec_factor coordinates = {&copy, false, NULL};
  struct ec_factor components = {&pca->result.components, true, NULL};
  ec_status status;
  if (model->model_class != &ec_pca_class)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED, "a %s model has no inverse transformation",
                        model->model_class->name);
  if (!model->fitted)
    return ec_error_set(error, EC_ERROR_NOT_FITTED, "the model has not been fitted yet");
  if (transformed->n_columns != pca->result.n_components ||
      x->n_columns != pca->result.n_features || x->n_rows != transformed->n_rows)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "%zu by %zu coordinates should become %zu by %zu numbers; the model has "
                        "%zu components of %zu features",
                        transformed->n_rows, transformed->n_columns, x->n_rows, x->n_columns,
                        pca->result.n_components, pca->result.n_features);
  status = copy_unwhitened(pca, transformed, &copy, error);
  if (status != EC_OK)
    return status;
  status = ec_product(&coordinates, &components, job, x, error);
  for (size_t j = 0; j < x->n_columns && status == EC_OK; j++)
    for (size_t i = 0; i < x->n_rows; i++)
      x->data[i + j * x->stride] += pca->result.means[j];
  ec_matrix_clear(&copy);
  return status;
}
