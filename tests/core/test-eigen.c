#include "config.h"

#include "base/parallel.h"
#include "base/random.h"
#include "fractions.h"
#include "linalg/eigen.h"

static const double PI = 3.14159265358979323846;

/* numpy 2.2.4: A = X[:n, :n] of fractions.h; S = A + A.T; np.linalg.eigvalsh(S)[::-1] */
static const double SIX[] = {11.732261185012899,   1.4423355057222698,  0.66151963947815906,
                             -0.47396192386163571, -1.2837462495124534, -5.0084869474602929};
static const double TWELVE[] = {23.305660629982192,   3.4204427876383341,  1.7677813950347177,
                                1.4942764656868268,   0.36066145774135749, -0.19421828041484093,
                                -0.77532642158945275, -0.917587320233619,  -1.2146757232093726,
                                -1.8589554026119826,  -2.4932991465919332, -9.3096089458681721};

static struct ec_matrix
new_matrix(size_t n, size_t m)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix a;
  assert_ok(ec_matrix_new(n, m, &a, &error));
  return a;
}

/* Decomposes a copy; the residual and the orthogonality are a few eps times what they may be. */
static void
check_decomposition(const struct ec_matrix *a, size_t m, double *values)
{
  struct ec_error error = EC_ERROR_INIT;
  size_t n = a->n_rows;
  struct ec_matrix copy = new_matrix(n, n), v = new_matrix(n, m);
  double norm = 0.0, limit;
  for (size_t j = 0; j < n; j++) {
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
      ec_matrix_set(&copy, i, j, ec_matrix_get(a, i, j));
      sum += fabs(ec_matrix_get(a, i, j));
    }
    norm = fmax(norm, sum);
  }
  limit = 4e-16 * (10.0 + (double)n);
  assert_ok(ec_eigen_symmetric(&copy, m, NULL, values, &v, &error));
  for (size_t c = 0; c < m; c++) {
    if (c > 0)
      g_assert_cmpfloat(values[c], <=, values[c - 1]);
    for (size_t i = 0; i < n; i++) {
      double residual = -values[c] * ec_matrix_get(&v, i, c);
      for (size_t j = 0; j < n; j++)
        residual += ec_matrix_get(a, i, j) * ec_matrix_get(&v, j, c);
      g_assert_cmpfloat(fabs(residual), <=, limit * norm);
    }
    for (size_t d = 0; d <= c; d++) {
      double product = c == d ? -1.0 : 0.0;
      for (size_t i = 0; i < n; i++)
        product += ec_matrix_get(&v, i, c) * ec_matrix_get(&v, i, d);
      g_assert_cmpfloat(fabs(product), <=, limit);
    }
  }
  ec_matrix_clear(&copy);
  ec_matrix_clear(&v);
}

static struct ec_matrix
symmetric_fractions(size_t n)
{
  struct ec_matrix x = fractions_new(n, n), s = new_matrix(n, n);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      ec_matrix_set(&s, i, j, ec_matrix_get(&x, i, j) + ec_matrix_get(&x, j, i));
  ec_matrix_clear(&x);
  return s;
}

static void
test_reference(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix six = symmetric_fractions(6), twelve = symmetric_fractions(12);
  double values[12];
  check_decomposition(&six, 6, values);
  for (size_t i = 0; i < 6; i++)
    assert_digits(values[i], SIX[i], 13.5);
  check_decomposition(&twelve, 2, values);
  for (size_t i = 0; i < 2; i++)
    assert_digits(values[i], TWELVE[i], 13.5);
  assert_ok(ec_eigen_symmetric(&twelve, 12, NULL, values, NULL, &error));
  for (size_t i = 0; i < 12; i++)
    assert_digits(values[i], TWELVE[i], 13.0);
  ec_matrix_clear(&six);
  ec_matrix_clear(&twelve);
}

/* The second difference matrix has eigenvalues 2 - 2 cos(k pi / (n + 1)), in closed form. */
static void
test_known_spectrum(void)
{
  static const size_t sizes[] = {1, 2, 3, 4, 5, 8, 9, 33, 64, 130};
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
    size_t n = sizes[s];
    struct ec_matrix a = new_matrix(n, n);
    double values[130];
    for (size_t i = 0; i < n; i++) {
      ec_matrix_set(&a, i, i, 2.0);
      if (i + 1 < n) {
        ec_matrix_set(&a, i, i + 1, -1.0);
        ec_matrix_set(&a, i + 1, i, -1.0);
      }
    }
    for (int few = 0; few < 2; few++) {
      size_t m = few ? (n + 4) / 5 : n;
      check_decomposition(&a, m, values);
      for (size_t k = 0; k < m; k++)
        g_assert_cmpfloat(
            fabs(values[k] - (2.0 - 2.0 * cos((double)(n - k) * PI / (double)(n + 1)))), <=,
            2e-15 * (double)n);
    }
    ec_matrix_clear(&a);
  }
}

/* Equal eigenvalues, none but zero, rank one, and one that outgrows all others. */
static void
test_clusters(void)
{
  size_t n = 40;
  struct ec_matrix a = new_matrix(n, n);
  double values[40];
  check_decomposition(&a, n, values);
  check_decomposition(&a, 5, values);
  g_assert_cmpfloat(values[0], ==, 0.0);
  for (size_t i = 0; i < n; i++)
    ec_matrix_set(&a, i, i, 3.0);
  check_decomposition(&a, n, values);
  check_decomposition(&a, 7, values);
  g_assert_cmpfloat(fabs(values[6] - 3.0), <=, 1e-14);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      ec_matrix_set(&a, i, j, 1.0);
  check_decomposition(&a, n, values);
  assert_digits(values[0], 40.0, 14.0);
  check_decomposition(&a, 6, values);
  assert_digits(values[0], 40.0, 14.0);
  g_assert_cmpfloat(fabs(values[1]), <=, 1e-13);
  /* Wilkinson's: pairs that agree to all digits and are not equal. */
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      ec_matrix_set(&a, i, j, i == j ? fabs((double)i - 20.0) : i + 1 == j || j + 1 == i);
  check_decomposition(&a, n, values);
  check_decomposition(&a, 8, values);
  ec_matrix_clear(&a);
}

/* Hilbert's matrix of size 8, whose condition is 1.5e10; the values to 20 digits by mpmath 1.3:
 * mp.dps = 40; mp.eigsy(mp.hilbert(8), eigvals_only=True). A graded matrix keeps its large ones. */
static void
test_graded(void)
{
  struct ec_matrix hilbert = new_matrix(8, 8), graded = new_matrix(30, 30);
  double values[30];
  for (size_t i = 0; i < 8; i++)
    for (size_t j = 0; j < 8; j++)
      ec_matrix_set(&hilbert, i, j, 1.0 / (double)(i + j + 1));
  check_decomposition(&hilbert, 8, values);
  assert_digits(values[0], 1.6959389969219496, 14.0);
  assert_digits(values[1], 0.29812521131693082, 14.0);
  g_assert_cmpfloat(fabs(values[7] - 1.1115389663724408e-10), <=, 1e-15);
  for (size_t i = 0; i < 30; i++)
    for (size_t j = 0; j < 30; j++)
      ec_matrix_set(&graded, i, j, pow(10.0, -(double)(i + j)) * (i == j ? 2.0 : 1.0));
  check_decomposition(&graded, 30, values);
  check_decomposition(&graded, 4, values);
  for (size_t i = 0; i < 30; i++)
    for (size_t j = 0; j < 30; j++)
      ec_matrix_set(&graded, i, j, 1e200 * ec_matrix_get(&graded, i, j));
  check_decomposition(&graded, 30, values);
  ec_matrix_clear(&hilbert);
  ec_matrix_clear(&graded);
}

static void
test_large(void)
{
  struct ec_random random = ec_random_new(1);
  size_t n = 150;
  struct ec_matrix a = new_matrix(n, n);
  double values[150], few[30];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double value = ec_random_normal(&random);
      ec_matrix_set(&a, i, j, value);
      ec_matrix_set(&a, j, i, value);
    }
  check_decomposition(&a, n, values);
  check_decomposition(&a, 30, few);
  for (size_t i = 0; i < 30; i++)
    g_assert_cmpfloat(fabs(values[i] - few[i]), <=, 1e-13 * values[0]);
  ec_matrix_clear(&a);
}

static void
test_threads(void)
{
  struct ec_matrix a = symmetric_fractions(100);
  for (size_t m = 10; m <= 100; m += 90) {
    struct ec_matrix first = new_matrix(100, m);
    for (unsigned t = 0; t < 3; t++) {
      struct ec_error error = EC_ERROR_INIT;
      struct ec_job job = EC_JOB_INIT;
      struct ec_matrix copy = new_matrix(100, 100), v = new_matrix(100, m);
      double values[100];
      memcpy(copy.data, a.data, 10000 * sizeof(double));
      assert_ok(ec_pool_new(1u << t, &job.pool, &error));
      assert_ok(ec_eigen_symmetric(&copy, m, &job, values, &v, &error));
      if (t == 0)
        memcpy(first.data, v.data, 100 * m * sizeof(double));
      g_assert_cmpmem(first.data, 100 * m * sizeof(double), v.data, 100 * m * sizeof(double));
      ec_pool_free(job.pool);
      ec_matrix_clear(&copy);
      ec_matrix_clear(&v);
    }
    ec_matrix_clear(&first);
  }
  ec_matrix_clear(&a);
}

struct problem {
  size_t n_values;
};

static ec_status
decompose(void *data, struct ec_error *error)
{
  struct problem *p = data;
  double a_data[144], v_data[144], values[12];
  struct ec_matrix a = {a_data, 12, 12, 12}, v = {v_data, 12, p->n_values, 12};
  for (size_t i = 0; i < 144; i++)
    a_data[i] = 1.0 / (double)(1 + i / 12 + i % 12);
  return ec_eigen_symmetric(&a, p->n_values, NULL, values, &v, error);
}

static void
test_errors(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix a = new_matrix(3, 3), v = new_matrix(3, 2);
  double values[3] = {7.0, 7.0, 7.0};
  struct problem few = {2}, all = {12};
  assert_status(ec_eigen_symmetric(&a, 3, NULL, values, &v, &error), EC_ERROR_SHAPE);
  assert_status(ec_eigen_symmetric(&a, 4, NULL, values, NULL, &error), EC_ERROR_SHAPE);
  ec_matrix_set(&a, 2, 1, NAN);
  assert_status(ec_eigen_symmetric(&a, 2, NULL, values, &v, &error), EC_ERROR_VALUE);
  g_assert_cmpfloat(values[0], ==, 7.0);
  a.n_rows = a.n_columns = 0;
  v.n_rows = v.n_columns = 0;
  assert_ok(ec_eigen_symmetric(&a, 0, NULL, values, &v, &error));
  g_assert_cmpint(fail_each_allocation(decompose, &few), >, 3);
  g_assert_cmpint(fail_each_allocation(decompose, &all), >, 3);
  ec_matrix_clear(&a);
  ec_matrix_clear(&v);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/eigen/reference", test_reference);
  g_test_add_func("/eigen/known-spectrum", test_known_spectrum);
  g_test_add_func("/eigen/clusters", test_clusters);
  g_test_add_func("/eigen/graded", test_graded);
  g_test_add_func("/eigen/large", test_large);
  g_test_add_func("/eigen/threads", test_threads);
  g_test_add_func("/eigen/errors", test_errors);
  return g_test_run();
}
