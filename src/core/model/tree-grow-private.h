/* What the files of tree-grow share. */
#pragma once

#include "model/tree-grow.h"
#include "model/tree-store.h"

/* A node of a tree that is being grown. */
struct ec_grown_node {
  int32_t feature, left, right;
  int32_t set; /* number of its set of categories; EC_TREE_LEAF: none */
  bool missing_left;
  double threshold, cover, impurity, mean;
};

/* A node whose rows are still to be split. */
struct ec_open_node {
  size_t begin, end; /* its rows in `rows` */
  size_t depth;
  size_t slot; /* of its set of known constants, and of categories that go left */
  int32_t parent, node;
  bool is_left;
  double decrease; /* of the impurity of the whole tree, by the split below */
  struct ec_tree_candidate split;
};

struct ec_feature_rank {
  double score;
  uint32_t feature;
};

struct ec_tree_grower {
  const struct ec_tree_growth *growth;
  const struct ec_job *job;
  const atomic_bool *stop;
  unsigned n_workers;
  struct ec_tree_scratch *scratch;    /* one a worker */
  struct ec_tree_candidate *parallel; /* one a feature, where the work is shared */
  uint32_t *rows, *spare;             /* those that count, and room to part them */
  uint64_t *payload;                  /* of classes: see struct ec_tree_node.pairs; by row */
  const uint32_t *row_weights;
  struct ec_tree_node node;
  size_t n_rows;
  double weight;   /* of the whole tree */
  uint32_t *order; /* the features, in the order in which they were last drawn */
  /* Where all features are tried: how each does at the root, best first, which decides between
   * splits that are equally good. */
  struct ec_feature_rank *standing;
  uint32_t *ranks;
  struct ec_random random;

  /* One slot an open node. */
  size_t n_slots, slot_capacity, n_free, n_constant_words;
  uint64_t *constants; /* which features are known to be constant */
  uint32_t *sets, *trial_set;
  size_t *free_slots;

  struct ec_open_node *open; /* a stack, or a heap where the best is split first */
  size_t n_open, open_capacity;

  struct ec_grown_node *nodes;
  uint32_t *counts;     /* of classes, n_classes a node */
  uint32_t *categories; /* n_category_words a set */
  size_t n_nodes, node_capacity, n_sets, set_capacity;
};

/* Lays the rows of an open node side by side in `grower->node`. */
void ec_tree_grower_load(struct ec_tree_grower *grower, const struct ec_open_node *open);

/* Looks for the best split of the node that is laid out, and notes it and its set in `open`. */
ec_status ec_tree_grower_search(struct ec_tree_grower *grower, struct ec_open_node *open,
                                struct ec_error *error);

/* Brings the rows that go left to the front, the order on either side kept; returns how many. */
size_t ec_tree_grower_part(struct ec_tree_grower *grower, const struct ec_open_node *open);

/* The grown nodes as a tree. */
ec_status ec_tree_grower_finish(const struct ec_tree_grower *grower, struct ec_tree *tree,
                                struct ec_error *error);
