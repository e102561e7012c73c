#include "config.h"

#include "base/random.h"
#include "fractions.h"
#include "model-checks.h"
#include "model/neighbours.h"

/* scikit-learn 1.4.2, X = 60 by 4 of fractions.h, Q = rows 60 to 64 of the next 5, y the classes below:
 * KNeighborsClassifier(5, weights=w, p=p).fit(X, y).predict_proba(Q) for w "uniform", "distance" and p
 * 2, 1; KNeighborsRegressor the same with y = 2*X[:, 0] - X[:, 3], .predict(Q);
 * KNeighborsClassifier(3).fit(X, y).kneighbors(Q) */
static const double CLASSES[] = {1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 2, 0, 1, 2, 1, 2, 0, 0, 2, 0,
                                 0, 1, 2, 0, 2, 2, 1, 1, 0, 1, 1, 0, 1, 2, 2, 0, 2, 0, 0, 1,
                                 0, 0, 1, 0, 1, 1, 0, 0, 2, 0, 0, 2, 0, 0, 2, 2, 1, 1, 2, 0};
static const double PROBABILITIES[4][15] = {
    {0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0},
    {0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0.80000000000000004, 0.20000000000000001, 0.80000000000000004, 0,
     0.20000000000000001},
    {0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0},
    {0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0.8928884201107018, 0.10711157988929824, 0.84234205090898051, 0,
     0.15765794909101946}};
static const double NUMBERS[4][5] = {{3.2882025158294939, 6.1519236933122814, -0.03160795968846912,
                                      2.7493955973107504, 5.5521478645838105},
                                     {3.5292671188348548, 6.0505950545761378, -0.03160795968846912,
                                      3.2008809965558713, 5.4930332368259203},
                                     {3.3554371688057296, 6.2111663437730549, 0.063861321731840864,
                                      2.9929445103436008, 5.7070057765423039},
                                     {3.5287365282623622, 6.1107756639694939, 0.059270946786387758,
                                      3.2098716978369835, 5.6668953447252841}};
static const double ROWS[] = {33, 36, 51, 40, 49, 7, 11, 53, 50, 0, 21, 45, 7, 16, 28};
static const double DISTANCES[] = {0.2755550078251498,   0.51750037816985317, 0.71760108914431286,
                                   0.50837835190329483,  0.65596411753776063, 0.66322092930642029,
                                   0.046264201815835543, 0.21562349451177107, 0.39326809882873109,
                                   0.1290056982664983,   0.29325325423653181, 0.61998684191188047,
                                   0.29751852629630587,  0.49925628001110173, 0.52420732535800674};

static ec_status
make(const void *options, struct ec_model **model, struct ec_error *error)
{
  return ec_neighbours_new(options, model, error);
}

static void
test_reference(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix all = fractions_new(65, 4), queries = rows_from(&all, 60, 5), probabilities;
  double numbers[60], predictions[5], distances[15];
  size_t rows[15];
  assert_ok(ec_matrix_new(5, 3, &probabilities, &error));
  for (size_t i = 0; i < 60; i++)
    numbers[i] = 2.0 * ec_matrix_get(&all, i, 0) - ec_matrix_get(&all, i, 3);
  for (int how = 0; how < 8; how++) {
    struct ec_neighbours_options options = {
        5, (how & 2) != 0 ? EC_NEIGHBOURS_DISTANCE : EC_NEIGHBOURS_UNIFORM,
        (how & 1) != 0 ? EC_NEIGHBOURS_MANHATTAN : EC_NEIGHBOURS_EUCLIDEAN,
        (how & 4) != 0 ? EC_NEIGHBOURS_TREE : EC_NEIGHBOURS_BRUTE};
    struct ec_data classes = {.x = rows_from(&all, 0, 60), .y = CLASSES, .n_classes = 3};
    struct ec_data amounts = {.x = rows_from(&all, 0, 60), .y = numbers};
    struct ec_model *model;
    assert_ok(ec_neighbours_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &classes, NULL, &error));
    g_assert_cmpint(model->task, ==, EC_TASK_CLASSIFICATION);
    assert_ok(ec_model_predict_probabilities(model, &queries, NULL, &probabilities, &error));
    assert_ok(ec_model_predict(model, &queries, NULL, predictions, &error));
    for (size_t i = 0; i < 5; i++) {
      const double *expected = PROBABILITIES[how & 3] + 3 * i;
      size_t best = expected[1] > expected[0] ? 1 : 0;
      best = expected[2] > expected[best] ? 2 : best;
      g_assert_cmpfloat(predictions[i], ==, (double)best);
      for (size_t c = 0; c < 3; c++)
        g_assert_cmpfloat(fabs(ec_matrix_get(&probabilities, i, c) - expected[c]), <=, 1e-13);
    }
    check_file(model, &queries);
    assert_ok(ec_model_fit(model, &amounts, NULL, &error));
    g_assert_cmpint(model->task, ==, EC_TASK_REGRESSION);
    assert_ok(ec_model_predict(model, &queries, NULL, predictions, &error));
    for (size_t i = 0; i < 5; i++)
      assert_digits(predictions[i], NUMBERS[how & 3][i], 12.0);
    check_file(model, &queries);
    ec_model_free(model);
    options.n_neighbours = 3;
    options.metric = EC_NEIGHBOURS_EUCLIDEAN;
    assert_ok(ec_neighbours_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &classes, NULL, &error));
    assert_ok(ec_neighbours_find(model, &queries, NULL, rows, distances, &error));
    for (size_t i = 0; i < 15; i++) {
      g_assert_cmpuint(rows[i], ==, ROWS[i]);
      assert_digits(distances[i], DISTANCES[i], 12.0);
    }
    ec_model_free(model);
  }
  ec_matrix_clear(&probabilities);
  ec_matrix_clear(&all);
}

/* By sorting all distances, with whole numbers so that many are equal: the first rows count. Tree
 * and comparison with all rows, both metrics, sizes around those of leaves and vectors. */
static void
test_definition(void)
{
  static const size_t sizes[][3] = {{1, 1, 1},  {5, 2, 5},   {16, 1, 3},  {17, 2, 4},
                                    {25, 3, 9}, {200, 2, 7}, {500, 3, 1}, {130, 20, 11}};
  struct ec_random random = ec_random_new(6);
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++)
    for (int how = 0; how < 4; how++) {
      struct ec_error error = EC_ERROR_INIT;
      size_t n = sizes[s][0], d = sizes[s][1], k = sizes[s][2], n_queries = 30;
      struct ec_neighbours_options options = {
          k, EC_NEIGHBOURS_UNIFORM, how & 1 ? EC_NEIGHBOURS_MANHATTAN : EC_NEIGHBOURS_EUCLIDEAN,
          how & 2 ? EC_NEIGHBOURS_TREE : EC_NEIGHBOURS_BRUTE};
      struct ec_matrix x, queries;
      struct ec_model *model;
      size_t *rows = g_new(size_t, n_queries * k);
      double *y = g_new0(double, n), *distances = g_new(double, n_queries *k);
      struct ec_data data = {.y = y};
      assert_ok(ec_matrix_new(n, d, &x, &error));
      assert_ok(ec_matrix_new(n_queries, d, &queries, &error));
      for (size_t i = 0; i < n * d; i++)
        x.data[i] = (double)ec_random_below(&random, 8);
      for (size_t i = 0; i < n_queries * d; i++)
        queries.data[i] = (double)ec_random_below(&random, 8);
      data.x = x;
      assert_ok(ec_neighbours_new(&options, &model, &error));
      assert_ok(ec_model_fit(model, &data, NULL, &error));
      assert_ok(ec_neighbours_find(model, &queries, NULL, rows, distances, &error));
      for (size_t q = 0; q < n_queries; q++) {
        bool *taken = g_new0(bool, n);
        for (size_t i = 0; i < k; i++) {
          size_t best = n;
          double least = INFINITY;
          for (size_t r = 0; r < n; r++) {
            double sum = 0.0;
            for (size_t j = 0; j < d; j++) {
              double difference = ec_matrix_get(&x, r, j) - ec_matrix_get(&queries, q, j);
              sum += how & 1 ? fabs(difference) : difference * difference;
            }
            if (!taken[r] && sum < least) {
              least = sum;
              best = r;
            }
          }
          taken[best] = true;
          g_assert_cmpuint(rows[q * k + i], ==, best);
          g_assert_cmpfloat(distances[q * k + i], ==, how & 1 ? least : sqrt(least));
        }
        g_free(taken);
      }
      ec_model_free(model);
      ec_matrix_clear(&x);
      ec_matrix_clear(&queries);
      g_free(rows);
      g_free(y);
      g_free(distances);
    }
}

static void
test_common(void)
{
  struct ec_error error = EC_ERROR_INIT;
  double y[5000], predictions[3], gap_rows[] = {NAN, 0.5, INFINITY, 1.0, 0.5, 1.0};
  struct ec_data data = {.x = fractions_new(5000, 2), .y = y, .n_classes = 2}, few = data;
  struct ec_neighbours_options options = EC_NEIGHBOURS_OPTIONS_INIT;
  struct ec_matrix gap = {gap_rows, 3, 2, 3};
  struct ec_model *model;
  size_t found[15];
  for (size_t i = 0; i < 5000; i++)
    y[i] = (double)(i % 2);
  few.x.n_rows = 70;
  check_threads(make, &options, &data);
  check_refusals(make, &options, &few);
  check_memory(make, &options, &few);
  options.search = EC_NEIGHBOURS_BRUTE;
  check_threads(make, &options, &data);
  check_memory(make, &options, &few);
  for (int how = 0; how < 3; how++) {
    options.search = (enum ec_neighbours_search)how;
    assert_ok(ec_neighbours_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &few, NULL, &error));
    assert_ok(ec_model_predict(model, &gap, NULL, predictions, &error));
    g_assert_true(isnan(predictions[0]) && isfinite(predictions[1]) && isnan(predictions[2]));
    assert_status(ec_neighbours_find(model, &gap, NULL, found, NULL, &error), EC_ERROR_VALUE);
    ec_model_free(model);
  }
  options.n_neighbours = 71;
  assert_ok(ec_neighbours_new(&options, &model, &error));
  assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "71 neighbours are asked for, and there are only 70 rows");
  assert_status(ec_neighbours_find(model, &gap, NULL, found, NULL, &error), EC_ERROR_NOT_FITTED);
  ec_model_free(model);
  options.n_neighbours = 0;
  assert_status(ec_neighbours_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  ec_matrix_clear(&data.x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/neighbours/reference", test_reference);
  g_test_add_func("/neighbours/definition", test_definition);
  g_test_add_func("/neighbours/common", test_common);
  return g_test_run();
}
