#include "config.h"

#include "base/random.h"
#include "linalg/qr.h"
#include "support.h"

static struct ec_matrix
random_matrix(size_t n, size_t d, uint64_t seed)
{
  struct ec_random random = ec_random_new(seed);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix a;
  assert_ok(ec_matrix_new(n, d, &a, &error));
  for (size_t i = 0; i < n * d; i++)
    a.data[i] = ec_random_normal(&random);
  return a;
}

static struct ec_matrix
copy_matrix(const struct ec_matrix *a)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix copy;
  assert_ok(ec_matrix_new(a->n_rows, a->n_columns, &copy, &error));
  memcpy(copy.data, a->data, a->n_rows * a->n_columns * sizeof(double));
  return copy;
}

/* Q R must give back the pivoted columns, and Q must keep lengths, both to rounding; |r_kk| falls,
 * and bounds what is left of each later column. */
static void
check_factors(size_t n, size_t d, size_t n_fixed, uint64_t seed)
{
  struct ec_matrix a = random_matrix(n, d, seed), factored = copy_matrix(&a);
  struct ec_qr_options options = {n_fixed, 0};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_qr *qr;
  g_autofree double *column = g_new0(double, n + 1);
  g_autofree gboolean *used = g_new0(gboolean, d + 1);
  double bound = 1e-15 * (double)(n + d + 10);
  assert_ok(ec_qr_factor(&factored, &options, NULL, &qr, &error));
  g_assert_cmpuint(ec_qr_n_steps(qr), ==, MIN(n, d));
  for (size_t j = 0; j < d; j++) {
    size_t pivot = ec_qr_get_pivots(qr)[j];
    double length = 0.0, original = 0.0, below = 0.0;
    g_assert_false(used[pivot]);
    used[pivot] = TRUE;
    g_assert_true(j >= n_fixed || pivot == j);
    for (size_t i = 0; i < n; i++)
      column[i] = i <= j ? ec_qr_get_r(qr, i, j) : 0.0;
    for (size_t i = 0; i < n; i++)
      length += column[i] * column[i];
    ec_qr_apply(qr, column);
    for (size_t i = 0; i < n; i++) {
      g_assert_cmpfloat(fabs(column[i] - ec_matrix_get(&a, i, pivot)), <, bound * 5);
      original += column[i] * column[i];
    }
    g_assert_cmpfloat(fabs(length - original), <=, bound * original * 5);
    for (size_t k = n_fixed; k < MIN(j, ec_qr_n_steps(qr)); k++) {
      below = 0.0;
      for (size_t i = k; i <= MIN(j, n - 1); i++)
        below += ec_qr_get_r(qr, i, j) * ec_qr_get_r(qr, i, j);
      g_assert_cmpfloat(sqrt(below), <=, fabs(ec_qr_get_r(qr, k, k)) * (1 + 1e-12));
    }
    ec_qr_apply_transposed(qr, column);
    for (size_t i = 0; i <= j && i < n; i++)
      g_assert_cmpfloat(fabs(column[i] - ec_qr_get_r(qr, i, j)), <, bound * 20);
  }
  ec_qr_free(qr);
  ec_matrix_clear(&factored);
  ec_matrix_clear(&a);
}

static void
test_factors(void)
{
  static const size_t sizes[][2] = {{1, 1},  {2, 1},    {1, 2}, {3, 3},  {7, 5},
                                    {8, 8},  {9, 4},    {4, 9}, {16, 3}, {17, 17},
                                    {33, 7}, {100, 31}, {5, 0}, {31, 64}};
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    check_factors(sizes[i][0], sizes[i][1], 0, i);
    if (sizes[i][1] > 1)
      check_factors(sizes[i][0], sizes[i][1], 1, i + 100);
  }
}

/* Carried columns get Qᵀ and never become pivots, even when they are the longest. */
static void
test_carried(void)
{
  struct ec_matrix a = random_matrix(9, 4, 7), factored;
  struct ec_qr_options options = {0, 1};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_qr *qr;
  double b[9], x[3], y[3];
  for (size_t i = 0; i < 9; i++)
    b[i] = *(ec_matrix_column(&a, 3) + i) *= 1000.0;
  factored = copy_matrix(&a);
  assert_ok(ec_qr_factor(&factored, &options, NULL, &qr, &error));
  g_assert_cmpuint(ec_qr_n_columns(qr), ==, 3);
  ec_qr_solve(qr, 3, b, x);
  for (size_t i = 0; i < 9; i++)
    g_assert_cmpfloat(fabs(b[i] - ec_qr_get_r(qr, i, 3)), <, 1e-11);
  ec_qr_solve_r(qr, 3, b, y);
  for (size_t k = 0; k < 3; k++)
    g_assert_cmpfloat(fabs(x[ec_qr_get_pivots(qr)[k]] - y[k]), <, 1e-11);
  /* R_kkᵀ (R_kk y) by hand. */
  for (size_t i = 0; i < 3; i++) {
    b[i] = 0.0;
    for (size_t k = 0; k <= i; k++)
      b[i] += ec_qr_get_r(qr, k, i) * y[k];
  }
  ec_qr_solve_r_transposed(qr, 3, b, x);
  for (size_t k = 0; k < 3; k++)
    g_assert_cmpfloat(fabs(x[k] - y[k]), <, 1e-11 * (1 + fabs(y[k])));
  ec_qr_free(qr);
  ec_matrix_clear(&factored);
  ec_matrix_clear(&a);
}

static void
test_rank(void)
{
  for (size_t rank = 0; rank <= 6; rank++) {
    struct ec_matrix left = random_matrix(20, rank, 1), right = random_matrix(rank, 6, 2), a;
    struct ec_error error = EC_ERROR_INIT;
    struct ec_qr *qr;
    assert_ok(ec_matrix_new(20, 6, &a, &error));
    for (size_t i = 0; i < 20; i++) {
      for (size_t j = 0; j < 6; j++) {
        for (size_t k = 0; k < rank; k++)
          a.data[i + j * 20] += ec_matrix_get(&left, i, k) * ec_matrix_get(&right, k, j);
      }
    }
    assert_ok(ec_qr_factor(&a, NULL, NULL, &qr, &error));
    g_assert_cmpuint(ec_qr_rank(qr, 0.0), ==, rank);
    ec_qr_free(qr);
    ec_matrix_clear(&a);
    ec_matrix_clear(&left);
    ec_matrix_clear(&right);
  }
}

/* Each column is nearly a copy of the one before, so that after the first step a billionth is left
 * of it: without the safeguard of Working Note 176 the downdated lengths are nothing but
 * cancellation here, and the diagonal of R jumps up again. */
static void
test_downdating(void)
{
  for (uint64_t seed = 0; seed < 50; seed++) {
    struct ec_matrix a = random_matrix(30, 20, seed);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_qr *qr;
    for (size_t j = 1; j < 20; j++) {
      for (size_t i = 0; i < 30; i++)
        a.data[i + j * 30] = a.data[i + (j - 1) * 30] + 1e-9 * a.data[i + j * 30];
    }
    assert_ok(ec_qr_factor(&a, NULL, NULL, &qr, &error));
    for (size_t k = 0; k < 20; k++) {
      for (size_t j = k + 1; j < 20; j++) {
        double squares = 0.0;
        for (size_t i = k; i <= j; i++)
          squares += ec_qr_get_r(qr, i, j) * ec_qr_get_r(qr, i, j);
        g_assert_cmpfloat(sqrt(squares), <=, fabs(ec_qr_get_r(qr, k, k)) * (1 + 1e-6) + 1e-16);
      }
    }
    ec_qr_free(qr);
    ec_matrix_clear(&a);
  }
}

static bool
stop(void *data)
{
  return true;
}

static void
test_errors(void)
{
  struct ec_matrix a = random_matrix(3, 3, 1);
  struct ec_qr_options options = {2, 2};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_job job = EC_JOB_INIT;
  struct ec_qr *qr = NULL;
  assert_status(ec_qr_factor(&a, &options, NULL, &qr, &error), EC_ERROR_ARGUMENT);
  job.cancelled = stop;
  assert_status(ec_qr_factor(&a, NULL, &job, &qr, &error), EC_ERROR_CANCELLED);
  g_assert_null(qr);
  ec_qr_free(NULL);
  ec_matrix_clear(&a);
  assert_status(ec_matrix_new(SIZE_MAX / 4, 8, &a, &error), EC_ERROR_NO_MEMORY);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/qr/factors", test_factors);
  g_test_add_func("/qr/carried", test_carried);
  g_test_add_func("/qr/rank", test_rank);
  g_test_add_func("/qr/downdating", test_downdating);
  g_test_add_func("/qr/errors", test_errors);
  return g_test_run();
}
