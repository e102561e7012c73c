/* Fills missing numbers (NaN) with a typical value of their column, learnt on the training rows.
 * Missing texts are the encoder's affair; see prepare/encode.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"

enum ec_imputation {
  EC_IMPUTATION_MEAN,
  EC_IMPUTATION_MEDIAN,        /* of an even number of values: the mean of the middle two */
  EC_IMPUTATION_MOST_FREQUENT, /* of several that are equally frequent: the smallest */
  EC_IMPUTATION_CONSTANT,      /* options.constant, in every column */
};

/* What to do with a column that has no value in any training row. */
enum ec_all_missing {
  EC_ALL_MISSING_REFUSE, /* EMPTY, naming the column */
  EC_ALL_MISSING_ZERO,   /* fill it with 0; see ec_imputer_is_empty(), for a note to the reader */
};

struct ec_imputer_options {
  enum ec_imputation imputation;
  double constant;                 /* finite */
  enum ec_all_missing all_missing; /* no matter for a constant, which needs no value */
};

#define EC_IMPUTER_OPTIONS_INIT                                                                    \
  {                                                                                                \
    EC_IMPUTATION_MEAN, 0.0, EC_ALL_MISSING_REFUSE                                                 \
  }

struct ec_imputer;

/* Learns what to fill each column with from the values that are there. EMPTY where a column has no
 * value at all and options refuse it (`column` of the error is its number, from 1), VALUE for an
 * infinite entry, ARGUMENT for a constant that is not finite, NO_MEMORY. */
ec_status ec_imputer_fit_options(const struct ec_matrix *x,
                                 const struct ec_imputer_options *options,
                                 struct ec_imputer **imputer, struct ec_error *error);

/* The same with the default options but for the imputation. */
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

/* How many training rows missed a column's value, and whether all did. */
size_t ec_imputer_n_missing(const struct ec_imputer *imputer, size_t column);
bool ec_imputer_is_empty(const struct ec_imputer *imputer, size_t column);

/* Missing indicators: that a value is missing may itself tell something. There is one for each
 * column that missed a value in a training row; ec_imputer_get_indicated() says which, in their
 * order. */
size_t ec_imputer_n_indicators(const struct ec_imputer *imputer);
const size_t *ec_imputer_get_indicated(const struct ec_imputer *imputer);

/* Writes the indicators of `x`, before it is filled, into `indicators` (as many rows, one column an
 * indicator; for instance the last columns of a wider matrix): 1 where the value is missing, 0
 * elsewhere. SHAPE where sizes do not fit. */
ec_status ec_imputer_indicate(const struct ec_imputer *imputer, const struct ec_matrix *x,
                              struct ec_matrix *indicators, struct ec_error *error);
