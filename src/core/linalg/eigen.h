/* Eigenvalues and eigenvectors of symmetric matrices: A = V diag(λ) Vᵀ, λ_1 >= λ_2 >= …
 *
 * A is brought to tridiagonal form T by Householder reflectors. All eigenvalues are then found by
 * implicit QL with Wilkinson's shift, which also gives all eigenvectors; where only the leading few
 * are asked for, by bisection on Sturm counts and inverse iteration on T. Eigenvalues have an error
 * of a few eps ||A||, eps = 2^-52; small ones therefore keep fewer digits. Eigenvectors are
 * orthogonal to a few eps times the size.
 *
 * Sources: G. Golub, C. Van Loan, Matrix Computations, 4th ed., §8.3 (tridiagonalisation, implicit
 * QL) and §8.4 (bisection); J. Demmel, Applied Numerical Linear Algebra (1997), §5.3; for the
 * inverse iteration, LAPACK's dstein and B. Parlett, The Symmetric Eigenvalue Problem (1980). */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* Computes the `n_values` largest eigenvalues of the symmetric matrix `a` (n by n, finite; its
 * lower triangle is read), in descending order, into `values`, and where `vectors` is not NULL an
 * eigenvector of length 1 for each into its columns (n rows, n_values columns). `a` is overwritten.
 * n may be 0. VALUE where a number is not finite; SHAPE; NO_MEMORY; CANCELLED. */
ec_status ec_eigen_symmetric(struct ec_matrix *a, size_t n_values, const struct ec_job *job,
                             double *values, struct ec_matrix *vectors, struct ec_error *error);
