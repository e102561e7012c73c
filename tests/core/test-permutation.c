#include "config.h"

#include "base/parallel.h"
#include "explain/permutation.h"
#include "support.h"

enum { N = 400, D = 4 };

/* The score of y = 3 x0 + x1 predicted as such: R², or what `mode` says. */
struct truth {
  double y[N];
  int mode; /* 1: fails, 2: gives NaN */
};

static ec_status
r_squared(void *data, const struct ec_matrix *x, double *score, struct ec_error *error)
{
  const struct truth *truth = data;
  double residual = 0.0, total = 0.0;
  if (truth->mode == 1)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED, "no score today");
  for (size_t i = 0; i < x->n_rows; i++) {
    double p = 3.0 * ec_matrix_get(x, i, 0) + ec_matrix_get(x, i, 1);
    residual += (truth->y[i] - p) * (truth->y[i] - p);
    total += truth->y[i] * truth->y[i];
  }
  *score = truth->mode == 2 ? NAN : 1.0 - residual / total;
  return EC_OK;
}

/* Features of mean 0 and variance 1, exactly, so that shuffling one of weight b costs 2 b² / (sum of
 * squares of y / N) on average. */
static struct ec_matrix
make_rows(struct truth *truth)
{
  struct ec_random random = ec_random_new(4);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x;
  assert_ok(ec_matrix_new(N, D, &x, &error));
  for (size_t c = 0; c < D; c++) {
    double *column = ec_matrix_column(&x, c), mean = 0.0, squares = 0.0;
    for (size_t i = 0; i < N; i++)
      mean += (column[i] = ec_random_normal(&random)) / N;
    for (size_t i = 0; i < N; i++)
      squares += (column[i] - mean) * (column[i] - mean) / N;
    for (size_t i = 0; i < N; i++)
      column[i] = (column[i] - mean) / sqrt(squares);
  }
  for (size_t i = 0; i < N; i++)
    truth->y[i] = 3.0 * ec_matrix_get(&x, i, 0) + ec_matrix_get(&x, i, 1);
  truth->mode = 0;
  return x;
}

static double
mean_square(const struct truth *truth)
{
  double sum = 0.0;
  for (size_t i = 0; i < N; i++)
    sum += truth->y[i] * truth->y[i] / N;
  return sum;
}

static void
test_linear(void)
{
  enum { REPEATS = 200 };
  struct truth truth;
  struct ec_matrix x = make_rows(&truth);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_permutation_options options = EC_PERMUTATION_OPTIONS_INIT(1);
  double means[D], deviations[D], falls[D * REPEATS];
  struct ec_permutation result = {means, deviations, falls, 0.0};
  g_autofree double *before = g_memdup2(x.data, N * D * sizeof(double));
  options.n_repeats = REPEATS;
  assert_ok(ec_permutation_importance(&x, r_squared, &truth, &options, NULL, &result, &error));
  g_assert_cmpfloat(result.score, ==, 1.0);
  g_assert_cmpfloat(fabs(means[0] - 2.0 * 9.0 / mean_square(&truth)), <, 0.03);
  g_assert_cmpfloat(fabs(means[1] - 2.0 * 1.0 / mean_square(&truth)), <, 0.01);
  g_assert_true(means[2] == 0.0 && means[3] == 0.0 && deviations[2] == 0.0);
  for (size_t g = 0; g < D; g++) {
    double mean = 0.0, squares = 0.0;
    for (size_t r = 0; r < REPEATS; r++)
      mean += falls[g * REPEATS + r] / REPEATS;
    for (size_t r = 0; r < REPEATS; r++)
      squares += pow(falls[g * REPEATS + r] - mean, 2.0) / REPEATS;
    g_assert_cmpfloat(fabs(means[g] - mean), <, 1e-13);
    g_assert_cmpfloat(fabs(deviations[g] - sqrt(squares)), <, 1e-13);
  }
  g_assert_cmpmem(x.data, N * D * sizeof(double), before, N * D * sizeof(double));
  ec_matrix_clear(&x);
}

/* Both features of a group are shuffled by the same order: y still depends on their difference. */
static ec_status
difference(void *data, const struct ec_matrix *x, double *score, struct ec_error *error)
{
  double sum = 0.0;
  for (size_t i = 0; i < x->n_rows; i++)
    sum += fabs(ec_matrix_get(x, i, 0) - ec_matrix_get(x, i, 2));
  *score = -sum;
  return EC_OK;
}

static void
test_groups(void)
{
  static const size_t groups[D] = {0, 1, 0, 1};
  struct truth truth;
  struct ec_matrix x = make_rows(&truth);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_permutation_options options = EC_PERMUTATION_OPTIONS_INIT(1);
  double means[D];
  struct ec_permutation result = {means, NULL, NULL, 0.0};
  memcpy(ec_matrix_column(&x, 2), ec_matrix_column(&x, 0), N * sizeof(double));
  assert_ok(ec_permutation_importance(&x, difference, NULL, &options, NULL, &result, &error));
  g_assert_cmpfloat(means[0], >, 100.0);
  options.groups = groups;
  options.n_groups = 2;
  assert_ok(ec_permutation_importance(&x, difference, NULL, &options, NULL, &result, &error));
  g_assert_true(means[0] == 0.0 && means[1] == 0.0);
  ec_matrix_clear(&x);
}

static void
test_threads(void)
{
  struct truth truth;
  struct ec_matrix x = make_rows(&truth);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_permutation_options options = EC_PERMUTATION_OPTIONS_INIT(7);
  double falls[2][D * 5], means[D];
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    struct ec_permutation result = {means, NULL, falls[n_threads > 1], 0.0};
    struct ec_job job = EC_JOB_INIT;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_permutation_importance(&x, r_squared, &truth, &options, &job, &result, &error));
    g_assert_cmpmem(falls[0], sizeof *falls, falls[n_threads > 1], sizeof *falls);
    ec_pool_free(job.pool);
  }
  options.random = ec_random_new(8);
  assert_ok(ec_permutation_importance(&x, r_squared, &truth, &options, NULL,
                                      &(struct ec_permutation){means, NULL, falls[1], 0.0},
                                      &error));
  g_assert_cmpint(memcmp(falls[0], falls[1], sizeof *falls), !=, 0);
  ec_matrix_clear(&x);
}

static bool
always(void *data)
{
  return true;
}

static void
test_errors(void)
{
  static const size_t groups[D] = {0, 0, 0, 2};
  struct truth truth;
  struct ec_matrix x = make_rows(&truth), none = {x.data, 0, D, N}, narrow = {x.data, N, 0, N};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_permutation_options options = EC_PERMUTATION_OPTIONS_INIT(7);
  struct ec_job job = EC_JOB_INIT;
  double means[D] = {42.0};
  struct ec_permutation result = {means, NULL, NULL, 42.0};
  assert_status(
      ec_permutation_importance(&none, r_squared, &truth, &options, NULL, &result, &error),
      EC_ERROR_EMPTY);
  assert_status(
      ec_permutation_importance(&narrow, r_squared, &truth, &options, NULL, &result, &error),
      EC_ERROR_EMPTY);
  truth.mode = 1;
  assert_status(ec_permutation_importance(&x, r_squared, &truth, &options, NULL, &result, &error),
                EC_ERROR_UNSUPPORTED);
  truth.mode = 2;
  assert_status(ec_permutation_importance(&x, r_squared, &truth, &options, NULL, &result, &error),
                EC_ERROR_VALUE);
  truth.mode = 0;
  job.cancelled = always;
  assert_status(ec_permutation_importance(&x, r_squared, &truth, &options, &job, &result, &error),
                EC_ERROR_CANCELLED);
  options.groups = groups;
  options.n_groups = 2;
  assert_status(ec_permutation_importance(&x, r_squared, &truth, &options, NULL, &result, &error),
                EC_ERROR_ARGUMENT);
  options.groups = NULL;
  options.n_repeats = 0;
  assert_status(ec_permutation_importance(&x, r_squared, &truth, &options, NULL, &result, &error),
                EC_ERROR_ARGUMENT);
  g_assert_true(means[0] == 42.0 && result.score == 42.0);
  ec_matrix_clear(&x);
}

static ec_status
shuffle(void *data, struct ec_error *error)
{
  struct ec_permutation_options options = EC_PERMUTATION_OPTIONS_INIT(7);
  double means[D];
  struct ec_permutation result = {means, NULL, NULL, 0.0};
  return ec_permutation_importance(data, difference, NULL, &options, NULL, &result, error);
}

static void
test_memory(void)
{
  struct truth truth;
  struct ec_matrix x = make_rows(&truth);
  g_assert_cmpint(fail_each_allocation(shuffle, &x), ==, 7);
  ec_matrix_clear(&x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/permutation/linear", test_linear);
  g_test_add_func("/permutation/groups", test_groups);
  g_test_add_func("/permutation/threads", test_threads);
  g_test_add_func("/permutation/errors", test_errors);
  g_test_add_func("/permutation/memory", test_memory);
  return g_test_run();
}
