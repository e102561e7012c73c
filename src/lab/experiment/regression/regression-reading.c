/* What a regression found, in words and in facts, from its own numbers. */
#include "config.h"

#include "experiment/regression/epoch-regression-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "run/epoch-run-files-private.h"

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
  double gain = 1 - self->test.metrics.rmse / self->baseline.rmse;
  g_autofree char *taken = epoch_amount_percent(gain);

  sentence = g_strdup_printf(_("On the %zu test rows the predictions are off by %s on average "
                               "(MAE), and by %s when large errors count more (RMSE)."),
                             self->test.n, mae, rmse);
  g_ptr_array_add(found, g_steal_pointer(&sentence));
  if (gain > 0) {
    against = g_strdup_printf(_("Always guessing the training rows’ mean, %s, would be off by %s "
                                "(RMSE). The line takes away %s of that error."),
                              mean, guess, taken);
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

  if (ratio > 3) {
    sentence =
        g_strdup_printf(_("On the training rows the RMSE is %s, on the test rows %s. So wide a "
                          "gap means that the model has learnt the rows by heart: take fewer "
                          "columns, a lower degree or a larger penalty."),
                        train, test);
  } else if (ratio > 1.25) {
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
  const EpochAmounts amounts = epoch_regression_report(self);
  gsize worst = epoch_report_find_farthest(&amounts.test);
  g_autofree char *predicted = NULL;
  g_autofree char *actual = NULL;
  g_autofree char *sentence = NULL;

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

/* Products of columns often make each other up, in sentences too long to be read: they are
 * counted instead. Returns how many of the notes are told; those on dependencies are the last. */
static gsize
find_products(EpochRegression *self, gsize n_notes, GPtrArray *found)
{
  gsize n = epoch_pipeline_n_features(self->pipeline), n_aliased = 0;

  for (gsize j = 0; j < n; j++) {
    const EpochFeature *feature = epoch_pipeline_get_feature(self->pipeline, j);

    n_aliased += feature->aliased && !feature->constant;
  }
  if (!self->has_products || n_aliased == 0) {
    return n_notes;
  }
  g_ptr_array_add(found,
                  g_strdup_printf(_("Of the %zu columns and products %zu are made up of others. No "
                                    "single set of coefficients is right then; theirs are set to "
                                    "0."),
                                  n, n_aliased));
  return n_notes > n_aliased ? n_notes - n_aliased : 0;
}

static GPtrArray *
find_all(EpochRegression *self)
{
  const char *const *notes = epoch_pipeline_get_notes(self->pipeline);
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  gsize n_notes;

  find_error(self, found);
  /* A model that has learnt nothing has nothing to know by heart. */
  if (self->train.metrics.r2 > 0) {
    find_gap(self, found);
  }
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
  for (guint i = 0; i < self->more->len; i++) {
    g_ptr_array_add(found, g_strdup(g_ptr_array_index(self->more, i)));
  }
  n_notes = find_products(self, g_strv_length((char **)notes), found);
  for (gsize i = 0; notes[i] != NULL && i < n_notes; i++) {
    g_ptr_array_add(found, g_strdup(notes[i]));
  }
  return found;
}

gboolean
epoch_regression_write_reading(EpochRegression *self, EpochRunContext *context, GError **error)
{
  const EpochAmounts amounts = epoch_regression_report(self);
  g_autoptr(GPtrArray) found = find_all(self);

  return epoch_run_files_write_reading(context, found, error) &&
         epoch_report_write_amount_facts(&amounts, context, error);
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
