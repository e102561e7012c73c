/* Batches of sequences of like length, so that little of a batch is padding.
 *
 * The rows are shuffled, cut into pools of some batches, sorted by length within a pool, and cut
 * into batches, whose order is then shuffled: an epoch is another one each time, and the same for
 * the same generator. */
#pragma once

#include <stdint.h>

#include "base/random.h"
#include "base/status.h"

struct ec_buckets;

/* Batches of `batch` rows of the `n` with these lengths, the last of them fewer. `random` NULL:
 * in their order, for predicting. ARGUMENT for a batch of 0 or a negative length; NO_MEMORY. */
ec_status ec_buckets_new(const int32_t *lengths, size_t n, size_t batch,
                         const struct ec_random *random, struct ec_buckets **buckets,
                         struct ec_error *error);
void ec_buckets_free(struct ec_buckets *buckets);

size_t ec_buckets_count(const struct ec_buckets *buckets);

/* The rows of a batch (owned by the buckets) and how many; returns the longest's length. */
size_t ec_buckets_get(const struct ec_buckets *buckets, size_t index, const size_t **rows,
                      size_t *n_rows);

/* Lays the words of some rows side by side: `ids` [n][time] of which row i of all begins at
 * offsets[i] of `words` and has lengths[i] places, cut at `time`, padding (0) behind;
 * `batch_lengths` [n] how many count. */
void ec_buckets_fill(const int32_t *words, const size_t *offsets, const int32_t *lengths,
                     const size_t *rows, size_t n_rows, size_t time, int32_t *ids,
                     int32_t *batch_lengths);
