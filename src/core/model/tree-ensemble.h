/* Decision trees as arrays, and a sum of them: what trees, forests and boosting share, what
 * explain/tree-shap.h reads and what a drawing of a tree is made from. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EC_TREE_LEAF = -1 };

/* One tree. Node 0 is the root; children come after their parent. All arrays are owned by the
 * model. A row goes left
 *   - at a split of amounts where x <= threshold,
 *   - at a split of categories where its code is in the node's set,
 *   - where x is missing (NaN), or a code that no training row had, if missing_left says so. */
struct ec_tree {
  size_t n_nodes, n_outputs;
  const int32_t *feature;      /* which one is asked; EC_TREE_LEAF where none is */
  const double *threshold;     /* of a split of amounts */
  const int32_t *left, *right; /* the children; EC_TREE_LEAF of a leaf */
  const bool *missing_left;
  const double *cover;    /* the weight of the training rows that came by; of the root: all of it */
  const double *impurity; /* of those rows: Gini, entropy or mean squared error; may be NULL */
  const double *gain;     /* by how much the split lowered the weighted impurity or the loss */
  const double *values; /* n_nodes by n_outputs, row by row: a leaf's are what the tree predicts, an
                           inner node's what it would if it ended there */
  /* Of splits of categories: where the node's set begins in `categories`, in words of 32 codes;
   * EC_TREE_LEAF for a split of amounts. NULL where the tree has no such split. */
  const int32_t *category_set;
  const uint32_t *categories;
  size_t n_category_words; /* of one set */
};

/* output k of a row = base[k] + scale * the sum of what the trees give for k. Of a classifier that
 * averages shares (tree, forest) outputs are probabilities; of boosting they are log odds (one
 * output for two classes) or logits before the softmax. */
struct ec_tree_ensemble {
  size_t n_trees, n_outputs, n_features;
  const struct ec_tree *trees;
  const int32_t *outputs; /* of tree t with one value a node: which output it adds to; NULL where
                             each tree has a value for every output */
  const double *base;     /* n_outputs */
  double scale;
};

struct ec_model;

/* The trees of a fitted model of class "tree", "forest", "extra-trees" or "boosting", borrowed from
 * it until its next fit. False for any other model. */
bool ec_model_get_trees(const struct ec_model *model, struct ec_tree_ensemble *ensemble);
