#include "config.h"

#include "model/tree.h"

#include "base/memory.h"
#include "model/linear-private.h"
#include "model/tree-model.h"
#include "model/tree-store.h"

struct tree {
  struct ec_tree_model trees;
  struct ec_tree_options options;
};

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_tree_new(NULL, model, error);
}

static ec_status
grow(const struct ec_tree_growth *growth, const struct tree *tree, const struct ec_job *job,
     struct ec_tree *grown, struct ec_error *error)
{
  struct ec_tree_grower *grower;
  ec_status status = ec_tree_grower_new(growth, job, NULL, &grower, error);
  if (status != EC_OK)
    return status;
  status = ec_tree_grower_grow(grower, NULL, ec_random_new(tree->options.seed), grown, error);
  ec_tree_grower_free(grower);
  return status;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct tree *tree = (struct tree *)model;
  struct ec_tree_growth growth;
  struct ec_tree *trees = ec_alloc_zero(1, sizeof *trees);
  double *base = ec_alloc_zero(data->n_classes > 0 ? data->n_classes : 1, sizeof *base);
  ec_status status = EC_OK;
  if (trees == NULL || base == NULL)
    status = ec_error_no_memory(error, "a tree");
  else
    status = ec_tree_growth_init(&growth, &tree->options, false, false, data, job, error);
  if (status == EC_OK) {
    status = grow(&growth, tree, job, trees, error);
    if (status == EC_OK)
      ec_tree_model_take(&tree->trees, trees, 1, base, data->n_classes, growth.plan.criterion);
    ec_tree_growth_clear(&growth);
  }
  if (status != EC_OK) {
    ec_free(trees);
    ec_free(base);
  }
  return status;
}

static size_t
describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_tree_model *trees = (const struct ec_tree_model *)model;
  struct ec_tree_size extent = {0};
  size_t length = ec_text_append(text, size, 0, "decision tree");
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  if (ec_tree_measure(trees->trees, &extent, NULL) == EC_OK)
    length = ec_text_append(text, size, length, ", %zu features, %zu leaves, depth %zu",
                            model->n_features, extent.n_leaves, extent.depth);
  length = ec_text_append(text, size, length, "\n");
  return ec_tree_model_describe_tree(trees, 0, text, size, length);
}

static void
free_tree(struct ec_model *model)
{
  ec_tree_model_clear((struct ec_tree_model *)model);
  ec_free(model);
}

const struct ec_model_class ec_tree_class = {
    .name = "tree",
    .traits =
        EC_TRAIT_REGRESSION | EC_TRAIT_CLASSIFICATION | EC_TRAIT_MISSING | EC_TRAIT_CATEGORIES,
    .create = create,
    .fit = fit,
    .predict = ec_tree_model_predict,
    .predict_probabilities = ec_tree_model_predict_probabilities,
    .get_trees = ec_tree_model_get_trees,
    .save = ec_tree_model_save,
    .load = ec_tree_model_load,
    .describe = describe,
    .free = free_tree,
};

ec_status
ec_tree_new(const struct ec_tree_options *options, struct ec_model **model, struct ec_error *error)
{
  static const struct ec_tree_options defaults = EC_TREE_OPTIONS_INIT;
  struct tree *tree;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = ec_tree_options_check(options, error);
  if (status != EC_OK)
    return status;
  tree = ec_alloc_zero(1, sizeof *tree);
  if (tree == NULL)
    return ec_error_no_memory(error, "a tree");
  tree->trees.model.model_class = &ec_tree_class;
  tree->options = *options;
  *model = &tree->trees.model;
  return EC_OK;
}
