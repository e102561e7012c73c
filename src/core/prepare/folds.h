/* Folds for cross-validation: each row is a test row once.
 *
 * A cut is one number a row, the fold in which it is tested. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"
#include "base/status.h"

/* Cuts `n_rows` rows into `n_folds` folds whose sizes differ by one at most, into `folds` (one a
 * row, 0 … n_folds - 1). Without `shuffle` folds are runs of neighbouring rows, as files that are
 * sorted by time may want it. ARGUMENT for fewer than 2 folds, EMPTY where there are fewer rows
 * than folds, NO_MEMORY. */
ec_status ec_folds_plain(struct ec_random random, size_t n_rows, size_t n_folds, bool shuffle,
                         size_t *folds, struct ec_error *error);

/* Classes that have fewer rows than there are folds, so that some folds test none of them. */
struct ec_scarce {
  size_t n_classes; /* how many such classes rows have; 0: none */
  size_t scarcest;  /* the scarcest of them */
  size_t n_rows;    /* and how many rows it has */
};

/* The same, with each class spread as evenly as possible: both the sizes of folds and the number of
 * rows of each class in them differ by one at most. `y` holds classes 0 … n_classes - 1. `scarce`
 * may be NULL. VALUE where an entry is no class, or where every class has fewer rows than folds. */
ec_status ec_folds_stratified(struct ec_random random, const double *y, size_t n_rows,
                              size_t n_classes, size_t n_folds, bool shuffle, size_t *folds,
                              struct ec_scarce *scarce, struct ec_error *error);

/* The number of rows of a fold: its test rows. */
size_t ec_folds_n_test(const size_t *folds, size_t n_rows, size_t fold);

/* Writes the training and the test rows of a fold, each in rising order; `test` has room for
 * ec_folds_n_test() rows and `train` for the others. */
void ec_folds_get_rows(const size_t *folds, size_t n_rows, size_t fold, size_t *train,
                       size_t *test);
