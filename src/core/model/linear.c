#include "config.h"

#include "model/linear.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/linear-private.h"
#include "model/model-private.h"

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_linear_new(NULL, model, error);
}

const struct ec_model_class ec_linear_class = {
    .name = "linear",
    .traits = EC_TRAIT_REGRESSION | EC_TRAIT_OWN_CHECK,
    .create = create,
    .fit = ec_linear_fit,
    .predict = ec_linear_predict,
    .save = ec_linear_save,
    .load = ec_linear_load,
    .describe = ec_linear_describe,
    .free = ec_linear_free,
};

/* Predictions are made in blocks of rows, so that the sums stay in the cache. */
enum { BLOCK_ROWS = 1024 };

struct ec_linear *
ec_linear_alloc(const struct ec_model_class *model_class)
{
  struct ec_linear *linear = ec_alloc_zero(1, sizeof *linear);
  if (linear != NULL)
    linear->model.model_class = model_class;
  return linear;
}

ec_status
ec_linear_new(const struct ec_linear_options *options, struct ec_model **model,
              struct ec_error *error)
{
  static const struct ec_linear_options defaults = EC_LINEAR_OPTIONS_INIT;
  struct ec_linear *linear = ec_linear_alloc(&ec_linear_class);
  if (linear == NULL)
    return ec_error_no_memory(error, "a linear model");
  if (options == NULL)
    options = &defaults;
  linear->intercept = options->intercept;
  linear->rank_policy = options->rank_policy;
  linear->tolerance = options->tolerance;
  *model = &linear->model;
  return EC_OK;
}

void
ec_linear_free(struct ec_model *model)
{
  struct ec_linear *linear = (struct ec_linear *)model;
  ec_least_squares_free(linear->solution);
  ec_arena_free(linear->arena);
  ec_free(linear);
}

const struct ec_linear_result *
ec_linear_get_result(const struct ec_model *model)
{
  const struct ec_linear *linear = (const struct ec_linear *)model;
  return model->fitted ? &linear->result : NULL;
}

static double
determination(double residual_squares, double total_squares)
{
  if (total_squares == 0.0)
    return residual_squares == 0.0 ? 1.0 : 0.0;
  return 1.0 - residual_squares / total_squares;
}

/* Standard errors and t, which are not defined for a penalised fit or where no degree of freedom is
 * left to tell how much the rows scatter. */
static void
find_errors(const struct ec_least_squares *solution, struct ec_linear_result *result,
            double *errors, double *t)
{
  double sigma = NAN;
  if (solution->degrees_of_freedom > 0.0)
    sigma = sqrt(solution->residual_squares / solution->degrees_of_freedom);
  result->sigma = sigma;
  result->intercept_error = solution->intercept_length * sigma;
  result->intercept_t = solution->intercept / result->intercept_error;
  for (size_t j = 0; j < solution->n_columns; j++) {
    errors[j] = solution->lengths[j] * sigma;
    t[j] = solution->coefficients[j] / errors[j];
  }
}

static ec_status
build_result(const struct ec_least_squares *solution, struct ec_arena *arena,
             struct ec_linear_result *result, struct ec_error *error)
{
  double *errors = ec_arena_alloc(arena, solution->n_columns, sizeof *errors);
  double *t = ec_arena_alloc(arena, solution->n_columns, sizeof *t);
  if (errors == NULL || t == NULL)
    return ec_error_no_memory(error, "the result of the fit");
  *result = (struct ec_linear_result){
      .n_rows = solution->n_rows,
      .n_features = solution->n_columns,
      .rank = solution->rank,
      .intercept = solution->intercept,
      .coefficients = solution->coefficients,
      .aliased = solution->aliased,
      .degrees_of_freedom = solution->degrees_of_freedom,
      .r_squared = determination(solution->residual_squares, solution->total_squares),
      .residual_squares = solution->residual_squares,
      .total_squares = solution->total_squares,
      .errors = errors,
      .t = t,
      .n_dependencies = solution->n_dependencies,
      .dependencies = solution->dependencies,
  };
  find_errors(solution, result, errors, t);
  return EC_OK;
}

static ec_status
refuse_dependence(const struct ec_least_squares *solution, const char *const *names,
                  struct ec_error *error)
{
  char text[320];
  size_t n = solution->n_dependencies;
  ec_dependency_describe(&solution->dependencies[0], names, text, sizeof text);
  return ec_error_set_at(error, EC_ERROR_RANK, 0, solution->dependencies[0].column + 1,
                         "%s%s depend%s on the others, so that no single answer is best: %s; leave "
                         "%s out",
                         n == 1 ? "a column" : "columns",
                         n == 1 ? "" : " (the first of several is named)", n == 1 ? "s" : "", text,
                         n == 1 ? "it" : "them");
}

/* Adds the name of the column to what is wrong with a value. */
static ec_status
name_value(const struct ec_data *data, ec_status status, struct ec_error *error)
{
  char message[EC_ERROR_MESSAGE_SIZE], name[80];
  size_t row = error->line, column = error->column;
  if (status != EC_ERROR_VALUE || row == 0)
    return status;
  memcpy(message, error->message, sizeof message);
  if (column == 0)
    return ec_error_set_at(error, status, row, 0, "the target: %s", message);
  if (data->names == NULL)
    return ec_error_set_at(error, status, row, column, "feature %zu: %s", column, message);
  ec_error_quote(name, sizeof name, data->names[column - 1], strlen(data->names[column - 1]));
  return ec_error_set_at(error, status, row, column, "feature %zu (\"%s\"): %s", column, name,
                         message);
}

static ec_status
solve(const struct ec_linear *linear, const struct ec_data *data, const struct ec_job *job,
      struct ec_least_squares **solution, struct ec_error *error)
{
  struct ec_least_squares_options options = EC_LEAST_SQUARES_OPTIONS_INIT;
  struct ec_error scratch = EC_ERROR_INIT;
  ec_status status;
  options.intercept = linear->intercept;
  options.lambda = linear->lambda;
  options.tolerance = linear->tolerance;
  if (error == NULL)
    error = &scratch;
  status = ec_least_squares_solve(&data->x, data->y, &options, job, solution, error);
  return status == EC_OK ? EC_OK : name_value(data, status, error);
}

ec_status
ec_linear_fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
              struct ec_error *error)
{
  struct ec_linear *linear = (struct ec_linear *)model;
  struct ec_least_squares *solution;
  struct ec_linear_result result;
  struct ec_arena *arena;
  ec_status status = solve(linear, data, job, &solution, error);
  if (status != EC_OK)
    return status;
  arena = ec_arena_new(0);
  if (linear->rank_policy == EC_RANK_REFUSE && solution->n_dependencies > 0)
    status = refuse_dependence(solution, data->names, error);
  else if (arena == NULL)
    status = ec_error_no_memory(error, "the result of the fit");
  else
    status = build_result(solution, arena, &result, error);
  if (status != EC_OK) {
    ec_arena_free(arena);
    ec_least_squares_free(solution);
    return status;
  }
  ec_arena_free(linear->arena);
  ec_least_squares_free(linear->solution);
  linear->arena = arena;
  linear->solution = solution;
  linear->result = result;
  return EC_OK;
}

struct prediction {
  const struct ec_linear_result *result;
  const struct ec_matrix *x;
  double *predictions;
};

static ec_status
predict_block(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct prediction *p = data;
  size_t begin = piece * BLOCK_ROWS, end = begin + BLOCK_ROWS;
  if (end > p->x->n_rows)
    end = p->x->n_rows;
  for (size_t i = begin; i < end; i++)
    p->predictions[i] = p->result->intercept;
  for (size_t j = 0; j < p->x->n_columns; j++) {
    const double *column = ec_matrix_column(p->x, j);
    double coefficient = p->result->coefficients[j];
    /* A column that was left out must not bring in its missing values. */
    if (p->result->aliased[j])
      continue;
    for (size_t i = begin; i < end; i++)
      p->predictions[i] += column[i] * coefficient;
  }
  return EC_OK;
}

ec_status
ec_linear_predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
                  double *predictions, struct ec_error *error)
{
  const struct ec_linear *linear = (const struct ec_linear *)model;
  struct prediction prediction = {&linear->result, x, predictions};
  size_t n_blocks = x->n_rows / BLOCK_ROWS + (x->n_rows % BLOCK_ROWS != 0);
  return ec_parallel_for(job, NULL, n_blocks, predict_block, &prediction, error);
}
