/* Gaussian naive Bayes: within a class each feature is normal, and none depends on another.
 *
 *     log p(class k | x) = log prior_k - 1/2 sum_j [ log(2 pi v_kj) + (x_j - m_kj)² / v_kj ] - log Z
 *
 * with means m and variances v of the training rows of a class (divided by their number), each v
 * made larger by var_smoothing times the largest variance of a feature over all rows, so that a
 * feature that is constant within a class does no harm. Equal to scikit-learn's GaussianNB.
 *
 * Source: C. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval (2008), §13;
 * T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd ed., §6.6.3. */
#pragma once

#include <stddef.h>

#include "model/model.h"

extern const struct ec_model_class ec_naive_bayes_class;

struct ec_naive_bayes_options {
  double var_smoothing; /* >= 0 */
  /* K shares that add up to 1, copied; NULL: the shares of the classes in the training rows. */
  const double *priors;
  size_t n_priors;
};

#define EC_NAIVE_BAYES_OPTIONS_INIT                                                                \
  {                                                                                                \
    1e-9, NULL, 0                                                                                  \
  }

/* What a fit found, owned by the model and valid until its next fit. */
struct ec_naive_bayes_result {
  size_t n_classes, n_features;
  const double *priors;       /* K */
  struct ec_matrix means;     /* K by D */
  struct ec_matrix variances; /* K by D, smoothing included */
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. Fitting needs a
 * row of each class. A missing value of a row that is predicted is left out of the sum. ARGUMENT. */
ec_status ec_naive_bayes_new(const struct ec_naive_bayes_options *options, struct ec_model **model,
                             struct ec_error *error);

/* The result of a fitted model; NULL before that, and for models of another class. */
const struct ec_naive_bayes_result *ec_naive_bayes_get_result(const struct ec_model *model);
