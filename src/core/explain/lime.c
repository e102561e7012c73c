#include "config.h"

#include "explain/lime.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "linalg/least-squares.h"

enum { SAMPLES_PER_PIECE = 256 };

/* What is known of a feature from the training rows. */
struct survey {
  bool categorical;
  double mean, deviation; /* of a number; a deviation of 0: it never changes */
  double *codes;          /* of categories: those of all training rows that have one */
  size_t n_codes;
};

struct work {
  const struct ec_lime_options *options;
  const double *row;
  ec_output_func output;
  void *data;
  size_t n_features;
  double width;
  struct ec_arena *arena;
  struct survey *surveys;
  struct ec_matrix samples;    /* as the model sees them */
  struct ec_matrix regressors; /* as the straight model sees them */
  double *outputs, *weights;
  size_t *chosen; /* the features that the straight model has */
  size_t n_chosen;
  double *coefficients; /* of the chosen ones */
  double intercept;
};

static ec_status
no_memory(struct ec_error *error)
{
  return ec_error_no_memory(error, "the rows around one");
}

static ec_status
survey_codes(struct work *work, const double *column, size_t n, struct survey *survey,
             struct ec_error *error)
{
  survey->codes = ec_arena_alloc(work->arena, n, sizeof *survey->codes);
  if (survey->codes == NULL)
    return no_memory(error);
  for (size_t i = 0; i < n; i++)
    if (!isnan(column[i]))
      survey->codes[survey->n_codes++] = column[i];
  return EC_OK;
}

static void
survey_numbers(const double *column, size_t n, struct survey *survey)
{
  struct ec_sum sum = {0, 0}, squares = {0, 0};
  double least = INFINITY, most = -INFINITY, count = 0.0;
  for (size_t i = 0; i < n; i++) {
    if (isnan(column[i]))
      continue;
    ec_sum_add(&sum, column[i]);
    least = fmin(least, column[i]);
    most = fmax(most, column[i]);
    count++;
  }
  if (!(least < most))
    return;
  survey->mean = ec_sum_get(&sum) / count;
  for (size_t i = 0; i < n; i++)
    if (!isnan(column[i]))
      ec_sum_add(&squares, (column[i] - survey->mean) * (column[i] - survey->mean));
  survey->deviation = sqrt(ec_sum_get(&squares) / count);
}

static ec_status
survey_all(struct work *work, const struct ec_matrix *x, const bool *categorical,
           struct ec_error *error)
{
  ec_status status = EC_OK;
  for (size_t c = 0; status == EC_OK && c < x->n_columns; c++) {
    struct survey *survey = &work->surveys[c];
    const double *column = ec_matrix_column(x, c);
    for (size_t i = 0; i < x->n_rows; i++)
      if (isinf(column[i]))
        return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, c + 1,
                               "row %zu, feature %zu: an infinite value has no spread", i + 1,
                               c + 1);
    survey->categorical = categorical != NULL && categorical[c];
    if (survey->categorical)
      status = survey_codes(work, column, x->n_rows, survey, error);
    else
      survey_numbers(column, x->n_rows, survey);
  }
  return status;
}

static bool
is_moved(const struct survey *survey)
{
  return survey->categorical ? survey->n_codes > 0 : survey->deviation > 0.0;
}

/* Makes one row around the one in question; the first is that row itself. */
static void
make_sample(struct work *work, size_t sample)
{
  struct ec_random random = ec_random_split(&work->options->random, sample);
  double squares = 0.0;
  for (size_t c = 0; c < work->n_features; c++) {
    const struct survey *survey = &work->surveys[c];
    double value = work->row[c], seen = 0.0, distance = 0.0;
    if (is_moved(survey) && survey->categorical) {
      double drawn = survey->codes[ec_random_below(&random, survey->n_codes)];
      value = sample > 0 ? drawn : value;
      seen = value == work->row[c];
      distance = 1.0 - seen;
    } else if (is_moved(survey)) {
      distance = sample > 0 ? ec_random_normal(&random) : 0.0;
      value += distance * survey->deviation;
      seen = (value - survey->mean) / survey->deviation;
    }
    ec_matrix_set(&work->samples, sample, c, value);
    ec_matrix_set(&work->regressors, sample, c, seen);
    squares += distance * distance;
  }
  work->weights[sample] = sqrt(exp(-squares / (work->width * work->width)));
}

static ec_status
do_samples(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct work *work = data;
  size_t begin = piece * SAMPLES_PER_PIECE, end = begin + SAMPLES_PER_PIECE;
  struct ec_matrix rows = work->samples;
  ec_status status;
  (void)worker;
  if (end > work->samples.n_rows)
    end = work->samples.n_rows;
  for (size_t i = begin; i < end; i++)
    make_sample(work, i);
  rows.data += begin;
  rows.n_rows = end - begin;
  status = work->output(work->data, &rows, work->outputs + begin, error);
  for (size_t i = begin; status == EC_OK && i < end; i++)
    if (!isfinite(work->outputs[i]))
      status = ec_error_set(error, EC_ERROR_VALUE,
                            "the model gives no finite number for a row near this one");
  return status;
}

/* The mean of `values` by weight; exact where they are all the same. */
static double
weighted_mean(const struct work *work, const double *values)
{
  struct ec_sum sum = {0, 0}, weights = {0, 0};
  for (size_t i = 0; i < work->samples.n_rows; i++) {
    ec_sum_add(&sum, work->weights[i] * (values[i] - values[0]));
    ec_sum_add(&weights, work->weights[i]);
  }
  return values[0] + ec_sum_get(&sum) / ec_sum_get(&weights);
}

/* The root of the weighted sum of squared distances from the mean, over that of weights. */
static double
weighted_spread(const struct work *work, const double *values)
{
  struct ec_sum squares = {0, 0}, weights = {0, 0};
  double mean = weighted_mean(work, values);
  for (size_t i = 0; i < work->samples.n_rows; i++) {
    ec_sum_add(&squares, work->weights[i] * (values[i] - mean) * (values[i] - mean));
    ec_sum_add(&weights, work->weights[i]);
  }
  return sqrt(ec_sum_get(&squares) / ec_sum_get(&weights));
}

/* Writes sqrt(weight) (value - mean), so that plain least squares does what weights ask for, and
 * the intercept is not penalised. */
static void
weigh(const struct work *work, const double *values, double mean, double *weighed)
{
  for (size_t i = 0; i < work->samples.n_rows; i++)
    weighed[i] = sqrt(work->weights[i]) * (values[i] - mean);
}

static void
take_coefficients(struct work *work, const struct ec_least_squares *solution, double mean)
{
  work->intercept = mean;
  for (size_t j = 0; j < work->n_chosen; j++) {
    work->coefficients[j] = solution->coefficients[j];
    work->intercept -= work->coefficients[j] *
                       weighted_mean(work, ec_matrix_column(&work->regressors, work->chosen[j]));
  }
}

/* Fits the straight model to the chosen features. */
static ec_status
fit(struct work *work, const struct ec_job *job, struct ec_error *error)
{
  struct ec_least_squares_options options = EC_LEAST_SQUARES_OPTIONS_INIT;
  struct ec_least_squares *solution = NULL;
  struct ec_matrix weighed = EC_MATRIX_INIT;
  double mean = weighted_mean(work, work->outputs), *y;
  ec_status status = ec_matrix_new(work->samples.n_rows, work->n_chosen + 1, &weighed, error);
  if (status != EC_OK)
    return status;
  for (size_t j = 0; j < work->n_chosen; j++) {
    const double *values = ec_matrix_column(&work->regressors, work->chosen[j]);
    weigh(work, values, weighted_mean(work, values), ec_matrix_column(&weighed, j));
  }
  y = ec_matrix_column(&weighed, work->n_chosen);
  weigh(work, work->outputs, mean, y);
  weighed.n_columns = work->n_chosen;
  options.intercept = false;
  options.lambda = work->options->lambda;
  status = ec_least_squares_solve(&weighed, y, &options, job, &solution, error);
  if (status == EC_OK)
    take_coefficients(work, solution, mean);
  ec_least_squares_free(solution);
  ec_matrix_clear(&weighed);
  return status;
}

/* A number and what it is of, to be sorted by size, the largest first. */
struct ranked {
  double size;
  size_t index;
};

static int
compare_ranked(const void *a, const void *b)
{
  const struct ranked *x = a, *y = b;
  if (x->size != y->size)
    return x->size < y->size ? 1 : -1;
  return (x->index > y->index) - (x->index < y->index);
}

/* Keeps those of the chosen features that matter most. */
static ec_status
choose(struct work *work, size_t n, struct ec_error *error)
{
  struct ranked *ranked = ec_arena_alloc(work->arena, work->n_chosen, sizeof *ranked);
  if (ranked == NULL)
    return no_memory(error);
  for (size_t j = 0; j < work->n_chosen; j++) {
    const double *values = ec_matrix_column(&work->regressors, work->chosen[j]);
    ranked[j].size = fabs(work->coefficients[j]) * weighted_spread(work, values);
    ranked[j].index = work->chosen[j];
  }
  qsort(ranked, work->n_chosen, sizeof *ranked, compare_ranked);
  for (size_t j = 0; j < n; j++)
    work->chosen[j] = ranked[j].index;
  work->n_chosen = n;
  return EC_OK;
}

static double
r_squared(const struct work *work)
{
  struct ec_sum residual = {0, 0}, total = {0, 0};
  double mean = weighted_mean(work, work->outputs);
  for (size_t i = 0; i < work->samples.n_rows; i++) {
    double y = work->outputs[i], local = work->intercept;
    for (size_t j = 0; j < work->n_chosen; j++)
      local += work->coefficients[j] * ec_matrix_get(&work->regressors, i, work->chosen[j]);
    ec_sum_add(&residual, work->weights[i] * (y - local) * (y - local));
    ec_sum_add(&total, work->weights[i] * (y - mean) * (y - mean));
  }
  if (!(ec_sum_get(&total) > 0.0))
    return 1.0;
  return 1.0 - ec_sum_get(&residual) / ec_sum_get(&total);
}

/* By contribution, the largest first. */
static ec_status
report(struct work *work, struct ec_lime *lime, struct ec_error *error)
{
  struct ranked *ranked = ec_arena_alloc(work->arena, work->n_chosen, sizeof *ranked);
  if (ranked == NULL)
    return no_memory(error);
  lime->local = lime->intercept = work->intercept;
  for (size_t j = 0; j < work->n_chosen; j++) {
    double part = work->coefficients[j] * ec_matrix_get(&work->regressors, 0, work->chosen[j]);
    ranked[j] = (struct ranked){fabs(part), j};
    lime->local += part;
  }
  qsort(ranked, work->n_chosen, sizeof *ranked, compare_ranked);
  for (size_t k = 0; k < work->n_chosen; k++) {
    size_t j = ranked[k].index, feature = work->chosen[j];
    const struct survey *survey = &work->surveys[feature];
    double coefficient = work->coefficients[j];
    lime->terms[k] = (struct ec_lime_term){
        feature, coefficient, survey->categorical ? coefficient : coefficient / survey->deviation,
        coefficient * ec_matrix_get(&work->regressors, 0, feature)};
  }
  lime->n_terms = work->n_chosen;
  lime->prediction = work->outputs[0];
  lime->r_squared = r_squared(work);
  return EC_OK;
}

static ec_status
check(const struct ec_matrix *x, const double *row, const struct ec_lime_options *options,
      struct ec_error *error)
{
  if (x->n_rows == 0 || x->n_columns == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no %s to learn the spread from",
                        x->n_rows == 0 ? "training rows" : "features");
  if (options->n_samples < 2)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "at least 2 rows have to be made");
  if (!(options->width >= 0.0 && options->lambda >= 0.0 && isfinite(options->lambda)))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the width of the kernel is %g and lambda is %g; both must be numbers of "
                        "at least 0",
                        options->width, options->lambda);
  for (size_t c = 0; c < x->n_columns; c++)
    if (!isfinite(row[c]))
      return ec_error_set_at(error, EC_ERROR_VALUE, 0, c + 1,
                             "the row to explain has no finite value in feature %zu; fill it in",
                             c + 1);
  return EC_OK;
}

static ec_status
make_room(struct work *work, struct ec_error *error)
{
  size_t n = work->options->n_samples, d = work->n_features;
  ec_status status;
  work->surveys = ec_arena_alloc(work->arena, d, sizeof *work->surveys);
  work->outputs = ec_arena_alloc(work->arena, n, sizeof *work->outputs);
  work->weights = ec_arena_alloc(work->arena, n, sizeof *work->weights);
  work->chosen = ec_arena_alloc(work->arena, d, sizeof *work->chosen);
  work->coefficients = ec_arena_alloc(work->arena, d, sizeof *work->coefficients);
  if (work->surveys == NULL || work->outputs == NULL || work->weights == NULL ||
      work->chosen == NULL || work->coefficients == NULL)
    return no_memory(error);
  status = ec_matrix_new(n, d, &work->samples, error);
  return status == EC_OK ? ec_matrix_new(n, d, &work->regressors, error) : status;
}

static ec_status
explain(struct work *work, const struct ec_matrix *x, const bool *categorical,
        const struct ec_job *job, struct ec_lime *lime, struct ec_error *error)
{
  size_t n_pieces = (work->options->n_samples - 1) / SAMPLES_PER_PIECE + 1;
  size_t n_wanted = work->options->n_features;
  ec_status status = make_room(work, error);
  if (status == EC_OK)
    status = survey_all(work, x, categorical, error);
  if (status == EC_OK)
    status = ec_parallel_for(job, "rows nearby", n_pieces, do_samples, work, error);
  for (size_t c = 0; status == EC_OK && c < work->n_features; c++)
    if (is_moved(&work->surveys[c]))
      work->chosen[work->n_chosen++] = c;
  if (status == EC_OK)
    status = fit(work, job, error);
  if (status == EC_OK && n_wanted > 0 && n_wanted < work->n_chosen) {
    status = choose(work, n_wanted, error);
    if (status == EC_OK)
      status = fit(work, job, error);
  }
  return status == EC_OK ? report(work, lime, error) : status;
}

ec_status
ec_lime_explain(const struct ec_matrix *x, const bool *categorical, const double *row,
                ec_output_func output, void *data, const struct ec_lime_options *options,
                const struct ec_job *job, struct ec_lime *lime, struct ec_error *error)
{
  struct work work = {
      .options = options, .row = row, .output = output, .data = data, .n_features = x->n_columns};
  ec_status status = check(x, row, options, error);
  if (status != EC_OK)
    return status;
  work.width = options->width > 0.0 ? options->width : 0.75 * sqrt((double)x->n_columns);
  work.arena = ec_arena_new(0);
  if (work.arena == NULL)
    return no_memory(error);
  status = explain(&work, x, categorical, job, lime, error);
  ec_matrix_clear(&work.samples);
  ec_matrix_clear(&work.regressors);
  ec_arena_free(work.arena);
  return status;
}
