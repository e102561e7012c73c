/* How far predictions of numbers are from the truth.
 *
 * `y` are the true values, `p` the predictions, n of each, and all must be finite: VALUE names the
 * row (from 1, `line` of the error) otherwise, as no average over the rest would be what it says.
 * EMPTY for n = 0. Sums are compensated (Neumaier, ZAMM 54, 1974), so that the result is good to
 * nearly all digits whatever the order and the number of rows. */
#pragma once

#include <stddef.h>

#include "base/status.h"

struct ec_regression_metrics {
  double mae;  /* mean |y - p| */
  double mse;  /* mean (y - p)² */
  double rmse; /* sqrt(mse), in the units of y */
  double r2; /* 1 - sum (y - p)² / sum (y - mean y)²; where y is constant 1 if every prediction is
                  exactly right and 0 else, as scikit-learn has it; 1 row counts as constant */
  double max_error; /* max |y - p| */
  double bias;      /* mean (p - y): whether predictions are too high (> 0) or too low */
};

/* Computes all of them. Squares that overflow give infinity, in `mse`, `rmse` and possibly `r2`. */
ec_status ec_regression_metrics(const double *y, const double *p, size_t n,
                                struct ec_regression_metrics *metrics, struct ec_error *error);
