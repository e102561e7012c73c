#include "config.h"

#include "metric/epoch-metric.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric-private.h"

static const EpochMetricInfo metrics[] = {
    {
        "mae",
        "MAE",
        N_("Mean absolute error"),
        "MAE = Σ|yᵢ − ŷᵢ| / n",
        N_("How far off a prediction is on average, whether too high or too low. Each error counts "
           "by its size and no more, so a few large misses do not decide it. It has the unit of "
           "what is predicted, and is the number to tell somebody who asks how wrong the model "
           "is."),
        N_("0 is perfect. Whether a value is good depends on what an error costs: compare it with "
           "the MAE of always guessing the mean."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET,
    },
    {
        "mse",
        "MSE",
        N_("Mean squared error"),
        "MSE = Σ(yᵢ − ŷᵢ)² / n",
        N_("The mean of the squared errors. Squaring makes an error of 10 count a hundred times as "
           "much as an error of 1. This is what least squares makes as small as it can on the "
           "training rows. Its unit is squared, so it can not be read as a distance."),
        N_("0 is perfect, and smaller is better; for a number that can be read, take its root, the "
           "RMSE."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET_SQUARED,
    },
    {
        "rmse",
        "RMSE",
        N_("Root mean squared error"),
        "RMSE = √(Σ(yᵢ − ŷᵢ)² / n)",
        N_("The root of the mean squared error, which brings it back into the unit of what is "
           "predicted. Large misses weigh more than small ones, so it is never below the MAE; the "
           "wider the two are apart, the more uneven the errors are."),
        N_("0 is perfect. The RMSE of always guessing the mean is the standard deviation of the "
           "data: a useful model stays well below it."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET,
    },
    {
        "r2",
        "R²",
        N_("Coefficient of determination"),
        "R² = 1 − Σ(yᵢ − ŷᵢ)² / Σ(yᵢ − ȳ)²",
        N_("Which share of the ups and downs of the data the model explains. It lays the squared "
           "errors of the model beside those of always guessing the mean ȳ. It has no unit, so "
           "that models of different things can be compared."),
        N_("1 is perfect, 0 is no better than the mean, and below 0 is worse than the mean, which "
           "happens on test rows. How much is good depends on the field: 0.3 can be a discovery "
           "about people and a failure about machines."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
    },
};

/* Words that follow a metric's name to say which rows or splits it is of. */
static const char *const suffixes[] = {"_train", "_test", "_baseline", "_mean", "_sd"};

gsize
epoch_metric_base_length(const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
    if (g_str_has_suffix(name, suffixes[i])) {
      return strlen(name) - strlen(suffixes[i]);
    }
  }
  return strlen(name);
}

const EpochMetricInfo *
epoch_metric_info_find(const char *name)
{
  gsize length = epoch_metric_base_length(name);

  for (guint i = 0; i < G_N_ELEMENTS(metrics); i++) {
    if (strlen(metrics[i].name) == length && strncmp(metrics[i].name, name, length) == 0) {
      return &metrics[i];
    }
  }
  return NULL;
}

const char *
epoch_metric_info_get_name(const EpochMetricInfo *self)
{
  return self->name;
}

const char *
epoch_metric_info_get_label(const EpochMetricInfo *self)
{
  return self->label;
}

const char *
epoch_metric_info_get_title(const EpochMetricInfo *self)
{
  return _(self->title);
}

const char *
epoch_metric_info_get_formula(const EpochMetricInfo *self)
{
  return self->formula;
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
  text = epoch_amount_round(value, 3);
  if (unit == EPOCH_METRIC_UNIT_TARGET_SQUARED && target_unit != NULL && *target_unit != '\0') {
    return g_strdup_printf("%s (%s)²", text, target_unit);
  }
  return g_steal_pointer(&text);
}
