#include "config.h"

#include "network/net-report-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "chart/epoch-chart-writer-private.h"
#include "nn/checkpoint.h"

void
epoch_net_answers_clear(EpochNetAnswers *self)
{
  g_clear_pointer(&self->y, g_free);
  g_clear_pointer(&self->predictions, g_free);
  ec_matrix_clear(&self->probabilities);
  g_clear_pointer(&self->target, epoch_target_free);
}

/* The answers as the lab's reports take them. */
static void
take_answers(EpochNetAnswers *self, const float *probabilities, const gint32 *labels)
{
  for (gsize i = 0; i < self->n; i++) {
    const float *p = probabilities + i * self->n_classes;

    for (gsize k = 0; k < self->n_classes; k++) {
      ec_matrix_set(&self->probabilities, i, k, p[k]);
    }
    self->y[i] = labels[i];
    self->predictions[i] = (double)epoch_trainer_largest(p, self->n_classes);
  }
}

gboolean
epoch_net_answers_init(EpochNetAnswers *self, EpochTrainer *trainer, const EpochSource *source,
                       const char *split, const char *name, const char *const *classes,
                       gsize n_classes, GError **error)
{
  g_autofree float *probabilities = g_new(float, source->n *n_classes + 1);
  g_autofree gint32 *labels = g_new(gint32, source->n + 1);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  self->n = source->n;
  self->n_classes = n_classes;
  status = ec_matrix_new(source->n, n_classes, &self->probabilities, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error) ||
      !epoch_trainer_ask(trainer, source, probabilities, labels, NULL, error)) {
    return FALSE;
  }
  self->y = g_new(double, source->n + 1);
  self->predictions = g_new(double, source->n + 1);
  take_answers(self, probabilities, labels);
  self->target = epoch_target_new_classes(name, self->y, self->n, classes);
  self->report = (EpochReport){.split = split,
                               .target = self->target,
                               .y = self->y,
                               .predictions = self->predictions,
                               .probabilities = &self->probabilities,
                               .n = self->n};
  return TRUE;
}

/* One chart of two lines by epoch. */
static gboolean
write_curve(EpochTrainer *trainer, const char *kept, EpochRunContext *context, gboolean of_loss,
            GError **error)
{
  GArray *epochs = epoch_trainer_get_epochs(trainer);
  gsize n = epochs->len;
  g_autofree double *x = g_new(double, n + 1);
  g_autofree double *train = g_new(double, n + 1);
  g_autofree double *test = g_new(double, n + 1);
  const EpochChartSeries series[] = {{.name = kept, .x = x, .y = test, .n = n},
                                     {.name = _("While learning"), .x = x, .y = train, .n = n}};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", of_loss ? _("The loss, epoch by epoch") : _("Told right, epoch by epoch"),
      _("While it learns, an epoch is measured as it goes, with weights that are not yet those of "
        "its end, and with dropout. Where the curves part, it learns its rows by heart."));

  for (gsize i = 0; i < n; i++) {
    const EpochTrainerEpoch *epoch = &g_array_index(epochs, EpochTrainerEpoch, i);

    x[i] = (double)(i + 1);
    train[i] = of_loss ? epoch->train_loss : 100 * epoch->train_accuracy;
    test[i] = of_loss ? epoch->loss : 100 * epoch->accuracy;
  }
  epoch_chart_writer_set_axis(chart, "x", _("Epoch"), NULL);
  epoch_chart_writer_set_axis(chart, "y", of_loss ? _("Loss") : _("Told right"),
                              of_loss ? NULL : "%");
  epoch_chart_writer_add_series(chart, &series[0]);
  epoch_chart_writer_add_series(chart, &series[1]);
  return epoch_chart_writer_write(chart, context, of_loss ? "loss-curve" : "accuracy-curve", error);
}

gboolean
epoch_net_write_curves(EpochTrainer *trainer, const char *kept, EpochRunContext *context,
                       GError **error)
{
  return epoch_trainer_get_epochs(trainer)->len == 0 ||
         (write_curve(trainer, kept, context, TRUE, error) &&
          write_curve(trainer, kept, context, FALSE, error));
}

gboolean
epoch_net_write_weights(const struct ec_net *net, EpochRunContext *context,
                        const char *const *texts, gsize n_texts, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  g_autofree char *path = NULL;
  ec_status status;
  gboolean well;
  FILE *file;

  if (context->out == NULL) {
    return TRUE;
  }
  path = g_build_filename(context->out, "weights.safetensors", NULL);
  file = g_fopen(path, "wb");
  if (file == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, _("%s can not be written: %s"), path,
                g_strerror(errno));
    return FALSE;
  }
  status = ec_weights_write(file, net->parameters, texts, n_texts, &core_error);
  well = fflush(file) == 0 && !ferror(file);
  well = fclose(file) == 0 && well;
  if (!epoch_core_error_propagate(status, &core_error, path, error)) {
    return FALSE;
  }
  if (!well) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, _("%s can not be written: %s"), path,
                g_strerror(errno));
    return FALSE;
  }
  epoch_events_artifact(context->events, "weights", _("Weights"), "weights.safetensors");
  return TRUE;
}
