/* Trees as arrays: made, copied, gone down. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/boosting-private.h"

ec_status
ec_boosting_draft_init(struct ec_boosting_draft *draft, struct ec_arena *arena, size_t n_nodes,
                       size_t n_sets, size_t n_words, struct ec_error *error)
{
  struct ec_boosting_draft made = {.n_allocated = n_nodes, .n_words = n_words};
  size_t n_all_words;
  if (n_words == 0)
    n_sets = 0;
  if (!ec_size_multiply(n_sets, n_words, &n_all_words))
    return ec_error_no_memory(error, "a tree");
  made.feature = ec_arena_alloc(arena, n_nodes, sizeof *made.feature);
  made.left = ec_arena_alloc(arena, n_nodes, sizeof *made.left);
  made.right = ec_arena_alloc(arena, n_nodes, sizeof *made.right);
  made.threshold = ec_arena_alloc(arena, n_nodes, sizeof *made.threshold);
  made.cover = ec_arena_alloc(arena, n_nodes, sizeof *made.cover);
  made.gain = ec_arena_alloc(arena, n_nodes, sizeof *made.gain);
  made.values = ec_arena_alloc(arena, n_nodes, sizeof *made.values);
  made.missing_left = ec_arena_alloc(arena, n_nodes, sizeof *made.missing_left);
  made.category_set = ec_arena_alloc(arena, n_sets > 0 ? n_nodes : 0, sizeof *made.category_set);
  made.categories = ec_arena_alloc(arena, n_all_words, sizeof *made.categories);
  if (made.feature == NULL || made.left == NULL || made.right == NULL || made.threshold == NULL ||
      made.cover == NULL || made.gain == NULL || made.values == NULL || made.missing_left == NULL ||
      made.category_set == NULL || made.categories == NULL)
    return ec_error_no_memory(error, "a tree");
  if (n_sets == 0)
    made.category_set = NULL;
  *draft = made;
  return EC_OK;
}

struct ec_tree
ec_boosting_draft_get_tree(const struct ec_boosting_draft *draft)
{
  return (struct ec_tree){
      .n_nodes = draft->n_nodes,
      .n_outputs = 1,
      .feature = draft->feature,
      .threshold = draft->threshold,
      .left = draft->left,
      .right = draft->right,
      .missing_left = draft->missing_left,
      .cover = draft->cover,
      .gain = draft->gain,
      .values = draft->values,
      .category_set = draft->n_sets > 0 ? draft->category_set : NULL,
      .categories = draft->n_sets > 0 ? draft->categories : NULL,
      .n_category_words = draft->n_sets > 0 ? draft->n_words : 0,
  };
}

ec_status
ec_boosting_draft_copy(const struct ec_boosting_draft *draft, struct ec_arena *arena,
                       struct ec_tree *tree, struct ec_error *error)
{
  struct ec_boosting_draft copy;
  size_t n = draft->n_nodes;
  ec_status status = ec_boosting_draft_init(&copy, arena, n, draft->n_sets, draft->n_words, error);
  if (status != EC_OK)
    return status;
  copy.n_nodes = n;
  copy.n_sets = draft->n_sets;
  memcpy(copy.feature, draft->feature, n * sizeof *copy.feature);
  memcpy(copy.left, draft->left, n * sizeof *copy.left);
  memcpy(copy.right, draft->right, n * sizeof *copy.right);
  memcpy(copy.threshold, draft->threshold, n * sizeof *copy.threshold);
  memcpy(copy.cover, draft->cover, n * sizeof *copy.cover);
  memcpy(copy.gain, draft->gain, n * sizeof *copy.gain);
  memcpy(copy.values, draft->values, n * sizeof *copy.values);
  memcpy(copy.missing_left, draft->missing_left, n * sizeof *copy.missing_left);
  if (draft->n_sets > 0) {
    memcpy(copy.category_set, draft->category_set, n * sizeof *copy.category_set);
    memcpy(copy.categories, draft->categories,
           draft->n_sets * draft->n_words * sizeof *copy.categories);
  }
  *tree = ec_boosting_draft_get_tree(&copy);
  return EC_OK;
}

ec_status
ec_boosting_forest_init(struct ec_boosting_forest *forest, struct ec_error *error)
{
  *forest = (struct ec_boosting_forest){.arena = ec_arena_new(0)};
  return forest->arena == NULL ? ec_error_no_memory(error, "the trees") : EC_OK;
}

ec_status
ec_boosting_forest_reserve(struct ec_boosting_forest *forest, size_t n_trees,
                           struct ec_error *error)
{
  size_t n = forest->n_allocated;
  struct ec_tree *trees;
  int32_t *outputs;
  if (n_trees <= n)
    return EC_OK;
  n = n_trees > 2 * n ? n_trees : 2 * n;
  trees = ec_resize(forest->trees, forest->n_trees, n, sizeof *trees);
  if (trees == NULL)
    return ec_error_no_memory(error, "the trees");
  forest->trees = trees;
  outputs = ec_resize(forest->outputs, forest->n_trees, n, sizeof *outputs);
  if (outputs == NULL)
    return ec_error_no_memory(error, "the trees");
  forest->outputs = outputs;
  forest->n_allocated = n;
  return EC_OK;
}

void
ec_boosting_forest_clear(struct ec_boosting_forest *forest)
{
  ec_arena_free(forest->arena);
  ec_free(forest->trees);
  ec_free(forest->outputs);
  *forest = (struct ec_boosting_forest){NULL};
}

/* A code beyond all sets is one that training has not seen; those within them that it has not
 * seen have been put on the side of missing values. */
static bool
is_in_set(const struct ec_tree *tree, size_t node, double value)
{
  const uint32_t *set = tree->categories + tree->category_set[node];
  size_t code;
  if (!(value >= 0.0 && value < (double)(32 * tree->n_category_words)) || value != floor(value))
    return tree->missing_left[node];
  code = (size_t)value;
  return (set[code / 32] >> (code % 32)) & 1;
}

double
ec_boosting_tree_walk(const struct ec_tree *tree, const double *x, size_t stride)
{
  size_t node = 0;
  while (tree->feature[node] != EC_TREE_LEAF) {
    double value = x[(size_t)tree->feature[node] * stride];
    bool left;
    if (tree->category_set != NULL && tree->category_set[node] != EC_TREE_LEAF)
      left = is_in_set(tree, node, value);
    else
      left = isnan(value) ? tree->missing_left[node] : value <= tree->threshold[node];
    node = (size_t)(left ? tree->left[node] : tree->right[node]);
  }
  return tree->values[node];
}

void
ec_boosting_count_gains(const struct ec_boosting_forest *forest, double *gain, double *count)
{
  for (size_t t = 0; t < forest->n_trees; t++) {
    const struct ec_tree *tree = &forest->trees[t];
    for (size_t node = 0; node < tree->n_nodes; node++) {
      if (tree->feature[node] == EC_TREE_LEAF)
        continue;
      gain[tree->feature[node]] += tree->gain[node];
      count[tree->feature[node]] += 1.0;
    }
  }
}
