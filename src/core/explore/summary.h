/* What a column of numbers looks like, in a few numbers. */
#pragma once

#include <stddef.h>

#include "base/status.h"

/* Of the values that are there (not NaN). With none all but the counts are NaN; with one the
 * deviation is NaN. */
struct ec_summary {
  size_t n, n_missing, n_distinct;
  double mean;
  double deviation; /* standard deviation with n - 1, as of a sample; NaN for fewer than two */
  double minimum, q1, median, q3, maximum; /* quantiles of ec_quantile() */
  double skewness; /* m3 / m2^1.5, moments with 1/n (scipy.stats.skew); NaN where constant */
};

/* Summarises `n` values; mean and moments in two passes with compensated sums. Values may not be
 * infinite (VALUE names the first, from 1). NO_MEMORY. */
ec_status ec_summary_compute(const double *values, size_t n, struct ec_summary *summary,
                             struct ec_error *error);
