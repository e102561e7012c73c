/* The charts of a regression, as documents that the window draws. Their titles and sentences are
 * made from the run's own numbers. */
#include "config.h"

#include "experiment/epoch-regression-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-json-writer.h"

#define MAX_BARS 30

static void
begin_chart(EpochJsonWriter *writer, GString *text, const char *chart, const char *title,
            const char *summary)
{
  epoch_json_writer_init(writer, text);
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_string(writer, "chart", chart);
  epoch_json_writer_add_string(writer, "title", title);
  epoch_json_writer_add_string(writer, "summary", summary);
}

static void
add_axis(EpochJsonWriter *writer, const char *axis, const char *label, const char *unit)
{
  epoch_json_writer_name(writer, axis);
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_string(writer, "label", label);
  if (unit != NULL && *unit != '\0') {
    epoch_json_writer_add_string(writer, "unit", unit);
  }
  epoch_json_writer_end(writer, '}');
}

static void
add_guide(EpochJsonWriter *writer, const char *type, const char *label)
{
  epoch_json_writer_name(writer, "guides");
  epoch_json_writer_begin(writer, '[');
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_string(writer, "type", type);
  if (label != NULL) {
    epoch_json_writer_add_number(writer, "value", 0);
    epoch_json_writer_add_string(writer, "label", label);
  }
  epoch_json_writer_end(writer, '}');
  epoch_json_writer_end(writer, ']');
}

static gboolean
write_chart(EpochRunContext *context, EpochJsonWriter *writer, const char *kind, const char *title,
            GError **error)
{
  g_autofree char *file = g_strconcat(kind, ".json", NULL);

  epoch_json_writer_end(writer, '}');
  g_string_append_c(writer->text, '\n');
  return epoch_run_context_write(context, kind, title, file, writer->text, error);
}

static void
add_points(EpochJsonWriter *writer, const char *name, const EpochRegressionPart *part,
           gboolean residuals)
{
  g_autofree double *values = g_new(double, part->n);
  g_autoptr(GString) label = g_string_new(NULL);

  for (size_t i = 0; i < part->n; i++) {
    values[i] = residuals ? part->y[i] - part->p[i] : part->p[i];
  }
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_string(writer, "name", name);
  epoch_json_writer_add_numbers(writer, "x", residuals ? part->p : part->y, part->n);
  epoch_json_writer_add_numbers(writer, "y", values, part->n);
  epoch_json_writer_name(writer, "labels");
  epoch_json_writer_begin(writer, '[');
  for (size_t i = 0; i < part->n; i++) {
    g_string_printf(label, _("Row %zu"), part->rows[i] + 1);
    epoch_json_writer_string(writer, label->str);
  }
  epoch_json_writer_end(writer, ']');
  epoch_json_writer_end(writer, '}');
}

static void
add_both_parts(EpochJsonWriter *writer, EpochRegression *self, gboolean residuals)
{
  epoch_json_writer_name(writer, "series");
  epoch_json_writer_begin(writer, '[');
  add_points(writer, _("Training rows"), &self->train, residuals);
  add_points(writer, _("Test rows"), &self->test, residuals);
  epoch_json_writer_end(writer, ']');
}

static gboolean
write_predicted_actual(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  const char *unit = epoch_column_get_unit(self->target);
  g_autofree char *rmse = epoch_amount_format(self->test.metrics.rmse, unit);
  g_autofree char *r2 = epoch_amount_round(self->test.metrics.r2, 3);
  g_autofree char *summary = g_strdup_printf(
      _("Each point is a row; on the line the prediction would be exact. The %zu test rows are "
        "off by %s in the root mean square, R² %s."),
      self->test.n, rmse, r2);
  const char *title = _("Predicted against actual");
  EpochJsonWriter writer;

  begin_chart(&writer, text, "scatter", title, summary);
  add_axis(&writer, "x", _("Actual"), unit);
  add_axis(&writer, "y", _("Predicted"), unit);
  add_both_parts(&writer, self, FALSE);
  add_guide(&writer, "identity", NULL);
  return write_chart(context, &writer, "predicted-actual", title, error);
}

static gboolean
write_residuals(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  const char *unit = epoch_column_get_unit(self->target);
  g_autofree char *bias = epoch_amount_format_signed(-self->test.metrics.bias, unit);
  g_autofree char *most = epoch_amount_format(self->test.metrics.max_error, unit);
  g_autofree char *summary =
      g_strdup_printf(_("What the line leaves over. Test residuals are %s on average, and %s at "
                        "most; a pattern here is something the line can not express."),
                      bias, most);
  const char *title = _("Residuals");
  EpochJsonWriter writer;

  begin_chart(&writer, text, "scatter", title, summary);
  add_axis(&writer, "x", _("Predicted"), unit);
  add_axis(&writer, "y", _("Actual − predicted"), unit);
  add_both_parts(&writer, self, TRUE);
  add_guide(&writer, "horizontal", _("No error"));
  return write_chart(context, &writer, "residuals", title, error);
}

/* A width of bins that people read easily: 1, 2 or 5 times a power of ten, about @n_bins of them. */
static double
bin_width(double range, double n_bins)
{
  double raw = range > 0 ? range / n_bins : 1;
  double power = pow(10, floor(log10(raw)));

  if (raw / power <= 1) {
    return power;
  }
  return raw / power <= 2 ? 2 * power : raw / power <= 5 ? 5 * power : 10 * power;
}

/* Counts @values into bins whose edges are multiples of the width. */
static void
add_histogram(EpochJsonWriter *writer, const char *name, const double *values, gsize n)
{
  double least = values[0], most = values[0], width, first;
  g_autofree double *edges = NULL;
  g_autofree double *counts = NULL;
  gsize n_bins;

  for (gsize i = 1; i < n; i++) {
    least = MIN(least, values[i]);
    most = MAX(most, values[i]);
  }
  width = bin_width(most - least, CLAMP(sqrt((double)n) * 1.5, 5, 30));
  first = floor(least / width);
  n_bins = (gsize)(floor(most / width) - first) + 1;
  edges = g_new0(double, n_bins + 1);
  counts = g_new0(double, n_bins);
  for (gsize i = 0; i <= n_bins; i++) {
    edges[i] = (first + (double)i) * width;
  }
  for (gsize i = 0; i < n; i++) {
    gsize bin = (gsize)(floor(values[i] / width) - first);

    counts[MIN(bin, n_bins - 1)]++;
  }
  epoch_json_writer_add_numbers(writer, "edges", edges, n_bins + 1);
  epoch_json_writer_name(writer, "series");
  epoch_json_writer_begin(writer, '[');
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_string(writer, "name", name);
  epoch_json_writer_add_numbers(writer, "y", counts, n_bins);
  epoch_json_writer_end(writer, '}');
  epoch_json_writer_end(writer, ']');
}

static gboolean
write_residual_histogram(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree double *residuals = g_new(double, self->test.n);
  g_autofree char *rmse = NULL;
  g_autofree char *summary = NULL;
  const char *unit = epoch_column_get_unit(self->target);
  const char *title = _("How large the errors are");
  gsize n_within = 0;
  EpochJsonWriter writer;

  for (size_t i = 0; i < self->test.n; i++) {
    residuals[i] = self->test.y[i] - self->test.p[i];
    n_within += fabs(residuals[i]) <= self->test.metrics.rmse;
  }
  rmse = epoch_amount_format(self->test.metrics.rmse, unit);
  summary = g_strdup_printf(_("%zu of the %zu test rows are predicted to within %s."), n_within,
                            self->test.n, rmse);
  begin_chart(&writer, text, "histogram", title, summary);
  add_axis(&writer, "x", _("Actual − predicted"), unit);
  add_axis(&writer, "y", _("Test rows"), NULL);
  add_histogram(&writer, _("Test rows"), residuals, self->test.n);
  add_guide(&writer, "vertical", _("No error"));
  return write_chart(context, &writer, "residual-histogram", title, error);
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

static void
add_bars(EpochJsonWriter *writer, EpochRegression *self, const EpochFeature **features, gsize n)
{
  epoch_json_writer_name(writer, "categories");
  epoch_json_writer_begin(writer, '[');
  for (gsize j = 0; j < n; j++) {
    EpochColumn *column = epoch_regression_get_source(self, features[j]);
    gboolean is_number = column != NULL && g_str_equal(epoch_column_get_kind(column), "number");

    epoch_json_writer_string(writer,
                             is_number ? epoch_column_get_label(column) : features[j]->name);
  }
  epoch_json_writer_end(writer, ']');
  epoch_json_writer_name(writer, "series");
  epoch_json_writer_begin(writer, '[');
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_string(writer, "name", _("Effect of one standard deviation"));
  epoch_json_writer_name(writer, "y");
  epoch_json_writer_begin(writer, '[');
  for (gsize j = 0; j < n; j++) {
    epoch_json_writer_number(writer, features[j]->coefficient * features[j]->spread);
  }
  epoch_json_writer_end(writer, ']');
  epoch_json_writer_name(writer, "labels");
  epoch_json_writer_begin(writer, '[');
  for (gsize j = 0; j < n; j++) {
    g_autofree char *label = bar_label(self, features[j]);

    epoch_json_writer_string(writer, label);
  }
  epoch_json_writer_end(writer, ']');
  epoch_json_writer_end(writer, '}');
  epoch_json_writer_end(writer, ']');
}

static gboolean
write_coefficients(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autofree const EpochFeature **features = epoch_regression_sort_features(self);
  gsize n_all = epoch_pipeline_n_features(self->pipeline);
  gsize n = MIN(n_all, MAX_BARS);
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *label = bar_label(self, features[0]);
  g_autofree char *summary = NULL;
  const char *title = _("What moves the prediction");
  EpochJsonWriter writer;

  if (n < n_all) {
    summary = g_strdup_printf(_("The %zu largest of %zu effects of a rise by one standard "
                                "deviation. The largest: %s."),
                              n, n_all, label);
  } else {
    summary = g_strdup_printf(_("The change of the prediction when a column rises by one standard "
                                "deviation, so that the bars can be compared. The largest: %s."),
                              label);
  }
  begin_chart(&writer, text, "bars", title, summary);
  epoch_json_writer_name(&writer, "horizontal");
  epoch_json_writer_boolean(&writer, TRUE);
  /* Bars have their categories on x, also when they lie. */
  add_axis(&writer, "x", _("Column"), NULL);
  add_axis(&writer, "y", _("Change of the prediction for one standard deviation"),
           epoch_column_get_unit(self->target));
  add_bars(&writer, self, features, n);
  return write_chart(context, &writer, "coefficients", title, error);
}

static gboolean
write_repeats(EpochRegression *self, EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  const char *unit = epoch_column_get_unit(self->target);
  const char *title = _("How much the split matters");
  double mean = 0, deviation = 0;
  g_autofree char *centre = NULL;
  g_autofree char *spread = NULL;
  g_autofree char *summary = NULL;
  EpochJsonWriter writer;

  epoch_regression_spread(self, &mean, &deviation);
  centre = epoch_amount_format(mean, unit);
  spread = epoch_amount_format(deviation, unit);
  summary = g_strdup_printf(_("Over %zu random splits the test RMSE is %s ± %s (mean and standard "
                              "deviation)."),
                            self->n_repeats, centre, spread);
  begin_chart(&writer, text, "histogram", title, summary);
  add_axis(&writer, "x", _("Test RMSE"), unit);
  add_axis(&writer, "y", _("Splits"), NULL);
  add_histogram(&writer, _("Splits"), self->repeats, self->n_repeats);
  return write_chart(context, &writer, "repeats", title, error);
}

gboolean
epoch_regression_write_charts(EpochRegression *self, EpochRunContext *context, GError **error)
{
  return write_predicted_actual(self, context, error) && write_residuals(self, context, error) &&
         write_residual_histogram(self, context, error) &&
         write_coefficients(self, context, error) &&
         (self->n_repeats < 2 || write_repeats(self, context, error));
}
