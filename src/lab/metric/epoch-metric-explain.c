/* A metric's formula with a run's own numbers in it. */
#include "config.h"

#include "metric/epoch-metric.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"
#include "metric/metric-facts-private.h"

/* Which part of the rows a metric's name speaks of; NULL for one over several splits. */
static const char *
split_of(const char *name)
{
  const char *suffix = name + epoch_metric_base_length(name);

  if (*suffix == '\0' || g_str_equal(suffix, "_test")) {
    return "test";
  }
  return g_str_equal(suffix, "_train") ? "train" : NULL;
}

static void
append_heading(GString *text, const EpochMetricFacts *facts, const char *split)
{
  double n = 0;

  g_string_append_c(text, '\n');
  if (facts->split == NULL || !metric_facts_get_count(facts->split, "n", &n) || n > 1e15) {
    g_string_append(text, _("In this run:"));
  } else if (g_strcmp0(split, "train") == 0) {
    g_string_append_printf(text,
                           ngettext("In this run, over %zu training row:",
                                    "In this run, over %zu training rows:", (gulong)n),
                           (gsize)n);
  } else {
    g_string_append_printf(
        text,
        ngettext("In this run, over %zu test row:", "In this run, over %zu test rows:", (gulong)n),
        (gsize)n);
  }
  g_string_append_c(text, '\n');
}

/* What always guessing the same gives: the mean, or the most frequent class. */
static void
append_baseline(GString *text, const EpochMetricInfo *info, const EpochMetricFacts *facts)
{
  JsonObject *baseline = metric_facts_get_object(facts->facts, "baseline");
  double guess = 0, value = 0;
  g_autofree char *shown = NULL;

  if (!metric_facts_get_number(baseline, info->name, &value)) {
    return;
  }
  shown = epoch_metric_format(info->name, value, facts->unit);
  if (metric_facts_get_number(baseline, "guess", &guess)) {
    g_autofree char *mean = epoch_amount_format(guess, facts->unit);

    g_string_append_printf(text, _("Always guessing the training mean, %s, gives %s."), mean,
                           shown);
  } else if (info->explain == epoch_metric_explain_probability) {
    g_string_append_printf(
        text, _("Giving every row the shares of the classes among the training rows gives %s."),
        shown);
  } else if (metric_facts_get_count(baseline, "class", &guess) && guess < 1e9) {
    g_autofree char *name = metric_facts_dup_class(facts->facts, (gint64)guess);

    g_string_append_printf(
        text, _("Always guessing “%s”, the most frequent class of the training rows, gives %s."),
        name, shown);
  } else {
    return;
  }
  g_string_append_c(text, '\n');
}

static void
append_run(GString *text, const EpochMetricInfo *info, const char *name, JsonObject *json)
{
  const char *split = split_of(name);
  EpochMetricFacts facts = {.facts = json};
  g_autoptr(GString) lines = g_string_new(NULL);

  facts.target = metric_facts_get_object(json, "target");
  facts.unit = metric_facts_get_text(facts.target, "unit");
  if (split != NULL) {
    facts.split = metric_facts_get_object(metric_facts_get_object(json, "splits"), split);
    if (info->explain != NULL) {
      info->explain(lines, info, &facts);
    }
  }
  if (lines->len > 0) {
    append_heading(text, &facts, split);
    g_string_append_len(text, lines->str, (gssize)lines->len);
  }
  if (!g_str_has_suffix(name, "_train")) {
    append_baseline(text, info, &facts);
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
  g_string_append_printf(text, "\n\n%s\n", _(info->formula));
  if (facts != NULL) {
    append_run(text, info, name, facts);
  }
  g_string_append_printf(text, "\n%s", _(info->good));
  return g_string_free(text, FALSE);
}
