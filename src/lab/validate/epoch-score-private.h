/* Scores by name: what predictions are measured by, whatever the model.
 *
 * Of amounts: "rmse", "mae", "mse", "r2". Of classes: "accuracy", "balanced_accuracy", "precision",
 * "recall", "f1" (of two classes those of the second, the positive one; of more the macro mean),
 * "f1_macro", "f1_weighted", "auc" (of more than two classes: the mean of each against the rest),
 * "average_precision", "logloss", "brier". */
#pragma once

#include <glib.h>

#include "linalg/matrix.h"
#include "model/epoch-target-private.h"

G_BEGIN_DECLS

#define EPOCH_SCORE_MAX 16

/* The names for a task, %NULL-terminated; the first is the one that is usual. */
const char *const *epoch_score_get_names(EpochTask task);

/* Whether there is such a score for the task. */
gboolean epoch_score_exists(const char *name, EpochTask task);

/* Whether more is better. */
gboolean epoch_score_is_higher_better(const char *name);

/**
 * epoch_score_compute:
 * @name: of the score
 * @target: what is predicted; its y is not looked at
 * @y: (array): the truth of @n rows, in the codes of the target; rows with NaN are left out
 * @predictions: (array): amounts or codes
 * @probabilities: (nullable): rows by classes; needed for "auc", "average_precision", "logloss" and
 *   "brier"
 *
 * Returns: the score; NaN where the rows do not determine it, as AUC with one class alone
 */
double epoch_score_compute(const char *name, const EpochTarget *target, const double *y,
                           const double *predictions, const struct ec_matrix *probabilities,
                           gsize n);

/* All scores of the task at once, in the order of epoch_score_get_names(): @values has room for
 * %EPOCH_SCORE_MAX. Returns how many there are. */
gsize epoch_score_compute_all(const EpochTarget *target, const double *y, const double *predictions,
                              const struct ec_matrix *probabilities, gsize n, double *values);

G_END_DECLS
