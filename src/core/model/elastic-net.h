/* Lasso and elastic net: least squares with a penalty that makes coefficients exactly zero.
 *
 *     minimise over b and c   1/(2n) sum_i (y_i - c - sum_j x_ij b_j)²
 *                             + α ρ sum_j |b_j|  +  α (1 - ρ)/2 sum_j b_j²
 *
 * The intercept c is not penalised. The objective is that of scikit-learn's ElasticNet(alpha=α,
 * l1_ratio=ρ); the lasso has ρ = 1. Features are taken as they are: scale them first where their
 * units differ (prepare/scale.h).
 *
 * How: coordinate descent over the coefficients that are not zero and those that want to change,
 * with the products of columns computed once where there are more rows than columns ("covariance
 * updates"), until the duality gap is below tolerance * sum_i (y_i - mean)²; exact zeros.
 *
 * Source: J. Friedman, T. Hastie, R. Tibshirani, "Regularization paths for generalized linear
 * models via coordinate descent", J. Statistical Software 33 (2010); the gap: S.-J. Kim, K. Koh,
 * M. Lustig, S. Boyd, D. Gorinevsky, "An interior-point method for large-scale l1-regularized least
 * squares", IEEE J. Selected Topics in Signal Processing 1 (2007). */
#pragma once

#include <stdbool.h>

#include "model/linear.h"

extern const struct ec_model_class ec_lasso_class;
extern const struct ec_model_class ec_elastic_net_class;

struct ec_elastic_net_options {
  double alpha;          /* >= 0 */
  double l1_ratio;       /* ρ, 0 … 1; of "elastic-net" alone, a lasso has 1 */
  double tolerance;      /* of the duality gap over the sum of squares of y; > 0 */
  size_t max_iterations; /* sweeps over the coefficients, at least 1 */
  bool intercept;
};

#define EC_ELASTIC_NET_OPTIONS_INIT                                                                \
  {                                                                                                \
    1.0, 0.5, 1e-10, 10000, true                                                                   \
  }

/* Models that are still to be fitted; owned by the caller. `options` may be NULL. ARGUMENT where one
 * is out of its range. Their result is that of ec_linear_get_result(); standard errors are NaN, and
 * `rank` counts the coefficients that are not zero. */
ec_status ec_lasso_new(const struct ec_elastic_net_options *options, struct ec_model **model,
                       struct ec_error *error);
ec_status ec_elastic_net_new(const struct ec_elastic_net_options *options, struct ec_model **model,
                             struct ec_error *error);

/* How well the last fit of a lasso or an elastic net ended. */
struct ec_elastic_net_fit {
  size_t n_iterations; /* sweeps */
  bool converged;      /* whether the gap is within the tolerance */
  double gap;          /* how far the objective can at most be above its minimum */
  double objective;    /* the objective above, at the solution */
};

/* NULL where the model is not fitted, or was loaded. */
const struct ec_elastic_net_fit *ec_elastic_net_get_fit(const struct ec_model *model);

/* Solutions over a grid of α, each begun from the one before. */
struct ec_elastic_net_path {
  size_t n_alphas, n_features;
  const double *alphas;                  /* decreasing */
  const double *intercepts;              /* one an alpha */
  const double *coefficients;            /* n_alphas by n_features, row by row */
  const double *r_squared;               /* of the rows, one an alpha */
  const struct ec_elastic_net_fit *fits; /* one an alpha */
};

/* Computes the path for `data` (targets are numbers). `alphas` are `n_alphas` decreasing numbers > 0;
 * NULL: they go in equal ratios from the least α at which all coefficients are zero down to
 * 1/1000 of it, and l1_ratio must then be at least 0.01. `alpha` of the options is not looked at. The
 * path is the caller's. Errors: those of ec_model_fit(), and ARGUMENT. */
ec_status ec_elastic_net_path(const struct ec_data *data,
                              const struct ec_elastic_net_options *options, const double *alphas,
                              size_t n_alphas, const struct ec_job *job,
                              struct ec_elastic_net_path **path, struct ec_error *error);
void ec_elastic_net_path_free(struct ec_elastic_net_path *path); /* NULL is allowed */
