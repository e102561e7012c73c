#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "explain/tree-shap-private.h"

/* The points and weights of Gauss-Legendre quadrature on 0 to 1, exact for polynomials up to degree
 * 2 n - 1: the roots of the Legendre polynomial by Newton's method, from Tricomi's estimate.
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 25.4.30 and 22.16.6. */
static void
fill_quadrature(size_t n, double *points, double *weights)
{
  for (size_t i = 0; i < n; i++) {
    double x = cos(M_PI * ((double)i + 0.75) / ((double)n + 0.5)), slope = 1.0;
    for (int round = 0; round < 20; round++) {
      double before = 1.0, value = x, step;
      for (size_t k = 2; k <= n; k++) {
        double next =
            ((2.0 * (double)k - 1.0) * x * value - ((double)k - 1.0) * before) / (double)k;
        before = value;
        value = next;
      }
      slope = (double)n * (x * value - before) / (x * x - 1.0);
      step = value / slope;
      x -= step;
      if (fabs(step) < 1e-16)
        break;
    }
    points[i] = (1.0 - x) / 2.0;
    weights[i] = 1.0 / ((1.0 - x * x) * slope * slope);
  }
}

/* Room to walk through any of the trees. */
struct walk {
  int32_t *stack;   /* nodes still to come; ~node of one that is being left */
  uint32_t *asked;  /* of each feature, how often on the way so far */
  double *expected; /* below each node */
};

/* The expectation below the root of a tree when nothing is known; children come after parents. */
static double
find_expectation(const struct ec_tree_ensemble *ensemble, size_t t, size_t output, double *expected)
{
  const struct ec_tree *tree = &ensemble->trees[t];
  for (size_t i = tree->n_nodes; i-- > 0;)
    expected[i] = tree->feature[i] == EC_TREE_LEAF
                      ? ec_shap_value(ensemble, t, i, output)
                      : ec_shap_share(tree, i, true) * expected[tree->left[i]] +
                            ec_shap_share(tree, i, false) * expected[tree->right[i]];
  return expected[0];
}

/* The most different features on a way from the root to a leaf, and the depth. */
static size_t
find_most_features(const struct ec_tree *tree, const struct walk *walk, size_t *deepest)
{
  size_t n_stack = 0, n_asked = 0, most = 0, depth = 0;
  walk->stack[n_stack++] = 0;
  while (n_stack > 0) {
    int32_t top = walk->stack[--n_stack];
    size_t node = (size_t)(top < 0 ? ~top : top);
    int32_t feature = tree->feature[node];
    if (feature == EC_TREE_LEAF)
      continue;
    if (top < 0) {
      n_asked -= --walk->asked[feature] == 0;
      depth--;
      continue;
    }
    n_asked += walk->asked[feature]++ == 0;
    depth++;
    most = n_asked > most ? n_asked : most;
    *deepest = depth > *deepest ? depth : *deepest;
    walk->stack[n_stack++] = ~top;
    walk->stack[n_stack++] = tree->right[node];
    walk->stack[n_stack++] = tree->left[node];
  }
  return most;
}

static void
clear_walk(struct walk *walk)
{
  ec_free(walk->stack);
  ec_free(walk->asked);
  ec_free(walk->expected);
}

static ec_status
measure(struct ec_shap_shape *shape, const struct ec_tree_ensemble *ensemble, size_t output,
        double *expected, size_t *most, struct ec_error *error)
{
  struct walk walk = {0};
  size_t n_nodes = 0;
  for (size_t t = 0; t < ensemble->n_trees; t++)
    if (ensemble->trees[t].n_nodes > n_nodes)
      n_nodes = ensemble->trees[t].n_nodes;
  /* A node waits once to be entered and once to be left. */
  walk.stack = ec_alloc(n_nodes + 1, 2 * sizeof *walk.stack);
  walk.asked = ec_alloc_zero(ensemble->n_features, sizeof *walk.asked);
  walk.expected = ec_alloc(n_nodes, sizeof *walk.expected);
  if (walk.stack == NULL || walk.asked == NULL || walk.expected == NULL) {
    clear_walk(&walk);
    return ec_error_no_memory(error, "the contributions");
  }
  for (size_t t = 0; t < ensemble->n_trees; t++) {
    size_t found;
    if (ensemble->outputs != NULL && (size_t)ensemble->outputs[t] != output)
      continue;
    found = find_most_features(&ensemble->trees[t], &walk, &shape->depth);
    *most = found > *most ? found : *most;
    *expected += find_expectation(ensemble, t, output, walk.expected);
  }
  clear_walk(&walk);
  return EC_OK;
}

ec_status
ec_shap_shape_init(struct ec_shap_shape *shape, const struct ec_tree_ensemble *ensemble,
                   size_t output, double *expected, struct ec_error *error)
{
  size_t most = 0, n;
  ec_status status;
  *shape = (struct ec_shap_shape){0};
  status = measure(shape, ensemble, output, expected, &most, error);
  if (status != EC_OK)
    return status;
  /* The product over all other features of a way has a degree of one less than there are. */
  n = (most + 1) / 2 > 0 ? (most + 1) / 2 : 1;
  shape->n_points = (n + EC_SHAP_LANES - 1) / EC_SHAP_LANES * EC_SHAP_LANES;
  shape->points = ec_alloc(shape->n_points, sizeof *shape->points);
  shape->weights = ec_alloc(shape->n_points, sizeof *shape->weights);
  shape->rests = ec_alloc(shape->n_points, sizeof *shape->rests);
  if (shape->points == NULL || shape->weights == NULL || shape->rests == NULL) {
    ec_shap_shape_clear(shape);
    return ec_error_no_memory(error, "the contributions");
  }
  fill_quadrature(n, shape->points, shape->weights);
  for (size_t q = n; q < shape->n_points; q++) {
    shape->points[q] = 0.5;
    shape->weights[q] = 0.0;
  }
  for (size_t q = 0; q < shape->n_points; q++)
    shape->rests[q] = 1.0 - shape->points[q];
  return EC_OK;
}

void
ec_shap_shape_clear(struct ec_shap_shape *shape)
{
  ec_free(shape->points);
  ec_free(shape->weights);
  ec_free(shape->rests);
  *shape = (struct ec_shap_shape){0};
}
