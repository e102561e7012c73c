#include "config.h"

#include "metric/epoch-metric.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"

static const EpochMetricInfo *const tables[] = {
    epoch_metrics_regression,  epoch_metrics_classification, epoch_metrics_averages,
    epoch_metrics_probability, epoch_metrics_structure,      epoch_metrics_exploration,
};

/* Words that follow a metric's name to say which rows, splits or players it is of, and what they
 * are called; those of the test rows and of a mean are taken for granted. */
static const struct {
  const char *suffix;
  const char *words;
} suffixes[] = {
    {"_train", N_("training rows")},   {"_test", NULL},
    {"_baseline", N_("baseline")},     {"_oob", N_("out of bag")},
    {"_cv", N_("over folds")},         {"_mean", N_("mean")},
    {"_sd", N_("standard deviation")}, {"_linear", N_("one by one")},
    {"_random", N_("at random")},      {"_binary", N_("in the middle")},
};

/* The length of `name` without the suffix that its first `length` bytes end in. */
static gsize
strip_suffix(const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
    gsize suffix = strlen(suffixes[i].suffix);

    if (length > suffix && strncmp(name + length - suffix, suffixes[i].suffix, suffix) == 0) {
      return length - suffix;
    }
  }
  return length;
}

gsize
epoch_metric_base_length(const char *name)
{
  gsize length = strlen(name);

  for (gsize stripped; (stripped = strip_suffix(name, length)) < length;) {
    length = stripped;
  }
  return length;
}

const EpochMetricInfo *
epoch_metric_info_find(const char *name)
{
  gsize length = epoch_metric_base_length(name);

  for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
    for (const EpochMetricInfo *info = tables[i]; info->name != NULL; info++) {
      if (strlen(info->name) == length && strncmp(info->name, name, length) == 0) {
        return info;
      }
    }
  }
  return NULL;
}

char *
epoch_metric_dup_label(const char *name)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);
  g_autofree char *label = g_strdup(info != NULL ? epoch_metric_info_get_label(info) : name);

  for (guint i = 0; i < G_N_ELEMENTS(suffixes) && info != NULL; i++) {
    const char *rest = name + strlen(info->name);

    if (suffixes[i].words != NULL && strstr(rest, suffixes[i].suffix) != NULL) {
      /* Translators: a metric and the rows or splits it is of, as in “Accuracy, over folds” */
      char *longer = g_strdup_printf(_("%s, %s"), label, _(suffixes[i].words));

      g_free(label);
      label = longer;
    }
  }
  return g_steal_pointer(&label);
}

gboolean
epoch_metric_info_is_neutral(const EpochMetricInfo *self)
{
  return self->neutral;
}

const char *
epoch_metric_info_get_name(const EpochMetricInfo *self)
{
  return self->name;
}

const char *
epoch_metric_info_get_label(const EpochMetricInfo *self)
{
  return _(self->label);
}

const char *
epoch_metric_info_get_title(const EpochMetricInfo *self)
{
  return _(self->title);
}

const char *
epoch_metric_info_get_formula(const EpochMetricInfo *self)
{
  return _(self->formula);
}

const char *
epoch_metric_info_get_meaning(const EpochMetricInfo *self)
{
  return _(self->meaning);
}

const char *
epoch_metric_info_get_good(const EpochMetricInfo *self)
{
  return _(self->good);
}

gboolean
epoch_metric_info_get_higher_is_better(const EpochMetricInfo *self)
{
  return self->higher_is_better;
}

EpochMetricUnit
epoch_metric_info_get_unit(const EpochMetricInfo *self)
{
  return self->unit;
}

char *
epoch_metric_format(const char *name, double value, const char *target_unit)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);
  EpochMetricUnit unit = info != NULL ? info->unit : EPOCH_METRIC_UNIT_NONE;
  g_autofree char *text = NULL;

  if (!isfinite(value)) {
    return g_strdup("–");
  }
  if (unit == EPOCH_METRIC_UNIT_TARGET) {
    return epoch_amount_format(value, target_unit);
  }
  if (unit == EPOCH_METRIC_UNIT_SHARE) {
    return epoch_amount_share(value);
  }
  if (unit == EPOCH_METRIC_UNIT_COUNT && value == round(value)) {
    return epoch_amount_round(value, 15);
  }
  text = epoch_amount_round(value, 3);
  if (unit == EPOCH_METRIC_UNIT_TARGET_SQUARED && target_unit != NULL && *target_unit != '\0') {
    return g_strdup_printf("%s (%s)²", text, target_unit);
  }
  return g_steal_pointer(&text);
}

char *
epoch_metric_format_change(const char *name, double change, const char *target_unit)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);

  return info != NULL && info->unit == EPOCH_METRIC_UNIT_SHARE && isfinite(change)
             ? epoch_amount_points(change)
             : epoch_metric_format(name, change, target_unit);
}
