#include "config.h"

#include "explore/epoch-explore-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/memory.h"
#include "chart/epoch-chart-writer-private.h"
#include "explore/association.h"

gboolean
epoch_explore_column_init(EpochExploreColumn *self, const struct ec_table *table,
                          EpochDataset *card, const char *name, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  EpochColumn *column = card != NULL ? epoch_dataset_find_column(card, name) : NULL;
  size_t index = 0;
  ec_status status = ec_table_find_column(table, name, &index, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  *self = (EpochExploreColumn){
      .column = index,
      .name = ec_table_get_name(table, index),
      .label = column != NULL ? epoch_column_get_label(column) : ec_table_get_name(table, index),
      .unit = column != NULL ? epoch_column_get_unit(column) : "",
      .is_number = ec_table_get_type(table, index) == EC_COLUMN_NUMBER,
      .numbers = ec_table_get_numbers(table, index),
      .codes = ec_table_get_codes(table, index),
      .n_levels = ec_table_n_levels(table, index),
  };
  return TRUE;
}

GArray *
epoch_explore_columns_new(const struct ec_table *table, EpochDataset *card,
                          const char *const *names, GError **error)
{
  g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(EpochExploreColumn));
  gsize n = names != NULL ? g_strv_length((char **)names) : ec_table_n_columns(table);

  for (gsize i = 0; i < n; i++) {
    EpochExploreColumn column;

    if (!epoch_explore_column_init(&column, table, card,
                                   names != NULL ? names[i] : ec_table_get_name(table, i), error)) {
      return NULL;
    }
    g_array_append_val(columns, column);
  }
  return g_steal_pointer(&columns);
}

/* Of categories @a and numbers @b. */
static double
ratio(const EpochExploreColumn *a, const EpochExploreColumn *b, gsize n)
{
  double eta = NAN;

  return ec_correlation_ratio(a->codes, a->n_levels, b->numbers, n, &eta, NULL) == EC_OK ? eta
                                                                                         : NAN;
}

static double
cramers_v(const EpochExploreColumn *a, const EpochExploreColumn *b, gsize n)
{
  double *counts = ec_alloc(a->n_levels * b->n_levels, sizeof *counts);
  double v = NAN;

  if (counts != NULL) {
    ec_contingency_count(a->codes, a->n_levels, b->codes, b->n_levels, n, counts);
    v = ec_contingency_cramers_v(counts, a->n_levels, b->n_levels);
  }
  ec_free(counts);
  return v;
}

double
epoch_explore_strength(const EpochExploreColumn *a, const EpochExploreColumn *b, gsize n,
                       gboolean ranks)
{
  double spearman = NAN;

  if (a->is_number && b->is_number && ranks) {
    return ec_correlation_spearman(a->numbers, b->numbers, n, &spearman, NULL) == EC_OK ? spearman
                                                                                        : NAN;
  }
  if (a->is_number && b->is_number) {
    return ec_correlation_pearson(a->numbers, b->numbers, n, NULL);
  }
  if (!a->is_number && !b->is_number) {
    return cramers_v(a, b, n);
  }
  return a->is_number ? ratio(b, a, n) : ratio(a, b, n);
}

/* All strengths, row by row, and the pair that goes together most. */
static double *
measure_all(const GArray *columns, gsize n, gboolean ranks, guint *first, guint *second)
{
  guint n_columns = columns->len;
  double *values = g_new(double, (gsize)n_columns *n_columns + 1);
  double most = -1;

  for (guint i = 0; i < n_columns; i++) {
    for (guint j = 0; j <= i; j++) {
      double value =
          epoch_explore_strength(&g_array_index(columns, EpochExploreColumn, i),
                                 &g_array_index(columns, EpochExploreColumn, j), n, ranks);

      values[i * n_columns + j] = values[j * n_columns + i] = value;
      if (i != j && fabs(value) > most) {
        most = fabs(value);
        *first = j;
        *second = i;
      }
    }
  }
  return values;
}

static char *
summarise(const GArray *columns, const double *values, guint first, guint second,
          gboolean all_numbers)
{
  const EpochExploreColumn *a = &g_array_index(columns, EpochExploreColumn, first);
  const EpochExploreColumn *b = &g_array_index(columns, EpochExploreColumn, second);
  g_autofree char *amount = epoch_amount_round(values[first * columns->len + second], 2);

  if (first == second) {
    return g_strdup(_("There is no pair of columns to compare."));
  }
  if (all_numbers) {
    return g_strdup_printf(_("From −1 (one falls as the other rises) over 0 (no straight-line "
                             "relation) to 1 (they rise together). The strongest pair: “%s” and "
                             "“%s”, %s."),
                           a->label, b->label, amount);
  }
  return g_strdup_printf(_("Of two columns of numbers their correlation, from −1 to 1; where a "
                           "category takes part, how much it tells about the other, from 0 to 1. "
                           "The strongest pair: “%s” and “%s”, %s."),
                         a->label, b->label, amount);
}

gboolean
epoch_explore_write_strengths(EpochRunContext *context, const GArray *columns, gsize n,
                              gboolean ranks, const char *kind, GError **error)
{
  guint first = 0, second = 0;
  g_autofree double *values = measure_all(columns, n, ranks, &first, &second);
  g_autofree const char **labels = g_new(const char *, columns->len + 1);
  g_autofree char *summary = NULL;
  static const double range[] = {-1, 1};
  gboolean all_numbers = TRUE;
  EpochChartWriter *chart;

  for (guint i = 0; i < columns->len; i++) {
    labels[i] = g_array_index(columns, EpochExploreColumn, i).label;
    all_numbers = all_numbers && g_array_index(columns, EpochExploreColumn, i).is_number;
  }
  summary = summarise(columns, values, first, second, all_numbers);
  chart = epoch_chart_writer_new(
      "heatmap", all_numbers ? _("Correlations") : _("What goes together"), summary);
  epoch_chart_writer_set_texts(chart, "columns", labels, columns->len);
  epoch_chart_writer_set_texts(chart, "rows", labels, columns->len);
  epoch_chart_writer_set_rows(chart, "values", values, columns->len, columns->len);
  epoch_chart_writer_set_text(chart, "scale", "diverging");
  epoch_chart_writer_set_numbers(chart, "range", range, 2);
  epoch_chart_writer_set_number(chart, "digits", 2);
  return epoch_chart_writer_write(chart, context, kind, error);
}
