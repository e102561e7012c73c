/* Brings features to a common scale. Fit it on training rows alone: what is known of the test rows
 * must not leak into the model. Missing values (NaN) are passed over and stay missing. */
#pragma once

#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"

enum ec_scaling {
  EC_SCALING_STANDARD, /* (x - mean) / standard deviation, the latter with 1/n, as is usual */
  EC_SCALING_MIN_MAX,  /* (x - minimum) / (maximum - minimum): 0 … 1 on the training rows */
};

struct ec_scaler;

/* Learns centre and scale of each column of `x`. A column that is constant (its spread is within
 * rounding of its magnitude), or has no values, gets the scale 1, and so becomes 0. Means and
 * variances are computed in two passes with compensated sums. EMPTY for no rows, VALUE for an
 * infinite entry. The scaler is the caller's. */
ec_status ec_scaler_fit(const struct ec_matrix *x, enum ec_scaling scaling,
                        struct ec_scaler **scaler, struct ec_error *error);
void ec_scaler_free(struct ec_scaler *scaler);

/* Scales `x` in place, or undoes it. SHAPE where the number of columns is another. */
ec_status ec_scaler_apply(const struct ec_scaler *scaler, struct ec_matrix *x,
                          struct ec_error *error);
ec_status ec_scaler_undo(const struct ec_scaler *scaler, struct ec_matrix *x,
                         struct ec_error *error);

/* What was learnt, one number a column: scaled = (x - centre) / scale. */
size_t ec_scaler_n_columns(const struct ec_scaler *scaler);
const double *ec_scaler_get_centres(const struct ec_scaler *scaler);
const double *ec_scaler_get_scales(const struct ec_scaler *scaler);
