#include "config.h"

#include "model/tree-read.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "model/tree.h"

/* So many rows are read at a time: a tree stays in the cache while they go through it. */
enum { BLOCK_ROWS = 256 };

size_t
ec_tree_find_leaf(const struct ec_tree *tree, const double *x, size_t stride)
{
  size_t node = 0;
  while (tree->feature[node] != EC_TREE_LEAF) {
    double value = x[(size_t)tree->feature[node] * stride];
    node = (size_t)(ec_tree_goes_left(tree, node, value) ? tree->left[node] : tree->right[node]);
  }
  return node;
}

ec_status
ec_tree_measure(const struct ec_tree *tree, struct ec_tree_size *size, struct ec_error *error)
{
  struct ec_tree_size found = {tree->n_nodes, 0, 0};
  size_t *depth = ec_alloc_zero(tree->n_nodes, sizeof *depth);
  if (depth == NULL)
    return ec_error_no_memory(error, "the depth of a tree");
  for (size_t i = 0; i < tree->n_nodes; i++) {
    if (depth[i] > found.depth)
      found.depth = depth[i];
    if (tree->feature[i] == EC_TREE_LEAF)
      found.n_leaves++;
    else
      depth[tree->left[i]] = depth[tree->right[i]] = depth[i] + 1;
  }
  ec_free(depth);
  *size = found;
  return EC_OK;
}

struct reading {
  const struct ec_tree_ensemble *ensemble;
  const struct ec_matrix *x;
  double *outputs;
  double *rows; /* a block of rows for each worker, features together */
};

/* Adds what a leaf says to a row's outputs. */
static inline void
add_leaf(const struct ec_tree_ensemble *ensemble, size_t t, size_t leaf, double *outputs)
{
  const struct ec_tree *tree = &ensemble->trees[t];
  if (ensemble->outputs != NULL) {
    outputs[ensemble->outputs[t]] += tree->values[leaf];
    return;
  }
  for (size_t k = 0; k < tree->n_outputs; k++)
    outputs[k] += tree->values[leaf * tree->n_outputs + k];
}

static ec_status
read_block(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct reading *reading = data;
  const struct ec_tree_ensemble *ensemble = reading->ensemble;
  size_t d = ensemble->n_features, k = ensemble->n_outputs, begin = piece * BLOCK_ROWS;
  size_t n = reading->x->n_rows - begin < BLOCK_ROWS ? reading->x->n_rows - begin : BLOCK_ROWS;
  double *rows = reading->rows + worker * BLOCK_ROWS * d, *outputs = reading->outputs + begin * k;
  for (size_t j = 0; j < d; j++)
    for (size_t i = 0; i < n; i++)
      rows[i * d + j] = ec_matrix_get(reading->x, begin + i, j);
  for (size_t i = 0; i < n * k; i++)
    outputs[i] = 0.0;
  for (size_t t = 0; t < ensemble->n_trees; t++)
    for (size_t i = 0; i < n; i++)
      add_leaf(ensemble, t, ec_tree_find_leaf(&ensemble->trees[t], rows + i * d, 1),
               outputs + i * k);
  for (size_t i = 0; i < n; i++)
    for (size_t o = 0; o < k; o++)
      outputs[i * k + o] = ensemble->base[o] + ensemble->scale * outputs[i * k + o];
  return EC_OK;
}

ec_status
ec_tree_ensemble_read(const struct ec_tree_ensemble *ensemble, const struct ec_matrix *x,
                      const struct ec_job *job, double *outputs, struct ec_error *error)
{
  unsigned n_workers = job != NULL ? ec_pool_n_threads(job->pool) : 1;
  struct reading reading = {ensemble, x, outputs, NULL};
  ec_status status;
  reading.rows = ec_alloc((size_t)n_workers * BLOCK_ROWS * sizeof(double), ensemble->n_features);
  if (reading.rows == NULL)
    return ec_error_no_memory(error, "predictions");
  status = ec_parallel_for(job, NULL, (x->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, read_block,
                           &reading, error);
  ec_free(reading.rows);
  return status;
}
