/* How the small net learns, and what is kept on the way. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/random.h"
#include "experiment/network-by-hand/network-by-hand-private.h"

/* The training goes in so many parts, after each of which the weights are kept; where it is
 * stopped, what was learnt in the parts before stays. */
#define N_PARTS 40

/* Losses told live, at most. */
#define MAX_TOLD 1000

void
epoch_snapshot_free(EpochSnapshot *self)
{
  if (self != NULL) {
    g_free(self->weights);
    g_free(self);
  }
}

double
epoch_network_by_hand_ask(const EpochNetworkByHand *self, const double *x)
{
  double p = 0;

  ec_network_predict(self->network, x, &p);
  return p;
}

double
epoch_network_by_hand_measure(const EpochNetworkByHand *self, const size_t *points, gsize n)
{
  gsize n_right = 0;

  for (gsize i = 0; i < n; i++) {
    double p = epoch_network_by_hand_ask(self, &self->points.x[2 * points[i]]);

    n_right += (p >= 0.5) == (self->points.y[points[i]] == 1);
  }
  return (double)n_right / (double)n;
}

static double
measure_loss(const EpochNetworkByHand *self, const size_t *points, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++) {
    sum += ec_network_evaluate(self->network, &self->points.x[2 * points[i]],
                               &self->points.y[points[i]], NULL);
  }
  return sum / (double)n;
}

/* The length of the mean gradient, layer by layer. */
static void
measure_gradients(const EpochNetworkByHand *self, double lengths[2])
{
  const EpochPoints *points = &self->points;
  gsize n = ec_network_n_weights(self->network);
  gsize n_first = self->n_hidden > 0 ? 3 * self->n_hidden : n;
  g_autofree double *gradient = g_new(double, n);
  g_autofree double *sum = g_new0(double, n);

  for (gsize i = 0; i < points->n_train; i++) {
    ec_network_evaluate(self->network, &points->x[2 * points->train[i]],
                        &points->y[points->train[i]], gradient);
    for (gsize w = 0; w < n; w++) {
      sum[w] += gradient[w] / (double)points->n_train;
    }
  }
  lengths[0] = lengths[1] = 0;
  for (gsize w = 0; w < n; w++) {
    lengths[w < n_first ? 0 : 1] += sum[w] * sum[w];
  }
  lengths[0] = sqrt(lengths[0]);
  lengths[1] = sqrt(lengths[1]);
}

static void
keep_snapshot(EpochNetworkByHand *self, gsize epoch)
{
  EpochSnapshot *snapshot = g_new0(EpochSnapshot, 1);
  gsize n = ec_network_n_weights(self->network);

  snapshot->epoch = epoch;
  snapshot->weights = g_memdup2(ec_network_get_weights(self->network), n * sizeof(double));
  snapshot->train_loss = measure_loss(self, self->points.train, self->points.n_train);
  snapshot->test_loss = measure_loss(self, self->points.test, self->points.n_test);
  measure_gradients(self, snapshot->gradients);
  g_ptr_array_add(self->snapshots, snapshot);
  epoch_events_metric(self->context->events, "loss", (gint64)epoch, snapshot->test_loss, "test");
}

/* What the callback of a part needs. */
typedef struct {
  EpochNetworkByHand *self;
  gsize begin, every;
} Part;

static void
epoch_cb(void *data, size_t epoch, double loss)
{
  Part *part = data;
  gsize number = part->begin + epoch;

  /* The state before a part is the one after the part before. */
  if (epoch == 0 && part->begin > 0) {
    return;
  }
  if (isfinite(loss)) {
    g_array_append_val(part->self->losses, loss);
  }
  if (number % part->every == 0) {
    epoch_events_metric(part->self->context->events, "loss", (gint64)number, loss, "train");
  }
}

static gboolean
make_network(EpochNetworkByHand *self, GError **error)
{
  static const struct {
    const char *name;
    enum ec_network_activation activation;
  } activations[] = {
      {"sigmoid", EC_NETWORK_SIGMOID},
      {"tanh", EC_NETWORK_TANH},
      {"relu", EC_NETWORK_RELU},
  };
  struct ec_network_options options = EC_NETWORK_OPTIONS_INIT;
  struct ec_error core_error = EC_ERROR_INIT;

  for (guint i = 0; i < G_N_ELEMENTS(activations); i++) {
    if (g_str_equal(activations[i].name,
                    epoch_run_context_get_choice(self->context, "activation"))) {
      self->activation = activations[i].activation;
    }
  }
  self->n_hidden = (gsize)epoch_run_context_get_integer(self->context, "hidden");
  self->rate = epoch_run_context_get_number(self->context, "rate");
  options.n_hidden = self->n_hidden;
  options.hidden = self->activation;
  options.seed = self->context->seed;
  return epoch_core_error_propagate(ec_network_new(&options, &self->network, &core_error),
                                    &core_error, NULL, error);
}

static gboolean
copy_points(const EpochPoints *points, struct ec_matrix *x, struct ec_matrix *targets,
            GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_matrix_new(points->n_train, 2, x, &core_error);

  if (status == EC_OK) {
    status = ec_matrix_new(points->n_train, 1, targets, &core_error);
  }
  for (gsize i = 0; i < points->n_train && status == EC_OK; i++) {
    ec_matrix_set(x, i, 0, points->x[2 * points->train[i]]);
    ec_matrix_set(x, i, 1, points->x[2 * points->train[i] + 1]);
    ec_matrix_set(targets, i, 0, points->y[points->train[i]]);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* Trains for some epochs more; tells in @goes_on whether it goes on. */
static gboolean
train_part(EpochNetworkByHand *self, const struct ec_matrix *x, const struct ec_matrix *targets,
           gsize begin, gsize n_epochs, const struct ec_job *whole, gboolean *goes_on,
           GError **error)
{
  const struct ec_random root = ec_random_new(self->context->seed);
  struct ec_random random = ec_random_split(&root, 2 + begin);
  gsize total = (gsize)epoch_run_context_get_integer(self->context, "epochs");
  Part part = {self, begin, total / MAX_TOLD + 1};
  struct ec_network_training training = EC_NETWORK_TRAINING_INIT;
  struct ec_network_history *history = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_job job =
      ec_job_part(whole, (double)begin / (double)total, (double)(begin + n_epochs) / (double)total);
  ec_status status;

  training.rate = self->rate;
  training.n_epochs = n_epochs;
  training.batch_size = (gsize)epoch_run_context_get_integer(self->context, "batch");
  training.seed = ec_random_u64(&random);
  training.step = epoch_cb;
  training.step_data = &part;
  status = ec_network_train(self->network, x, targets, &training, &job, &history, &core_error);
  if (status == EC_ERROR_CANCELLED && epoch_run_context_is_stopped(self->context)) {
    /* The epochs of this part are not kept, and so neither are their losses. */
    g_array_set_size(self->losses, MIN(self->losses->len, (guint)begin + 1));
    *goes_on = FALSE;
    return TRUE;
  }
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  self->diverged = history->diverged;
  *goes_on = !history->diverged;
  keep_snapshot(self, begin + history->n_epochs);
  ec_network_history_free(history);
  return TRUE;
}

gboolean
epoch_network_by_hand_train(EpochNetworkByHand *self, double begin, double end, GError **error)
{
  gsize total = (gsize)epoch_run_context_get_integer(self->context, "epochs");
  gsize size = (total + N_PARTS - 1) / N_PARTS;
  struct ec_job job = ec_job_part(&self->context->job, begin, end);
  struct ec_matrix x = EC_MATRIX_INIT, targets = EC_MATRIX_INIT;
  gboolean goes_on = TRUE, well;

  epoch_events_progress(self->context->events, begin, _("Training"));
  well = make_network(self, error) && copy_points(&self->points, &x, &targets, error);
  if (well) {
    keep_snapshot(self, 0);
  }
  for (gsize i = 0; well && goes_on && i < total; i += size) {
    well = train_part(self, &x, &targets, i, MIN(size, total - i), &job, &goes_on, error);
  }
  if (well && self->losses->len == 0) {
    const EpochSnapshot *start = self->snapshots->pdata[0];

    g_array_append_val(self->losses, start->train_loss);
  }
  ec_matrix_clear(&x);
  ec_matrix_clear(&targets);
  return well;
}
