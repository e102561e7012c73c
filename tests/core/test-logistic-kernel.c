#include "config.h"

#include "base/random.h"
#include "linear-rows.h"
#include "model/linear-kernel.h"
#include "optimise/cholesky.h"
#include "optimise/eigenvalues.h"

/* The distance from the right value in units of the last place of a double. */
static double
ulps(double found, long double expected)
{
  double rounded = (double)expected;
  double unit = nextafter(fabs(rounded), INFINITY) - fabs(rounded);
  return (double)(fabsl((long double)found - expected) / unit);
}

static const double special[] = {0.0,    -0.0,    1e-300, -1e-300, 1e-20,  -1e-20,
                                 0.3465, -0.3466, 0.881,  0.882,   -0.881, -0.882,
                                 36.7,   -36.7,   700,    -700,    707.9,  -707.9};

/* Probabilities, weights and losses against long double. Small probabilities, as of class 1 at
 * z = -700, have all their digits. */
static void
check_logistic(const struct ec_linear_kernel *kernel)
{
  enum { N = 20011 };
  struct ec_random random = ec_random_new(5);
  double *z = g_new(double, N), *p = g_new(double, N), *weights = g_new(double, N), most = 0.0;
  double zeros[1] = {0.0}, worst_weight = 0.0, worst_loss = 0.0;
  double *y = g_new0(double, N);
  for (size_t i = 0; i < N; i++)
    z[i] = i < G_N_ELEMENTS(special) ? special[i] : 12.0 * ec_random_normal(&random);
  memcpy(p, z, N * sizeof *p);
  kernel->logistic(N, y, p, weights);
  for (size_t i = 0; i < N; i++) {
    long double e = expl(-fabsl((long double)z[i])), q = 1.0L / (1.0L + e), loss;
    double one = z[i], found = kernel->logistic(1, zeros, &one, NULL);
    loss = fmaxl(z[i], 0.0L) + log1pl(e);
    most = fmax(most, ulps(p[i], z[i] > 0 ? q : e * q));
    worst_weight = fmax(worst_weight, ulps(weights[i], e * q * q));
    worst_loss = fmax(worst_loss, ulps(found, loss));
    /* One row alone and many at once are the same. */
    g_assert_cmpfloat(one, ==, p[i]);
  }
  g_test_message("p %.2f, p(1-p) %.2f, loss %.2f ulps", most, worst_weight, worst_loss);
  g_assert_cmpfloat(most, <, 3.0);
  g_assert_cmpfloat(worst_weight, <, 5.0);
  g_assert_cmpfloat(worst_loss, <, 2.0);
  g_free(z);
  g_free(p);
  g_free(y);
  g_free(weights);
}

static void
check_extremes(const struct ec_linear_kernel *kernel)
{
  double y[6] = {0, 1, 1, 0, 0, 1}, z[6] = {1e4, 1e4, -1e4, -1e4, NAN, NAN}, residual[6];
  union {
    uint64_t bits;
    double value;
  } odd = {UINT64_C(0x7ff80000000007a2)}; /* a NaN that carries a number, as R's NA does */
  z[5] = odd.value;
  memcpy(residual, z, sizeof z);
  g_assert_true(isnan(kernel->logistic(6, y, residual, NULL)));
  g_assert_cmpfloat(residual[0], ==, 1.0);
  g_assert_cmpfloat(residual[1], ==, 0.0);
  g_assert_cmpfloat(residual[2], ==, -1.0);
  assert_near(residual[3], 0.0, 1e-300);
  g_assert_true(isnan(residual[4]) && isnan(residual[5]));
  memcpy(residual, z, sizeof z);
  g_assert_cmpfloat(kernel->logistic(4, y, residual, NULL), ==, 2e4);
}

static void
check_softmax(const struct ec_linear_kernel *kernel)
{
  enum { N = 37, K = 5, STRIDE = 40 };
  struct ec_random random = ec_random_new(9);
  double z[K * STRIDE] = {0.0}, p[K * STRIDE], logs[STRIDE];
  for (size_t k = 0; k < K; k++)
    for (size_t i = 0; i < N; i++)
      z[k * STRIDE + i] = 200.0 * ec_random_normal(&random) / (double)(1 + i % 7);
  memcpy(p, z, sizeof z);
  kernel->softmax(N, K, p, STRIDE, logs);
  for (size_t i = 0; i < N; i++) {
    long double sum = 0.0L, most = z[i];
    for (size_t k = 0; k < K; k++)
      most = fmaxl(most, z[k * STRIDE + i]);
    for (size_t k = 0; k < K; k++)
      sum += expl(z[k * STRIDE + i] - most);
    assert_near(logs[i], (double)(most + logl(sum)), 2e-13);
    for (size_t k = 0; k < K; k++) {
      long double below = most - z[k * STRIDE + i];
      double expected = (double)(expl(-below) / sum);
      /* z less the largest one is rounded before its exponential is taken. */
      assert_near(p[k * STRIDE + i], expected, 1e-15 * (double)(4 + below) * expected + 1e-300);
    }
  }
}

/* The products against plain loops, for every size around the vector width. */
static void
check_products(const struct ec_linear_kernel *kernel)
{
  enum { N = 19, D = 9, K = 6 };
  struct ec_random random = ec_random_new(3);
  double x[D][N], w[K * D], r[K][N];
  const double *columns[D];
  for (size_t j = 0; j < D; j++) {
    columns[j] = x[j];
    for (size_t i = 0; i < N; i++)
      x[j][i] = ec_random_normal(&random);
  }
  for (size_t i = 0; i < K * D; i++)
    w[i] = ec_random_normal(&random);
  for (size_t k = 0; k < K; k++)
    for (size_t i = 0; i < N; i++)
      r[k][i] = ec_random_normal(&random);
  for (size_t n = 0; n <= N; n++)
    for (size_t d = 1; d <= D; d++)
      for (size_t outputs = 1; outputs <= K; outputs++) {
        double z[K][N] = {{0.0}}, gradient[K * D] = {0.0}, gram[D * D] = {0.0};
        kernel->forward(n, columns, d, w, outputs, z[0], N);
        kernel->backward(n, columns, d, r[0], N, outputs, gradient);
        kernel->gram(n, columns, columns, d, gram, d);
        for (size_t k = 0; k < outputs; k++) {
          for (size_t i = 0; i < N; i++) {
            double sum = 0.0;
            for (size_t j = 0; j < d && i < n; j++)
              sum += w[k * d + j] * x[j][i];
            assert_near(z[k][i], sum, 1e-13);
          }
          for (size_t j = 0; j < d; j++) {
            double sum = 0.0;
            for (size_t i = 0; i < n; i++)
              sum += r[k][i] * x[j][i];
            assert_near(gradient[k * d + j], sum, 1e-13);
          }
        }
        for (size_t j = 0; j < d; j++)
          for (size_t l = 0; l <= j; l++) {
            double sum = 0.0;
            for (size_t i = 0; i < n; i++)
              sum += x[j][i] * x[l][i];
            assert_near(gram[j * d + l], sum, 1e-13);
          }
      }
}

static void
test_kernels(void)
{
  const struct ec_linear_kernel *kernels[3];
  size_t n = ec_linear_kernel_list(kernels);
  g_assert_cmpuint(n, >=, 1);
  for (size_t i = 0; i < n; i++) {
    check_logistic(kernels[i]);
    check_extremes(kernels[i]);
    check_softmax(kernels[i]);
    check_products(kernels[i]);
  }
}

/* A x = b by what is put together from known factors; and a matrix of rank one. */
static void
test_cholesky(void)
{
  double a[9] = {4e6, 0, 0, 2e3, 5, 0, -2e3, 3, 11}, copy[9], scales[3], b[3];
  double full[3][3] = {{4e6, 2e3, -2e3}, {2e3, 5, 3}, {-2e3, 3, 11}}, x[3] = {1e-3, -2, 3};
  double flat[4] = {1, 0, 1, 1}, right[2] = {2, 2}, empty[4] = {0, 0, 0, 3}, other[2] = {0, 6};
  for (size_t i = 0; i < 3; i++)
    b[i] = full[i][0] * x[0] + full[i][1] * x[1] + full[i][2] * x[2];
  g_assert_cmpfloat(ec_cholesky_factor(a, 3, scales, copy), ==, 0.0);
  ec_cholesky_solve(a, 3, scales, b);
  for (size_t i = 0; i < 3; i++)
    assert_digits(b[i], x[i], 13);
  /* Of the solutions x + y = 2 one is found that fits. */
  g_assert_cmpfloat(ec_cholesky_factor(flat, 2, scales, copy), >, 0.0);
  ec_cholesky_solve(flat, 2, scales, right);
  assert_near(right[0] + right[1], 2.0, 1e-9);
  g_assert_cmpfloat(ec_cholesky_factor(empty, 2, scales, copy), ==, 0.0);
  ec_cholesky_solve(empty, 2, scales, other);
  assert_near(other[1], 2.0, 1e-15);
}

/* The second difference matrix has the eigenvalues 2 - 2 cos(k π / (n + 1)); QᵀΛQ by reflections
 * keeps them. */
static void
test_eigenvalues(void)
{
  for (size_t n = 1; n <= 24; n++) {
    double *a = g_new0(double, n *n), *values = g_new(double, n), *room = g_new(double, n);
    double *v = g_new(double, n), squares = 0.0;
    struct ec_random random = ec_random_new(n);
    for (size_t i = 0; i < n; i++) {
      a[i * n + i] = 2.0;
      if (i > 0)
        a[i * n + i - 1] = a[(i - 1) * n + i] = -1.0;
      v[i] = ec_random_normal(&random);
      squares += v[i] * v[i];
    }
    /* A ← H A H with H = I - 2 v vᵀ / vᵀv. */
    for (int side = 0; side < 2; side++)
      for (size_t c = 0; c < n; c++) {
        double sum = 0.0;
        for (size_t i = 0; i < n; i++)
          sum += v[i] * (side ? a[c * n + i] : a[i * n + c]);
        for (size_t i = 0; i < n; i++)
          *(side ? &a[c * n + i] : &a[i * n + c]) -= 2.0 * v[i] * sum / squares;
      }
    ec_eigenvalues(a, n, values, room);
    for (size_t k = 0; k < n; k++)
      assert_near(values[k], 2.0 - 2.0 * cos((double)(k + 1) * G_PI / (double)(n + 1)), 1e-14);
    g_free(a);
    g_free(values);
    g_free(room);
    g_free(v);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/logistic/kernels", test_kernels);
  g_test_add_func("/logistic/cholesky", test_cholesky);
  g_test_add_func("/logistic/eigenvalues", test_eigenvalues);
  return g_test_run();
}
