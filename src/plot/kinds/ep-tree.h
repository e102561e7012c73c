#pragma once

#include "ep-chart.h"

struct ep_tree_node {
  const char *text;     /* the question asked here ("Sex = female"); "" for a leaf */
  const char *value;    /* what is predicted here ("survived 38%") */
  double n;             /* how many rows came here; NaN: not said */
  const double *shares; /* of each class; NULL: no classes */
  size_t n_shares;
  const size_t *children; /* numbers of nodes */
  size_t n_children;
  const char *const *edges; /* the answers that lead to the children; NULL: none */
};

enum { EP_TREE_NODES_MAX = 20000, EP_TREE_CLASSES_MAX = 256 };

/* Gives an EP_KIND_TREE its nodes; node 0 is the root, and each other the child of one. False, and
 * nothing changed, without memory or where a node is no one's child, its own ancestor's parent or
 * the child of two, a share is not in 0 … 1, or the limits are passed. */
bool ep_chart_set_tree(struct ep_chart *chart, const struct ep_tree_node *nodes, size_t n,
                       const char *const *classes, size_t n_classes);

size_t ep_tree_get_n_nodes(const struct ep_chart *chart);
bool ep_tree_is_leaf(const struct ep_chart *chart, size_t node);

/* The parent of a node; the root is its own. */
size_t ep_tree_get_parent(const struct ep_chart *chart, size_t node);
