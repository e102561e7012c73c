/* The charts of a regression. Their titles and sentences are made from the run's own numbers. */
#include "config.h"

#include "experiment/regression/epoch-regression-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "chart/epoch-chart-writer-private.h"

#define MAX_BARS 30

static EpochReport
report_part(const EpochRegressionPart *part, const char *split)
{
  return (EpochReport){
      .split = split, .y = part->y, .predictions = part->p, .n = part->n, .rows = part->rows};
}

EpochAmounts
epoch_regression_report(EpochRegression *self)
{
  return (EpochAmounts){
      .train = report_part(&self->train, "train"),
      .test = report_part(&self->test, "test"),
      .name = epoch_column_get_name(self->target),
      .label = epoch_column_get_label(self->target),
      .unit = epoch_column_get_unit(self->target),
  };
}

/* The words on a bar: what a change that people understand does. */
static char *
bar_label(EpochRegression *self, const EpochFeature *feature)
{
  g_autofree char *words = NULL;
  double change = epoch_regression_get_change(self, feature, &words);
  g_autofree char *amount = epoch_amount_format_signed(feature->coefficient * change,
                                                       epoch_column_get_unit(self->target));

  return g_strdup_printf("%s: %s", words, amount);
}

static const char *
name_feature(EpochRegression *self, const EpochFeature *feature)
{
  EpochColumn *column = epoch_dataset_find_column(self->dataset, feature->name);

  return column != NULL && g_str_equal(epoch_column_get_kind(column), "number")
             ? epoch_column_get_label(column)
             : feature->name;
}

static char *
summarise_bars(gsize n, gsize n_all, const char *largest)
{
  if (n < n_all) {
    return g_strdup_printf(_("The %zu largest of %zu effects of a rise by one standard "
                             "deviation. The largest: %s."),
                           n, n_all, largest);
  }
  return g_strdup_printf(_("The change of the prediction when a column rises by one standard "
                           "deviation, so that the bars can be compared. The largest: %s."),
                         largest);
}

static gboolean
write_coefficients(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autofree const EpochFeature **features = epoch_regression_sort_features(self);
  gsize n_all = epoch_pipeline_n_features(self->pipeline);
  gsize n = MIN(n_all, MAX_BARS);
  g_autofree const char **names = g_new0(const char *, n + 1);
  g_autofree double *effects = g_new0(double, n + 1);
  g_auto(GStrv) labels = g_new0(char *, n + 1);
  const EpochChartSeries series = {.name = _("Effect of one standard deviation"),
                                   .y = effects,
                                   .n = n,
                                   .labels = (const char *const *)labels};
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  for (gsize j = 0; j < n; j++) {
    names[j] = name_feature(self, features[j]);
    effects[j] = features[j]->coefficient * features[j]->spread;
    labels[j] = bar_label(self, features[j]);
  }
  summary = summarise_bars(n, n_all, labels[0]);
  chart = epoch_chart_writer_new("bars", _("What moves the prediction"), summary);
  epoch_chart_writer_set_boolean(chart, "horizontal", TRUE);
  /* Bars have their categories on x, also when they lie. */
  epoch_chart_writer_set_axis(chart, "x", _("Column"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Change of the prediction for one standard deviation"),
                              epoch_column_get_unit(self->target));
  epoch_chart_writer_set_texts(chart, "categories", names, n);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, context, "coefficients", error);
}

static gboolean
write_repeats(EpochRegression *self, EpochRunContext *context, GError **error)
{
  const char *unit = epoch_column_get_unit(self->target);
  const char *names[] = {_("Splits")};
  double mean = 0, deviation = 0;
  g_autofree char *centre = NULL;
  g_autofree char *spread = NULL;
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  epoch_regression_spread(self, &mean, &deviation);
  centre = epoch_amount_format(mean, unit);
  spread = epoch_amount_format(deviation, unit);
  summary = g_strdup_printf(_("Over %zu random splits the test RMSE is %s ± %s (mean and standard "
                              "deviation)."),
                            self->n_repeats, centre, spread);
  chart = epoch_chart_writer_new("histogram", _("How much the split matters"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Test RMSE"), unit);
  epoch_chart_writer_set_axis(chart, "y", _("Splits"), NULL);
  epoch_chart_writer_set_histogram(chart, self->repeats, self->n_repeats, names, NULL, 1);
  return epoch_chart_writer_write(chart, context, "repeats", error);
}

gboolean
epoch_regression_write_charts(EpochRegression *self, EpochRunContext *context, GError **error)
{
  const EpochAmounts amounts = epoch_regression_report(self);

  return epoch_report_write_predicted_actual(&amounts, context, "predicted-actual", error) &&
         epoch_report_write_residuals(&amounts, context, "residuals", error) &&
         epoch_report_write_residual_histogram(&amounts, context, "residual-histogram", error) &&
         write_coefficients(self, context, error) &&
         (self->n_repeats < 2 || write_repeats(self, context, error));
}
