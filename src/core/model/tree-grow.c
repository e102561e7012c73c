/* The order in which a tree grows: depth first, or the best split first where leaves are limited. */
#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "model/tree-grow-private.h"
#include "model/tree-prune.h"

enum { FIRST_CAPACITY = 64 };

/* Small nodes are many and quick, so whether to stop is asked only now and then. */
enum { POLL_EVERY = 64, POLL_ROWS = 4096 };

static ec_status
check_stop(const struct ec_tree_grower *g, const struct ec_open_node *open, struct ec_error *error)
{
  if (g->n_nodes % POLL_EVERY != 0 && open->end - open->begin < POLL_ROWS)
    return EC_OK;
  if ((g->stop != NULL && atomic_load_explicit(g->stop, memory_order_relaxed)) ||
      ec_job_is_cancelled(g->job))
    return ec_error_set(error, EC_ERROR_CANCELLED, "stopped on request");
  return EC_OK;
}

/* Makes `*block` hold at least `needed` items of `size` bytes. */
static bool
reserve(void **block, size_t *capacity, size_t used, size_t needed, size_t size)
{
  size_t wanted = *capacity < FIRST_CAPACITY ? FIRST_CAPACITY : *capacity;
  void *made;
  if (needed <= *capacity)
    return true;
  while (wanted < needed)
    wanted *= 2;
  made = ec_resize(*block, used, wanted, size);
  if (made == NULL)
    return false;
  *block = made;
  *capacity = wanted;
  return true;
}

/* Makes two or more blocks grow as one: each is resized for the capacity that they share. */
static bool
reserve_nodes(struct ec_tree_grower *g)
{
  size_t k = g->growth->data->n_classes, capacity = g->node_capacity;
  void *nodes = g->nodes, *counts = g->counts;
  if (g->n_nodes < g->node_capacity)
    return true;
  if (!reserve(&nodes, &capacity, g->n_nodes, g->n_nodes + 1, sizeof *g->nodes))
    return false;
  g->nodes = nodes;
  capacity = g->node_capacity;
  if (k > 0 && !reserve(&counts, &capacity, g->n_nodes, g->n_nodes + 1, k * sizeof *g->counts))
    return false;
  g->counts = counts;
  g->node_capacity = g->node_capacity < FIRST_CAPACITY ? FIRST_CAPACITY : 2 * g->node_capacity;
  return true;
}

static bool
reserve_slot(struct ec_tree_grower *g)
{
  size_t n_words = g->growth->data->n_category_words, capacity;
  void *constants = g->constants, *sets = g->sets, *slots = g->free_slots;
  if (g->n_free > 0 || g->n_slots < g->slot_capacity)
    return true;
  capacity = g->slot_capacity;
  if (!reserve(&constants, &capacity, g->n_slots, g->n_slots + 1,
               g->n_constant_words * sizeof *g->constants))
    return false;
  g->constants = constants;
  capacity = g->slot_capacity;
  if (n_words > 0 &&
      !reserve(&sets, &capacity, g->n_slots, g->n_slots + 1, n_words * sizeof *g->sets))
    return false;
  g->sets = sets;
  capacity = g->slot_capacity;
  if (!reserve(&slots, &capacity, 0, g->n_slots + 1, sizeof *g->free_slots))
    return false;
  g->free_slots = slots;
  g->slot_capacity = capacity;
  return true;
}

/* A slot that knows of the constants that `from` knows; SIZE_MAX: of none. */
static ec_status
take_slot(struct ec_tree_grower *g, size_t from, size_t *slot, struct ec_error *error)
{
  size_t n = g->n_constant_words;
  if (!reserve_slot(g))
    return ec_error_no_memory(error, "growing a tree");
  *slot = g->n_free > 0 ? g->free_slots[--g->n_free] : g->n_slots++;
  if (from == SIZE_MAX)
    memset(g->constants + *slot * n, 0, n * sizeof *g->constants);
  else
    memcpy(g->constants + *slot * n, g->constants + from * n, n * sizeof *g->constants);
  return EC_OK;
}

static void
drop_slot(struct ec_tree_grower *g, size_t slot)
{
  g->free_slots[g->n_free++] = slot;
}

/* Notes the node that is laid out, as a leaf for now, with its parent. */
static ec_status
add_node(struct ec_tree_grower *g, struct ec_open_node *open, struct ec_error *error)
{
  size_t k = g->growth->data->n_classes;
  if (g->n_nodes >= INT32_MAX - 1 || !reserve_nodes(g))
    return ec_error_no_memory(error, "growing a tree");
  open->node = (int32_t)g->n_nodes;
  g->nodes[g->n_nodes] = (struct ec_grown_node){.feature = EC_TREE_LEAF,
                                                .left = EC_TREE_LEAF,
                                                .right = EC_TREE_LEAF,
                                                .set = EC_TREE_LEAF,
                                                .cover = g->node.weight,
                                                .impurity = g->node.impurity,
                                                .mean = g->node.mean};
  if (k > 0)
    memcpy(g->counts + g->n_nodes * k, g->node.counts, k * sizeof *g->counts);
  if (open->parent >= 0 && open->is_left)
    g->nodes[open->parent].left = open->node;
  else if (open->parent >= 0)
    g->nodes[open->parent].right = open->node;
  g->n_nodes++;
  return EC_OK;
}

/* Adds an open node to the tree, and finds whether and how it is to be split. */
static ec_status
examine(struct ec_tree_grower *g, struct ec_open_node *open, bool *splits, struct ec_error *error)
{
  const struct ec_tree_plan *plan = &g->growth->plan;
  ec_status status = check_stop(g, open, error);
  *splits = false;
  if (status != EC_OK)
    return status;
  ec_tree_grower_load(g, open);
  status = add_node(g, open, error);
  if (status != EC_OK || g->node.pure || open->depth >= plan->max_depth ||
      g->node.weight < plan->min_split || g->node.weight < 2.0 * plan->min_leaf)
    return status;
  status = ec_tree_grower_search(g, open, error);
  *splits = status == EC_OK && open->split.score > EC_TREE_NO_SCORE &&
            open->decrease + __DBL_EPSILON__ >= plan->min_decrease;
  return status;
}

static ec_status
keep_set(struct ec_tree_grower *g, size_t slot, int32_t *set, struct ec_error *error)
{
  size_t n_words = g->growth->data->n_category_words;
  void *categories = g->categories;
  if (!reserve(&categories, &g->set_capacity, g->n_sets, g->n_sets + 1,
               n_words * sizeof *g->categories))
    return ec_error_no_memory(error, "growing a tree");
  g->categories = categories;
  memcpy(g->categories + g->n_sets * n_words, g->sets + slot * n_words,
         n_words * sizeof *g->categories);
  *set = (int32_t)g->n_sets++;
  return EC_OK;
}

/* Makes the split of an open node and leaves its two children, whose slots are its own and a new
 * one. */
static ec_status
expand(struct ec_tree_grower *g, const struct ec_open_node *open, struct ec_open_node children[2],
       struct ec_error *error)
{
  struct ec_grown_node *node = &g->nodes[open->node];
  size_t n_left, slot;
  ec_status status = EC_OK;
  node->feature = (int32_t)open->split.feature;
  node->missing_left = open->split.missing_left;
  if (g->growth->data->features[open->split.feature].categorical)
    status = keep_set(g, open->slot, &node->set, error);
  else
    node->threshold = open->split.threshold;
  if (status != EC_OK)
    return status;
  n_left = ec_tree_grower_part(g, open);
  status = take_slot(g, open->slot, &slot, error);
  if (status != EC_OK)
    return status;
  for (int side = 0; side < 2; side++)
    children[side] = (struct ec_open_node){.begin = side == 0 ? open->begin : open->begin + n_left,
                                           .end = side == 0 ? open->begin + n_left : open->end,
                                           .depth = open->depth + 1,
                                           .slot = side == 0 ? slot : open->slot,
                                           .parent = open->node,
                                           .is_left = side == 0};
  return EC_OK;
}

static ec_status
push(struct ec_tree_grower *g, const struct ec_open_node *open, struct ec_error *error)
{
  void *block = g->open;
  if (!reserve(&block, &g->open_capacity, g->n_open, g->n_open + 1, sizeof *g->open))
    return ec_error_no_memory(error, "growing a tree");
  g->open = block;
  g->open[g->n_open++] = *open;
  return EC_OK;
}

/* Depth first, left before right, so that nodes are numbered in preorder. */
static ec_status
grow_depth_first(struct ec_tree_grower *g, struct ec_open_node *root, struct ec_error *error)
{
  ec_status status = push(g, root, error);
  while (status == EC_OK && g->n_open > 0) {
    struct ec_open_node open = g->open[--g->n_open], children[2];
    bool splits;
    status = examine(g, &open, &splits, error);
    if (status != EC_OK)
      break;
    if (!splits) {
      drop_slot(g, open.slot);
      continue;
    }
    status = expand(g, &open, children, error);
    if (status == EC_OK)
      status = push(g, &children[1], error);
    if (status == EC_OK)
      status = push(g, &children[0], error);
  }
  return status;
}

/* Whether `a` is to be split before `b`: by the larger decrease, then by the lower number. */
static bool
goes_first(const struct ec_open_node *a, const struct ec_open_node *b)
{
  return a->decrease > b->decrease || (a->decrease == b->decrease && a->node < b->node);
}

static void
sift_up(struct ec_open_node *heap, size_t i)
{
  struct ec_open_node moved = heap[i];
  for (; i > 0 && goes_first(&moved, &heap[(i - 1) / 2]); i = (i - 1) / 2)
    heap[i] = heap[(i - 1) / 2];
  heap[i] = moved;
}

static struct ec_open_node
pop_best(struct ec_tree_grower *g)
{
  struct ec_open_node *heap = g->open, best = heap[0], moved = heap[--g->n_open];
  size_t i = 0;
  for (size_t child = 1; child < g->n_open; child = 2 * i + 1) {
    if (child + 1 < g->n_open && goes_first(&heap[child + 1], &heap[child]))
      child++;
    if (!goes_first(&heap[child], &moved))
      break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = moved;
  return best;
}

static ec_status
examine_and_queue(struct ec_tree_grower *g, struct ec_open_node *open, struct ec_error *error)
{
  bool splits;
  ec_status status = examine(g, open, &splits, error);
  if (status == EC_OK && splits)
    status = push(g, open, error);
  else if (status == EC_OK)
    drop_slot(g, open->slot);
  if (status == EC_OK && splits)
    sift_up(g->open, g->n_open - 1);
  return status;
}

static ec_status
grow_best_first(struct ec_tree_grower *g, struct ec_open_node *root, struct ec_error *error)
{
  ec_status status = examine_and_queue(g, root, error);
  size_t n_leaves = 1;
  while (status == EC_OK && g->n_open > 0 && n_leaves < g->growth->plan.max_leaf_nodes) {
    struct ec_open_node open = pop_best(g), children[2];
    status = expand(g, &open, children, error);
    for (int side = 0; side < 2 && status == EC_OK; side++)
      status = examine_and_queue(g, &children[side], error);
    n_leaves++;
  }
  return status;
}

/* The rows that count, and what each of them brings. */
static void
begin(struct ec_tree_grower *g, const uint32_t *weights, struct ec_random random)
{
  const struct ec_tree_data *data = g->growth->data;
  g->n_nodes = g->n_sets = g->n_open = g->n_slots = g->n_free = g->n_rows = 0;
  g->weight = 0.0;
  g->random = random;
  g->row_weights = weights;
  for (size_t j = 0; j < data->n_features; j++)
    g->order[j] = g->ranks[j] = (uint32_t)j;
  for (size_t i = 0; i < data->n_rows; i++) {
    uint64_t weight = weights == NULL ? 1 : weights[i];
    if (data->n_classes == 2)
      g->payload[i] = weight | (weight * data->classes[i]) << 32;
    else if (data->n_classes > 2)
      g->payload[i] = data->classes[i] | weight << 32;
    g->rows[g->n_rows] = (uint32_t)i;
    g->n_rows += weight > 0;
    g->weight += (double)weight;
  }
}

ec_status
ec_tree_grower_grow(struct ec_tree_grower *grower, const uint32_t *weights, struct ec_random random,
                    struct ec_tree *tree, struct ec_error *error)
{
  struct ec_open_node root = {.parent = -1};
  struct ec_tree grown, pruned;
  ec_status status;
  begin(grower, weights, random);
  root.end = grower->n_rows;
  status = take_slot(grower, SIZE_MAX, &root.slot, error);
  if (status == EC_OK && grower->growth->plan.max_leaf_nodes == SIZE_MAX)
    status = grow_depth_first(grower, &root, error);
  else if (status == EC_OK)
    status = grow_best_first(grower, &root, error);
  if (status == EC_OK)
    status = ec_tree_grower_finish(grower, &grown, error);
  if (status != EC_OK)
    return status;
  if (grower->growth->plan.ccp_alpha > 0.0) {
    status = ec_tree_prune(&grown, grower->growth->plan.ccp_alpha, grower->job, &pruned, error);
    ec_tree_clear(&grown);
    if (status != EC_OK)
      return status;
    grown = pruned;
  }
  *tree = grown;
  return EC_OK;
}
