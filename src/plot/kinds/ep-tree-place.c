#include "config.h"

#include <float.h>
#include <stdint.h>
#include <stdlib.h>

#include "kinds/ep-tree-private.h"

/* The names are those of Buchheim, Jünger and Leipert; the recursion is unrolled, since trees of
 * one long path would exhaust the stack. */

struct place {
  double prelim;
  double mod;
  double shift;
  double change;
  size_t thread;   /* the next node of a contour, where that leaves the subtree */
  size_t ancestor; /* the greatest uncommon one, or one that stands in for it */
  size_t fallback; /* of a parent: the default ancestor of its children */
};

struct walk {
  struct ep_twig *twigs;
  struct place *places;
  double distance;
};

static bool
is_leaf(const struct walk *walk, size_t v)
{
  return walk->twigs[v].n_children == 0;
}

static size_t
next_left(const struct walk *walk, size_t v)
{
  return is_leaf(walk, v) ? walk->places[v].thread : walk->twigs[v].first;
}

static size_t
next_right(const struct walk *walk, size_t v)
{
  return is_leaf(walk, v) ? walk->places[v].thread
                          : walk->twigs[v].first + walk->twigs[v].n_children - 1;
}

static bool
is_first(const struct walk *walk, size_t v)
{
  return v == 0 || walk->twigs[walk->twigs[v].parent].first == v;
}

/* Moves the subtree of right away from that of left, and notes the share that falls to the smaller
 * subtrees between them. */
static void
move_subtree(struct walk *walk, size_t left, size_t right, double shift)
{
  double between = (double)(right - left);
  struct place *to = &walk->places[right];

  to->change -= shift / between;
  to->shift += shift;
  walk->places[left].change += shift / between;
  to->prelim += shift;
  to->mod += shift;
}

static void
execute_shifts(struct walk *walk, size_t v)
{
  double shift = 0;
  double change = 0;

  for (size_t i = walk->twigs[v].n_children; i-- > 0;) {
    struct place *w = &walk->places[walk->twigs[v].first + i];
    w->prelim += shift;
    w->mod += shift;
    change += w->change;
    shift += w->shift + change;
  }
}

/* The ancestor of a node of the left forest among the siblings of v. */
static size_t
ancestor_of(const struct walk *walk, size_t inside, size_t v)
{
  size_t ancestor = walk->places[inside].ancestor;
  size_t parent = walk->twigs[v].parent;

  return ancestor != 0 && walk->twigs[ancestor].parent == parent ? ancestor
                                                                 : walk->places[parent].fallback;
}

/* Brings the subtree of v beside those of its elder siblings, along their contours. */
static void
apportion(struct walk *walk, size_t v)
{
  struct place *p = walk->places;
  size_t inside_right = v;
  size_t outside_right = v;
  size_t inside_left = v - 1;
  size_t outside_left = walk->twigs[walk->twigs[v].parent].first;
  double sum_inside_right = p[v].mod;
  double sum_outside_right = p[v].mod;
  double sum_inside_left = p[inside_left].mod;
  double sum_outside_left = p[outside_left].mod;

  while (next_right(walk, inside_left) != SIZE_MAX && next_left(walk, inside_right) != SIZE_MAX) {
    double shift;
    inside_left = next_right(walk, inside_left);
    inside_right = next_left(walk, inside_right);
    outside_left = next_left(walk, outside_left);
    outside_right = next_right(walk, outside_right);
    p[outside_right].ancestor = v;
    shift = p[inside_left].prelim + sum_inside_left - p[inside_right].prelim - sum_inside_right +
            walk->distance;
    if (shift > 0) {
      move_subtree(walk, ancestor_of(walk, inside_left, v), v, shift);
      sum_inside_right += shift;
      sum_outside_right += shift;
    }
    sum_inside_left += p[inside_left].mod;
    sum_inside_right += p[inside_right].mod;
    sum_outside_left += p[outside_left].mod;
    sum_outside_right += p[outside_right].mod;
  }
  if (next_right(walk, inside_left) != SIZE_MAX && next_right(walk, outside_right) == SIZE_MAX) {
    p[outside_right].thread = next_right(walk, inside_left);
    p[outside_right].mod += sum_inside_left - sum_outside_right;
  }
  if (next_left(walk, inside_right) != SIZE_MAX && next_left(walk, outside_left) == SIZE_MAX) {
    p[outside_left].thread = next_left(walk, inside_right);
    p[outside_left].mod += sum_inside_right - sum_outside_left;
    p[walk->twigs[v].parent].fallback = v;
  }
}

/* What the first walk does at a node once it is done with those under it. */
static void
visit(struct walk *walk, size_t v)
{
  const struct ep_twig *twig = &walk->twigs[v];
  struct place *place = &walk->places[v];
  double middle = 0;

  if (!is_leaf(walk, v)) {
    size_t last = twig->first + twig->n_children - 1;
    execute_shifts(walk, v);
    middle = (walk->places[twig->first].prelim + walk->places[last].prelim) / 2;
  }
  place->prelim = middle;
  if (!is_first(walk, v)) {
    place->prelim = walk->places[v - 1].prelim + walk->distance;
    place->mod = is_leaf(walk, v) ? 0 : place->prelim - middle;
    apportion(walk, v);
  }
}

/* The nodes, each after those under it and after its elder siblings with all under them. */
static void
first_walk(struct walk *walk, size_t *stack, size_t *next)
{
  size_t depth = 1;

  stack[0] = 0;
  next[0] = 0;
  while (depth > 0) {
    size_t v = stack[depth - 1];
    if (next[depth - 1] < walk->twigs[v].n_children) {
      stack[depth] = walk->twigs[v].first + next[depth - 1]++;
      next[depth++] = 0;
    } else {
      visit(walk, v);
      depth--;
    }
  }
}

/* Adds the modifiers up on the way down, and moves all so that the leftmost is at its place. */
static void
second_walk(struct walk *walk, size_t n, double left)
{
  struct place *places = walk->places;
  double least = DBL_MAX;

  /* shift is used no more: it now holds the sum of the modifiers above. */
  places[0].shift = 0;
  for (size_t i = 0; i < n; i++) {
    if (i > 0) {
      const struct place *parent = &places[walk->twigs[i].parent];
      places[i].shift = parent->shift + parent->mod;
    }
    walk->twigs[i].x = places[i].prelim + places[i].shift;
    least = walk->twigs[i].x < least ? walk->twigs[i].x : least;
  }
  for (size_t i = 0; i < n; i++) {
    walk->twigs[i].x += left - least;
  }
}

bool
ep_tree_place(struct ep_twig *twigs, size_t n, double width, double gap)
{
  struct walk walk = {twigs, calloc(n, sizeof(struct place)), width + gap};
  size_t *stack = malloc((n + 1) * sizeof *stack);
  size_t *next = malloc((n + 1) * sizeof *next);
  bool whole = walk.places != NULL && stack != NULL && next != NULL;

  if (whole) {
    for (size_t i = 0; i < n; i++) {
      walk.places[i].thread = SIZE_MAX;
      walk.places[i].ancestor = i;
      walk.places[i].fallback = twigs[i].first;
    }
    first_walk(&walk, stack, next);
    second_walk(&walk, n, width / 2);
  }
  free(walk.places);
  free(stack);
  free(next);
  return whole;
}
