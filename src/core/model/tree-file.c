/* Trees in files. The members, beside "model" and "features":
 *   n_features      number
 *   n_classes       number, 0 where targets are numbers
 *   criterion       "gini", "entropy" or "squared-error"
 *   nodes           numbers, how many nodes each tree has
 *   feature         numbers, one a node, tree after tree in preorder; -1 of a leaf
 *   threshold       numbers, one a split of amounts
 *   missing_left    numbers, the places (from 0) of the nodes that send missing values left; if any
 *   category_words, category_nodes, categories   how many words of 32 codes a set has, the places
 *                   of the nodes that split categories, and their sets; only if any
 *   counts          of classes: for each leaf the number of its classes, then each with its weight
 *   values, cover, impurity   of numbers: one a node
 * Nothing else is needed: preorder gives the children, and the weights of inner nodes, which are
 * whole numbers, are those of their leaves. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/tree-file-private.h"
#include "model/tree-model.h"
#include "model/tree-store.h"

static const char *const criterion_names[] = {"gini", "entropy", "squared-error"};

/* A list that grows by one number at a time. */
struct list {
  double *items;
  size_t n, capacity;
  bool failed;
};

static void
append(struct list *list, double value)
{
  if (list->n == list->capacity) {
    size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
    double *items = list->failed ? NULL : ec_resize(list->items, list->n, capacity, sizeof *items);
    if (items == NULL) {
      list->failed = true;
      return;
    }
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->n++] = value;
}

enum { NODES, FEATURE, THRESHOLD, MISSING_LEFT, CATEGORY_NODES, CATEGORIES, COUNTS, N_LISTS };

static const char *const list_names[N_LISTS] = {
    "nodes", "feature", "threshold", "missing_left", "category_nodes", "categories", "counts"};

static void
append_counts(const struct ec_tree *tree, size_t node, struct list *counts)
{
  size_t n = 0, k = tree->n_outputs;
  const double *shares = tree->values + node * k;
  for (size_t c = 0; c < k; c++)
    n += shares[c] > 0.0;
  append(counts, (double)n);
  for (size_t c = 0; c < k; c++)
    if (shares[c] > 0.0) {
      append(counts, (double)c);
      append(counts, round(shares[c] * tree->cover[node]));
    }
}

static void
append_tree(const struct ec_tree *tree, size_t begin, bool classes, struct list *lists)
{
  append(&lists[NODES], (double)tree->n_nodes);
  for (size_t i = 0; i < tree->n_nodes; i++) {
    append(&lists[FEATURE], tree->feature[i]);
    if (tree->feature[i] == EC_TREE_LEAF) {
      if (classes)
        append_counts(tree, i, &lists[COUNTS]);
      continue;
    }
    if (tree->missing_left[i])
      append(&lists[MISSING_LEFT], (double)(begin + i));
    if (tree->category_set == NULL || tree->category_set[i] == EC_TREE_LEAF) {
      append(&lists[THRESHOLD], tree->threshold[i]);
      continue;
    }
    append(&lists[CATEGORY_NODES], (double)(begin + i));
    for (size_t w = 0; w < tree->n_category_words; w++)
      append(&lists[CATEGORIES], tree->categories[(size_t)tree->category_set[i] + w]);
  }
}

static ec_status
save_lists(const struct ec_tree_model *model, struct ec_record *record, struct ec_error *error)
{
  struct list lists[N_LISTS] = {0};
  size_t begin = 0, n_words = 0;
  ec_status status = EC_OK;
  bool classes = model->model.n_classes > 0;
  for (size_t t = 0; t < model->n_trees; t++) {
    append_tree(&model->trees[t], begin, classes, lists);
    begin += model->trees[t].n_nodes;
    if (model->trees[t].n_category_words > 0)
      n_words = model->trees[t].n_category_words;
  }
  if (n_words > 0)
    status = ec_record_add_number(record, "category_words", (double)n_words, error);
  for (int l = 0; l < N_LISTS && status == EC_OK; l++) {
    if (lists[l].failed)
      status = ec_error_no_memory(error, "the model's file");
    else if (lists[l].n > 0 || l <= THRESHOLD)
      status = ec_record_add_numbers(record, list_names[l], lists[l].items, lists[l].n, error);
  }
  for (int l = 0; l < N_LISTS; l++)
    ec_free(lists[l].items);
  return status;
}

/* Adds a number of each node of all trees. */
static ec_status
save_numbers(const struct ec_tree_model *model, const char *key, size_t offset,
             struct ec_record *record, struct ec_error *error)
{
  struct list list = {0};
  ec_status status;
  for (size_t t = 0; t < model->n_trees; t++) {
    const double *values;
    memcpy(&values, (const char *)&model->trees[t] + offset, sizeof values);
    for (size_t i = 0; i < model->trees[t].n_nodes; i++)
      append(&list, values[i]);
  }
  status = list.failed ? ec_error_no_memory(error, "the model's file")
                       : ec_record_add_numbers(record, key, list.items, list.n, error);
  ec_free(list.items);
  return status;
}

ec_status
ec_tree_model_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_tree_model *trees = (const struct ec_tree_model *)model;
  ec_status status = ec_record_add_number(record, "n_features", (double)model->n_features, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "n_classes", (double)model->n_classes, error);
  if (status == EC_OK)
    status = ec_record_add_text(record, "criterion", criterion_names[trees->criterion], error);
  if (status == EC_OK)
    status = save_lists(trees, record, error);
  if (model->n_classes > 0 || status != EC_OK)
    return status;
  status = save_numbers(trees, "values", offsetof(struct ec_tree, values), record, error);
  if (status == EC_OK)
    status = save_numbers(trees, "cover", offsetof(struct ec_tree, cover), record, error);
  if (status == EC_OK)
    status = save_numbers(trees, "impurity", offsetof(struct ec_tree, impurity), record, error);
  return status;
}

static ec_status
get_whole(const struct ec_record *record, const char *key, double least, double most, size_t *value,
          struct ec_error *error)
{
  double number;
  ec_status status = ec_record_get_number(record, key, &number, error);
  if (status != EC_OK)
    return status;
  if (!(number >= least && number <= most) || number != floor(number))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "\"%s\" is %g, and should be a whole number from %g to %g", key, number,
                        least, most);
  *value = (size_t)number;
  return EC_OK;
}

static ec_status
get_criterion(const struct ec_record *record, bool classes, enum ec_tree_criterion *criterion,
              struct ec_error *error)
{
  const char *name;
  ec_status status = ec_record_get_text(record, "criterion", &name, error);
  if (status != EC_OK)
    return status;
  for (int c = 0; c < 3; c++)
    if (strcmp(name, criterion_names[c]) == 0 && (c == EC_TREE_SQUARED_ERROR) == !classes) {
      *criterion = (enum ec_tree_criterion)c;
      return EC_OK;
    }
  return ec_error_set(error, EC_ERROR_VALUE, "\"criterion\" is not one for %s",
                      classes ? "classes" : "numbers");
}

/* Reads the names, where the file has them, and checks that there is one for each feature. */
static ec_status
get_names(const struct ec_record *record, size_t n_features, char ***names, struct ec_error *error)
{
  const char *const *texts = NULL;
  size_t n_texts = n_features;
  ec_status status = EC_OK;
  if (ec_record_has(record, "features"))
    status = ec_record_get_texts(record, "features", &texts, &n_texts, error);
  if (status != EC_OK)
    return status;
  if (n_texts != n_features)
    return ec_error_set(error, EC_ERROR_SHAPE, "\"features\" has %zu names for %zu features",
                        n_texts, n_features);
  return ec_names_copy(texts, n_features, names, error);
}

ec_status
ec_tree_model_load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_tree_file file = {.record = record};
  struct ec_tree *trees = NULL;
  double *base = NULL;
  char **names = NULL;
  size_t n_trees = 0;
  ec_status status = get_whole(record, "n_features", 1.0, INT32_MAX, &file.n_features, error);
  if (status == EC_OK)
    status = get_whole(record, "n_classes", 0.0, INT32_MAX, &file.n_classes, error);
  if (status == EC_OK)
    status = get_criterion(record, file.n_classes > 0, &file.criterion, error);
  if (status == EC_OK)
    status = ec_tree_file_read(&file, &trees, &n_trees, error);
  if (status != EC_OK)
    return status;
  base = ec_alloc_zero(file.n_classes > 0 ? file.n_classes : 1, sizeof *base);
  if (base == NULL)
    status = ec_error_no_memory(error, "the model");
  else
    status = get_names(record, file.n_features, &names, error);
  if (status != EC_OK) {
    ec_trees_free(trees, n_trees);
    ec_free(base);
    return status;
  }
  ec_tree_model_take((struct ec_tree_model *)model, trees, n_trees, base, file.n_classes,
                     file.criterion);
  ec_model_take_names(model, names, file.n_features);
  return EC_OK;
}
