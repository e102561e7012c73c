/* LIME: why the model says what it says about one row, by a straight model that is right nearby.
 *
 * Rows are made around the one in question: numbers are moved by normal noise with the spread of
 * the training rows, categories drawn as frequently as training rows have them. The model is asked
 * about each. A linear model is then fitted to its answers, where a made row z counts by its
 * nearness,
 *     weight = sqrt(exp(-distance² / width²)),   width = 0.75 sqrt(D) unless chosen,
 *     distance² = sum over numbers ((z_j - row_j) / s_j)² + the number of categories that differ,
 * and in which a number stands as (z_j - m_j) / s_j and a category as 1 where it is the row's own,
 * else 0 (m and s: mean and standard deviation of the training rows).
 *
 * Source: M. Ribeiro, S. Singh, C. Guestrin, "Why should I trust you?", KDD 2016; the kernel is
 * that of the authors' package, which by default draws around the mean instead of the row. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/random.h"
#include "explain/callback.h"

struct ec_lime_options {
  size_t n_samples;  /* rows to make, the row itself among them; at least 2 */
  size_t n_features; /* how many to explain with; 0 or more than there are: all. They are those that
                        matter most nearby: the largest coefficients times the spread of what they
                        multiply */
  double width;      /* of the kernel; 0: 0.75 sqrt(D) */
  double lambda;     /* of the ridge penalty on the coefficients; >= 0 */
  struct ec_random random;
};

/* For a variable on the stack, as the generator is made of the seed. The penalty is small enough
 * not to be seen where features are not all but the same; the authors' package has 1. */
#define EC_LIME_OPTIONS_INIT(seed)                                                                 \
  {                                                                                                \
    5000, 0, 0.0, 1e-3, ec_random_new(seed)                                                        \
  }

/* What one feature adds. */
struct ec_lime_term {
  size_t feature;
  double coefficient;  /* per standard deviation of a number; for having the row's category */
  double slope;        /* of a number: per unit; of a category: the coefficient */
  double contribution; /* to this row: coefficient * (row - mean) / deviation, or the coefficient */
};

struct ec_lime {
  double prediction; /* what the model says about the row */
  double local;      /* what the straight model says about it: intercept + all contributions */
  double intercept;
  double r_squared; /* of the straight model on the made rows, by weight: how far to trust it. 1
                       where the model is constant nearby */
  size_t n_terms;
  struct ec_lime_term *terms; /* the caller's, room for D; by the size of contributions, largest
                                 first */
};

/* Explains what `output` says about `row` (D numbers, finite; codes of categories as the training
 * rows have them). `x` are training rows, N by D; `categorical` (D flags) may be NULL. A number
 * that is missing in training rows is passed over there; one that is the same in all of them
 * is not moved, and has no part. The same generator gives the same explanation with any number of
 * threads. EMPTY, ARGUMENT, VALUE, NO_MEMORY, CANCELLED, and what `output` returns. */
ec_status ec_lime_explain(const struct ec_matrix *x, const bool *categorical, const double *row,
                          ec_output_func output, void *data, const struct ec_lime_options *options,
                          const struct ec_job *job, struct ec_lime *lime, struct ec_error *error);
