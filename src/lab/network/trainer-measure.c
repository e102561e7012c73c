/* What the net says of rows that it does not learn from. */
#include "config.h"

#include <math.h>

#include "base/epoch-core-error-private.h"
#include "network/trainer-private.h"

/* Rows that are asked about at a time. */
#define ASKED 256

static ec_status
ask_batch(EpochTrainer *self, const EpochSource *source, const gsize *rows, gsize n,
          float *probabilities, gint32 *labels, double *loss, struct ec_error *error)
{
  EpochBatch batch = {.n = n, .labels = labels};
  struct ec_tensor *tensor;
  ec_status status;

  ec_tape_begin(self->tape, EC_TAPE_PREDICT);
  source->fill(source->data, self->tape, rows, n, NULL, &batch);
  ec_net_forward(self->net, self->tape, &batch.signal);
  tensor = ec_cross_entropy(self->tape, batch.signal.x, labels, 0, probabilities);
  status = ec_tape_finish(self->tape, error);
  if (status == EC_OK) {
    *loss += (double)tensor->data[0] * (double)n;
  }
  return status;
}

gboolean
epoch_trainer_ask(EpochTrainer *self, const EpochSource *source, float *probabilities,
                  gint32 *labels, double *loss, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  gsize rows[ASKED];
  double sum = 0;

  for (gsize first = 0; first < source->n; first += ASKED) {
    gsize n = MIN(ASKED, source->n - first);
    ec_status status;

    for (gsize i = 0; i < n; i++) {
      rows[i] = first + i;
    }
    status = ask_batch(self, source, rows, n, probabilities + first * self->options.n_classes,
                       labels + first, &sum, &core_error);
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
  }
  if (loss != NULL) {
    *loss = source->n > 0 ? sum / (double)source->n : NAN;
  }
  return TRUE;
}

gboolean
trainer_measure(EpochTrainer *self, EpochTrainerEpoch *epoch, GError **error)
{
  gsize n = self->validation.n;
  g_autofree float *probabilities = g_new(float, n * self->options.n_classes + 1);
  g_autofree gint32 *labels = g_new(gint32, n + 1);
  g_autoptr(GError) cause = NULL;

  if (!epoch_trainer_ask(self, &self->validation, probabilities, labels, &epoch->loss, &cause)) {
    /* Stopped in the middle: the epoch is not measured, and what was learnt is kept. */
    if (epoch_run_context_is_stopped(self->context)) {
      return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  epoch->accuracy = (double)trainer_count_right(probabilities, labels, n, self->options.n_classes) /
                    (double)MAX(n, 1);
  return TRUE;
}
