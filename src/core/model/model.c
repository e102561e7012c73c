#include "config.h"

#include "model/model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "model/model-private.h"
#include "model/tree-ensemble.h"

void
ec_names_free(char **names, size_t n_names)
{
  if (names == NULL)
    return;
  for (size_t i = 0; i < n_names; i++)
    ec_free(names[i]);
  ec_free(names);
}

ec_status
ec_names_copy(const char *const *names, size_t n_names, char ***copy, struct ec_error *error)
{
  char **made;
  if (names == NULL) {
    *copy = NULL;
    return EC_OK;
  }
  made = ec_alloc_zero(n_names, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "the names of the features");
  for (size_t i = 0; i < n_names; i++) {
    made[i] = ec_copy_text(names[i], strlen(names[i]));
    if (made[i] == NULL) {
      ec_names_free(made, n_names);
      return ec_error_no_memory(error, "the names of the features");
    }
  }
  *copy = made;
  return EC_OK;
}

void
ec_model_take_names(struct ec_model *model, char **names, size_t n_features)
{
  ec_names_free(model->names, model->n_features);
  model->names = names;
  model->n_features = n_features;
  model->fitted = true;
}

ec_status
ec_model_fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
             struct ec_error *error)
{
  char **names;
  ec_status status = ec_data_check(model->model_class, data, job, error);
  if (status == EC_OK)
    status = ec_names_copy(data->names, data->x.n_columns, &names, error);
  if (status != EC_OK)
    return status;
  status = model->model_class->fit(model, data, job, error);
  if (status == EC_OK)
    ec_model_take_names(model, names, data->x.n_columns);
  else
    ec_names_free(names, data->x.n_columns);
  return status;
}

static ec_status
check_fitted(const struct ec_model *model, struct ec_error *error)
{
  if (!model->fitted)
    return ec_error_set(error, EC_ERROR_NOT_FITTED, "the model has not been fitted yet");
  return EC_OK;
}

/* Whether the model is fitted, and on as many features as the rows have. */
static ec_status
check_rows(const struct ec_model *model, const struct ec_matrix *x, struct ec_error *error)
{
  ec_status status = check_fitted(model, error);
  if (status != EC_OK)
    return status;
  if (x->n_columns != model->n_features)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the model was fitted on %zu features, and is given %zu", model->n_features,
                        x->n_columns);
  return EC_OK;
}

/* Whether `result` has a row for each row of `x` and the given number of columns. */
static ec_status
check_result(const struct ec_matrix *x, const struct ec_matrix *result, size_t n_columns,
             struct ec_error *error)
{
  if (result->n_rows != x->n_rows || result->n_columns != n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the result is %zu by %zu, and should be a matrix of %zu by %zu",
                        result->n_rows, result->n_columns, x->n_rows, n_columns);
  return EC_OK;
}

ec_status
ec_model_predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
                 double *predictions, struct ec_error *error)
{
  ec_status status = check_rows(model, x, error);
  if (status != EC_OK)
    return status;
  if (model->model_class->predict == NULL)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED, "a %s model does not predict",
                        model->model_class->name);
  return model->model_class->predict(model, x, job, predictions, error);
}

ec_status
ec_model_predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                               const struct ec_job *job, struct ec_matrix *probabilities,
                               struct ec_error *error)
{
  ec_status status = check_rows(model, x, error);
  if (status != EC_OK)
    return status;
  if (model->model_class->predict_probabilities == NULL || model->task != EC_TASK_CLASSIFICATION)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED,
                        "this %s model was not fitted on classes, and has no probabilities",
                        model->model_class->name);
  status = check_result(x, probabilities, model->n_classes, error);
  if (status != EC_OK)
    return status;
  return model->model_class->predict_probabilities(model, x, job, probabilities, error);
}

ec_status
ec_model_transform(const struct ec_model *model, const struct ec_matrix *x,
                   const struct ec_job *job, struct ec_matrix *transformed, struct ec_error *error)
{
  ec_status status = check_rows(model, x, error);
  if (status != EC_OK)
    return status;
  if (model->model_class->transform == NULL)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED, "a %s model does not transform rows",
                        model->model_class->name);
  status = check_result(x, transformed, model->n_outputs, error);
  if (status != EC_OK)
    return status;
  return model->model_class->transform(model, x, job, transformed, error);
}

bool
ec_model_get_trees(const struct ec_model *model, struct ec_tree_ensemble *ensemble)
{
  if (!model->fitted || model->model_class->get_trees == NULL)
    return false;
  model->model_class->get_trees(model, ensemble);
  return true;
}

ec_status
ec_model_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  ec_status status = check_fitted(model, error);
  if (status == EC_OK)
    status = ec_record_add_text(record, "model", model->model_class->name, error);
  if (status == EC_OK && model->names != NULL)
    status = ec_record_add_texts(record, "features", (const char *const *)model->names,
                                 model->n_features, error);
  if (status == EC_OK)
    status = model->model_class->save(model, record, error);
  return status;
}

ec_status
ec_model_load(const struct ec_record *record, struct ec_model **model, struct ec_error *error)
{
  const struct ec_model_class *model_class = NULL;
  const char *name;
  struct ec_model *made = NULL;
  ec_status status = ec_record_get_text(record, "model", &name, error);
  if (status == EC_OK)
    status = ec_model_class_find(name, &model_class, error);
  if (status == EC_OK)
    status = model_class->create(&made, error);
  if (status == EC_OK)
    status = made->model_class->load(made, record, error);
  if (status == EC_OK)
    *model = made;
  else
    ec_model_free(made);
  return status;
}

size_t
ec_model_describe(const struct ec_model *model, char *text, size_t size)
{
  return model->model_class->describe(model, text, size);
}

void
ec_model_free(struct ec_model *model)
{
  if (model == NULL)
    return;
  ec_names_free(model->names, model->n_features);
  model->model_class->free(model);
}
