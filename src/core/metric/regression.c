#include "config.h"

#include "metric/regression.h"

#include <math.h>

#include "base/sum.h"

static ec_status
check(const double *y, const double *p, size_t n, struct ec_error *error)
{
  if (n == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to measure errors on");
  for (size_t i = 0; i < n; i++) {
    if (!isfinite(y[i]) || !isfinite(p[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "row %zu: the %s is %s, so that no error can be measured", i + 1,
                             isfinite(y[i]) ? "prediction" : "true value",
                             isnan(y[i]) || isnan(p[i]) ? "missing" : "infinite");
  }
  return EC_OK;
}

/* sum (y - mean y)²; 0 exactly where all are the same. */
static double
total_squares(const double *y, size_t n)
{
  struct ec_sum sum = {0, 0}, squares = {0, 0}, rest = {0, 0};
  double minimum = y[0], maximum = y[0], mean;
  for (size_t i = 0; i < n; i++) {
    ec_sum_add(&sum, y[i] / (double)n);
    minimum = fmin(minimum, y[i]);
    maximum = fmax(maximum, y[i]);
  }
  if (minimum == maximum)
    return 0.0;
  mean = ec_sum_get(&sum);
  for (size_t i = 0; i < n; i++) {
    ec_sum_add(&squares, (y[i] - mean) * (y[i] - mean));
    ec_sum_add(&rest, y[i] - mean);
  }
  return fmax(ec_sum_get(&squares) - ec_sum_get(&rest) * ec_sum_get(&rest) / (double)n, 0.0);
}

ec_status
ec_regression_metrics(const double *y, const double *p, size_t n,
                      struct ec_regression_metrics *metrics, struct ec_error *error)
{
  struct ec_sum absolute = {0, 0}, squares = {0, 0}, signed_sum = {0, 0};
  double count = (double)n, greatest = 0.0, total;
  ec_status status = check(y, p, n, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < n; i++) {
    double difference = p[i] - y[i];
    ec_sum_add(&absolute, fabs(difference));
    ec_sum_add(&squares, difference * difference);
    ec_sum_add(&signed_sum, difference);
    greatest = fmax(greatest, fabs(difference));
  }
  total = total_squares(y, n);
  metrics->mae = ec_sum_get(&absolute) / count;
  metrics->mse = ec_sum_get(&squares) / count;
  metrics->rmse = sqrt(metrics->mse);
  metrics->max_error = greatest;
  metrics->bias = ec_sum_get(&signed_sum) / count;
  if (total == 0.0)
    metrics->r2 = ec_sum_get(&squares) == 0.0 ? 1.0 : 0.0;
  else
    metrics->r2 = 1.0 - ec_sum_get(&squares) / total;
  return EC_OK;
}
