/* Least squares for data as it comes: tall, badly scaled, far from zero, nearly dependent.
 *
 * Minimises over b and c (the intercept, 0 unless asked for)
 *     sum_i (y_i - c - sum_j x_ij b_j)²  +  lambda * sum_j b_j².
 *
 * How: columns are centred and scaled by powers of two (no rounding but that of x - mean); the
 * tall matrix [1 X y] is reduced to a triangle by Householder QR over a fixed cut into pieces of
 * rows (TSQR: J. Demmel, L. Grigori, M. Hoemmen, J. Langou, SIAM J. Sci. Comput. 34, 2012), so
 * that the result does not depend on the number of threads; the triangle is factored with column
 * pivoting (linalg/qr.h). The solution is then refined: residuals of the original, unscaled
 * problem are computed with about 32 digits, and corrections come from the semi-normal equations
 * RᵀR d = Aᵀr (Å. Björck, "Stability analysis of the method of seminormal equations", Linear
 * Algebra Appl. 88, 1987; N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed.,
 * §20.5). The solution is kept in two doubles meanwhile. So coefficients are good to nearly all
 * digits as long as the centred, scaled columns' condition number is below about 10^14.
 *
 * Rank: column k in order of pivots counts as dependent on those before it where
 *     |r_kk| <= tolerance * |r_k| * (g_k + sum_j |w_j| g_j),
 * w_j being the weights with which the earlier columns make it up, and g_j >= 1 the largest
 * magnitude in a column over the largest distance from its mean: what rounding of the data can
 * have left of an exact dependence. A column that is constant to within 4 eps of its magnitude
 * depends on the intercept (without one it is an ordinary column). With lambda > 0 nothing is
 * dependent. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

struct ec_least_squares_options {
  bool intercept;
  double lambda;            /* >= 0, in the units of the input; the intercept is not penalised */
  double tolerance;         /* of the rank, relative; 0: 8 * eps * sqrt(max(n, d)) */
  unsigned max_refinements; /* corrections at most; 0: the plain solution */
};

#define EC_LEAST_SQUARES_OPTIONS_INIT                                                              \
  {                                                                                                \
    true, 0.0, 0.0, 10                                                                             \
  }

/* How one dependent column is made from those that were kept:
 *     x_column = constant + sum_t weights[t] * x_(columns[t]),
 * in the units of the input. Terms that rounding alone explains are left out. */
struct ec_dependency {
  size_t column;
  double constant;
  size_t n_terms;
  const size_t *columns;
  const double *weights;
};

/* The solution; all arrays have d entries unless said otherwise, and belong to it. */
struct ec_least_squares {
  size_t n_rows, n_columns;
  size_t rank; /* of the columns, the intercept not counted */
  double intercept;
  const double *coefficients; /* 0 for a dependent column: the basic solution */
  const bool *aliased;        /* whether the column was left out as dependent on others */
  double residual_squares;    /* sum of squared residuals, without the penalty */
  double total_squares;       /* sum of (y - mean)², or of y² without an intercept */
  double degrees_of_freedom;  /* n - rank - (1 with an intercept), at least 0 */
  double intercept_length;    /* standard error of the intercept over sigma; NaN where lambda > 0 */
  const double *lengths;      /* the same for the coefficients; NaN also for a dependent column */
  size_t n_dependencies;
  const struct ec_dependency *dependencies; /* n_dependencies of them, by column */
  unsigned n_refinements;                   /* corrections that were made */
};

/* Solves for `x` (n by d) and `y` (n), neither of which is changed. d may be 0. The solution is
 * the caller's. Errors: EMPTY (no rows), VALUE (an entry that is not finite; line is the row and
 * column the column, from 1, 0 for y), ARGUMENT, NO_MEMORY, CANCELLED. */
ec_status ec_least_squares_solve(const struct ec_matrix *x, const double *y,
                                 const struct ec_least_squares_options *options,
                                 const struct ec_job *job, struct ec_least_squares **solution,
                                 struct ec_error *error);

void ec_least_squares_free(struct ec_least_squares *solution);
