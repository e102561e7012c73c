/* The thin singular value decomposition A = U diag(σ) Vᵀ, σ_1 >= σ_2 >= … >= 0.
 *
 * QR with column pivoting, A P = Q R, then one-sided Jacobi on Rᵀ: pairs of columns are rotated
 * until all are orthogonal. Small singular values come out as accurately as the data determine
 * them, relative to themselves where A is a well-conditioned matrix with scaled columns, and never
 * worse than a few eps σ_1. About 6 sweeps of 3 k² max(k, 1) operations behind the QR, k = min(n, d).
 *
 * Source: Z. Drmač, K. Veselić, "New fast and accurate Jacobi SVD algorithm", SIAM J. Matrix Anal.
 * Appl. 29 (2008); the rotations as in G. Golub, C. Van Loan, Matrix Computations, §8.6.3. */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* Computes the k = min(n, d) singular values of `a` (n by d, finite, not changed) into `values`,
 * and where they are not NULL the left vectors into `u` (n by k) and the right ones into `v` (d by
 * k). Vectors of singular values that are 0 complete the others to an orthonormal set. n or d may be
 * 0. VALUE where a number is not finite, or no convergence is reached (which is not known to
 * happen); SHAPE; NO_MEMORY; CANCELLED. */
ec_status ec_svd(const struct ec_matrix *a, const struct ec_job *job, double *values,
                 struct ec_matrix *u, struct ec_matrix *v, struct ec_error *error);

/* The singular values of `x` (n by d, n > 0) with the mean of each column taken off, k = min(n, d) of
 * them, and the right vectors into `v` (d by k). A tall `x` is first reduced to a triangle, on the
 * job's threads. Errors as above. */
ec_status ec_svd_centred(const struct ec_matrix *x, const struct ec_job *job, double *values,
                         struct ec_matrix *v, struct ec_error *error);
