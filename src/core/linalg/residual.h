/* Residuals of a least squares problem, and what they correlate with, in twice the precision. Used
 * inside core/linalg alone. */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/double-double.h"
#include "linalg/matrix.h"

/* The problem with its columns multiplied by powers of two, and not otherwise changed. */
struct ec_residual_problem {
  const struct ec_matrix *x;
  const double *y;
  const double *factors; /* one a column of x, each a power of two */
  double y_factor;
};

/* What a pass over the rows computes; the arrays are the caller's. */
struct ec_residual {
  double squares;         /* sum of r_i² */
  struct ec_dd sum;       /* sum of r_i */
  struct ec_dd *gradient; /* sum_i x_ij r_i, one a column; scaled */
};

/* With r_i = y_i - intercept - sum_j x_ij c_j, all scaled, computes the sums above. Columns whose
 * coefficient is zero are passed over in r, not in the gradient. */
ec_status ec_residual_compute(const struct ec_residual_problem *problem, struct ec_dd intercept,
                              const struct ec_dd *coefficients, const struct ec_job *job,
                              struct ec_residual *residual, struct ec_error *error);
