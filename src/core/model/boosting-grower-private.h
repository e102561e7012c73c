/* What the two files of growing a tree share. */
#pragma once

#include "model/boosting-private.h"

enum { EC_BOOSTING_NO_SLOT = -1, EC_BOOSTING_PIECES = 256 };

struct ec_boosting_leaf {
  size_t begin, n_rows;
  size_t node, depth;
  int slot; /* of its histogram; EC_BOOSTING_NO_SLOT where it has none */
  ec_boosting_pair total;
  struct ec_boosting_split split; /* the best one; its gain is 0 where there is none */
};

/* What one piece of the work on two children finds. */
struct ec_boosting_found {
  struct ec_boosting_split small, large;
};

struct ec_boosting_grower {
  const struct ec_boosting_table *table;
  const struct ec_boosting_options *options;
  struct ec_boosting_rules rules;
  struct ec_arena *arena;
  ec_boosting_pair *pairs;
  uint32_t *rows, *spare;
  bool *drawn;      /* of each feature: whether this tree may ask it */
  uint32_t *groups; /* those with such features */
  size_t n_rows, n_groups;
  struct ec_boosting_leaf *leaves;
  size_t n_leaves;
  ec_boosting_pair *pool;
  bool *slot_used;
  size_t n_slots;
  struct ec_boosting_search *searches; /* one for each worker */
  ec_boosting_pair *shares;            /* a histogram for each worker but the first */
  bool *shared;                        /* whether a worker has put something into its own */
  unsigned n_threads;
  struct ec_boosting_draft draft;
  struct ec_boosting_found found[EC_BOOSTING_PIECES];
};

/* The two children of a leaf, while their histograms are made. Of the root there is `small` alone;
 * `from_parent` says that the slot of `large` holds the sums of both. */
struct ec_boosting_work {
  struct ec_boosting_grower *grower;
  struct ec_boosting_leaf *small, *large;
  bool from_parent;
  const struct ec_boosting_leaf *filled; /* whose rows have been added up, in shares */
  size_t n_pieces;
};

/* Whether a leaf may be split at all. */
static inline bool
ec_boosting_is_open(const struct ec_boosting_grower *grower, const struct ec_boosting_leaf *leaf)
{
  const struct ec_boosting_options *options = grower->options;
  return leaf->n_rows >= 2 * options->min_samples_leaf && leaf->n_rows >= 2 &&
         (options->max_depth == 0 || leaf->depth < options->max_depth);
}

/* Makes the histograms of the children and finds their splits. CANCELLED. */
ec_status ec_boosting_work_on(struct ec_boosting_work *work, const struct ec_job *job,
                              struct ec_error *error);
