/* What a regression found, in words and in facts, from its own numbers. */
#include "config.h"

#include "experiment/epoch-regression-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-json-writer.h"

#define N_LARGEST 3

static void
find_error(EpochRegression *self, GPtrArray *found)
{
  const char *unit = epoch_column_get_unit(self->target);
  g_autofree char *rmse = epoch_amount_format(self->test.metrics.rmse, unit);
  g_autofree char *mae = epoch_amount_format(self->test.metrics.mae, unit);
  g_autofree char *guess = epoch_amount_format(self->baseline.rmse, unit);
  g_autofree char *mean = epoch_amount_format(self->mean, unit);
  g_autofree char *sentence = NULL;
  g_autofree char *against = NULL;
  double gain = 100 * (1 - self->test.metrics.rmse / self->baseline.rmse);

  sentence = g_strdup_printf(_("On the %zu test rows the predictions are off by %s on average "
                               "(MAE), and by %s when large errors count more (RMSE)."),
                             self->test.n, mae, rmse);
  g_ptr_array_add(found, g_steal_pointer(&sentence));
  if (gain > 0) {
    against = g_strdup_printf(_("Always guessing the training rows’ mean, %s, would be off by %s "
                                "(RMSE). The line takes away %.0f%% of that error."),
                              mean, guess, gain);
  } else {
    against = g_strdup_printf(_("Always guessing the training rows’ mean, %s, would be off by %s "
                                "(RMSE). The line is no better than that."),
                              mean, guess);
  }
  g_ptr_array_add(found, g_steal_pointer(&against));
}

static void
find_gap(EpochRegression *self, GPtrArray *found)
{
  const char *unit = epoch_column_get_unit(self->target);
  g_autofree char *train = epoch_amount_format(self->train.metrics.rmse, unit);
  g_autofree char *test = epoch_amount_format(self->test.metrics.rmse, unit);
  double ratio = self->test.metrics.rmse / self->train.metrics.rmse;
  g_autofree char *sentence = NULL;

  if (ratio > 1.25) {
    sentence =
        g_strdup_printf(_("On the training rows the RMSE is %s, on the test rows %s. So wide "
                          "a gap can mean that the model learnt the rows by heart, or that "
                          "hard rows fell into the test; repeated splits tell which."),
                        train, test);
  } else if (ratio < 0.9) {
    sentence =
        g_strdup_printf(_("On the training rows the RMSE is %s, on the test rows %s. The test "
                          "rows happen to be the easier ones; another seed will show it."),
                        train, test);
  } else {
    sentence =
        g_strdup_printf(_("On the training rows the RMSE is %s, on the test rows %s. The two "
                          "are close: the model has not learnt the rows by heart."),
                        train, test);
  }
  g_ptr_array_add(found, g_steal_pointer(&sentence));
}

static void
find_coefficients(EpochRegression *self, GPtrArray *found)
{
  g_autofree const EpochFeature **features = epoch_regression_sort_features(self);
  const char *unit = epoch_column_get_unit(self->target);
  gsize n = MIN(epoch_pipeline_n_features(self->pipeline), N_LARGEST);

  for (gsize j = 0; j < n; j++) {
    g_autofree char *words = NULL;
    double change = epoch_regression_get_change(self, features[j], &words);
    g_autofree char *amount = epoch_amount_format_signed(features[j]->coefficient * change, unit);
    g_autofree char *sentence = NULL;

    if (features[j]->coefficient == 0) {
      continue;
    }
    sentence =
        j == 0 ? g_strdup_printf(_("The strongest column: with all others held still, %s "
                                   "goes with %s."),
                                 words, amount)
               : g_strdup_printf(_("With all others held still, %s goes with %s."), words, amount);
    g_ptr_array_add(found, g_steal_pointer(&sentence));
  }
}

static void
find_worst(EpochRegression *self, GPtrArray *found)
{
  const char *unit = epoch_column_get_unit(self->target);
  size_t worst = 0;
  g_autofree char *predicted = NULL;
  g_autofree char *actual = NULL;
  g_autofree char *sentence = NULL;

  for (size_t i = 1; i < self->test.n; i++) {
    if (fabs(self->test.y[i] - self->test.p[i]) > fabs(self->test.y[worst] - self->test.p[worst])) {
      worst = i;
    }
  }
  predicted = epoch_amount_format(self->test.p[worst], unit);
  actual = epoch_amount_format(self->test.y[worst], unit);
  sentence = g_strdup_printf(_("The worst miss is row %zu: %s predicted, %s in truth."),
                             self->test.rows[worst] + 1, predicted, actual);
  g_ptr_array_add(found, g_steal_pointer(&sentence));
}

static void
find_spread(EpochRegression *self, GPtrArray *found)
{
  const char *unit = epoch_column_get_unit(self->target);
  double mean = 0, deviation = 0;
  g_autofree char *centre = NULL;
  g_autofree char *spread = NULL;
  g_autofree char *sentence = NULL;

  epoch_regression_spread(self, &mean, &deviation);
  centre = epoch_amount_format(mean, unit);
  spread = epoch_amount_format(deviation, unit);
  sentence = g_strdup_printf(_("Over %zu random splits the RMSE is %s ± %s. Two settings whose "
                               "errors differ by less than that on one split may differ by luck."),
                             self->n_repeats, centre, spread);
  g_ptr_array_add(found, g_steal_pointer(&sentence));
}

/* Columns that are left out by default and were chosen, with the reason why they are. */
static void
find_harms(EpochRegression *self, GPtrArray *found)
{
  GListModel *columns = epoch_dataset_get_columns(self->dataset);

  for (guint i = 0; i < g_list_model_get_n_items(columns); i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);
    gboolean used = FALSE;

    for (gsize j = 0; j < epoch_pipeline_n_features(self->pipeline); j++) {
      used = used || epoch_regression_get_source(
                         self, epoch_pipeline_get_feature(self->pipeline, j)) == column;
    }
    if (used && epoch_column_get_role(column) == EPOCH_COLUMN_LEFT_OUT) {
      g_autofree char *sentence =
          g_strdup_printf(_("This model uses “%s” (%s). %s"), epoch_column_get_label(column),
                          epoch_column_get_name(column), epoch_column_get_reason(column));

      g_ptr_array_add(found, g_steal_pointer(&sentence));
    }
  }
}

static GPtrArray *
find_all(EpochRegression *self)
{
  const char *const *notes = epoch_pipeline_get_notes(self->pipeline);
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

  find_error(self, found);
  find_gap(self, found);
  find_coefficients(self, found);
  find_worst(self, found);
  if (self->n_repeats > 1) {
    find_spread(self, found);
  }
  find_harms(self, found);
  if (self->n_unseen > 0) {
    g_ptr_array_add(found,
                    g_strdup_printf(ngettext("%zu test row has a category that no training "
                                             "row has; it is treated as the first one.",
                                             "%zu test rows have a category that no training "
                                             "row has; it is treated as the first one.",
                                             self->n_unseen),
                                    self->n_unseen));
  }
  for (gsize i = 0; notes[i] != NULL; i++) {
    g_ptr_array_add(found, g_strdup(notes[i]));
  }
  return found;
}

static gboolean
write_found(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GPtrArray) found = find_all(self);
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter writer;

  for (guint i = 0; i < found->len; i++) {
    epoch_events_note(context->events, found->pdata[i]);
  }
  epoch_json_writer_init(&writer, text);
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_strings(&writer, "found", (const char *const *)found->pdata, found->len);
  epoch_json_writer_end(&writer, '}');
  g_string_append_c(text, '\n');
  return epoch_run_context_write(context, "reading", _("What was found"), "reading.json", text,
                                 error);
}

static void
add_part(EpochJsonWriter *writer, const char *name, const EpochRegressionPart *part)
{
  double sum_abs = 0, sum_squares = 0, sum_total = 0, mean = 0;

  for (size_t i = 0; i < part->n; i++) {
    mean += part->y[i] / (double)part->n;
  }
  for (size_t i = 0; i < part->n; i++) {
    double residual = part->y[i] - part->p[i];

    sum_abs += fabs(residual);
    sum_squares += residual * residual;
    sum_total += (part->y[i] - mean) * (part->y[i] - mean);
  }
  epoch_json_writer_name(writer, name);
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_integer(writer, "n", (gint64)part->n);
  epoch_json_writer_add_number(writer, "mean", mean);
  epoch_json_writer_add_number(writer, "sum_abs", sum_abs);
  epoch_json_writer_add_number(writer, "sum_squares", sum_squares);
  epoch_json_writer_add_number(writer, "sum_total", sum_total);
  epoch_json_writer_end(writer, '}');
}

/* The sums behind the metrics, from which each one is explained. */
static gboolean
write_facts(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter writer;

  epoch_json_writer_init(&writer, text);
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_string(&writer, "task", "regression");
  epoch_json_writer_name(&writer, "target");
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_string(&writer, "name", epoch_column_get_name(self->target));
  epoch_json_writer_add_string(&writer, "label", epoch_column_get_label(self->target));
  epoch_json_writer_add_string(&writer, "unit", epoch_column_get_unit(self->target));
  epoch_json_writer_end(&writer, '}');
  epoch_json_writer_name(&writer, "splits");
  epoch_json_writer_begin(&writer, '{');
  add_part(&writer, "train", &self->train);
  add_part(&writer, "test", &self->test);
  epoch_json_writer_end(&writer, '}');
  epoch_json_writer_name(&writer, "baseline");
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_number(&writer, "guess", self->mean);
  epoch_json_writer_add_number(&writer, "mae", self->baseline.mae);
  epoch_json_writer_add_number(&writer, "mse", self->baseline.mse);
  epoch_json_writer_add_number(&writer, "rmse", self->baseline.rmse);
  epoch_json_writer_add_number(&writer, "r2", self->baseline.r2);
  epoch_json_writer_end(&writer, '}');
  epoch_json_writer_end(&writer, '}');
  g_string_append_c(text, '\n');
  return epoch_run_context_write(context, "facts", _("Facts"), "facts.json", text, error);
}

gboolean
epoch_regression_write_reading(EpochRegression *self, EpochRunContext *context, GError **error)
{
  return write_found(self, context, error) && write_facts(self, context, error);
}

static void
add_rows(GString *text, const EpochRegressionPart *part, const char *split)
{
  for (size_t i = 0; i < part->n; i++) {
    g_autofree char *prediction = epoch_json_format_number(part->p[i]);
    g_autofree char *actual = epoch_json_format_number(part->y[i]);

    g_string_append_printf(text, "%zu,%s,%s,%s\n", part->rows[i] + 1, prediction, actual, split);
  }
}

gboolean
epoch_regression_write_tables(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) model = epoch_pipeline_write(self->pipeline, error);
  g_autoptr(GString) predictions = g_string_new("row,prediction,actual,split\n");

  if (model == NULL) {
    return FALSE;
  }
  add_rows(predictions, &self->train, "train");
  add_rows(predictions, &self->test, "test");
  return epoch_run_context_write(context, "model", _("Model"), "model.json", model, error) &&
         epoch_run_context_write(context, "predictions", _("Predictions"), "predictions.csv",
                                 predictions, error);
}
