#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/forest.h"
#include "model/tree-file-private.h"
#include "model/tree-store.h"

/* A list of the file that is read from the front. */
struct cursor {
  const char *key;
  const double *items;
  size_t n, next;
};

struct reader {
  const struct ec_tree_file *file;
  struct cursor nodes, feature, threshold, missing_left, category_nodes, categories, counts;
  struct cursor values, cover, impurity;
  size_t n_category_words;
  int32_t *waiting; /* inner nodes whose right child is still to come */
  size_t begin;     /* the place of the first node of the tree at hand */
};

static ec_status
open_list(const struct reader *reader, const char *key, bool optional, struct cursor *cursor,
          struct ec_error *error)
{
  *cursor = (struct cursor){.key = key};
  if (optional && !ec_record_has(reader->file->record, key))
    return EC_OK;
  return ec_record_get_numbers(reader->file->record, key, &cursor->items, &cursor->n, error);
}

/* The next number of a list, which has to be from `least` to `most`, and whole if so asked. */
static ec_status
take(struct cursor *cursor, double least, double most, bool whole, double *value,
     struct ec_error *error)
{
  double found;
  if (cursor->next == cursor->n)
    return ec_error_set(error, EC_ERROR_SHAPE, "\"%s\" ends after %zu numbers, before the trees do",
                        cursor->key, cursor->n);
  found = cursor->items[cursor->next++];
  if (!(found >= least && found <= most) || (whole && found != floor(found)))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "number %zu of \"%s\" is %g, and should be a %snumber from %g to %g",
                        cursor->next, cursor->key, found, whole ? "whole " : "", least, most);
  *value = found;
  return EC_OK;
}

/* Whether the next place of a sorted list is this node; it is taken if so. */
static bool
take_place(struct cursor *cursor, size_t place)
{
  if (cursor->next == cursor->n || cursor->items[cursor->next] != (double)place)
    return false;
  cursor->next++;
  return true;
}

static ec_status
check_end(const struct cursor *cursor, struct ec_error *error)
{
  if (cursor->next != cursor->n)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "\"%s\" has %zu numbers, and the trees need %zu of them", cursor->key,
                        cursor->n, cursor->next);
  return EC_OK;
}

static ec_status
open_lists(struct reader *r, struct ec_error *error)
{
  bool classes = r->file->n_classes > 0;
  double words = 0.0;
  ec_status status = open_list(r, "nodes", false, &r->nodes, error);
  if (status == EC_OK)
    status = open_list(r, "feature", false, &r->feature, error);
  if (status == EC_OK)
    status = open_list(r, "threshold", false, &r->threshold, error);
  if (status == EC_OK)
    status = open_list(r, "missing_left", true, &r->missing_left, error);
  if (status == EC_OK)
    status = open_list(r, "category_nodes", true, &r->category_nodes, error);
  if (status == EC_OK)
    status = open_list(r, "categories", true, &r->categories, error);
  if (status == EC_OK && classes)
    status = open_list(r, "counts", false, &r->counts, error);
  if (status == EC_OK && !classes)
    status = open_list(r, "values", false, &r->values, error);
  if (status == EC_OK && !classes)
    status = open_list(r, "cover", false, &r->cover, error);
  if (status == EC_OK && !classes)
    status = open_list(r, "impurity", false, &r->impurity, error);
  if (status == EC_OK && r->category_nodes.n > 0)
    status = ec_record_get_number(r->file->record, "category_words", &words, error);
  if (status != EC_OK)
    return status;
  if (words != floor(words) || !(words >= 0.0 && words <= 1e6))
    return ec_error_set(error, EC_ERROR_VALUE, "\"category_words\" is no number of words");
  r->n_category_words = (size_t)words;
  if (r->nodes.n < 1 || r->nodes.n > EC_FOREST_MAX_TREES)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "\"nodes\" is for %zu trees, and should be for 1 to %d", r->nodes.n,
                        EC_FOREST_MAX_TREES);
  return EC_OK;
}

static ec_status
read_set(struct reader *r, size_t i, size_t set, struct ec_tree_parts *parts,
         struct ec_error *error)
{
  ec_status status = EC_OK;
  parts->category_set[i] = (int32_t)(set * r->n_category_words);
  for (size_t w = 0; w < r->n_category_words && status == EC_OK; w++) {
    double word = 0.0;
    status = take(&r->categories, 0.0, UINT32_MAX, true, &word, error);
    if (status == EC_OK)
      parts->categories[set * r->n_category_words + w] = (uint32_t)word;
  }
  return status;
}

/* Reads what is asked at each node; in preorder, a left child follows its parent, and a right one
 * the last leaf on the left. */
static ec_status
read_splits(struct reader *r, size_t n, struct ec_tree_parts *parts, struct ec_error *error)
{
  size_t n_waiting = 0, n_sets = 0;
  ec_status status = EC_OK;
  for (size_t i = 0; i < n && status == EC_OK; i++) {
    double feature = EC_TREE_LEAF, threshold = 0.0;
    status = take(&r->feature, -1.0, (double)r->file->n_features - 1.0, true, &feature, error);
    if (status != EC_OK)
      break;
    parts->feature[i] = (int32_t)feature;
    parts->threshold[i] = 0.0;
    if (feature < 0.0) {
      if ((n_waiting == 0) != (i + 1 == n))
        return ec_error_set(error, EC_ERROR_SHAPE,
                            "the tree of node %zu of \"feature\" does not have the %zu nodes that "
                            "\"nodes\" says",
                            r->feature.next, n);
      if (n_waiting > 0)
        parts->right[r->waiting[--n_waiting]] = (int32_t)i + 1;
      continue;
    }
    if (i + 1 == n)
      return ec_error_set(error, EC_ERROR_SHAPE, "node %zu of \"feature\" has no children",
                          r->feature.next);
    parts->left[i] = (int32_t)i + 1;
    r->waiting[n_waiting++] = (int32_t)i;
    parts->missing_left[i] = take_place(&r->missing_left, r->begin + i);
    if (take_place(&r->category_nodes, r->begin + i))
      status = read_set(r, i, n_sets++, parts, error);
    else
      status = take(&r->threshold, -__DBL_MAX__, __DBL_MAX__, false, &threshold, error);
    parts->threshold[i] = threshold;
  }
  return status;
}

static ec_status
read_numbers(struct reader *r, size_t n, struct ec_tree_parts *parts, struct ec_error *error)
{
  ec_status status = EC_OK;
  for (size_t i = 0; i < n && status == EC_OK; i++) {
    status = take(&r->values, -__DBL_MAX__, __DBL_MAX__, false, &parts->values[i], error);
    if (status == EC_OK)
      status = take(&r->cover, 0.0, __DBL_MAX__, false, &parts->cover[i], error);
    if (status == EC_OK)
      status = take(&r->impurity, 0.0, __DBL_MAX__, false, &parts->impurity[i], error);
  }
  return status;
}

static ec_status
read_counts(struct reader *r, size_t node, struct ec_tree_parts *parts, struct ec_error *error)
{
  size_t k = r->file->n_classes;
  double n = 0.0, class = 0.0, weight = 0.0;
  ec_status status = take(&r->counts, 1.0, (double)k, true, &n, error);
  for (; status == EC_OK && n > 0.0; n--) {
    status = take(&r->counts, 0.0, (double)k - 1.0, true, &class, error);
    if (status == EC_OK)
      status = take(&r->counts, 1.0, UINT32_MAX, true, &weight, error);
    if (status == EC_OK)
      parts->values[node * k + (size_t) class] = weight;
  }
  return status;
}

static double
find_impurity(const struct reader *r, const double *counts, double cover)
{
  double sum = 0.0;
  size_t k = r->file->n_classes;
  for (size_t c = 0; c < k; c++)
    if (counts[c] == cover)
      return 0.0;
  if (r->file->criterion == EC_TREE_GINI) {
    for (size_t c = 0; c < k; c++)
      sum += counts[c] * counts[c];
    return 1.0 - sum / (cover * cover);
  }
  for (size_t c = 0; c < k; c++)
    if (counts[c] > 0.0)
      sum -= counts[c] / cover * log2(counts[c] / cover);
  return sum;
}

/* The weights of the leaves, and from them those of all nodes; children come after parents. */
static ec_status
read_classes(struct reader *r, size_t n, struct ec_tree_parts *parts, struct ec_error *error)
{
  size_t k = r->file->n_classes;
  ec_status status = EC_OK;
  memset(parts->values, 0, n * k * sizeof *parts->values);
  for (size_t i = 0; i < n && status == EC_OK; i++)
    if (parts->feature[i] == EC_TREE_LEAF)
      status = read_counts(r, i, parts, error);
  for (size_t i = n; status == EC_OK && i-- > 0;) {
    double *counts = parts->values + i * k;
    parts->cover[i] = 0.0;
    for (size_t c = 0; c < k; c++) {
      if (parts->feature[i] != EC_TREE_LEAF)
        counts[c] = parts->values[(size_t)parts->left[i] * k + c] +
                    parts->values[(size_t)parts->right[i] * k + c];
      parts->cover[i] += counts[c];
    }
    parts->impurity[i] = find_impurity(r, counts, parts->cover[i]);
  }
  for (size_t i = 0; i < n && status == EC_OK; i++)
    for (size_t c = 0; c < k; c++)
      parts->values[i * k + c] /= parts->cover[i];
  return status;
}

/* How many of the coming places of category_nodes lie in this tree. */
static size_t
count_sets(const struct reader *r, size_t n)
{
  size_t n_sets = 0;
  for (size_t c = r->category_nodes.next;
       c < r->category_nodes.n && r->category_nodes.items[c] < (double)(r->begin + n); c++)
    n_sets++;
  return n_sets;
}

static ec_status
read_tree(struct reader *r, struct ec_tree *tree, struct ec_error *error)
{
  struct ec_tree_extent extent = {.n_outputs = r->file->n_classes > 0 ? r->file->n_classes : 1,
                                  .n_category_words = r->n_category_words};
  struct ec_tree_parts parts;
  double n_nodes = 0.0;
  ec_status status =
      take(&r->nodes, 1.0, (double)(r->feature.n - r->feature.next), true, &n_nodes, error);
  if (status != EC_OK)
    return status;
  extent.n_nodes = (size_t)n_nodes;
  extent.n_sets = count_sets(r, extent.n_nodes);
  r->waiting = ec_alloc(extent.n_nodes, sizeof *r->waiting);
  if (r->waiting == NULL)
    return ec_error_no_memory(error, "the model");
  status = ec_tree_make(&extent, tree, &parts, error);
  if (status == EC_OK)
    status = read_splits(r, extent.n_nodes, &parts, error);
  ec_free(r->waiting);
  if (status == EC_OK && r->file->n_classes > 0)
    status = read_classes(r, extent.n_nodes, &parts, error);
  else if (status == EC_OK)
    status = read_numbers(r, extent.n_nodes, &parts, error);
  if (status == EC_OK)
    ec_tree_fill_gains(tree, parts.gain);
  r->begin += extent.n_nodes;
  return status;
}

ec_status
ec_tree_file_read(const struct ec_tree_file *file, struct ec_tree **trees, size_t *n_trees,
                  struct ec_error *error)
{
  struct reader r = {.file = file};
  struct ec_tree *made;
  ec_status status = open_lists(&r, error);
  if (status != EC_OK)
    return status;
  made = ec_alloc_zero(r.nodes.n, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "the model");
  for (size_t t = 0; t < r.nodes.n && status == EC_OK; t++)
    status = read_tree(&r, &made[t], error);
  {
    const struct cursor *const lists[] = {&r.feature,        &r.threshold,  &r.missing_left,
                                          &r.category_nodes, &r.categories, &r.counts,
                                          &r.values,         &r.cover,      &r.impurity};
    for (size_t l = 0; l < sizeof lists / sizeof *lists && status == EC_OK; l++)
      status = check_end(lists[l], error);
  }
  if (status == EC_OK) {
    *trees = made;
    *n_trees = r.nodes.n;
  } else {
    ec_trees_free(made, r.nodes.n);
  }
  return status;
}
