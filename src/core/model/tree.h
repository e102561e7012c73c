/* A decision tree: yes-or-no questions about one feature each, chosen one after the other so that
 * the rows on either side are as alike as can be.
 *
 * Splits are exact: every threshold between two different values is tried. The question with the
 * largest decrease of the weighted impurity wins,
 *
 *     n i(t) - n_left i(left) - n_right i(right),
 *
 * where i is Gini's 1 - sum p², the entropy - sum p log2 p, or for numbers the mean squared error.
 * Equal ones are decided by the decrease that their features would bring at the root, then by the
 * lower feature and the lower threshold, so that the tree depends on nothing but the data; where
 * features are drawn, by which was drawn first. A threshold is the middle between the two values
 * of the node's rows that it parts. A node is split even where nothing is gained
 * at once (two features that tell classes apart only together), unless its rows are all alike.
 *
 * Missing values go to the side where they gain more, chosen anew at each node, or are a side of
 * their own; where a node saw none, those that come later go to the larger side. Codes of
 * categories are put in the order of their means (numbers, two classes: the best of all subsets,
 * Fisher 1958) or of the first principal component of their shares of the classes (Coppersmith,
 * Hong and Hosking 1999), and then split like amounts.
 *
 * Source: L. Breiman, J. Friedman, R. Olshen, C. Stone, "Classification and regression trees",
 * 1984. The defaults and the meaning of the options are those of scikit-learn. */
#pragma once

#include <stdint.h>

#include "model/model.h"
#include "model/tree-ensemble.h"

extern const struct ec_model_class ec_tree_class;

enum ec_tree_criterion {
  EC_TREE_GINI,
  EC_TREE_ENTROPY,
  EC_TREE_SQUARED_ERROR, /* of numbers, whatever the options say; not to be asked of classes */
};

/* How many features are tried at a node, drawn anew at each. Those that are constant there count
 * as tried; more are drawn until one can be split. */
enum ec_feature_rule {
  EC_FEATURES_AUTO,  /* tree: all. Forests: the square root for classes, all for numbers */
  EC_FEATURES_ALL,   /* D */
  EC_FEATURES_SQRT,  /* floor(sqrt(D)), at least 1 */
  EC_FEATURES_LOG2,  /* floor(log2(D)), at least 1 */
  EC_FEATURES_COUNT, /* max_features of them, or all where there are fewer */
  EC_FEATURES_SHARE, /* floor(max_features * D), at least 1 */
};

struct ec_tree_options {
  enum ec_tree_criterion criterion; /* of classes: EC_TREE_GINI or EC_TREE_ENTROPY */
  size_t max_depth;                 /* questions on the way to a leaf; 0: no limit */
  size_t min_samples_split;         /* a node with fewer rows is a leaf; at least 2 */
  size_t min_samples_leaf;          /* no leaf has fewer rows; at least 1 */
  size_t max_leaf_nodes;            /* grown best split first until there are so many, at least 2;
                                       0: no limit */
  double min_impurity_decrease;     /* splits have to lower the impurity of the tree by as much:
                                       the decrease above divided by the rows of the tree */
  double ccp_alpha; /* cost of a leaf, in that unit; the tree is pruned back to where
                                       each of its leaves is worth it. 0: not pruned */
  enum ec_feature_rule feature_rule;
  double max_features; /* for COUNT and SHARE */
  uint64_t seed;       /* of the features drawn */
};

#define EC_TREE_OPTIONS_INIT                                                                       \
  {                                                                                                \
    EC_TREE_GINI, 0, 2, 1, 0, 0.0, 0.0, EC_FEATURES_AUTO, 0.0, 0                                   \
  }

/* A tree that is still to be grown; owned by the caller. `options` may be NULL. ARGUMENT where an
 * option is out of its range. */
ec_status ec_tree_new(const struct ec_tree_options *options, struct ec_model **model,
                      struct ec_error *error);

/* What can be read off a tree at a glance. */
struct ec_tree_size {
  size_t n_nodes, n_leaves, depth; /* depth: the questions on the longest way; 0 of a lone leaf */
};

/* NO_MEMORY. */
ec_status ec_tree_measure(const struct ec_tree *tree, struct ec_tree_size *size,
                          struct ec_error *error);

/* The leaf that a row of `x` (its features `stride` apart) comes to. */
size_t ec_tree_find_leaf(const struct ec_tree *tree, const double *x, size_t stride);

/* All the trees that pruning by cost and complexity passes through, from the whole tree to the
 * root alone: with a cost of alphas[i] a leaf, the best subtree has the impurity impurities[i] (of
 * its leaves, weighted by their shares of the rows) and n_leaves[i] leaves. Breiman et al.,
 * chapter 3. alphas[0] is 0. */
struct ec_tree_pruning_path {
  size_t n_steps;
  double *alphas, *impurities;
  size_t *n_leaves;
};

/* The path of a tree with impurities (of ec_model_get_trees(); grown with ccp_alpha 0). Freed with
 * ec_tree_pruning_path_clear(). UNSUPPORTED where the impurities are not known; CANCELLED,
 * NO_MEMORY. */
ec_status ec_tree_pruning_path_find(const struct ec_tree *tree, const struct ec_job *job,
                                    struct ec_tree_pruning_path *path, struct ec_error *error);
void ec_tree_pruning_path_clear(struct ec_tree_pruning_path *path);
