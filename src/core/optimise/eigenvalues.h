/* The eigenvalues of a symmetric matrix. */
#pragma once

#include <stddef.h>

/* Writes the n eigenvalues of `a` (n by n, row by row, of which the lower triangle is read and which is
 * overwritten) to `values`, in ascending order; `room` has n numbers. Householder's reduction to three
 * diagonals, then bisection by Sturm sequences, to a few eps times the largest of them.
 *
 * Source: G. Golub, C. Van Loan, Matrix Computations, 4th ed., §8.3.1 and §8.4.1. */
void ec_eigenvalues(double *a, size_t n, double *values, double *room);
