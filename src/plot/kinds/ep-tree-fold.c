#include "config.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "kinds/ep-tree-private.h"

/* How much a node has to say: its rows, or, where they are not said, what is below it. */
static double
weight_of(const struct ep_tree *tree, size_t node)
{
  const struct ep_branch *branch = &tree->nodes[node];

  return isnan(branch->n) ? (double)branch->below : branch->n;
}

/* The heaviest node on the edge of what is shown that may be opened; SIZE_MAX for none. */
static size_t
heaviest(const struct ep_tree *tree, const unsigned char *shown, const unsigned char *open,
         size_t depth, const size_t *edge, size_t n_edge)
{
  size_t best = SIZE_MAX;

  for (size_t i = 0; i < n_edge; i++) {
    size_t node = edge[i];
    const struct ep_branch *branch = &tree->nodes[node];
    if (shown[node] || branch->n_children == 0 || branch->depth >= depth ||
        (open != NULL && open[node] == EP_OPEN_NO)) {
      continue;
    }
    if (best == SIZE_MAX || weight_of(tree, node) > weight_of(tree, best)) {
      best = node;
    }
  }
  return best;
}

/* Marks the nodes whose children are shown at first: from the root on always the one through which
 * most rows go, as long as there is room for its children. */
static bool
open_heaviest(const struct ep_tree *tree, const unsigned char *open, size_t budget, size_t depth,
              unsigned char *shown)
{
  size_t *edge = malloc((budget + 2) * sizeof *edge);
  size_t n = 1;

  if (edge == NULL) {
    return false;
  }
  edge[0] = 0;
  for (;;) {
    size_t node = heaviest(tree, shown, open, depth, edge, n);
    const struct ep_branch *branch = node != SIZE_MAX ? &tree->nodes[node] : NULL;
    /* The root is opened whatever it costs, or nothing would be seen. */
    if (branch == NULL || (n + branch->n_children > budget && node != 0)) {
      break;
    }
    shown[node] = 1;
    for (size_t i = 0; i < branch->n_children && n < budget; i++) {
      edge[n++] = tree->children[branch->first + i];
    }
  }
  free(edge);
  return true;
}

/* Adds the children of a twig to the list. */
static void
add_children(const struct ep_tree *tree, struct ep_twig *twigs, size_t at, size_t *n)
{
  const struct ep_branch *branch = &tree->nodes[twigs[at].node];

  twigs[at].first = *n;
  twigs[at].n_children = branch->n_children;
  for (size_t i = 0; i < branch->n_children; i++) {
    twigs[(*n)++] = (struct ep_twig){.node = tree->children[branch->first + i], .parent = at};
  }
}

struct ep_twig *
ep_tree_unfold(const struct ep_tree *tree, const unsigned char *open, size_t budget, size_t depth,
               size_t *n)
{
  unsigned char *shown = calloc(tree->n, 1);
  struct ep_twig *twigs = malloc(tree->n * sizeof *twigs);
  size_t count = 1;

  if (shown == NULL || twigs == NULL || !open_heaviest(tree, open, budget, depth, shown)) {
    free(shown);
    free(twigs);
    return NULL;
  }
  twigs[0] = (struct ep_twig){0};
  for (size_t i = 0; i < count; i++) {
    size_t node = twigs[i].node;
    bool wanted = open != NULL && open[node] != EP_OPEN_DEFAULT ? open[node] == EP_OPEN_YES
                                                                : shown[node] != 0;
    if (wanted && tree->nodes[node].n_children > 0) {
      add_children(tree, twigs, i, &count);
    } else {
      twigs[i].folded = tree->nodes[node].n_children > 0;
    }
  }
  free(shown);
  *n = count;
  return twigs;
}
