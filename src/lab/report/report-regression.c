/* The errors of a model that predicts amounts, as charts and as facts. */
#include "config.h"

#include "report/epoch-report-regression-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "metric/regression.h"
#include "run/epoch-run-files-private.h"

gsize
epoch_report_find_farthest(const EpochReport *self)
{
  gsize farthest = 0;

  for (gsize i = 1; i < self->n; i++) {
    if (fabs(self->y[i] - self->predictions[i]) >
        fabs(self->y[farthest] - self->predictions[farthest])) {
      farthest = i;
    }
  }
  return farthest;
}

double
epoch_report_get_mean(const EpochReport *self)
{
  double mean = 0;

  for (gsize i = 0; i < self->n; i++) {
    mean += self->y[i] / (double)self->n;
  }
  return mean;
}

static gboolean
measure(const EpochReport *self, struct ec_regression_metrics *metrics, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status =
      ec_regression_metrics(self->y, self->predictions, self->n, metrics, &core_error);

  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* The points of one part: the prediction against the truth, or what is left over against the
 * prediction. */
static void
add_points(EpochChartWriter *chart, const EpochReport *self, const char *name, gboolean residuals)
{
  gsize n = MIN(self->n, EPOCH_REPORT_MAX_POINTS);
  g_autofree double *x = g_new(double, n + 1);
  g_autofree double *y = g_new(double, n + 1);
  g_auto(GStrv) labels = g_new0(char *, n + 1);
  EpochChartSeries series = {
      .name = name, .x = x, .y = y, .n = n, .labels = (const char *const *)labels};

  for (gsize k = 0; k < n; k++) {
    gsize i = (gsize)((double)k * (double)self->n / (double)n);

    x[k] = residuals ? self->predictions[i] : self->y[i];
    y[k] = residuals ? self->y[i] - self->predictions[i] : self->predictions[i];
    labels[k] = g_strdup_printf(_("Row %zu"), (self->rows != NULL ? self->rows[i] : i) + 1);
  }
  epoch_chart_writer_add_series(chart, &series);
}

static void
add_both_parts(EpochChartWriter *chart, const EpochAmounts *self, gboolean residuals)
{
  add_points(chart, &self->train, _("Training rows"), residuals);
  add_points(chart, &self->test, _("Test rows"), residuals);
}

/* The sentence, and how many rows are drawn where they are not all. */
static char *
end_summary(const EpochAmounts *self, char *sentence)
{
  g_autofree char *owned = sentence;

  if (self->train.n <= EPOCH_REPORT_MAX_POINTS && self->test.n <= EPOCH_REPORT_MAX_POINTS) {
    return g_steal_pointer(&owned);
  }
  return g_strdup_printf(_("%s Of each part at most %d rows are drawn."), owned,
                         EPOCH_REPORT_MAX_POINTS);
}

gboolean
epoch_report_write_predicted_actual(const EpochAmounts *self, EpochRunContext *context,
                                    const char *kind, GError **error)
{
  struct ec_regression_metrics metrics;
  g_autofree char *rmse = NULL;
  g_autofree char *r2 = NULL;
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  if (!measure(&self->test, &metrics, error)) {
    return FALSE;
  }
  rmse = epoch_amount_format(metrics.rmse, self->unit);
  r2 = epoch_amount_round(metrics.r2, 3);
  summary = end_summary(
      self, g_strdup_printf(_("Each point is a row; on the line the prediction would be exact. The "
                              "%zu test rows are off by %s in the root mean square, R² %s."),
                            self->test.n, rmse, r2));
  chart = epoch_chart_writer_new("scatter", _("Predicted against actual"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Actual"), self->unit);
  epoch_chart_writer_set_axis(chart, "y", _("Predicted"), self->unit);
  add_both_parts(chart, self, FALSE);
  epoch_chart_writer_add_guide(chart, "identity", 0, NULL);
  return epoch_chart_writer_write(chart, context, kind, error);
}

gboolean
epoch_report_write_residuals(const EpochAmounts *self, EpochRunContext *context, const char *kind,
                             GError **error)
{
  struct ec_regression_metrics metrics;
  g_autofree char *bias = NULL;
  g_autofree char *most = NULL;
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  if (!measure(&self->test, &metrics, error)) {
    return FALSE;
  }
  bias = epoch_amount_format_signed(-metrics.bias, self->unit);
  most = epoch_amount_format(metrics.max_error, self->unit);
  summary = end_summary(
      self,
      g_strdup_printf(_("What the model leaves over. Test residuals are %s on average, and %s at "
                        "most; a pattern here is something the model can not express."),
                      bias, most));
  chart = epoch_chart_writer_new("scatter", _("Residuals"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Predicted"), self->unit);
  epoch_chart_writer_set_axis(chart, "y", _("Actual − predicted"), self->unit);
  add_both_parts(chart, self, TRUE);
  epoch_chart_writer_add_guide(chart, "horizontal", 0, _("No error"));
  return epoch_chart_writer_write(chart, context, kind, error);
}

gboolean
epoch_report_write_residual_histogram(const EpochAmounts *self, EpochRunContext *context,
                                      const char *kind, GError **error)
{
  struct ec_regression_metrics metrics;
  g_autofree double *residuals = g_new(double, self->test.n + 1);
  const char *names[] = {_("Test rows")};
  g_autofree char *rmse = NULL;
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;
  gsize n_within = 0;

  if (!measure(&self->test, &metrics, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < self->test.n; i++) {
    residuals[i] = self->test.y[i] - self->test.predictions[i];
    n_within += fabs(residuals[i]) <= metrics.rmse;
  }
  rmse = epoch_amount_format(metrics.rmse, self->unit);
  summary = g_strdup_printf(_("%zu of the %zu test rows are predicted to within %s."), n_within,
                            self->test.n, rmse);
  chart = epoch_chart_writer_new("histogram", _("How large the errors are"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Actual − predicted"), self->unit);
  epoch_chart_writer_set_axis(chart, "y", _("Test rows"), NULL);
  epoch_chart_writer_set_histogram(chart, residuals, self->test.n, names, NULL, 1);
  epoch_chart_writer_add_guide(chart, "vertical", 0, _("No error"));
  return epoch_chart_writer_write(chart, context, kind, error);
}

/* The sums that the metrics of one part are made of. */
static void
add_sums(EpochJsonWriter *json, const EpochReport *self)
{
  double mean = epoch_report_get_mean(self), sum_abs = 0, sum_squares = 0, sum_total = 0;

  for (gsize i = 0; i < self->n; i++) {
    double residual = self->y[i] - self->predictions[i];

    sum_abs += fabs(residual);
    sum_squares += residual * residual;
    sum_total += (self->y[i] - mean) * (self->y[i] - mean);
  }
  epoch_json_writer_name(json, self->split);
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_integer(json, "n", (gint64)self->n);
  epoch_json_writer_add_number(json, "mean", mean);
  epoch_json_writer_add_number(json, "sum_abs", sum_abs);
  epoch_json_writer_add_number(json, "sum_squares", sum_squares);
  epoch_json_writer_add_number(json, "sum_total", sum_total);
  epoch_json_writer_end(json, '}');
}

/* What always guessing the training rows' mean would give on the test rows. */
static gboolean
add_baseline(EpochJsonWriter *json, const EpochAmounts *self, GError **error)
{
  double mean = epoch_report_get_mean(&self->train);
  g_autofree double *guesses = g_new(double, self->test.n + 1);
  EpochReport guess = self->test;
  struct ec_regression_metrics metrics;

  for (gsize i = 0; i < self->test.n; i++) {
    guesses[i] = mean;
  }
  guess.predictions = guesses;
  if (!measure(&guess, &metrics, error)) {
    return FALSE;
  }
  epoch_json_writer_name(json, "baseline");
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_number(json, "guess", mean);
  epoch_json_writer_add_number(json, "mae", metrics.mae);
  epoch_json_writer_add_number(json, "mse", metrics.mse);
  epoch_json_writer_add_number(json, "rmse", metrics.rmse);
  epoch_json_writer_add_number(json, "r2", metrics.r2);
  epoch_json_writer_end(json, '}');
  return TRUE;
}

gboolean
epoch_report_write_amount_facts(const EpochAmounts *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "task", "regression");
  epoch_json_writer_name(&json, "target");
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "name", self->name);
  epoch_json_writer_add_string(&json, "label", self->label);
  epoch_json_writer_add_string(&json, "unit", self->unit);
  epoch_json_writer_end(&json, '}');
  epoch_json_writer_name(&json, "splits");
  epoch_json_writer_begin(&json, '{');
  add_sums(&json, &self->train);
  add_sums(&json, &self->test);
  epoch_json_writer_end(&json, '}');
  if (!add_baseline(&json, self, error)) {
    return FALSE;
  }
  epoch_json_writer_end(&json, '}');
  return epoch_run_files_write_facts(context, text, error);
}
