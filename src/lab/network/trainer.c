/* Epochs of batches. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "network/trainer-private.h"

/* Live curves get so many points an epoch, at most. */
#define TOLD_AN_EPOCH 25

/* What numbers are split off the run's generator for. */
enum { RANDOM_ORDER = 1, RANDOM_STEP, RANDOM_ROWS };

static gsize
steps_an_epoch(const EpochTrainer *self)
{
  return (self->train.n + self->options.batch - 1) / self->options.batch;
}

void
epoch_trainer_free(EpochTrainer *self)
{
  if (self == NULL) {
    return;
  }
  ec_optimiser_free(self->optimiser);
  ec_tape_free(self->tape);
  ec_compute_free(self->compute);
  g_free(self->order);
  g_free(self->labels);
  g_free(self->probabilities);
  g_free(self->kept);
  g_array_unref(self->epochs);
  g_free(self);
}

static gboolean
make_core(EpochTrainer *self, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_compute_new(&self->context->job, &self->compute, &core_error);

  if (status == EC_OK) {
    status = ec_tape_new(self->compute, self->options.memory, &self->tape, &core_error);
  }
  if (status == EC_OK && self->train.n > 0) {
    status = ec_optimiser_new(self->net->parameters, &self->options.optimiser, &self->optimiser,
                              &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

EpochTrainer *
epoch_trainer_new(EpochRunContext *context, struct ec_net *net, const EpochSource *train,
                  const EpochSource *validation, const EpochTrainerOptions *options, GError **error)
{
  g_autoptr(EpochTrainer) self = g_new0(EpochTrainer, 1);

  self->context = context;
  self->net = net;
  self->train = train != NULL ? *train : (EpochSource){0};
  self->validation = *validation;
  self->options = *options;
  self->options.batch = MAX(options->batch, 1);
  self->epochs = g_array_new(FALSE, FALSE, sizeof(EpochTrainerEpoch));
  self->random = ec_random_new(context->seed);
  self->best_loss = INFINITY;
  self->order = g_new(gsize, MAX(self->train.n, self->validation.n) + 1);
  self->labels = g_new(gint32, self->options.batch);
  self->probabilities = g_new(float, self->options.batch * options->n_classes);
  return make_core(self, error) ? g_steal_pointer(&self) : NULL;
}

GArray *
epoch_trainer_get_epochs(EpochTrainer *self)
{
  return self->epochs;
}

gsize
epoch_trainer_get_best(EpochTrainer *self)
{
  return self->best;
}

double
epoch_trainer_get_rows_per_second(EpochTrainer *self)
{
  return self->seconds > 0 ? (double)self->n_seen / self->seconds : 0;
}

struct ec_tape *
epoch_trainer_get_tape(EpochTrainer *self)
{
  return self->tape;
}

gsize
epoch_trainer_largest(const float *p, gsize n)
{
  gsize best = 0;

  for (gsize k = 1; k < n; k++) {
    best = p[k] > p[best] ? k : best;
  }
  return best;
}

gsize
trainer_count_right(const float *probabilities, const gint32 *labels, gsize n, gsize n_classes)
{
  gsize n_right = 0;

  for (gsize i = 0; i < n; i++) {
    gsize best = epoch_trainer_largest(probabilities + i * n_classes, n_classes);

    n_right += (gint32)best == labels[i];
  }
  return n_right;
}

/* The share of the rate at a step of the whole run. */
static double
rate_at(const EpochTrainer *self, gsize step)
{
  const gsize n_steps = steps_an_epoch(self) * self->options.epochs;
  const struct ec_schedule schedule = {
      .kind = self->options.schedule,
      .n_steps = MAX(n_steps, 1),
      .warmup = (guint64)(self->options.warmup * (double)n_steps),
      .every = MAX(n_steps / 3, 1),
      .factor = 0.1,
  };

  return self->options.optimiser.rate * ec_schedule_at(&schedule, step);
}

/* Goes forward and back over one batch, and takes the step. */
static ec_status
take_step(EpochTrainer *self, const gsize *rows, gsize n, double *loss, struct ec_error *error)
{
  gsize number = self->epoch * steps_an_epoch(self) + self->step;
  struct ec_random steps = ec_random_split(&self->random, RANDOM_STEP);
  struct ec_random of_rows = ec_random_split(&self->random, RANDOM_ROWS);
  struct ec_random step = ec_random_split(&steps, number);
  struct ec_random augment = ec_random_split(&of_rows, self->epoch);
  EpochBatch batch = {.n = n, .labels = self->labels};
  struct ec_tensor *tensor;
  ec_status status;

  ec_tape_begin(self->tape, EC_TAPE_TRAIN);
  ec_tape_set_random(self->tape, &step);
  self->train.fill(self->train.data, self->tape, rows, n, &augment, &batch);
  ec_net_forward(self->net, self->tape, &batch.signal);
  tensor = ec_cross_entropy(self->tape, batch.signal.x, self->labels, self->options.smoothing,
                            self->probabilities);
  status = ec_tape_backward(self->tape, tensor, error);
  if (status != EC_OK) {
    return status;
  }
  *loss = tensor->data[0];
  ec_optimiser_set_rate(self->optimiser, rate_at(self, number));
  return ec_optimiser_step(self->optimiser, self->compute, NULL, error);
}

/* What an epoch adds up as it goes. */
typedef struct {
  double loss;
  gsize n, n_right;
  double told_loss; /* since the curve got its last point */
  gsize n_told;
} Sums;

static void
tell_step(EpochTrainer *self, Sums *sums, double begin, double end)
{
  gsize n_steps = steps_an_epoch(self), every = MAX(n_steps / TOLD_AN_EPOCH, 1);
  gsize number = self->epoch * n_steps + self->step;
  double done = (double)number / (double)(n_steps * self->options.epochs);
  g_autofree char *stage =
      g_strdup_printf(_("Epoch %zu of %zu"), self->epoch + 1, self->options.epochs);

  epoch_events_progress(self->context->events, begin + (end - begin) * done, stage);
  if (number % every == 0 && sums->n_told > 0) {
    epoch_events_metric(self->context->events, "loss", (gint64)number,
                        sums->told_loss / (double)sums->n_told, "train");
    sums->told_loss = 0;
    sums->n_told = 0;
  }
}

/* Steps through the rest of an epoch; ends before its end where the run is stopped. */
static gboolean
go_through(EpochTrainer *self, Sums *sums, double begin, double end, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  gsize batch = self->options.batch;

  while (self->step < steps_an_epoch(self) && !epoch_run_context_is_stopped(self->context)) {
    gsize first = self->step * batch, n = MIN(batch, self->train.n - first);
    gint64 began = g_get_monotonic_time();
    double loss = 0;
    ec_status status = take_step(self, self->order + first, n, &loss, &core_error);

    if (status == EC_ERROR_CANCELLED) {
      return TRUE;
    }
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
    self->seconds += (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
    self->n_seen += n;
    self->step++;
    sums->loss += loss * (double)n;
    sums->n += n;
    sums->n_right +=
        trainer_count_right(self->probabilities, self->labels, n, self->options.n_classes);
    sums->told_loss += loss * (double)n;
    sums->n_told += n;
    tell_step(self, sums, begin, end);
  }
  return TRUE;
}

/* The order of the rows in an epoch, the same whenever it is asked for. */
static void
draw_order(EpochTrainer *self)
{
  struct ec_random orders = ec_random_split(&self->random, RANDOM_ORDER);
  struct ec_random order = ec_random_split(&orders, self->epoch);

  ec_random_permutation(&order, self->order, self->train.n);
  if (self->train.arrange != NULL) {
    struct ec_random arrange = ec_random_split(&order, 1);

    self->train.arrange(self->train.data, self->order, self->train.n, self->options.batch,
                        &arrange);
  }
}

static void
tell_epoch(EpochTrainer *self, const EpochTrainerEpoch *epoch)
{
  gint64 step = (gint64)(self->epoch * steps_an_epoch(self));

  epoch_events_metric(self->context->events, "loss", step, epoch->loss, "test");
  epoch_events_metric(self->context->events, "accuracy", step, epoch->train_accuracy, "train");
  epoch_events_metric(self->context->events, "accuracy", step, epoch->accuracy, "test");
}

/* Measures what the epoch has brought. */
static gboolean
end_epoch(EpochTrainer *self, const Sums *sums, double seconds, GError **error)
{
  EpochTrainerEpoch epoch = {
      .train_loss = sums->n > 0 ? sums->loss / (double)sums->n : NAN,
      .train_accuracy = sums->n > 0 ? (double)sums->n_right / (double)sums->n : NAN,
      .rate = rate_at(self, self->epoch * steps_an_epoch(self) + self->step - 1),
      .seconds = seconds,
  };

  if (!trainer_measure(self, &epoch, error)) {
    return FALSE;
  }
  if (self->context->stopped) {
    return TRUE;
  }
  g_array_append_val(self->epochs, epoch);
  if (epoch.loss < self->best_loss || self->epochs->len == 1) {
    self->best_loss = epoch.loss;
    self->best = self->epoch;
    if (!trainer_keep_best(self, error)) {
      return FALSE;
    }
  }
  self->epoch++;
  self->step = 0;
  tell_epoch(self, &epoch);
  return trainer_keep_checkpoint(self, error);
}

static gboolean
is_patient(const EpochTrainer *self)
{
  return self->options.patience == 0 || self->epoch == 0 ||
         self->epoch - 1 - self->best < self->options.patience;
}

gboolean
epoch_trainer_run_some(EpochTrainer *self, gsize n, double begin, double end, GError **error)
{
  while (n-- > 0 && self->epoch < self->options.epochs && is_patient(self)) {
    Sums sums = {0};
    double before = self->seconds;

    draw_order(self);
    if (!go_through(self, &sums, begin, end, error)) {
      return FALSE;
    }
    if (epoch_run_context_is_stopped(self->context)) {
      return trainer_keep_checkpoint(self, error);
    }
    if (!end_epoch(self, &sums, self->seconds - before, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
epoch_trainer_run(EpochTrainer *self, double begin, double end, GError **error)
{
  if (!epoch_trainer_run_some(self, self->options.epochs, begin, end, error)) {
    return FALSE;
  }
  if (self->options.patience > 0 && !self->context->stopped) {
    trainer_restore_best(self);
  }
  return TRUE;
}
