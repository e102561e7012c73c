#include "config.h"

#include "model/forest.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/forest-private.h"
#include "model/linear-private.h"
#include "model/tree-store.h"

/* One fit: a tree a piece. */
struct growing {
  const struct ec_forest *forest;
  const struct ec_tree_growth *growth;
  atomic_bool stop;
  struct ec_job alone; /* the calling thread's own: it asks, and does not share its work */
  struct ec_tree_grower **growers; /* one a worker, made when first needed */
  uint32_t **weights;              /* likewise */
  struct ec_tree *trees;
  uint64_t *drawn; /* n_words a tree; NULL where nobody asks */
  size_t n_words;
};

/* Split 0 of a tree's generator draws its rows, split 1 its features and thresholds. */
enum { DRAW_ROWS, DRAW_SPLITS };

static ec_status
get_grower(struct growing *growing, unsigned worker, struct ec_error *error)
{
  size_t n = growing->growth->data->n_rows;
  if (growing->growers[worker] != NULL)
    return EC_OK;
  if (growing->weights[worker] == NULL && growing->forest->options.bootstrap)
    growing->weights[worker] = ec_alloc(n, sizeof **growing->weights);
  if (growing->weights[worker] == NULL && growing->forest->options.bootstrap)
    return ec_error_no_memory(error, "growing a forest");
  return ec_tree_grower_new(growing->growth, worker == 0 ? &growing->alone : NULL, &growing->stop,
                            &growing->growers[worker], error);
}

/* Draws rows with replacement: how often each. */
static void
draw_rows(struct growing *growing, size_t t, struct ec_random random, uint32_t *weights)
{
  size_t n = growing->growth->data->n_rows;
  double share = floor(growing->forest->options.max_samples * (double)n + 0.5);
  size_t n_draws = share < 1.0 ? 1 : (size_t)share;
  uint64_t *drawn = growing->drawn != NULL ? growing->drawn + t * growing->n_words : NULL;
  memset(weights, 0, n * sizeof *weights);
  for (size_t i = 0; i < n_draws; i++)
    weights[ec_tree_random_below(&random, (uint32_t)n)]++;
  for (size_t i = 0; i < n && drawn != NULL; i++)
    drawn[i / 64] |= (uint64_t)(weights[i] > 0) << (i % 64);
}

static ec_status
grow_tree(void *context, size_t t, unsigned worker, struct ec_error *error)
{
  struct growing *growing = context;
  struct ec_random root = ec_random_new(growing->forest->options.seed);
  struct ec_random tree = ec_random_split(&root, t);
  uint32_t *weights = NULL;
  ec_status status = get_grower(growing, worker, error);
  if (status == EC_OK && growing->forest->options.bootstrap) {
    weights = growing->weights[worker];
    draw_rows(growing, t, ec_random_split(&tree, DRAW_ROWS), weights);
  }
  if (status == EC_OK)
    status = ec_tree_grower_grow(growing->growers[worker], weights,
                                 ec_random_split(&tree, DRAW_SPLITS), &growing->trees[t], error);
  return status;
}

static ec_status
init_growing(struct growing *growing, unsigned n_workers, struct ec_error *error)
{
  const struct ec_forest_options *options = &growing->forest->options;
  size_t n_words = (growing->growth->data->n_rows + 63) / 64, n;
  growing->growers = ec_alloc_zero(n_workers, sizeof *growing->growers);
  growing->weights = ec_alloc_zero(n_workers, sizeof *growing->weights);
  growing->trees = ec_alloc_zero(options->n_trees, sizeof *growing->trees);
  growing->n_words = n_words;
  if (growing->growers == NULL || growing->weights == NULL || growing->trees == NULL)
    return ec_error_no_memory(error, "a forest");
  if (!options->out_of_bag)
    return EC_OK;
  if (ec_size_multiply(n_words, options->n_trees, &n))
    growing->drawn = ec_alloc_zero(n, sizeof *growing->drawn);
  return growing->drawn != NULL ? EC_OK : ec_error_no_memory(error, "a forest");
}

static void
clear_growing(struct growing *growing, unsigned n_workers)
{
  for (unsigned w = 0; w < n_workers; w++) {
    if (growing->growers != NULL)
      ec_tree_grower_free(growing->growers[w]);
    if (growing->weights != NULL)
      ec_free(growing->weights[w]);
  }
  ec_free(growing->growers);
  ec_free(growing->weights);
  ec_free(growing->drawn);
}

static ec_status
find_out_of_bag(const struct growing *growing, const struct ec_data *data, const double *base,
                const struct ec_job *job, struct ec_forest_out_of_bag *found,
                struct ec_error *error)
{
  const struct ec_forest_options *options = &growing->forest->options;
  struct ec_tree_ensemble ensemble = {.n_trees = options->n_trees,
                                      .n_outputs = data->n_classes > 0 ? data->n_classes : 1,
                                      .n_features = data->x.n_columns,
                                      .trees = growing->trees,
                                      .base = base,
                                      .scale = 1.0 / (double)options->n_trees};
  if (!options->out_of_bag)
    return EC_OK;
  return ec_forest_out_of_bag_find(&ensemble, data, growing->drawn, growing->n_words, job, found,
                                   error);
}

/* Grows all trees, and finds what is asked about them. */
static ec_status
grow(struct growing *growing, const struct ec_data *data, const double *base,
     const struct ec_job *job, struct ec_forest_out_of_bag *found, struct ec_error *error)
{
  unsigned n_workers = job != NULL ? ec_pool_n_threads(job->pool) : 1;
  ec_status status = init_growing(growing, n_workers, error);
  bool drawn = growing->forest->options.out_of_bag;
  struct ec_job watched = ec_job_watch(job, &growing->stop);
  struct ec_job first = ec_job_part(&watched, 0.0, drawn ? 0.9 : 1.0);
  struct ec_job second = ec_job_part(&watched, 0.9, 1.0);
  growing->alone = ec_job_of_worker(&watched, 0);
  if (status == EC_OK)
    status = ec_parallel_for(&first, "growing trees", growing->forest->options.n_trees, grow_tree,
                             growing, error);
  if (status == EC_OK)
    status = find_out_of_bag(growing, data, base, &second, found, error);
  clear_growing(growing, n_workers);
  return status;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct ec_forest *forest = (struct ec_forest *)model;
  struct ec_tree_growth growth;
  struct growing growing = {.forest = forest, .growth = &growth, .alone = EC_JOB_INIT};
  struct ec_forest_out_of_bag found = {0};
  double *base = ec_alloc_zero(data->n_classes > 0 ? data->n_classes : 1, sizeof *base);
  ec_status status;
  if (base == NULL)
    return ec_error_no_memory(error, "a forest");
  status = ec_tree_growth_init(&growth, &forest->options.tree, true,
                               model->model_class == &ec_extra_trees_class, data, job, error);
  if (status == EC_OK) {
    status = grow(&growing, data, base, job, &found, error);
    if (status == EC_OK) {
      ec_tree_model_take(&forest->trees, growing.trees, forest->options.n_trees, base,
                         data->n_classes, growth.plan.criterion);
      ec_forest_out_of_bag_clear(&forest->out_of_bag);
      forest->out_of_bag = found;
    } else {
      ec_trees_free(growing.trees, forest->options.n_trees);
    }
    ec_tree_growth_clear(&growth);
  }
  if (status != EC_OK)
    ec_free(base);
  return status;
}

/* What was found out of bag is of the rows of the fit, which a file does not have. */
static ec_status
load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_forest *forest = (struct ec_forest *)model;
  ec_status status = ec_tree_model_load(model, record, error);
  if (status == EC_OK)
    ec_forest_out_of_bag_clear(&forest->out_of_bag);
  return status;
}

static size_t
describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_forest *forest = (const struct ec_forest *)model;
  const struct ec_tree_model *trees = &forest->trees;
  bool extra = model->model_class == &ec_extra_trees_class;
  size_t length = ec_text_append(text, size, 0, extra ? "extra trees" : "random forest");
  size_t n_nodes = 0;
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  for (size_t t = 0; t < trees->n_trees; t++)
    n_nodes += trees->trees[t].n_nodes;
  /* A tree has one leaf more than splits. */
  length = ec_text_append(
      text, size, length, ", %zu features, %zu trees with %.1f leaves on average\n",
      model->n_features, trees->n_trees, ((double)n_nodes / (double)trees->n_trees + 1.0) / 2.0);
  if (forest->out_of_bag.n_trees > 0)
    length = ec_text_append(text, size, length, "  out of bag: %s %.6f, of %zu of %zu rows\n",
                            model->n_classes > 0 ? "accuracy" : "R²", forest->out_of_bag.score,
                            forest->out_of_bag.n_predicted, forest->out_of_bag.n_rows);
  return length;
}

static void
free_forest(struct ec_model *model)
{
  struct ec_forest *forest = (struct ec_forest *)model;
  ec_forest_out_of_bag_clear(&forest->out_of_bag);
  ec_tree_model_clear(&forest->trees);
  ec_free(forest);
}

static ec_status
create_forest(struct ec_model **model, struct ec_error *error)
{
  return ec_forest_new(NULL, model, error);
}

static ec_status
create_extra_trees(struct ec_model **model, struct ec_error *error)
{
  return ec_extra_trees_new(NULL, model, error);
}

#define FOREST_CLASS(class_name, creator)                                                          \
  {                                                                                                \
    .name = class_name,                                                                            \
    .traits =                                                                                      \
        EC_TRAIT_REGRESSION | EC_TRAIT_CLASSIFICATION | EC_TRAIT_MISSING | EC_TRAIT_CATEGORIES,    \
    .create = creator, .fit = fit, .predict = ec_tree_model_predict,                               \
    .predict_probabilities = ec_tree_model_predict_probabilities,                                  \
    .get_trees = ec_tree_model_get_trees, .save = ec_tree_model_save, .load = load,                \
    .describe = describe, .free = free_forest                                                      \
  }

const struct ec_model_class ec_forest_class = FOREST_CLASS("forest", create_forest);
const struct ec_model_class ec_extra_trees_class = FOREST_CLASS("extra-trees", create_extra_trees);

static ec_status
check_options(const struct ec_forest_options *options, struct ec_error *error)
{
  if (options->n_trees < 1 || options->n_trees > EC_FOREST_MAX_TREES)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "%zu trees; a forest has 1 to %d of them",
                        options->n_trees, EC_FOREST_MAX_TREES);
  if (!(options->max_samples > 0.0 && options->max_samples <= 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "a share of %g of the rows; it must be above 0 and at most 1",
                        options->max_samples);
  if (options->out_of_bag && !options->bootstrap)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "every tree sees all rows, so that none is out of the bag; draw rows for "
                        "each tree, or do not ask for it");
  return ec_tree_options_check(&options->tree, error);
}

static ec_status
make(const struct ec_model_class *model_class, const struct ec_forest_options *options,
     struct ec_model **model, struct ec_error *error)
{
  struct ec_forest *forest;
  ec_status status = check_options(options, error);
  if (status != EC_OK)
    return status;
  forest = ec_alloc_zero(1, sizeof *forest);
  if (forest == NULL)
    return ec_error_no_memory(error, "a forest");
  forest->trees.model.model_class = model_class;
  forest->options = *options;
  *model = &forest->trees.model;
  return EC_OK;
}

ec_status
ec_forest_new(const struct ec_forest_options *options, struct ec_model **model,
              struct ec_error *error)
{
  static const struct ec_forest_options defaults = EC_FOREST_OPTIONS_INIT;
  return make(&ec_forest_class, options != NULL ? options : &defaults, model, error);
}

ec_status
ec_extra_trees_new(const struct ec_forest_options *options, struct ec_model **model,
                   struct ec_error *error)
{
  static const struct ec_forest_options defaults = EC_EXTRA_TREES_OPTIONS_INIT;
  return make(&ec_extra_trees_class, options != NULL ? options : &defaults, model, error);
}
