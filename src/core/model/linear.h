/* Linear regression by ordinary least squares.
 *
 *     minimise over b and c   sum_i (y_i - c - sum_j x_ij b_j)²
 *
 * solved as linalg/least-squares.h describes; nothing has to be scaled beforehand, and the
 * coefficients are in the units of the input. */
#pragma once

#include <stdbool.h>

#include "linalg/least-squares.h"
#include "model/model.h"

extern const struct ec_model_class ec_linear_class;

/* What to do where columns depend on each other, so that no single set of coefficients is best. */
enum ec_rank_policy {
  /* EC_ERROR_RANK, with a message that names the column and those that it depends on. */
  EC_RANK_REFUSE,
  /* Leave dependent columns out, as R's lm() does: their coefficients are 0 and marked aliased. */
  EC_RANK_DROP,
};

struct ec_linear_options {
  bool intercept;
  enum ec_rank_policy rank_policy;
  double tolerance; /* of the rank; 0: the default of linalg/least-squares.h */
};

#define EC_LINEAR_OPTIONS_INIT                                                                     \
  {                                                                                                \
    true, EC_RANK_DROP, 0.0                                                                        \
  }

/* What a fit found, owned by the model and valid until its next fit. Arrays have one entry a
 * feature. The standard errors are those of the classical theory (independent errors of equal
 * variance): sigma² = residual_squares / degrees_of_freedom, and that times the diagonal of
 * (AᵀA)⁻¹, A = [1 X]. They are NaN for an aliased column, where no degree of freedom is left,
 * for ridge regression, and for a model that was loaded. */
struct ec_linear_result {
  size_t n_rows, n_features, rank;
  double intercept;
  const double *coefficients; /* 0 where aliased */
  const bool *aliased;
  double sigma; /* the standard deviation of the residuals */
  double degrees_of_freedom;
  double r_squared; /* of the rows it was fitted on; see metric/regression.h */
  double residual_squares, total_squares;
  double intercept_error, intercept_t;
  const double *errors, *t; /* standard errors, and coefficient / error */
  size_t n_dependencies;
  const struct ec_dependency *dependencies;
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. */
ec_status ec_linear_new(const struct ec_linear_options *options, struct ec_model **model,
                        struct ec_error *error);

/* The result of a fitted linear or ridge model; NULL before that. */
const struct ec_linear_result *ec_linear_get_result(const struct ec_model *model);

/* Writes a dependency as people write it ("total" = 1 × "a" + 1 × "b") into `text`, with the names
 * that the model was fitted with; returns the length of the whole, as snprintf() does. */
size_t ec_linear_describe_dependency(const struct ec_model *model,
                                     const struct ec_dependency *dependency, char *text,
                                     size_t size);
