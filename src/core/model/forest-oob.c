/* What the trees of a forest say of the rows that they have not seen. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "model/forest-private.h"
#include "model/tree-read.h"

enum { BLOCK_ROWS = 512 };

struct finding {
  const struct ec_tree_ensemble *ensemble;
  const struct ec_data *data;
  const uint64_t *drawn;
  size_t n_words, n_blocks;
  double *predictions; /* n_rows by n_outputs */
  double *errors;      /* of each block, what each tree adds to the sum of the errors */
  double *n_rows;      /* likewise, how many rows it is the first one for */
};

static bool
has_drawn(const struct finding *f, size_t t, size_t row)
{
  return f->drawn[t * f->n_words + row / 64] >> (row % 64) & 1;
}

/* How wrong the sum of what `n_trees` trees said is. */
static double
find_error(const struct finding *f, size_t row, const double *sums, size_t n_trees)
{
  double y = f->data->y[row], distance;
  if (f->data->n_classes > 0)
    return (double)ec_tree_find_largest(sums, f->ensemble->n_outputs) != y;
  distance = sums[0] / (double)n_trees - y;
  return distance * distance;
}

/* Lets a row hear one tree after the other. */
static void
read_row(const struct finding *f, size_t row, double *errors, double *n_rows)
{
  const struct ec_tree_ensemble *ensemble = f->ensemble;
  size_t k = ensemble->n_outputs, n_heard = 0;
  double *sums = f->predictions + row * k, error = 0.0;
  for (size_t t = 0; t < ensemble->n_trees; t++) {
    const struct ec_tree *tree = &ensemble->trees[t];
    const double *said;
    double now;
    if (has_drawn(f, t, row))
      continue;
    said = tree->values + k * ec_tree_find_leaf(tree, f->data->x.data + row, f->data->x.stride);
    for (size_t c = 0; c < k; c++)
      sums[c] += said[c];
    n_rows[t] += n_heard == 0;
    now = find_error(f, row, sums, ++n_heard);
    errors[t] += now - error;
    error = now;
  }
  for (size_t c = 0; c < k; c++)
    sums[c] = n_heard > 0 ? sums[c] / (double)n_heard : NAN;
}

static ec_status
read_block(void *context, size_t block, unsigned worker, struct ec_error *error)
{
  struct finding *f = context;
  size_t n = f->data->x.n_rows, begin = block * BLOCK_ROWS, n_trees = f->ensemble->n_trees;
  size_t end = n - begin < BLOCK_ROWS ? n : begin + BLOCK_ROWS;
  for (size_t row = begin; row < end; row++)
    read_row(f, row, f->errors + block * n_trees, f->n_rows + block * n_trees);
  return EC_OK;
}

/* The error after each tree: what the blocks found, added up in their order. */
static void
fill_curve(const struct finding *f, double *curve)
{
  struct ec_sum errors = {0.0, 0.0};
  double n_rows = 0.0;
  size_t n_trees = f->ensemble->n_trees;
  for (size_t t = 0; t < n_trees; t++) {
    for (size_t b = 0; b < f->n_blocks; b++) {
      ec_sum_add(&errors, f->errors[b * n_trees + t]);
      n_rows += f->n_rows[b * n_trees + t];
    }
    curve[t] = n_rows > 0.0 ? fmax(ec_sum_get(&errors), 0.0) / n_rows : NAN;
  }
}

/* Accuracy, or R², of the rows that could be predicted. */
static double
find_score(const struct finding *f, size_t *n_predicted)
{
  size_t k = f->ensemble->n_outputs, n = 0;
  struct ec_sum mean = {0.0, 0.0}, total = {0.0, 0.0}, wrong = {0.0, 0.0};
  for (size_t row = 0; row < f->data->x.n_rows; row++)
    if (!isnan(f->predictions[row * k])) {
      ec_sum_add(&mean, f->data->y[row]);
      ec_sum_add(&wrong, find_error(f, row, f->predictions + row * k, 1));
      n++;
    }
  *n_predicted = n;
  if (n == 0)
    return NAN;
  if (f->data->n_classes > 0)
    return 1.0 - ec_sum_get(&wrong) / (double)n;
  for (size_t row = 0; row < f->data->x.n_rows; row++)
    if (!isnan(f->predictions[row * k])) {
      double distance = f->data->y[row] - ec_sum_get(&mean) / (double)n;
      ec_sum_add(&total, distance * distance);
    }
  if (ec_sum_get(&total) == 0.0)
    return ec_sum_get(&wrong) == 0.0 ? 1.0 : 0.0;
  return 1.0 - ec_sum_get(&wrong) / ec_sum_get(&total);
}

ec_status
ec_forest_out_of_bag_find(const struct ec_tree_ensemble *ensemble, const struct ec_data *data,
                          const uint64_t *drawn, size_t n_words, const struct ec_job *job,
                          struct ec_forest_out_of_bag *found, struct ec_error *error)
{
  size_t n = data->x.n_rows, n_trees = ensemble->n_trees;
  struct finding f = {ensemble, data, drawn, n_words, (n + BLOCK_ROWS - 1) / BLOCK_ROWS,
                      NULL,     NULL, NULL};
  double *curve = ec_alloc(n_trees, sizeof *curve);
  ec_status status = EC_OK;
  f.predictions = ec_alloc_zero(n, ensemble->n_outputs * sizeof *f.predictions);
  f.errors = ec_alloc_zero(f.n_blocks, n_trees * sizeof *f.errors);
  f.n_rows = ec_alloc_zero(f.n_blocks, n_trees * sizeof *f.n_rows);
  if (curve == NULL || f.predictions == NULL || f.errors == NULL || f.n_rows == NULL)
    status = ec_error_no_memory(error, "what is out of the bag");
  else
    status = ec_parallel_for(job, "reading out-of-bag rows", f.n_blocks, read_block, &f, error);
  if (status == EC_OK) {
    *found = (struct ec_forest_out_of_bag){.n_rows = n,
                                           .n_outputs = ensemble->n_outputs,
                                           .predictions = f.predictions,
                                           .n_trees = n_trees,
                                           .curve = curve};
    fill_curve(&f, curve);
    found->score = find_score(&f, &found->n_predicted);
  } else {
    ec_free(f.predictions);
    ec_free(curve);
  }
  ec_free(f.errors);
  ec_free(f.n_rows);
  return status;
}

void
ec_forest_out_of_bag_clear(struct ec_forest_out_of_bag *found)
{
  ec_free((void *)found->predictions);
  ec_free((void *)found->curve);
  *found = (struct ec_forest_out_of_bag){0};
}

const struct ec_forest_out_of_bag *
ec_forest_get_out_of_bag(const struct ec_model *model)
{
  const struct ec_forest *forest = (const struct ec_forest *)model;
  return model->fitted && forest->out_of_bag.n_trees > 0 ? &forest->out_of_bag : NULL;
}

const double *
ec_forest_oob_curve(const struct ec_model *model, size_t *n_trees)
{
  const struct ec_forest_out_of_bag *found = ec_forest_get_out_of_bag(model);
  if (found == NULL)
    return NULL;
  *n_trees = found->n_trees;
  return found->curve;
}
