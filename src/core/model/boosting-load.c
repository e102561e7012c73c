/* Reads what boosting-file.c writes, and checks all of it: a file may come from anywhere. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/boosting-private.h"
#include "model/model-private.h"

/* The lists of the file, borrowed from the record. */
struct lists {
  const double *tree_nodes, *feature, *threshold, *left, *missing_left, *cover, *gain, *value;
  size_t n_trees, n_nodes;
  const double *set_nodes, *sets;
  size_t n_sets, n_words;
};

/* A whole number from `least` to `most`. */
static bool
is_whole(double value, double least, double most)
{
  return value >= least && value <= most && value == floor(value);
}

static ec_status
refuse(struct ec_error *error, size_t number, const char *key)
{
  return ec_error_set(error, EC_ERROR_VALUE, "number %zu of \"%s\" is not possible there",
                      number + 1, key);
}

static ec_status
get_count(const struct ec_record *record, const char *key, double least, double most, size_t *count,
          struct ec_error *error)
{
  double value;
  ec_status status = ec_record_get_number(record, key, &value, error);
  if (status != EC_OK)
    return status;
  if (!is_whole(value, least, most))
    return ec_error_set(error, EC_ERROR_VALUE, "\"%s\" is %g, and should be a number from %g to %g",
                        key, value, least, most);
  *count = (size_t)value;
  return EC_OK;
}

static ec_status
get_list(const struct ec_record *record, const char *key, size_t n, const double **values,
         struct ec_error *error)
{
  size_t found;
  ec_status status = ec_record_get_numbers(record, key, values, &found, error);
  if (status == EC_OK && found != n)
    return ec_error_set(error, EC_ERROR_SHAPE, "\"%s\" has %zu numbers, and should have %zu", key,
                        found, n);
  return status;
}

static ec_status
get_sets(const struct ec_record *record, struct lists *lists, struct ec_error *error)
{
  ec_status status;
  if (!ec_record_has(record, "set_nodes"))
    return EC_OK;
  status = ec_record_get_numbers(record, "set_nodes", &lists->set_nodes, &lists->n_sets, error);
  if (status == EC_OK)
    status = get_count(record, "set_words", 1, EC_BOOSTING_MAX_CODES / 32, &lists->n_words, error);
  if (status == EC_OK)
    status = get_list(record, "sets", lists->n_sets * lists->n_words, &lists->sets, error);
  for (size_t i = 0; status == EC_OK && i < lists->n_sets; i++) {
    double before = i == 0 ? -1.0 : lists->set_nodes[i - 1];
    if (!is_whole(lists->set_nodes[i], before + 1.0, (double)lists->n_nodes - 1.0))
      status = refuse(error, i, "set_nodes");
  }
  for (size_t i = 0; status == EC_OK && i < lists->n_sets * lists->n_words; i++) {
    if (!is_whole(lists->sets[i], 0.0, UINT32_MAX))
      status = refuse(error, i, "sets");
  }
  return status;
}

static ec_status
get_lists(const struct ec_record *record, struct lists *lists, struct ec_error *error)
{
  const char *const keys[] = {"feature", "threshold", "left", "missing_left",
                              "cover",   "gain",      "value"};
  const double **const values[] = {&lists->feature,      &lists->threshold, &lists->left,
                                   &lists->missing_left, &lists->cover,     &lists->gain,
                                   &lists->value};
  ec_status status =
      ec_record_get_numbers(record, "tree_nodes", &lists->tree_nodes, &lists->n_trees, error);
  for (size_t t = 0; status == EC_OK && t < lists->n_trees; t++) {
    if (!is_whole(lists->tree_nodes[t], 1.0, 2.0 * EC_BOOSTING_MAX_LEAVES))
      return refuse(error, t, "tree_nodes");
    lists->n_nodes += (size_t)lists->tree_nodes[t];
  }
  for (size_t i = 0; status == EC_OK && i < sizeof keys / sizeof *keys; i++)
    status = get_list(record, keys[i], lists->n_nodes, values[i], error);
  return status == EC_OK ? get_sets(record, lists, error) : status;
}

/* Reads one node; `first` is the number of the tree's first node. */
static ec_status
read_node(const struct lists *lists, size_t first, size_t node, size_t n_features,
          struct ec_boosting_draft *draft, struct ec_error *error)
{
  size_t at = first + node;
  double left = lists->left[at], last = (double)draft->n_nodes - 2.0;
  bool leaf = lists->feature[at] == EC_TREE_LEAF;
  if (!leaf && !is_whole(lists->feature[at], 0.0, (double)n_features - 1.0))
    return refuse(error, at, "feature");
  if (leaf ? left != EC_TREE_LEAF : !is_whole(left, (double)node + 1.0, last))
    return refuse(error, at, "left");
  if (!isfinite(lists->threshold[at]))
    return refuse(error, at, "threshold");
  if (!is_whole(lists->missing_left[at], 0.0, 1.0))
    return refuse(error, at, "missing_left");
  if (!(lists->cover[at] >= 0.0) || isinf(lists->cover[at]))
    return refuse(error, at, "cover");
  if (!(lists->gain[at] >= 0.0) || isinf(lists->gain[at]))
    return refuse(error, at, "gain");
  if (!isfinite(lists->value[at]))
    return refuse(error, at, "value");
  draft->feature[node] = (int32_t)lists->feature[at];
  draft->left[node] = (int32_t)left;
  draft->right[node] = leaf ? EC_TREE_LEAF : (int32_t)left + 1;
  draft->threshold[node] = lists->threshold[at];
  draft->missing_left[node] = lists->missing_left[at] != 0.0;
  draft->cover[node] = lists->cover[at];
  draft->gain[node] = lists->gain[at];
  draft->values[node] = lists->value[at];
  return EC_OK;
}

/* Whether each node but the root is the child of one other. */
static bool
is_tree(const struct ec_boosting_draft *draft)
{
  size_t n_children = 0;
  for (size_t node = 0; node < draft->n_nodes; node++) {
    if (draft->feature[node] == EC_TREE_LEAF)
      continue;
    n_children += 2;
    /* Children are numbered as their parents are split; so a pair begins with an odd number, and
     * no two splits have the same, which `cover` would show: a pair covers what its parent does. */
    if (draft->left[node] % 2 == 0)
      return false;
  }
  if (n_children + 1 != draft->n_nodes)
    return false;
  for (size_t child = 1; child < draft->n_nodes; child += 2) {
    size_t n_parents = 0;
    for (size_t node = 0; node < child; node++)
      n_parents += draft->left[node] == (int32_t)child;
    if (n_parents != 1)
      return false;
  }
  return true;
}

static void
read_tree_sets(const struct lists *lists, size_t first, size_t first_set,
               struct ec_boosting_draft *draft)
{
  if (draft->category_set == NULL)
    return;
  for (size_t node = 0; node < draft->n_nodes; node++)
    draft->category_set[node] = EC_TREE_LEAF;
  for (size_t s = 0; s < draft->n_sets; s++) {
    size_t node = (size_t)lists->set_nodes[first_set + s] - first;
    draft->category_set[node] = (int32_t)(s * draft->n_words);
    for (size_t w = 0; w < draft->n_words; w++)
      draft->categories[s * draft->n_words + w] =
          (uint32_t)lists->sets[(first_set + s) * lists->n_words + w];
  }
}

static ec_status
read_tree(const struct lists *lists, size_t number, size_t *first, size_t *first_set,
          size_t n_features, struct ec_boosting_forest *forest, struct ec_error *error)
{
  struct ec_boosting_draft draft;
  size_t n_nodes = (size_t)lists->tree_nodes[number], n_sets = 0;
  ec_status status;
  while (*first_set + n_sets < lists->n_sets &&
         lists->set_nodes[*first_set + n_sets] < (double)(*first + n_nodes))
    n_sets++;
  status = ec_boosting_draft_init(&draft, forest->arena, n_nodes, n_sets, lists->n_words, error);
  if (status != EC_OK)
    return status;
  draft.n_nodes = n_nodes;
  draft.n_sets = n_sets;
  for (size_t node = 0; status == EC_OK && node < n_nodes; node++)
    status = read_node(lists, *first, node, n_features, &draft, error);
  if (status == EC_OK && !is_tree(&draft))
    return ec_error_set(error, EC_ERROR_VALUE, "tree %zu: the nodes of \"left\" are not a tree",
                        number + 1);
  if (status != EC_OK)
    return status;
  read_tree_sets(lists, *first, *first_set, &draft);
  *first += n_nodes;
  *first_set += n_sets;
  forest->trees[number] = ec_boosting_draft_get_tree(&draft);
  return EC_OK;
}

static ec_status
read_forest(const struct ec_record *record, size_t n_features, struct ec_boosting_fit *fit,
            struct ec_error *error)
{
  struct lists lists = {NULL};
  size_t first = 0, first_set = 0;
  ec_status status = get_lists(record, &lists, error);
  if (status == EC_OK && (lists.n_trees == 0 || lists.n_trees % fit->n_outputs != 0))
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "there are %zu trees, and should be a multiple of %zu", lists.n_trees,
                        fit->n_outputs);
  if (status == EC_OK)
    status = ec_boosting_forest_reserve(&fit->forest, lists.n_trees, error);
  for (size_t t = 0; status == EC_OK && t < lists.n_trees; t++) {
    status = read_tree(&lists, t, &first, &first_set, n_features, &fit->forest, error);
    fit->forest.outputs[t] = (int32_t)(t % fit->n_outputs);
  }
  fit->forest.n_trees = status == EC_OK ? lists.n_trees : 0;
  return status;
}

static double *
copy_numbers(struct ec_arena *arena, const double *values, size_t n)
{
  double *copy = ec_arena_alloc(arena, n, sizeof *copy);
  if (copy != NULL)
    memcpy(copy, values, n * sizeof *copy);
  return copy;
}

static ec_status
read_base(const struct ec_record *record, struct ec_boosting_fit *fit, struct ec_error *error)
{
  const double *base;
  ec_status status = get_list(record, "base", fit->n_outputs, &base, error);
  for (size_t k = 0; status == EC_OK && k < fit->n_outputs; k++) {
    if (!isfinite(base[k]))
      status = refuse(error, k, "base");
  }
  if (status != EC_OK)
    return status;
  fit->base = copy_numbers(fit->forest.arena, base, fit->n_outputs);
  return fit->base == NULL ? ec_error_no_memory(error, "the model") : EC_OK;
}

static ec_status
read_losses(const struct ec_record *record, struct ec_boosting_fit *fit, struct ec_error *error)
{
  struct ec_boosting_result *result = &fit->result;
  const double *losses;
  ec_status status = ec_record_get_numbers(record, "train_loss", &losses, &result->n_rounds, error);
  if (status != EC_OK)
    return status;
  result->train_loss = copy_numbers(fit->forest.arena, losses, result->n_rounds);
  if (result->train_loss == NULL)
    return ec_error_no_memory(error, "the model");
  if (!ec_record_has(record, "validation_loss"))
    return EC_OK;
  status = get_list(record, "validation_loss", result->n_rounds, &losses, error);
  if (status != EC_OK)
    return status;
  result->validation_loss = copy_numbers(fit->forest.arena, losses, result->n_rounds);
  return result->validation_loss == NULL ? ec_error_no_memory(error, "the model") : EC_OK;
}

static ec_status
read_result(const struct ec_record *record, size_t n_features, struct ec_boosting_fit *fit,
            struct ec_error *error)
{
  struct ec_boosting_result *result = &fit->result;
  size_t n_kept = fit->forest.n_trees / fit->n_outputs;
  double *gain = ec_arena_alloc(fit->forest.arena, n_features, sizeof *gain);
  double *count = ec_arena_alloc(fit->forest.arena, n_features, sizeof *count);
  ec_status status = read_losses(record, fit, error);
  if (status == EC_OK && (gain == NULL || count == NULL))
    status = ec_error_no_memory(error, "the model");
  if (status == EC_OK)
    status = ec_record_get_boolean(record, "stopped_early", &result->stopped_early, error);
  if (status == EC_OK)
    status = ec_record_get_number(record, "start_loss", &result->start_loss, error);
  if (status == EC_OK)
    status =
        get_count(record, "best_round", 1, (double)result->n_rounds, &result->best_round, error);
  if (status == EC_OK && result->best_round != n_kept)
    status = ec_error_set(error, EC_ERROR_SHAPE,
                          "\"best_round\" is %zu, and there are the trees of %zu rounds",
                          result->best_round, n_kept);
  if (status != EC_OK)
    return status;
  result->n_features = n_features;
  result->gain = gain;
  result->count = count;
  ec_boosting_count_gains(&fit->forest, gain, count);
  return EC_OK;
}

static ec_status
read_names(const struct ec_record *record, size_t n_features, char ***names, struct ec_error *error)
{
  const char *const *texts = NULL;
  size_t n_texts = n_features;
  ec_status status = EC_OK;
  if (ec_record_has(record, "features"))
    status = ec_record_get_texts(record, "features", &texts, &n_texts, error);
  if (status != EC_OK)
    return status;
  if (n_texts != n_features)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "\"features\" has %zu names, and \"n_features\" is %zu", n_texts,
                        n_features);
  return ec_names_copy(texts, n_features, names, error);
}

static ec_status
read_fit(const struct ec_record *record, size_t n_features, size_t n_classes,
         struct ec_boosting_fit *fit, struct ec_error *error)
{
  ec_status status;
  *fit = (struct ec_boosting_fit){.kind = ec_boosting_kind_get(n_classes)};
  fit->n_outputs = fit->kind == EC_BOOSTING_SOFTMAX ? n_classes : 1;
  status = ec_boosting_forest_init(&fit->forest, error);
  if (status == EC_OK)
    status = read_base(record, fit, error);
  if (status == EC_OK)
    status = read_forest(record, n_features, fit, error);
  if (status == EC_OK)
    status = read_result(record, n_features, fit, error);
  if (status != EC_OK)
    ec_boosting_forest_clear(&fit->forest);
  return status;
}

ec_status
ec_boosting_load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_boosting *boosting = (struct ec_boosting *)model;
  struct ec_boosting_fit fit;
  size_t n_features = 0, n_classes = 0;
  double scale = 0.0;
  char **names = NULL;
  ec_status status = get_count(record, "n_features", 1, INT32_MAX, &n_features, error);
  if (status == EC_OK)
    status = get_count(record, "n_classes", 0, INT32_MAX, &n_classes, error);
  if (status == EC_OK)
    status = ec_record_get_number(record, "learning_rate", &scale, error);
  if (status == EC_OK && (!(scale > 0.0) || isinf(scale)))
    status = ec_error_set(error, EC_ERROR_VALUE, "\"learning_rate\" is not above 0");
  if (status == EC_OK && n_classes == 1)
    status = ec_error_set(error, EC_ERROR_VALUE, "\"n_classes\" is 1, and never is");
  if (status == EC_OK)
    status = read_names(record, n_features, &names, error);
  if (status == EC_OK)
    status = read_fit(record, n_features, n_classes, &fit, error);
  if (status != EC_OK) {
    ec_names_free(names, n_features);
    return status;
  }
  ec_boosting_forest_clear(&boosting->fit.forest);
  boosting->fit = fit;
  boosting->scale = scale;
  model->task = n_classes > 0 ? EC_TASK_CLASSIFICATION : EC_TASK_REGRESSION;
  model->n_classes = n_classes;
  ec_model_take_names(model, names, n_features);
  return EC_OK;
}
