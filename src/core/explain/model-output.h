/* A model as an ec_output_func, for rows that need no preparation. */
#pragma once

#include <stddef.h>

#include "explain/callback.h"
#include "model/model.h"

/* The `data` of the function below. */
struct ec_model_output {
  const struct ec_model *model;
  size_t output; /* of a classifier: the class whose probability is meant, 0 … K - 1; else unused */
};

/* Predicts, or says the probability of the class. ARGUMENT where there is no such class, and the
 * errors of the model. */
ec_status ec_model_output(void *data, const struct ec_matrix *x, double *outputs,
                          struct ec_error *error);
