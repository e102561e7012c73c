/* Accuracy, precision, recall and their like, from the confusion matrix. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"
#include "metric/metric-facts-private.h"

/* The parts of a long sum that are written out. */
#define PARTS_MAX 8

static double
hits(const MetricConfusion *confusion, guint k)
{
  return confusion->counts[k * confusion->n_classes + k];
}

static double
share(double part, double whole)
{
  return whole > 0 ? part / whole : 0;
}

static double
precision_of(const MetricConfusion *confusion, guint k)
{
  return share(hits(confusion, k), confusion->predicted[k]);
}

static double
recall_of(const MetricConfusion *confusion, guint k)
{
  return share(hits(confusion, k), confusion->actual[k]);
}

static double
f1_of(const MetricConfusion *confusion, guint k)
{
  return share(2 * hits(confusion, k), confusion->actual[k] + confusion->predicted[k]);
}

/* A class that occurs among the actual or the predicted ones. */
static gboolean
is_present(const MetricConfusion *confusion, guint k)
{
  return confusion->actual[k] > 0 || confusion->predicted[k] > 0;
}

/* "label = above / below = 0.874 = 87.4%". */
static void
append_result(GString *text, const EpochMetricInfo *info, const char *above, const char *below,
              double value)
{
  g_autofree char *rounded = epoch_amount_trim(value, 4);
  g_autofree char *shown = epoch_metric_format(info->name, value, "");

  g_string_append_printf(text, "%s = %s / %s = %s", _(info->label), above, below, rounded);
  if (info->unit == EPOCH_METRIC_UNIT_SHARE) {
    g_string_append_printf(text, " = %s", shown);
  }
  g_string_append_c(text, '\n');
}

static void
append_accuracy(GString *text, const EpochMetricInfo *info, const MetricConfusion *confusion)
{
  g_autoptr(GString) above = g_string_new("(");
  g_autofree char *below = metric_number(confusion->n);
  double right = 0;

  for (guint k = 0; k < confusion->n_classes; k++) {
    g_autofree char *count = metric_number(hits(confusion, k));

    g_string_append_printf(above, "%s%s", k > 0 ? " + " : "", count);
    right += hits(confusion, k);
  }
  g_string_append_c(above, ')');
  if (confusion->n_classes > PARTS_MAX) {
    g_autofree char *count = metric_number(right);

    g_string_assign(above, count);
  }
  append_result(text, info, above->str, below, right / confusion->n);
}

static void
append_balanced(GString *text, const EpochMetricInfo *info, const MetricConfusion *confusion)
{
  g_autoptr(GString) above = g_string_new("(");
  g_autofree char *below = NULL;
  guint n_actual = 0;
  double sum = 0;

  for (guint k = 0; k < confusion->n_classes; k++) {
    g_autofree char *found = metric_number(hits(confusion, k));
    g_autofree char *all = metric_number(confusion->actual[k]);

    if (confusion->actual[k] > 0) {
      g_string_append_printf(above, "%s%s/%s", n_actual > 0 ? " + " : "", found, all);
      sum += recall_of(confusion, k);
      n_actual++;
    }
  }
  g_string_append_c(above, ')');
  below = metric_number(n_actual);
  if (n_actual > PARTS_MAX) {
    g_autofree char *whole = epoch_amount_trim(sum, 4);

    g_string_assign(above, whole);
  }
  append_result(text, info, above->str, below, sum / n_actual);
}

static void
append_precision(GString *text, const EpochMetricInfo *info, const MetricConfusion *confusion,
                 guint k)
{
  double alarms = confusion->predicted[k];
  g_autofree char *tp = metric_number(hits(confusion, k));
  g_autofree char *fp = metric_number(alarms - hits(confusion, k));
  g_autofree char *below = g_strdup_printf("(%s + %s)", tp, fp);

  if (alarms == 0) {
    g_string_append_printf(text,
                           _("No row was said to be “%s”, so there is nothing that could be right "
                             "or wrong; that counts as 0."),
                           confusion->names[k]);
    g_string_append_c(text, '\n');
    return;
  }
  append_result(text, info, tp, below, precision_of(confusion, k));
  g_string_append_printf(text,
                         ngettext("TP + FP: %zu row was said to be “%s”.",
                                  "TP + FP: %zu rows were said to be “%s”.", (gulong)alarms),
                         (gsize)alarms, confusion->names[k]);
  g_string_append_c(text, '\n');
}

static void
append_recall(GString *text, const EpochMetricInfo *info, const MetricConfusion *confusion, guint k)
{
  double rows = confusion->actual[k];
  g_autofree char *tp = metric_number(hits(confusion, k));
  g_autofree char *fn = metric_number(rows - hits(confusion, k));
  g_autofree char *below = g_strdup_printf("(%s + %s)", tp, fn);

  if (rows == 0) {
    g_string_append_printf(
        text, _("No row is “%s”, so there is nothing that could be found; that counts as 0."),
        confusion->names[k]);
    g_string_append_c(text, '\n');
    return;
  }
  append_result(text, info, tp, below, recall_of(confusion, k));
  g_string_append_printf(
      text, ngettext("TP + FN: %zu row is “%s”.", "TP + FN: %zu rows are “%s”.", (gulong)rows),
      (gsize)rows, confusion->names[k]);
  g_string_append_c(text, '\n');
}

static void
append_f1(GString *text, const EpochMetricInfo *info, const MetricConfusion *confusion, guint k)
{
  g_autofree char *tp = metric_number(hits(confusion, k));
  g_autofree char *fp = metric_number(confusion->predicted[k] - hits(confusion, k));
  g_autofree char *fn = metric_number(confusion->actual[k] - hits(confusion, k));
  g_autofree char *above = g_strdup_printf("2·%s", tp);
  g_autofree char *below = g_strdup_printf("(2·%s + %s + %s)", tp, fp, fn);

  if (is_present(confusion, k)) {
    append_result(text, info, above, below, f1_of(confusion, k));
  }
}

static void
append_matthews(GString *text, const EpochMetricInfo *info, const MetricConfusion *confusion,
                guint k)
{
  double tp = hits(confusion, k), fp = confusion->predicted[k] - tp;
  double fn = confusion->actual[k] - tp, tn = confusion->n - tp - fp - fn;
  double below = sqrt(tp + fp) * sqrt(tp + fn) * sqrt(tn + fp) * sqrt(tn + fn);
  g_autofree char *a = metric_number(tp);
  g_autofree char *b = metric_number(tn);
  g_autofree char *c = metric_number(fp);
  g_autofree char *d = metric_number(fn);
  g_autofree char *e = metric_number(tp + fp);
  g_autofree char *f = metric_number(tp + fn);
  g_autofree char *g = metric_number(tn + fp);
  g_autofree char *h = metric_number(tn + fn);
  g_autofree char *over = g_strdup_printf("(%s·%s − %s·%s)", a, b, c, d);
  g_autofree char *under = g_strdup_printf("√(%s·%s·%s·%s)", e, f, g, h);

  if (confusion->n_classes == 2 && below > 0) {
    append_result(text, info, over, under, (tp * tn - fp * fn) / below);
  }
}

void
epoch_metric_explain_class(GString *text, const EpochMetricInfo *info,
                           const EpochMetricFacts *facts)
{
  g_autoptr(MetricConfusion) confusion = metric_confusion_read(facts->facts, facts->split);

  if (confusion == NULL) {
    return;
  }
  if (g_str_equal(info->name, "accuracy")) {
    append_accuracy(text, info, confusion);
  } else if (g_str_equal(info->name, "balanced_accuracy")) {
    append_balanced(text, info, confusion);
  } else if (confusion->positive < 0) {
    return;
  } else if (g_str_equal(info->name, "precision")) {
    append_precision(text, info, confusion, (guint)confusion->positive);
  } else if (g_str_equal(info->name, "recall")) {
    append_recall(text, info, confusion, (guint)confusion->positive);
  } else if (g_str_equal(info->name, "f1")) {
    append_f1(text, info, confusion, (guint)confusion->positive);
  } else {
    append_matthews(text, info, confusion, (guint)confusion->positive);
  }
}

/* One line a class, then the mean of them, plain or by their sizes. */
static void
append_classes(GString *text, const EpochMetricInfo *info, const MetricConfusion *confusion,
               double (*measure)(const MetricConfusion *confusion, guint k), gboolean weighted)
{
  g_autoptr(GString) above = g_string_new("(");
  g_autofree char *below = NULL;
  double sum = 0, count = 0;
  guint n_parts = 0;

  for (guint k = 0; k < confusion->n_classes; k++) {
    double weight = weighted ? confusion->actual[k] : is_present(confusion, k);
    double value = measure(confusion, k);
    g_autofree char *number = epoch_amount_trim(value, 4);
    g_autofree char *rows = metric_number(weight);

    if (weight == 0) {
      continue;
    }
    if (n_parts < PARTS_MAX) {
      /* Translators: the name of a class, and a number that was measured for it. */
      g_string_append_printf(text, _("“%s”: %s"), confusion->names[k], number);
      g_string_append_c(text, '\n');
    }
    g_string_append(above, n_parts > 0 ? " + " : "");
    if (weighted) {
      g_string_append_printf(above, "%s·", rows);
    }
    g_string_append(above, number);
    sum += weight * value;
    count += weight;
    n_parts++;
  }
  g_string_append_c(above, ')');
  if (n_parts > PARTS_MAX) {
    g_autofree char *whole = epoch_amount_trim(sum, 4);

    g_string_assign(above, whole);
  }
  below = metric_number(count);
  if (count > 0) {
    append_result(text, info, above->str, below, sum / count);
  }
}

void
epoch_metric_explain_average(GString *text, const EpochMetricInfo *info,
                             const EpochMetricFacts *facts)
{
  g_autoptr(MetricConfusion) confusion = metric_confusion_read(facts->facts, facts->split);

  if (confusion == NULL) {
    return;
  }
  if (g_str_has_suffix(info->name, "_micro")) {
    append_accuracy(text, info, confusion);
  } else {
    append_classes(text, info, confusion,
                   g_str_has_prefix(info->name, "precision") ? precision_of
                   : g_str_has_prefix(info->name, "recall")  ? recall_of
                                                             : f1_of,
                   g_str_has_suffix(info->name, "_weighted"));
  }
}
