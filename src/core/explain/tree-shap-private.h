/* What explaining a row needs to know of the trees beforehand. */
#pragma once

#include <stddef.h>

#include "base/status.h"
#include "model/tree-ensemble.h"

/* So many points are worked on at once. */
enum { EC_SHAP_LANES = 4 };

/* The quadrature, and how much room a way through the trees takes. */
struct ec_shap_shape {
  size_t depth;             /* of the deepest tree */
  size_t n_points;          /* enough for the most features on one way, a multiple of
                               EC_SHAP_LANES: points that are one too many have no weight */
  double *points, *weights; /* of Gauss and Legendre on 0 to 1 */
  double *rests;            /* 1 - point */
};

/* Measures the trees that add to an output, and sums up what they expect when nothing is known in
 * `*expected`. NO_MEMORY. */
ec_status ec_shap_shape_init(struct ec_shap_shape *shape, const struct ec_tree_ensemble *ensemble,
                             size_t output, double *expected, struct ec_error *error);
void ec_shap_shape_clear(struct ec_shap_shape *shape);

/* The share of a node's training rows that went to a child; halves where it had none. */
static inline double
ec_shap_share(const struct ec_tree *tree, size_t node, bool left)
{
  double both = tree->cover[tree->left[node]] + tree->cover[tree->right[node]];
  double one = tree->cover[left ? tree->left[node] : tree->right[node]];
  return both > 0.0 ? one / both : 0.5;
}

/* What a node of tree `t` adds to an output. */
static inline double
ec_shap_value(const struct ec_tree_ensemble *ensemble, size_t t, size_t node, size_t output)
{
  const struct ec_tree *tree = &ensemble->trees[t];
  return tree->values[node * tree->n_outputs + (ensemble->outputs == NULL ? output : 0)];
}
