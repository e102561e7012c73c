/* Householder QR with column pivoting: A P = Q R.
 *
 * A is n by d, P a permutation of columns, Q orthogonal, R upper triangular (trapezoidal where
 * n < d) with |r_11| >= |r_22| >= … among the columns that may be moved. Columns that depend on
 * earlier ones end up last, with a tiny diagonal of R; how many are not tiny is the rank.
 *
 * Sources: P. Businger, G. Golub, "Linear least squares solutions by Householder transformations",
 * Numerische Mathematik 7 (1965); the norms are downdated with the safeguard of Z. Drmač,
 * Z. Bujanović, "On the failure of rank-revealing QR factorization software", LAPACK Working
 * Note 176 (2006), without which cancellation can choose wrong pivots. */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

struct ec_qr;

struct ec_qr_options {
  size_t n_fixed;   /* so many first columns stay first, in their order, unpivoted */
  size_t n_carried; /* so many last columns are only multiplied by Qᵀ: right-hand sides */
};

#define EC_QR_OPTIONS_INIT                                                                         \
  {                                                                                                \
    0, 0                                                                                           \
  }

/* Factors `a`, whose contents it overwrites and keeps using: they must outlive `*qr`, which is the
 * caller's. Entries must be finite, with magnitudes whose squares neither overflow nor all
 * vanish (scale the columns first). 2 n d² - 2/3 d³ operations. Errors: ARGUMENT, NO_MEMORY,
 * CANCELLED (`a` is then spoilt). */
ec_status ec_qr_factor(struct ec_matrix *a, const struct ec_qr_options *options,
                       const struct ec_job *job, struct ec_qr **qr, struct ec_error *error);

void ec_qr_free(struct ec_qr *qr);

/* The number of columns that were factored (d without the carried ones), and of steps that were
 * taken, min(n, that). */
size_t ec_qr_n_columns(const struct ec_qr *qr);
size_t ec_qr_n_steps(const struct ec_qr *qr);

/* `pivots[k]` is the column of `a` that became column k of R. */
const size_t *ec_qr_get_pivots(const struct ec_qr *qr);

/* Element (row, column) of R, for row <= column; carried columns follow at their own place. */
double ec_qr_get_r(const struct ec_qr *qr, size_t row, size_t column);

/* The numerical rank: the first k with |r_kk| <= tolerance * max |r_jj|, over all steps. A
 * tolerance of 0 stands for 8 * eps * sqrt(max(n, d)), eps = 2^-52: what rounding leaves of a
 * column that depends exactly on others, when all columns have about unit length. */
size_t ec_qr_rank(const struct ec_qr *qr, double tolerance);

/* Replaces `b` (n numbers) by Qᵀ b, or by Q b. */
void ec_qr_apply_transposed(const struct ec_qr *qr, double *b);
void ec_qr_apply(const struct ec_qr *qr, double *b);

/* Solves R_kk x = b, or R_kkᵀ x = b, with the leading k by k part of R, whose diagonal is not zero.
 * `x` may be `b`. */
void ec_qr_solve_r(const struct ec_qr *qr, size_t k, const double *b, double *x);
void ec_qr_solve_r_transposed(const struct ec_qr *qr, size_t k, const double *b, double *x);

/* The least squares solution of A x ≈ b of the given rank: x = P [R_kk⁻¹ (Qᵀ b)_1..k, 0], the basic
 * solution. `b` has n numbers and is overwritten with Qᵀ b; `x` has ec_qr_n_columns(). */
void ec_qr_solve(const struct ec_qr *qr, size_t rank, double *b, double *x);
