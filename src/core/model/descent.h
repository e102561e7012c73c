/* Gradient descent for a linear model, with the way that it went kept for drawing.
 *
 * Numbers as targets:  loss(b, c) = 1/(2n) sum_i (y_i - c - sum_j x_ij b_j)²
 * Two classes:         loss(b, c) = 1/n sum_i -log p(y_i | x_i),  p the logistic function
 *
 *     v ← momentum * v - rate * gradient of the loss over the batch
 *     (b, c) ← (b, c) + v
 *
 * from zero, or from a given start. The batch is all rows, or batch_size rows in an order that is
 * drawn anew each epoch from the seed. It is what it is: slow where features are not scaled, and
 * without end where the rate is too large, which is the lesson. linear.h and logistic.h find the
 * answer itself.
 *
 * Source: B. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
 * Computational Mathematics and Mathematical Physics 4 (1964), for the momentum and the bound. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/linear.h"

extern const struct ec_model_class ec_descent_class;

struct ec_descent_options {
  double rate;       /* > 0 */
  double momentum;   /* 0 … 1, 1 excluded */
  size_t n_epochs;   /* passes over the rows, at least 1 */
  size_t batch_size; /* rows a step; 0: all of them */
  uint64_t seed;     /* of the order of rows; not used where a batch is all rows */
  bool intercept;
  double tolerance;    /* ends where no entry of the gradient of all rows is larger; 0: never */
  size_t path_limit;   /* iterates that are kept at most, at least 2 */
  const double *start; /* n_features coefficients, then the intercept where there is one, copied;
                          NULL: zeros */
  size_t n_start;      /* numbers at `start` */
  /* Told the loss over all rows after each epoch, and before the first as epoch 0. May be NULL. */
  void (*step)(void *data, size_t epoch, double loss);
  void *step_data;
};

#define EC_DESCENT_OPTIONS_INIT                                                                    \
  {                                                                                                \
    0.1, 0.0, 100, 0, 0, true, 1e-8, 1000, NULL, 0, NULL, NULL                                     \
  }

enum ec_descent_outcome {
  EC_DESCENT_CONVERGED, /* to the tolerance */
  EC_DESCENT_LIMIT,     /* all epochs were done; the loss was still falling, or wandering */
  EC_DESCENT_DIVERGED,  /* the loss grew without bound: the rate is too large */
};

/* What happened, owned by the model and valid until its next fit. */
struct ec_descent_result {
  size_t n_features;
  size_t n_weights; /* n_features, and one more where there is an intercept: the last weight */
  enum ec_descent_outcome outcome;
  size_t n_steps, n_epochs; /* that were done */
  const double *losses;     /* n_epochs + 1: over all rows, before the first and after each epoch */
  /* The iterates that are kept: every path_stride-th, and the last. The best of them by loss where
   * the descent diverged is what the model predicts with. */
  size_t n_path, path_stride;
  const size_t *path_steps;   /* n_path: the number of steps done before */
  const double *path_weights; /* n_path by n_weights, row by row */
  const double *path_losses;  /* n_path: over all rows; for batches, NaN within an epoch */
  double gradient;            /* the largest entry of the gradient of all rows at the end */
  /* For least squares and full batches any rate below this converges and any above diverges:
   * 2 (1 + momentum) / λ, λ the largest eigenvalue of the Hessian AᵀA/n, A = [X 1]. For two
   * classes, whose Hessian is at most AᵀA/(4n), any rate below it converges. */
  double largest_rate;
  /* λ over the smallest eigenvalue of AᵀA/n that is not zero to rounding: the steps needed grow
   * with it. Both are NaN where there are more than 512 weights. */
  double condition;
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. ARGUMENT where one
 * is out of its range; so does fitting it where n_start does not fit. Coefficients are in
 * ec_linear_get_result(), with standard errors NaN. More than two classes: UNSUPPORTED. */
ec_status ec_descent_new(const struct ec_descent_options *options, struct ec_model **model,
                         struct ec_error *error);

/* NULL where the model is not fitted, or was loaded. */
const struct ec_descent_result *ec_descent_get_result(const struct ec_model *model);

/* The loss above over all rows of `data` at given weights (n_features, then the intercept), for
 * drawing the surface that the path goes over. NO_MEMORY, SHAPE, CANCELLED. */
ec_status ec_descent_loss(const struct ec_data *data, const double *weights, size_t n_weights,
                          const struct ec_job *job, double *loss, struct ec_error *error);
