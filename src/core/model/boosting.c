#include "config.h"

#include "model/boosting.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/boosting-private.h"

enum { BLOCK = 256, MOST_NUMBERS = 1 << 17 }; /* rows of a block, and numbers in it */

static ec_status
check_count(const char *name, size_t value, size_t least, size_t most, struct ec_error *error)
{
  if (value < least || value > most)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "%s is %zu; it must be from %zu to %zu", name,
                        value, least, most);
  return EC_OK;
}

/* Whether low <= value < high, or low < value <= high where `upper` says so. */
static ec_status
check_number(const char *name, double value, double low, double high, bool upper,
             struct ec_error *error)
{
  bool good = upper ? value > low && value <= high : value >= low && value < high;
  if (good)
    return EC_OK;
  if (isinf(high))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "%s is %g; it must be a number of at least %g",
                        name, value, low);
  return ec_error_set(error, EC_ERROR_ARGUMENT, "%s is %g; it must be %s %g and %s %g", name, value,
                      upper ? "above" : "at least", low, upper ? "at most" : "below", high);
}

static ec_status
check_counts(const struct ec_boosting_options *options, struct ec_error *error)
{
  ec_status status =
      check_count("the number of rounds", options->n_rounds, 1, EC_BOOSTING_MAX_ROUNDS, error);
  if (status == EC_OK)
    status = check_count("max_leaves", options->max_leaves, 2, EC_BOOSTING_MAX_LEAVES, error);
  if (status == EC_OK)
    status = check_count("min_samples_leaf", options->min_samples_leaf, 1, SIZE_MAX / 2, error);
  if (status == EC_OK)
    status = check_count("max_bins", options->max_bins, 2, EC_BOOSTING_MAX_BINS, error);
  return status;
}

static ec_status
check_options(const struct ec_boosting_options *options, struct ec_error *error)
{
  ec_status status = check_counts(options, error);
  if (status == EC_OK)
    status = check_number("the learning rate", options->learning_rate, 0.0, 1000.0, true, error);
  if (status == EC_OK)
    status = check_number("min_hessian", options->min_hessian, 0.0, INFINITY, false, error);
  if (status == EC_OK)
    status = check_number("l2", options->l2, 0.0, INFINITY, false, error);
  if (status == EC_OK)
    status = check_number("min_gain", options->min_gain, 0.0, INFINITY, false, error);
  if (status == EC_OK)
    status = check_number("the share of rows", options->row_share, 0.0, 1.0, true, error);
  if (status == EC_OK)
    status = check_number("the share of columns", options->column_share, 0.0, 1.0, true, error);
  if (status == EC_OK)
    status = check_number("the smoothing of categories", options->categorical_smoothing, 0.0,
                          INFINITY, false, error);
  if (status == EC_OK)
    status =
        check_number("the share to validate on", options->validation_share, 0.0, 1.0, false, error);
  if (status == EC_OK)
    status = check_number("the tolerance", options->tolerance, 0.0, INFINITY, false, error);
  if (status == EC_OK && options->patience > 0 && options->validation == NULL &&
      options->validation_share == 0.0)
    status = ec_error_set(error, EC_ERROR_ARGUMENT,
                          "to stop early, rows must be held out: give a validation set, or a share "
                          "to validate on");
  return status;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct ec_boosting *boosting = (struct ec_boosting *)model;
  struct ec_boosting_fit made;
  ec_status status;
  if (data->x.n_rows > EC_BOOSTING_MAX_ROWS)
    return ec_error_set(error, EC_ERROR_LIMIT, "there are %zu rows, and at most %d can be learnt",
                        data->x.n_rows, EC_BOOSTING_MAX_ROWS);
  status = ec_boosting_train(data, &boosting->options, job, &made, error);
  if (status != EC_OK)
    return status;
  ec_boosting_forest_clear(&boosting->fit.forest);
  boosting->fit = made;
  boosting->scale = boosting->options.learning_rate;
  model->task = data->n_classes > 0 ? EC_TASK_CLASSIFICATION : EC_TASK_REGRESSION;
  model->n_classes = data->n_classes;
  return EC_OK;
}

/* What is asked of the scores of the rows. */
struct prediction {
  const struct ec_boosting *boosting;
  const struct ec_matrix *x;
  double *predictions;             /* or NULL */
  struct ec_matrix *probabilities; /* or NULL */
  size_t block;                    /* rows of a piece */
  double *room;                    /* for each worker `size` numbers */
  size_t size;
};

/* The scores of n rows, output by output, from a copy of them that lies together. */
static void
score_rows(const struct prediction *prediction, size_t first, size_t n, double *rows,
           double *scores)
{
  const struct ec_boosting_fit *made = &prediction->boosting->fit;
  const struct ec_matrix *x = prediction->x;
  for (size_t j = 0; j < x->n_columns; j++) {
    const double *column = ec_matrix_column(x, j) + first;
    for (size_t i = 0; i < n; i++)
      rows[i * x->n_columns + j] = column[i];
  }
  for (size_t i = 0; i < n * made->n_outputs; i++)
    scores[i] = 0.0;
  for (size_t t = 0; t < made->forest.n_trees; t++) {
    double *output = scores + (size_t)made->forest.outputs[t] * n;
    for (size_t i = 0; i < n; i++)
      output[i] += ec_boosting_tree_walk(&made->forest.trees[t], rows + i * x->n_columns, 1);
  }
  for (size_t k = 0; k < made->n_outputs; k++)
    for (size_t i = 0; i < n; i++)
      scores[k * n + i] = made->base[k] + prediction->boosting->scale * scores[k * n + i];
}

/* The class with the highest score; the first of several. */
static double
find_class(const double *scores, size_t stride, size_t n_outputs)
{
  size_t best = 0;
  if (n_outputs == 1)
    return scores[0] > 0.0 ? 1.0 : 0.0;
  for (size_t k = 1; k < n_outputs; k++) {
    if (scores[k * stride] > scores[best * stride])
      best = k;
  }
  return (double)best;
}

static ec_status
predict_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct prediction *prediction = data;
  const struct ec_boosting_fit *made = &prediction->boosting->fit;
  double *rows = prediction->room + worker * prediction->size;
  double *scores = rows + prediction->block * prediction->x->n_columns;
  size_t first = piece * prediction->block, n = prediction->x->n_rows - first;
  n = n < prediction->block ? n : prediction->block;
  score_rows(prediction, first, n, rows, scores);
  if (prediction->probabilities != NULL)
    ec_boosting_probabilities(scores, n, n, made->n_outputs, prediction->probabilities, first);
  for (size_t i = 0; prediction->predictions != NULL && i < n; i++)
    prediction->predictions[first + i] =
        made->kind == EC_BOOSTING_SQUARED ? scores[i] : find_class(scores + i, n, made->n_outputs);
  return EC_OK;
}

static ec_status
predict_all(struct prediction *prediction, const struct ec_job *job, struct ec_error *error)
{
  size_t width = prediction->x->n_columns + prediction->boosting->fit.n_outputs, size;
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  ec_status status;
  prediction->block = MOST_NUMBERS / width;
  prediction->block = prediction->block < BLOCK ? prediction->block : BLOCK;
  prediction->block = prediction->block > 0 ? prediction->block : 1;
  prediction->size = prediction->block * width;
  if (!ec_size_multiply(prediction->size, n_workers, &size) ||
      (prediction->room = ec_alloc(size, sizeof *prediction->room)) == NULL)
    return ec_error_no_memory(error, "the predictions");
  status = ec_parallel_for(job, NULL,
                           (prediction->x->n_rows + prediction->block - 1) / prediction->block,
                           predict_piece, prediction, error);
  ec_free(prediction->room);
  return status;
}

static ec_status
predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
        double *predictions, struct ec_error *error)
{
  struct prediction prediction = {
      .boosting = (const struct ec_boosting *)model, .x = x, .predictions = predictions};
  return predict_all(&prediction, job, error);
}

static ec_status
predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                      const struct ec_job *job, struct ec_matrix *probabilities,
                      struct ec_error *error)
{
  struct prediction prediction = {
      .boosting = (const struct ec_boosting *)model, .x = x, .probabilities = probabilities};
  return predict_all(&prediction, job, error);
}

static void
get_trees(const struct ec_model *model, struct ec_tree_ensemble *ensemble)
{
  const struct ec_boosting *boosting = (const struct ec_boosting *)model;
  *ensemble = (struct ec_tree_ensemble){
      .n_trees = boosting->fit.forest.n_trees,
      .n_outputs = boosting->fit.n_outputs,
      .n_features = model->n_features,
      .trees = boosting->fit.forest.trees,
      .outputs = boosting->fit.forest.outputs,
      .base = boosting->fit.base,
      .scale = boosting->scale,
  };
}

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_boosting_new(NULL, model, error);
}

static void
free_model(struct ec_model *model)
{
  struct ec_boosting *boosting = (struct ec_boosting *)model;
  ec_boosting_forest_clear(&boosting->fit.forest);
  ec_free(boosting);
}

const struct ec_model_class ec_boosting_class = {
    .name = "boosting",
    .traits =
        EC_TRAIT_REGRESSION | EC_TRAIT_CLASSIFICATION | EC_TRAIT_MISSING | EC_TRAIT_CATEGORIES,
    .create = create,
    .fit = fit,
    .predict = predict,
    .predict_probabilities = predict_probabilities,
    .get_trees = get_trees,
    .save = ec_boosting_save,
    .load = ec_boosting_load,
    .describe = ec_boosting_describe,
    .free = free_model,
};

ec_status
ec_boosting_new(const struct ec_boosting_options *options, struct ec_model **model,
                struct ec_error *error)
{
  static const struct ec_boosting_options defaults = EC_BOOSTING_OPTIONS_INIT;
  struct ec_boosting *boosting;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = check_options(options, error);
  if (status != EC_OK)
    return status;
  boosting = ec_alloc_zero(1, sizeof *boosting);
  if (boosting == NULL)
    return ec_error_no_memory(error, "a boosting model");
  boosting->model.model_class = &ec_boosting_class;
  boosting->options = *options;
  *model = &boosting->model;
  return EC_OK;
}

const struct ec_boosting_result *
ec_boosting_get_result(const struct ec_model *model)
{
  if (model->model_class != &ec_boosting_class || !model->fitted)
    return NULL;
  return &((const struct ec_boosting *)model)->fit.result;
}
