#include "config.h"

#include "explain/model-score.h"

#include "base/memory.h"
#include "metric/classification.h"
#include "metric/probability.h"
#include "metric/ranking.h"
#include "metric/regression.h"

static ec_status
score_predictions(const struct ec_model_score *self, const struct ec_matrix *x, double *score,
                  struct ec_error *error)
{
  double *predictions = ec_alloc(x->n_rows, sizeof *predictions);
  ec_status status;
  if (predictions == NULL)
    return ec_error_no_memory(error, "predictions");
  status = ec_model_predict(self->model, x, NULL, predictions, error);
  if (status == EC_OK && self->score == EC_SCORE_R2) {
    struct ec_regression_metrics metrics;
    status = ec_regression_metrics(self->y, predictions, x->n_rows, &metrics, error);
    if (status == EC_OK)
      *score = metrics.r2;
  } else if (status == EC_OK) {
    struct ec_classification_metrics metrics;
    status = ec_classification_metrics(self->y, predictions, x->n_rows, self->model->n_classes,
                                       &metrics, NULL, error);
    if (status == EC_OK)
      *score = metrics.accuracy;
  }
  ec_free(predictions);
  return status;
}

static ec_status
score_probabilities(const struct ec_model_score *self, const struct ec_matrix *x, double *score,
                    struct ec_error *error)
{
  struct ec_matrix probabilities;
  ec_status status = ec_matrix_new(x->n_rows, self->model->n_classes, &probabilities, error);
  if (status != EC_OK)
    return status;
  status = ec_model_predict_probabilities(self->model, x, NULL, &probabilities, error);
  if (status == EC_OK && self->score == EC_SCORE_LOG_LOSS) {
    double loss = 0.0;
    status = ec_log_loss(self->y, &probabilities, &loss, error);
    if (status == EC_OK)
      *score = -loss;
  } else if (status == EC_OK && self->model->n_classes == 2) {
    status = ec_auc(self->y, ec_matrix_column(&probabilities, 1), x->n_rows, 1, score, error);
  } else if (status == EC_OK) {
    struct ec_multiclass_auc auc;
    status = ec_auc_multiclass(self->y, &probabilities, NULL, &auc, NULL, error);
    if (status == EC_OK)
      *score = auc.macro;
  }
  ec_matrix_clear(&probabilities);
  return status;
}

ec_status
ec_model_score(void *data, const struct ec_matrix *x, double *score, struct ec_error *error)
{
  const struct ec_model_score *self = data;
  enum ec_task task = self->score == EC_SCORE_R2 ? EC_TASK_REGRESSION : EC_TASK_CLASSIFICATION;
  if (self->model->task != task)
    return ec_error_set(
        error, EC_ERROR_UNSUPPORTED, "a %s model can not be scored so: the score is one of %s",
        self->model->model_class->name, task == EC_TASK_REGRESSION ? "numbers" : "classes");
  if (self->score == EC_SCORE_R2 || self->score == EC_SCORE_ACCURACY)
    return score_predictions(self, x, score, error);
  return score_probabilities(self, x, score, error);
}
