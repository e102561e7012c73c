/* Minimises a smooth convex function of many numbers by L-BFGS, preconditioned where the caller
 * knows something of the Hessian.
 *
 * The direction is -H g, where H g comes from the two loops over the last steps, with the caller's
 * approximation of the inverse Hessian in the middle (J. Nocedal, S. Wright, Numerical Optimization,
 * 2nd ed., algorithm 7.4; R. Byrd, G. Chin, W. Neveitt, J. Nocedal, "On the use of stochastic
 * Hessian information in optimization methods for machine learning", SIAM J. Optim. 21, 2011). Where
 * that is the inverse Hessian itself this is Newton's method. The step meets the strong Wolfe
 * conditions, taken with the slack that rounding makes necessary (W. Hager, H. Zhang, "A new
 * conjugate gradient method with guaranteed descent and an efficient line search", SIAM J. Optim. 16,
 * 2005, §4). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct ec_objective {
  void *data;
  size_t n; /* numbers to find */
  ec_status (*evaluate)(void *data, const double *w, double *value, double *gradient,
                        struct ec_error *error);
  /* Called before each iteration with the place that it starts from; sets `*exact` where
   * precondition() is from now on the inverse Hessian there, so that what was learnt from earlier
   * steps only disturbs. May be NULL, together with precondition(). */
  ec_status (*prepare)(void *data, const double *w, size_t iteration, bool *exact,
                       struct ec_error *error);
  /* Multiplies `v` by an approximation of the inverse Hessian, positive definite. */
  void (*precondition)(void *data, double *v);
  /* Told each iterate, the start as iteration 0; sets `*enough` to end there. May fail, which ends
   * all. May be NULL. */
  ec_status (*step)(void *data, size_t iteration, double value, bool *enough,
                    struct ec_error *error);
};

struct ec_lbfgs_options {
  double tolerance; /* ends where no entry of the gradient is larger */
  size_t max_iterations;
  size_t memory; /* steps that are remembered */
};

enum ec_lbfgs_outcome {
  EC_LBFGS_CONVERGED,
  EC_LBFGS_LIMIT,      /* max_iterations */
  EC_LBFGS_STALLED,    /* rounding hides any further decrease */
  EC_LBFGS_ENOUGH,     /* step() said so */
  EC_LBFGS_NOT_FINITE, /* the function or its gradient is not finite at the start */
};

struct ec_lbfgs_result {
  enum ec_lbfgs_outcome outcome;
  double value, gradient; /* the function, and the largest entry of its gradient, at the end */
  size_t n_iterations, n_evaluations;
};

/* Minimises from `w`, where the place found is left. `last_step` (n numbers, may be NULL) receives
 * the last step that was taken. Errors: those of the callbacks, NO_MEMORY; then `w` is some iterate. */
ec_status ec_lbfgs_minimise(const struct ec_objective *objective,
                            const struct ec_lbfgs_options *options, double *w, double *last_step,
                            struct ec_lbfgs_result *result, struct ec_error *error);
