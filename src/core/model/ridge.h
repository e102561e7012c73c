/* Ridge regression: least squares with a penalty on the size of the coefficients.
 *
 *     minimise over b and c   sum_i (y_i - c - sum_j x_ij b_j)²  +  lambda * sum_j b_j²
 *
 * The intercept c is not penalised. The objective is that of scikit-learn's Ridge(alpha=lambda):
 * a sum over rows, not a mean, and the features as they are (scale them first where their units
 * differ; see prepare/scale.h). Solved by QR of X with sqrt(lambda) I below it; no normal equations
 * are formed. lambda = 0 is ordinary least squares with EC_RANK_DROP.
 *
 * Source: A. Hoerl, R. Kennard, "Ridge regression", Technometrics 12 (1970). */
#pragma once

#include <stdbool.h>

#include "model/linear.h"

extern const struct ec_model_class ec_ridge_class;

struct ec_ridge_options {
  double lambda; /* >= 0 */
  bool intercept;
};

#define EC_RIDGE_OPTIONS_INIT                                                                      \
  {                                                                                                \
    1.0, true                                                                                      \
  }

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. Its result is
 * that of ec_linear_get_result(). */
ec_status ec_ridge_new(const struct ec_ridge_options *options, struct ec_model **model,
                       struct ec_error *error);
