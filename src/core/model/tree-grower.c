/* What growing a tree needs around it: the plan, room to work in, and the finished tree. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/tree-grow-private.h"

/* Targets beyond this have squares that overflow. */
#define TARGET_LIMIT 1e150

/* The table of n log2 n stays within the cache of a core. */
enum { MAX_LOGS = 1 << 17 };

static ec_status
check_features(const struct ec_tree_options *options, struct ec_error *error)
{
  double value = options->max_features;
  switch (options->feature_rule) {
  case EC_FEATURES_AUTO:
  case EC_FEATURES_ALL:
  case EC_FEATURES_SQRT:
  case EC_FEATURES_LOG2:
    return EC_OK;
  case EC_FEATURES_COUNT:
    if (value >= 1.0 && value == floor(value))
      return EC_OK;
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%g features a node; it must be a whole number of at least 1", value);
  case EC_FEATURES_SHARE:
    if (value > 0.0 && value <= 1.0)
      return EC_OK;
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "a share of %g of the features a node; it must be above 0 and at most 1",
                        value);
  }
  return ec_error_set(error, EC_ERROR_ARGUMENT, "%d is no rule of how many features to try",
                      (int)options->feature_rule);
}

ec_status
ec_tree_options_check(const struct ec_tree_options *options, struct ec_error *error)
{
  if (options->criterion != EC_TREE_GINI && options->criterion != EC_TREE_ENTROPY)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the criterion of classes is Gini's impurity or the entropy");
  if (options->min_samples_split < 2)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "splits from %zu rows on; at least 2 rows are needed for a split",
                        options->min_samples_split);
  if (options->min_samples_leaf < 1)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "a leaf has at least 1 row, not 0");
  if (options->max_leaf_nodes == 1)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "at most 1 leaf; it must be at least 2, or 0 for no limit");
  if (!(options->min_impurity_decrease >= 0.0) || isinf(options->min_impurity_decrease))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "a decrease of the impurity by %g; it must be a number of at least 0",
                        options->min_impurity_decrease);
  if (!(options->ccp_alpha >= 0.0) || isinf(options->ccp_alpha))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "a cost of %g a leaf; it must be a number of at least 0",
                        options->ccp_alpha);
  return check_features(options, error);
}

static size_t
count_tried(const struct ec_tree_options *options, bool forest, size_t n_classes, size_t d)
{
  enum ec_feature_rule rule = options->feature_rule;
  double n = (double)d;
  if (rule == EC_FEATURES_AUTO)
    rule = forest && n_classes > 0 ? EC_FEATURES_SQRT : EC_FEATURES_ALL;
  if (rule == EC_FEATURES_SQRT)
    n = floor(sqrt(n));
  else if (rule == EC_FEATURES_LOG2)
    n = floor(log2(n));
  else if (rule == EC_FEATURES_SHARE)
    n = floor(n * options->max_features);
  else if (rule == EC_FEATURES_COUNT && options->max_features < n)
    n = options->max_features;
  return n < 1.0 ? 1 : (size_t)n;
}

static ec_status
make_logs(struct ec_tree_growth *growth, size_t n_rows, struct ec_error *error)
{
  size_t n = n_rows + 1 < MAX_LOGS ? n_rows + 1 : MAX_LOGS;
  growth->logs = ec_alloc(n, sizeof *growth->logs);
  if (growth->logs == NULL)
    return ec_error_no_memory(error, "growing a tree");
  growth->logs[0] = 0.0;
  for (size_t i = 1; i < n; i++)
    growth->logs[i] = (double)i * log2((double)i);
  growth->plan.logs = growth->logs;
  growth->plan.n_logs = n;
  return EC_OK;
}

static ec_status
check_targets(const struct ec_data *data, struct ec_error *error)
{
  for (size_t i = 0; data->n_classes == 0 && i < data->x.n_rows; i++)
    if (fabs(data->y[i]) > TARGET_LIMIT)
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "the target of row %zu is %g, and its square is no number any more; "
                             "measure it in a larger unit",
                             i + 1, data->y[i]);
  return EC_OK;
}

ec_status
ec_tree_growth_init(struct ec_tree_growth *growth, const struct ec_tree_options *options,
                    bool forest, bool random_threshold, const struct ec_data *data,
                    const struct ec_job *job, struct ec_error *error)
{
  struct ec_tree_growth made = {0};
  ec_status status = check_targets(data, error);
  made.plan = (struct ec_tree_plan){
      .criterion = data->n_classes > 0 ? options->criterion : EC_TREE_SQUARED_ERROR,
      .max_depth = options->max_depth > 0 ? options->max_depth : SIZE_MAX,
      .max_leaf_nodes = options->max_leaf_nodes > 0 ? options->max_leaf_nodes : SIZE_MAX,
      .min_split = (double)options->min_samples_split,
      .min_leaf = (double)options->min_samples_leaf,
      .min_decrease = options->min_impurity_decrease,
      .ccp_alpha = options->ccp_alpha,
      .n_tried = count_tried(options, forest, data->n_classes, data->x.n_columns),
      .random_threshold = random_threshold};
  if (status == EC_OK && made.plan.criterion == EC_TREE_ENTROPY)
    status = make_logs(&made, data->x.n_rows, error);
  if (status == EC_OK)
    status = ec_tree_data_new(data, job, &made.data, error);
  if (status == EC_OK)
    *growth = made;
  else
    ec_tree_growth_clear(&made);
  return status;
}

void
ec_tree_growth_clear(struct ec_tree_growth *growth)
{
  ec_tree_data_free(growth->data);
  ec_free(growth->logs);
  *growth = (struct ec_tree_growth){0};
}

static bool
make_room(struct ec_tree_grower *g)
{
  const struct ec_tree_data *data = g->growth->data;
  size_t n = data->n_rows, d = data->n_features, n_padded = g->scratch->n_padded;
  bool well;
  g->n_constant_words = (d + 63) / 64;
  g->rows = ec_alloc(n, sizeof *g->rows);
  g->spare = ec_alloc(n, sizeof *g->spare);
  g->order = ec_alloc(d, sizeof *g->order);
  g->ranks = ec_alloc(d, sizeof *g->ranks);
  g->standing = ec_alloc(d, sizeof *g->standing);
  g->trial_set = ec_alloc(data->n_category_words, sizeof *g->trial_set);
  g->parallel = ec_alloc(g->n_workers > 1 ? d : 0, sizeof *g->parallel);
  well = g->rows != NULL && g->spare != NULL && g->order != NULL && g->ranks != NULL &&
         g->standing != NULL && g->trial_set != NULL && g->parallel != NULL;
  if (data->n_classes > 0) {
    g->payload = ec_alloc(n, sizeof *g->payload);
    g->node.pairs = ec_alloc(n, sizeof *g->node.pairs);
    g->node.counts = ec_alloc(n_padded, sizeof *g->node.counts);
    return well && g->payload != NULL && g->node.pairs != NULL && g->node.counts != NULL;
  }
  g->node.weights = ec_alloc(n, sizeof *g->node.weights);
  g->node.targets = ec_alloc(n, sizeof *g->node.targets);
  return well && g->node.weights != NULL && g->node.targets != NULL;
}

ec_status
ec_tree_grower_new(const struct ec_tree_growth *growth, const struct ec_job *job,
                   const atomic_bool *stop, struct ec_tree_grower **grower, struct ec_error *error)
{
  struct ec_tree_grower *g = ec_alloc_zero(1, sizeof *g);
  unsigned n_workers = job != NULL ? ec_pool_n_threads(job->pool) : 1;
  ec_status status = EC_OK;
  if (g == NULL)
    return ec_error_no_memory(error, "growing a tree");
  g->growth = growth;
  g->job = job;
  g->stop = stop;
  g->scratch = ec_alloc_zero(n_workers, sizeof *g->scratch);
  if (g->scratch == NULL)
    status = ec_error_no_memory(error, "growing a tree");
  for (; status == EC_OK && g->n_workers < n_workers; g->n_workers++)
    status = ec_tree_scratch_init(&g->scratch[g->n_workers], growth->data, &growth->plan, error);
  if (status == EC_OK && !make_room(g))
    status = ec_error_no_memory(error, "growing a tree");
  if (status == EC_OK)
    *grower = g;
  else
    ec_tree_grower_free(g);
  return status;
}

void
ec_tree_grower_free(struct ec_tree_grower *g)
{
  if (g == NULL)
    return;
  for (unsigned w = 0; g->scratch != NULL && w < g->n_workers; w++)
    ec_tree_scratch_clear(&g->scratch[w]);
  {
    void *const blocks[] = {g->scratch, g->parallel,    g->rows,         g->spare,
                            g->payload, g->ranks,       g->standing,     g->node.pairs,
                            g->order,   g->node.counts, g->node.weights, g->node.targets,
                            g->sets,    g->constants,   g->trial_set,    g->free_slots,
                            g->open,    g->nodes,       g->counts,       g->categories};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
      ec_free(blocks[i]);
  }
  ec_free(g);
}

/* Where categories are split, the number of a set becomes its place among the words. */
static void
fill_nodes(const struct ec_tree_grower *g, struct ec_tree_parts *parts)
{
  size_t k = g->growth->data->n_classes, n_words = g->growth->data->n_category_words;
  for (size_t i = 0; i < g->n_nodes; i++) {
    const struct ec_grown_node *node = &g->nodes[i];
    parts->feature[i] = node->feature;
    parts->threshold[i] = node->threshold;
    parts->left[i] = node->left;
    parts->right[i] = node->right;
    parts->missing_left[i] = node->missing_left;
    parts->cover[i] = node->cover;
    parts->impurity[i] = node->impurity;
    if (node->set != EC_TREE_LEAF)
      parts->category_set[i] = (int32_t)((size_t)node->set * n_words);
    if (k == 0)
      parts->values[i] = node->mean;
    for (size_t c = 0; c < k; c++)
      parts->values[i * k + c] = g->counts[i * k + c] / node->cover;
  }
}

ec_status
ec_tree_grower_finish(const struct ec_tree_grower *g, struct ec_tree *tree, struct ec_error *error)
{
  const struct ec_tree_data *data = g->growth->data;
  struct ec_tree_extent extent = {g->n_nodes, data->n_classes > 0 ? data->n_classes : 1, g->n_sets,
                                  data->n_category_words};
  struct ec_tree_parts parts;
  struct ec_tree made, ordered;
  ec_status status = ec_tree_make(&extent, &made, &parts, error);
  if (status != EC_OK)
    return status;
  fill_nodes(g, &parts);
  if (g->n_sets > 0)
    memcpy(parts.categories, g->categories,
           g->n_sets * data->n_category_words * sizeof *parts.categories);
  ec_tree_fill_gains(&made, parts.gain);
  if (g->growth->plan.max_leaf_nodes == SIZE_MAX) {
    *tree = made;
    return EC_OK;
  }
  /* Grown best first, nodes are numbered as they came; trees are kept in preorder. */
  status = ec_tree_copy(&made, NULL, &ordered, error);
  ec_tree_clear(&made);
  if (status == EC_OK)
    *tree = ordered;
  return status;
}
