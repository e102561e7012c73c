#include "config.h"

#include "model/descent.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/descent-private.h"

/* A loss so many times that of all weights zero, or of the start, will not come back. */
#define DIVERGED 1e6
enum { MOST_EPOCHS = 10000000 };

static ec_status
check_options(const struct ec_descent_options *options, struct ec_error *error)
{
  if (!(options->rate > 0.0) || isinf(options->rate))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the learning rate is %g; it must be a number above 0", options->rate);
  if (!(options->momentum >= 0.0 && options->momentum < 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the momentum is %g; it must be at least 0 and below 1", options->momentum);
  if (options->n_epochs == 0 || options->n_epochs > MOST_EPOCHS)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there are %zu epochs; there must be 1 to %d",
                        options->n_epochs, MOST_EPOCHS);
  if (!(options->tolerance >= 0.0) || isinf(options->tolerance))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the tolerance is %g; it must be a number of at least 0",
                        options->tolerance);
  if (options->path_limit < 2)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "the path keeps at least its two ends");
  for (size_t i = 0; options->start != NULL && i < options->n_start; i++)
    if (!isfinite(options->start[i]))
      return ec_error_set(error, EC_ERROR_ARGUMENT,
                          "number %zu of the start is not a finite number", i + 1);
  return EC_OK;
}

ec_status
ec_descent_new(const struct ec_descent_options *options, struct ec_model **model,
               struct ec_error *error)
{
  static const struct ec_descent_options defaults = EC_DESCENT_OPTIONS_INIT;
  struct ec_descent *descent;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = check_options(options, error);
  if (status != EC_OK)
    return status;
  descent = ec_alloc_zero(1, sizeof *descent);
  if (descent != NULL && options->start != NULL) {
    descent->start = ec_alloc(options->n_start, sizeof *descent->start);
    if (descent->start != NULL)
      memcpy(descent->start, options->start, options->n_start * sizeof *descent->start);
  }
  if (descent == NULL || (options->start != NULL && descent->start == NULL)) {
    ec_free(descent);
    return ec_error_no_memory(error, "a linear model");
  }
  descent->linear.model.model_class = &ec_descent_class;
  descent->linear.intercept = options->intercept;
  descent->options = *options;
  descent->options.start = descent->start;
  *model = &descent->linear.model;
  return EC_OK;
}

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_descent_new(NULL, model, error);
}

static void
descent_free(struct ec_model *model)
{
  ec_free(((struct ec_descent *)model)->start);
  ec_linear_free(model);
}

const struct ec_descent_result *
ec_descent_get_result(const struct ec_model *model)
{
  const struct ec_descent *descent = (const struct ec_descent *)model;
  return model->fitted && descent->known ? &descent->result : NULL;
}

/* One descent under way. Arrays that the result keeps are the arena's. */
struct walk {
  const struct ec_descent_options *options;
  struct ec_descent_rows rows;
  struct ec_arena *arena;
  size_t d, steps_per_epoch, n_steps, n_epochs, stride, n_path, room;
  double *w, *velocity, *gradient, *best; /* best: of the epochs' ends by loss */
  double loss, best_loss, limit, largest; /* largest: entry of the gradient */
  size_t *order;                          /* of the rows, where there are batches */
  struct ec_random random;
  double *losses, *path_weights, *path_losses;
  size_t *path_steps;
  enum ec_descent_outcome outcome;
};

static ec_status
alloc_walk(struct walk *walk, struct ec_error *error)
{
  const struct ec_descent_options *options = walk->options;
  size_t n_steps, size = 0;
  if (!ec_size_multiply(walk->steps_per_epoch, options->n_epochs, &n_steps))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there are too many steps to count");
  walk->stride = n_steps / (options->path_limit - 1);
  walk->stride += n_steps % (options->path_limit - 1) != 0;
  walk->room = n_steps / walk->stride + 2;
  walk->losses = ec_arena_alloc(walk->arena, options->n_epochs + 1, sizeof *walk->losses);
  walk->path_steps = ec_arena_alloc(walk->arena, walk->room, sizeof *walk->path_steps);
  walk->path_losses = ec_arena_alloc(walk->arena, walk->room, sizeof *walk->path_losses);
  if (ec_size_multiply(walk->room, walk->d, &size))
    walk->path_weights = ec_arena_alloc(walk->arena, size, sizeof *walk->path_weights);
  walk->w = ec_arena_alloc(walk->arena, 4 * walk->d, sizeof *walk->w);
  if (walk->losses == NULL || walk->path_steps == NULL || walk->path_losses == NULL ||
      walk->path_weights == NULL || walk->w == NULL)
    return ec_error_no_memory(error, "the path");
  walk->velocity = walk->w + walk->d;
  walk->gradient = walk->velocity + walk->d;
  walk->best = walk->gradient + walk->d;
  if (walk->steps_per_epoch == 1)
    return EC_OK;
  walk->order = ec_alloc(walk->rows.n, sizeof *walk->order);
  return walk->order != NULL ? EC_OK : ec_error_no_memory(error, "the order of the rows");
}

static void
keep_place(struct walk *walk, double loss)
{
  memcpy(walk->path_weights + walk->n_path * walk->d, walk->w, walk->d * sizeof *walk->w);
  walk->path_steps[walk->n_path] = walk->n_steps;
  walk->path_losses[walk->n_path++] = loss;
}

static void
move(struct walk *walk)
{
  for (size_t j = 0; j < walk->d; j++) {
    walk->velocity[j] =
        walk->options->momentum * walk->velocity[j] - walk->options->rate * walk->gradient[j];
    walk->w[j] += walk->velocity[j];
  }
  walk->n_steps++;
}

/* Looks at where we are: the loss and the gradient over all rows. */
static ec_status
look(struct walk *walk, struct ec_error *error)
{
  ec_status status = ec_descent_pass(&walk->rows, walk->w, &walk->loss, walk->gradient, error);
  if (status != EC_OK)
    return status;
  walk->losses[walk->n_epochs] = walk->loss;
  walk->largest = 0.0;
  for (size_t j = 0; j < walk->d; j++)
    walk->largest = fmax(walk->largest, fabs(walk->gradient[j]));
  if (walk->n_epochs == 0 || walk->loss < walk->best_loss) {
    walk->best_loss = walk->loss;
    memcpy(walk->best, walk->w, walk->d * sizeof *walk->w);
  }
  if (walk->options->step != NULL)
    walk->options->step(walk->options->step_data, walk->n_epochs, walk->loss);
  ec_job_report(walk->rows.job, (double)walk->n_epochs / (double)walk->options->n_epochs, "epochs");
  return EC_OK;
}

/* The steps of one epoch, the last place of which look() keeps. */
static ec_status
run_epoch(struct walk *walk, struct ec_error *error)
{
  size_t n = walk->rows.n, size = walk->options->batch_size;
  if (walk->steps_per_epoch == 1) {
    move(walk);
    return EC_OK;
  }
  ec_random_permutation(&walk->random, walk->order, n);
  for (size_t i = 0; i < n; i += size) {
    ec_status status = ec_job_check(walk->rows.job, error);
    if (status != EC_OK)
      return status;
    ec_descent_batch(&walk->rows, walk->w, walk->order + i, n - i < size ? n - i : size,
                     walk->gradient);
    move(walk);
    if (walk->n_steps % walk->stride == 0 && walk->n_steps % walk->steps_per_epoch != 0)
      keep_place(walk, NAN);
  }
  return EC_OK;
}

static bool
has_diverged(const struct walk *walk)
{
  return !(walk->loss <= walk->limit);
}

/* The loss of all weights zero: what a loss is measured against. */
static ec_status
find_limit(struct walk *walk, struct ec_error *error)
{
  double loss;
  ec_status status = ec_descent_pass(&walk->rows, walk->best, &loss, walk->gradient, error);
  walk->limit = DIVERGED * loss;
  return status;
}

static ec_status
descend(struct walk *walk, struct ec_error *error)
{
  ec_status status = find_limit(walk, error);
  if (status == EC_OK)
    status = look(walk, error);
  if (status != EC_OK)
    return status;
  if (!isfinite(walk->limit) || !isfinite(walk->loss))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "the loss at the start is too large for a number; scale the features and "
                        "the target first");
  walk->limit = fmax(walk->limit, DIVERGED * walk->loss);
  keep_place(walk, walk->loss);
  for (;;) {
    walk->outcome = EC_DESCENT_CONVERGED;
    if (walk->largest <= walk->options->tolerance)
      break;
    walk->outcome = EC_DESCENT_LIMIT;
    if (walk->n_epochs == walk->options->n_epochs)
      break;
    status = run_epoch(walk, error);
    walk->n_epochs++;
    if (status == EC_OK)
      status = look(walk, error);
    if (status != EC_OK)
      return status;
    if (walk->n_steps % walk->stride == 0)
      keep_place(walk, walk->loss);
    walk->outcome = EC_DESCENT_DIVERGED;
    if (has_diverged(walk))
      break;
  }
  if (walk->path_steps[walk->n_path - 1] != walk->n_steps)
    keep_place(walk, walk->loss);
  return EC_OK;
}

static ec_status
build_result(struct walk *walk, struct ec_descent_result *result, struct ec_error *error)
{
  double largest, factor = walk->rows.logistic ? 4.0 : 1.0;
  ec_status status;
  *result = (struct ec_descent_result){
      .n_features = walk->rows.x->n_columns,
      .n_weights = walk->d,
      .outcome = walk->outcome,
      .n_steps = walk->n_steps,
      .n_epochs = walk->n_epochs,
      .losses = walk->losses,
      .n_path = walk->n_path,
      .path_stride = walk->stride,
      .path_steps = walk->path_steps,
      .path_weights = walk->path_weights,
      .path_losses = walk->path_losses,
      .gradient = walk->largest,
  };
  status = ec_descent_spectrum(&walk->rows, &largest, &result->condition, error);
  result->largest_rate = factor * 2.0 * (1.0 + walk->options->momentum) / largest;
  return status;
}

/* What the model predicts with: the last place, or where it diverged the best one. */
static ec_status
build_linear(const struct walk *walk, struct ec_linear_result *result, struct ec_error *error)
{
  size_t n = walk->rows.x->n_columns;
  const double *w = walk->outcome == EC_DESCENT_DIVERGED ? walk->best : walk->w;
  double loss = walk->outcome == EC_DESCENT_DIVERGED ? walk->best_loss : walk->loss;
  double *unknown = ec_arena_alloc(walk->arena, n, sizeof *unknown), mean = 0.0, total = 0.0;
  bool *aliased = ec_arena_alloc(walk->arena, n, sizeof *aliased);
  if (unknown == NULL || aliased == NULL)
    return ec_error_no_memory(error, "the result of the fit");
  for (size_t j = 0; j < n; j++)
    unknown[j] = NAN;
  for (size_t i = 0; i < walk->rows.n && walk->rows.intercept; i++)
    mean += walk->rows.y[i] / (double)walk->rows.n;
  for (size_t i = 0; i < walk->rows.n; i++)
    total += (walk->rows.y[i] - mean) * (walk->rows.y[i] - mean);
  *result = (struct ec_linear_result){
      .n_rows = walk->rows.n,
      .n_features = n,
      .rank = n,
      .intercept = walk->rows.intercept ? w[n] : 0.0,
      .coefficients = w,
      .aliased = aliased,
      .sigma = NAN,
      .degrees_of_freedom = NAN,
      .r_squared = NAN,
      .residual_squares = NAN,
      .total_squares = NAN,
      .intercept_error = NAN,
      .intercept_t = NAN,
      .errors = unknown,
      .t = unknown,
  };
  if (walk->rows.logistic)
    return EC_OK;
  result->residual_squares = 2.0 * loss * (double)walk->rows.n;
  result->total_squares = total;
  result->r_squared = total > 0.0 ? 1.0 - result->residual_squares / total : loss == 0.0;
  return EC_OK;
}

static ec_status
begin(struct walk *walk, const struct ec_descent *descent, struct ec_error *error)
{
  const struct ec_descent_options *options = walk->options;
  size_t size = options->batch_size, n = walk->rows.n;
  ec_status status;
  walk->d = walk->rows.d;
  walk->steps_per_epoch = size == 0 || size >= n ? 1 : n / size + (n % size != 0);
  if (descent->start != NULL && options->n_start != walk->d)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the start has %zu numbers, and there are %zu weights to begin with",
                        options->n_start, walk->d);
  walk->arena = ec_arena_new(0);
  if (walk->arena == NULL)
    return ec_error_no_memory(error, "the path");
  status = alloc_walk(walk, error);
  if (status == EC_OK && descent->start != NULL)
    memcpy(walk->w, descent->start, walk->d * sizeof *walk->w);
  return status;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct ec_descent *descent = (struct ec_descent *)model;
  const struct ec_descent_options *options = &descent->options;
  struct walk walk = {.options = options, .random = ec_random_new(options->seed)};
  struct ec_descent_result result;
  struct ec_linear_result linear;
  ec_status status;
  if (data->n_classes > 2)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED,
                        "gradient descent tells two classes apart, and there are %zu; use a "
                        "logistic model",
                        data->n_classes);
  walk.rows = (struct ec_descent_rows){&data->x,
                                       data->y,
                                       data->x.n_rows,
                                       data->x.n_columns + options->intercept,
                                       options->intercept,
                                       data->n_classes > 0,
                                       job};
  status = begin(&walk, descent, error);
  if (status == EC_OK)
    status = ec_descent_rows_init(&walk.rows, walk.steps_per_epoch > 1, error);
  if (status == EC_OK) {
    status = descend(&walk, error);
    if (status == EC_OK)
      status = build_result(&walk, &result, error);
    if (status == EC_OK)
      status = build_linear(&walk, &linear, error);
    ec_descent_rows_clear(&walk.rows);
  }
  ec_free(walk.order);
  if (status != EC_OK) {
    ec_arena_free(walk.arena);
    return status;
  }
  ec_arena_free(descent->linear.arena);
  descent->linear.arena = walk.arena;
  descent->linear.result = linear;
  descent->result = result;
  descent->known = true;
  model->task = data->n_classes > 0 ? EC_TASK_CLASSIFICATION : EC_TASK_REGRESSION;
  model->n_classes = data->n_classes;
  return EC_OK;
}

const struct ec_model_class ec_descent_class = {
    .name = "descent",
    .traits = EC_TRAIT_REGRESSION | EC_TRAIT_CLASSIFICATION | EC_TRAIT_SCALE,
    .create = create,
    .fit = fit,
    .predict = ec_descent_predict,
    .predict_probabilities = ec_descent_predict_probabilities,
    .save = ec_descent_save,
    .load = ec_descent_load,
    .describe = ec_descent_describe,
    .free = descent_free,
};
