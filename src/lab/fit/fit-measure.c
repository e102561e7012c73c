/* How good a fitted model is, and what it predicts. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "dataset/epoch-table-private.h"
#include "fit/fit-private.h"
#include "fit/predictions-private.h"
#include "fit/measures-private.h"

/* The test table, with the types of the training table, so that a column of which the test rows
 * happen to hold only digits is not taken for another kind. */
static struct ec_table *
read_test(Fit *self, GError **error)
{
  g_autofree struct ec_csv_column *types = g_new0(struct ec_csv_column, self->columns->len);
  gsize n_types = epoch_pipeline_get_types(self->pipeline, types);

  return epoch_table_read_csv(self->request->test, types, n_types, &self->context->job, NULL,
                              error);
}

static gboolean
write_predictions(Fit *self, const Predictions *predictions, GError **error)
{
  g_autoptr(GString) text = NULL;

  if (self->context->out == NULL) {
    return TRUE;
  }
  text = predictions_write_csv(predictions, self->pipeline);
  return epoch_run_context_write(self->context, "predictions", _("Predictions"), "predictions.csv",
                                 text, error);
}

/* Measures on the training rows; their predictions are those of the whole table but for rows that
 * have no target, which are not measured. */
static gboolean
measure_train(Fit *self, const Predictions *predictions, GError **error)
{
  g_autofree double *y = NULL;

  if (self->target != NULL) {
    y = epoch_target_read(self->target, self->table, NULL);
    measures_tell_scores(self->context, self->target, y, predictions, "train");
  }
  return measures_tell_model(self->context, self->pipeline, self->target, self->train,
                             self->request->csv, error);
}

static gboolean
predict_test(Fit *self, GError **error)
{
  g_autoptr(EpochTable) test = read_test(self, error);
  g_auto(Predictions) predictions = {0};
  g_autofree double *y = NULL;
  gsize n_unseen = 0;

  if (test == NULL || !predictions_make(&predictions, self->pipeline, test, &self->context->job,
                                        self->request->test, error)) {
    return FALSE;
  }
  y = self->target != NULL ? epoch_target_read(self->target, test, &n_unseen) : NULL;
  if (n_unseen > 0) {
    fit_tell(self, g_strdup_printf(ngettext("%zu test row is of a class that no training row has; "
                                            "it counts as wrong.",
                                            "%zu test rows are of classes that no training row "
                                            "has; they count as wrong.",
                                            n_unseen),
                                   n_unseen));
  }
  if (y != NULL) {
    measures_tell_scores(self->context, self->target, y, &predictions, "test");
  }
  return write_predictions(self, &predictions, error);
}

gboolean
fit_finish(Fit *self, GError **error)
{
  g_auto(Predictions) predictions = {0};

  epoch_events_progress(self->context->events, 0.9, _("Measuring"));
  if (!predictions_make(&predictions, self->pipeline, self->table, &self->context->job,
                        self->request->csv, error) ||
      !measure_train(self, &predictions, error)) {
    return FALSE;
  }
  return self->request->test != NULL ? predict_test(self, error)
                                     : write_predictions(self, &predictions, error);
}
