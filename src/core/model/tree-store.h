/* Trees as they are kept: one block of memory each, nodes in preorder. Of the core alone. */
#pragma once

#include "base/status.h"
#include "model/tree-ensemble.h"

/* The arrays of a tree while it is being made; see struct ec_tree. */
struct ec_tree_parts {
  double *values, *threshold, *cover, *impurity, *gain;
  int32_t *feature, *left, *right, *category_set;
  uint32_t *categories;
  bool *missing_left;
};

/* What a tree has besides nodes. */
struct ec_tree_extent {
  size_t n_nodes, n_outputs;
  size_t n_sets, n_category_words; /* of splits of categories; none: 0 */
};

/* Makes the arrays of a tree, not filled, in one block that begins with the values; all nodes are
 * leaves without values missing on the left. NO_MEMORY. */
ec_status ec_tree_make(const struct ec_tree_extent *extent, struct ec_tree *tree,
                       struct ec_tree_parts *parts, struct ec_error *error);
void ec_tree_clear(struct ec_tree *tree); /* one that was never made, all zero, is allowed */
void ec_trees_free(struct ec_tree *trees, size_t n_trees); /* NULL is allowed */

/* Fills in the gains from cover and impurity. */
void ec_tree_fill_gains(const struct ec_tree *tree, double *gain);

/* A copy in preorder that ends where `ends` (n_nodes flags, or NULL) says so. */
ec_status ec_tree_copy(const struct ec_tree *from, const bool *ends, struct ec_tree *to,
                       struct ec_error *error);
