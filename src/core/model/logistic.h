/* Logistic regression: the probability of each class from a weighted sum of the features.
 *
 * Two classes:   p_i = 1 / (1 + exp(-(c + sum_j w_j x_ij)))        is the probability of class 1
 * K > 2 classes: p_ik = exp(c_k + sum_j w_kj x_ij) / sum_l exp(c_l + sum_j w_lj x_ij)
 *
 *     minimise over w and c   sum_i -log p(y_i | x_i)  +  penalty(w) / C
 *
 * with the penalty 0, ½ ||w||², ||w||₁ or ρ ||w||₁ + (1 - ρ)/2 ||w||². The intercepts are not
 * penalised. The objective is that of scikit-learn's LogisticRegression; with more than two classes
 * that of multi_class="multinomial". Features are taken as they are: scale them first where their
 * units differ (prepare/scale.h), since the penalty is on their coefficients.
 *
 * How: a smooth objective by Newton's method, or where a Hessian of all rows would cost too much by
 * L-BFGS preconditioned with the Hessian of some rows (optimise/lbfgs.h); one with an L1 part by
 * proximal Newton steps over a working set, each solved by coordinate descent, so that
 * coefficients are exactly zero where they should be (logistic-sparse.c).
 *
 * Where no classes overlap there is no finite answer without a penalty; the fit then ends, keeps
 * coefficients that tell all training rows apart, and says so in `outcome`. */
#pragma once

#include <stdbool.h>

#include "model/model.h"

extern const struct ec_model_class ec_logistic_class;

enum ec_logistic_penalty {
  EC_LOGISTIC_NONE,
  EC_LOGISTIC_L2,
  EC_LOGISTIC_L1,
  EC_LOGISTIC_ELASTIC,
};

struct ec_logistic_options {
  enum ec_logistic_penalty penalty;
  double c;        /* > 0: the inverse of the strength of the penalty */
  double l1_ratio; /* ρ, 0 … 1; of EC_LOGISTIC_ELASTIC alone */
  /* The fit has converged when no entry of the gradient of the objective divided by the number of
   * rows (with an L1 part: of its subgradient of least size) is larger than this. */
  double tolerance;
  size_t max_iterations; /* at least 1 */
  bool intercept;
  /* Told the objective divided by the number of rows after each iteration, and before the first as
   * iteration 0; on the thread that fits. May be NULL. */
  void (*step)(void *data, size_t iteration, double loss);
  void *step_data;
};

#define EC_LOGISTIC_OPTIONS_INIT                                                                   \
  {                                                                                                \
    EC_LOGISTIC_L2, 1.0, 0.5, 1e-6, 1000, true, NULL, NULL                                         \
  }

/* How a fit ended. */
enum ec_logistic_outcome {
  EC_LOGISTIC_CONVERGED, /* to the tolerance */
  EC_LOGISTIC_LIMIT,     /* max_iterations came first */
  EC_LOGISTIC_STALLED,   /* double precision allows no further step, and the tolerance is tighter */
  EC_LOGISTIC_SEPARATED, /* without a penalty, classes do not overlap: larger coefficients always fit
                            better, so that those found are of no meaning in themselves */
};

/* What a fit found, owned by the model and valid until its next fit. Of a model that was loaded,
 * only the first block is known: the rest is 0, NaN or NULL. */
struct ec_logistic_result {
  size_t n_features, n_classes;
  size_t n_outputs;           /* rows of coefficients: 1 for two classes, else one a class */
  const double *coefficients; /* n_outputs by n_features, row by row */
  const double *intercepts;   /* n_outputs */
  /* The class of each output; with one output, the class at 0 and at 1 of its probability. Classes
   * of which there were no rows are not among them, and have the probability 0. */
  const size_t *classes;
  size_t n_present; /* of classes that had rows */

  size_t n_rows, n_iterations;
  size_t n_zeros; /* coefficients that are exactly zero */
  enum ec_logistic_outcome outcome;
  bool converged;       /* outcome == EC_LOGISTIC_CONVERGED */
  double loss;          /* the objective divided by n_rows */
  double log_loss;      /* the same without the penalty */
  double gradient;      /* its largest entry, as `tolerance` has it */
  const double *losses; /* n_iterations + 1 of them: `loss` at the start and after each iteration */
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. ARGUMENT where one
 * is out of its range. Fitting it: VALUE where all rows are of one class. */
ec_status ec_logistic_new(const struct ec_logistic_options *options, struct ec_model **model,
                          struct ec_error *error);

/* The result of a fitted logistic model; NULL before that. */
const struct ec_logistic_result *ec_logistic_get_result(const struct ec_model *model);
