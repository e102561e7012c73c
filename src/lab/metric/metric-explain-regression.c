/* The errors of a regression, in numbers. */
#include "config.h"

#include <math.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"
#include "metric/metric-facts-private.h"

/* The sums of one part of the rows, from the run's facts. */
typedef struct {
  double n;
  double sum_abs;
  double sum_squares;
  double sum_total;
} Sums;

static gboolean
get_sums(JsonObject *split, Sums *sums)
{
  return metric_facts_get_count(split, "n", &sums->n) && sums->n >= 1 &&
         metric_facts_get_count(split, "sum_abs", &sums->sum_abs) &&
         metric_facts_get_count(split, "sum_squares", &sums->sum_squares) &&
         metric_facts_get_count(split, "sum_total", &sums->sum_total);
}

static void
append_quotient(GString *text, const EpochMetricInfo *info, double sum, double n, const char *unit)
{
  g_autofree char *above = metric_number(sum);
  g_autofree char *below = epoch_amount_trim(n, 12);
  g_autofree char *result = epoch_amount_trim(sum / n, 4);
  g_autofree char *shown = epoch_metric_format(info->name, sum / n, unit);

  g_string_append_printf(text, "%s = %s / %s = %s", info->label, above, below, result);
  if (g_strcmp0(result, shown) != 0) {
    g_string_append_printf(text, " = %s", shown);
  }
  g_string_append_c(text, '\n');
}

static void
append_root(GString *text, const Sums *sums, const char *unit)
{
  double mse = sums->sum_squares / sums->n;
  g_autofree char *shown = epoch_metric_format("rmse", sqrt(mse), unit);
  g_autofree char *squares = metric_number(sums->sum_squares);
  g_autofree char *n = epoch_amount_trim(sums->n, 12);
  g_autofree char *mean = epoch_amount_trim(mse, 4);

  g_string_append_printf(text, "RMSE = √(%s / %s) = √%s = %s\n", squares, n, mean, shown);
}

static void
append_r2(GString *text, const Sums *sums)
{
  g_autofree char *squares = metric_number(sums->sum_squares);
  g_autofree char *total = metric_number(sums->sum_total);
  g_autofree char *shown = epoch_amount_round(1 - sums->sum_squares / sums->sum_total, 3);

  g_string_append_printf(text, "R² = 1 − %s / %s = %s\n", squares, total, shown);
}

void
epoch_metric_explain_regression(GString *text, const EpochMetricInfo *info,
                                const EpochMetricFacts *facts)
{
  Sums sums = {0};

  if (facts->split == NULL || !get_sums(facts->split, &sums)) {
    return;
  }
  if (g_str_equal(info->name, "mae")) {
    append_quotient(text, info, sums.sum_abs, sums.n, facts->unit);
  } else if (g_str_equal(info->name, "mse")) {
    append_quotient(text, info, sums.sum_squares, sums.n, facts->unit);
  } else if (g_str_equal(info->name, "rmse")) {
    append_root(text, &sums, facts->unit);
  } else if (sums.sum_total > 0) {
    append_r2(text, &sums);
  }
}
