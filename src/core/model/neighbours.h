/* Nearest neighbours: a row is predicted from the k training rows that are nearest to it.
 *
 * For numbers the mean of their targets, for classes their shares (the first class of equals).
 * Exact: by a k-d tree where there are few features and many rows, else by comparing all rows; of
 * rows at equal distance the first count. The features should be on one scale.
 *
 * Sources: T. Cover, P. Hart, "Nearest neighbor pattern classification", IEEE Trans. Inf. Theory 13
 * (1967); J. Bentley, "Multidimensional binary search trees used for associative searching",
 * Communications of the ACM 18 (1975). */
#pragma once

#include <stddef.h>

#include "model/model.h"

extern const struct ec_model_class ec_neighbours_class;

enum ec_neighbours_weights {
  EC_NEIGHBOURS_UNIFORM,  /* each neighbour counts the same */
  EC_NEIGHBOURS_DISTANCE, /* each counts 1 / distance; where some are at distance 0, they alone */
};

enum ec_neighbours_metric {
  EC_NEIGHBOURS_EUCLIDEAN, /* sqrt(sum_j (a_j - b_j)²) */
  EC_NEIGHBOURS_MANHATTAN, /* sum_j |a_j - b_j| */
};

enum ec_neighbours_search {
  EC_NEIGHBOURS_AUTO, /* what is faster for the shape */
  EC_NEIGHBOURS_TREE,
  EC_NEIGHBOURS_BRUTE,
};

struct ec_neighbours_options {
  size_t n_neighbours; /* k, from 1; at most the number of training rows */
  enum ec_neighbours_weights weights;
  enum ec_neighbours_metric metric;
  enum ec_neighbours_search search;
};

#define EC_NEIGHBOURS_OPTIONS_INIT                                                                 \
  {                                                                                                \
    5, EC_NEIGHBOURS_UNIFORM, EC_NEIGHBOURS_EUCLIDEAN, EC_NEIGHBOURS_AUTO                          \
  }

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. It keeps the
 * training rows, in memory and in its file. ARGUMENT. */
ec_status ec_neighbours_new(const struct ec_neighbours_options *options, struct ec_model **model,
                            struct ec_error *error);

/* Finds the k neighbours of each row of `x` among the training rows: fills `rows` (training rows,
 * from 0) and `distances`, N times k numbers each, row by row, nearest first; `distances` may be
 * NULL. NOT_FITTED, SHAPE, UNSUPPORTED for other classes, VALUE where a number is not finite,
 * NO_MEMORY, CANCELLED. */
ec_status ec_neighbours_find(const struct ec_model *model, const struct ec_matrix *x,
                             const struct ec_job *job, size_t *rows, double *distances,
                             struct ec_error *error);
