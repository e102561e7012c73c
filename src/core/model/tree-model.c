#include "config.h"

#include "model/tree-model.h"

#include <string.h>

#include "base/memory.h"
#include "model/tree-read.h"
#include "model/tree-store.h"

void
ec_tree_model_take(struct ec_tree_model *model, struct ec_tree *trees, size_t n_trees, double *base,
                   size_t n_classes, enum ec_tree_criterion criterion)
{
  ec_tree_model_clear(model);
  model->trees = trees;
  model->n_trees = n_trees;
  model->base = base;
  model->n_outputs = n_classes > 0 ? n_classes : 1;
  model->criterion = criterion;
  model->model.n_classes = n_classes;
  model->model.task = n_classes > 0 ? EC_TASK_CLASSIFICATION : EC_TASK_REGRESSION;
}

void
ec_tree_model_clear(struct ec_tree_model *model)
{
  ec_trees_free(model->trees, model->n_trees);
  ec_free(model->base);
  model->trees = NULL;
  model->base = NULL;
  model->n_trees = 0;
}

void
ec_tree_model_get_trees(const struct ec_model *model, struct ec_tree_ensemble *ensemble)
{
  const struct ec_tree_model *trees = (const struct ec_tree_model *)model;
  *ensemble = (struct ec_tree_ensemble){.n_trees = trees->n_trees,
                                        .n_outputs = trees->n_outputs,
                                        .n_features = model->n_features,
                                        .trees = trees->trees,
                                        .base = trees->base,
                                        .scale = 1.0 / (double)trees->n_trees};
}

/* What the trees say, row by row; to be freed by the caller. */
static ec_status
read_rows(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
          double **outputs, struct ec_error *error)
{
  struct ec_tree_ensemble ensemble;
  double *made;
  size_t n;
  ec_status status;
  ec_tree_model_get_trees(model, &ensemble);
  if (!ec_size_multiply(x->n_rows, ensemble.n_outputs, &n) ||
      (made = ec_alloc(n, sizeof *made)) == NULL)
    return ec_error_no_memory(error, "predictions");
  status = ec_tree_ensemble_read(&ensemble, x, job, made, error);
  if (status == EC_OK)
    *outputs = made;
  else
    ec_free(made);
  return status;
}

ec_status
ec_tree_model_predict(const struct ec_model *model, const struct ec_matrix *x,
                      const struct ec_job *job, double *predictions, struct ec_error *error)
{
  double *outputs = NULL;
  size_t k = ((const struct ec_tree_model *)model)->n_outputs;
  ec_status status = read_rows(model, x, job, &outputs, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < x->n_rows; i++)
    predictions[i] = model->task == EC_TASK_CLASSIFICATION
                         ? (double)ec_tree_find_largest(outputs + i * k, k)
                         : outputs[i];
  ec_free(outputs);
  return EC_OK;
}

ec_status
ec_tree_model_predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                                    const struct ec_job *job, struct ec_matrix *probabilities,
                                    struct ec_error *error)
{
  double *outputs = NULL;
  size_t k = ((const struct ec_tree_model *)model)->n_outputs;
  ec_status status = read_rows(model, x, job, &outputs, error);
  if (status != EC_OK)
    return status;
  for (size_t c = 0; c < k; c++)
    for (size_t i = 0; i < x->n_rows; i++)
      ec_matrix_set(probabilities, i, c, outputs[i * k + c]);
  ec_free(outputs);
  return EC_OK;
}
