/* ROC, precision-recall and calibration curves, and how the scores are spread. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "metric/probability.h"
#include "metric/ranking.h"
#include "report/epoch-report-private.h"
#include "validate/epoch-score-private.h"

#define N_BINS 10

static const double *
get_scores(const EpochReport *self)
{
  return ec_matrix_column(self->probabilities, 1);
}

static const char *
get_name(const EpochReport *self)
{
  return self->name != NULL ? self->name : _("Model");
}

static gboolean
both_classes(const EpochReport *self)
{
  gsize n_positive = 0;

  for (gsize i = 0; i < self->n; i++) {
    n_positive += self->y[i] == 1;
  }
  return self->target->n_classes == 2 && n_positive > 0 && n_positive < self->n;
}

/* What is said of a point of a curve: the threshold that it stands for. */
static char **
label_thresholds(const struct ec_curve *curve)
{
  char **labels = g_new0(char *, curve->n + 1);

  for (gsize i = 0; i < curve->n; i++) {
    g_autofree char *value = epoch_amount_trim(curve->thresholds[i], 3);

    labels[i] = isfinite(curve->thresholds[i]) ? g_strdup_printf(_("Threshold %s"), value)
                                               : g_strdup(_("No row is called positive"));
  }
  return labels;
}

static void
add_curve(EpochChartWriter *chart, const char *name, const struct ec_curve *curve, gboolean steps)
{
  g_auto(GStrv) labels = label_thresholds(curve);
  const EpochChartSeries series = {.name = name,
                                   .x = curve->x,
                                   .y = curve->y,
                                   .n = curve->n,
                                   .labels = (const char *const *)labels,
                                   .steps = steps};

  epoch_chart_writer_add_series(chart, &series);
}

/* A curve of a model, and the area below it. */
typedef ec_status (*CurveFunc)(const struct ec_thresholds *thresholds, struct ec_curve *curve,
                               double *area, struct ec_error *error);

static ec_status
compute_roc(const struct ec_thresholds *thresholds, struct ec_curve *curve, double *area,
            struct ec_error *error)
{
  ec_status status = ec_roc_curve(thresholds, true, curve, error);

  return status == EC_OK ? ec_roc_area(thresholds, area, error) : status;
}

static ec_status
compute_precision_recall(const struct ec_thresholds *thresholds, struct ec_curve *curve,
                         double *area, struct ec_error *error)
{
  ec_status status = ec_precision_recall_curve(thresholds, curve, error);

  return status == EC_OK ? ec_average_precision(thresholds, area, error) : status;
}

/* Adds a model's curve; (transfer full): its name with the area, "Random forest 0.91". */
static char *
add_report(EpochChartWriter *chart, const EpochReport *report, CurveFunc compute, gboolean steps,
           GError **error)
{
  struct ec_thresholds thresholds = EC_THRESHOLDS_INIT;
  struct ec_curve curve = EC_CURVE_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  g_autofree char *number = NULL;
  char *name = NULL;
  double area = 0;
  ec_status status =
      ec_thresholds_new(report->y, get_scores(report), report->n, 1, &thresholds, &core_error);

  if (status == EC_OK) {
    status = compute(&thresholds, &curve, &area, &core_error);
  }
  if (epoch_core_error_propagate(status, &core_error, NULL, error)) {
    number = epoch_amount_round(area, 3);
    name = g_strdup_printf("%s %s", get_name(report), number);
    add_curve(chart, name, &curve, steps);
  }
  ec_curve_clear(&curve);
  ec_thresholds_clear(&thresholds);
  return name;
}

/* (transfer full): a score of one model, as text. */
static char *
dup_score(const EpochReport *report, const char *name)
{
  return epoch_amount_round(epoch_score_compute(name, report->target, report->y,
                                                report->predictions, report->probabilities,
                                                report->n),
                            3);
}

static gboolean
write_curves(const EpochReport *const *reports, gsize n_reports, EpochChartWriter *writer,
             CurveFunc compute, gboolean steps, EpochRunContext *context, const char *kind,
             GError **error)
{
  g_autoptr(EpochChartWriter) chart = writer;

  for (gsize i = 0; i < n_reports; i++) {
    g_autofree char *name = add_report(chart, reports[i], compute, steps, error);

    if (name == NULL) {
      return FALSE;
    }
  }
  return epoch_chart_writer_write(g_steal_pointer(&chart), context, kind, error);
}

gboolean
epoch_report_write_roc(const EpochReport *const *reports, gsize n_reports, EpochRunContext *context,
                       const char *kind, GError **error)
{
  g_autofree char *area = NULL;
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  if (!both_classes(reports[0])) {
    return TRUE;
  }
  area = dup_score(reports[0], "auc");
  summary = n_reports == 1
                ? g_strdup_printf(_("Each point is a threshold: how many of the positive rows it "
                                    "finds, and how many of the others it takes for positive by "
                                    "mistake. The area below is %s; 0.5 is guessing, and 1 a "
                                    "perfect order."),
                                  area)
                : g_strdup(_("Each point is a threshold: how many of the positive rows it finds, "
                             "and how many of the others it takes for positive by mistake. The "
                             "numbers are the areas below: 0.5 is guessing, and 1 a perfect "
                             "order."));
  chart = epoch_chart_writer_new("line", _("ROC curve"), summary);
  epoch_chart_writer_set_axis_range(chart, "x", _("False positive rate"), NULL, 0, 1);
  epoch_chart_writer_set_axis_range(chart, "y", _("True positive rate"), NULL, 0, 1);
  epoch_chart_writer_add_guide(chart, "identity", 0, _("Guessing"));
  return write_curves(reports, n_reports, chart, compute_roc, FALSE, context, kind, error);
}

gboolean
epoch_report_write_precision_recall(const EpochReport *const *reports, gsize n_reports,
                                    EpochRunContext *context, const char *kind, GError **error)
{
  g_autofree char *area = NULL;
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;
  double n_positive = 0;

  if (!both_classes(reports[0])) {
    return TRUE;
  }
  for (gsize i = 0; i < reports[0]->n; i++) {
    n_positive += reports[0]->y[i] == 1;
  }
  area = dup_score(reports[0], "average_precision");
  summary = n_reports == 1
                ? g_strdup_printf(_("What one pays for finding more: of those called positive, how "
                                    "many are (precision), against how many of the positive are "
                                    "found (recall). The mean precision is %s."),
                                  area)
                : g_strdup(_("What one pays for finding more: of those called positive, how many "
                             "are (precision), against how many of the positive are found "
                             "(recall). The numbers are the mean precisions."));
  chart = epoch_chart_writer_new("line", _("Precision against recall"), summary);
  epoch_chart_writer_set_axis_range(chart, "x", _("Recall"), NULL, 0, 1);
  epoch_chart_writer_set_axis_range(chart, "y", _("Precision"), NULL, 0, 1);
  epoch_chart_writer_add_guide(chart, "horizontal", n_positive / (double)reports[0]->n,
                               _("Guessing"));
  return write_curves(reports, n_reports, chart, compute_precision_recall, TRUE, context, kind,
                      error);
}

static gboolean
add_calibration(EpochChartWriter *chart, const EpochReport *report, GError **error)
{
  struct ec_calibration calibration;
  struct ec_calibration_bin bins[N_BINS];
  double x[N_BINS], y[N_BINS];
  g_auto(GStrv) labels = g_new0(char *, N_BINS + 1);
  EpochChartSeries series = {
      .name = get_name(report), .x = x, .y = y, .labels = (const char *const *)labels};
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_calibration(report->y, get_scores(report), report->n, N_BINS,
                                    EC_BINNING_UNIFORM, &calibration, bins, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < calibration.n_bins; i++) {
    x[i] = bins[i].mean_predicted;
    y[i] = bins[i].share_true;
    labels[i] = g_strdup_printf(ngettext("%zu row", "%zu rows", bins[i].n_rows), bins[i].n_rows);
  }
  series.n = calibration.n_bins;
  epoch_chart_writer_add_series(chart, &series);
  return TRUE;
}

gboolean
epoch_report_write_calibration(const EpochReport *const *reports, gsize n_reports,
                               EpochRunContext *context, const char *kind, GError **error)
{
  g_autoptr(EpochChartWriter) chart = NULL;

  if (!both_classes(reports[0])) {
    return TRUE;
  }
  chart = epoch_chart_writer_new(
      "line", _("Can the probabilities be believed?"),
      _("Rows are put together by what was promised. On the line, what was promised with 0.8 came "
        "true in 80 of 100 cases; below it the model promises too much."));
  epoch_chart_writer_set_axis_range(chart, "x", _("Promised probability"), NULL, 0, 1);
  epoch_chart_writer_set_axis_range(chart, "y", _("Share that came true"), NULL, 0, 1);
  epoch_chart_writer_add_guide(chart, "identity", 0, _("Promise kept"));
  for (gsize i = 0; i < n_reports; i++) {
    if (!add_calibration(chart, reports[i], error)) {
      return FALSE;
    }
  }
  return epoch_chart_writer_write(g_steal_pointer(&chart), context, kind, error);
}

gboolean
epoch_report_write_score_histogram(const EpochReport *self, EpochRunContext *context,
                                   const char *kind, GError **error)
{
  g_autofree int *groups = g_new(int, self->n + 1);
  g_autofree char *label = NULL;
  EpochChartWriter *chart;

  if (self->target->n_classes != 2) {
    return TRUE;
  }
  for (gsize i = 0; i < self->n; i++) {
    groups[i] = (int)self->y[i];
  }
  chart = epoch_chart_writer_new(
      "histogram", _("How sure the model is"),
      _("The probabilities that the model gives, by what the rows are in truth. Where the colours "
        "overlap no threshold can tell the rows apart."));
  /* Translators: a class, as in “Probability of survived” */
  label = g_strdup_printf(_("Probability of “%s”"), self->target->classes[1]);
  epoch_chart_writer_set_axis(chart, "x", label, NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Rows"), NULL);
  epoch_chart_writer_set_histogram(chart, get_scores(self), self->n,
                                   (const char *const *)self->target->classes, groups, 2);
  return epoch_chart_writer_write(chart, context, kind, error);
}
