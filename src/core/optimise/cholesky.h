/* Cholesky's factorisation of a symmetric matrix that is positive definite, or would be but for
 * rounding. */
#pragma once

#include <stddef.h>

/* Factors A + ridge * diag(A) = S L Lᵀ S, S = diag(A)^½: `a` is n by n, row by row, of which the lower
 * triangle is read, and L written there; `scales` receives the diagonal of S. The ridge is 0, or the
 * least of 1e-12, 1e-10, … with which no pivot is lost in rounding; it is returned. A diagonal entry
 * that is not positive counts as 1 with zeros beside it. `copy` is room for n * n numbers. */
double ec_cholesky_factor(double *a, size_t n, double *scales, double *copy);

/* Solves for a right side `b` of n numbers in place. */
void ec_cholesky_solve(const double *l, size_t n, const double *scales, double *b);
