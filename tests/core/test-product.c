#include "config.h"

#include "base/parallel.h"
#include "base/random.h"
#include "linalg/product-kernels.h"
#include "linalg/product.h"
#include "support.h"

static struct ec_matrix
random_matrix(size_t n_rows, size_t n_columns, struct ec_random *random)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix m;
  assert_ok(ec_matrix_new(n_rows, n_columns, &m, &error));
  for (size_t i = 0; i < n_rows * n_columns; i++)
    m.data[i] = ec_random_normal(random);
  return m;
}

/* Element (i, k) of a factor. */
static double
element(const struct ec_factor *f, size_t i, size_t k)
{
  size_t row = f->transposed ? k : i, column = f->transposed ? i : k;
  return ec_matrix_get(f->matrix, row, column) - (f->centre != NULL ? f->centre[column] : 0.0);
}

/* Each element against a sum in long double; the bound is that of n roundings. */
static void
check_product(const struct ec_factor *a, const struct ec_factor *b, size_t n,
              const struct ec_matrix *c)
{
  for (size_t i = 0; i < c->n_rows; i++)
    for (size_t j = 0; j < c->n_columns; j++) {
      long double sum = 0.0L, size = 0.0L;
      for (size_t k = 0; k < n; k++) {
        long double term = (long double)element(a, i, k) * element(b, k, j);
        sum += term;
        size += fabsl(term);
      }
      g_assert_cmpfloat(fabs(ec_matrix_get(c, i, j) - (double)sum), <=,
                        (double)(size * (long double)(n + 2) * 0x1p-53L));
    }
}

static void
test_products(void)
{
  static const size_t sizes[][3] = {{1, 1, 1},   {0, 3, 2},    {3, 0, 2},   {3, 2, 0},
                                    {24, 8, 5},  {25, 9, 257}, {7, 50, 13}, {100, 3, 300},
                                    {230, 5, 9}, {2, 433, 3},  {3, 4, 5000}};
  struct ec_random random = ec_random_new(1);
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++)
    for (int how = 0; how < 8; how++) {
      size_t m = sizes[s][0], n = sizes[s][1], k = sizes[s][2];
      bool at = (how & 1) != 0, bt = (how & 2) != 0, centred = (how & 4) != 0;
      struct ec_error error = EC_ERROR_INIT;
      struct ec_matrix a = random_matrix(at ? k : m, at ? m : k, &random);
      struct ec_matrix b = random_matrix(bt ? n : k, bt ? k : n, &random);
      struct ec_matrix means = random_matrix(m + n + k + 1, 1, &random), c;
      struct ec_factor fa = {&a, at, centred ? means.data : NULL};
      struct ec_factor fb = {&b, bt, centred ? means.data + 1 : NULL};
      assert_ok(ec_matrix_new(m, n, &c, &error));
      memset(c.data, 0x7f, m * n * sizeof(double));
      assert_ok(ec_product(&fa, &fb, NULL, &c, &error));
      check_product(&fa, &fb, k, &c);
      ec_matrix_clear(&a);
      ec_matrix_clear(&b);
      ec_matrix_clear(&c);
      ec_matrix_clear(&means);
    }
}

static void
test_gram(void)
{
  static const size_t sizes[][2] = {{1, 1}, {5, 0}, {24, 3}, {50, 4100}, {240, 7}, {433, 2}};
  struct ec_random random = ec_random_new(2);
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
    size_t m = sizes[s][0], k = sizes[s][1];
    struct ec_error error = EC_ERROR_INIT;
    struct ec_matrix a = random_matrix(k, m, &random), c;
    struct ec_matrix means = random_matrix(m, 1, &random);
    struct ec_factor f = {&a, true, means.data}, g = {&a, false, means.data};
    assert_ok(ec_matrix_new(m, m, &c, &error));
    assert_ok(ec_product_gram(&f, NULL, &c, &error));
    check_product(&f, &g, k, &c);
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j < i; j++)
        g_assert_true(ec_matrix_get(&c, i, j) == ec_matrix_get(&c, j, i));
    ec_matrix_clear(&a);
    ec_matrix_clear(&c);
    ec_matrix_clear(&means);
  }
}

/* Each kernel that this processor runs against plain sums, for panels of all lengths. */
static void
test_kernels(void)
{
  struct ec_random random = ec_random_new(3);
  g_assert_cmpstr(ec_kernel_best()->name, ==, ec_kernels()[0]->name);
  for (const struct ec_kernel *const *kernel = ec_kernels(); *kernel != NULL; kernel++)
    for (size_t n = 0; n < 20; n++) {
      _Alignas(64) double a[24 * 20], b[24 * 20], product[EC_TILE_MAX], squares[EC_TILE_MAX],
          manhattan[EC_TILE_MAX];
      size_t width = (*kernel)->width, narrow = (*kernel)->narrow;
      g_assert_cmpuint(width * narrow, <=, EC_TILE_MAX);
      g_assert_cmpuint(width % narrow, ==, 0);
      for (size_t i = 0; i < G_N_ELEMENTS(a); i++) {
        a[i] = ec_random_normal(&random);
        b[i] = ec_random_normal(&random);
      }
      (*kernel)->product(n, a, b + width - narrow, product);
      (*kernel)->squares(n, a, b + width - narrow, squares);
      (*kernel)->manhattan(n, a, b + width - narrow, manhattan);
      for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j < narrow; j++) {
          double sums[3] = {0.0, 0.0, 0.0};
          for (size_t k = 0; k < n; k++) {
            double u = a[k * width + i], v = b[k * width + width - narrow + j];
            sums[0] += u * v;
            sums[1] += (u - v) * (u - v);
            sums[2] += fabs(u - v);
          }
          g_assert_cmpfloat(fabs(product[i + j * width] - sums[0]), <=, 1e-13);
          g_assert_cmpfloat(fabs(squares[i + j * width] - sums[1]), <=, 1e-13);
          g_assert_cmpfloat(fabs(manhattan[i + j * width] - sums[2]), <=, 1e-13);
        }
    }
}

static void
test_threads(void)
{
  static const size_t sizes[][2] = {{300, 500}, {10, 9000}};
  struct ec_random random = ec_random_new(4);
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
    size_t m = sizes[s][0], k = sizes[s][1];
    struct ec_matrix a = random_matrix(m, k, &random), c[3];
    for (unsigned t = 0; t < 3; t++) {
      struct ec_error error = EC_ERROR_INIT;
      struct ec_job job = EC_JOB_INIT;
      struct ec_factor f = {&a, false, NULL};
      assert_ok(ec_pool_new(1u << t, &job.pool, &error));
      assert_ok(ec_matrix_new(m, m, &c[t], &error));
      assert_ok(ec_product_gram(&f, &job, &c[t], &error));
      g_assert_cmpmem(c[t].data, m * m * sizeof(double), c[0].data, m * m * sizeof(double));
      ec_pool_free(job.pool);
    }
    for (unsigned t = 0; t < 3; t++)
      ec_matrix_clear(&c[t]);
    ec_matrix_clear(&a);
  }
}

struct shapes {
  struct ec_matrix a, c;
};

static ec_status
multiply(void *data, struct ec_error *error)
{
  struct shapes *s = data;
  struct ec_factor f = {&s->a, false, NULL};
  return ec_product_gram(&f, NULL, &s->c, error);
}

static void
test_errors(void)
{
  struct ec_random random = ec_random_new(5);
  struct ec_error error = EC_ERROR_INIT;
  struct shapes s = {random_matrix(3, 9000, &random), EC_MATRIX_INIT};
  struct ec_factor f = {&s.a, false, NULL};
  assert_ok(ec_matrix_new(3, 3, &s.c, &error));
  assert_status(ec_product(&f, &f, NULL, &s.c, &error), EC_ERROR_SHAPE);
  g_assert_cmpint(fail_each_allocation(multiply, &s), ==, 2);
  s.c.n_rows = 2;
  assert_status(ec_product_gram(&f, NULL, &s.c, &error), EC_ERROR_SHAPE);
  ec_matrix_clear(&s.a);
  ec_matrix_clear(&s.c);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/product/products", test_products);
  g_test_add_func("/product/gram", test_gram);
  g_test_add_func("/product/kernels", test_kernels);
  g_test_add_func("/product/threads", test_threads);
  g_test_add_func("/product/errors", test_errors);
  return g_test_run();
}
