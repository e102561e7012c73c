/* Scores and probabilities, row by row and bin by bin. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"
#include "metric/metric-facts-private.h"

/* The rows whose part of a sum is written out. */
#define TERMS_MAX 4

/* As the core clips probabilities before it takes their logarithm. */
#define LEAST_P 2.220446049250313e-16

static char *
dup_positive(const EpochMetricFacts *facts)
{
  double number = 0;

  return metric_facts_get_count(facts->facts, "positive", &number) && number < 1e9
             ? metric_facts_dup_class(facts->facts, (gint64)number)
             : NULL;
}

static void
append_pairs(GString *text, JsonObject *pairs, const char *class_name)
{
  double positive = 0, negative = 0, won = 0;
  g_autofree char *shown = NULL;
  g_autofree char *n_won = NULL;
  g_autofree char *p = NULL;
  g_autofree char *n = NULL;

  if (!metric_facts_get_count(pairs, "positive", &positive) ||
      !metric_facts_get_count(pairs, "negative", &negative) ||
      !metric_facts_get_count(pairs, "won", &won) || positive < 1 || negative < 1) {
    return;
  }
  p = epoch_amount_trim(positive, 12);
  n = epoch_amount_trim(negative, 12);
  n_won = epoch_amount_trim(won, 12);
  shown = epoch_metric_format("auc", won / (positive * negative), "");
  g_string_append_printf(text, "AUC = %s / (%s·%s) = %s\n", n_won, p, n, shown);
  /* Translators: a number of rows, the name of their class, and the number of the other rows. */
  g_string_append_printf(text,
                         _("Each of the %s rows that are “%s” is compared with each of the %s "
                           "others; U counts how often it has the larger score, a tie as one "
                           "half."),
                         p, class_name, n);
  g_string_append_c(text, '\n');
}

void
epoch_metric_explain_ranking(GString *text, const EpochMetricInfo *info,
                             const EpochMetricFacts *facts)
{
  g_autofree char *class_name = dup_positive(facts);
  JsonObject *pairs = metric_facts_get_object(facts->split, "pairs");
  double positive = 0, negative = 0;

  if (class_name == NULL || pairs == NULL) {
    return;
  }
  if (g_str_equal(info->name, "auc")) {
    append_pairs(text, pairs, class_name);
  } else if (g_str_equal(info->name, "average_precision") &&
             metric_facts_get_count(pairs, "positive", &positive) &&
             metric_facts_get_count(pairs, "negative", &negative) && positive + negative >= 1) {
    g_autofree char *p = epoch_amount_trim(positive, 12);
    g_autofree char *n = epoch_amount_trim(positive + negative, 12);
    g_autofree char *shown =
        epoch_metric_format("average_precision", positive / (positive + negative), "");

    /* Translators: the name of a class, two numbers of rows, and the one over the other. */
    g_string_append_printf(text, _("Guessing reaches the share of “%s”: %s / %s = %s."), class_name,
                           p, n, shown);
    g_string_append_c(text, '\n');
  }
}

/* "Row 12: −ln 0.81 = 0.211 for “survived”". */
static gboolean
append_log_term(GString *text, const EpochMetricFacts *facts, JsonObject *term)
{
  double row = 0, number = 0, p = 0;
  g_autofree char *class_name = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *cost = NULL;

  if (!metric_facts_get_count(term, "row", &row) ||
      !metric_facts_get_count(term, "class", &number) || number >= 1e9 ||
      !metric_facts_get_count(term, "p", &p) || p > 1 || row > 1e15) {
    return FALSE;
  }
  class_name = metric_facts_dup_class(facts->facts, (gint64)number);
  shown = epoch_amount_trim(p, 3);
  cost = epoch_amount_round(-log(CLAMP(p, LEAST_P, 1 - LEAST_P)), 3);
  /* Translators: the number of a row, its class, and the probability that was given to it. */
  g_string_append_printf(text, _("Row %zu is “%s”, which was given %s: −ln %s = %s"), (gsize)row,
                         class_name, shown, shown, cost);
  g_string_append_c(text, '\n');
  return TRUE;
}

/* "Row 12: (0.81 − 1)² = 0.0361". */
static gboolean
append_square_term(GString *text, JsonObject *term)
{
  double row = 0, y = 0, p = 0;
  g_autofree char *shown = NULL;
  g_autofree char *cost = NULL;

  if (!metric_facts_get_count(term, "row", &row) || !metric_facts_get_count(term, "y", &y) ||
      !metric_facts_get_count(term, "p", &p) || p > 1 || y > 1 || row > 1e15) {
    return FALSE;
  }
  shown = epoch_amount_trim(p, 3);
  cost = epoch_amount_round((p - y) * (p - y), 3);
  /* Translators: the number of a row, then a calculation: (0.81 − 1)² = 0.0361. */
  g_string_append_printf(text, _("Row %zu: (%s − %s)² = %s"), (gsize)row, shown,
                         y >= 0.5 ? "1" : "0", cost);
  g_string_append_c(text, '\n');
  return TRUE;
}

static void
append_terms(GString *text, const EpochMetricInfo *info, const EpochMetricFacts *facts)
{
  JsonObject *part = metric_facts_get_object(facts->split, info->name);
  JsonArray *terms = metric_facts_get_array(part, "terms");
  gboolean log_loss = g_str_equal(info->name, "log_loss");
  double sum = 0, n = 0;
  guint n_written = 0;

  for (guint i = 0; terms != NULL && i < json_array_get_length(terms); i++) {
    JsonObject *term = metric_facts_get_element(terms, i);

    if (term != NULL && n_written < TERMS_MAX) {
      n_written += log_loss ? append_log_term(text, facts, term) : append_square_term(text, term);
    }
  }
  if (metric_facts_get_count(part, "sum", &sum) && metric_facts_get_count(facts->split, "n", &n) &&
      n >= 1) {
    g_autofree char *above = metric_number(sum);
    g_autofree char *below = epoch_amount_trim(n, 12);
    g_autofree char *shown = epoch_metric_format(info->name, sum / n, "");

    if (n_written > 0) {
      g_string_append(text, _("… and so on for every row. Together:"));
      g_string_append_c(text, '\n');
    }
    g_string_append_printf(text, "%s = %s / %s = %s\n", _(info->label), above, below, shown);
  }
}

/* What a bin promised and what it kept; false where it is no bin. */
static gboolean
read_bin(JsonArray *bins, guint i, double *n, double *predicted, double *actual)
{
  JsonObject *bin = metric_facts_get_element(bins, i);

  return metric_facts_get_count(bin, "n", n) && *n >= 1 && *n <= 1e15 &&
         metric_facts_get_count(bin, "predicted", predicted) && *predicted <= 1 &&
         metric_facts_get_count(bin, "actual", actual) && *actual <= 1;
}

static void
append_bins(GString *text, const EpochMetricInfo *info, const EpochMetricFacts *facts)
{
  JsonArray *bins = metric_facts_get_array(facts->split, "bins");
  double n = 0, predicted = 0, actual = 0, all = 0, sum = 0;
  g_autofree char *shown = NULL;

  for (guint i = 0; bins != NULL && i < json_array_get_length(bins); i++) {
    if (read_bin(bins, i, &n, &predicted, &actual)) {
      g_autofree char *promised = epoch_amount_share(predicted);
      g_autofree char *kept = epoch_amount_share(actual);

      /* Translators: a number of rows, the probability that they were given, and the share of them
       * for which it came true. */
      g_string_append_printf(text,
                             ngettext("%zu row: %s promised, %s came true",
                                      "%zu rows: %s promised, %s came true", (gulong)n),
                             (gsize)n, promised, kept);
      g_string_append_c(text, '\n');
      all += n;
      sum += n * fabs(actual - predicted);
    }
  }
  if (all > 0) {
    g_autofree char *above = metric_number(sum);
    g_autofree char *below = epoch_amount_trim(all, 12);

    shown = epoch_metric_format(info->name, sum / all, "");
    g_string_append_printf(text, "%s = %s / %s = %s\n", _(info->label), above, below, shown);
  }
}

void
epoch_metric_explain_probability(GString *text, const EpochMetricInfo *info,
                                 const EpochMetricFacts *facts)
{
  if (facts->split == NULL) {
    return;
  }
  if (g_str_equal(info->name, "ece")) {
    append_bins(text, info, facts);
  } else {
    append_terms(text, info, facts);
  }
}
