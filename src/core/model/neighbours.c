#include "config.h"

#include "model/neighbours.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "model/linear-private.h"
#include "model/model-file.h"
#include "model/model-private.h"
#include "model/neighbours-search.h"

struct neighbours {
  struct ec_model model;
  struct ec_neighbours_options options;
  struct ec_arena *arena; /* owns the two below; NULL before the first fit */
  struct ec_matrix x;
  double *y;
  struct ec_search *search;
};

/* Queries that are answered at a time, so that what is found of them does not outgrow the rest. */
enum { BLOCK = 4096 };

/* Takes over an arena with rows and targets that it owns, and prepares the search among them. */
static ec_status
take_rows(struct neighbours *n, struct ec_arena *arena, const struct ec_matrix *x, double *y,
          struct ec_error *error)
{
  struct ec_search *search;
  ec_status status = ec_search_new(x, n->options.metric, n->options.search, &search, error);
  if (status != EC_OK)
    return status;
  ec_search_free(n->search);
  ec_arena_free(n->arena);
  n->arena = arena;
  n->x = *x;
  n->y = y;
  n->search = search;
  return EC_OK;
}

static void
set_task(struct neighbours *n, size_t n_classes)
{
  n->model.task = n_classes > 0 ? EC_TASK_CLASSIFICATION : EC_TASK_REGRESSION;
  n->model.n_classes = n_classes;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct neighbours *n = (struct neighbours *)model;
  struct ec_arena *arena;
  struct ec_matrix x;
  double *y;
  ec_status status;
  if (data->x.n_rows < n->options.n_neighbours)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu neighbours are asked for, and there %s only %zu row%s; ask for fewer "
                        "neighbours",
                        n->options.n_neighbours, data->x.n_rows == 1 ? "is" : "are", data->x.n_rows,
                        data->x.n_rows == 1 ? "" : "s");
  arena = ec_arena_new(0);
  if (arena == NULL || !ec_arena_matrix(arena, data->x.n_rows, data->x.n_columns, &x) ||
      (y = ec_arena_alloc(arena, data->x.n_rows, sizeof *y)) == NULL) {
    ec_arena_free(arena);
    return ec_error_no_memory(error, "the training rows");
  }
  for (size_t j = 0; j < x.n_columns; j++)
    memcpy(ec_matrix_column(&x, j), ec_matrix_column(&data->x, j), x.n_rows * sizeof(double));
  memcpy(y, data->y, x.n_rows * sizeof *y);
  status = take_rows(n, arena, &x, y, error);
  if (status == EC_OK)
    set_task(n, data->n_classes);
  else
    ec_arena_free(arena);
  return status;
}

/* What a neighbour counts; see enum ec_neighbours_weights. */
static double
weigh(const struct neighbours *n, const struct ec_neighbour *found, size_t i)
{
  double distance = found[i].distance;
  if (n->options.weights == EC_NEIGHBOURS_UNIFORM)
    return 1.0;
  /* The nearest is first, so it tells whether any is at distance 0. */
  if (found[0].distance == 0.0)
    return distance == 0.0 ? 1.0 : 0.0;
  return 1.0 / (n->options.metric == EC_NEIGHBOURS_EUCLIDEAN ? sqrt(distance) : distance);
}

static bool
is_known(const struct ec_matrix *x, size_t row)
{
  for (size_t j = 0; j < x->n_columns; j++)
    if (!isfinite(ec_matrix_get(x, row, j)))
      return false;
  return true;
}

static double
average(const struct neighbours *n, const struct ec_neighbour *found)
{
  double sum = 0.0, weights = 0.0;
  for (size_t i = 0; i < n->options.n_neighbours; i++) {
    double weight = weigh(n, found, i);
    sum += weight * n->y[found[i].row];
    weights += weight;
  }
  return sum / weights;
}

static void
share_votes(const struct neighbours *n, const struct ec_neighbour *found, double *shares)
{
  double weights = 0.0;
  memset(shares, 0, n->model.n_classes * sizeof *shares);
  for (size_t i = 0; i < n->options.n_neighbours; i++) {
    double weight = weigh(n, found, i);
    shares[(size_t)n->y[found[i].row]] += weight;
    weights += weight;
  }
  for (size_t c = 0; c < n->model.n_classes; c++)
    shares[c] /= weights;
}

/* One block of queries: their neighbours, and what becomes of them: predictions, or probabilities. */
struct answer {
  const struct neighbours *n;
  const struct ec_matrix *x;
  struct ec_neighbour *found;
  double *shares; /* n_classes; NULL for regression */
  double *predictions;
  struct ec_matrix *probabilities;
};

static void
answer_row(const struct answer *a, size_t row, const struct ec_neighbour *found)
{
  const struct neighbours *n = a->n;
  bool known = is_known(a->x, row);
  size_t best = 0;
  if (a->shares == NULL) {
    a->predictions[row] = known ? average(n, found) : NAN;
    return;
  }
  if (known)
    share_votes(n, found, a->shares);
  for (size_t c = 0; c < n->model.n_classes; c++) {
    if (a->probabilities != NULL)
      ec_matrix_set(a->probabilities, row, c, known ? a->shares[c] : NAN);
    if (known && a->shares[c] > a->shares[best])
      best = c;
  }
  if (a->predictions != NULL)
    a->predictions[row] = known ? (double)best : NAN;
}

static ec_status
answer_blocks(struct answer *a, const struct ec_job *job, struct ec_error *error)
{
  size_t k = a->n->options.n_neighbours;
  for (size_t first = 0; first < a->x->n_rows; first += BLOCK) {
    struct ec_matrix block = *a->x;
    ec_status status;
    block.data += first;
    block.n_rows = a->x->n_rows - first < BLOCK ? a->x->n_rows - first : BLOCK;
    /* A query that is not finite may find nothing at all. */
    memset(a->found, 0, block.n_rows * k * sizeof *a->found);
    status = ec_search_nearest(a->n->search, &block, k, job, a->found, error);
    if (status != EC_OK)
      return status;
    for (size_t i = 0; i < block.n_rows; i++)
      answer_row(a, first + i, a->found + i * k);
  }
  return EC_OK;
}

static ec_status
answer_all(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
           double *predictions, struct ec_matrix *probabilities, struct ec_error *error)
{
  const struct neighbours *n = (const struct neighbours *)model;
  struct answer answer = {n, x, NULL, NULL, predictions, probabilities};
  size_t size = x->n_rows < BLOCK ? x->n_rows : BLOCK;
  ec_status status = EC_OK;
  if (ec_size_multiply(size, n->options.n_neighbours, &size))
    answer.found = ec_alloc(size, sizeof *answer.found);
  if (model->n_classes > 0)
    answer.shares = ec_alloc(model->n_classes, sizeof *answer.shares);
  if (answer.found == NULL || (model->n_classes > 0 && answer.shares == NULL))
    status = ec_error_no_memory(error, "the neighbours");
  else
    status = answer_blocks(&answer, job, error);
  ec_free(answer.found);
  ec_free(answer.shares);
  return status;
}

static ec_status
predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
        double *predictions, struct ec_error *error)
{
  return answer_all(model, x, job, predictions, NULL, error);
}

static ec_status
predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                      const struct ec_job *job, struct ec_matrix *probabilities,
                      struct ec_error *error)
{
  return answer_all(model, x, job, NULL, probabilities, error);
}

/* The members of the file, beside "model" and "features":
 *   rows, dimensions   numbers: N and D
 *   x                  numbers, N by D, column by column
 *   y                  numbers, N
 *   classes            number: K, 0 for regression
 *   neighbours, weights, metric, search   numbers; the last three of their enums */
static ec_status
save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct neighbours *n = (const struct neighbours *)model;
  const struct {
    const char *key;
    double number;
  } numbers[] = {
      {"rows", (double)n->x.n_rows},         {"dimensions", (double)n->x.n_columns},
      {"classes", (double)model->n_classes}, {"neighbours", (double)n->options.n_neighbours},
      {"weights", n->options.weights},       {"metric", n->options.metric},
      {"search", n->options.search}};
  ec_status status = EC_OK;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers && status == EC_OK; i++)
    status = ec_record_add_number(record, numbers[i].key, numbers[i].number, error);
  if (status == EC_OK)
    status = ec_file_add_matrix(record, "x", &n->x, error);
  return status == EC_OK ? ec_record_add_numbers(record, "y", n->y, n->x.n_rows, error) : status;
}

static ec_status
read_options(const struct ec_record *record, size_t n_rows, struct ec_neighbours_options *options,
             size_t *n_classes, struct ec_error *error)
{
  size_t weights, metric, how;
  ec_status status =
      ec_file_get_count(record, "neighbours", 1, n_rows, &options->n_neighbours, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "weights", 0, EC_NEIGHBOURS_DISTANCE, &weights, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "metric", 0, EC_NEIGHBOURS_MANHATTAN, &metric, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "search", 0, EC_NEIGHBOURS_BRUTE, &how, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "classes", 0, INT32_MAX, n_classes, error);
  if (status != EC_OK)
    return status;
  options->weights = (enum ec_neighbours_weights)weights;
  options->metric = (enum ec_neighbours_metric)metric;
  options->search = (enum ec_neighbours_search)how;
  return EC_OK;
}

static ec_status
read_rows(const struct ec_record *record, struct ec_arena *arena, struct neighbours *read,
          struct ec_error *error)
{
  size_t n_rows, d, n_classes;
  ec_status status = ec_file_get_count(record, "rows", 1, SIZE_MAX, &n_rows, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "dimensions", 1, SIZE_MAX, &d, error);
  if (status == EC_OK)
    status = read_options(record, n_rows, &read->options, &n_classes, error);
  if (status == EC_OK)
    status = ec_file_get_matrix(record, "x", n_rows, d, arena, &read->x, error);
  if (status == EC_OK)
    status = ec_file_get_list(record, "y", n_rows, arena, &read->y, error);
  for (size_t i = 0; status == EC_OK && n_classes > 0 && i < n_rows; i++)
    if (!(read->y[i] >= 0.0 && read->y[i] < (double)n_classes) || read->y[i] != floor(read->y[i]))
      status = ec_error_set(error, EC_ERROR_VALUE, "number %zu of \"y\" is %g, which is no class",
                            i + 1, read->y[i]);
  if (status == EC_OK)
    read->model.n_classes = n_classes;
  return status;
}

static ec_status
load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct neighbours *n = (struct neighbours *)model, read = {.y = NULL};
  struct ec_arena *arena = ec_arena_new(0);
  char **names = NULL;
  ec_status status;
  if (arena == NULL)
    return ec_error_no_memory(error, "the model");
  status = read_rows(record, arena, &read, error);
  if (status == EC_OK)
    status = ec_file_get_names(record, read.x.n_columns, &names, error);
  if (status == EC_OK) {
    n->options = read.options;
    status = take_rows(n, arena, &read.x, read.y, error);
  }
  if (status != EC_OK) {
    ec_names_free(names, read.x.n_columns);
    ec_arena_free(arena);
    return status;
  }
  ec_model_take_names(model, names, read.x.n_columns);
  set_task(n, read.model.n_classes);
  return EC_OK;
}

static size_t
describe(const struct ec_model *model, char *text, size_t size)
{
  const struct neighbours *n = (const struct neighbours *)model;
  size_t k = n->options.n_neighbours;
  size_t length = ec_text_append(
      text, size, 0, "nearest neighbours, %zu of them, %s distance, %s", k,
      n->options.metric == EC_NEIGHBOURS_EUCLIDEAN ? "Euclidean" : "Manhattan",
      n->options.weights == EC_NEIGHBOURS_UNIFORM ? "counting alike" : "nearer ones counting more");
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  return ec_text_append(text, size, length, "\n  %zu training rows of %zu features\n", n->x.n_rows,
                        n->x.n_columns);
}

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_neighbours_new(NULL, model, error);
}

static void
free_model(struct ec_model *model)
{
  struct neighbours *n = (struct neighbours *)model;
  ec_search_free(n->search);
  ec_arena_free(n->arena);
  ec_free(n);
}

const struct ec_model_class ec_neighbours_class = {
    .name = "neighbours",
    .traits = EC_TRAIT_REGRESSION | EC_TRAIT_CLASSIFICATION | EC_TRAIT_SCALE,
    .create = create,
    .fit = fit,
    .predict = predict,
    .predict_probabilities = predict_probabilities,
    .save = save,
    .load = load,
    .describe = describe,
    .free = free_model,
};

ec_status
ec_neighbours_new(const struct ec_neighbours_options *options, struct ec_model **model,
                  struct ec_error *error)
{
  static const struct ec_neighbours_options defaults = EC_NEIGHBOURS_OPTIONS_INIT;
  struct neighbours *n;
  if (options == NULL)
    options = &defaults;
  if (options->n_neighbours < 1)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "at least 1 neighbour is needed");
  n = ec_alloc_zero(1, sizeof *n);
  if (n == NULL)
    return ec_error_no_memory(error, "a model of nearest neighbours");
  n->model.model_class = &ec_neighbours_class;
  n->options = *options;
  *model = &n->model;
  return EC_OK;
}

ec_status
ec_neighbours_find(const struct ec_model *model, const struct ec_matrix *x,
                   const struct ec_job *job, size_t *rows, double *distances,
                   struct ec_error *error)
{
  const struct neighbours *n = (const struct neighbours *)model;
  size_t k = n->options.n_neighbours, size;
  struct ec_neighbour *found = NULL;
  ec_status status;
  if (model->model_class != &ec_neighbours_class)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED, "a %s model has no neighbours",
                        model->model_class->name);
  if (!model->fitted)
    return ec_error_set(error, EC_ERROR_NOT_FITTED, "the model has not been fitted yet");
  if (x->n_columns != model->n_features)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the model was fitted on %zu features, and is given %zu", model->n_features,
                        x->n_columns);
  for (size_t i = 0; i < x->n_rows; i++)
    if (!is_known(x, i))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "row %zu has a value that is not a finite number", i + 1);
  if (ec_size_multiply(x->n_rows, k, &size))
    found = ec_alloc(size, sizeof *found);
  if (found == NULL)
    return ec_error_no_memory(error, "the neighbours");
  status = ec_search_nearest(n->search, x, k, job, found, error);
  for (size_t i = 0; status == EC_OK && i < x->n_rows * k; i++) {
    rows[i] = found[i].row;
    if (distances != NULL)
      distances[i] = n->options.metric == EC_NEIGHBOURS_EUCLIDEAN ? sqrt(found[i].distance)
                                                                  : found[i].distance;
  }
  ec_free(found);
  return status;
}
