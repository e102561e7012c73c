#include "config.h"

#include "linalg/least-squares.h"
#include "strd.h"
#include "support.h"

/* Fits, and compares with the certified values (the intercept first), to so many digits. */
static struct ec_least_squares *
fit(const struct ec_matrix *x, const double *y, bool intercept)
{
  struct ec_least_squares_options options = EC_LEAST_SQUARES_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_least_squares *solution;
  options.intercept = intercept;
  assert_ok(ec_least_squares_solve(x, y, &options, NULL, &solution, &error));
  g_assert_cmpuint(solution->rank, ==, x->n_columns);
  g_assert_cmpuint(solution->n_dependencies, ==, 0);
  return solution;
}

static void
check_coefficients(const struct ec_least_squares *solution, const double *expected, double least)
{
  assert_digits(solution->intercept, expected[0], least);
  for (size_t j = 0; j < solution->n_columns; j++)
    assert_digits(solution->coefficients[j], expected[j + 1], least);
}

static double
sigma(const struct ec_least_squares *solution)
{
  return sqrt(solution->residual_squares / solution->degrees_of_freedom);
}

static void
check_errors(const struct ec_least_squares *solution, const double *expected, double least)
{
  assert_digits(solution->intercept_length * sigma(solution), expected[0], least);
  for (size_t j = 0; j < solution->n_columns; j++)
    assert_digits(solution->lengths[j] * sigma(solution), expected[j + 1], least);
}

/* The powers 1 to `degree` of x, each the one before times x. */
static struct ec_matrix
powers(const double *x, size_t n, size_t degree)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix matrix;
  assert_ok(ec_matrix_new(n, degree, &matrix, &error));
  for (size_t i = 0; i < n; i++) {
    double power = 1.0;
    for (size_t k = 0; k < degree; k++) {
      power *= x[i];
      ec_matrix_set(&matrix, i, k, power);
    }
  }
  return matrix;
}

static void
test_longley(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x;
  double y[16];
  struct ec_least_squares *solution;
  assert_ok(ec_matrix_new(16, 6, &x, &error));
  for (size_t i = 0; i < 16; i++) {
    y[i] = LONGLEY[i][0];
    for (size_t j = 0; j < 6; j++)
      ec_matrix_set(&x, i, j, LONGLEY[i][j + 1]);
  }
  solution = fit(&x, y, true);
  check_coefficients(solution, LONGLEY_COEFFICIENTS, 13.5);
  check_errors(solution, LONGLEY_ERRORS, 13.0);
  assert_digits(sigma(solution), 304.854073561965, 14.0);
  assert_digits(1.0 - solution->residual_squares / solution->total_squares, 0.995479004577296,
                14.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

/* Wampler1, 3, 4 and 5: the polynomial with all coefficients 1, with noise times 0, 1, 100 and
 * 10000, which is orthogonal to it. */
static void
test_wampler_integers(void)
{
  static const double ones[6] = {1, 1, 1, 1, 1, 1}, scales[] = {0, 1, 100, 10000};
  static const double squares[] = {0, 83554268, 83554268e4, 83554268e8};
  double points[21], y[21];
  struct ec_matrix x;
  for (int i = 0; i < 21; i++)
    points[i] = i;
  x = powers(points, 21, 5);
  for (int s = 0; s < 4; s++) {
    struct ec_least_squares *solution;
    for (size_t i = 0; i < 21; i++) {
      y[i] = 1.0 + scales[s] * WAMPLER_NOISE[i];
      for (size_t k = 0; k < 5; k++)
        y[i] += ec_matrix_get(&x, i, k);
    }
    solution = fit(&x, y, true);
    check_coefficients(solution, ones, 15.0);
    if (s == 0)
      g_assert_cmpfloat(solution->residual_squares, <, 1e-20);
    else
      assert_digits(solution->residual_squares, squares[s], 14.0);
    if (s == 1)
      check_errors(solution, WAMPLER3_ERRORS, 13.0);
    ec_least_squares_free(solution);
  }
  ec_matrix_clear(&x);
}

/* Wampler2: y = sum (x / 10)^k has five decimals, which doubles round: the exact solution for the
 * rounded y, found in rational arithmetic, has 13 digits of the certified one. */
static void
test_wampler_decimals(void)
{
  static const double certified[6] = {1, 0.1, 0.01, 0.001, 0.0001, 0.00001};
  static const double rounded[6] = {0.99999999999999978,    0.10000000000000081,
                                    0.0099999999999996168,  0.0010000000000000629,
                                    9.9999999999995885e-05, 1.0000000000000091e-05};
  double points[21], y[21];
  struct ec_matrix x;
  struct ec_least_squares *solution;
  for (int i = 0; i < 21; i++) {
    double power = 1.0, total = 0.0;
    for (int k = 0; k <= 5; k++, power *= i)
      total += power * pow(10.0, 5 - k);
    points[i] = i;
    y[i] = total / 1e5;
  }
  x = powers(points, 21, 5);
  solution = fit(&x, y, true);
  check_coefficients(solution, certified, 13.0);
  check_coefficients(solution, rounded, 15.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

static void
test_norris(void)
{
  struct ec_matrix x = powers(NORRIS_X, 36, 1);
  struct ec_least_squares *solution = fit(&x, NORRIS_Y, true);
  check_coefficients(solution, NORRIS_COEFFICIENTS, 13.0);
  check_errors(solution, NORRIS_ERRORS, 13.0);
  assert_digits(sigma(solution), 0.884796396144373, 13.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

static void
test_pontius(void)
{
  double points[40];
  struct ec_matrix x;
  struct ec_least_squares *solution;
  for (int i = 0; i < 40; i++)
    points[i] = 150000.0 * (i % 20 + 1);
  x = powers(points, 40, 2);
  solution = fit(&x, PONTIUS_Y, true);
  check_coefficients(solution, PONTIUS_COEFFICIENTS, 12.0);
  check_errors(solution, PONTIUS_ERRORS, 12.0);
  assert_digits(sigma(solution), 0.205177424076185E-03, 12.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

/* Lines through the origin: NoInt1 is y = x + 70 for x = 60 … 70, NoInt2 (4, 3), (5, 4), (6, 4). */
static void
test_no_intercept(void)
{
  static const double x2[3] = {4, 5, 6}, y2[3] = {3, 4, 4};
  double x1[11], y1[11];
  struct ec_matrix x;
  struct ec_least_squares *solution;
  for (int i = 0; i < 11; i++) {
    x1[i] = 60 + i;
    y1[i] = 130 + i;
  }
  x = powers(x1, 11, 1);
  solution = fit(&x, y1, false);
  g_assert_cmpfloat(solution->intercept, ==, 0.0);
  assert_digits(solution->coefficients[0], 2.07438016528926, 14.0);
  assert_digits(solution->lengths[0] * sigma(solution), 0.165289256198347E-01, 14.0);
  assert_digits(sigma(solution), 3.56753034006338, 14.0);
  assert_digits(solution->total_squares, 200585.0, 14.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
  x = powers(x2, 3, 1);
  solution = fit(&x, y2, false);
  assert_digits(solution->coefficients[0], 0.727272727272727, 14.0);
  assert_digits(solution->lengths[0] * sigma(solution), 0.420827318078432E-01, 14.0);
  assert_digits(sigma(solution), 0.369274472937998, 14.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

/* The hardest: a polynomial of degree 10, condition number 10^15. */
static void
test_filip(void)
{
  struct ec_matrix x = powers(FILIP_X, 82, 10);
  struct ec_least_squares *solution = fit(&x, FILIP_Y, true);
  check_coefficients(solution, FILIP_ROUNDED, 13.5);
  check_coefficients(solution, FILIP_COEFFICIENTS, 7.5);
  assert_digits(sigma(solution), 0.334801051324544E-02, 7.5);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/strd/longley", test_longley);
  g_test_add_func("/strd/wampler-1-3-4-5", test_wampler_integers);
  g_test_add_func("/strd/wampler-2", test_wampler_decimals);
  g_test_add_func("/strd/norris", test_norris);
  g_test_add_func("/strd/pontius", test_pontius);
  g_test_add_func("/strd/no-intercept", test_no_intercept);
  g_test_add_func("/strd/filip", test_filip);
  return g_test_run();
}
