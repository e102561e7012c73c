/* What a contest of models comes to: its charts and files. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "experiment/contest/epoch-contest-private.h"

gboolean
epoch_contest_write_models(EpochContest *self, const char *kind, GError **error)
{
  guint n = self->entries->len;
  g_autofree const char **names = g_new0(const char *, n + 1);
  g_autofree double *values = g_new0(double, n + 1);
  g_auto(GStrv) labels = g_new0(char *, n + 1);
  const EpochChartSeries series = {
      .name = self->score, .y = values, .n = n, .labels = (const char *const *)labels};
  EpochTrialEntry *best = epoch_contest_get(self, self->best);
  g_autofree char *amount = epoch_amount_round(epoch_contest_score(self, best), 3);
  g_autofree char *summary = g_strdup_printf(
      _("The mean over the folds of the training rows. “%s” is best with %s; look at the spread "
        "before you believe a small lead."),
      best->name, amount);
  EpochChartWriter *chart = epoch_chart_writer_new("bars", _("The models side by side"), summary);

  for (guint i = 0; i < n; i++) {
    EpochTrialEntry *entry = epoch_contest_get(self, i);
    g_autofree char *mean = NULL;
    g_autofree char *spread = NULL;
    g_autofree char *time = epoch_amount_fixed(1000 * entry->seconds, 0);

    names[i] = entry->name;
    values[i] = epoch_contest_score(self, entry);
    mean = epoch_amount_round(values[i], 3);
    spread = epoch_amount_round(
        entry->cv != NULL ? epoch_cross_validation_get_deviation(entry->cv, self->score) : NAN, 2);
    labels[i] = g_strdup_printf(_("%s ± %s, fitted in %s ms"), mean, spread, time);
  }
  epoch_chart_writer_set_axis(chart, "x", _("Model"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("AUC over the folds"), NULL);
  epoch_chart_writer_set_texts(chart, "categories", names, n);
  epoch_chart_writer_set_boolean(chart, "horizontal", TRUE);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, kind, error);
}

/* Every draw of the search: what it scored, with its settings as its label. */
static gboolean
write_search(EpochContest *self, GError **error)
{
  GPtrArray *candidates = self->search->candidates;
  guint n = candidates->len;
  g_autofree double *x = g_new(double, n + 1);
  g_autofree double *y = g_new(double, n + 1);
  g_auto(GStrv) labels = g_new0(char *, n + 1);
  const EpochChartSeries series = {
      .name = _("Draws"), .x = x, .y = y, .n = n, .labels = (const char *const *)labels};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "scatter", _("What the search has tried"),
      _("Each point is one draw of settings, measured over the same folds. Where many draws are "
        "equally good, the settings matter less than one would think."));

  for (guint i = 0; i < n; i++) {
    const EpochCandidate *candidate = g_ptr_array_index(candidates, i);

    x[i] = (double)candidate->index + 1;
    y[i] = candidate->mean;
    labels[i] = epoch_search_describe(self->search, candidate);
  }
  epoch_chart_writer_set_axis(chart, "x", _("Draw"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("AUC over the folds"), NULL);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "search", error);
}

gboolean
epoch_contest_write_curves(EpochContest *self, GError **error)
{
  guint n = self->entries->len;
  g_autofree EpochReport *reports = g_new0(EpochReport, n + 1);
  g_autofree const EpochReport **list = g_new0(const EpochReport *, n + 1);

  for (guint i = 0; i < n; i++) {
    reports[i] = epoch_trial_report_test(self->trial, epoch_contest_get(self, i));
    list[i] = &reports[i];
  }
  return epoch_report_write_roc(list, n, self->context, "roc", error) &&
         epoch_report_write_precision_recall(list, n, self->context, "precision-recall", error) &&
         epoch_report_write_calibration(list, n, self->context, "calibration", error) &&
         (self->search == NULL || write_search(self, error));
}

static void
find_test(EpochContest *self, const EpochReport *test)
{
  const EpochTrialEntry *best = epoch_contest_get(self, self->best);
  double accuracy = epoch_score_compute("accuracy", test->target, test->y, test->predictions,
                                        test->probabilities, test->n);
  double recall = epoch_score_compute("recall", test->target, test->y, test->predictions,
                                      test->probabilities, test->n);
  g_autofree char *right = epoch_amount_share(accuracy);
  g_autofree char *found = epoch_amount_share(recall);

  g_ptr_array_add(self->found,
                  g_strdup_printf(_("On the %zu test rows, which took no part in choosing it, “%s” "
                                    "tells %s right and finds %s of those that are “%s”."),
                                  test->n, best->name, right, found, test->target->classes[1]));
}

gboolean
epoch_contest_write_best(EpochContest *self, GError **error)
{
  EpochRunContext *context = self->context;
  EpochTrialEntry *best = epoch_contest_get(self, self->best);
  const EpochReport test = epoch_trial_report_test(self->trial, best);
  const EpochReport train = epoch_trial_report_train(self->trial, best);
  EpochColumn *target = epoch_dataset_find_column(context->dataset, self->trial->target->name);

  epoch_report_tell_scores(&test, context);
  epoch_report_tell_scores(&train, context);
  epoch_trial_tell_cv(self->trial, best, "accuracy");
  epoch_trial_tell_cv(self->trial, best, "auc");
  find_test(self, &test);
  return epoch_report_write_confusion(&test, context, "confusion", error) &&
         epoch_report_write_score_histogram(&test, context, "score-histogram", error) &&
         epoch_report_write_scores(&test, context, error) &&
         epoch_report_write_facts(&test, &train,
                                  target != NULL ? epoch_column_get_label(target)
                                                 : self->trial->target->name,
                                  context, error) &&
         epoch_trial_write_tables(self->trial, best, error);
}
