/* How often predictions of classes are right, and in which way they are wrong.
 *
 * Classes are the whole numbers 0 … K - 1, held in doubles as models predict them. All follows
 * from the confusion matrix, K by K counts, row by row: counts[actual * K + predicted].
 *
 * Where a share has nothing below its line (the precision of a class that was never predicted, the
 * recall of one that no row has), it counts as 0, as scikit-learn has it with zero_division=0; the
 * `predicted` and `support` of the class tell such a 0 from a real one. Averages are over the
 * classes that occur among the actual or the predicted ones, as scikit-learn's are; others would
 * only add zeros. */
#pragma once

#include <stddef.h>

#include "base/status.h"

/* One class against all others. */
struct ec_class_metrics {
  size_t support;   /* rows that are of the class: TP + FN */
  size_t predicted; /* rows that were said to be: TP + FP */
  size_t hits;      /* both: TP */
  double precision; /* TP / (TP + FP) */
  double recall;    /* TP / (TP + FN) */
  double f1;        /* 2 TP / (2 TP + FP + FN), their harmonic mean */
};

struct ec_class_average {
  double precision, recall, f1;
};

struct ec_classification_metrics {
  size_t n_rows;
  size_t n_present;         /* classes that occur among the actual or the predicted ones */
  double accuracy;          /* the share of rows that are right */
  double balanced_accuracy; /* the mean recall of the classes that rows have */
  double matthews; /* the correlation of actual and predicted (J. Gorodkin, Comput. Biol. Chem. 28,
                      2004), -1 … 1; 0 where either is constant */
  struct ec_class_average macro;    /* the plain mean over classes */
  struct ec_class_average weighted; /* the mean over classes, each by its support */
  struct ec_class_average micro;    /* all classes' TP, FP and FN added first: the accuracy, three
                                       times, as each row has one class */
};

/* Counts the confusion matrix of `n` rows into `counts` (n_classes by n_classes). EMPTY for n = 0,
 * VALUE naming the row where an entry is not a whole number below n_classes, ARGUMENT for no
 * class. */
ec_status ec_confusion_count(const double *y, const double *predicted, size_t n, size_t n_classes,
                             size_t *counts, struct ec_error *error);

/* The metrics of a confusion matrix. `classes` has room for n_classes, or is NULL. EMPTY where all
 * counts are 0. */
ec_status ec_confusion_metrics(const size_t *counts, size_t n_classes,
                               struct ec_classification_metrics *metrics,
                               struct ec_class_metrics *classes, struct ec_error *error);

/* Both in one: counts and measures. As above, and NO_MEMORY. */
ec_status ec_classification_metrics(const double *y, const double *predicted, size_t n,
                                    size_t n_classes, struct ec_classification_metrics *metrics,
                                    struct ec_class_metrics *classes, struct ec_error *error);
