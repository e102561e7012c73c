/* The steps of the symmetric eigenproblem. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* A symmetric tridiagonal matrix T: n numbers on the diagonal, n - 1 beside it. */
struct ec_tridiagonal {
  size_t n;
  double *diagonal, *beside;
};

/* A = Q T Qᵀ: overwrites the lower triangle of `a` below its first subdiagonal with the reflectors,
 * whose factors go to `tau` (n numbers), and fills `t`. */
ec_status ec_tridiagonalise(struct ec_matrix *a, const struct ec_job *job, struct ec_tridiagonal *t,
                            double *tau, struct ec_error *error);

/* Replaces the columns of `z` by Q times them. */
ec_status ec_tridiagonal_apply(const struct ec_matrix *a, const double *tau,
                               const struct ec_job *job, struct ec_matrix *z,
                               struct ec_error *error);

/* All eigenvalues, descending, into `values`, and where `z` (n by n, cleared) is not NULL the
 * eigenvectors of T into its columns. `t` is overwritten. */
ec_status ec_tridiagonal_all(struct ec_tridiagonal *t, const struct ec_job *job, double *values,
                             struct ec_matrix *z, struct ec_error *error);

/* The largest eigenvalues, as many as `z` has columns, and their eigenvectors. `*good` tells
 * whether they satisfy T z = λ z as they should; where they do not, ec_tridiagonal_all() will. */
ec_status ec_tridiagonal_leading(const struct ec_tridiagonal *t, const struct ec_job *job,
                                 double *values, struct ec_matrix *z, bool *good,
                                 struct ec_error *error);
