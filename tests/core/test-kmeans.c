#include "config.h"

#include "base/random.h"
#include "fractions.h"
#include "model-checks.h"
#include "model/kmeans-nearest.h"
#include "model/kmeans.h"

/* scikit-learn 1.4.2, X = 60 by 4 of fractions.h:
 * m = KMeans(4, init=X[:4].copy(), n_init=1, tol=1e-4, max_iter=300).fit(X); m.cluster_centers_,
 * m.labels_, m.inertia_, m.n_iter_; m.transform(X[:3]) */
static const double CENTRES[] = {
    1.6724768582490963,  -0.18942323589855992, 1.3236766699538305,  -0.038223424194010702,
    2.4465579885198845,  -0.42967319095605261, 2.5940956295682236,  -0.43213554990782105,
    0.61954295726004949, 0.54818944403082903,  0.47683593080183773, 0.50548241757245582,
    1.3177504232997148,  0.17383574319389555,  1.5299210630882005,  0.052673049648847836};
static const double LABELS[] = {0, 1, 2, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 0, 1, 2, 3, 1,
                                2, 0, 1, 2, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 0, 1, 2, 3,
                                1, 2, 3, 1, 2, 3, 1, 2, 0, 1, 2, 0, 1, 2, 3, 1, 2, 3, 1, 2};
static const double DISTANCES[] = {0.48987651170857993, 1.734163841654313,   1.637777599808286,
                                   0.72785011593126259, 1.5054939974682402,  0.66680895966629616,
                                   3.0988775458634215,  1.8022186182321551,  1.9329226517733038,
                                   3.4014764584634452,  0.62241334314607055, 1.7505205521094414};

/* The same for 500 by 6, KMeans(7, init=X[:7].copy(), n_init=1, tol=0); np.bincount(m.labels_). */
static const double SIZES[] = {58, 89, 86, 48, 78, 80, 61};

static ec_status
make(const void *options, struct ec_model **model, struct ec_error *error)
{
  return ec_kmeans_new(options, model, error);
}

static void
test_reference(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {fractions_new(60, 4)};
  struct ec_matrix start = rows_from(&data.x, 0, 4), few = rows_from(&data.x, 0, 3), distances;
  struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;
  const struct ec_kmeans_result *result;
  struct ec_model *model;
  options.n_clusters = 4;
  options.start = &start;
  options.keep_path = true;
  assert_ok(ec_kmeans_new(&options, &model, &error));
  g_assert_null(ec_kmeans_get_result(model));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  result = ec_kmeans_get_result(model);
  assert_digits(result->inertia, 17.558748063234773, 13.0);
  g_assert_cmpuint(result->n_iterations, ==, 6);
  g_assert_true(result->converged);
  g_assert_cmpuint(result->n_path, ==, 7);
  for (size_t c = 0; c < 4; c++)
    for (size_t j = 0; j < 4; j++) {
      assert_digits(ec_matrix_get(&result->centres, c, j), CENTRES[4 * c + j], 12.0);
      assert_digits(result->path[c + 4 * j], ec_matrix_get(&start, c, j), 14.0);
      g_assert_true(result->path[6 * 16 + c + 4 * j] == ec_matrix_get(&result->centres, c, j));
    }
  for (size_t i = 0; i < 60; i++)
    g_assert_cmpfloat(result->labels[i], ==, LABELS[i]);
  for (size_t i = 1; i < result->n_iterations; i++)
    g_assert_cmpfloat(result->inertias[i], <=, result->inertias[i - 1]);
  assert_digits(result->inertias[5], result->inertia, 13.0);
  g_assert_cmpuint(model->n_outputs, ==, 4);
  assert_ok(ec_matrix_new(3, 4, &distances, &error));
  assert_ok(ec_model_transform(model, &few, NULL, &distances, &error));
  for (size_t i = 0; i < 12; i++)
    assert_digits(ec_matrix_get(&distances, i / 4, i % 4), DISTANCES[i], 12.0);
  check_file(model, &data.x);
  ec_matrix_clear(&distances);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

static void
test_more_rows(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {fractions_new(500, 6)};
  struct ec_matrix start = rows_from(&data.x, 0, 7);
  struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;
  const struct ec_kmeans_result *result;
  struct ec_model *model;
  options.n_clusters = 7;
  options.start = &start;
  options.tolerance = 0.0;
  assert_ok(ec_kmeans_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  result = ec_kmeans_get_result(model);
  assert_digits(result->inertia, 202.88786087108798, 13.0);
  g_assert_cmpuint(result->n_iterations, ==, 13);
  for (size_t c = 0; c < 7; c++)
    g_assert_cmpuint(result->sizes[c], ==, SIZES[c]);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

/* The plain iteration, without bounds: every row is compared with every centre each time. */
static size_t
iterate_plainly(const struct ec_matrix *x, struct ec_matrix *centres, double *labels)
{
  size_t k = centres->n_rows, d = x->n_columns;
  for (size_t turn = 1;; turn++) {
    size_t n_changed = 0;
    for (size_t i = 0; i < x->n_rows; i++) {
      size_t best = 0;
      double least = INFINITY;
      for (size_t c = 0; c < k; c++) {
        double squares = 0.0;
        for (size_t j = 0; j < d; j++)
          squares += pow(ec_matrix_get(x, i, j) - ec_matrix_get(centres, c, j), 2.0);
        if (squares < least) {
          least = squares;
          best = c;
        }
      }
      n_changed += turn == 1 || labels[i] != (double)best;
      labels[i] = (double)best;
    }
    for (size_t c = 0; c < k; c++)
      for (size_t j = 0; j < d; j++) {
        double sum = 0.0, n = 0.0;
        for (size_t i = 0; i < x->n_rows; i++)
          if (labels[i] == (double)c) {
            sum += ec_matrix_get(x, i, j);
            n++;
          }
        ec_matrix_set(centres, c, j, sum / n);
      }
    if (n_changed == 0)
      return turn;
  }
}

/* The bounds leave nothing out, whatever the number of centres is against the width of vectors. */
static void
test_bounds(void)
{
  static const size_t ks[] = {1, 2, 7, 8, 9, 16, 17, 25, 33};
  struct ec_random random = ec_random_new(3);
  for (size_t s = 0; s < G_N_ELEMENTS(ks); s++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;
    const struct ec_kmeans_result *result;
    struct ec_data data = {EC_MATRIX_INIT};
    struct ec_matrix centres, start;
    struct ec_model *model;
    double labels[900];
    size_t k = ks[s];
    assert_ok(ec_matrix_new(900, 5, &data.x, &error));
    for (size_t i = 0; i < 900 * 5; i++)
      data.x.data[i] = 1000.0 + ec_random_normal(&random) + (double)(i % 900 % 5);
    start = rows_from(&data.x, 0, k);
    assert_ok(ec_matrix_new(k, 5, &centres, &error));
    for (size_t j = 0; j < 5; j++)
      memcpy(ec_matrix_column(&centres, j), ec_matrix_column(&start, j), k * sizeof(double));
    options.n_clusters = k;
    options.start = &start;
    options.tolerance = 0.0;
    assert_ok(ec_kmeans_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &data, NULL, &error));
    result = ec_kmeans_get_result(model);
    g_assert_cmpuint(iterate_plainly(&data.x, &centres, labels), ==, result->n_iterations);
    g_assert_cmpmem(labels, sizeof labels, result->labels, sizeof labels);
    for (size_t i = 0; i < k * 5; i++)
      assert_digits(result->centres.data[i], centres.data[i], 12.0);
    ec_model_free(model);
    ec_matrix_clear(&centres);
    ec_matrix_clear(&data.x);
  }
}

/* Well-separated groups are found from any seed, and more starts are never worse. */
static void
test_plus_plus(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_random random = ec_random_new(4);
  struct ec_data data = {EC_MATRIX_INIT};
  assert_ok(ec_matrix_new(600, 3, &data.x, &error));
  for (size_t i = 0; i < 600; i++)
    for (size_t j = 0; j < 3; j++)
      ec_matrix_set(&data.x, i, j,
                    20.0 * (double)(i % 6 == j || i % 6 == j + 3) * (i % 6 < 3 ? 1.0 : -1.0) +
                        ec_random_normal(&random));
  for (uint64_t seed = 0; seed < 20; seed++) {
    struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;
    const struct ec_kmeans_result *result;
    struct ec_model *model;
    double inertia;
    options.n_clusters = 6;
    options.seed = seed;
    assert_ok(ec_kmeans_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &data, NULL, &error));
    result = ec_kmeans_get_result(model);
    for (size_t i = 0; i < 600; i++)
      g_assert_cmpfloat(result->labels[i], ==, result->labels[i % 6]);
    for (size_t c = 0; c < 6; c++)
      g_assert_cmpuint(result->sizes[c], ==, 100);
    ec_model_free(model);
    options.n_clusters = 11;
    assert_ok(ec_kmeans_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &data, NULL, &error));
    inertia = ec_kmeans_get_result(model)->inertia;
    ec_model_free(model);
    options.n_init = 4;
    assert_ok(ec_kmeans_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &data, NULL, &error));
    g_assert_cmpfloat(ec_kmeans_get_result(model)->inertia, <=, inertia);
    ec_model_free(model);
  }
  ec_matrix_clear(&data.x);
}

/* A centre that no row is near gets the farthest row; where there are fewer different rows than
 * clusters, the others stay empty. One row, and one cluster, are nothing special. */
static void
test_empty_clusters(void)
{
  struct ec_error error = EC_ERROR_INIT;
  double x[] = {0, 1, 2, 3, 50, 50, 50, 50, 50, 50, 50, 99}, centres[] = {1, 1000, 50};
  struct ec_data data = {{x, 12, 1, 12}};
  struct ec_matrix start = {centres, 3, 1, 3};
  struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;
  const struct ec_kmeans_result *result;
  struct ec_model *model;
  options.n_clusters = 3;
  options.start = &start;
  assert_ok(ec_kmeans_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  result = ec_kmeans_get_result(model);
  g_assert_cmpfloat(result->inertia, ==, 5.0);
  g_assert_cmpuint(result->sizes[0], ==, 4);
  g_assert_cmpuint(result->sizes[1], ==, 1);
  g_assert_cmpuint(result->sizes[2], ==, 7);
  g_assert_cmpfloat(ec_matrix_get(&result->centres, 1, 0), ==, 99.0);
  ec_model_free(model);
  data.x.data = x + 4;
  data.x.n_rows = 7;
  options.start = NULL;
  assert_ok(ec_kmeans_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  result = ec_kmeans_get_result(model);
  g_assert_cmpfloat(result->inertia, ==, 0.0);
  g_assert_cmpuint(result->sizes[0] + result->sizes[1] + result->sizes[2], ==, 7);
  ec_model_free(model);
  data.x.n_rows = 1;
  options.n_clusters = 1;
  assert_ok(ec_kmeans_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  g_assert_cmpfloat(ec_kmeans_get_result(model)->inertia, ==, 0.0);
  ec_model_free(model);
}

/* The two nearest of any number of centres, ties to the first, on this processor's vectors. */
static void
test_nearest(void)
{
  struct ec_random random = ec_random_new(9);
  for (size_t k = 1; k < 60; k++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_nearest nearest;
    struct ec_nearest_two two[EC_NEAREST_ROWS];
    double centres[60 * 3], rows[EC_NEAREST_ROWS * 3];
    double *scores = ec_alloc(EC_NEAREST_ROWS * 64, sizeof *scores);
    const double *pointers[EC_NEAREST_ROWS];
    for (size_t i = 0; i < k * 3; i++)
      centres[i] = (double)ec_random_below(&random, 5) - 2.0;
    for (size_t r = 0; r < EC_NEAREST_ROWS; r++) {
      pointers[r] = rows + 3 * r;
      for (size_t j = 0; j < 3; j++)
        rows[3 * r + j] = (double)ec_random_below(&random, 9) / 2.0 - 2.0;
    }
    assert_ok(ec_nearest_new(k, 3, &nearest, &error));
    ec_nearest_set(&nearest, centres, k);
    ec_nearest_find(&nearest, pointers, scores, two);
    for (size_t r = 0; r < EC_NEAREST_ROWS; r++) {
      double first = -INFINITY, second = -INFINITY;
      size_t best = 0;
      /* Quarters and eighths: all sums are exact. */
      for (size_t c = 0; c < k; c++) {
        double score = 0.0;
        for (size_t j = 0; j < 3; j++)
          score += centres[3 * c + j] * (rows[3 * r + j] - 0.5 * centres[3 * c + j]);
        second = fmax(second, fmin(score, first));
        if (score > first) {
          first = score;
          best = c;
        }
      }
      g_assert_cmpuint(two[r].best, ==, best);
      g_assert_true(two[r].first == first && two[r].second == second);
    }
    ec_nearest_clear(&nearest);
    ec_free(scores);
  }
}

static void
test_common(void)
{
  static const char *const names[] = {"a", "b", "c", "d"};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {.x = fractions_new(3000, 4), .names = names}, few = data;
  struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;
  struct ec_model *model;
  double predictions[2], rows[] = {0.0, 1.0, 0.5, NAN, 1.0, 1.0, 0.0, 0.5};
  struct ec_matrix gap = {rows, 2, 4, 2};
  options.n_clusters = 5;
  options.n_init = 2;
  check_threads(make, &options, &data);
  few.x.n_rows = 40;
  check_refusals(make, &options, &few);
  options.keep_path = true;
  check_memory(make, &options, &few);
  assert_ok(ec_kmeans_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  check_file(model, &data.x);
  assert_ok(ec_model_predict(model, &gap, NULL, predictions, &error));
  g_assert_true(isfinite(predictions[0]) && isnan(predictions[1]));
  few.x.n_rows = 4;
  assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "5 clusters are asked for, and there are only 4 rows");
  g_assert_cmpuint(ec_kmeans_get_result(model)->n_rows, ==, 3000);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

static void
test_options(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {fractions_new(20, 3)};
  double numbers[] = {0.0, 1.0, NAN, 1.0};
  struct ec_matrix start = {numbers, 2, 2, 2};
  struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;
  struct ec_model *model = NULL;
  options.n_clusters = 0;
  assert_status(ec_kmeans_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.n_clusters = 2;
  options.tolerance = NAN;
  assert_status(ec_kmeans_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.tolerance = 1e-4;
  options.max_iterations = 0;
  assert_status(ec_kmeans_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.max_iterations = 10;
  options.start = &start;
  assert_status(ec_kmeans_new(&options, &model, &error), EC_ERROR_VALUE);
  numbers[2] = 0.0;
  options.n_clusters = 3;
  assert_status(ec_kmeans_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.n_clusters = 2;
  assert_ok(ec_kmeans_new(&options, &model, &error));
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_SHAPE);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/kmeans/reference", test_reference);
  g_test_add_func("/kmeans/more-rows", test_more_rows);
  g_test_add_func("/kmeans/bounds", test_bounds);
  g_test_add_func("/kmeans/plus-plus", test_plus_plus);
  g_test_add_func("/kmeans/empty-clusters", test_empty_clusters);
  g_test_add_func("/kmeans/nearest", test_nearest);
  g_test_add_func("/kmeans/common", test_common);
  g_test_add_func("/kmeans/options", test_options);
  return g_test_run();
}
