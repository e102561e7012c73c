#include "config.h"

#include "explore/association.h"
#include "explore/summary.h"
#include "support.h"

/* The expected values of this file are those of NumPy 2.2 and SciPy 1.15 for
 *   x = [1.5, 2, 2, 3.25, 7, 7, -4, 0, 11, 2.5, nan], y = [2, 1, 4, 3, 9, 8, -2, 5, nan, 2, 1]:
 * mean, std(ddof=1), quantile, scipy.stats.skew, corrcoef, scipy.stats.spearmanr. */
static const double x[] = {1.5, 2, 2, 3.25, 7, 7, -4, 0, 11, 2.5, NAN};
static const double y[] = {2, 1, 4, 3, 9, 8, -2, 5, NAN, 2, 1};

static void
test_summary(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_summary s;
  assert_ok(ec_summary_compute(x, 11, &s, &error));
  g_assert_cmpuint(s.n, ==, 10);
  g_assert_cmpuint(s.n_missing, ==, 1);
  g_assert_cmpuint(s.n_distinct, ==, 8);
  assert_digits(s.mean, 3.225, 15);
  assert_digits(s.deviation, 4.190680798576235, 15);
  g_assert_cmpfloat(s.minimum, ==, -4);
  g_assert_cmpfloat(s.q1, ==, 1.625);
  g_assert_cmpfloat(s.median, ==, 2.25);
  g_assert_cmpfloat(s.q3, ==, 6.0625);
  g_assert_cmpfloat(s.maximum, ==, 11);
  assert_digits(s.skewness, 0.25098747387961445, 13);
}

static void
test_summary_edges(void)
{
  static const double infinite[] = {1, -INFINITY}, missing[] = {NAN, NAN}, same[] = {0.1, 0.1, 0.1};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_summary s;
  assert_ok(ec_summary_compute(x, 0, &s, &error));
  g_assert_true(s.n == 0 && isnan(s.mean) && isnan(s.median));
  assert_ok(ec_summary_compute(missing, 2, &s, &error));
  g_assert_true(s.n == 0 && s.n_missing == 2 && isnan(s.maximum));
  assert_ok(ec_summary_compute(x, 1, &s, &error));
  g_assert_true(s.mean == 1.5 && s.median == 1.5 && isnan(s.deviation) && isnan(s.skewness));
  assert_ok(ec_summary_compute(same, 3, &s, &error));
  g_assert_true(s.n_distinct == 1 && s.q1 == 0.1 && s.q3 == 0.1 && isnan(s.skewness));
  assert_status(ec_summary_compute(infinite, 2, &s, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 2");
}

static void
test_correlation(void)
{
  struct ec_error error = EC_ERROR_INIT;
  static const double flat[11] = {0};
  double rho;
  size_t pairs;
  assert_digits(ec_correlation_pearson(x, y, 11, &pairs), 0.8557810156524652, 15);
  g_assert_cmpuint(pairs, ==, 9);
  assert_ok(ec_correlation_spearman(x, y, 11, &rho, &error));
  assert_digits(rho, 0.6244781327859876, 15);
  g_assert_cmpfloat(ec_correlation_pearson(x, x, 11, NULL), ==, 1.0);
  g_assert_true(isnan(ec_correlation_pearson(x, flat, 11, NULL)));
  g_assert_true(isnan(ec_correlation_pearson(x, y, 1, NULL)));
  assert_ok(ec_correlation_spearman(x, y, 0, &rho, &error));
  g_assert_true(isnan(rho));
}

static void
test_matrix(void)
{
  struct ec_error error = EC_ERROR_INIT;
  double data[33] = {0}, results[9];
  struct ec_matrix matrix = {data, 11, 3, 11}, correlations = {results, 3, 3, 3};
  struct ec_matrix wrong = {results, 2, 3, 2};
  memcpy(data, x, sizeof x);
  memcpy(data + 11, y, sizeof y);
  assert_ok(ec_correlation_matrix(&matrix, &correlations, &error));
  g_assert_cmpfloat(results[0], ==, 1.0);
  g_assert_cmpfloat(results[1], ==, ec_correlation_pearson(x, y, 11, NULL));
  g_assert_cmpfloat(results[1], ==, results[3]);
  g_assert_true(isnan(results[8]) && isnan(results[2]));
  assert_status(ec_correlation_matrix(&matrix, &wrong, &error), EC_ERROR_SHAPE);
}

/* eta by NumPy from its definition; V by scipy.stats.contingency.association(method="cramer"). */
static void
test_groups(void)
{
  static const int32_t groups[] = {0, 0, 1, 1, 1, 2, 2, -1, 0};
  static const double values[] = {1, 2, 4, 5, 9, 3, 3.5, 100, NAN}, flat[] = {1, 1, 1};
  static const double counts[] = {30, 10, 0, 5, 25, 40};
  static const double padded[] = {30, 0, 10, 0, 0, 0, 0, 0, 5, 0, 25, 40};
  static const int32_t a[] = {0, 1, 1, -1, 0}, b[] = {1, 0, 0, 1, -1};
  struct ec_error error = EC_ERROR_INIT;
  double eta, table[4];
  assert_ok(ec_correlation_ratio(groups, 3, values, 9, &eta, &error));
  assert_digits(eta, 0.797698732734382, 15);
  assert_ok(ec_correlation_ratio(groups, 3, flat, 3, &eta, &error));
  g_assert_true(isnan(eta));
  assert_digits(ec_contingency_cramers_v(counts, 2, 3), 0.7423074889580903, 15);
  assert_digits(ec_contingency_cramers_v(padded, 3, 4), 0.7423074889580903, 15);
  g_assert_true(isnan(ec_contingency_cramers_v(counts, 1, 3)));
  ec_contingency_count(a, 2, b, 2, 5, table);
  g_assert_true(table[0] == 0 && table[1] == 1 && table[2] == 2 && table[3] == 0);
}

static ec_status
compute_all(void *data, struct ec_error *error)
{
  struct ec_summary s;
  static const int32_t groups[11] = {0, 1, 0, 1};
  double result;
  ec_status status = ec_summary_compute(x, 11, &s, error);
  if (status == EC_OK)
    status = ec_correlation_spearman(x, y, 11, &result, error);
  if (status == EC_OK)
    status = ec_correlation_ratio(groups, 2, y, 11, &result, error);
  return status;
}

static void
test_memory(void)
{
  g_assert_cmpint(fail_each_allocation(compute_all, NULL), >=, 4);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/explore/summary", test_summary);
  g_test_add_func("/explore/summary/edges", test_summary_edges);
  g_test_add_func("/explore/correlation", test_correlation);
  g_test_add_func("/explore/matrix", test_matrix);
  g_test_add_func("/explore/groups", test_groups);
  g_test_add_func("/explore/memory", test_memory);
  return g_test_run();
}
