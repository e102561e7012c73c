/* Operations of every network: dense layers, activations, sums, shapes, dropout, losses. Shapes are
 * given as [rows][columns]; all take and return tensors of the step, and NULL for NULL. */
#pragma once

#include <stdint.h>

#include "kernels/kernels.h"
#include "nn/tape.h"

/* f(x Wᵀ + b): x [… ][in], weight [out][in], bias [out] or NULL; returns […][out]. */
struct ec_tensor *ec_dense(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *weight,
                           struct ec_tensor *bias, enum ec_activation activation);

/* f(x), of any shape. */
struct ec_tensor *ec_activate(struct ec_tape *tape, struct ec_tensor *x,
                              enum ec_activation activation);

/* x + y, of one shape; or y of the shape of x's last dimensions, repeated over the others, as a
 * table of positions is over the rows of a batch. */
struct ec_tensor *ec_add(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *y);

/* f(x + y), of one shape: the end of a residual block. */
struct ec_tensor *ec_add_activate(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *y,
                                  enum ec_activation activation);

/* The same numbers in another shape of as many. */
struct ec_tensor *ec_reshape(struct ec_tape *tape, struct ec_tensor *x, size_t rank,
                             const size_t *shape);

/* x [n][time][width] averaged over time: [n][width]. With lengths, over the first lengths[i]
 * places of row i alone (at least one). */
struct ec_tensor *ec_mean_over_time(struct ec_tape *tape, struct ec_tensor *x,
                                    const int32_t *lengths);

/* Each number 0 with probability `rate` in [0, 1), else divided by 1 - rate; when predicting x
 * itself.
 * Source: N. Srivastava et al., "Dropout", JMLR 15 (2014). */
struct ec_tensor *ec_dropout(struct ec_tape *tape, struct ec_tensor *x, double rate);

/* Rows of a table [entries][width] by number: ids [n] in 0 … entries - 1; returns [n][width], or
 * [n / time][time][width] where time is not 0. Numbers equal to `padding` (-1: none) give the row
 * as it stands and no gradient. An id out of range is EC_ERROR_VALUE and says which. */
struct ec_tensor *ec_embedding(struct ec_tape *tape, struct ec_tensor *table, const int32_t *ids,
                               size_t n, size_t time, int32_t padding);

/* The mean over rows of -log softmax(x)[label]: x [n][classes], labels [n]. `smoothing` in [0, 1)
 * spreads that share of the target over all classes. `probabilities` (NULL or [n][classes]) gets
 * the softmax. Returns a tensor of one number. */
struct ec_tensor *ec_cross_entropy(struct ec_tape *tape, struct ec_tensor *x, const int32_t *labels,
                                   double smoothing, float *probabilities);

/* The mean of (x - target)² over all numbers. */
struct ec_tensor *ec_squared_error(struct ec_tape *tape, struct ec_tensor *x, const float *target);

/* Σ x w over all numbers, with constant weights: what tests of gradients end in. */
struct ec_tensor *ec_weighted_sum(struct ec_tape *tape, struct ec_tensor *x, const float *weights);
