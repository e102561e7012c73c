#include "config.h"

#include "model/logistic.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/logistic-private.h"
#include "model/model-private.h"

static ec_status
check_options(const struct ec_logistic_options *options, struct ec_error *error)
{
  if (!(options->c > 0.0) || isinf(options->c))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "C is %g; it must be a number above 0",
                        options->c);
  if (!(options->l1_ratio >= 0.0 && options->l1_ratio <= 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the share of the L1 penalty is %g; it must be from 0 to 1",
                        options->l1_ratio);
  if (!(options->tolerance > 0.0) || isinf(options->tolerance))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the tolerance is %g; it must be a number above 0", options->tolerance);
  if (options->max_iterations == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there must be at least one iteration");
  if (options->penalty > EC_LOGISTIC_ELASTIC)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no penalty with the number %u",
                        (unsigned)options->penalty);
  return EC_OK;
}

ec_status
ec_logistic_new(const struct ec_logistic_options *options, struct ec_model **model,
                struct ec_error *error)
{
  static const struct ec_logistic_options defaults = EC_LOGISTIC_OPTIONS_INIT;
  struct ec_logistic *logistic;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = check_options(options, error);
  if (status != EC_OK)
    return status;
  logistic = ec_alloc_zero(1, sizeof *logistic);
  if (logistic == NULL)
    return ec_error_no_memory(error, "a logistic model");
  logistic->model.model_class = &ec_logistic_class;
  logistic->model.task = EC_TASK_CLASSIFICATION;
  logistic->options = *options;
  *model = &logistic->model;
  return EC_OK;
}

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_logistic_new(NULL, model, error);
}

static void
logistic_free(struct ec_model *model)
{
  struct ec_logistic *logistic = (struct ec_logistic *)model;
  ec_arena_free(logistic->arena);
  ec_free(logistic);
}

const struct ec_logistic_result *
ec_logistic_get_result(const struct ec_model *model)
{
  return model->fitted ? &((const struct ec_logistic *)model)->result : NULL;
}

/* One fit: what is made on the way. */
struct fit {
  struct ec_logistic *logistic;
  const struct ec_data *data;
  const struct ec_job *job;
  size_t *places;  /* of each class among those present; SIZE_MAX where it has no rows */
  size_t *classes; /* those present */
  size_t n_present;
  double *y, *w;
  double *losses; /* of each iteration, with room for n_allocated */
  size_t n_losses, n_allocated;
};

static ec_status
check_all(const struct ec_data *data, const struct ec_job *job, struct ec_error *error)
{
  struct ec_model_class model_class = ec_logistic_class;
  model_class.traits &= ~(unsigned)EC_TRAIT_OWN_CHECK;
  return ec_data_check(&model_class, data, job, error);
}

/* Whether all targets are classes; what is wrong with them check_all() says. */
static bool
are_classes(const struct ec_data *data)
{
  for (size_t i = 0; i < data->x.n_rows; i++) {
    double y = data->y[i];
    if (!(y >= 0.0 && y < (double)data->n_classes && y == floor(y)))
      return false;
  }
  return data->x.n_rows > 0 && data->x.n_columns > 0;
}

/* Numbers the classes that have rows, and gives each row the number of its own. */
static ec_status
number_classes(struct fit *fit, struct ec_error *error)
{
  const struct ec_data *data = fit->data;
  for (size_t k = 0; k < data->n_classes; k++)
    fit->places[k] = SIZE_MAX;
  for (size_t i = 0; i < data->x.n_rows; i++)
    fit->places[(size_t)data->y[i]] = 0;
  for (size_t k = 0; k < data->n_classes; k++)
    if (fit->places[k] == 0) {
      fit->places[k] = fit->n_present;
      fit->classes[fit->n_present++] = k;
    }
  for (size_t i = 0; i < data->x.n_rows; i++)
    fit->y[i] = (double)fit->places[(size_t)data->y[i]];
  if (fit->n_present < 2)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "all rows are of class %zu, so there is nothing to tell apart",
                        fit->classes[0]);
  return EC_OK;
}

static ec_status
keep_step(void *data, size_t iteration, double loss, bool *enough, struct ec_error *error)
{
  struct fit *fit = data;
  const struct ec_logistic_options *options = &fit->logistic->options;
  if (fit->n_losses == fit->n_allocated) {
    size_t wanted = fit->n_allocated > 0 ? 2 * fit->n_allocated : 32;
    double *larger = ec_resize(fit->losses, fit->n_losses, wanted, sizeof *larger);
    if (larger == NULL)
      return ec_error_no_memory(error, "the losses of the iterations");
    fit->losses = larger;
    fit->n_allocated = wanted;
  }
  fit->losses[fit->n_losses++] = loss;
  if (options->step != NULL)
    options->step(options->step_data, iteration, loss);
  ec_job_report(fit->job, (double)iteration / ((double)iteration + 5.0), "iterations");
  return ec_job_check(fit->job, error);
}

static void
set_penalty(const struct ec_logistic_options *options, size_t n, double *l1, double *l2)
{
  double strength = 1.0 / (options->c * (double)n), share = 0.0;
  if (options->penalty == EC_LOGISTIC_NONE)
    strength = 0.0;
  else if (options->penalty == EC_LOGISTIC_L1)
    share = 1.0;
  else if (options->penalty == EC_LOGISTIC_ELASTIC)
    share = options->l1_ratio;
  *l1 = share * strength;
  *l2 = (1.0 - share) * strength;
}

/* With as many outputs as classes, the same number added to all intercepts (without a penalty, to
 * all weights of a feature) changes nothing; those that add up to zero are chosen. */
static void
centre(const struct ec_logistic_problem *p, double *w)
{
  size_t first = p->l1 == 0.0 && p->l2 == 0.0 ? 0 : p->n_features;
  if (p->n_outputs == 1)
    return;
  for (size_t j = first; j < p->d; j++) {
    double sum = 0.0;
    for (size_t k = 0; k < p->n_outputs; k++)
      sum += w[k * p->d + j];
    for (size_t k = 0; k < p->n_outputs; k++)
      w[k * p->d + j] -= sum / (double)p->n_outputs;
  }
}

static ec_status
refuse_rows(const struct fit *fit, struct ec_error *error)
{
  ec_status status = check_all(fit->data, fit->job, error);
  if (status != EC_OK)
    return status;
  return ec_error_set(error, EC_ERROR_VALUE,
                      "the numbers are too large to be added up; scale the features first");
}

static ec_status
build_result(const struct fit *fit, const struct ec_logistic_problem *p,
             const struct ec_logistic_solution *solution, struct ec_arena *arena,
             struct ec_logistic_result *result, struct ec_error *error)
{
  size_t k = p->n_outputs, n = p->n_features;
  double *coefficients = ec_arena_alloc(arena, k * n, sizeof *coefficients);
  double *intercepts = ec_arena_alloc(arena, k, sizeof *intercepts);
  double *losses = ec_arena_alloc(arena, fit->n_losses, sizeof *losses);
  size_t *classes = ec_arena_alloc(arena, fit->n_present, sizeof *classes);
  double penalty = 0.0;
  size_t n_zeros = 0;
  if (coefficients == NULL || intercepts == NULL || losses == NULL || classes == NULL)
    return ec_error_no_memory(error, "the result of the fit");
  for (size_t o = 0; o < k; o++) {
    intercepts[o] = p->intercept ? fit->w[o * p->d + n] : 0.0;
    for (size_t j = 0; j < n; j++) {
      double w = coefficients[o * n + j] = fit->w[o * p->d + j];
      n_zeros += w == 0.0;
      penalty += p->l1 * fabs(w) + 0.5 * p->l2 * w * w;
    }
  }
  memcpy(losses, fit->losses, fit->n_losses * sizeof *losses);
  memcpy(classes, fit->classes, fit->n_present * sizeof *classes);
  *result = (struct ec_logistic_result){
      .n_features = n,
      .n_classes = fit->data->n_classes,
      .n_outputs = k,
      .coefficients = coefficients,
      .intercepts = intercepts,
      .classes = classes,
      .n_present = fit->n_present,
      .n_rows = p->n,
      .n_iterations = solution->n_iterations,
      .n_zeros = n_zeros,
      .outcome = solution->outcome,
      .converged = solution->outcome == EC_LOGISTIC_CONVERGED,
      .loss = solution->loss,
      .log_loss = solution->loss - penalty,
      .gradient = solution->gradient,
      .losses = losses,
  };
  return EC_OK;
}

static ec_status
solve(struct fit *fit, struct ec_arena *arena, struct ec_logistic_result *result,
      struct ec_error *error)
{
  const struct ec_logistic_options *options = &fit->logistic->options;
  const struct ec_data *data = fit->data;
  struct ec_logistic_problem problem = {
      .x = &data->x,
      .y = fit->y,
      .n = data->x.n_rows,
      .n_features = data->x.n_columns,
      .d = data->x.n_columns + options->intercept,
      .n_outputs = fit->n_present == 2 ? 1 : fit->n_present,
      .intercept = options->intercept,
      .job = fit->job,
  };
  struct ec_logistic_solution solution = {.n_iterations = 0};
  ec_status status = EC_OK;
  size_t size;
  set_penalty(options, problem.n, &problem.l1, &problem.l2);
  if (ec_size_multiply(problem.n_outputs, problem.d, &size))
    solution.w = fit->w = ec_alloc_zero(size, sizeof *fit->w);
  if (fit->w == NULL)
    return ec_error_no_memory(error, "the weights");
  status = ec_logistic_problem_init(&problem, error);
  if (status != EC_OK)
    return status;
  status = (problem.l1 > 0.0 ? ec_logistic_fit_sparse : ec_logistic_fit_smooth)(
      &problem, options, keep_step, fit, &solution, error);
  if (status == EC_OK && !solution.finite)
    status = refuse_rows(fit, error);
  if (status == EC_OK) {
    centre(&problem, fit->w);
    status = build_result(fit, &problem, &solution, arena, result, error);
  }
  ec_logistic_problem_clear(&problem);
  return status;
}

static ec_status
logistic_fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
             struct ec_error *error)
{
  struct fit fit = {.logistic = (struct ec_logistic *)model, .data = data, .job = job};
  struct ec_logistic_result result;
  struct ec_arena *arena = NULL;
  ec_status status = EC_OK;
  if (!are_classes(data))
    return check_all(data, job, error);
  fit.places = ec_alloc(data->n_classes, sizeof *fit.places);
  fit.classes = ec_alloc(data->n_classes, sizeof *fit.classes);
  fit.y = ec_alloc(data->x.n_rows, sizeof *fit.y);
  arena = ec_arena_new(0);
  if (fit.places == NULL || fit.classes == NULL || fit.y == NULL || arena == NULL)
    status = ec_error_no_memory(error, "the classes of the rows");
  if (status == EC_OK)
    status = number_classes(&fit, error);
  if (status == EC_OK)
    status = solve(&fit, arena, &result, error);
  ec_free(fit.places);
  ec_free(fit.classes);
  ec_free(fit.y);
  ec_free(fit.w);
  ec_free(fit.losses);
  if (status != EC_OK) {
    ec_arena_free(arena);
    return status;
  }
  ec_arena_free(fit.logistic->arena);
  fit.logistic->arena = arena;
  fit.logistic->result = result;
  model->n_classes = data->n_classes;
  return EC_OK;
}

const struct ec_model_class ec_logistic_class = {
    .name = "logistic",
    .traits = EC_TRAIT_CLASSIFICATION | EC_TRAIT_SCALE | EC_TRAIT_OWN_CHECK,
    .create = create,
    .fit = logistic_fit,
    .predict = ec_logistic_predict,
    .predict_probabilities = ec_logistic_predict_probabilities,
    .save = ec_logistic_save,
    .load = ec_logistic_load,
    .describe = ec_logistic_describe,
    .free = logistic_free,
};
