/* How well scores put the rows of one class before the others, whatever the threshold.
 *
 * All is made from one table, which takes one sort, O(n log n) or better: for each distinct score,
 * largest first, how many rows of the class and how many others have at least that score. Rows of
 * equal score come in together, so ties are neither counted for nor against. Scores must be finite:
 * VALUE names the row otherwise. Larger scores must mean the class.
 *
 * Source: T. Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27 (2006);
 * the conventions are those of scikit-learn. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* What happens at each threshold t: rows with a score >= t are said to be of the class. Then
 * FN = n_positive - TP and TN = n_negative - FP. */
struct ec_thresholds {
  size_t n; /* distinct scores */
  size_t n_positive, n_negative;
  double *values;                           /* n, falling */
  size_t *true_positives, *false_positives; /* n, each at least the one before; the last are all */
};

#define EC_THRESHOLDS_INIT                                                                         \
  {                                                                                                \
    0, 0, 0, NULL, NULL, NULL                                                                      \
  }

/* Makes the table of `n` rows; a row is of the class where y is `positive` (a class number), so the
 * same `y` serves one class against the rest. To be cleared with ec_thresholds_clear(). EMPTY,
 * VALUE, NO_MEMORY. Rows may be of one kind only. */
ec_status ec_thresholds_new(const double *y, const double *scores, size_t n, size_t positive,
                            struct ec_thresholds *thresholds, struct ec_error *error);
void ec_thresholds_clear(struct ec_thresholds *thresholds);

/* A curve of n points; all arrays are its own. */
struct ec_curve {
  size_t n;
  double *x, *y, *thresholds;
};

#define EC_CURVE_INIT                                                                              \
  {                                                                                                \
    0, NULL, NULL, NULL                                                                            \
  }

void ec_curve_clear(struct ec_curve *curve);

/* The ROC curve: x the false positive rate FP / N, y the true positive rate TP / P, from (0, 0)
 * at the threshold infinity to (1, 1). With `drop_collinear` points on a straight line between
 * their neighbours (in equal steps, as scikit-learn's drop_intermediate has it) are left out, which
 * changes neither the drawing nor the area. VALUE where all rows are of one kind, NO_MEMORY. */
ec_status ec_roc_curve(const struct ec_thresholds *thresholds, bool drop_collinear,
                       struct ec_curve *curve, struct ec_error *error);

/* The area under the ROC curve: the probability that a random row of the class has a larger score
 * than a random other row, ties counting one half (Mann-Whitney's U / (P N)). Pairs are counted in
 * whole numbers, so it is good to the last digits for up to 2^31 rows of each kind. VALUE where
 * all rows are of one kind. */
ec_status ec_roc_area(const struct ec_thresholds *thresholds, double *area, struct ec_error *error);

/* The precision-recall curve: x the recall TP / P, y the precision TP / (TP + FP), from (0, 1) at
 * the threshold infinity to recall 1. scikit-learn has the same points in the other order. VALUE
 * where no row is of the class, NO_MEMORY. */
ec_status ec_precision_recall_curve(const struct ec_thresholds *thresholds, struct ec_curve *curve,
                                    struct ec_error *error);

/* Average precision: sum_i (recall_i - recall_(i - 1)) precision_i, the area below the steps of
 * that curve, without interpolation. VALUE where no row is of the class. */
ec_status ec_average_precision(const struct ec_thresholds *thresholds, double *average,
                               struct ec_error *error);

/* The area under the ROC curve in one call. */
ec_status ec_auc(const double *y, const double *scores, size_t n, size_t positive, double *area,
                 struct ec_error *error);

/* Each class against the rest, scored by its column of `scores` (N by K). */
struct ec_multiclass_auc {
  double macro;       /* the plain mean over classes */
  double weighted;    /* the mean over classes, each by its number of rows */
  size_t n_undefined; /* classes that no row has, or every row: left out of both means */
};

/* `areas` has room for K, NaN where undefined, or is NULL. VALUE where a y is not a class or where
 * no class's area is defined. scikit-learn refuses an undefined class; without one the results
 * are its roc_auc_score(multi_class="ovr"). Classes run in parallel. */
ec_status ec_auc_multiclass(const double *y, const struct ec_matrix *scores,
                            const struct ec_job *job, struct ec_multiclass_auc *auc, double *areas,
                            struct ec_error *error);
