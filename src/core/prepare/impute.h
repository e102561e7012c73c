/* Fills missing numbers (NaN) with a typical value of their column, learnt on the training rows. */
#pragma once

#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"

enum ec_imputation {
  EC_IMPUTATION_MEAN,
  EC_IMPUTATION_MEDIAN, /* of an even number of values: the mean of the middle two */
};

struct ec_imputer;

/* Learns the mean or the median of what is there in each column. EMPTY where a column has no value
 * at all (`column` of the error is its number, from 1), VALUE for an infinite entry, NO_MEMORY. */
ec_status ec_imputer_fit(const struct ec_matrix *x, enum ec_imputation imputation,
                         struct ec_imputer **imputer, struct ec_error *error);
void ec_imputer_free(struct ec_imputer *imputer);

/* Fills `x` in place; `n_filled` (may be NULL) becomes the number of values filled. SHAPE where the
 * number of columns is another. */
ec_status ec_imputer_apply(const struct ec_imputer *imputer, struct ec_matrix *x, size_t *n_filled,
                           struct ec_error *error);

/* The value that each column is filled with. */
size_t ec_imputer_n_columns(const struct ec_imputer *imputer);
const double *ec_imputer_get_values(const struct ec_imputer *imputer);
