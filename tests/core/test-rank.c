#include "config.h"

#include "design.h"

/* Fewer rows than columns: the fit is exact, and so many coefficients are left out. */
static void
test_wide(void)
{
  struct ec_matrix x = new_matrix(4, 7);
  g_autofree double *numbers = random_numbers(28, 1, 1.0), *y = random_numbers(4, 2, 1.0);
  struct ec_least_squares *solution;
  size_t n_aliased = 0;
  memcpy(x.data, numbers, 28 * sizeof(double));
  solution = solve(&x, y, true, 0.0);
  g_assert_cmpuint(solution->rank, ==, 3);
  g_assert_cmpuint(solution->n_dependencies, ==, 4);
  g_assert_cmpfloat(solution->degrees_of_freedom, ==, 0.0);
  g_assert_cmpfloat(solution->residual_squares, <, 1e-25);
  for (size_t j = 0; j < 7; j++) {
    n_aliased += solution->aliased[j];
    g_assert_true(!solution->aliased[j] || solution->coefficients[j] == 0.0);
    g_assert_true(solution->aliased[j] == (bool)isnan(solution->lengths[j]));
  }
  g_assert_cmpuint(n_aliased, ==, 4);
  ec_least_squares_free(solution);
  /* The penalty makes the answer single. */
  solution = solve(&x, y, true, 1.0);
  g_assert_cmpuint(solution->rank, ==, 7);
  g_assert_cmpuint(solution->n_dependencies, ==, 0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

/* One column is 3 b - 2 a + 5, one is constant: whichever of a, b and the first is left out, the
 * relation has to hold in all rows. */
static void
check_dependent(size_t n, double scale, double offset)
{
  struct ec_matrix x = new_matrix(n, 4);
  g_autofree double *numbers = random_numbers(2 * n, 3, scale), *y = random_numbers(n, 4, 1.0);
  struct ec_least_squares *solution;
  for (size_t i = 0; i < n; i++) {
    double a = numbers[i] + offset, b = numbers[n + i] * 1e-3 + offset;
    ec_matrix_set(&x, i, 0, a);
    ec_matrix_set(&x, i, 1, 42.1);
    ec_matrix_set(&x, i, 2, 3.0 * b - 2.0 * a + 5.0 * scale);
    ec_matrix_set(&x, i, 3, b);
  }
  solution = solve(&x, y, true, 0.0);
  g_assert_cmpuint(solution->rank, ==, 2);
  g_assert_cmpuint(solution->n_dependencies, ==, 2);
  g_assert_true(solution->aliased[1]);
  for (size_t k = 0; k < 2; k++) {
    const struct ec_dependency *d = &solution->dependencies[k];
    g_assert_cmpuint(d->n_terms, ==, d->column == 1 ? 0 : 2);
    for (size_t i = 0; i < n; i++) {
      double value = d->constant, magnitude = fabs(d->constant);
      for (size_t t = 0; t < d->n_terms; t++) {
        g_assert_false(solution->aliased[d->columns[t]]);
        value += d->weights[t] * ec_matrix_get(&x, i, d->columns[t]);
        magnitude += fabs(d->weights[t] * ec_matrix_get(&x, i, d->columns[t]));
      }
      g_assert_cmpfloat(fabs(value - ec_matrix_get(&x, i, d->column)), <, 1e-9 * magnitude);
    }
  }
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

static void
test_dependencies(void)
{
  check_dependent(30, 1.0, 0.0);
  check_dependent(30, 1e6, 0.0);
  check_dependent(30, 1e-6, 0.0);
  check_dependent(500, 1.0, 1000.0);
  check_dependent(5000, 1.0, 1e5);
}

/* c = p - q is kept to all digits, while a = 10^9 + p and b = 10^9 + q are rounded: what rounding
 * leaves of c = a - b is measured by the digits of a and b, not by its own. The factors bring c to
 * all places of the pivot order. */
static void
test_rounded_dependence(void)
{
  for (double factor = 1.0; factor < 2.0; factor += 0.125) {
    struct ec_matrix x = new_matrix(200, 3);
    g_autofree double *numbers = random_numbers(400, 14, 1.0), *y = random_numbers(200, 15, 1.0);
    struct ec_least_squares *solution;
    for (size_t i = 0; i < 200; i++) {
      ec_matrix_set(&x, i, 0, 1e9 + numbers[i]);
      ec_matrix_set(&x, i, 1, 1e9 + numbers[200 + i]);
      ec_matrix_set(&x, i, 2, (numbers[i] - numbers[200 + i]) * factor);
    }
    solution = solve(&x, y, true, 0.0);
    g_assert_cmpuint(solution->rank, ==, 2);
    g_assert_cmpuint(solution->n_dependencies, ==, 1);
    ec_least_squares_free(solution);
    ec_matrix_clear(&x);
  }
}

/* A one-hot encoding with no level dropped adds up to the intercept, to the last bit or not. */
static void
test_dummies(void)
{
  struct ec_matrix x = new_matrix(300, 5);
  g_autofree double *y = random_numbers(300, 5, 1.0);
  struct ec_least_squares *solution;
  for (size_t i = 0; i < 300; i++) {
    ec_matrix_set(&x, i, i % 7 % 4, 1.0);
    ec_matrix_set(&x, i, 4, (double)i);
  }
  solution = solve(&x, y, true, 0.0);
  g_assert_cmpuint(solution->rank, ==, 4);
  g_assert_cmpuint(solution->n_dependencies, ==, 1);
  g_assert_cmpuint(solution->dependencies[0].n_terms, ==, 3);
  assert_digits(solution->dependencies[0].constant, 1.0, 12.0);
  for (size_t t = 0; t < 3; t++)
    assert_digits(solution->dependencies[0].weights[t], -1.0, 12.0);
  ec_least_squares_free(solution);
  solution = solve(&x, y, false, 0.0);
  g_assert_cmpuint(solution->rank, ==, 5);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

/* Nearly dependent is not dependent: with a millionth of its own a column stays in. */
static void
test_nearly_dependent(void)
{
  struct ec_matrix x = new_matrix(100, 2);
  g_autofree double *numbers = random_numbers(200, 6, 1.0);
  g_autofree double *y = g_new(double, 100);
  struct ec_least_squares *solution;
  for (size_t i = 0; i < 100; i++) {
    ec_matrix_set(&x, i, 0, numbers[i]);
    ec_matrix_set(&x, i, 1, numbers[i] + 1e-6 * numbers[100 + i]);
    y[i] = 0.5 * ec_matrix_get(&x, i, 0) + 0.25 * ec_matrix_get(&x, i, 1) + 2.0;
  }
  solution = solve(&x, y, true, 0.0);
  g_assert_cmpuint(solution->rank, ==, 2);
  assert_digits(solution->coefficients[0], 0.5, 9.0);
  assert_digits(solution->coefficients[1], 0.25, 9.0);
  ec_least_squares_free(solution);
  ec_matrix_clear(&x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rank/wide", test_wide);
  g_test_add_func("/rank/dependencies", test_dependencies);
  g_test_add_func("/rank/rounded-dependence", test_rounded_dependence);
  g_test_add_func("/rank/dummies", test_dummies);
  g_test_add_func("/rank/nearly-dependent", test_nearly_dependent);
  return g_test_run();
}
