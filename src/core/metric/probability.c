#include "config.h"

#include "metric/probability.h"

#include <float.h>
#include <math.h>

#include "base/memory.h"
#include "base/sum.h"
#include "metric/classes-private.h"

/* A double's distance from 1 to the next: what log loss is clipped by. */
static const double EPS = DBL_EPSILON;

static ec_status
refuse_probability(double p, size_t row, size_t column, struct ec_error *error)
{
  if (isnan(p))
    return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, column,
                           "row %zu: the probability is missing", row + 1);
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, column,
                         "row %zu: the probability is %g, and should be from 0 to 1", row + 1, p);
}

static ec_status
check_binary(const double *y, const double *p, size_t n, struct ec_error *error)
{
  ec_status status = ec_classes_check(y, n, 2, error);
  for (size_t i = 0; status == EC_OK && i < n; i++)
    if (!(p[i] >= 0.0 && p[i] <= 1.0))
      return refuse_probability(p[i], i, 0, error);
  return status;
}

static ec_status
check_classes(const double *y, const struct ec_matrix *probabilities, struct ec_error *error)
{
  ec_status status;
  if (probabilities->n_columns < 2)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "there is a probability for %zu class%s; at least 2 classes are needed",
                        probabilities->n_columns, probabilities->n_columns == 1 ? "" : "es");
  status = ec_classes_check(y, probabilities->n_rows, probabilities->n_columns, error);
  for (size_t k = 0; status == EC_OK && k < probabilities->n_columns; k++) {
    const double *p = ec_matrix_column(probabilities, k);
    for (size_t i = 0; i < probabilities->n_rows; i++)
      if (!(p[i] >= 0.0 && p[i] <= 1.0))
        return refuse_probability(p[i], i, k + 1, error);
  }
  return status;
}

static double
clip(double p)
{
  return fmin(fmax(p, EPS), 1.0 - EPS);
}

double
ec_log_loss_term(double p)
{
  return -log(clip(p));
}

ec_status
ec_log_loss(const double *y, const struct ec_matrix *probabilities, double *loss,
            struct ec_error *error)
{
  struct ec_sum sum = {0, 0};
  ec_status status = check_classes(y, probabilities, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < probabilities->n_rows; i++) {
    double whole = 0.0;
    for (size_t k = 0; k < probabilities->n_columns; k++)
      whole += clip(ec_matrix_get(probabilities, i, k));
    ec_sum_add(&sum, -log(clip(ec_matrix_get(probabilities, i, (size_t)y[i])) / whole));
  }
  *loss = ec_sum_get(&sum) / (double)probabilities->n_rows;
  return EC_OK;
}

ec_status
ec_log_loss_binary(const double *y, const double *p, size_t n, double *loss, struct ec_error *error)
{
  struct ec_sum sum = {0, 0};
  ec_status status = check_binary(y, p, n, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < n; i++)
    ec_sum_add(&sum, -log(y[i] == 1.0 ? clip(p[i]) : 1.0 - clip(p[i])));
  *loss = ec_sum_get(&sum) / (double)n;
  return EC_OK;
}

ec_status
ec_brier(const double *y, const double *p, size_t n, double *score, struct ec_error *error)
{
  struct ec_sum sum = {0, 0};
  ec_status status = check_binary(y, p, n, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < n; i++)
    ec_sum_add(&sum, (p[i] - y[i]) * (p[i] - y[i]));
  *score = ec_sum_get(&sum) / (double)n;
  return EC_OK;
}

ec_status
ec_brier_multiclass(const double *y, const struct ec_matrix *probabilities, double *score,
                    struct ec_error *error)
{
  struct ec_sum sum = {0, 0};
  ec_status status = check_classes(y, probabilities, error);
  if (status != EC_OK)
    return status;
  for (size_t k = 0; k < probabilities->n_columns; k++) {
    const double *p = ec_matrix_column(probabilities, k);
    for (size_t i = 0; i < probabilities->n_rows; i++) {
      double distance = p[i] - (y[i] == (double)k);
      ec_sum_add(&sum, distance * distance);
    }
  }
  *score = ec_sum_get(&sum) / (double)probabilities->n_rows;
  return EC_OK;
}
