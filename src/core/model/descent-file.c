/* A model found by gradient descent at work, in a file and in words. In the file "task" ("regression"
 * or "classification"), "rate" and "momentum" stand beside the members of a linear model. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "model/descent-private.h"

enum { BLOCK_ROWS = 512 };

ec_status
ec_descent_predict(const struct ec_model *model, const struct ec_matrix *x,
                   const struct ec_job *job, double *predictions, struct ec_error *error)
{
  ec_status status = ec_linear_predict(model, x, job, predictions, error);
  if (status != EC_OK || model->task != EC_TASK_CLASSIFICATION)
    return status;
  for (size_t i = 0; i < x->n_rows; i++)
    if (!isnan(predictions[i]))
      predictions[i] = predictions[i] > 0.0;
  return EC_OK;
}

ec_status
ec_descent_predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                                 const struct ec_job *job, struct ec_matrix *probabilities,
                                 struct ec_error *error)
{
  const struct ec_linear_kernel *kernel = ec_linear_kernel_get();
  double *first = ec_matrix_column(probabilities, 0), *second = ec_matrix_column(probabilities, 1);
  double zeros[BLOCK_ROWS] = {0.0};
  ec_status status = ec_linear_predict(model, x, job, second, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < x->n_rows; i++)
    first[i] = -second[i];
  for (size_t i = 0, n; i < x->n_rows; i += n) {
    n = x->n_rows - i < BLOCK_ROWS ? x->n_rows - i : BLOCK_ROWS;
    kernel->logistic(n, zeros, first + i, NULL);
    kernel->logistic(n, zeros, second + i, NULL);
  }
  return EC_OK;
}

ec_status
ec_descent_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_descent *descent = (const struct ec_descent *)model;
  bool classifies = model->task == EC_TASK_CLASSIFICATION;
  ec_status status = ec_linear_save(model, record, error);
  if (status == EC_OK)
    status =
        ec_record_add_text(record, "task", classifies ? "classification" : "regression", error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "rate", descent->options.rate, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "momentum", descent->options.momentum, error);
  return status;
}

ec_status
ec_descent_load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_descent *descent = (struct ec_descent *)model;
  const char *task;
  double rate, momentum;
  bool classifies = false;
  ec_status status = ec_record_get_text(record, "task", &task, error);
  if (status == EC_OK)
    status = ec_record_get_number(record, "rate", &rate, error);
  if (status == EC_OK)
    status = ec_record_get_number(record, "momentum", &momentum, error);
  if (status != EC_OK)
    return status;
  classifies = strcmp(task, "classification") == 0;
  if (!classifies && strcmp(task, "regression") != 0)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "\"task\" should be \"regression\" or \"classification\"");
  if (!(rate > 0.0) || isinf(rate) || !(momentum >= 0.0 && momentum < 1.0))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "\"rate\" should be above 0, and \"momentum\" at least 0 and below 1");
  status = ec_linear_load(model, record, error);
  if (status != EC_OK)
    return status;
  descent->options.rate = rate;
  descent->options.momentum = momentum;
  descent->known = false;
  model->task = classifies ? EC_TASK_CLASSIFICATION : EC_TASK_REGRESSION;
  model->n_classes = classifies ? 2 : 0;
  return EC_OK;
}

size_t
ec_descent_describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_descent *descent = (const struct ec_descent *)model;
  const struct ec_descent_result *result = &descent->result;
  size_t length = ec_linear_describe(model, text, size);
  length = ec_text_append(text, size, length, "  by gradient descent, learning rate %.6g",
                          descent->options.rate);
  if (descent->options.momentum > 0.0)
    length = ec_text_append(text, size, length, ", momentum %.6g", descent->options.momentum);
  length = ec_text_append(text, size, length, "\n");
  if (!model->fitted || !descent->known)
    return length;
  length = ec_text_append(text, size, length, "  loss %.6g at first, %.6g after %zu steps\n",
                          result->losses[0], result->losses[result->n_epochs], result->n_steps);
  if (result->outcome == EC_DESCENT_DIVERGED)
    return ec_text_append(text, size, length,
                          "  diverged: the learning rate is too large; full batches are stable "
                          "below %.6g\n",
                          result->largest_rate);
  return ec_text_append(text, size, length,
                        result->outcome == EC_DESCENT_CONVERGED
                            ? "  converged: the gradient is zero to the tolerance\n"
                            : "  not converged: the gradient is not yet zero to the tolerance\n");
}
