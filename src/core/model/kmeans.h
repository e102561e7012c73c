/* k-means: centres such that rows are near the centre of their cluster.
 *
 *     minimise over centres c_1 … c_k   inertia = sum_i min_j ||x_i - c_j||²
 *
 * by Lloyd's iteration: each row joins its nearest centre (the first of equals), each centre moves
 * to the mean of its rows. Starts from given centres, or from k-means++ with a few candidates a step,
 * of which the best stays. Rows whose bounds show that no other centre can have come nearer are not
 * looked at again, so the result is that of the plain iteration but for rounding. An empty
 * cluster gets the row that is farthest from its centre. The features should be on one scale.
 *
 * Sources: S. Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28 (1982);
 * D. Arthur, S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007, with the
 * greedy variant of its conclusion; G. Hamerly, "Making k-means even faster", SDM 2010. Stopping
 * and empty clusters are as in scikit-learn's KMeans. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

extern const struct ec_model_class ec_kmeans_class;

struct ec_kmeans_options {
  size_t n_clusters;     /* k, from 1; at most the number of rows */
  size_t n_init;         /* so many starts, of which the one with the least inertia is kept */
  size_t max_iterations; /* of one start, at least 1 */
  /* A start ends when the centres move by no more than this: the sum of their squared moves against
   * the mean variance of the features. 0: when no row changes its cluster. */
  double tolerance;
  uint64_t seed;
  /* k centres by D features to start from, copied; the only start, then. NULL: k-means++. */
  const struct ec_matrix *start;
  bool keep_path; /* whether to keep the centres of each iteration */
};

#define EC_KMEANS_OPTIONS_INIT                                                                     \
  {                                                                                                \
    8, 1, 300, 1e-4, 0, NULL, false                                                                \
  }

/* What a fit found, owned by the model and valid until its next fit. Of a loaded model only the
 * centres, sizes, inertia, n_iterations and converged are known. */
struct ec_kmeans_result {
  struct ec_matrix centres; /* k by D */
  const size_t *sizes;      /* k: the rows of each cluster */
  double inertia;
  size_t n_iterations;
  bool converged; /* whether it ended before max_iterations */
  size_t n_rows;
  const double *labels; /* one a row: 0 … k - 1; as ec_model_predict() gives for the same rows */
  /* The inertia at the beginning of each iteration, n_iterations of them. */
  const double *inertias;
  /* n_path = n_iterations + 1 sets of centres, from the start to the end, each k by D column by
   * column, where keep_path; else NULL. */
  size_t n_path;
  const double *path;
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. Fitting needs no
 * targets; there must be at least k rows. ec_model_predict() gives the nearest centre of a row (NaN
 * where a value is missing), ec_model_transform() its distance to each centre. ARGUMENT. */
ec_status ec_kmeans_new(const struct ec_kmeans_options *options, struct ec_model **model,
                        struct ec_error *error);

/* The result of a fitted model; NULL before that, and for models of another class. */
const struct ec_kmeans_result *ec_kmeans_get_result(const struct ec_model *model);
