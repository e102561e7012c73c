/* What the metrics mean, in general and with a run's own numbers. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EpochMetricUnit:
 * @EPOCH_METRIC_UNIT_NONE: a plain number
 * @EPOCH_METRIC_UNIT_TARGET: in the unit of what is predicted
 * @EPOCH_METRIC_UNIT_TARGET_SQUARED: in that unit squared
 */
typedef enum {
  EPOCH_METRIC_UNIT_NONE,
  EPOCH_METRIC_UNIT_TARGET,
  EPOCH_METRIC_UNIT_TARGET_SQUARED,
} EpochMetricUnit;

typedef struct _EpochMetricInfo EpochMetricInfo;

/**
 * epoch_metric_info_find:
 * @name: such as "rmse", also with a suffix as in "rmse_train", "rmse_baseline", "rmse_mean" or
 *   "rmse_sd"
 *
 * Returns: (transfer none) (nullable): what is known of the metric
 */
const EpochMetricInfo *epoch_metric_info_find(const char *name);

/* "rmse". */
const char *epoch_metric_info_get_name(const EpochMetricInfo *self);
/* "RMSE". */
const char *epoch_metric_info_get_label(const EpochMetricInfo *self);
/* "Root mean squared error". */
const char *epoch_metric_info_get_title(const EpochMetricInfo *self);
/* The formula as Unicode text: "RMSE = √(Σ(yᵢ − ŷᵢ)² / n)". */
const char *epoch_metric_info_get_formula(const EpochMetricInfo *self);
/* A paragraph. */
const char *epoch_metric_info_get_meaning(const EpochMetricInfo *self);
/* A paragraph: which values are good. */
const char *epoch_metric_info_get_good(const EpochMetricInfo *self);
gboolean epoch_metric_info_get_higher_is_better(const EpochMetricInfo *self);
EpochMetricUnit epoch_metric_info_get_unit(const EpochMetricInfo *self);

/**
 * epoch_metric_format:
 * @name: a metric's name
 * @value: its value
 * @target_unit: (nullable): the unit of what is predicted, such as "$1000"
 *
 * Writes a value for people, with a sensible number of digits and its unit: "4.93 × $1000".
 *
 * Returns: (transfer full): text
 */
char *epoch_metric_format(const char *name, double value, const char *target_unit);

/**
 * epoch_metric_explain:
 * @name: a metric's name
 * @facts: (nullable): the content of the run's facts.json
 *
 * Explains a metric with the run's own numbers put into its formula, as far as @facts has them.
 *
 * Returns: (transfer full) (nullable): plain text of some lines; %NULL for an unknown metric
 */
char *epoch_metric_explain(const char *name, JsonObject *facts);

G_END_DECLS
