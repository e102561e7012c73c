#include "config.h"

#include "explain/model-output.h"

#include <string.h>

ec_status
ec_model_output(void *data, const struct ec_matrix *x, double *outputs, struct ec_error *error)
{
  const struct ec_model_output *self = data;
  struct ec_matrix probabilities = EC_MATRIX_INIT;
  ec_status status;
  if (self->model->task != EC_TASK_CLASSIFICATION)
    return ec_model_predict(self->model, x, NULL, outputs, error);
  if (self->output >= self->model->n_classes)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no class %zu; the model knows %zu",
                        self->output, self->model->n_classes);
  status = ec_matrix_new(x->n_rows, self->model->n_classes, &probabilities, error);
  if (status == EC_OK)
    status = ec_model_predict_probabilities(self->model, x, NULL, &probabilities, error);
  if (status == EC_OK && x->n_rows > 0)
    memcpy(outputs, ec_matrix_column(&probabilities, self->output), x->n_rows * sizeof *outputs);
  ec_matrix_clear(&probabilities);
  return status;
}
