/* Coefficients, importances, and the reasons for one row, as lying bars. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "chart/epoch-chart-writer-private.h"
#include "report/epoch-report-charts-private.h"

#define MAX_BARS 20
#define MAX_REASONS 10
#define N_TOLD 3

char *
epoch_report_name_feature(const EpochFeature *feature, EpochDataset *card)
{
  EpochColumn *column = card != NULL ? epoch_dataset_find_column(card, feature->name) : NULL;

  if (column == NULL && feature->category != NULL) {
    g_autofree char *name =
        g_strndup(feature->name, (gsize)(feature->category - feature->name) - 1);

    column = card != NULL ? epoch_dataset_find_column(card, name) : NULL;
    /* Translators: a column and one of its categories, as in “Class: 3rd” */
    return g_strdup_printf(_("%s: %s"), column != NULL ? epoch_column_get_label(column) : name,
                           feature->category);
  }
  return g_strdup(column != NULL ? epoch_column_get_label(column) : feature->name);
}

/* A bar on its way into a chart. */
typedef struct {
  char *name, *label;
  double value, size;
} Bar;

static void
bar_clear(gpointer data)
{
  g_free(((Bar *)data)->name);
  g_free(((Bar *)data)->label);
}

static GArray *
bars_new(void)
{
  GArray *bars = g_array_new(FALSE, TRUE, sizeof(Bar));

  g_array_set_clear_func(bars, bar_clear);
  return bars;
}

/* Largest first; of equal ones in the order of their names. */
static int
compare_bars(gconstpointer a, gconstpointer b)
{
  const Bar *x = a, *y = b;

  if (x->size != y->size) {
    return x->size > y->size ? -1 : 1;
  }
  return strcmp(x->name, y->name);
}

static void
add_bars(EpochChartWriter *chart, const GArray *bars, gsize n, const char *name)
{
  g_autofree const char **names = g_new0(const char *, n + 1);
  g_autofree const char **labels = g_new0(const char *, n + 1);
  g_autofree double *values = g_new(double, n + 1);
  const EpochChartSeries series = {.name = name, .y = values, .n = n, .labels = labels};

  for (gsize i = 0; i < n; i++) {
    const Bar *bar = &g_array_index(bars, Bar, i);

    names[i] = bar->name;
    labels[i] = bar->label;
    values[i] = bar->value;
  }
  epoch_chart_writer_set_texts(chart, "categories", names, n);
  epoch_chart_writer_set_boolean(chart, "horizontal", TRUE);
  epoch_chart_writer_add_series(chart, &series);
}

static gboolean
is_category(const EpochFeature *feature)
{
  return feature->category != NULL;
}

/* What the feature's step multiplies the odds by. */
static char *
describe_odds(const EpochFeature *feature, double effect)
{
  double factor = exp(fabs(effect));
  g_autofree char *times = epoch_amount_round(factor, 3);

  if (is_category(feature)) {
    return effect >= 0 ? g_strdup_printf(_("multiplies the odds by %s"), times)
                       : g_strdup_printf(_("divides the odds by %s"), times);
  }
  return effect >= 0 ? g_strdup_printf(_("one standard deviation multiplies the odds by %s"), times)
                     : g_strdup_printf(_("one standard deviation divides the odds by %s"), times);
}

static GArray *
list_odds(const EpochPipeline *pipeline, EpochDataset *card)
{
  g_autoptr(GArray) bars = bars_new();

  for (gsize j = 0; j < epoch_pipeline_n_features(pipeline); j++) {
    const EpochFeature *feature = epoch_pipeline_get_feature(pipeline, j);
    double effect = feature->coefficient * (is_category(feature) ? 1 : feature->spread);
    Bar bar = {epoch_report_name_feature(feature, card), describe_odds(feature, effect), effect,
               fabs(effect)};

    g_array_append_val(bars, bar);
  }
  g_array_sort(bars, compare_bars);
  return g_steal_pointer(&bars);
}

gboolean
epoch_report_write_odds(const EpochPipeline *pipeline, EpochDataset *card, GPtrArray *found,
                        EpochRunContext *context, const char *kind, GError **error)
{
  g_autoptr(GArray) bars = list_odds(pipeline, card);
  const char *positive = epoch_pipeline_get_classes(pipeline)[1];
  g_autofree char *summary = g_strdup_printf(
      _("What speaks for “%s” (to the right) and against it (to the left). A category is compared "
        "with the first of its column, a number is raised by one standard deviation."),
      positive);
  EpochChartWriter *chart = epoch_chart_writer_new("bars", _("What moves the odds"), summary);

  for (guint i = 0; i < MIN(bars->len, N_TOLD) && found != NULL; i++) {
    const Bar *bar = &g_array_index(bars, Bar, i);

    g_ptr_array_add(
        found, g_strdup_printf(_("With all else held still, “%s”: %s."), bar->name, bar->label));
  }
  epoch_chart_writer_set_axis(chart, "x", _("Column"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Change of the log odds"), NULL);
  add_bars(chart, bars, MIN(bars->len, MAX_BARS), _("Change of the log odds"));
  return epoch_chart_writer_write(chart, context, kind, error);
}

gboolean
epoch_report_write_importance(const char *const *names, const double *values,
                              const double *deviations, gsize n, const char *title,
                              const char *summary, const char *value_label,
                              EpochRunContext *context, const char *kind, GError **error)
{
  g_autoptr(GArray) bars = bars_new();
  EpochChartWriter *chart = epoch_chart_writer_new("bars", title, summary);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *value = epoch_amount_round(values[i], 3);
    g_autofree char *deviation = deviations != NULL ? epoch_amount_round(deviations[i], 2) : NULL;
    Bar bar = {g_strdup(names[i]),
               deviation != NULL ? g_strdup_printf("%s ± %s", value, deviation)
                                 : g_steal_pointer(&value),
               values[i], values[i]};

    g_array_append_val(bars, bar);
  }
  g_array_sort(bars, compare_bars);
  epoch_chart_writer_set_axis(chart, "x", _("Column"), NULL);
  epoch_chart_writer_set_axis(chart, "y", value_label, NULL);
  add_bars(chart, bars, MIN(bars->len, MAX_BARS), value_label);
  return epoch_chart_writer_write(chart, context, kind, error);
}

/* What the features beyond the largest ones add together. */
static void
join_rest(GArray *bars)
{
  Bar rest = {.value = 0};
  guint n_rest;

  if (bars->len <= MAX_REASONS) {
    return;
  }
  n_rest = bars->len - MAX_REASONS + 1;
  for (guint i = MAX_REASONS - 1; i < bars->len; i++) {
    rest.value += g_array_index(bars, Bar, i).value;
  }
  g_array_set_size(bars, MAX_REASONS - 1);
  rest.name = g_strdup_printf(ngettext("%u other", "%u others", n_rest), n_rest);
  rest.label = epoch_amount_format_signed(rest.value, "");
  g_array_append_val(bars, rest);
}

gboolean
epoch_report_write_reasons(const char *const *names, const char *const *values,
                           const double *contributions, gsize n, double base, const char *title,
                           const char *summary, const char *output_label, EpochRunContext *context,
                           const char *kind, GError **error)
{
  g_autoptr(GArray) bars = bars_new();
  EpochChartWriter *chart = epoch_chart_writer_new("bars", title, summary);

  for (gsize i = 0; i < n; i++) {
    Bar bar = {
        values[i] != NULL ? g_strdup_printf("%s = %s", names[i], values[i]) : g_strdup(names[i]),
        epoch_amount_format_signed(contributions[i], ""), contributions[i], fabs(contributions[i])};

    g_array_append_val(bars, bar);
  }
  g_array_sort(bars, compare_bars);
  join_rest(bars);
  epoch_chart_writer_set_axis(chart, "x", _("Column"), NULL);
  epoch_chart_writer_set_axis(chart, "y", output_label, NULL);
  add_bars(chart, bars, bars->len, output_label);
  return epoch_chart_writer_write(chart, context, kind, error);
}
