/* The state of a least squares problem while it is solved, shared by the files that solve it.
 *
 * Unknowns are scaled: with a_ij = x_ij 2^-e_j, m_j = mean_j 2^-e_j and y scaled by 2^-e_y,
 *     y_i = c_0 + sum_j c_j (a_ij - m_j) + r_i,    intercept b_0 = c_0 - sum_j c_j m_j.
 * All is in the order of pivots where it says so: index 0 is the intercept, where there is one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "linalg/double-double.h"
#include "linalg/least-squares.h"
#include "linalg/qr.h"
#include "linalg/tsqr.h"

struct ec_solver {
  const struct ec_matrix *x;
  const double *y;
  struct ec_least_squares_options options;
  struct ec_arena *arena; /* owns all arrays but the triangle; later the solution's */
  struct ec_design design;
  size_t n_leading;          /* 1 with an intercept, else 0 */
  int *exponents;            /* e_j */
  double *means;             /* m_j */
  double *factors;           /* 2^-e_j */
  double *penalties;         /* lambda 2^-2e_j */
  struct ec_matrix triangle; /* what QR overwrites */
  struct ec_qr *qr;
  size_t rank;                /* of the triangle, the intercept counted */
  struct ec_dd *coefficients; /* c_j */
  struct ec_dd intercept;     /* b_0, scaled */
  double residual_squares;    /* scaled by 2^-2e_y */
  unsigned n_refinements;
};

/* The column of x that stands at a place of the pivot order, which is not that of the intercept. */
size_t ec_solver_column(const struct ec_solver *solver, size_t place);

/* Decides the rank. NO_MEMORY. */
ec_status ec_solver_decide_rank(struct ec_solver *solver, struct ec_error *error);

/* Says of each column beyond the rank what it is made of. NO_MEMORY. */
ec_status ec_solver_find_dependencies(const struct ec_solver *solver,
                                      struct ec_dependency **dependencies, size_t *n_dependencies,
                                      struct ec_error *error);

/* Solves for the coefficients and refines them. NO_MEMORY, CANCELLED. */
ec_status ec_solver_refine(struct ec_solver *solver, const struct ec_job *job,
                           struct ec_error *error);
