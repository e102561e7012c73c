#include "config.h"

#include "model/tree-store.h"

#include <string.h>

#include "base/memory.h"

ec_status
ec_tree_make(const struct ec_tree_extent *extent, struct ec_tree *tree, struct ec_tree_parts *parts,
             struct ec_error *error)
{
  size_t n = extent->n_nodes, n_values, n_words, bytes = 0;
  bool sets = extent->n_sets > 0;
  size_t per_node = 4 * sizeof(double) + (sets ? 4 : 3) * sizeof(int32_t) + sizeof(bool);
  char *block = NULL;
  if (ec_size_multiply(n, extent->n_outputs, &n_values) &&
      ec_size_multiply(extent->n_sets, extent->n_category_words, &n_words) && n < INT32_MAX &&
      n_values < SIZE_MAX / 64 && n_words < INT32_MAX)
    bytes = n_values * sizeof(double) + n * per_node + n_words * sizeof(uint32_t);
  if (bytes > 0)
    block = ec_alloc(bytes, 1);
  if (block == NULL)
    return ec_error_no_memory(error, "a tree");
  parts->values = (double *)block;
  parts->threshold = parts->values + n_values;
  parts->cover = parts->threshold + n;
  parts->impurity = parts->cover + n;
  parts->gain = parts->impurity + n;
  parts->feature = (int32_t *)(parts->gain + n);
  parts->left = parts->feature + n;
  parts->right = parts->left + n;
  parts->category_set = sets ? parts->right + n : NULL;
  parts->categories = (uint32_t *)(parts->right + (sets ? 2 * n : n));
  parts->missing_left = (bool *)(parts->categories + n_words);
  memset(parts->feature, 0xFF, n * (sets ? 4 : 3) * sizeof(int32_t));
  memset(parts->missing_left, 0, n * sizeof(bool));
  *tree = (struct ec_tree){.n_nodes = n,
                           .n_outputs = extent->n_outputs,
                           .feature = parts->feature,
                           .threshold = parts->threshold,
                           .left = parts->left,
                           .right = parts->right,
                           .missing_left = parts->missing_left,
                           .cover = parts->cover,
                           .impurity = parts->impurity,
                           .gain = parts->gain,
                           .values = parts->values,
                           .category_set = parts->category_set,
                           .categories = sets ? parts->categories : NULL,
                           .n_category_words = sets ? extent->n_category_words : 0};
  return EC_OK;
}

void
ec_tree_clear(struct ec_tree *tree)
{
  ec_free((void *)tree->values);
  *tree = (struct ec_tree){0};
}

void
ec_trees_free(struct ec_tree *trees, size_t n_trees)
{
  if (trees == NULL)
    return;
  for (size_t t = 0; t < n_trees; t++)
    ec_tree_clear(&trees[t]);
  ec_free(trees);
}

void
ec_tree_fill_gains(const struct ec_tree *tree, double *gain)
{
  for (size_t i = 0; i < tree->n_nodes; i++) {
    size_t l = (size_t)tree->left[i], r = (size_t)tree->right[i];
    gain[i] = 0.0;
    if (tree->feature[i] == EC_TREE_LEAF)
      continue;
    gain[i] = tree->cover[i] * tree->impurity[i] - tree->cover[l] * tree->impurity[l] -
              tree->cover[r] * tree->impurity[r];
    /* Impurity never rises; what falls below is rounding. */
    if (gain[i] < 0.0)
      gain[i] = 0.0;
  }
}

/* The way through a tree in preorder. */
struct walk {
  size_t *old; /* the old number of each new node */
  size_t n_nodes, n_sets;
};

static bool
ends_at(const struct ec_tree *tree, const bool *ends, size_t node)
{
  return tree->feature[node] == EC_TREE_LEAF || (ends != NULL && ends[node]);
}

/* Lists the nodes that remain in preorder; a right child waits on the far end of the list itself,
 * which has room, since each node waits or is listed but never both. */
static struct walk
list_nodes(const struct ec_tree *tree, const bool *ends, size_t *list)
{
  struct walk walk = {list, 0, 0};
  size_t top = tree->n_nodes;
  list[--top] = 0;
  while (top < tree->n_nodes) {
    size_t node = list[top++];
    list[walk.n_nodes++] = node;
    if (ends_at(tree, ends, node))
      continue;
    walk.n_sets += tree->category_set != NULL && tree->category_set[node] != EC_TREE_LEAF;
    list[--top] = (size_t)tree->right[node];
    list[--top] = (size_t)tree->left[node];
  }
  return walk;
}

static void
copy_set(const struct ec_tree *from, size_t old, size_t set, size_t i, struct ec_tree_parts *parts)
{
  size_t n_words = from->n_category_words;
  parts->category_set[i] = (int32_t)(set * n_words);
  memcpy(parts->categories + set * n_words, from->categories + from->category_set[old],
         n_words * sizeof *parts->categories);
}

static void
copy_nodes(const struct ec_tree *from, const bool *ends, const struct walk *walk, int32_t *new_of,
           const struct ec_tree *to, struct ec_tree_parts *parts)
{
  size_t k = from->n_outputs, set = 0;
  for (size_t i = 0; i < walk->n_nodes; i++)
    new_of[walk->old[i]] = (int32_t)i;
  for (size_t i = 0; i < walk->n_nodes; i++) {
    size_t old = walk->old[i];
    parts->threshold[i] = 0.0;
    parts->cover[i] = from->cover[old];
    parts->impurity[i] = from->impurity[old];
    memcpy(parts->values + i * k, from->values + old * k, k * sizeof *parts->values);
    if (ends_at(from, ends, old))
      continue;
    parts->feature[i] = from->feature[old];
    parts->threshold[i] = from->threshold[old];
    parts->missing_left[i] = from->missing_left[old];
    parts->left[i] = new_of[from->left[old]];
    parts->right[i] = new_of[from->right[old]];
    if (from->category_set != NULL && from->category_set[old] != EC_TREE_LEAF)
      copy_set(from, old, set++, i, parts);
  }
  ec_tree_fill_gains(to, parts->gain);
}

ec_status
ec_tree_copy(const struct ec_tree *from, const bool *ends, struct ec_tree *to,
             struct ec_error *error)
{
  size_t *list = ec_alloc(from->n_nodes, sizeof *list);
  int32_t *new_of = ec_alloc(from->n_nodes, sizeof *new_of);
  ec_status status = EC_OK;
  if (list == NULL || new_of == NULL) {
    status = ec_error_no_memory(error, "a tree");
  } else {
    struct walk walk = list_nodes(from, ends, list);
    struct ec_tree_extent extent = {walk.n_nodes, from->n_outputs, walk.n_sets,
                                    from->n_category_words};
    struct ec_tree_parts parts;
    struct ec_tree made;
    status = ec_tree_make(&extent, &made, &parts, error);
    if (status == EC_OK) {
      copy_nodes(from, ends, &walk, new_of, &made, &parts);
      *to = made;
    }
  }
  ec_free(list);
  ec_free(new_of);
  return status;
}
