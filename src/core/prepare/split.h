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
