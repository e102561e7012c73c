#include "config.h"

#include <float.h>

#include "base/parallel.h"
#include "base/random.h"
#include "metric/ranking.h"
#include "support.h"

#include "fixtures/classification.h"

static void
assert_array(const double *found, const double *expected, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (found[i] != expected[i] && !(fabs(found[i] - expected[i]) <= 1e-12))
      g_error("entry %zu is %.17g, not %.17g", i, found[i], expected[i]);
  }
}

static void
assert_curve(const struct ec_curve *curve, const double *x, const double *y,
             const double *thresholds, size_t n)
{
  g_assert_cmpuint(curve->n, ==, n);
  assert_array(curve->x, x, n);
  assert_array(curve->y, y, n);
  assert_array(curve->thresholds, thresholds, n);
}

#define assert_fixture(name)                                                                       \
  do {                                                                                             \
    struct ec_error error = EC_ERROR_INIT;                                                         \
    struct ec_thresholds table;                                                                    \
    struct ec_curve roc, short_roc, pr;                                                            \
    double area, average;                                                                          \
    assert_ok(ec_thresholds_new(name##_y, name##_p, G_N_ELEMENTS(name##_y), 1, &table, &error));   \
    assert_ok(ec_roc_curve(&table, false, &roc, &error));                                          \
    assert_ok(ec_roc_curve(&table, true, &short_roc, &error));                                     \
    assert_ok(ec_precision_recall_curve(&table, &pr, &error));                                     \
    assert_ok(ec_roc_area(&table, &area, &error));                                                 \
    assert_ok(ec_average_precision(&table, &average, &error));                                     \
    assert_curve(&roc, name##_roc_x, name##_roc_y, name##_roc_thresholds,                          \
                 G_N_ELEMENTS(name##_roc_x));                                                      \
    assert_curve(&short_roc, name##_short_roc_x, name##_short_roc_y, name##_short_roc_thresholds,  \
                 G_N_ELEMENTS(name##_short_roc_x));                                                \
    assert_curve(&pr, name##_pr_x, name##_pr_y, name##_pr_thresholds, G_N_ELEMENTS(name##_pr_x));  \
    assert_array(&area, name##_values, 1);                                                         \
    assert_array(&average, name##_values + 1, 1);                                                  \
    ec_curve_clear(&roc);                                                                          \
    ec_curve_clear(&short_roc);                                                                    \
    ec_curve_clear(&pr);                                                                           \
    ec_thresholds_clear(&table);                                                                   \
  } while (0)

/* The recipe is fixtures/classification.py. */
static void
test_scikit_learn(void)
{
  assert_fixture(ties);
  assert_fixture(even);
}

/* The columns of a fixture that is written row by row. */
static struct ec_matrix
columns_of(const double *rows, size_t n_rows, size_t n_columns)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix matrix;
  assert_ok(ec_matrix_new(n_rows, n_columns, &matrix, &error));
  for (size_t i = 0; i < n_rows; i++)
    for (size_t k = 0; k < n_columns; k++)
      ec_matrix_set(&matrix, i, k, rows[i * n_columns + k]);
  return matrix;
}

static void
test_multiclass(void)
{
  enum { N = G_N_ELEMENTS(multi_y) };
  struct ec_matrix p = columns_of(multi_p, N, 4);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_multiclass_auc auc, other;
  double areas[4];
  assert_ok(ec_auc_multiclass(multi_y, &p, NULL, &auc, areas, &error));
  assert_array(areas, multi_values, 4);
  assert_array(&auc.macro, multi_values + 4, 1);
  assert_array(&auc.weighted, multi_values + 5, 1);
  g_assert_cmpuint(auc.n_undefined, ==, 0);
  for (unsigned n_threads = 2; n_threads <= 4; n_threads *= 2) {
    struct ec_job job = EC_JOB_INIT;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_auc_multiclass(multi_y, &p, &job, &other, NULL, &error));
    g_assert_true(other.macro == auc.macro && other.weighted == auc.weighted);
    ec_pool_free(job.pool);
  }
  for (size_t i = 0; i < N; i++) {
    double whole = 0.0;
    for (size_t k = 0; k < 4; k++)
      whole += multi_p[i * 4 + k];
    for (size_t k = 0; k < 4; k++)
      ec_matrix_set(&p, i, k, multi_p[i * 4 + k] / whole);
  }
  assert_ok(ec_auc_multiclass(multi_y, &p, NULL, &auc, areas, &error));
  assert_array(&auc.macro, multi_ovr, 1);
  assert_array(&auc.weighted, multi_ovr + 1, 1);
  ec_matrix_clear(&p);
}

/* A class that no row has takes no part. */
static void
test_multiclass_absent(void)
{
  static const double y[] = {0, 1, 1, 0}, same[] = {2, 2};
  static const double rows[] = {0.7, 0.2, 0.1, 0.3, 0.6, 0.1, 0.8, 0.1, 0.1, 0.5, 0.3, 0.2};
  struct ec_matrix p = columns_of(rows, 4, 3);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_multiclass_auc auc;
  double areas[3];
  assert_ok(ec_auc_multiclass(y, &p, NULL, &auc, areas, &error));
  g_assert_cmpuint(auc.n_undefined, ==, 1);
  g_assert_cmpfloat(areas[0], ==, 0.5);
  g_assert_cmpfloat(areas[1], ==, 0.5);
  g_assert_true(isnan(areas[2]));
  g_assert_cmpfloat(auc.macro, ==, 0.5);
  p.n_rows = 2;
  assert_status(ec_auc_multiclass(same, &p, NULL, &auc, areas, &error), EC_ERROR_VALUE);
  ec_matrix_clear(&p);
}

/* Mann and Whitney's count, pair by pair, ties one half. */
static double
count_pairs(const double *y, const double *scores, size_t n)
{
  double won = 0.0, pairs = 0.0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      if (y[i] != 1.0 || y[j] == 1.0)
        continue;
      pairs += 1.0;
      won += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
    }
  return won / pairs;
}

/* Scores of either sign and any magnitude, many of them tied; sizes on both sides of where the way
 * of sorting changes. */
static void
test_pairs(void)
{
  enum { N = 700 };
  double y[N], scores[N], negated[N], area, opposite;
  struct ec_error error = EC_ERROR_INIT;
  for (uint64_t seed = 0; seed < 60; seed++) {
    struct ec_random random = ec_random_new(seed);
    size_t n = seed < 30 ? 2 + seed * 5 : 100 + seed * 10;
    for (size_t i = 0; i < n; i++) {
      double magnitude = pow(10.0, floor(ec_random_uniform(&random) * 9.0) - 4.0);
      y[i] = i == 0 ? 1.0 : i == 1 ? 0.0 : (double)ec_random_below(&random, 2);
      scores[i] = round(ec_random_normal(&random) * 2.0 + y[i]) * magnitude;
      if (seed % 7 == 0)
        scores[i] = ec_random_normal(&random) * 1e300;
      negated[i] = -scores[i];
    }
    assert_ok(ec_auc(y, scores, n, 1, &area, &error));
    assert_digits(area, count_pairs(y, scores, n), 15.0);
    assert_ok(ec_auc(y, negated, n, 1, &opposite, &error));
    g_assert_cmpfloat(fabs(opposite - (1.0 - area)), <, 1e-15);
    assert_ok(ec_auc(y, scores, n, 0, &opposite, &error));
    g_assert_cmpfloat(fabs(opposite - (1.0 - area)), <, 1e-15);
  }
}

/* The table by counting at each threshold; -0 and 0 are one. */
static void
test_thresholds(void)
{
  static const double y[] = {1, 0, 1, 0, 1, 1, 0};
  static const double scores[] = {0.0, -0.0, -2.5, 1e-310, DBL_MAX, -2.5, 7};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_thresholds table;
  assert_ok(ec_thresholds_new(y, scores, 7, 1, &table, &error));
  g_assert_cmpuint(table.n, ==, 5);
  g_assert_cmpuint(table.n_positive, ==, 4);
  g_assert_cmpuint(table.n_negative, ==, 3);
  for (size_t t = 0; t < table.n; t++) {
    size_t tp = 0, fp = 0;
    for (size_t i = 0; i < 7; i++) {
      tp += y[i] == 1 && scores[i] >= table.values[t];
      fp += y[i] == 0 && scores[i] >= table.values[t];
    }
    g_assert_cmpuint(table.true_positives[t], ==, tp);
    g_assert_cmpuint(table.false_positives[t], ==, fp);
    g_assert_true(t == 0 || table.values[t] < table.values[t - 1]);
  }
  g_assert_cmpfloat(table.values[0], ==, DBL_MAX);
  g_assert_cmpfloat(table.values[2], ==, 1e-310);
  ec_thresholds_clear(&table);
}

static void
test_errors(void)
{
  static const double y[] = {1, 1, 0}, scores[] = {0.1, 0.2, 0.3};
  double bad[] = {0.1, NAN, 0.3}, value = 42.0, none[] = {1, NAN};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_thresholds table = EC_THRESHOLDS_INIT;
  struct ec_curve curve = EC_CURVE_INIT;
  assert_status(ec_thresholds_new(y, scores, 0, 1, &table, &error), EC_ERROR_EMPTY);
  assert_status(ec_thresholds_new(y, bad, 3, 1, &table, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 2: the score is missing");
  bad[1] = -INFINITY;
  assert_status(ec_thresholds_new(y, bad, 3, 1, &table, &error), EC_ERROR_VALUE);
  assert_status(ec_thresholds_new(none, scores, 2, 1, &table, &error), EC_ERROR_VALUE);
  assert_status(ec_auc(y, scores, 2, 1, &value, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "every row");
  assert_status(ec_auc(y, scores, 3, 5, &value, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "no row");
  assert_ok(ec_thresholds_new(y, scores, 3, 7, &table, &error));
  assert_status(ec_roc_curve(&table, true, &curve, &error), EC_ERROR_VALUE);
  assert_status(ec_precision_recall_curve(&table, &curve, &error), EC_ERROR_VALUE);
  assert_status(ec_average_precision(&table, &value, &error), EC_ERROR_VALUE);
  ec_thresholds_clear(&table);
  g_assert_cmpfloat(value, ==, 42.0);
  g_assert_null(curve.x);
}

static ec_status
rank_all(void *data, struct ec_error *error)
{
  struct ec_thresholds table = EC_THRESHOLDS_INIT;
  struct ec_curve roc = EC_CURVE_INIT, pr = EC_CURVE_INIT;
  struct ec_matrix p = {(double *)multi_p, 19, 4, 19};
  struct ec_multiclass_auc auc;
  double y[200], scores[200];
  ec_status status;
  for (size_t i = 0; i < 200; i++) {
    y[i] = i % 2;
    scores[i] = (double)(i * 7 % 13);
  }
  status = ec_thresholds_new(y, scores, 200, 1, &table, error);
  if (status == EC_OK)
    status = ec_roc_curve(&table, true, &roc, error);
  if (status == EC_OK)
    status = ec_precision_recall_curve(&table, &pr, error);
  if (status == EC_OK)
    status = ec_auc_multiclass(multi_y, &p, NULL, &auc, NULL, error);
  ec_curve_clear(&roc);
  ec_curve_clear(&pr);
  ec_thresholds_clear(&table);
  return status;
}

static void
test_memory(void)
{
  g_assert_cmpint(fail_each_allocation(rank_all, NULL), >, 15);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ranking-metrics/scikit-learn", test_scikit_learn);
  g_test_add_func("/ranking-metrics/multiclass", test_multiclass);
  g_test_add_func("/ranking-metrics/multiclass-absent", test_multiclass_absent);
  g_test_add_func("/ranking-metrics/pairs", test_pairs);
  g_test_add_func("/ranking-metrics/thresholds", test_thresholds);
  g_test_add_func("/ranking-metrics/errors", test_errors);
  g_test_add_func("/ranking-metrics/memory", test_memory);
  return g_test_run();
}
