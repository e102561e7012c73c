/* Training a small net by gradient descent, one row after the other. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "teach/network-private.h"

enum { MOST_EPOCHS = 10000000 };

/* The history as it is made; arrays live in the arena. */
struct history {
  struct ec_network_history history;
  struct ec_arena *arena;
  double *losses, *kept_weights;
  size_t *kept_epochs, n_kept;
};

struct training {
  struct ec_network *network;
  const struct ec_matrix *x, *targets;
  const struct ec_network_training *options;
  const struct ec_job *job;
  struct history *history;
  double *gradient, *sum, *before, *finite; /* n_weights each; finite: the last that were */
  size_t *order;
};

static ec_status
check_training(const struct ec_network_training *options, struct ec_error *error)
{
  if (!(options->rate > 0.0) || isinf(options->rate))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the learning rate is %g; it must be a number above 0", options->rate);
  if (options->n_epochs == 0 || options->n_epochs > MOST_EPOCHS)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there are %zu epochs; there must be 1 to %d",
                        options->n_epochs, MOST_EPOCHS);
  return EC_OK;
}

static void
read_row(const struct ec_matrix *matrix, size_t row, double *numbers)
{
  for (size_t j = 0; j < matrix->n_columns; j++)
    numbers[j] = ec_matrix_get(matrix, row, j);
}

static ec_status
check_rows(const struct ec_network *network, const struct ec_matrix *x,
           const struct ec_matrix *targets, struct ec_error *error)
{
  const struct ec_network_options *o = &network->options;
  double row[EC_NETWORK_MAX_UNITS];
  ec_status status = EC_OK;
  if (x->n_columns != o->n_inputs || targets->n_columns != o->n_outputs ||
      targets->n_rows != x->n_rows)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "there are %zu rows of %zu inputs and %zu rows of %zu targets, and the net "
                        "has %zu inputs and %zu outputs",
                        x->n_rows, x->n_columns, targets->n_rows, targets->n_columns, o->n_inputs,
                        o->n_outputs);
  if (x->n_rows == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to learn from");
  for (size_t i = 0; i < x->n_rows && status == EC_OK; i++) {
    for (size_t j = 0; j < o->n_inputs; j++)
      if (!isfinite(ec_matrix_get(x, i, j)))
        return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, j + 1,
                               "input %zu of row %zu is not a finite number", j + 1, i + 1);
    read_row(targets, i, row);
    status = ec_network_check_targets(network, row, i + 1, error);
  }
  return status;
}

static double
find_mean_loss(const struct training *t)
{
  double x[EC_NETWORK_MAX_UNITS], targets[EC_NETWORK_MAX_UNITS], sum = 0.0;
  for (size_t i = 0; i < t->x->n_rows; i++) {
    read_row(t->x, i, x);
    read_row(t->targets, i, targets);
    sum += ec_network_evaluate(t->network, x, targets, NULL);
  }
  return sum / (double)t->x->n_rows;
}

/* One step: weights ← weights - rate * the mean gradient of the rows. */
static void
learn_batch(const struct training *t, const size_t *rows, size_t n)
{
  double x[EC_NETWORK_MAX_UNITS], targets[EC_NETWORK_MAX_UNITS];
  size_t n_weights = t->network->n_weights;
  memset(t->sum, 0, n_weights * sizeof *t->sum);
  for (size_t i = 0; i < n; i++) {
    read_row(t->x, rows[i], x);
    read_row(t->targets, rows[i], targets);
    ec_network_evaluate(t->network, x, targets, t->gradient);
    for (size_t w = 0; w < n_weights; w++)
      t->sum[w] += t->gradient[w];
  }
  for (size_t w = 0; w < n_weights; w++)
    t->network->weights[w] -= t->options->rate * t->sum[w] / (double)n;
}

static void
keep_epoch(const struct training *t, size_t epoch, double loss)
{
  struct history *h = t->history;
  size_t n = t->network->n_weights, every = t->options->weights_every;
  h->losses[epoch] = loss;
  h->history.n_epochs = epoch;
  if (t->options->step != NULL)
    t->options->step(t->options->step_data, epoch, loss);
  ec_job_report(t->job, (double)epoch / (double)t->options->n_epochs, "epochs");
  if (every == 0 || epoch % every != 0)
    return;
  memcpy(h->kept_weights + h->n_kept * n, t->network->weights, n * sizeof *h->kept_weights);
  h->kept_epochs[h->n_kept++] = epoch;
}

static bool
is_finite(const double *numbers, size_t n, double loss)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite(numbers[i]))
      return false;
  return isfinite(loss);
}

static ec_status
train(const struct training *t, struct ec_error *error)
{
  size_t n = t->x->n_rows, size = t->options->batch_size, n_weights = t->network->n_weights;
  struct ec_random random = ec_random_new(t->options->seed);
  bool all = size == 0 || size >= n;
  double loss = find_mean_loss(t);
  for (size_t i = 0; i < n; i++)
    t->order[i] = i;
  keep_epoch(t, 0, loss);
  for (size_t epoch = 1; epoch <= t->options->n_epochs; epoch++) {
    ec_status status = ec_job_check(t->job, error);
    if (status != EC_OK)
      return status;
    memcpy(t->finite, t->network->weights, n_weights * sizeof *t->finite);
    if (!all)
      ec_random_permutation(&random, t->order, n);
    for (size_t i = 0; i < n; i += all ? n : size)
      learn_batch(t, t->order + i, all ? n : n - i < size ? n - i : size);
    loss = find_mean_loss(t);
    if (!is_finite(t->network->weights, n_weights, loss)) {
      t->history->history.diverged = true;
      memcpy(t->network->weights, t->finite, n_weights * sizeof *t->finite);
      break;
    }
    keep_epoch(t, epoch, loss);
  }
  return EC_OK;
}

static struct history *
new_history(const struct ec_network *network, const struct ec_network_training *options)
{
  size_t every = options->weights_every, n_kept = every > 0 ? options->n_epochs / every + 1 : 0;
  size_t size = 0;
  struct history *h = ec_alloc_zero(1, sizeof *h);
  if (h == NULL)
    return NULL;
  h->arena = ec_arena_new(0);
  if (h->arena != NULL && ec_size_multiply(n_kept, network->n_weights, &size)) {
    h->losses = ec_arena_alloc(h->arena, options->n_epochs + 1, sizeof *h->losses);
    h->kept_weights = ec_arena_alloc(h->arena, size, sizeof *h->kept_weights);
    h->kept_epochs = ec_arena_alloc(h->arena, n_kept, sizeof *h->kept_epochs);
  }
  if (h->losses != NULL && h->kept_weights != NULL && h->kept_epochs != NULL)
    return h;
  ec_network_history_free(&h->history);
  return NULL;
}

ec_status
ec_network_train(struct ec_network *network, const struct ec_matrix *x,
                 const struct ec_matrix *targets, const struct ec_network_training *options,
                 const struct ec_job *job, struct ec_network_history **result,
                 struct ec_error *error)
{
  static const struct ec_network_training defaults = EC_NETWORK_TRAINING_INIT;
  struct training t = {network, x, targets, options != NULL ? options : &defaults, job};
  size_t n = network->n_weights;
  ec_status status = check_training(t.options, error);
  if (status == EC_OK)
    status = check_rows(network, x, targets, error);
  if (status != EC_OK)
    return status;
  t.history = new_history(network, t.options);
  t.gradient = ec_alloc(4 * n, sizeof *t.gradient);
  t.order = ec_alloc(x->n_rows, sizeof *t.order);
  if (t.history == NULL || t.gradient == NULL || t.order == NULL)
    status = ec_error_no_memory(error, "the training");
  if (status == EC_OK) {
    t.sum = t.gradient + n;
    t.before = t.sum + n;
    t.finite = t.before + n;
    memcpy(t.before, network->weights, n * sizeof *t.before);
    status = train(&t, error);
    if (status != EC_OK)
      memcpy(network->weights, t.before, n * sizeof *t.before);
  }
  ec_free(t.gradient);
  ec_free(t.order);
  if (status != EC_OK) {
    ec_network_history_free(t.history != NULL ? &t.history->history : NULL);
    return status;
  }
  t.history->history.losses = t.history->losses;
  t.history->history.n_weights = n;
  t.history->history.n_kept = t.history->n_kept;
  t.history->history.kept_epochs = t.history->kept_epochs;
  t.history->history.kept_weights = t.history->kept_weights;
  *result = &t.history->history;
  return EC_OK;
}

void
ec_network_history_free(struct ec_network_history *history)
{
  struct history *h = (struct history *)history;
  if (h == NULL)
    return;
  ec_arena_free(h->arena);
  ec_free(h);
}
