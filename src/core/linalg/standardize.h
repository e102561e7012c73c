/* Means and scales of columns, by which least squares brings data near zero and near one. Used
 * inside core/linalg alone. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* z = (x - mean) * 2^-exponent has its largest magnitude between 1/2 and 1. */
struct ec_standard {
  double mean; /* 0 where columns are not centred */
  int exponent;
  double stretch; /* max |x| / max |x - mean|, at least 1 */
  bool constant;  /* x - mean is nothing but rounding; z counts as 0 */
};

/* Looks at a column of n values, of which there is at least one. VALUE where one is not finite or
 * beyond 1e300; the error's line is its row, from 1, and the caller adds the column. */
ec_status ec_standardize(const double *x, size_t n, bool centred, struct ec_standard *standard,
                         struct ec_error *error);

/* The same for each column of a matrix, on the job's threads; the error has row and column. */
ec_status ec_standardize_columns(const struct ec_matrix *x, bool centred, const struct ec_job *job,
                                 struct ec_standard *standards, struct ec_error *error);
