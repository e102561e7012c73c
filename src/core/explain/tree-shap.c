/* The way of a row through a tree, for all sets of known features at once.
 *
 * A leaf with the value v is reached, by the features i on its way, with the weight of a product:
 * o_i (does the row itself go this way: 0 or 1) where i is known, z_i (the share of the training
 * rows that do) where it is not. With each feature known by the chance t, the expectation is
 *
 *     F(t) = sum over leaves of v product over i of (o_i t + z_i (1 - t)),
 *
 * and the Shapley value of j the integral from 0 to 1 of dF/dt_j. At each node of a quadrature on
 * t that is a number; going down multiplies in a factor, and going up adds what the leaves below
 * a question gave, once, and not for each leaf anew. A feature that is asked again has its old
 * factor replaced, and what the old one was credited with for those leaves is taken off. */
#include "config.h"

#include "explain/tree-shap.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "explain/tree-shap-private.h"
#include "model/tree-read.h"

/* So many rows a piece. */
enum { BLOCK_ROWS = 4 };

/* A node on the way from the root: the edge by which it was entered, and how far it has come. */
struct step {
  size_t node;
  int32_t feature;          /* of the edge; EC_TREE_LEAF of the root */
  int next_side;            /* the child to go to next; 2: none is left */
  double one, zero;         /* o and z of that feature from here on */
  double old_one, old_zero; /* and above; where it was not asked above, both 1 */
  bool skipped;             /* nothing below can be reached, whatever is known */
};

struct way {
  struct step *steps;
  double *products, *sums; /* n_points a step */
  double *ones, *zeros;    /* of each feature: what the way so far says of it */
};

struct shap {
  const struct ec_tree_ensemble *ensemble;
  const struct ec_matrix *x;
  struct ec_matrix *contributions;
  size_t output;
  struct ec_shap_shape shape;
  struct way *ways;
  double *rows;             /* one a worker */
  const struct ec_job *job; /* watched: a row of many deep trees takes long */
};

typedef double lanes __attribute__((vector_size(8 * EC_SHAP_LANES)));

/* Blocks are aligned to 64 bytes, and rows of them are whole lanes. */
static inline const lanes *
as_lanes(const double *numbers)
{
  return (const lanes *)numbers;
}

/* The products below an edge: the factor of its feature takes the place of the one it had above.
 * `one` is 0 or 1, and stays 0 once it is, which spares most of the divisions. */
static void
multiply(const struct ec_shap_shape *shape, const struct step *step, const double *above_numbers,
         double *product_numbers)
{
  const lanes *point = as_lanes(shape->points), *rest = as_lanes(shape->rests);
  const lanes *above = as_lanes(above_numbers);
  lanes *product = (lanes *)product_numbers;
  size_t n = shape->n_points / EC_SHAP_LANES;
  double zero = step->zero, old_zero = step->old_zero;
  if (step->old_one == 0.0)
    for (size_t q = 0; q < n; q++)
      product[q] = above[q] * (zero / old_zero);
  else if (old_zero == 1.0)
    for (size_t q = 0; q < n; q++)
      product[q] = above[q] * (step->one * point[q] + zero * rest[q]);
  else
    for (size_t q = 0; q < n; q++)
      product[q] =
          above[q] * (step->one * point[q] + zero * rest[q]) / (point[q] + old_zero * rest[q]);
}

/* The integral of (one - zero) / (one t + zero (1 - t)) times what the leaves gave. */
static double
find_credit(const struct ec_shap_shape *shape, double one, double zero, const double *sum_numbers)
{
  const lanes *point = as_lanes(shape->points), *rest = as_lanes(shape->rests);
  const lanes *weight = as_lanes(shape->weights), *sum = as_lanes(sum_numbers);
  size_t n = shape->n_points / EC_SHAP_LANES;
  lanes credit = {0.0};
  if (one != 0.0 && zero == 1.0)
    return 0.0;
  for (size_t q = 0; q < n; q++)
    credit += weight[q] * sum[q] / (one * point[q] + zero * rest[q]);
  return ((credit[0] + credit[2]) + (credit[1] + credit[3])) * (one - zero);
}

static void
open_step(const struct shap *shap, struct way *way, size_t depth, size_t node, int32_t feature,
          double one, double zero)
{
  size_t n = shap->shape.n_points;
  double *product = way->products + depth * n;
  struct step *step = &way->steps[depth];
  *step = (struct step){
      .node = node, .feature = feature, .one = 1.0, .zero = 1.0, .old_one = 1.0, .old_zero = 1.0};
  memset(way->sums + depth * n, 0, n * sizeof *way->sums);
  if (depth == 0) {
    for (size_t q = 0; q < n; q++)
      product[q] = 1.0;
    return;
  }
  step->old_one = way->ones[feature];
  step->old_zero = way->zeros[feature];
  step->one = step->old_one * one;
  step->zero = step->old_zero * zero;
  step->skipped = step->one == 0.0 && step->zero == 0.0;
  way->ones[feature] = step->one;
  way->zeros[feature] = step->zero;
  if (!step->skipped)
    multiply(&shap->shape, step, product - n, product);
}

/* Credits a feature with what the leaves below gave, as the way to them says now, and takes off what
 * the way above is going to be credited with for the same leaves. Where the row does not come by
 * in either case, the two are the same. */
static void
close_step(const struct shap *shap, struct way *way, size_t depth, double *contributions)
{
  size_t n = shap->shape.n_points;
  const struct step *step = &way->steps[depth];
  const double *sum = way->sums + depth * n;
  double *above = way->sums + depth * n - n;
  way->ones[step->feature] = step->old_one;
  way->zeros[step->feature] = step->old_zero;
  if (step->skipped)
    return;
  for (size_t q = 0; q < n; q++)
    above[q] += sum[q];
  if (step->old_one != 0.0)
    contributions[step->feature] += find_credit(&shap->shape, step->one, step->zero, sum) -
                                    find_credit(&shap->shape, 1.0, step->old_zero, sum);
}

/* Goes from a node to its next child. */
static void
go_down(const struct shap *shap, const struct ec_tree *tree, struct way *way, size_t depth,
        const double *row)
{
  struct step *step = &way->steps[depth];
  int32_t feature = tree->feature[step->node];
  bool left = step->next_side++ == 0;
  size_t child = (size_t)(left ? tree->left[step->node] : tree->right[step->node]);
  bool goes_left = ec_tree_goes_left(tree, step->node, row[feature]);
  open_step(shap, way, depth + 1, child, feature, goes_left == left,
            ec_shap_share(tree, step->node, left));
}

static void
add_tree(const struct shap *shap, size_t t, struct way *way, const double *row,
         double *contributions)
{
  const struct ec_tree *tree = &shap->ensemble->trees[t];
  size_t n = shap->shape.n_points, depth = 0;
  open_step(shap, way, 0, 0, EC_TREE_LEAF, 1.0, 1.0);
  for (;;) {
    struct step *step = &way->steps[depth];
    if (tree->feature[step->node] == EC_TREE_LEAF && !step->skipped)
      for (size_t q = 0; q < n; q++)
        way->sums[depth * n + q] = way->products[depth * n + q] *
                                   ec_shap_value(shap->ensemble, t, step->node, shap->output);
    if (tree->feature[step->node] != EC_TREE_LEAF && step->next_side < 2 && !step->skipped) {
      go_down(shap, tree, way, depth++, row);
      continue;
    }
    if (depth == 0)
      return;
    close_step(shap, way, depth--, contributions);
  }
}

static ec_status
explain_block(void *context, size_t block, unsigned worker, struct ec_error *error)
{
  const struct shap *shap = context;
  const struct ec_tree_ensemble *ensemble = shap->ensemble;
  size_t d = ensemble->n_features, end = (block + 1) * BLOCK_ROWS;
  double *row = shap->rows + (size_t)worker * 2 * d, *contributions = row + d;
  struct ec_job job = ec_job_of_worker(shap->job, worker);
  for (size_t i = block * BLOCK_ROWS; i < end && i < shap->x->n_rows; i++) {
    ec_status status = ec_job_check(&job, error);
    if (status != EC_OK)
      return status;
    for (size_t j = 0; j < d; j++) {
      row[j] = ec_matrix_get(shap->x, i, j);
      contributions[j] = 0.0;
    }
    for (size_t t = 0; t < ensemble->n_trees; t++)
      if (ensemble->outputs == NULL || (size_t)ensemble->outputs[t] == shap->output)
        add_tree(shap, t, &shap->ways[worker], row, contributions);
    for (size_t j = 0; j < d; j++)
      ec_matrix_set(shap->contributions, i, j, ensemble->scale * contributions[j]);
  }
  return EC_OK;
}

static bool
make_way(const struct shap *shap, struct way *way)
{
  size_t n_steps = shap->shape.depth + 1, n = shap->shape.n_points, d = shap->ensemble->n_features;
  size_t n_numbers;
  if (!ec_size_multiply(n_steps, n, &n_numbers))
    return false;
  way->steps = ec_alloc(n_steps, sizeof *way->steps);
  way->products = ec_alloc(n_numbers, sizeof *way->products);
  way->sums = ec_alloc(n_numbers, sizeof *way->sums);
  way->ones = ec_alloc(d, sizeof *way->ones);
  way->zeros = ec_alloc(d, sizeof *way->zeros);
  if (way->steps == NULL || way->products == NULL || way->sums == NULL || way->ones == NULL ||
      way->zeros == NULL)
    return false;
  for (size_t j = 0; j < d; j++)
    way->ones[j] = way->zeros[j] = 1.0;
  return true;
}

static ec_status
explain(struct shap *shap, const struct ec_job *job, struct ec_error *error)
{
  unsigned n_workers = job != NULL ? ec_pool_n_threads(job->pool) : 1;
  size_t n_blocks = (shap->x->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  atomic_bool stop = false;
  struct ec_job watched = ec_job_watch(job, &stop);
  ec_status status = EC_OK;
  bool well = true;
  shap->job = &watched;
  shap->rows = ec_alloc(2 * (size_t)n_workers * sizeof(double), shap->ensemble->n_features);
  shap->ways = ec_alloc_zero(n_workers, sizeof *shap->ways);
  for (unsigned w = 0; w < n_workers && shap->ways != NULL && well; w++)
    well = make_way(shap, &shap->ways[w]);
  if (!well || shap->rows == NULL || shap->ways == NULL)
    status = ec_error_no_memory(error, "the contributions");
  else
    status = ec_parallel_for(&watched, "explaining rows", n_blocks, explain_block, shap, error);
  for (unsigned w = 0; w < n_workers && shap->ways != NULL; w++) {
    ec_free(shap->ways[w].steps);
    ec_free(shap->ways[w].products);
    ec_free(shap->ways[w].sums);
    ec_free(shap->ways[w].ones);
    ec_free(shap->ways[w].zeros);
  }
  ec_free(shap->ways);
  ec_free(shap->rows);
  return status;
}

ec_status
ec_tree_shap(const struct ec_tree_ensemble *ensemble, const struct ec_matrix *x, size_t output,
             const struct ec_job *job, struct ec_matrix *contributions, double *base,
             struct ec_error *error)
{
  struct shap shap = {ensemble, x, contributions, output, {0}, NULL, NULL};
  double expected = 0.0;
  ec_status status;
  if (output >= ensemble->n_outputs)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "output %zu of a model with %zu", output + 1,
                        ensemble->n_outputs);
  if (x->n_columns != ensemble->n_features)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the model was fitted on %zu features, and is given %zu",
                        ensemble->n_features, x->n_columns);
  if (contributions->n_rows != x->n_rows || contributions->n_columns != x->n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the contributions are %zu by %zu, and should be %zu by %zu",
                        contributions->n_rows, contributions->n_columns, x->n_rows, x->n_columns);
  status = ec_shap_shape_init(&shap.shape, ensemble, output, &expected, error);
  if (status == EC_OK)
    status = explain(&shap, job, error);
  if (status == EC_OK)
    *base = ensemble->base[output] + ensemble->scale * expected;
  ec_shap_shape_clear(&shap.shape);
  return status;
}

void
ec_tree_shap_importance(const struct ec_matrix *contributions, double *importance)
{
  for (size_t j = 0; j < contributions->n_columns; j++) {
    const double *column = ec_matrix_column(contributions, j);
    double sum = 0.0;
    for (size_t i = 0; i < contributions->n_rows; i++)
      sum += fabs(column[i]);
    importance[j] = contributions->n_rows > 0 ? sum / (double)contributions->n_rows : 0.0;
  }
}
