/* Least squares with L1 and L2 penalties for one set of rows, solved again and again from where the
 * last solution was. All sums are divided by the number of rows, and columns count as centred where
 * there is an intercept. */
#pragma once

#include "model/elastic-net.h"
#include "model/linear-kernel.h"

struct ec_elastic_problem {
  const struct ec_matrix *x;
  const double *y;
  size_t n, d;
  bool intercept;
  const struct ec_job *job;
  const struct ec_linear_kernel *kernel;
  double *means, y_mean; /* zero without an intercept */
  double *squares;       /* of each column */
  double *products;      /* of each column and y */
  double y_squares;
  double *gram;      /* d by d, where there are no more columns than rows; else NULL */
  double *residuals; /* y - X w, where there is no gram; else NULL */
  double residual_sum;
  double *gradient; /* products - gram w, or room for the same from the residuals */
  double *w;        /* the solution, zero at first */
  size_t *active, n_active;
  double *factor, *copy, *target, *scales, *centred; /* room for solving on the active ones */
  size_t factor_size;
};

/* Computes what all solutions share. `problem` has all members down to `job` set. VALUE where the
 * numbers are too large to be squared; NO_MEMORY, CANCELLED. */
ec_status ec_elastic_problem_init(struct ec_elastic_problem *problem, struct ec_error *error);
void ec_elastic_problem_clear(struct ec_elastic_problem *problem);

/* Solves for α ρ = l1 > 0 and α (1 - ρ) = l2 from problem->w on. CANCELLED, NO_MEMORY. */
ec_status ec_elastic_solve(struct ec_elastic_problem *problem, double l1, double l2,
                           const struct ec_elastic_net_options *options,
                           struct ec_elastic_net_fit *fit, struct ec_error *error);

/* The share of the squares of y that the solution explains, from what solving left: to about 15 digits
 * after the point. */
double ec_elastic_r_squared(const struct ec_elastic_problem *problem);

/* The intercept of the solution, and the sum of its squared residuals, computed from the rows. */
double ec_elastic_intercept(const struct ec_elastic_problem *problem);
ec_status ec_elastic_residual_squares(const struct ec_elastic_problem *problem, double *squares,
                                      struct ec_error *error);

/* Whether the options are within their ranges; ARGUMENT. */
ec_status ec_elastic_check_options(const struct ec_elastic_net_options *options,
                                   struct ec_error *error);
