/* The errors of a regression, in numbers. */
#include "config.h"

#include <math.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"
#include "metric/metric-facts-private.h"

/* A sum of one part of the rows, from the run's facts, and of how many rows it is; a run may know
 * one sum and not another. */
static gboolean
get_sum(JsonObject *split, const char *name, double *sum, double *n)
{
  return metric_facts_get_count(split, "n", n) && *n >= 1 &&
         metric_facts_get_count(split, name, sum);
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
append_root(GString *text, double sum_squares, double n_rows, const char *unit)
{
  double mse = sum_squares / n_rows;
  g_autofree char *shown = epoch_metric_format("rmse", sqrt(mse), unit);
  g_autofree char *squares = metric_number(sum_squares);
  g_autofree char *n = epoch_amount_trim(n_rows, 12);
  g_autofree char *mean = epoch_amount_trim(mse, 4);

  g_string_append_printf(text, "RMSE = √(%s / %s) = √%s = %s\n", squares, n, mean, shown);
}

static void
append_r2(GString *text, double sum_squares, double sum_total)
{
  g_autofree char *squares = metric_number(sum_squares);
  g_autofree char *total = metric_number(sum_total);
  g_autofree char *shown = epoch_amount_round(1 - sum_squares / sum_total, 3);

  g_string_append_printf(text, "R² = 1 − %s / %s = %s\n", squares, total, shown);
}

void
epoch_metric_explain_regression(GString *text, const EpochMetricInfo *info,
                                const EpochMetricFacts *facts)
{
  gboolean of_sizes = g_str_equal(info->name, "mae");
  double sum = 0, total = 0, n = 0;

  if (facts->split == NULL ||
      !get_sum(facts->split, of_sizes ? "sum_abs" : "sum_squares", &sum, &n)) {
    return;
  }
  if (of_sizes || g_str_equal(info->name, "mse")) {
    append_quotient(text, info, sum, n, facts->unit);
  } else if (g_str_equal(info->name, "rmse")) {
    append_root(text, sum, n, facts->unit);
  } else if (get_sum(facts->split, "sum_total", &total, &n) && total > 0) {
    append_r2(text, sum, total);
  }
}
