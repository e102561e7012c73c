/* The files of a trial's model: the model itself, and what it says of each row. */
#include "config.h"

#include <glib/gi18n.h>

#include "base/epoch-csv.h"
#include "experiment/epoch-trial-private.h"

static void
append_value(GString *text, const EpochTarget *target, double value)
{
  if (target->n_classes > 0) {
    epoch_csv_append_text(text, target->classes[(gsize)value]);
  } else {
    epoch_csv_append_number(text, value);
  }
}

static void
append_rows(GString *text, const EpochTrialPart *part, const EpochTrialPredictions *predictions,
            const char *split)
{
  for (gsize i = 0; i < part->n; i++) {
    g_string_append_printf(text, "%zu,%s,", part->rows[i] + 1, split);
    append_value(text, part->target, part->target->y[i]);
    g_string_append_c(text, ',');
    append_value(text, part->target, predictions->predictions[i]);
    for (gsize k = 0; k < part->target->n_classes; k++) {
      g_string_append_c(text, ',');
      epoch_csv_append_number(text, ec_matrix_get(&predictions->probabilities, i, k));
    }
    g_string_append_c(text, '\n');
  }
}

gboolean
epoch_trial_write_tables(const EpochTrial *self, const EpochTrialEntry *entry, GError **error)
{
  g_autoptr(GString) model = epoch_pipeline_write(entry->pipeline, error);
  g_autoptr(GString) text = g_string_new("row,split,actual,prediction");

  if (model == NULL) {
    return FALSE;
  }
  for (gsize k = 0; k < self->target->n_classes; k++) {
    g_autofree char *name = g_strconcat("p_", self->target->classes[k], NULL);

    g_string_append_c(text, ',');
    epoch_csv_append_text(text, name);
  }
  g_string_append_c(text, '\n');
  append_rows(text, &self->train, &entry->train, "train");
  append_rows(text, &self->test, &entry->test, "test");
  return epoch_run_context_write(self->context, "model", _("Model"), "model.json", model, error) &&
         epoch_run_context_write(self->context, "predictions", _("Predictions"), "predictions.csv",
                                 text, error);
}
