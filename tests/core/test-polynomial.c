#include "config.h"

#include <stdint.h>

#include "prepare/polynomial.h"
#include "support.h"

static const char *const names[] = {"a", "b", "rm"};
static double numbers[] = {2, -1, 3, 0.5, 5, 7};
static const struct ec_matrix x = {numbers, 2, 3, 2};

static void
assert_products(const struct ec_polynomial_options *options, const char *const *expected_names,
                const double *first, const double *second, size_t n)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_polynomial *polynomial;
  struct ec_matrix products;
  assert_ok(ec_polynomial_new(3, names, options, &polynomial, &error));
  g_assert_cmpuint(ec_polynomial_n_outputs(polynomial), ==, n);
  assert_ok(ec_polynomial_apply(polynomial, &x, &products, &error));
  for (size_t j = 0; j < n; j++) {
    double powers = 1.0;
    g_assert_cmpstr(ec_polynomial_get_names(polynomial)[j], ==, expected_names[j]);
    g_assert_cmpfloat(ec_matrix_get(&products, 0, j), ==, first[j]);
    g_assert_cmpfloat(ec_matrix_get(&products, 1, j), ==, second[j]);
    for (size_t feature = 0; feature < 3; feature++)
      powers *= pow(numbers[2 * feature], ec_polynomial_get_power(polynomial, j, feature));
    g_assert_cmpfloat(powers, ==, first[j]);
  }
  ec_matrix_clear(&products);
  ec_polynomial_free(polynomial);
}

/* scikit-learn 1.4.2: PolynomialFeatures(3, include_bias=False), and the same with
 * interaction_only=True, of [[2, 3, 5], [-1, 0.5, 7]]. */
static void
test_scikit_learn(void)
{
  static const char *const all[] = {
      "a",     "b",      "rm",    "a^2",    "a b",    "a rm", "b^2",    "b rm",   "rm^2", "a^3",
      "a^2 b", "a^2 rm", "a b^2", "a b rm", "a rm^2", "b^3",  "b^2 rm", "b rm^2", "rm^3"};
  static const double first[] = {2,  3,  5,  4,  6,  10, 9,  15, 25, 8,
                                 12, 20, 18, 30, 50, 27, 45, 75, 125};
  static const double second[] = {-1,  0.5, 7,     1,    -0.5, -7,    0.25, 3.5,  49, -1,
                                  0.5, 7,   -0.25, -3.5, -49,  0.125, 1.75, 24.5, 343};
  static const char *const mixed[] = {"a", "b", "rm", "a b", "a rm", "b rm", "a b rm"};
  static const double mixed_first[] = {2, 3, 5, 6, 10, 15, 30};
  static const double mixed_second[] = {-1, 0.5, 7, -0.5, -7, 3.5, -3.5};
  struct ec_polynomial_options options = EC_POLYNOMIAL_OPTIONS_INIT;
  options.degree = 3;
  assert_products(&options, all, first, second, 19);
  options.interaction_only = true;
  assert_products(&options, mixed, mixed_first, mixed_second, 7);
  /* There are no products of more features than there are. */
  options.degree = 4000000000u;
  assert_products(&options, mixed, mixed_first, mixed_second, 7);
  options.degree = 1;
  assert_products(&options, mixed, mixed_first, mixed_second, 3);
}

/* binomial(n + degree, degree) - 1 of them, and each one once. */
static void
test_counts(void)
{
  static const size_t expected[][4] = {
      {1, 9, 9, 1}, {4, 5, 125, 15}, {10, 3, 285, 175}, {2, 12, 90, 3}};
  for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_polynomial_options options = {(unsigned)expected[i][1], false, expected[i][2]};
    struct ec_polynomial *polynomial;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    assert_ok(ec_polynomial_new(expected[i][0], NULL, &options, &polynomial, &error));
    g_assert_cmpuint(ec_polynomial_n_outputs(polynomial), ==, expected[i][2]);
    for (size_t j = 0; j < expected[i][2]; j++)
      g_assert_true(g_hash_table_add(seen, (gpointer)ec_polynomial_get_names(polynomial)[j]));
    ec_polynomial_free(polynomial);
    options.max_features--;
    assert_status(ec_polynomial_new(expected[i][0], NULL, &options, &polynomial, &error),
                  EC_ERROR_LIMIT);
    options.interaction_only = true;
    options.max_features = expected[i][3];
    assert_ok(ec_polynomial_new(expected[i][0], NULL, &options, &polynomial, &error));
    g_assert_cmpuint(ec_polynomial_n_outputs(polynomial), ==, expected[i][3]);
    ec_polynomial_free(polynomial);
  }
}

static void
test_errors(void)
{
  double large[] = {1e200, NAN, 1e200, 1e200};
  struct ec_matrix wide = {large, 2, 2, 2}, narrow = {large, 2, 1, 2}, none = {large, 0, 2, 2};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_polynomial_options options = EC_POLYNOMIAL_OPTIONS_INIT;
  struct ec_polynomial *polynomial = NULL;
  struct ec_matrix products = EC_MATRIX_INIT;
  assert_status(ec_polynomial_new(0, NULL, NULL, &polynomial, &error), EC_ERROR_EMPTY);
  options.degree = 0;
  assert_status(ec_polynomial_new(2, NULL, &options, &polynomial, &error), EC_ERROR_ARGUMENT);
  options.degree = 4000000000u;
  assert_status(ec_polynomial_new(1, NULL, &options, &polynomial, &error), EC_ERROR_LIMIT);
  assert_status(ec_polynomial_new(SIZE_MAX / 2, NULL, &options, &polynomial, &error),
                EC_ERROR_LIMIT);
  assert_contains(error.message, "more than 5000 products");
  g_assert_null(polynomial);
  assert_ok(ec_polynomial_new(2, NULL, NULL, &polynomial, &error));
  assert_status(ec_polynomial_apply(polynomial, &narrow, &products, &error), EC_ERROR_SHAPE);
  assert_status(ec_polynomial_apply(polynomial, &wide, &products, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 1);
  assert_contains(error.message, "row 1: the product \"x0^2\"");
  g_assert_null(products.data);
  large[0] = large[2] = large[3] = 3.0;
  assert_ok(ec_polynomial_apply(polynomial, &wide, &products, &error));
  g_assert_true(isnan(ec_matrix_get(&products, 1, 3)));
  g_assert_cmpfloat(ec_matrix_get(&products, 1, 4), ==, 9.0);
  ec_matrix_clear(&products);
  assert_ok(ec_polynomial_apply(polynomial, &none, &products, &error));
  g_assert_cmpuint(products.n_columns, ==, 5);
  ec_matrix_clear(&products);
  ec_polynomial_free(polynomial);
  ec_polynomial_free(NULL);
}

static ec_status
make(void *data, struct ec_error *error)
{
  struct ec_polynomial *polynomial = NULL;
  struct ec_matrix products = EC_MATRIX_INIT;
  ec_status status = ec_polynomial_new(3, names, NULL, &polynomial, error);
  if (status == EC_OK)
    status = ec_polynomial_apply(polynomial, &x, &products, error);
  ec_matrix_clear(&products);
  ec_polynomial_free(polynomial);
  return status;
}

static void
test_memory(void)
{
  g_assert_cmpint(fail_each_allocation(make, NULL), >=, 3);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/polynomial/scikit-learn", test_scikit_learn);
  g_test_add_func("/polynomial/counts", test_counts);
  g_test_add_func("/polynomial/errors", test_errors);
  g_test_add_func("/polynomial/memory", test_memory);
  return g_test_run();
}
