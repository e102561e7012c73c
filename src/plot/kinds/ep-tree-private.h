#pragma once

#include "ep-layout-private.h"
#include "kinds/ep-tree.h"

struct ep_branch {
  char *text;
  char *value;
  char *edge; /* the answer that leads here, or NULL */
  double n;
  size_t parent; /* the root: itself */
  size_t depth;
  size_t first; /* of its children in tree->children */
  size_t n_children;
  size_t below;   /* nodes under it */
  size_t level;   /* its place in tree->levels */
  size_t ordinal; /* its place in tree->order */
};

struct ep_tree {
  struct ep_branch *nodes;
  size_t n;
  size_t *children;
  size_t *levels; /* nodes by depth, from left to right */
  size_t *order;  /* each node before those under it */
  char **classes;
  size_t n_classes;
  double *shares; /* [node][class], NaN where a node has none; NULL without classes */
};

const struct ep_tree *ep_tree_of(const struct ep_chart *chart);

/* The share of a class in a node, NaN where it is not said. */
double ep_tree_share(const struct ep_tree *tree, size_t node, size_t class_number);

/* One node as it is drawn. The list of them has each parent before its children, which stand side
 * by side, from left to right. */
struct ep_twig {
  size_t node;
  size_t parent; /* places in the list */
  size_t first;
  size_t n_children; /* 0 too where they are folded away */
  bool folded;
  double x; /* of the middle, and of the upper edge; in pixels at scale 1 */
  double y;
};

/* What a learner takes in at first: no more nodes than this, no deeper. */
enum { EP_TREE_BUDGET = 31, EP_TREE_DEPTH = 6 };

/* Which nodes are drawn: (transfer full) (nullable) the list, and its length. open says of each
 * node whether its children are shown (EP_OPEN_*). NULL, and EP_OPEN_DEFAULT: as many as make up
 * budget nodes, none deeper than depth, those first through which most of the rows go. */
struct ep_twig *ep_tree_unfold(const struct ep_tree *tree, const unsigned char *open, size_t budget,
                               size_t depth, size_t *n);

/* Sets x of all, so that parents stand over the middle of their children, no two nodes of a level
 * are nearer than width + gap, equal subtrees look equal wherever they are, and the tree is as
 * narrow as that allows (Buchheim, Jünger and Leipert, "Improving Walker's algorithm to run in
 * linear time", 2002); the leftmost has x = width / 2. False without memory. */
bool ep_tree_place(struct ep_twig *twigs, size_t n, double width, double gap);

/* How one layout shows the tree. Units of the plane are pixels at scale 1. */
struct ep_tree_plan {
  struct ep_twig *twigs;
  size_t n;
  size_t *twig_of; /* by node; SIZE_MAX for one that is folded away */
  double node_width;
  double node_height;
  double level_height; /* from one level to the next */
  double width;        /* of all of it */
  double height;
  double scale;
  int text_lines; /* of the question */
  bool has_bars;
};

/* Makes the plan of a layout, with that much room. */
bool ep_tree_plan_new(struct ep_layout *layout, struct ep_rect room);
void ep_tree_plan_free(void *plan);

/* The smallest scale at first; what does not fit then is folded away. */
double ep_tree_scale_min(const struct ep_layout *layout);

/* The box of a twig on the screen, and its middle and lower edge's. */
struct ep_rect ep_tree_box(const struct ep_layout *layout, const struct ep_twig *twig);

/* The handle that folds or unfolds what is under a twig; empty where it has nothing. */
struct ep_rect ep_tree_handle(const struct ep_layout *layout, const struct ep_twig *twig);

/* Places the texts of all nodes in sight. */
void ep_tree_place_texts(struct ep_layout *layout);

/* Whether texts are large enough at this scale to be read. */
bool ep_tree_is_legible(const struct ep_layout *layout);
