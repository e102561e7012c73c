#include "config.h"

#include "metric/regression.h"
#include "support.h"

static struct ec_regression_metrics
measure(const double *y, const double *p, size_t n)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_regression_metrics metrics;
  assert_ok(ec_regression_metrics(y, p, n, &metrics, &error));
  return metrics;
}

/* The example of scikit-learn's documentation of mean_absolute_error, mean_squared_error and
 * r2_score: 0.5, 0.375, 0.9486081370449679. */
static void
test_known(void)
{
  static const double y[] = {3, -0.5, 2, 7}, p[] = {2.5, 0.0, 2, 8};
  struct ec_regression_metrics m = measure(y, p, 4);
  g_assert_cmpfloat(m.mae, ==, 0.5);
  g_assert_cmpfloat(m.mse, ==, 0.375);
  assert_digits(m.rmse, sqrt(0.375), 15.5);
  assert_digits(m.r2, 0.9486081370449679, 15.5);
  g_assert_cmpfloat(m.max_error, ==, 1.0);
  g_assert_cmpfloat(m.bias, ==, 0.25);
}

static void
test_constant_target(void)
{
  static const double y[] = {0.1, 0.1, 0.1}, p[] = {0.1, 0.1, 0.2};
  g_assert_cmpfloat(measure(y, y, 3).r2, ==, 1.0);
  g_assert_cmpfloat(measure(y, p, 3).r2, ==, 0.0);
  g_assert_cmpfloat(measure(y, p, 1).r2, ==, 1.0);
  g_assert_cmpfloat(measure(y, p + 2, 1).r2, ==, 0.0);
  g_assert_cmpfloat(measure(y, p + 2, 1).mae, ==, 0.1);
}

/* Worse than the mean is below zero, and the mean itself is zero. */
static void
test_r2(void)
{
  static const double y[] = {1, 2, 3}, mean[] = {2, 2, 2}, reversed[] = {3, 2, 1};
  g_assert_cmpfloat(measure(y, mean, 3).r2, ==, 0.0);
  g_assert_cmpfloat(measure(y, reversed, 3).r2, ==, -3.0);
}

/* A million errors of 0.1 beside one of 10^8: a plain sum loses digits, and so does one of squares
 * far from zero. */
static void
test_compensation(void)
{
  enum { N = 1000001 };
  g_autofree double *y = g_new0(double, N), *p = g_new(double, N);
  struct ec_regression_metrics m;
  for (size_t i = 0; i < N; i++)
    p[i] = i == 0 ? 1e8 : 0.1;
  m = measure(y, p, N);
  assert_digits(m.mae, (1e8 + 1e5) / N, 15.5);
  assert_digits(m.mse, (1e16 + 1e4) / N, 15.5);
  for (size_t i = 0; i < N - 1; i++) {
    y[i] = 1e9 + (double)(i % 2);
    p[i] = y[i] + 0.5;
  }
  assert_digits(measure(y, p, N - 1).r2, 0.0 + 1.0 - 0.25 / 0.25 + 1e-300, 0.0);
  g_assert_cmpfloat(fabs(measure(y, p, N - 1).r2), <, 1e-14);
}

static void
test_errors(void)
{
  double y[] = {1, 2, 3}, p[] = {1, 2, 3};
  struct ec_regression_metrics metrics = {.mae = 42.0};
  struct ec_error error = EC_ERROR_INIT;
  assert_status(ec_regression_metrics(y, p, 0, &metrics, &error), EC_ERROR_EMPTY);
  p[1] = NAN;
  assert_status(ec_regression_metrics(y, p, 3, &metrics, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 2);
  assert_contains(error.message, "the prediction is missing");
  y[0] = INFINITY;
  assert_status(ec_regression_metrics(y, p, 3, &metrics, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 1: the true value is infinite");
  g_assert_cmpfloat(metrics.mae, ==, 42.0);
}

static void
test_overflow(void)
{
  static const double y[] = {0, 1}, p[] = {1e200, 1};
  struct ec_regression_metrics m = measure(y, p, 2);
  g_assert_cmpfloat(m.mae, ==, 5e199);
  g_assert_cmpfloat(m.mse, ==, INFINITY);
  g_assert_cmpfloat(m.r2, ==, -INFINITY);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/regression-metrics/known", test_known);
  g_test_add_func("/regression-metrics/constant-target", test_constant_target);
  g_test_add_func("/regression-metrics/r2", test_r2);
  g_test_add_func("/regression-metrics/compensation", test_compensation);
  g_test_add_func("/regression-metrics/errors", test_errors);
  g_test_add_func("/regression-metrics/overflow", test_overflow);
  return g_test_run();
}
