/* Growing one tree on ranked data. Of the core alone. */
#pragma once

#include <stdatomic.h>

#include "base/parallel.h"
#include "model/tree-split.h"

/* What the trees of one fit share. */
struct ec_tree_growth {
  struct ec_tree_data *data;
  struct ec_tree_plan plan;
  double *logs;
};

/* Ranks the data and works out what the options mean for it. `forest` says what
 * EC_FEATURES_AUTO is. Errors of ec_tree_data_new(), and VALUE where a target is too large. */
ec_status ec_tree_growth_init(struct ec_tree_growth *growth, const struct ec_tree_options *options,
                              bool forest, bool random_threshold, const struct ec_data *data,
                              const struct ec_job *job, struct ec_error *error);
void ec_tree_growth_clear(struct ec_tree_growth *growth);

/* ARGUMENT where an option is out of its range. */
ec_status ec_tree_options_check(const struct ec_tree_options *options, struct ec_error *error);

/* A worker that grows one tree after the other. With `job` it shares the work on large nodes
 * among the threads of its pool, and polls it; without, `stop` (may be NULL) tells it to end. */
struct ec_tree_grower;

ec_status ec_tree_grower_new(const struct ec_tree_growth *growth, const struct ec_job *job,
                             const atomic_bool *stop, struct ec_tree_grower **grower,
                             struct ec_error *error);
void ec_tree_grower_free(struct ec_tree_grower *grower); /* NULL is allowed */

/* Grows a tree on rows that count `weights` times (n_rows; NULL: once each), pruned as the plan
 * has it; at least one must count. Depends on nothing but these and `random`. CANCELLED,
 * NO_MEMORY. */
ec_status ec_tree_grower_grow(struct ec_tree_grower *grower, const uint32_t *weights,
                              struct ec_random random, struct ec_tree *tree,
                              struct ec_error *error);
