#include "config.h"

#include "prepare/folds.h"
#include "prepare/split.h"
#include "support.h"

/* scikit-learn 1.4.2: KFold(4) of 11 rows. */
static void
test_plain(void)
{
  static const size_t expected[] = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3};
  struct ec_error error = EC_ERROR_INIT;
  size_t folds[11], counts[4] = {0};
  assert_ok(ec_folds_plain(ec_random_new(1), 11, 4, false, folds, &error));
  g_assert_cmpmem(folds, sizeof folds, expected, sizeof expected);
  assert_ok(ec_folds_plain(ec_random_new(1), 11, 4, true, folds, &error));
  g_assert_cmpint(memcmp(folds, expected, sizeof folds), !=, 0);
  for (size_t i = 0; i < 11; i++)
    counts[folds[i]]++;
  for (size_t fold = 0; fold < 4; fold++)
    g_assert_cmpuint(counts[fold], ==, fold < 3 ? 3 : 2);
}

/* scikit-learn 1.4.2: y = np.r_[0, 1, 2, RandomState(0).choice(3, 34, p=[.6, .3, .1])], and
 * StratifiedKFold(4).split(y, y). */
static void
test_stratified_scikit_learn(void)
{
  static const double y[] = {0, 1, 2, 0, 1, 1, 0, 0, 1, 0, 1, 2, 0, 1, 0, 0, 2, 0, 0,
                             0, 1, 1, 1, 2, 1, 0, 1, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0};
  static const size_t expected[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1,
                                    2, 2, 2, 2, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 3, 3, 3, 3};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_scarce scarce;
  size_t folds[37];
  assert_ok(ec_folds_stratified(ec_random_new(1), y, 37, 3, 4, false, folds, &scarce, &error));
  g_assert_cmpmem(folds, sizeof folds, expected, sizeof expected);
  g_assert_cmpuint(scarce.n_classes, ==, 0);
}

/* Each class, and all rows, are as evenly in the folds as whole rows allow. */
static void
test_stratified(void)
{
  enum { N = 203, K = 6, FOLDS = 5 };
  double y[N];
  size_t folds[N], other[N];
  struct ec_error error = EC_ERROR_INIT;
  for (uint64_t seed = 0; seed < 200; seed++) {
    struct ec_random random = ec_random_new(seed);
    size_t counts[K + 1][FOLDS] = {{0}};
    for (size_t i = 0; i < N; i++)
      y[i] = floor(K * pow(ec_random_uniform(&random), 2.0));
    assert_ok(ec_folds_stratified(random, y, N, K, FOLDS, true, folds, NULL, &error));
    for (size_t i = 0; i < N; i++) {
      counts[(size_t)y[i]][folds[i]]++;
      counts[K][folds[i]]++;
    }
    for (size_t k = 0; k <= K; k++) {
      size_t least = N, most = 0;
      for (size_t fold = 0; fold < FOLDS; fold++) {
        least = MIN(least, counts[k][fold]);
        most = MAX(most, counts[k][fold]);
      }
      g_assert_cmpuint(most - least, <=, 1);
    }
    assert_ok(ec_folds_stratified(random, y, N, K, FOLDS, true, other, NULL, &error));
    g_assert_cmpmem(folds, sizeof folds, other, sizeof other);
  }
}

/* A row is in each fold equally often. */
static void
test_chance(void)
{
  enum { N = 10, RUNS = 4000 };
  static const double y[N] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1};
  size_t folds[N], plain[5] = {0}, stratified[2] = {0};
  struct ec_error error = EC_ERROR_INIT;
  for (uint64_t seed = 0; seed < RUNS; seed++) {
    assert_ok(ec_folds_plain(ec_random_new(seed), N, 5, true, folds, &error));
    plain[folds[3]]++;
    assert_ok(ec_folds_stratified(ec_random_new(seed), y, N, 2, 2, true, folds, NULL, &error));
    stratified[folds[3]]++;
  }
  for (size_t fold = 0; fold < 5; fold++)
    g_assert_cmpfloat(fabs((double)plain[fold] - RUNS * 0.2), <, 5 * sqrt(RUNS * 0.2 * 0.8));
  g_assert_cmpfloat(fabs((double)stratified[0] - RUNS * 0.5), <, 5 * sqrt(RUNS * 0.25));
}

static void
test_rows(void)
{
  static const size_t folds[] = {1, 0, 2, 1, 0};
  size_t train[3], test[2];
  g_assert_cmpuint(ec_folds_n_test(folds, 5, 1), ==, 2);
  g_assert_cmpuint(ec_folds_n_test(folds, 5, 3), ==, 0);
  ec_folds_get_rows(folds, 5, 1, train, test);
  g_assert_true(test[0] == 0 && test[1] == 3);
  g_assert_true(train[0] == 1 && train[1] == 2 && train[2] == 4);
}

static void
test_errors(void)
{
  static const double y[] = {0, 0, 0, 0, 0, 1, 1, 2, 0.5};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_scarce scarce = {42, 0, 0};
  struct ec_random random = ec_random_new(1);
  size_t folds[9] = {77};
  assert_status(ec_folds_plain(random, 9, 1, true, folds, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_folds_plain(random, 2, 3, true, folds, &error), EC_ERROR_EMPTY);
  assert_contains(error.message, "there are 2 rows for 3 folds");
  assert_status(ec_folds_plain(random, 0, 2, true, folds, &error), EC_ERROR_EMPTY);
  assert_status(ec_folds_stratified(random, y, 9, 3, 2, true, folds, &scarce, &error),
                EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 9);
  assert_status(ec_folds_stratified(random, y, 8, 3, 6, true, folds, &scarce, &error),
                EC_ERROR_VALUE);
  assert_contains(error.message, "no class has more than 5 rows");
  g_assert_cmpuint(folds[0], ==, 77);
  g_assert_cmpuint(scarce.n_classes, ==, 42);
  assert_ok(ec_folds_stratified(random, y, 8, 3, 3, true, folds, &scarce, &error));
  g_assert_cmpuint(scarce.n_classes, ==, 2);
  g_assert_cmpuint(scarce.scarcest, ==, 2);
  g_assert_cmpuint(scarce.n_rows, ==, 1);
}

/* The split keeps the shares of classes to within one row, its size is that of the plain split, and
 * every class can be learnt from. */
static void
test_split_stratified(void)
{
  enum { N = 157, K = 7 };
  double y[N];
  size_t train[N], test[N];
  struct ec_error error = EC_ERROR_INIT;
  for (uint64_t seed = 0; seed < 300; seed++) {
    struct ec_random random = ec_random_new(seed);
    double share = 0.05 + 0.85 * ec_random_uniform(&random);
    size_t n = 30 + (size_t)ec_random_below(&random, N - 30), n_test = ec_split_n_test(n, share);
    size_t rows[K] = {0}, tested[K] = {0}, seen = 0;
    for (size_t i = 0; i < n; i++) {
      y[i] = floor(K * pow(ec_random_uniform(&random), 1.5));
      rows[(size_t)y[i]]++;
    }
    if (n - n_test < K)
      continue;
    assert_ok(ec_split_rows_stratified(random, y, n, K, share, train, test, &error));
    for (size_t i = 0; i < n_test; i++) {
      g_assert_true(i == 0 || test[i] > test[i - 1]);
      tested[(size_t)y[test[i]]]++;
      seen += test[i];
    }
    for (size_t i = 0; i < n - n_test; i++) {
      g_assert_true(i == 0 || train[i] > train[i - 1]);
      seen += train[i];
    }
    g_assert_cmpuint(seen, ==, n * (n - 1) / 2);
    for (size_t k = 0; k < K; k++) {
      double due = (double)rows[k] * (double)n_test / (double)n;
      g_assert_true(rows[k] == 0 || tested[k] < rows[k]);
      if (share < 0.6 && rows[k] > 3)
        g_assert_cmpfloat(fabs((double)tested[k] - due), <, 1.0 + 1e-9);
    }
  }
}

static void
test_split_small(void)
{
  static const double y[] = {0, 1, 0, 2, 1};
  struct ec_error error = EC_ERROR_INIT;
  size_t train[5], test[5];
  for (uint64_t seed = 0; seed < 50; seed++) {
    assert_ok(ec_split_rows_stratified(ec_random_new(seed), y, 5, 3, 0.4, train, test, &error));
    g_assert_true(train[0] == 3 || train[1] == 3 || train[2] == 3);
    g_assert_cmpfloat(y[test[0]] + y[test[1]], ==, 1.0);
  }
  assert_status(ec_split_rows_stratified(ec_random_new(1), y, 5, 3, 0.6, train, test, &error),
                EC_ERROR_EMPTY);
  assert_contains(error.message, "take a smaller share");
  assert_status(ec_split_rows_stratified(ec_random_new(1), y, 1, 3, 0.4, train, test, &error),
                EC_ERROR_EMPTY);
  assert_status(ec_split_rows_stratified(ec_random_new(1), y, 5, 3, 1.0, train, test, &error),
                EC_ERROR_ARGUMENT);
  assert_status(ec_split_rows_stratified(ec_random_new(1), y, 5, 2, 0.4, train, test, &error),
                EC_ERROR_VALUE);
}

static void
test_shuffle_split(void)
{
  enum { N = 20 };
  struct ec_error error = EC_ERROR_INIT;
  struct ec_random random = ec_random_new(9);
  size_t train[N], test[2][N];
  double y[N];
  for (size_t i = 0; i < N; i++)
    y[i] = i % 2;
  for (size_t split = 0; split < 2; split++)
    assert_ok(ec_shuffle_split(random, split, NULL, N, 0, 0.5, train, test[split], &error));
  g_assert_cmpint(memcmp(test[0], test[1], 10 * sizeof **test), !=, 0);
  assert_ok(ec_shuffle_split(random, 1, NULL, N, 0, 0.5, train, test[0], &error));
  g_assert_cmpmem(test[0], 10 * sizeof **test, test[1], 10 * sizeof **test);
  assert_ok(ec_shuffle_split(random, 1, y, N, 2, 0.2, train, test[0], &error));
  g_assert_cmpuint(test[0][0] % 2 + test[0][1] % 2 + test[0][2] % 2 + test[0][3] % 2, ==, 2);
}

static ec_status
cut(void *data, struct ec_error *error)
{
  static const double y[] = {0, 1, 0, 1, 1};
  size_t folds[5], train[5], test[5];
  ec_status status = ec_folds_plain(ec_random_new(1), 5, 2, true, folds, error);
  if (status == EC_OK)
    status = ec_folds_stratified(ec_random_new(1), y, 5, 2, 2, true, folds, NULL, error);
  if (status == EC_OK)
    status = ec_split_rows_stratified(ec_random_new(1), y, 5, 2, 0.4, train, test, error);
  return status;
}

static void
test_memory(void)
{
  g_assert_cmpint(fail_each_allocation(cut, NULL), ==, 6);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/folds/plain", test_plain);
  g_test_add_func("/folds/stratified/scikit-learn", test_stratified_scikit_learn);
  g_test_add_func("/folds/stratified/even", test_stratified);
  g_test_add_func("/folds/chance", test_chance);
  g_test_add_func("/folds/rows", test_rows);
  g_test_add_func("/folds/errors", test_errors);
  g_test_add_func("/folds/split/stratified", test_split_stratified);
  g_test_add_func("/folds/split/small", test_split_small);
  g_test_add_func("/folds/split/shuffle", test_shuffle_split);
  g_test_add_func("/folds/memory", test_memory);
  return g_test_run();
}
