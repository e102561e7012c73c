/* Metrics and the confusion matrix. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "metric/classification.h"
#include "report/epoch-report-private.h"
#include "run/epoch-run-files-private.h"
#include "validate/epoch-score-private.h"

int
epoch_report_get_positive(const EpochReport *self)
{
  return self->target->n_classes == 2 ? 1 : -1;
}

void
epoch_report_tell_scores(const EpochReport *self, EpochRunContext *context)
{
  const char *const *names = epoch_score_get_names(self->target);
  double values[EPOCH_SCORE_MAX];
  gsize n = epoch_score_compute_all(self->target, self->y, self->predictions, self->probabilities,
                                    self->n, values);

  for (gsize i = 0; i < n; i++) {
    if (isfinite(values[i])) {
      epoch_run_context_metric(context, names[i], self->split, values[i]);
    }
  }
}

gsize
epoch_report_find_worst(const EpochReport *self)
{
  gsize worst = 0;
  double least = 2;

  for (gsize i = 0; i < self->n; i++) {
    double p = ec_matrix_get(self->probabilities, i, (size_t)self->y[i]);

    if (p < least) {
      least = p;
      worst = i;
    }
  }
  return worst;
}

/* The largest count off the diagonal, and where it stands. */
static gsize
find_confused(const size_t *counts, gsize n_classes, gsize *actual, gsize *predicted)
{
  gsize most = 0;

  for (gsize i = 0; i < n_classes; i++) {
    for (gsize j = 0; j < n_classes; j++) {
      if (i != j && counts[i * n_classes + j] > most) {
        most = counts[i * n_classes + j];
        *actual = i;
        *predicted = j;
      }
    }
  }
  return most;
}

static char *
describe_confusion(const EpochReport *self, const size_t *counts)
{
  gsize n_classes = self->target->n_classes, right = 0, actual = 0, predicted = 0, most;

  for (gsize i = 0; i < n_classes; i++) {
    right += counts[i * n_classes + i];
  }
  most = find_confused(counts, n_classes, &actual, &predicted);
  if (most == 0) {
    return g_strdup_printf(_("All %zu rows are told right."), self->n);
  }
  return g_strdup_printf(_("%zu of %zu rows are told right. The most frequent mistake: %zu rows "
                           "that are “%s” are taken for “%s”."),
                         right, self->n, most, self->target->classes[actual],
                         self->target->classes[predicted]);
}

gboolean
epoch_report_write_confusion(const EpochReport *self, EpochRunContext *context, const char *kind,
                             GError **error)
{
  gsize n_classes = self->target->n_classes;
  const char *const *classes = (const char *const *)self->target->classes;
  g_autofree size_t *counts = g_new(size_t, n_classes * n_classes);
  g_autofree double *values = g_new(double, n_classes *n_classes);
  g_autofree double *shares = g_new(double, n_classes *n_classes);
  g_autofree char *summary = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  EpochChartWriter *chart;
  ec_status status =
      ec_confusion_count(self->y, self->predictions, self->n, n_classes, counts, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < n_classes; i++) {
    double sum = 0;

    for (gsize j = 0; j < n_classes; j++) {
      values[i * n_classes + j] = (double)counts[i * n_classes + j];
      sum += values[i * n_classes + j];
    }
    for (gsize j = 0; j < n_classes; j++) {
      shares[i * n_classes + j] = sum > 0 ? values[i * n_classes + j] / sum : 0;
    }
  }
  summary = describe_confusion(self, counts);
  chart = epoch_chart_writer_new("heatmap", _("Confusion matrix"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Predicted"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Actual"), NULL);
  epoch_chart_writer_set_texts(chart, "columns", classes, n_classes);
  epoch_chart_writer_set_texts(chart, "rows", classes, n_classes);
  epoch_chart_writer_set_rows(chart, "values", values, n_classes, n_classes);
  epoch_chart_writer_set_rows(chart, "shares", shares, n_classes, n_classes);
  epoch_chart_writer_set_text(chart, "scale", "sequential");
  epoch_chart_writer_set_number(chart, "digits", 0);
  return epoch_chart_writer_write(chart, context, kind, error);
}

gboolean
epoch_report_write_scores(const EpochReport *self, EpochRunContext *context, GError **error)
{
  if (epoch_report_get_positive(self) < 0) {
    return TRUE;
  }
  return epoch_run_files_write_scores(context, self->target->classes[1], self->target->classes[0],
                                      self->y, ec_matrix_column(self->probabilities, 1), self->n,
                                      error);
}
