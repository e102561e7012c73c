/* The ages of the passengers, a fifth of which are not known: who lacks one, and what filling
 * them does. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/titanic/titanic-private.h"
#include "explore/summary.h"

static gboolean
summarise(const double *values, gsize n, struct ec_summary *summary, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_summary_compute(values, n, summary, &core_error);

  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* Fills the ages of the given rows (%NULL: all) with the median of what is known there. */
static gboolean
fill_rows(const EpochTitanic *self, const gboolean *rows, gboolean mean, double *filled,
          GError **error)
{
  g_autofree double *known = g_new(double, self->n);
  struct ec_summary summary;

  for (gsize i = 0; i < self->n; i++) {
    known[i] = rows == NULL || rows[i] ? self->age.numbers[i] : NAN;
  }
  if (!summarise(known, self->n, &summary, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < self->n; i++) {
    if (isnan(self->age.numbers[i]) && (rows == NULL || rows[i])) {
      filled[i] = mean ? summary.mean : summary.median;
    }
  }
  return TRUE;
}

static gboolean
fill_by_group(const EpochTitanic *self, double *filled, GError **error)
{
  g_autofree gboolean *rows = g_new(gboolean, self->n);

  for (gsize c = 0; c < self->class.n_levels; c++) {
    for (gsize s = 0; s < self->sex.n_levels; s++) {
      for (gsize i = 0; i < self->n; i++) {
        rows[i] = self->class.codes[i] == (int32_t)c && self->sex.codes[i] == (int32_t)s;
      }
      if (!fill_rows(self, rows, FALSE, filled, error)) {
        return FALSE;
      }
    }
  }
  return TRUE;
}

static gboolean
fill(const EpochTitanic *self, double *filled, GError **error)
{
  const char *how = epoch_run_context_get_choice(self->context, "fill");

  for (gsize i = 0; i < self->n; i++) {
    filled[i] = self->age.numbers[i];
  }
  if (g_str_equal(how, "none")) {
    return TRUE;
  }
  return g_str_equal(how, "group") ? fill_by_group(self, filled, error)
                                   : fill_rows(self, NULL, g_str_equal(how, "mean"), filled, error);
}

static gboolean
write_fill(const EpochTitanic *self, const double *filled, GError **error)
{
  const char *names[] = {_("Known"), _("Filled in")};
  g_autofree int *groups = g_new(int, self->n);
  gsize n_missing = ec_table_n_missing(self->table, self->age.column);
  g_autofree char *summary = g_strdup_printf(
      ngettext("%zu age is not known. One value for many people makes a spike that no ship ever "
               "had.",
               "%zu ages are not known. One value for many people makes a spike that no ship ever "
               "had.",
               n_missing),
      n_missing);
  EpochChartWriter *chart =
      epoch_chart_writer_new("histogram", _("Ages, known and filled"), summary);

  for (gsize i = 0; i < self->n; i++) {
    groups[i] = isnan(self->age.numbers[i]) ? 1 : 0;
  }
  epoch_chart_writer_set_axis(chart, "x", self->age.label, self->age.unit);
  epoch_chart_writer_set_axis(chart, "y", _("Passengers"), NULL);
  epoch_chart_writer_set_histogram(chart, filled, self->n, names, groups, 2);
  return epoch_chart_writer_write(chart, self->context, "fill", error);
}

static gboolean
write_ages(const EpochTitanic *self, const double *filled, GError **error)
{
  const char *names[] = {_("Died"), _("Survived")};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "histogram", _("Age and survival"),
      _("How old those were who died and those who survived: look at the youngest, and at how "
        "little the rest differ."));

  epoch_chart_writer_set_axis(chart, "x", self->age.label, self->age.unit);
  epoch_chart_writer_set_axis(chart, "y", _("Passengers"), NULL);
  epoch_chart_writer_set_histogram(chart, filled, self->n, names, self->survived.codes, 2);
  return epoch_chart_writer_write(chart, self->context, "ages", error);
}

static gboolean
write_classes(const EpochTitanic *self, const double *filled, GError **error)
{
  g_autofree const char **names = g_new0(const char *, self->class.n_levels + 1);
  g_autofree double *values = g_new(double, self->n);
  EpochChartWriter *chart = epoch_chart_writer_new(
      "box", _("Age by class"),
      _("The box holds the middle half of the ages, the line in it is the median. The older "
        "travelled in the better classes, so that age and class can not be told apart by "
        "looking at one of them alone."));

  epoch_chart_writer_set_axis(chart, "x", self->class.label, NULL);
  epoch_chart_writer_set_axis(chart, "y", self->age.label, self->age.unit);
  for (gsize c = 0; c < self->class.n_levels; c++) {
    gsize n = 0;

    names[c] = ec_table_get_level(self->table, self->class.column, (int32_t)c);
    for (gsize i = 0; i < self->n; i++) {
      if (self->class.codes[i] == (int32_t)c) {
        values[n++] = filled[i];
      }
    }
    epoch_chart_writer_add_box(chart, values, n);
  }
  epoch_chart_writer_set_texts(chart, "categories", names, self->class.n_levels);
  return epoch_chart_writer_write(chart, self->context, "age-class", error);
}

/* The share of missing ages in each class: gaps are seldom there by chance. */
static gboolean
write_missing(EpochTitanic *self, GError **error)
{
  g_autofree double *shares = g_new0(double, self->class.n_levels);
  g_autofree double *counts = g_new0(double, self->class.n_levels);
  g_autofree const char **names = g_new0(const char *, self->class.n_levels + 1);
  const EpochChartSeries series = {
      .name = _("Age not known"), .y = shares, .n = self->class.n_levels};
  g_autofree char *summary = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  EpochChartWriter *chart;

  for (gsize i = 0; i < self->n; i++) {
    counts[self->class.codes[i]]++;
    shares[self->class.codes[i]] += isnan(self->age.numbers[i]);
  }
  for (gsize c = 0; c < self->class.n_levels; c++) {
    names[c] = ec_table_get_level(self->table, self->class.column, (int32_t)c);
    shares[c] *= 100 / counts[c];
  }
  first = epoch_amount_percent(shares[0] / 100);
  last = epoch_amount_percent(shares[self->class.n_levels - 1] / 100);
  summary = g_strdup_printf(_("In class %s the age of %s is missing, in class %s that of %s. Gaps "
                              "have reasons; a filled value hides them."),
                            names[0], first, names[self->class.n_levels - 1], last);
  g_ptr_array_add(self->found, g_strdup(summary));
  chart = epoch_chart_writer_new("bars", _("Whose age is missing"), summary);
  epoch_chart_writer_set_axis(chart, "x", self->class.label, NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Age not known"), "%");
  epoch_chart_writer_set_texts(chart, "categories", names, self->class.n_levels);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "missing", error);
}

static gboolean
tell_fill(EpochTitanic *self, const double *filled, GError **error)
{
  struct ec_summary before, after;
  g_autofree char *mean_before = NULL;
  g_autofree char *mean_after = NULL;
  g_autofree char *spread_before = NULL;
  g_autofree char *spread_after = NULL;

  if (!summarise(self->age.numbers, self->n, &before, error) ||
      !summarise(filled, self->n, &after, error)) {
    return FALSE;
  }
  mean_before = epoch_amount_round(before.mean, 3);
  mean_after = epoch_amount_round(after.mean, 3);
  spread_before = epoch_amount_round(before.deviation, 3);
  spread_after = epoch_amount_round(after.deviation, 3);
  epoch_run_context_metric(self->context, "spread_kept", "", after.deviation / before.deviation);
  if (after.n_missing == before.n_missing) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("The mean of the known ages is %s years, their standard "
                                      "deviation %s. The others stay unknown."),
                                    mean_before, spread_before));
  } else {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Filling moved the mean age from %s to %s years and the "
                                      "standard deviation from %s to %s. Filled values lie in "
                                      "the middle, so the spread shrinks: the table looks surer "
                                      "than it is."),
                                    mean_before, mean_after, spread_before, spread_after));
  }
  return TRUE;
}

gboolean
epoch_titanic_fill(EpochTitanic *self, GError **error)
{
  g_autofree double *filled = g_new(double, self->n);

  return fill(self, filled, error) && tell_fill(self, filled, error) &&
         write_missing(self, error) && write_fill(self, filled, error) &&
         write_ages(self, filled, error) && write_classes(self, filled, error);
}
