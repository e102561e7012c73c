#include "config.h"

#include "base/parallel.h"
#include "explain/lime.h"
#include "support.h"

enum { N = 500, D = 5 };

/* Amounts in columns 0, 1 and 3, the last of them always 7; codes in 2 and 4. */
static const bool categorical[D] = {false, false, true, false, true};

static struct ec_matrix
make_rows(void)
{
  struct ec_random random = ec_random_new(11);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x;
  assert_ok(ec_matrix_new(N, D, &x, &error));
  for (size_t i = 0; i < N; i++) {
    ec_matrix_set(&x, i, 0, 50.0 + 10.0 * ec_random_normal(&random));
    ec_matrix_set(&x, i, 1, 0.01 * ec_random_normal(&random));
    ec_matrix_set(&x, i, 2, (double)ec_random_below(&random, 3));
    ec_matrix_set(&x, i, 3, 7.0);
    ec_matrix_set(&x, i, 4, ec_random_uniform(&random) < 0.2 ? 1.0 : 0.0);
  }
  return x;
}

/* Straight in the amounts, and 5 more for one category. */
static ec_status
straight(void *data, const struct ec_matrix *x, double *outputs, struct ec_error *error)
{
  for (size_t i = 0; i < x->n_rows; i++)
    outputs[i] = 2.0 * ec_matrix_get(x, i, 0) - 300.0 * ec_matrix_get(x, i, 1) +
                 5.0 * (ec_matrix_get(x, i, 2) == 1.0) + ec_matrix_get(x, i, 3);
  return EC_OK;
}

static const double row[D] = {60.0, 0.005, 1.0, 7.0, 0.0};

static void
mean_and_deviation(const struct ec_matrix *x, size_t column, double *mean, double *deviation)
{
  double squares = 0.0;
  *mean = 0.0;
  for (size_t i = 0; i < N; i++)
    *mean += ec_matrix_get(x, i, column) / N;
  for (size_t i = 0; i < N; i++)
    squares += pow(ec_matrix_get(x, i, column) - *mean, 2.0) / N;
  *deviation = sqrt(squares);
}

static const struct ec_lime_term *
find_term(const struct ec_lime *lime, size_t feature)
{
  for (size_t i = 0; i < lime->n_terms; i++)
    if (lime->terms[i].feature == feature)
      return &lime->terms[i];
  return NULL;
}

/* A straight model is found again: its slopes, its contributions, and itself. */
static void
test_linear(void)
{
  static const double lambdas[] = {0.0, 1e-3, 1.0}, tolerances[] = {1e-10, 1e-5, 1e-2};
  struct ec_matrix x = make_rows();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_lime_term terms[D];
  struct ec_lime lime = {.terms = terms};
  for (size_t l = 0; l < G_N_ELEMENTS(lambdas); l++) {
    struct ec_lime_options options = EC_LIME_OPTIONS_INIT(1);
    double mean, deviation, tolerance = tolerances[l];
    options.lambda = lambdas[l];
    assert_ok(ec_lime_explain(&x, categorical, row, straight, NULL, &options, NULL, &lime, &error));
    g_assert_cmpuint(lime.n_terms, ==, 4);
    g_assert_null(find_term(&lime, 3));
    mean_and_deviation(&x, 0, &mean, &deviation);
    g_assert_cmpfloat(fabs(find_term(&lime, 0)->slope / 2.0 - 1.0), <, tolerance);
    g_assert_cmpfloat(fabs(find_term(&lime, 0)->coefficient / (2.0 * deviation) - 1.0), <,
                      tolerance);
    g_assert_cmpfloat(fabs(find_term(&lime, 0)->contribution / (2.0 * (60.0 - mean)) - 1.0), <,
                      tolerance);
    g_assert_cmpfloat(fabs(find_term(&lime, 1)->slope / -300.0 - 1.0), <, tolerance);
    g_assert_cmpfloat(fabs(find_term(&lime, 2)->coefficient / 5.0 - 1.0), <, tolerance);
    g_assert_cmpfloat(fabs(find_term(&lime, 4)->coefficient), <, tolerance);
    g_assert_cmpfloat(lime.prediction, ==, 120.0 - 1.5 + 5.0 + 7.0);
    g_assert_cmpfloat(fabs(lime.local / lime.prediction - 1.0), <, tolerance);
    g_assert_cmpfloat(lime.r_squared, >, 1.0 - tolerance);
    g_assert_cmpuint(terms[0].feature, ==, 0);
    for (size_t i = 1; i < lime.n_terms; i++)
      g_assert_cmpfloat(fabs(terms[i].contribution), <=, fabs(terms[i - 1].contribution));
  }
  ec_matrix_clear(&x);
}

/* The two that matter most are kept; what they can not say shows in R². */
static void
test_choice(void)
{
  struct ec_matrix x = make_rows();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_lime_options options = EC_LIME_OPTIONS_INIT(1);
  struct ec_lime_term terms[D];
  struct ec_lime lime = {.terms = terms};
  options.n_features = 2;
  assert_ok(ec_lime_explain(&x, categorical, row, straight, NULL, &options, NULL, &lime, &error));
  g_assert_cmpuint(lime.n_terms, ==, 2);
  g_assert_nonnull(find_term(&lime, 0));
  g_assert_nonnull(find_term(&lime, 1));
  g_assert_cmpfloat(lime.r_squared, <, 0.999);
  g_assert_cmpfloat(lime.r_squared, >, 0.9);
  g_assert_cmpfloat(fabs(find_term(&lime, 0)->slope - 2.0), <, 0.02);
  ec_matrix_clear(&x);
}

/* exp((x - 50) / 10). The noise of spread 1 by the kernel's weights is normal noise of variance
 * s² = w² / (1 + w²), and the slope of the best line through exp under such noise is that of the
 * tangent times exp(s² / 2) (by Stein's lemma). */
static ec_status
curved(void *data, const struct ec_matrix *x, double *outputs, struct ec_error *error)
{
  for (size_t i = 0; i < x->n_rows; i++)
    outputs[i] = exp((ec_matrix_get(x, i, 0) - 50.0) / 10.0);
  return EC_OK;
}

static void
test_local(void)
{
  struct ec_matrix x = make_rows(), one = {x.data, N, 1, N};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_lime_options options = EC_LIME_OPTIONS_INIT(1);
  struct ec_lime_term terms[D];
  struct ec_lime lime = {.terms = terms};
  double mean, deviation, r_squared = 0.0;
  mean_and_deviation(&x, 0, &mean, &deviation);
  options.n_samples = 50000;
  for (double width = 4.0; width > 0.1; width /= 4.0) {
    double variance = width * width / (1.0 + width * width) * deviation * deviation / 100.0;
    double expected = exp(1.0) / 10.0 * exp(variance / 2.0);
    options.width = width;
    assert_ok(ec_lime_explain(&one, NULL, row, curved, NULL, &options, NULL, &lime, &error));
    g_assert_cmpfloat(fabs(terms[0].slope / expected - 1.0), <, 0.03);
    g_assert_cmpfloat(lime.r_squared, >, r_squared);
    r_squared = lime.r_squared;
  }
  g_assert_cmpfloat(r_squared, >, 0.95);
  ec_matrix_clear(&x);
}

static ec_status
always_three(void *data, const struct ec_matrix *x, double *outputs, struct ec_error *error)
{
  for (size_t i = 0; i < x->n_rows; i++)
    outputs[i] = data != NULL && i == 5 ? NAN : 3.0;
  return EC_OK;
}

static void
test_constant(void)
{
  struct ec_matrix x = make_rows(), same = {ec_matrix_column(&x, 3), N, 1, N};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_lime_options options = EC_LIME_OPTIONS_INIT(1);
  struct ec_lime_term terms[D];
  struct ec_lime lime = {.terms = terms};
  options.lambda = 0.0;
  assert_ok(
      ec_lime_explain(&x, categorical, row, always_three, NULL, &options, NULL, &lime, &error));
  g_assert_cmpfloat(lime.r_squared, ==, 1.0);
  g_assert_cmpfloat(lime.local, ==, 3.0);
  assert_ok(ec_lime_explain(&same, NULL, row, always_three, NULL, &options, NULL, &lime, &error));
  g_assert_cmpuint(lime.n_terms, ==, 0);
  g_assert_cmpfloat(lime.local, ==, 3.0);
  ec_matrix_clear(&x);
}

static void
test_threads(void)
{
  struct ec_matrix x = make_rows();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_lime_options options = EC_LIME_OPTIONS_INIT(3);
  struct ec_lime_term terms[2][D];
  struct ec_lime lime[2];
  memset(terms, 0, sizeof terms);
  memset(lime, 0, sizeof lime);
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    struct ec_job job = EC_JOB_INIT;
    size_t k = n_threads > 1;
    lime[k].terms = terms[k];
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(
        ec_lime_explain(&x, categorical, row, curved, NULL, &options, &job, &lime[k], &error));
    g_assert_cmpmem(terms[0], sizeof *terms, terms[k], sizeof *terms);
    g_assert_true(lime[0].r_squared == lime[k].r_squared && lime[0].local == lime[k].local);
    ec_pool_free(job.pool);
  }
  options.random = ec_random_new(4);
  assert_ok(ec_lime_explain(&x, categorical, row, curved, NULL, &options, NULL, &lime[1], &error));
  g_assert_cmpfloat(lime[0].r_squared, !=, lime[1].r_squared);
  ec_matrix_clear(&x);
}

static void
assert_refused(const struct ec_matrix *x, const double *values, ec_output_func output, void *data,
               const struct ec_lime_options *options, ec_status expected)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_lime_term terms[D];
  struct ec_lime lime = {.local = 42.0, .terms = terms};
  assert_status(ec_lime_explain(x, categorical, values, output, data, options, NULL, &lime, &error),
                expected);
  g_assert_cmpfloat(lime.local, ==, 42.0);
}

static void
test_errors(void)
{
  static const double missing[D] = {60.0, NAN, 1.0, 7.0, 0.0};
  struct ec_matrix x = make_rows(), none = {x.data, 0, D, N}, narrow = {x.data, N, 0, N};
  struct ec_lime_options options = EC_LIME_OPTIONS_INIT(3);
  int flag = 1;
  assert_refused(&none, row, straight, NULL, &options, EC_ERROR_EMPTY);
  assert_refused(&narrow, row, straight, NULL, &options, EC_ERROR_EMPTY);
  assert_refused(&x, missing, straight, NULL, &options, EC_ERROR_VALUE);
  assert_refused(&x, row, always_three, &flag, &options, EC_ERROR_VALUE);
  options.n_samples = 1;
  assert_refused(&x, row, straight, NULL, &options, EC_ERROR_ARGUMENT);
  options.n_samples = 10;
  options.lambda = -1.0;
  assert_refused(&x, row, straight, NULL, &options, EC_ERROR_ARGUMENT);
  options.lambda = 0.0;
  options.width = NAN;
  assert_refused(&x, row, straight, NULL, &options, EC_ERROR_ARGUMENT);
  options.width = 0.0;
  ec_matrix_set(&x, 3, 2, INFINITY);
  assert_refused(&x, row, straight, NULL, &options, EC_ERROR_VALUE);
  ec_matrix_clear(&x);
}

static ec_status
explain(void *data, struct ec_error *error)
{
  struct ec_lime_options options = EC_LIME_OPTIONS_INIT(3);
  struct ec_lime_term terms[D];
  struct ec_lime lime = {.terms = terms};
  options.n_samples = 40;
  options.n_features = 2;
  return ec_lime_explain(data, categorical, row, straight, NULL, &options, NULL, &lime, error);
}

static void
test_memory(void)
{
  struct ec_matrix x = make_rows();
  g_assert_cmpint(fail_each_allocation(explain, &x), >, 10);
  ec_matrix_clear(&x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/lime/linear", test_linear);
  g_test_add_func("/lime/choice", test_choice);
  g_test_add_func("/lime/local", test_local);
  g_test_add_func("/lime/constant", test_constant);
  g_test_add_func("/lime/threads", test_threads);
  g_test_add_func("/lime/errors", test_errors);
  g_test_add_func("/lime/memory", test_memory);
  return g_test_run();
}
