#include "config.h"

#include "base/random.h"
#include "metric/classification.h"
#include "support.h"

#include "fixtures/classification.h"

static void
assert_close(double found, double expected)
{
  if (!(fabs(found - expected) <= 1e-12))
    g_error("%.17g is not %.17g", found, expected);
}

static void
assert_average(const struct ec_class_average *average, const double *expected)
{
  assert_close(average->precision, expected[0]);
  assert_close(average->recall, expected[1]);
  assert_close(average->f1, expected[2]);
}

static void
assert_fixture(const double *y, const double *predicted, size_t n, size_t n_classes,
               const size_t *confusion, const double *expected_classes, const double *values)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_classification_metrics metrics;
  struct ec_class_metrics classes[5];
  size_t counts[25];
  assert_ok(ec_confusion_count(y, predicted, n, n_classes, counts, &error));
  for (size_t i = 0; i < n_classes * n_classes; i++)
    g_assert_cmpuint(counts[i], ==, confusion[i]);
  assert_ok(ec_classification_metrics(y, predicted, n, n_classes, &metrics, classes, &error));
  for (size_t k = 0; k < n_classes; k++) {
    assert_close(classes[k].precision, expected_classes[4 * k]);
    assert_close(classes[k].recall, expected_classes[4 * k + 1]);
    assert_close(classes[k].f1, expected_classes[4 * k + 2]);
    g_assert_cmpfloat((double)classes[k].support, ==, expected_classes[4 * k + 3]);
  }
  g_assert_cmpuint(metrics.n_rows, ==, n);
  assert_close(metrics.accuracy, values[0]);
  assert_close(metrics.balanced_accuracy, values[1]);
  assert_close(metrics.matthews, values[2]);
  assert_average(&metrics.macro, values + 3);
  assert_average(&metrics.weighted, values + 6);
  assert_average(&metrics.micro, values + 9);
}

/* The recipe is fixtures/classification.py. */
static void
test_scikit_learn(void)
{
  assert_fixture(four_y, four_predicted, G_N_ELEMENTS(four_y), 5, four_confusion, four_classes,
                 four_values);
  assert_fixture(two_y, two_predicted, G_N_ELEMENTS(two_y), 2, two_confusion, two_classes,
                 two_values);
  assert_fixture(apart_y, apart_predicted, G_N_ELEMENTS(apart_y), 4, apart_confusion, apart_classes,
                 apart_values);
}

/* What nobody predicted or nobody is counts as 0, and can be told from a real 0. */
static void
test_zero_division(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_classification_metrics metrics;
  struct ec_class_metrics classes[4];
  assert_ok(ec_classification_metrics(apart_y, apart_predicted, G_N_ELEMENTS(apart_y), 4, &metrics,
                                      classes, &error));
  g_assert_cmpuint(metrics.n_present, ==, 4);
  g_assert_cmpuint(classes[1].support, ==, 0);
  g_assert_cmpuint(classes[1].predicted, ==, 2);
  g_assert_cmpfloat(classes[1].recall, ==, 0.0);
  g_assert_cmpuint(classes[2].predicted, ==, 0);
  g_assert_cmpfloat(classes[2].precision, ==, 0.0);
}

static void
test_edges(void)
{
  static const double one[] = {0}, all[] = {1, 1, 1};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_classification_metrics metrics;
  assert_ok(ec_classification_metrics(one, one, 1, 1, &metrics, NULL, &error));
  g_assert_cmpfloat(metrics.accuracy, ==, 1.0);
  g_assert_cmpfloat(metrics.matthews, ==, 0.0);
  assert_ok(ec_classification_metrics(all, all, 3, 3, &metrics, NULL, &error));
  g_assert_cmpuint(metrics.n_present, ==, 1);
  g_assert_cmpfloat(metrics.macro.f1, ==, 1.0);
}

/* Naming the classes otherwise changes nothing that is an average; swapping actual and predicted
 * swaps precision and recall. */
static void
test_symmetry(void)
{
  enum { N = 501, K = 7 };
  struct ec_random random = ec_random_new(5);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_classification_metrics metrics, renamed, swapped;
  double y[N], p[N], other_y[N], other_p[N];
  for (size_t i = 0; i < N; i++) {
    y[i] = (double)ec_random_below(&random, K);
    p[i] = ec_random_uniform(&random) < 0.4 ? y[i] : (double)ec_random_below(&random, K);
    other_y[i] = K - 1 - y[i];
    other_p[i] = K - 1 - p[i];
  }
  assert_ok(ec_classification_metrics(y, p, N, K, &metrics, NULL, &error));
  assert_ok(ec_classification_metrics(other_y, other_p, N, K, &renamed, NULL, &error));
  assert_ok(ec_classification_metrics(p, y, N, K, &swapped, NULL, &error));
  assert_digits(renamed.matthews, metrics.matthews, 14.0);
  assert_digits(renamed.macro.f1, metrics.macro.f1, 15.0);
  assert_digits(swapped.macro.precision, metrics.macro.recall, 15.0);
  assert_digits(swapped.macro.f1, metrics.macro.f1, 15.0);
  assert_digits(swapped.matthews, metrics.matthews, 14.0);
  g_assert_cmpfloat(metrics.micro.f1, ==, metrics.accuracy);
  g_assert_cmpfloat(metrics.macro.precision, !=, metrics.macro.recall);
}

static void
test_errors(void)
{
  double y[] = {0, 1, 2}, p[] = {0, 1, 2};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_classification_metrics metrics = {.accuracy = 42.0};
  assert_status(ec_classification_metrics(y, p, 0, 3, &metrics, NULL, &error), EC_ERROR_EMPTY);
  assert_status(ec_classification_metrics(y, p, 3, 0, &metrics, NULL, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_classification_metrics(y, p, 3, 2, &metrics, NULL, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 3);
  assert_contains(error.message, "row 3: the class is 2, and should be a whole number from 0 to 1");
  p[1] = NAN;
  assert_status(ec_classification_metrics(y, p, 3, 3, &metrics, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 2: the prediction is missing");
  p[1] = -1;
  assert_status(ec_classification_metrics(y, p, 3, 3, &metrics, NULL, &error), EC_ERROR_VALUE);
  p[1] = 0.5;
  assert_status(ec_classification_metrics(y, p, 3, 3, &metrics, NULL, &error), EC_ERROR_VALUE);
  y[0] = INFINITY;
  assert_status(ec_classification_metrics(y, p, 3, 3, &metrics, NULL, &error), EC_ERROR_VALUE);
  p[1] = 1;
  assert_status(ec_classification_metrics(y, p, 3, SIZE_MAX / 2, &metrics, NULL, &error),
                EC_ERROR_NO_MEMORY);
  g_assert_cmpfloat(metrics.accuracy, ==, 42.0);
}

static ec_status
measure_four(void *data, struct ec_error *error)
{
  struct ec_classification_metrics metrics;
  return ec_classification_metrics(four_y, four_predicted, G_N_ELEMENTS(four_y), 5, &metrics, NULL,
                                   error);
}

static void
test_memory(void)
{
  g_assert_cmpint(fail_each_allocation(measure_four, NULL), ==, 1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/classification-metrics/scikit-learn", test_scikit_learn);
  g_test_add_func("/classification-metrics/zero-division", test_zero_division);
  g_test_add_func("/classification-metrics/edges", test_edges);
  g_test_add_func("/classification-metrics/symmetry", test_symmetry);
  g_test_add_func("/classification-metrics/errors", test_errors);
  g_test_add_func("/classification-metrics/memory", test_memory);
  return g_test_run();
}
