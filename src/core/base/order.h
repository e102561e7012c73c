/* Numbers in their order, and what stands at a share of them. */
#pragma once

#include <stddef.h>

/* Sorts values, NaN left out, into `sorted` (room for n, may be `values`); returns how many were
 * kept. */
size_t ec_sort_known(const double *values, size_t n, double *sorted);

/* A quantile of n >= 1 sorted values for a share from 0 to 1: linear interpolation between the
 * order statistics at (n - 1) * share.
 *
 * Source: R. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American
 * Statistician 50 (1996), definition 7; NumPy's default. */
double ec_quantile(const double *sorted, size_t n, double share);
