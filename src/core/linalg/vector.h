/* The two loops in which QR spends its time. Used inside core/linalg alone.
 *
 * Sums run in eight lanes that are added in a fixed order, and no multiply-add is fused, so that
 * the bits are the same with and without AVX. */
#pragma once

#include <stddef.h>

/* sum_i a_i b_i. */
double ec_dot(size_t n, const double *a, const double *b);

/* Applies the Householder reflector I - tau (1, v)(1, v)ᵀ to columns. The column c consists of the
 * one element top[c * top_stride] above the n elements at rest + c * rest_stride. */
void ec_reflect(size_t n, const double *v, double tau, size_t n_columns, double *rest,
                size_t rest_stride, double *top, size_t top_stride);

/* Makes the reflector that turns the column (*alpha, x), of 1 + n elements, into (beta, 0): beta
 * goes to `*alpha`, v to `x`; returns tau, 0 where x is zero already. Squares of the elements must
 * not overflow; elements whose squares underflow are as good as others.
 * Source: G. Golub, C. Van Loan, Matrix Computations, 4th ed., §5.1; signs as LAPACK's dlarfg. */
double ec_make_reflector(size_t n, double *alpha, double *x);
