#include "config.h"

#include "base/parallel.h"
#include "design.h"

/* Columns of the Hilbert matrix: condition numbers of 10^7 to 10^10. The solutions for the doubles
 * 1 / (i + j + 1) were found in rational arithmetic. */
static void
check_hilbert(size_t n, size_t d, bool intercept, const double *expected)
{
  struct ec_matrix x = new_matrix(n, d);
  g_autofree double *y = g_new(double, n);
  struct ec_least_squares *solution;
  for (size_t i = 0; i < n; i++) {
    y[i] = (double)(i * 7 % 5) - 2.0;
    for (size_t j = 0; j < d; j++)
      ec_matrix_set(&x, i, j, 1.0 / (double)(i + j + 1));
  }
  solution = solve(&x, y, intercept, 0.0);
  g_assert_cmpuint(solution->rank, ==, d);
  if (intercept)
    assert_digits(solution->intercept, *expected++, 14.0);
  for (size_t j = 0; j < d; j++)
    assert_digits(solution->coefficients[j], expected[j], 14.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

static void
test_hilbert(void)
{
  static const double six[] = {3503.0008130814531,  -84156.527123742955, 501266.06695520383,
                               -1182306.0388716522, 1207463.9406372344,  -446590.23082698812};
  static const double centred[] = {80.950889581500462, 5391.1420544826778,  -139078.37883742107,
                                   883971.20595905138, -2213168.0163890049, 2389019.3960030708,
                                   -930623.08397315268};
  static const double eight[] = {8727.1328808101989,  -283584.27577302296, 2412509.6080218107,
                                 -8877061.6696531177, 16632531.84448139,   -16507626.841098823,
                                 8178661.4985487089,  -1563655.1186319205};
  check_hilbert(12, 6, false, six);
  check_hilbert(12, 6, true, centred);
  check_hilbert(20, 8, false, eight);
}

/* The residuals are orthogonal to every column and to the ones: the normal equations, which the
 * solution does not use. */
static void
check_normal_equations(size_t n, size_t d, bool intercept, double lambda)
{
  struct ec_matrix x = new_matrix(n, d);
  g_autofree double *numbers = random_numbers(n * d, n + d, 1.0);
  g_autofree double *y = random_numbers(n, n * 3 + d, 10.0);
  struct ec_least_squares *solution;
  long double sum = 0.0L;
  memcpy(x.data, numbers, n * d * sizeof(double));
  for (size_t i = 0; i < n * d; i++)
    x.data[i] = x.data[i] * 3.0 + 100.0;
  solution = solve(&x, y, intercept, lambda);
  g_assert_cmpuint(solution->rank, ==, MIN(d, n - (intercept && lambda == 0.0 && n <= d)));
  for (size_t j = 0; j <= d; j++) {
    long double product = 0.0L, magnitude = 0.0L;
    for (size_t i = 0; i < n; i++) {
      long double r = (long double)y[i] - solution->intercept;
      for (size_t k = 0; k < d; k++)
        r -= (long double)solution->coefficients[k] * ec_matrix_get(&x, i, k);
      product += r * (j < d ? ec_matrix_get(&x, i, j) : 1.0);
      magnitude += fabsl(r) * (j < d ? fabs(ec_matrix_get(&x, i, j)) : 1.0);
      if (j == d)
        sum += r * r;
    }
    if (j < d)
      product -= (long double)(lambda * solution->coefficients[j]);
    if (j < d || intercept)
      g_assert_cmpfloat((double)fabsl(product), <, (double)magnitude * 1e-12 + 1e-9);
  }
  g_assert_cmpfloat(fabs((double)sum - solution->residual_squares), <, (double)sum * 1e-12 + 1e-15);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

static void
test_normal_equations(void)
{
  static const size_t sizes[][2] = {{1, 0},  {2, 1},   {5, 1},    {9, 3},    {17, 16},  {64, 8},
                                    {65, 9}, {200, 5}, {1023, 4}, {3000, 7}, {20000, 3}};
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    check_normal_equations(sizes[i][0], sizes[i][1], true, 0.0);
    check_normal_equations(sizes[i][0], sizes[i][1], false, 0.0);
    check_normal_equations(sizes[i][0], sizes[i][1], true, 2.5);
    check_normal_equations(sizes[i][0], sizes[i][1], false, 0.01);
  }
}

static void
test_small(void)
{
  struct ec_matrix x = new_matrix(1, 2), none = new_matrix(3, 0);
  double y[3] = {7.5, 1.0, 0.5};
  struct ec_least_squares *solution;
  x.data[0] = 3.0;
  solution = solve(&x, y, true, 0.0);
  g_assert_cmpfloat(solution->intercept, ==, 7.5);
  g_assert_cmpuint(solution->rank, ==, 0);
  g_assert_cmpuint(solution->n_dependencies, ==, 2);
  g_assert_cmpfloat(solution->dependencies[0].constant, ==, 3.0);
  ec_least_squares_free(solution);
  solution = solve(&x, y, false, 0.0);
  g_assert_cmpuint(solution->rank, ==, 1);
  assert_digits(solution->coefficients[0], 2.5, 15.5);
  g_assert_true(solution->aliased[1]);
  ec_least_squares_free(solution);
  solution = solve(&none, y, true, 0.0);
  assert_digits(solution->intercept, 3.0, 15.5);
  assert_digits(solution->residual_squares, 30.5, 15.0);
  assert_digits(solution->total_squares, 30.5, 15.0);
  assert_digits(solution->intercept_length, sqrt(1.0 / 3.0), 15.0);
  ec_least_squares_free(solution);
  solution = solve(&none, y, false, 0.0);
  g_assert_cmpfloat(solution->intercept, ==, 0.0);
  assert_digits(solution->residual_squares, 57.5, 15.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&none);
  ec_matrix_clear(&x);
}

/* Powers of two in the units of x and y change nothing but the units, from 2^-500 to 2^500; and
 * neither do large offsets, as long as the data themselves keep their digits. */
static void
test_scales(void)
{
  static const int exponents[] = {-500, -100, 0, 100, 500};
  struct ec_matrix x = new_matrix(50, 3), scaled = new_matrix(50, 3);
  g_autofree double *numbers = random_numbers(150, 7, 1.0), *y = random_numbers(50, 8, 1.0);
  g_autofree double *scaled_y = g_new(double, 50);
  struct ec_least_squares *plain, *solution;
  memcpy(x.data, numbers, 150 * sizeof(double));
  plain = solve(&x, y, true, 0.0);
  for (size_t a = 0; a < G_N_ELEMENTS(exponents); a++) {
    for (size_t b = 0; b < G_N_ELEMENTS(exponents); b++) {
      int ex[3] = {exponents[a], exponents[(a + b) % 5], 0}, ey = exponents[b];
      for (size_t i = 0; i < 50; i++) {
        scaled_y[i] = ldexp(y[i], ey);
        for (size_t j = 0; j < 3; j++)
          ec_matrix_set(&scaled, i, j, ldexp(ec_matrix_get(&x, i, j), ex[j]));
      }
      solution = solve(&scaled, scaled_y, true, 0.0);
      for (size_t j = 0; j < 3; j++) {
        if (abs(ey - ex[j]) < 1000)
          assert_digits(solution->coefficients[j], ldexp(plain->coefficients[j], ey - ex[j]), 15.0);
      }
      assert_digits(solution->intercept, ldexp(plain->intercept, ey), 15.0);
      ec_least_squares_free(solution);
    }
  }
  ec_least_squares_free(plain);
  ec_matrix_clear(&scaled);
  ec_matrix_clear(&x);
}

static void
test_decimal_scales(void)
{
  static const double scales[] = {1e-150, 1e150};
  for (int s = 0; s < 2; s++) {
    struct ec_matrix x = new_matrix(40, 2);
    g_autofree double *numbers = random_numbers(80, 9, 1.0);
    double y[40];
    struct ec_least_squares *solution;
    for (size_t i = 0; i < 40; i++) {
      ec_matrix_set(&x, i, 0, numbers[i] * scales[s]);
      ec_matrix_set(&x, i, 1, numbers[40 + i] * scales[1 - s]);
      y[i] = (3.0 * numbers[i] - 2.0 * numbers[40 + i] + 1.0) * scales[s];
    }
    solution = solve(&x, y, true, 0.0);
    assert_digits(solution->coefficients[0], 3.0, 14.0);
    assert_digits(solution->coefficients[1], -2.0 * scales[s] / scales[1 - s], 14.0);
    assert_digits(solution->intercept, scales[s], 14.0);
    ec_least_squares_free(solution);
    ec_matrix_clear(&x);
  }
}

/* A column far from zero: y = x - 10^9, where x - 10^9 is a few units. */
static void
test_offset(void)
{
  struct ec_matrix x = new_matrix(1000, 1);
  g_autofree double *y = g_new(double, 1000);
  struct ec_least_squares *solution;
  for (size_t i = 0; i < 1000; i++) {
    ec_matrix_set(&x, i, 0, 1e9 + (double)(i % 10));
    y[i] = 2.0 * (double)(i % 10) + 1.0;
  }
  solution = solve(&x, y, true, 0.0);
  assert_digits(solution->coefficients[0], 2.0, 15.0);
  assert_digits(solution->intercept, 1.0 - 2e9, 15.0);
  g_assert_cmpfloat(solution->residual_squares, <, 1e-20);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

/* The penalty at both ends: hardly any gives the plain solution, a huge one gives zeros. */
static void
test_penalties(void)
{
  static const double lambdas[] = {1e-300, 1e-12, 1e12, 1e300};
  struct ec_matrix x = new_matrix(60, 3);
  g_autofree double *numbers = random_numbers(180, 10, 1.0), *y = random_numbers(60, 11, 1.0);
  struct ec_least_squares *plain, *solution;
  memcpy(x.data, numbers, 180 * sizeof(double));
  plain = solve(&x, y, true, 0.0);
  for (size_t k = 0; k < 4; k++) {
    solution = solve(&x, y, true, lambdas[k]);
    for (size_t j = 0; j < 3; j++) {
      if (k < 2)
        assert_digits(solution->coefficients[j], plain->coefficients[j], 10.0);
      else
        g_assert_cmpfloat(fabs(solution->coefficients[j]), <, 1e-9);
    }
    if (k == 3)
      assert_digits(solution->residual_squares, solution->total_squares, 13.0);
    ec_least_squares_free(solution);
  }
  ec_least_squares_free(plain);
  ec_matrix_clear(&x);
}

static void
test_errors(void)
{
  struct ec_matrix x = new_matrix(3, 2), empty = new_matrix(0, 2);
  double y[3] = {1, 2, 3};
  struct ec_least_squares_options options = EC_LEAST_SQUARES_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_least_squares *solution = NULL;
  assert_status(ec_least_squares_solve(&empty, y, NULL, NULL, &solution, &error), EC_ERROR_EMPTY);
  ec_matrix_set(&x, 2, 1, NAN);
  assert_status(ec_least_squares_solve(&x, y, NULL, NULL, &solution, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 3);
  g_assert_cmpuint(error.column, ==, 2);
  g_assert_cmpint(ec_least_squares_solve(&x, y, NULL, NULL, &solution, NULL), ==, EC_ERROR_VALUE);
  ec_matrix_set(&x, 2, 1, -INFINITY);
  assert_status(ec_least_squares_solve(&x, y, NULL, NULL, &solution, &error), EC_ERROR_VALUE);
  ec_matrix_set(&x, 2, 1, 1e301);
  assert_status(ec_least_squares_solve(&x, y, NULL, NULL, &solution, &error), EC_ERROR_VALUE);
  ec_matrix_set(&x, 2, 1, 0.0);
  y[1] = NAN;
  assert_status(ec_least_squares_solve(&x, y, NULL, NULL, &solution, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 2);
  g_assert_cmpuint(error.column, ==, 0);
  y[1] = 2.0;
  options.lambda = -1.0;
  assert_status(ec_least_squares_solve(&x, y, &options, NULL, &solution, &error),
                EC_ERROR_ARGUMENT);
  options.lambda = NAN;
  assert_status(ec_least_squares_solve(&x, y, &options, NULL, &solution, &error),
                EC_ERROR_ARGUMENT);
  options.lambda = 0.0;
  options.tolerance = 1.0;
  assert_status(ec_least_squares_solve(&x, y, &options, NULL, &solution, &error),
                EC_ERROR_ARGUMENT);
  g_assert_null(solution);
  ec_least_squares_free(NULL);
  ec_matrix_clear(&empty);
  ec_matrix_clear(&x);
}

static bool
stop(void *data)
{
  return --*(int *)data < 0;
}

/* The same bits for 1, 2, 3 and 4 threads; and stopping at any poll stops. */
static void
test_threads(void)
{
  enum { N = 30000, D = 6 };
  struct ec_matrix x = new_matrix(N, D);
  g_autofree double *numbers = random_numbers(N * D, 12, 1.0), *y = random_numbers(N, 13, 1.0);
  struct ec_least_squares *first = NULL, *solution = NULL;
  struct ec_job job = EC_JOB_INIT;
  struct ec_error error = EC_ERROR_INIT;
  memcpy(x.data, numbers, N * D * sizeof(double));
  for (unsigned n_threads = 1; n_threads <= 4; n_threads++) {
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_least_squares_solve(&x, y, NULL, &job, &solution, &error));
    if (first == NULL)
      first = solution;
    g_assert_cmpmem(solution->coefficients, D * sizeof(double), first->coefficients,
                    D * sizeof(double));
    g_assert_cmpmem(solution->lengths, D * sizeof(double), first->lengths, D * sizeof(double));
    g_assert_cmpmem(&solution->intercept, sizeof(double), &first->intercept, sizeof(double));
    g_assert_cmpmem(&solution->residual_squares, sizeof(double), &first->residual_squares,
                    sizeof(double));
    if (solution != first)
      ec_least_squares_free(solution);
    ec_pool_free(job.pool);
  }
  ec_least_squares_free(first);
  job.cancelled = stop;
  assert_ok(ec_pool_new(2, &job.pool, &error));
  for (int n_polls = 0; n_polls < 40; n_polls += 3) {
    int left = n_polls;
    ec_status status;
    job.data = &left;
    solution = NULL;
    status = ec_least_squares_solve(&x, y, NULL, &job, &solution, &error);
    g_assert_true(status == (solution == NULL ? EC_ERROR_CANCELLED : EC_OK));
    g_assert_true(n_polls > 5 || status == EC_ERROR_CANCELLED);
    ec_least_squares_free(solution);
  }
  ec_pool_free(job.pool);
  ec_matrix_clear(&x);
}

static ec_status
solve_something(void *data, struct ec_error *error)
{
  const struct ec_matrix *x = data;
  double y[400];
  struct ec_least_squares *solution = NULL;
  ec_status status;
  for (size_t i = 0; i < 400; i++)
    y[i] = (double)(i * i % 7);
  status = ec_least_squares_solve(x, y, NULL, NULL, &solution, error);
  g_assert_true((status == EC_OK) == (solution != NULL));
  ec_least_squares_free(solution);
  return status;
}

static void
test_no_memory(void)
{
  struct ec_matrix x = new_matrix(400, 40);
  for (size_t i = 0; i < 400 * 40; i++)
    x.data[i] = (double)(i * 31 % 11 + i % 401);
  g_assert_cmpint(fail_each_allocation(solve_something, &x), >, 10);
  x.n_rows = 20;
  g_assert_cmpint(fail_each_allocation(solve_something, &x), >, 8);
  ec_matrix_clear(&x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/least-squares/hilbert", test_hilbert);
  g_test_add_func("/least-squares/normal-equations", test_normal_equations);
  g_test_add_func("/least-squares/small", test_small);
  g_test_add_func("/least-squares/scales", test_scales);
  g_test_add_func("/least-squares/decimal-scales", test_decimal_scales);
  g_test_add_func("/least-squares/offset", test_offset);
  g_test_add_func("/least-squares/penalties", test_penalties);
  g_test_add_func("/least-squares/errors", test_errors);
  g_test_add_func("/least-squares/threads", test_threads);
  g_test_add_func("/least-squares/no-memory", test_no_memory);
  return g_test_run();
}
