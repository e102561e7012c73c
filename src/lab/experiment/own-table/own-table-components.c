/* The directions along which the rows of a learner's own table differ most. */
#include "config.h"

#include <glib/gi18n.h>

#include "chart/epoch-chart-writer-private.h"
#include "base/epoch-amount.h"
#include "experiment/own-table/own-table-group-private.h"
#include "model/pca.h"
#include "run/epoch-run-files-private.h"

#define MAX_BARS 12
#define MAX_LOADINGS 30

static gboolean
write_explained(EpochOwnTable *self, const struct ec_pca_result *result, GError **error)
{
  gsize n = MIN(result->n_components, MAX_BARS);
  g_autofree double *shares = g_new(double, n + 1);
  g_auto(GStrv) names = g_new0(char *, n + 1);
  g_auto(GStrv) labels = g_new0(char *, n + 1);
  EpochChartSeries series = {
      .name = _("Share"), .y = shares, .n = n, .labels = (const char *const *)labels};
  g_autofree char *summary = NULL;
  g_autofree char *first = NULL;
  g_autofree char *both = NULL;
  EpochChartWriter *chart;
  double sum = 0;

  for (gsize j = 0; j < n; j++) {
    g_autofree char *own = epoch_amount_share(result->shares[j]);
    g_autofree char *together = NULL;

    sum += result->shares[j];
    together = epoch_amount_share(sum);
    shares[j] = 100 * result->shares[j];
    names[j] = g_strdup_printf("%zu", j + 1);
    labels[j] = g_strdup_printf(_("%s, together %s"), own, together);
  }
  first = n > 0 ? epoch_amount_percent(result->shares[0]) : NULL;
  both = n > 1 ? epoch_amount_percent(result->shares[0] + result->shares[1]) : NULL;
  summary = n > 1 ? g_strdup_printf(_("How much of the rows’ differences (their variance) lies "
                                      "along each component: along the first %s, along the first "
                                      "two together %s."),
                                    first, both)
                  : g_strdup(_("There is one direction only, and all differences of the rows lie "
                               "along it."));
  g_ptr_array_add(self->found, g_strdup(summary));
  chart = epoch_chart_writer_new("bars", _("What each component shows"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Component"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Share of the differences"), "%");
  epoch_chart_writer_set_texts(chart, "categories", (const char *const *)names, n);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "explained", error);
}

/* What the components are made of. */
static gboolean
write_loadings(EpochOwnTable *self, const EpochPipeline *pca, GError **error)
{
  static const double range[] = {-1, 1};
  const struct ec_pca_result *result = ec_pca_get_result(epoch_pipeline_get_model(pca));
  const char *const *names = epoch_pipeline_get_feature_names(pca);
  gsize n = MIN(result->n_features, MAX_LOADINGS), n_components = MIN(result->n_components, 5);
  g_autofree double *values = g_new(double, n *n_components + 1);
  g_auto(GStrv) columns = g_new0(char *, n_components + 1);
  EpochChartWriter *chart = epoch_chart_writer_new(
      "heatmap", _("What the components are made of"),
      _("A component is a sum of the scaled columns; the numbers say how much of each. Columns "
        "with the same sign rise together along it."));

  for (gsize j = 0; j < n_components; j++) {
    columns[j] = g_strdup_printf("%zu", j + 1);
    for (gsize i = 0; i < n; i++) {
      values[i * n_components + j] = ec_matrix_get(&result->components, i, j);
    }
  }
  epoch_chart_writer_set_texts(chart, "columns", (const char *const *)columns, n_components);
  epoch_chart_writer_set_texts(chart, "rows", names, n);
  epoch_chart_writer_set_rows(chart, "values", values, n, n_components);
  epoch_chart_writer_set_text(chart, "scale", "diverging");
  epoch_chart_writer_set_numbers(chart, "range", range, 2);
  epoch_chart_writer_set_number(chart, "digits", 2);
  return epoch_chart_writer_write(chart, self->context, "loadings", error);
}

gboolean
epoch_own_table_report_components(EpochOwnTable *self, const EpochPipeline *pca, GError **error)
{
  const struct ec_pca_result *result = ec_pca_get_result(epoch_pipeline_get_model(pca));
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;
  double sum = 0;

  for (gsize j = 0; j < result->n_components; j++) {
    sum += result->shares[j];
    epoch_events_metric(self->context->events, "explained_variance", (gint64)j + 1, sum, "");
  }
  /* All components together are the whole, whatever rounding makes of their sum. */
  sum = sum > 1 - 1e-9 ? 1 : sum;
  epoch_run_context_metric(self->context, "components", "", (double)result->n_components);
  epoch_run_context_metric(self->context, "explained_variance", "", sum);
  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "task", "transformation");
  epoch_json_writer_add_numbers(&json, "components", result->variances, result->n_components);
  epoch_json_writer_add_number(&json, "total_variance", result->total_variance);
  epoch_json_writer_end(&json, '}');
  return write_explained(self, result, error) && write_loadings(self, pca, error) &&
         epoch_run_files_write_facts(self->context, text, error);
}
