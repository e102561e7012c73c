/* Scores by name: what predictions are measured by, whatever the model.
 *
 * Of amounts: "rmse", "mae", "mse", "r2". Of two classes: "accuracy", "auc", "log_loss", "f1",
 * "precision", "recall" (of the second class, the positive one), "balanced_accuracy",
 * "average_precision", "brier", "matthews". Of more: "accuracy", "f1_macro", "f1_weighted",
 * "precision_macro", "recall_macro", "balanced_accuracy", "auc_macro" (the mean of each class
 * against the rest), "log_loss", "matthews". What each means is said in core: metric/. */
#pragma once

#include <glib.h>

#include "linalg/matrix.h"
#include "model/epoch-target-private.h"

G_BEGIN_DECLS

#define EPOCH_SCORE_MAX 16

/* The names for a target, %NULL-terminated; the first is the one that is usual. */
const char *const *epoch_score_get_names(const EpochTarget *target);

/* The static copy of @name where it is one of them, of its macro mean where that is ("f1" of many
 * classes), or the usual one for %NULL; else %NULL with @error, which lists those that there are. */
const char *epoch_score_find(const EpochTarget *target, const char *name, GError **error);

/* Whether more is better. */
gboolean epoch_score_is_higher_better(const char *name);

/**
 * epoch_score_compute_all:
 * @target: what is predicted; its y is not looked at
 * @y: (array): the truth of @n rows, in the codes of the target; rows with NaN are left out, and
 *   rows of a class that the target does not have count as wrong, but not for what is made of
 *   probabilities
 * @predictions: (array): amounts or codes; a row without a prediction (NaN) counts as wrong where
 *   classes are predicted, and makes the scores of amounts NaN
 * @probabilities: (nullable): rows by classes
 * @values: room for %EPOCH_SCORE_MAX
 *
 * Computes all scores, in the order of epoch_score_get_names(); NaN where the rows do not determine
 * one, as AUC with one class alone, or without probabilities.
 *
 * Returns: how many there are
 */
gsize epoch_score_compute_all(const EpochTarget *target, const double *y, const double *predictions,
                              const struct ec_matrix *probabilities, gsize n, double *values);

/* One of them by name. */
double epoch_score_compute(const char *name, const EpochTarget *target, const double *y,
                           const double *predictions, const struct ec_matrix *probabilities,
                           gsize n);

G_END_DECLS
