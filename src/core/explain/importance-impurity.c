#include "config.h"

#include "explain/importance-impurity.h"

static double
sum_gains(const struct ec_tree *tree)
{
  double sum = 0.0;
  for (size_t i = 0; i < tree->n_nodes; i++)
    if (tree->feature[i] != EC_TREE_LEAF)
      sum += tree->gain[i];
  return sum;
}

static void
add_gains(const struct ec_tree *tree, double sum, double *importance)
{
  for (size_t i = 0; i < tree->n_nodes; i++)
    if (tree->feature[i] != EC_TREE_LEAF)
      importance[tree->feature[i]] += tree->gain[i] / sum;
}

void
ec_importance_impurity(const struct ec_tree_ensemble *ensemble, double *importance)
{
  /* In an average over trees each weighs the same; in a sum, which knows no impurity, it does not. */
  bool average = ensemble->n_trees > 0 && ensemble->trees[0].impurity != NULL;
  double total = 0.0;
  for (size_t j = 0; j < ensemble->n_features; j++)
    importance[j] = 0.0;
  for (size_t t = 0; t < ensemble->n_trees; t++) {
    double sum = average ? sum_gains(&ensemble->trees[t]) : 1.0;
    if (sum > 0.0)
      add_gains(&ensemble->trees[t], sum, importance);
  }
  for (size_t j = 0; j < ensemble->n_features; j++)
    total += importance[j];
  for (size_t j = 0; j < ensemble->n_features && total > 0.0; j++)
    importance[j] /= total;
}
