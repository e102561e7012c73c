/* Clusters, components, forests and games, in numbers. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"
#include "metric/metric-facts-private.h"

/* The parts of a long sum that are written out. */
#define PARTS_MAX 8

/* "label = above / below = result". */
static void
append_quotient(GString *text, const EpochMetricInfo *info, double above, double below)
{
  g_autofree char *over = metric_number(above);
  g_autofree char *under = epoch_amount_trim(below, 12);
  g_autofree char *shown = epoch_metric_format(info->name, above / below, "");

  g_string_append_printf(text, "%s = %s / %s = %s\n", _(info->label), over, under, shown);
}

static void
append_silhouette(GString *text, const EpochMetricInfo *info, JsonObject *facts)
{
  JsonObject *part = metric_facts_get_object(facts, "silhouette");
  double row = 0, a = 0, b = 0, sum = 0, n = 0;

  if (metric_facts_get_count(part, "row", &row) && row <= 1e15 &&
      metric_facts_get_count(part, "a", &a) && metric_facts_get_count(part, "b", &b) &&
      fmax(a, b) > 0) {
    g_autofree char *near = epoch_amount_trim(a, 3);
    g_autofree char *far = epoch_amount_trim(b, 3);
    g_autofree char *larger = epoch_amount_trim(fmax(a, b), 3);
    g_autofree char *shown = epoch_amount_trim((b - a) / fmax(a, b), 3);

    /* Translators: the number of a row, the name of its cluster, its mean distance to the rows of
     * it, the name of the next cluster, and the mean distance to the rows of that. */
    g_string_append_printf(
        text, _("Row %zu is %s away from the rows of its own cluster, “%s”, and %s from “%s”."),
        (gsize)row, near, metric_facts_get_text(part, "cluster"), far,
        metric_facts_get_text(part, "nearest"));
    g_string_append_printf(text, "\ns = (%s − %s) / %s = %s\n", far, near, larger, shown);
  }
  if (metric_facts_get_number(part, "sum", &sum) && metric_facts_get_count(part, "n", &n) &&
      n >= 1) {
    append_quotient(text, info, sum, n);
  }
}

/* Adds the inertias of the clusters up; returns how many there are. */
static guint
sum_inertias(JsonObject *facts, GString *parts, double *sum, double *n_rows)
{
  JsonArray *clusters = metric_facts_get_array(facts, "clusters");
  guint n = clusters != NULL ? json_array_get_length(clusters) : 0;

  for (guint i = 0; i < n; i++) {
    JsonObject *cluster = metric_facts_get_element(clusters, i);
    double inertia = 0, rows = 0;
    g_autofree char *number = NULL;

    if (!metric_facts_get_count(cluster, "inertia", &inertia) ||
        !metric_facts_get_count(cluster, "n", &rows)) {
      return 0;
    }
    number = metric_number(inertia);
    g_string_append_printf(parts, "%s%s", i > 0 ? " + " : "", number);
    *sum += inertia;
    *n_rows += rows;
  }
  return n;
}

static void
append_inertia(GString *text, const EpochMetricInfo *info, JsonObject *facts)
{
  g_autoptr(GString) parts = g_string_new(NULL);
  double sum = 0, n_rows = 0, total = 0;
  guint n = sum_inertias(facts, parts, &sum, &n_rows);
  g_autofree char *shown = metric_number(sum);

  if (n == 0) {
    return;
  }
  if (n <= PARTS_MAX) {
    g_string_append_printf(text, "%s = %s = %s\n", _(info->label), parts->str, shown);
  }
  if (metric_facts_get_count(facts, "sum_total", &total) && total > 0) {
    g_autofree char *whole = metric_number(total);
    g_autofree char *gain = epoch_amount_share(1 - sum / total);

    /* Translators: a sum of squares, and a share in percent. */
    g_string_append_printf(
        text, _("As one single cluster the rows would have %s; the clusters take away %s of it."),
        whole, gain);
    g_string_append_c(text, '\n');
  }
}

static void
append_calinski(GString *text, const EpochMetricInfo *info, JsonObject *facts)
{
  g_autoptr(GString) parts = g_string_new(NULL);
  double within = 0, n_rows = 0, total = 0, degrees;
  guint k = sum_inertias(facts, parts, &within, &n_rows);

  degrees = n_rows - k;
  if (k >= 2 && degrees > 0 && within > 0 && metric_facts_get_count(facts, "sum_total", &total)) {
    double between = total - within;
    g_autofree char *b = metric_number(between);
    g_autofree char *w = metric_number(within);
    g_autofree char *n = epoch_amount_trim(n_rows, 12);
    g_autofree char *shown =
        epoch_metric_format(info->name, (between / (k - 1)) / (within / degrees), "");

    g_string_append_printf(text, "CH = (%s / (%u − 1)) / (%s / (%s − %u)) = %s\n", b, k, w, n, k,
                           shown);
  }
}

static void
append_variance(GString *text, const EpochMetricInfo *info, JsonObject *facts)
{
  JsonArray *components = metric_facts_get_array(facts, "components");
  guint n = components != NULL ? json_array_get_length(components) : 0;
  g_autoptr(GString) parts = g_string_new("(");
  double sum = 0, total = 0;

  for (guint i = 0; i < n; i++) {
    double variance = 0;
    g_autofree char *number = NULL;

    if (!metric_facts_get_entry(components, i, &variance) || variance < 0) {
      return;
    }
    number = epoch_amount_trim(variance, 4);
    g_string_append_printf(parts, "%s%s", i > 0 ? " + " : "", number);
    sum += variance;
  }
  g_string_append_c(parts, ')');
  if (n == 0 || !metric_facts_get_count(facts, "total_variance", &total) || total <= 0) {
    return;
  }
  if (n > PARTS_MAX) {
    append_quotient(text, info, sum, total);
  } else {
    g_autofree char *whole = metric_number(total);
    g_autofree char *shown = epoch_metric_format(info->name, sum / total, "");

    g_string_append_printf(text, "%s = %s / %s = %s\n", _(info->label), parts->str, whole, shown);
  }
}

static void
append_oob(GString *text, const EpochMetricInfo *info, JsonObject *facts)
{
  JsonObject *part = metric_facts_get_object(facts, "oob");
  double n = 0, right = 0, squares = 0, total = 0;

  if (metric_facts_get_count(part, "n", &n) && n >= 1 &&
      metric_facts_get_count(part, "right", &right)) {
    append_quotient(text, info, right, n);
  } else if (metric_facts_get_count(part, "sum_squares", &squares) &&
             metric_facts_get_count(part, "sum_total", &total) && total > 0) {
    g_autofree char *above = metric_number(squares);
    g_autofree char *below = metric_number(total);
    g_autofree char *shown = epoch_metric_format(info->name, 1 - squares / total, "");

    g_string_append_printf(text, "R² = 1 − %s / %s = %s\n", above, below, shown);
  }
}

static void
append_guesses(GString *text, const EpochMetricInfo *info, JsonObject *facts)
{
  double games = 0, guesses = 0, low = 0, high = 0;

  if (metric_facts_get_count(facts, "games", &games) && games >= 1 &&
      metric_facts_get_count(facts, "guesses", &guesses)) {
    append_quotient(text, info, guesses, games);
  }
  if (metric_facts_get_number(facts, "low", &low) &&
      metric_facts_get_number(facts, "high", &high) && high >= low && high - low < 1e15) {
    g_autofree char *n = epoch_amount_trim(high - low + 1, 15);
    g_autofree char *most = epoch_amount_trim(ceil(log2(high - low + 2)), 3);

    /* Translators: how many numbers there are, and how many guesses halving needs at most. */
    g_string_append_printf(text, _("For %s numbers halving needs %s guesses at most."), n, most);
    g_string_append_c(text, '\n');
  }
}

void
epoch_metric_explain_structure(GString *text, const EpochMetricInfo *info,
                               const EpochMetricFacts *facts)
{
  static const struct {
    const char *name;
    void (*append)(GString *text, const EpochMetricInfo *info, JsonObject *facts);
  } parts[] = {
      {"silhouette", append_silhouette},
      {"inertia", append_inertia},
      {"calinski_harabasz", append_calinski},
      {"explained_variance", append_variance},
      {"oob", append_oob},
      {"guesses", append_guesses},
  };

  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    if (g_str_equal(parts[i].name, info->name)) {
      parts[i].append(text, info, facts->facts);
    }
  }
}
