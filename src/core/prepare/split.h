/* Splits rows into a training part and a test part. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "base/status.h"

/* The number of test rows that a share of `n_rows` means: n_rows * test_share rounded to the
 * nearest, halves up, then brought into 1 … n_rows - 1, so that from 2 rows on neither side is
 * empty. */
size_t ec_split_n_test(size_t n_rows, double test_share);

/* Puts 0 … n_rows - 1 into a random order and takes the first ec_split_n_test() as test rows, the
 * others as training rows. `train` and `test` have room for n_rows - n_test and n_test; each comes
 * out sorted, so that tables keep their order. Equal generators give equal splits. EMPTY for fewer
 * than 2 rows, ARGUMENT where the share is not between 0 and 1 (both excluded), NO_MEMORY. */
ec_status ec_split_rows(struct ec_random random, size_t n_rows, double test_share, size_t *train,
                        size_t *test, struct ec_error *error);

/* The same, with each class's share among the test rows as near to test_share as whole rows allow
 * (largest remainder, ties at random). `y` holds classes 0 … n_classes - 1. Every class keeps a
 * training row, as what was never seen can not be learnt; a class of a single row is not tested.
 * VALUE where an entry is no class, EMPTY where so few rows can not be split so. */
ec_status ec_split_rows_stratified(struct ec_random random, const double *y, size_t n_rows,
                                   size_t n_classes, double test_share, size_t *train, size_t *test,
                                   struct ec_error *error);

/* The split with the given number of a shuffle split: independent splits of the same rows, in
 * which a row may be tested several times or never. With classes where `y` is not NULL. Otherwise
 * as above. */
ec_status ec_shuffle_split(struct ec_random random, size_t split, const double *y, size_t n_rows,
                           size_t n_classes, double test_share, size_t *train, size_t *test,
                           struct ec_error *error);
