#include "config.h"

#include "base/random.h"
#include "metric/probability.h"
#include "support.h"

#include "fixtures/classification.h"

static void
assert_close(double found, double expected)
{
  if (!(fabs(found - expected) <= 1e-12))
    g_error("%.17g is not %.17g", found, expected);
}

static void
assert_bins(const double *y, const double *p, size_t n, enum ec_binning binning,
            const double *true_shares, const double *predicted, size_t n_bins, const double *errors)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_calibration calibration;
  struct ec_calibration_bin bins[10];
  size_t n_rows = 0;
  assert_ok(ec_calibration(y, p, n, 10, binning, &calibration, bins, &error));
  g_assert_cmpuint(calibration.n_bins, ==, n_bins);
  for (size_t b = 0; b < n_bins; b++) {
    assert_close(bins[b].share_true, true_shares[b]);
    assert_close(bins[b].mean_predicted, predicted[b]);
    n_rows += bins[b].n_rows;
  }
  g_assert_cmpuint(n_rows, ==, n);
  if (errors != NULL) {
    assert_close(calibration.expected_error, errors[0]);
    assert_close(calibration.maximum_error, errors[1]);
  }
}

#define assert_fixture(name)                                                                       \
  do {                                                                                             \
    struct ec_error error = EC_ERROR_INIT;                                                         \
    size_t n = G_N_ELEMENTS(name##_y);                                                             \
    double loss, brier;                                                                            \
    assert_ok(ec_log_loss_binary(name##_y, name##_p, n, &loss, &error));                           \
    assert_ok(ec_brier(name##_y, name##_p, n, &brier, &error));                                    \
    assert_close(loss, name##_values[2]);                                                          \
    assert_close(brier, name##_values[3]);                                                         \
    assert_bins(name##_y, name##_p, n, EC_BINNING_UNIFORM, name##_uniform_true,                    \
                name##_uniform_predicted, G_N_ELEMENTS(name##_uniform_true), name##_values + 4);   \
    assert_bins(name##_y, name##_p, n, EC_BINNING_QUANTILE, name##_quantile_true,                  \
                name##_quantile_predicted, G_N_ELEMENTS(name##_quantile_true), NULL);              \
  } while (0)

/* The recipe is fixtures/classification.py; among the probabilities are 0 and 1, some wrong. */
static void
test_scikit_learn(void)
{
  assert_fixture(ties);
  assert_fixture(even);
}

static void
test_multiclass(void)
{
  enum { N = G_N_ELEMENTS(multi_y) };
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix p;
  double loss, brier;
  assert_ok(ec_matrix_new(N, 4, &p, &error));
  for (size_t i = 0; i < N; i++)
    for (size_t k = 0; k < 4; k++)
      ec_matrix_set(&p, i, k, multi_p[i * 4 + k]);
  assert_ok(ec_log_loss(multi_y, &p, &loss, &error));
  assert_ok(ec_brier_multiclass(multi_y, &p, &brier, &error));
  assert_close(loss, multi_values[6]);
  assert_close(brier, multi_values[7]);
  ec_matrix_clear(&p);
}

/* Two columns say the same as one, and Brier's own score is twice the one for two classes. */
static void
test_two_ways(void)
{
  enum { N = G_N_ELEMENTS(even_y) };
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix p;
  double one, two;
  assert_ok(ec_matrix_new(N, 2, &p, &error));
  for (size_t i = 0; i < N; i++) {
    ec_matrix_set(&p, i, 0, 1.0 - even_p[i]);
    ec_matrix_set(&p, i, 1, even_p[i]);
  }
  assert_ok(ec_log_loss_binary(even_y, even_p, N, &one, &error));
  assert_ok(ec_log_loss(even_y, &p, &two, &error));
  assert_digits(two, one, 14.0);
  assert_ok(ec_brier(even_y, even_p, N, &one, &error));
  assert_ok(ec_brier_multiclass(even_y, &p, &two, &error));
  assert_digits(two, 2.0 * one, 14.0);
  ec_matrix_clear(&p);
}

/* A certain mistake costs -ln 2^-52, certainty that is right nearly nothing. */
static void
test_clipping(void)
{
  static const double y[] = {1, 0}, p[] = {0, 0};
  struct ec_error error = EC_ERROR_INIT;
  double loss;
  assert_ok(ec_log_loss_binary(y, p, 1, &loss, &error));
  assert_digits(loss, 52.0 * M_LN2, 15.0);
  assert_digits(ec_log_loss_term(0.0), 52.0 * M_LN2, 15.0);
  assert_digits(ec_log_loss_term(0.25), 2.0 * M_LN2, 15.0);
  assert_ok(ec_log_loss_binary(y + 1, p, 1, &loss, &error));
  g_assert_cmpfloat(loss, <, 3e-16);
}

/* Outcomes drawn with the very probabilities are calibrated; when these are overstated, the error
 * is the overstatement. */
static void
test_drawn(void)
{
  enum { N = 200000, BINS = 20 };
  g_autofree double *y = g_new(double, N), *p = g_new(double, N);
  struct ec_random random = ec_random_new(1);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_calibration calibration;
  struct ec_calibration_bin bins[BINS];
  for (size_t i = 0; i < N; i++) {
    p[i] = 0.8 * ec_random_uniform(&random);
    y[i] = ec_random_uniform(&random) < p[i];
  }
  assert_ok(ec_calibration(y, p, N, BINS, EC_BINNING_QUANTILE, &calibration, bins, &error));
  g_assert_cmpuint(calibration.n_bins, ==, BINS);
  g_assert_cmpfloat(calibration.expected_error, <, 0.005);
  for (size_t b = 0; b < BINS; b++)
    g_assert_cmpuint(bins[b].n_rows, ==, N / BINS);
  for (size_t i = 0; i < N; i++)
    p[i] += 0.2;
  assert_ok(ec_calibration(y, p, N, BINS, EC_BINNING_UNIFORM, &calibration, bins, &error));
  g_assert_cmpfloat(fabs(calibration.expected_error - 0.2), <, 0.005);
}

static void
test_one_row(void)
{
  static const double y[] = {1}, p[] = {0.25};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_calibration calibration;
  struct ec_calibration_bin bins[3];
  for (int binning = EC_BINNING_UNIFORM; binning <= EC_BINNING_QUANTILE; binning++) {
    assert_ok(ec_calibration(y, p, 1, 3, (enum ec_binning)binning, &calibration, bins, &error));
    g_assert_cmpuint(calibration.n_bins, ==, 1);
    g_assert_cmpfloat(calibration.expected_error, ==, 0.75);
    g_assert_cmpfloat(calibration.maximum_error, ==, 0.75);
  }
}

static void
test_errors(void)
{
  double y[] = {0, 1}, p[] = {0.5, 1.5}, value = 42.0, rows[] = {0.5, 0.5, 0.5, NAN};
  struct ec_matrix one = {rows, 2, 1, 2}, two = {rows, 2, 2, 2};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_calibration calibration;
  struct ec_calibration_bin bins[3];
  assert_status(ec_log_loss_binary(y, p, 0, &value, &error), EC_ERROR_EMPTY);
  assert_status(ec_log_loss_binary(y, p, 2, &value, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 2: the probability is 1.5");
  assert_status(ec_brier(y, p, 2, &value, &error), EC_ERROR_VALUE);
  assert_status(ec_calibration(y, p, 2, 3, EC_BINNING_UNIFORM, &calibration, bins, &error),
                EC_ERROR_VALUE);
  assert_status(ec_calibration(y, p, 1, 0, EC_BINNING_UNIFORM, &calibration, bins, &error),
                EC_ERROR_ARGUMENT);
  assert_status(ec_log_loss(y, &one, &value, &error), EC_ERROR_SHAPE);
  assert_status(ec_log_loss(y, &two, &value, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 2: the probability is missing");
  y[0] = 2;
  assert_status(ec_brier(y, p, 1, &value, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 1: the class is 2");
  assert_status(ec_brier_multiclass(y, &two, &value, &error), EC_ERROR_VALUE);
  g_assert_cmpfloat(value, ==, 42.0);
}

static ec_status
calibrate(void *data, struct ec_error *error)
{
  struct ec_calibration calibration;
  struct ec_calibration_bin bins[10];
  return ec_calibration(ties_y, ties_p, 90, 10, EC_BINNING_QUANTILE, &calibration, bins, error);
}

static void
test_memory(void)
{
  g_assert_cmpint(fail_each_allocation(calibrate, NULL), ==, 3);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/calibration/scikit-learn", test_scikit_learn);
  g_test_add_func("/calibration/multiclass", test_multiclass);
  g_test_add_func("/calibration/two-ways", test_two_ways);
  g_test_add_func("/calibration/clipping", test_clipping);
  g_test_add_func("/calibration/drawn", test_drawn);
  g_test_add_func("/calibration/one-row", test_one_row);
  g_test_add_func("/calibration/errors", test_errors);
  g_test_add_func("/calibration/memory", test_memory);
  return g_test_run();
}
