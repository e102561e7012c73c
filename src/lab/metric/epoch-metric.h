/* What the metrics mean, in general and with a run's own numbers.
 *
 * The numbers come from the run's facts.json. It is one object; every member may be missing, and
 * then what needs it is not said. A SPLIT is "train" or "test".
 *
 * {"task": "regression" | "classification" | "clustering" | "transformation" | "game",
 *  "target": {"name", "label", "unit"},
 *
 *  of a regression:
 *  "splits": {SPLIT: {"n", "mean", "sum_abs", "sum_squares", "sum_total"}},
 *  "baseline": {"guess", "mae", "mse", "rmse", "r2"},
 *
 *  of a classification:
 *  "classes": [names, in the order of their numbers],
 *  "positive": the number of the class that precision, recall, F1 and AUC are about; without it
 *    they are about all classes ("_macro" and the like),
 *  "splits": {SPLIT: {"n",
 *    "confusion": [[rows that are of class i and were said to be of class j]],
 *    "pairs": {"positive", "negative", "won": of all pairs of a positive and a negative row, those
 *      in which the positive one has the larger score, ties counting one half},
 *    "log_loss": {"sum", "terms": [{"row": from 1, "class": number, "p": of that class}, …]},
 *    "brier": {"sum", "terms": [{"row", "y": 0 | 1, "p"}, …]},
 *    "bins": [{"n", "predicted": mean p, "actual": share that came true}, …]}},
 *  "baseline": {"class": the number of the most frequent class of the training rows, "share": its
 *    share of them, and what always guessing it (for log_loss and brier: always saying the
 *    training shares) gives on the test rows: "accuracy", "log_loss", "brier", …},
 *  "oob": {"n": rows that some tree had not seen, "right": of them, or "sum_squares" and
 *    "sum_total" of a regression},
 *
 *  of clusters:
 *  "n", "noise": rows in no cluster, "clusters": [{"name", "n", "inertia"}, …], "sum_total": the
 *    inertia of one single cluster,
 *  "silhouette": {"sum", "n", "row": from 1, "cluster": its name, "nearest": the name of the other,
 *    "a": mean distance to its own cluster, "b": to the nearest other},
 *
 *  of a transformation:
 *  "components": [variance along each], "total_variance",
 *
 *  of a game:
 *  "games", "guesses": over all games, "low", "high"} */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EpochMetricUnit:
 * @EPOCH_METRIC_UNIT_NONE: a plain number
 * @EPOCH_METRIC_UNIT_TARGET: in the unit of what is predicted
 * @EPOCH_METRIC_UNIT_TARGET_SQUARED: in that unit squared
 * @EPOCH_METRIC_UNIT_SHARE: a share of a whole, shown as 87.4 %
 * @EPOCH_METRIC_UNIT_COUNT: how many there are, shown without decimals where it is whole
 */
typedef enum {
  EPOCH_METRIC_UNIT_NONE,
  EPOCH_METRIC_UNIT_TARGET,
  EPOCH_METRIC_UNIT_TARGET_SQUARED,
  EPOCH_METRIC_UNIT_SHARE,
  EPOCH_METRIC_UNIT_COUNT,
} EpochMetricUnit;

typedef struct _EpochMetricInfo EpochMetricInfo;

/**
 * epoch_metric_info_find:
 * @name: such as "rmse" or "f1_macro", also with a suffix that says which rows or runs it is of:
 *   "_train", "_test", "_baseline", "_oob", "_cv", "_mean", "_sd", and of the guessing game
 *   "_linear", "_random", "_binary"; also two, as in "rmse_cv_sd"
 *
 * Returns: (transfer none) (nullable): what is known of the metric
 */
const EpochMetricInfo *epoch_metric_info_find(const char *name);

/**
 * epoch_metric_dup_label:
 * @name: a metric's name, with its suffixes
 *
 * What a tile or a column of a table is headed with: "Accuracy", or "Accuracy, over folds".
 *
 * Returns: (transfer full): the label; the name itself where nothing is known of the metric
 */
char *epoch_metric_dup_label(const char *name);

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
/* Whether more of it is neither better nor worse, as of a share that is a fact of the table. */
gboolean epoch_metric_info_is_neutral(const EpochMetricInfo *self);
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
 * epoch_metric_format_change:
 * @change: by how much it changed, or how much two of it are apart
 *
 * Writes a difference of two values of a metric for people. Of shares it is in percentage points:
 * from 81% to 83% are "2.0 points", and not 2%.
 *
 * Returns: (transfer full): text
 */
char *epoch_metric_format_change(const char *name, double change, const char *target_unit);

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
