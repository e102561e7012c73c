/* A metric's formula with a run's own numbers in it. */
#include "config.h"

#include "metric/epoch-metric.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-json.h"
#include "metric/epoch-metric-private.h"

/* The sums of one part of the rows, from the run's facts. */
typedef struct {
  double n;
  double mean;
  double sum_abs;
  double sum_squares;
  double sum_total;
} Sums;

static JsonObject *
get_object(JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member(object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/* The facts are a file that anybody may have changed, so each number is asked for with care. */
static gboolean
get_sums(JsonObject *facts, const char *split, Sums *sums)
{
  JsonObject *object = get_object(get_object(facts, "splits"), split);

  return object != NULL && epoch_json_get_number(object, "", "n", TRUE, &sums->n, NULL) &&
         sums->n >= 1 && epoch_json_get_number(object, "", "mean", TRUE, &sums->mean, NULL) &&
         epoch_json_get_number(object, "", "sum_abs", TRUE, &sums->sum_abs, NULL) &&
         epoch_json_get_number(object, "", "sum_squares", TRUE, &sums->sum_squares, NULL) &&
         epoch_json_get_number(object, "", "sum_total", TRUE, &sums->sum_total, NULL);
}

static const char *
get_unit(JsonObject *facts)
{
  JsonObject *target = get_object(facts, "target");
  const char *unit = target != NULL ? epoch_json_get_string(target, "", "unit", "", NULL) : "";

  return unit != NULL ? unit : "";
}

static void
append_quotient(GString *text, const char *label, double sum, double n, double value,
                const char *shown)
{
  g_autofree char *above = epoch_amount_trim(sum, 6);
  g_autofree char *below = epoch_amount_trim(n, 12);
  g_autofree char *result = epoch_amount_trim(value, 4);

  g_string_append_printf(text, "%s = %s / %s = %s", label, above, below, result);
  if (g_strcmp0(result, shown) != 0) {
    g_string_append_printf(text, " = %s", shown);
  }
  g_string_append_c(text, '\n');
}

static void
append_numbers(GString *text, const EpochMetricInfo *info, const Sums *sums, const char *unit)
{
  double mse = sums->sum_squares / sums->n;

  if (g_str_equal(info->name, "mae")) {
    g_autofree char *shown = epoch_metric_format("mae", sums->sum_abs / sums->n, unit);

    append_quotient(text, "MAE", sums->sum_abs, sums->n, sums->sum_abs / sums->n, shown);
  } else if (g_str_equal(info->name, "mse")) {
    g_autofree char *shown = epoch_metric_format("mse", mse, unit);

    append_quotient(text, "MSE", sums->sum_squares, sums->n, mse, shown);
  } else if (g_str_equal(info->name, "rmse")) {
    g_autofree char *shown = epoch_metric_format("rmse", sqrt(mse), unit);
    g_autofree char *squares = epoch_amount_trim(sums->sum_squares, 6);
    g_autofree char *n = epoch_amount_trim(sums->n, 12);
    g_autofree char *mean = epoch_amount_trim(mse, 4);

    g_string_append_printf(text, "RMSE = √(%s / %s) = √%s = %s\n", squares, n, mean, shown);
  } else if (g_str_equal(info->name, "r2") && sums->sum_total > 0) {
    g_autofree char *squares = epoch_amount_trim(sums->sum_squares, 6);
    g_autofree char *total = epoch_amount_trim(sums->sum_total, 6);
    g_autofree char *shown = epoch_amount_round(1 - sums->sum_squares / sums->sum_total, 3);

    g_string_append_printf(text, "R² = 1 − %s / %s = %s\n", squares, total, shown);
  }
}

/* Which part of the rows a metric's name speaks of; %NULL for one over several splits. */
static const char *
split_of(const char *name)
{
  if (g_str_has_suffix(name, "_train")) {
    return "train";
  }
  return g_str_has_suffix(name, "_baseline") || g_str_has_suffix(name, "_mean") ||
                 g_str_has_suffix(name, "_sd")
             ? NULL
             : "test";
}

static void
append_run(GString *text, const EpochMetricInfo *info, const char *name, JsonObject *facts)
{
  const char *split = split_of(name);
  const char *unit = get_unit(facts);
  JsonObject *baseline = get_object(facts, "baseline");
  double guess = 0, value = 0;
  Sums sums = {0};

  if (split != NULL && get_sums(facts, split, &sums)) {
    g_autofree char *n = epoch_amount_trim(sums.n, 12);

    g_string_append_c(text, '\n');
    g_string_append_printf(text,
                           g_str_equal(split, "train") ? _("In this run, over %s training rows:")
                                                       : _("In this run, over %s test rows:"),
                           n);
    g_string_append_c(text, '\n');
    append_numbers(text, info, &sums, unit);
  }
  if (baseline != NULL && !g_str_has_suffix(name, "_train") &&
      epoch_json_get_number(baseline, "", "guess", TRUE, &guess, NULL) &&
      epoch_json_get_number(baseline, "", info->name, TRUE, &value, NULL)) {
    g_autofree char *mean = epoch_amount_format(guess, unit);
    g_autofree char *shown = epoch_metric_format(info->name, value, unit);

    g_string_append_printf(text, _("Always guessing the training mean, %s, gives %s."), mean,
                           shown);
    g_string_append_c(text, '\n');
  }
}

char *
epoch_metric_explain(const char *name, JsonObject *facts)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);
  GString *text;

  if (info == NULL) {
    return NULL;
  }
  text = g_string_new(_(info->meaning));
  g_string_append_printf(text, "\n\n%s\n", info->formula);
  if (facts != NULL) {
    append_run(text, info, name, facts);
  }
  g_string_append_printf(text, "\n%s", _(info->good));
  return g_string_free(text, FALSE);
}
