#include "config.h"

#include "fractions.h"
#include "base/random.h"
#include "model-checks.h"
#include "model/dbscan.h"

/* scikit-learn 1.4.2, X = 60 by 4 of fractions.h: d = DBSCAN(eps=0.45, min_samples=4).fit(X);
 * d.labels_, and which rows are in d.core_sample_indices_ */
static const double LABELS[] = {-1, -1, -1, -1, -1, -1, -1, -1, 1,  2,  -1, -1, -1, 0,  1,
                                -1, -1, -1, 2,  0,  1,  -1, 0,  -1, -1, 0,  -1, -1, 0,  -1,
                                2,  -1, 1,  2,  -1, 1,  -1, 0,  -1, -1, -1, 1,  -1, -1, -1,
                                -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
static const double CORE[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1,
                              1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0,
                              0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

static ec_status
make(const void *options, struct ec_model **model, struct ec_error *error)
{
  return ec_dbscan_new(options, model, error);
}

static void
test_reference(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {fractions_new(60, 4)};
  struct ec_dbscan_options options = {0.45, 4};
  const struct ec_dbscan_result *result;
  struct ec_model *model;
  double predictions[60], nan_row[] = {NAN, 0.0, 0.0, 0.0};
  struct ec_matrix gap = {nan_row, 1, 4, 1};
  assert_ok(ec_dbscan_new(&options, &model, &error));
  g_assert_null(ec_dbscan_get_result(model));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  result = ec_dbscan_get_result(model);
  g_assert_cmpuint(result->n_clusters, ==, 3);
  g_assert_cmpuint(result->n_core, ==, 8);
  for (size_t i = 0; i < 60; i++) {
    g_assert_cmpfloat(result->labels[i], ==, LABELS[i]);
    g_assert_cmpint(result->core[i], ==, CORE[i] != 0.0);
  }
  /* Core rows and noise are predicted as they are labelled. */
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  for (size_t i = 0; i < 60; i++)
    if (CORE[i] != 0.0 || LABELS[i] < 0.0)
      g_assert_cmpfloat(predictions[i], ==, LABELS[i]);
    else
      g_assert_cmpfloat(predictions[i], >=, 0.0);
  assert_ok(ec_model_predict(model, &gap, NULL, predictions, &error));
  g_assert_true(isnan(predictions[0]));
  check_file(model, &data.x);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

/* scikit-learn 1.4.2, 500 by 3: d = DBSCAN(eps=0.3, min_samples=5).fit(X); d.labels_.max() + 1,
 * (d.labels_ == -1).sum(), len(d.core_sample_indices_), (d.labels_ * np.arange(1, 501)).sum() */
static void
test_more_rows(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {fractions_new(500, 3)};
  struct ec_dbscan_options options = {0.3, 5};
  const struct ec_dbscan_result *result;
  struct ec_model *model;
  double sum = 0.0;
  assert_ok(ec_dbscan_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  result = ec_dbscan_get_result(model);
  g_assert_cmpuint(result->n_clusters, ==, 9);
  g_assert_cmpuint(result->n_noise, ==, 0);
  g_assert_cmpuint(result->n_core, ==, 496);
  for (size_t i = 0; i < 500; i++)
    sum += result->labels[i] * (double)(i + 1);
  g_assert_cmpfloat(sum, ==, 425313.0);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

static bool
near(const struct ec_matrix *x, size_t a, size_t b, double eps)
{
  double squares = 0.0;
  for (size_t j = 0; j < x->n_columns; j++)
    squares += pow(ec_matrix_get(x, a, j) - ec_matrix_get(x, b, j), 2.0);
  return squares <= eps * eps;
}

/* By the definition, with whole numbers so that distances of exactly eps occur: for few features (a
 * tree) and many (all rows), and for sizes on both sides of what the search cuts them into. */
static void
test_definition(void)
{
  static const size_t sizes[][2] = {{1, 1}, {2, 2}, {63, 2}, {64, 2}, {65, 3}, {300, 2}, {130, 20}};
  struct ec_random random = ec_random_new(5);
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++)
    for (size_t min_samples = 1; min_samples < 6; min_samples += 2) {
      struct ec_error error = EC_ERROR_INIT;
      size_t n = sizes[s][0], d = sizes[s][1];
      struct ec_dbscan_options options = {d > 10 ? 5.0 : 2.0, min_samples};
      const struct ec_dbscan_result *result;
      struct ec_data data = {EC_MATRIX_INIT};
      struct ec_model *model;
      double *expected = g_new(double, n), next = 0.0;
      bool *core = g_new0(bool, n), changed;
      assert_ok(ec_matrix_new(n, d, &data.x, &error));
      for (size_t i = 0; i < n * d; i++)
        data.x.data[i] = (double)ec_random_below(&random, d > 10 ? 4 : 40);
      for (size_t i = 0; i < n; i++) {
        size_t count = 0;
        for (size_t j = 0; j < n; j++)
          count += near(&data.x, i, j, options.eps);
        core[i] = count >= min_samples;
        expected[i] = -1.0;
      }
      for (size_t i = 0; i < n; i++) {
        if (!core[i] || expected[i] >= 0.0)
          continue;
        expected[i] = next;
        do {
          changed = false;
          for (size_t a = 0; a < n; a++)
            for (size_t b = 0; b < n && core[a] && expected[a] == next; b++)
              if (expected[b] < 0.0 && near(&data.x, a, b, options.eps)) {
                expected[b] = next;
                changed = true;
              }
        } while (changed);
        next++;
      }
      assert_ok(ec_dbscan_new(&options, &model, &error));
      assert_ok(ec_model_fit(model, &data, NULL, &error));
      result = ec_dbscan_get_result(model);
      g_assert_cmpfloat((double)result->n_clusters, ==, next);
      g_assert_cmpmem(result->labels, n * sizeof(double), expected, n * sizeof(double));
      g_assert_cmpmem(result->core, n * sizeof(bool), core, n * sizeof(bool));
      ec_model_free(model);
      ec_matrix_clear(&data.x);
      g_free(expected);
      g_free(core);
    }
}

static void
test_distances(void)
{
  struct ec_error error = EC_ERROR_INIT;
  double x[] = {0.0, 1.0, 3.0, 7.0, 7.0}, found[5];
  struct ec_matrix m = {x, 5, 1, 5};
  static const double second[] = {0.0, 0.0, 1.0, 1.0, 2.0}, third[] = {2.0, 3.0, 3.0, 4.0, 4.0};
  assert_ok(ec_dbscan_distances(&m, 2, NULL, found, &error));
  g_assert_cmpmem(found, sizeof found, second, sizeof second);
  assert_ok(ec_dbscan_distances(&m, 3, NULL, found, &error));
  g_assert_cmpmem(found, sizeof found, third, sizeof third);
  assert_status(ec_dbscan_distances(&m, 6, NULL, found, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_dbscan_distances(&m, 0, NULL, found, &error), EC_ERROR_ARGUMENT);
  x[3] = NAN;
  assert_status(ec_dbscan_distances(&m, 2, NULL, found, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 4);
  m.n_rows = 0;
  assert_status(ec_dbscan_distances(&m, 1, NULL, found, &error), EC_ERROR_EMPTY);
}

static void
test_common(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {.x = fractions_new(5000, 3)}, few = data, wide = {fractions_new(100, 30)};
  struct ec_dbscan_options options = {0.2, 5}, none = {1e-6, 2}, wrong = {0.0, 5};
  struct ec_model *model = NULL;
  check_threads(make, &options, &data);
  few.x.n_rows = 100;
  check_refusals(make, &options, &few);
  check_memory(make, &options, &few);
  options.eps = 2.0;
  check_threads(make, &options, &wide);
  check_memory(make, &options, &wide);
  /* Nothing but noise, and no cluster to predict. */
  assert_ok(ec_dbscan_new(&none, &model, &error));
  assert_ok(ec_model_fit(model, &few, NULL, &error));
  g_assert_cmpuint(ec_dbscan_get_result(model)->n_noise, ==, 100);
  check_file(model, &few.x);
  ec_model_free(model);
  assert_status(ec_dbscan_new(&wrong, &model, &error), EC_ERROR_ARGUMENT);
  wrong = (struct ec_dbscan_options){1.0, 0};
  assert_status(ec_dbscan_new(&wrong, &model, &error), EC_ERROR_ARGUMENT);
  ec_matrix_clear(&data.x);
  ec_matrix_clear(&wide.x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/dbscan/reference", test_reference);
  g_test_add_func("/dbscan/more-rows", test_more_rows);
  g_test_add_func("/dbscan/definition", test_definition);
  g_test_add_func("/dbscan/distances", test_distances);
  g_test_add_func("/dbscan/common", test_common);
  return g_test_run();
}
