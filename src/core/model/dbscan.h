/* DBSCAN: clusters are regions where rows lie densely; what lies alone is noise.
 *
 * A row is a core row when at least min_samples rows, itself included, are within eps of it
 * (Euclidean distance <= eps). Core rows within eps of each other are in one cluster; a row that is
 * not core belongs to a cluster where a core row is within eps (of several clusters, to the one
 * that begins first in the order of rows), else it is noise. Exact: by a k-d tree where there are
 * few features, else by comparing all rows. The features should be on one scale.
 *
 * Source: M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm for discovering
 * clusters in large spatial databases with noise", KDD 1996. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/model.h"

extern const struct ec_model_class ec_dbscan_class;

struct ec_dbscan_options {
  double eps;         /* > 0, in the units of the features */
  size_t min_samples; /* at least 1 */
};

#define EC_DBSCAN_OPTIONS_INIT                                                                     \
  {                                                                                                \
    0.5, 5                                                                                         \
  }

/* What a fit found, owned by the model and valid until its next fit. Of a loaded model labels and
 * core are NULL. Clusters are numbered by their first core row. */
struct ec_dbscan_result {
  size_t n_rows, n_clusters, n_core, n_noise;
  const double *labels; /* one a row: 0 … n_clusters - 1, or -1 for noise */
  const bool *core;     /* one a row */
  const size_t *sizes;  /* n_clusters: the rows of each, core or not */
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. Fitting needs no
 * targets. ec_model_predict() gives a new row the cluster of the nearest core row within eps (the
 * first of equals), else -1; NaN where a value is missing. ARGUMENT. */
ec_status ec_dbscan_new(const struct ec_dbscan_options *options, struct ec_model **model,
                        struct ec_error *error);

/* The result of a fitted model; NULL before that, and for models of another class. */
const struct ec_dbscan_result *ec_dbscan_get_result(const struct ec_model *model);

/* Fills `distances` (one a row of `x`, which is finite) with the distance from each row to the k-th
 * nearest row, itself counted as the first, in ascending order: the curve whose bend suggests
 * eps for min_samples = k. ARGUMENT where k is 0 or more than there are rows; EMPTY, VALUE,
 * NO_MEMORY, CANCELLED. */
ec_status ec_dbscan_distances(const struct ec_matrix *x, size_t k, const struct ec_job *job,
                              double *distances, struct ec_error *error);
