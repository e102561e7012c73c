/* How good a model's predictions are, as an ec_score_func; larger is better. */
#pragma once

#include <stddef.h>

#include "explain/callback.h"
#include "model/model.h"

enum ec_score {
  EC_SCORE_R2,       /* of a regression */
  EC_SCORE_ACCURACY, /* of a classifier */
  EC_SCORE_AUC,      /* the area under the ROC curve; of more than two classes their mean */
  EC_SCORE_LOG_LOSS, /* the log loss below zero, so that larger is better */
};

/* The `data` of the function below. */
struct ec_model_score {
  const struct ec_model *model;
  const double *y; /* the true values of the rows that it is asked about, in their order */
  enum ec_score score;
};

/* Predicts and measures. UNSUPPORTED where the score is none of the model's task; the errors of the
 * model and of the measure. */
ec_status ec_model_score(void *data, const struct ec_matrix *x, double *score,
                         struct ec_error *error);
