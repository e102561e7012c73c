#include "config.h"

#include "base/random.h"
#include "fractions.h"
#include "linalg/svd.h"
#include "linalg/vector.h"

/* numpy 2.2.4: np.linalg.svd(X[:7, :4]) of fractions.h. */
static const double SEVEN_BY_FOUR[] = {6.2687742364185643, 1.5096699950450041, 0.81811345858290674,
                                       0.45874829125870303};

static struct ec_matrix
new_matrix(size_t n, size_t m)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix a;
  assert_ok(ec_matrix_new(n, m, &a, &error));
  return a;
}

static void
check_orthonormal(const struct ec_matrix *m)
{
  for (size_t c = 0; c < m->n_columns; c++)
    for (size_t d = 0; d <= c; d++) {
      double product = c == d ? -1.0 : 0.0;
      for (size_t i = 0; i < m->n_rows; i++)
        product += ec_matrix_get(m, i, c) * ec_matrix_get(m, i, d);
      g_assert_cmpfloat(fabs(product), <=, 1e-15 * (10.0 + (double)m->n_rows));
    }
}

static void
check_svd(const struct ec_matrix *a, double *values)
{
  struct ec_error error = EC_ERROR_INIT;
  size_t k = MIN(a->n_rows, a->n_columns);
  struct ec_matrix u = new_matrix(a->n_rows, k), v = new_matrix(a->n_columns, k);
  double alone[64];
  assert_ok(ec_svd(a, NULL, values, &u, &v, &error));
  assert_ok(ec_svd(a, NULL, alone, NULL, NULL, &error));
  for (size_t c = 0; c < k; c++) {
    g_assert_true(values[c] >= 0.0 && (c == 0 || values[c] <= values[c - 1]));
    g_assert_cmpfloat(fabs(alone[c] - values[c]), <=, 1e-14 * values[0]);
  }
  check_orthonormal(&u);
  check_orthonormal(&v);
  for (size_t i = 0; i < a->n_rows; i++)
    for (size_t j = 0; j < a->n_columns; j++) {
      double sum = -ec_matrix_get(a, i, j);
      for (size_t c = 0; c < k; c++)
        sum += ec_matrix_get(&u, i, c) * values[c] * ec_matrix_get(&v, j, c);
      g_assert_cmpfloat(fabs(sum), <=, 4e-15 * (10.0 + (double)k) * values[0]);
    }
  ec_matrix_clear(&u);
  ec_matrix_clear(&v);
}

static void
test_reference(void)
{
  struct ec_matrix a = fractions_new(7, 4), t = new_matrix(4, 7);
  double values[4];
  for (size_t i = 0; i < 7; i++)
    for (size_t j = 0; j < 4; j++)
      ec_matrix_set(&t, j, i, ec_matrix_get(&a, i, j));
  check_svd(&a, values);
  for (size_t i = 0; i < 4; i++)
    assert_digits(values[i], SEVEN_BY_FOUR[i], 14.0);
  check_svd(&t, values);
  for (size_t i = 0; i < 4; i++)
    assert_digits(values[i], SEVEN_BY_FOUR[i], 14.0);
  ec_matrix_clear(&a);
  ec_matrix_clear(&t);
}

static void
test_shapes(void)
{
  static const size_t sizes[][2] = {{1, 1}, {1, 5}, {5, 1}, {9, 9}, {33, 8}, {8, 33}, {40, 39}};
  struct ec_random random = ec_random_new(1);
  double values[64];
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
    struct ec_matrix a = new_matrix(sizes[s][0], sizes[s][1]);
    check_svd(&a, values);
    g_assert_cmpfloat(values[0], ==, 0.0);
    for (size_t i = 0; i < a.n_rows * a.n_columns; i++)
      a.data[i] = ec_random_normal(&random);
    check_svd(&a, values);
    /* Every second column is the one before it: half the rank. */
    for (size_t j = 1; j < a.n_columns; j += 2)
      memcpy(ec_matrix_column(&a, j), ec_matrix_column(&a, j - 1), a.n_rows * sizeof(double));
    check_svd(&a, values);
    ec_matrix_clear(&a);
  }
}

/* Columns of very different length: Jacobi finds the small values to all their digits, where XᵀX
 * has lost them. The columns of a 4 × 4 Hadamard matrix are orthogonal, so the values are known. */
static void
test_graded(void)
{
  static const double signs[4][4] = {{1, 1, 1, 1}, {1, -1, 1, -1}, {1, 1, -1, -1}, {1, -1, -1, 1}};
  static const double scales[] = {1e-10, 1.0, 1e-30, 1e5};
  static const double expected[] = {2e5, 2.0, 2e-10, 2e-30};
  struct ec_matrix a = new_matrix(4, 4);
  double values[4];
  for (size_t i = 0; i < 4; i++)
    for (size_t j = 0; j < 4; j++)
      ec_matrix_set(&a, i, j, signs[i][j] * scales[j]);
  check_svd(&a, values);
  for (size_t i = 0; i < 4; i++)
    assert_digits(values[i], expected[i], 14.0);
  for (size_t i = 0; i < 16; i++)
    a.data[i] *= 1e250;
  check_svd(&a, values);
  for (size_t i = 0; i < 4; i++)
    assert_digits(values[i], expected[i] * 1e250, 14.0);
  ec_matrix_clear(&a);
}

/* Singular values of centred columns do not depend on whether the rows are reduced first; the sum of
 * their squares is that of the matrix. Most columns are constant over long stretches. */
static void
test_centred(void)
{
  struct ec_error error = EC_ERROR_INIT;
  size_t n = 6000, d = 60;
  struct ec_matrix x = new_matrix(n, d), v = new_matrix(d, d), centred = new_matrix(n, d);
  struct ec_random random = ec_random_new(7);
  double values[60], direct[60], sum = 0.0, total = 0.0;
  for (size_t j = 0; j < d; j++) {
    double mean = 0.0;
    for (size_t i = 0; i < n; i++) {
      bool alive = j >= 50 || i % 1500 == 30 * j;
      double value = alive ? ec_random_uniform(&random) : 0.0;
      ec_matrix_set(&x, i, j, value);
      mean += value / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
      ec_matrix_set(&centred, i, j, ec_matrix_get(&x, i, j) - mean);
      total += pow(ec_matrix_get(&x, i, j) - mean, 2.0);
    }
  }
  assert_ok(ec_svd_centred(&x, NULL, values, &v, &error));
  assert_ok(ec_svd(&centred, NULL, direct, NULL, NULL, &error));
  for (size_t i = 0; i < d; i++) {
    sum += values[i] * values[i];
    assert_digits(values[i], direct[i], 11.0);
  }
  assert_digits(sum, total, 11.0);
  check_orthonormal(&v);
  ec_matrix_clear(&x);
  ec_matrix_clear(&v);
  ec_matrix_clear(&centred);
}

/* A reflector keeps lengths, however small the column that it is made of. */
static void
test_tiny_reflector(void)
{
  static const double scales[] = {1.0, 1e-140, 1e-155, 1e-170, 1e-300, 1e-315};
  for (size_t s = 0; s < G_N_ELEMENTS(scales); s++) {
    double alpha = 3.0 * scales[s], x[] = {1.0, -2.0, 0.5, 1.5, 2.5};
    double top = 2.0, rest[] = {1.0, 2.0, 3.0, 4.0, 5.0}, tau, squares = 0.0;
    for (size_t i = 0; i < 5; i++)
      x[i] *= scales[s];
    tau = ec_make_reflector(5, &alpha, x);
    ec_reflect(5, x, tau, 1, rest, 5, &top, 1);
    for (size_t i = 0; i < 5; i++)
      squares += rest[i] * rest[i];
    assert_digits(squares + top * top, 59.0, 14.0);
    assert_digits(alpha / scales[s], -sqrt(22.75), scales[s] < 1e-308 ? 6.0 : 14.0);
  }
}

static ec_status
decompose(void *data, struct ec_error *error)
{
  double values[4], u_data[28], v_data[16];
  struct ec_matrix u = {u_data, 7, 4, 7}, v = {v_data, 4, 4, 4};
  return ec_svd(data, NULL, values, &u, &v, error);
}

static ec_status
decompose_centred(void *data, struct ec_error *error)
{
  double values[4], v_data[16];
  struct ec_matrix v = {v_data, 4, 4, 4};
  return ec_svd_centred(data, NULL, values, &v, error);
}

static void
test_errors(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix a = fractions_new(7, 4), tall = fractions_new(50, 4), u = new_matrix(7, 3);
  double values[4];
  assert_status(ec_svd(&a, NULL, values, &u, NULL, &error), EC_ERROR_SHAPE);
  assert_status(ec_svd(&a, NULL, values, NULL, &u, &error), EC_ERROR_SHAPE);
  g_assert_cmpint(fail_each_allocation(decompose, &a), >, 5);
  g_assert_cmpint(fail_each_allocation(decompose_centred, &a), >, 5);
  g_assert_cmpint(fail_each_allocation(decompose_centred, &tall), >, 5);
  ec_matrix_set(&a, 3, 2, INFINITY);
  assert_status(ec_svd(&a, NULL, values, NULL, NULL, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 4);
  a.n_rows = 0;
  assert_ok(ec_svd(&a, NULL, values, NULL, NULL, &error));
  ec_matrix_clear(&a);
  ec_matrix_clear(&tall);
  ec_matrix_clear(&u);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/svd/reference", test_reference);
  g_test_add_func("/svd/shapes", test_shapes);
  g_test_add_func("/svd/graded", test_graded);
  g_test_add_func("/svd/centred", test_centred);
  g_test_add_func("/svd/tiny-reflector", test_tiny_reflector);
  g_test_add_func("/svd/errors", test_errors);
  return g_test_run();
}
