/* Householder reduction to tridiagonal form, a block of columns at a time.
 *
 * The trailing matrix is updated once a block, A -= V Wᵀ + W Vᵀ, as a product; within a block the
 * pending update is applied to the one column that is reduced. What remains is a product of the
 * trailing matrix with a vector for each column, which reads its lower triangle once.
 * Source: J. Dongarra, S. Hammarling, D. Sorensen, "Block reduction of matrices to condensed forms
 * for eigenvalue computations", J. Comput. Appl. Math. 27 (1989); LAPACK's dlatrd. */
#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "linalg/eigen-private.h"
#include "linalg/product-kernels.h"
#include "linalg/vector.h"

enum { BLOCK = 32 };

typedef double lanes __attribute__((vector_size(64), aligned(8), may_alias));

#define LANES(pointer) (*(const lanes *)(pointer))
#define INLINE static inline __attribute__((always_inline))

INLINE double
sum_lanes(lanes v)
{
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/* y += A v for four columns of the lower triangle, of which `a` is the first diagonal element. */
INLINE void
multiply_four(size_t n, const double *a, size_t stride, const double *v, double *y)
{
  const double *a0 = a, *a1 = a + stride, *a2 = a1 + stride, *a3 = a2 + stride;
  double v0 = v[0], v1 = v[1], v2 = v[2], v3 = v[3], r0 = 0.0, r1 = 0.0, r2 = 0.0, r3 = 0.0;
  lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
  size_t i = 4;
  for (; i + 8 <= n; i += 8) {
    lanes b0 = LANES(a0 + i), b1 = LANES(a1 + i), b2 = LANES(a2 + i), b3 = LANES(a3 + i);
    lanes u = LANES(v + i);
    *(lanes *)(y + i) += (b0 * v0 + b1 * v1) + (b2 * v2 + b3 * v3);
    s0 += b0 * u;
    s1 += b1 * u;
    s2 += b2 * u;
    s3 += b3 * u;
  }
  for (; i < n; i++) {
    y[i] += (a0[i] * v0 + a1[i] * v1) + (a2[i] * v2 + a3[i] * v3);
    r0 += a0[i] * v[i];
    r1 += a1[i] * v[i];
    r2 += a2[i] * v[i];
    r3 += a3[i] * v[i];
  }
  y[0] += a0[0] * v0 + a0[1] * v1 + a0[2] * v2 + a0[3] * v3 + (sum_lanes(s0) + r0);
  y[1] += a0[1] * v0 + a1[1] * v1 + a1[2] * v2 + a1[3] * v3 + (sum_lanes(s1) + r1);
  y[2] += a0[2] * v0 + a1[2] * v1 + a2[2] * v2 + a2[3] * v3 + (sum_lanes(s2) + r2);
  y[3] += a0[3] * v0 + a1[3] * v1 + a2[3] * v2 + a3[3] * v3 + (sum_lanes(s3) + r3);
}

/* y = A v, of which the lower triangle is read. */
INLINE void
multiply(size_t n, const double *a, size_t stride, const double *v, double *y)
{
  size_t j = 0;
  memset(y, 0, n * sizeof *y);
  for (; j + 4 <= n; j += 4)
    multiply_four(n - j, a + j + j * stride, stride, v + j, y + j);
  for (; j < n; j++) {
    const double *column = a + j * stride;
    y[j] += column[j] * v[j];
    for (size_t i = j + 1; i < n; i++) {
      y[i] += column[i] * v[j];
      y[j] += column[i] * v[i];
    }
  }
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) static void
multiply_avx512(size_t n, const double *a, size_t stride, const double *v, double *y)
{
  multiply(n, a, stride, v, y);
}

__attribute__((target("avx2"))) static void
multiply_avx2(size_t n, const double *a, size_t stride, const double *v, double *y)
{
  multiply(n, a, stride, v, y);
}
#endif

static void
multiply_best(size_t n, const double *a, size_t stride, const double *v, double *y)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) {
    multiply_avx512(n, a, stride, v, y);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    multiply_avx2(n, a, stride, v, y);
    return;
  }
#endif
  multiply(n, a, stride, v, y);
}

static void
subtract(size_t n, double w, const double *v, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] -= w * v[i];
}

/* The reflectors of a block and their partners: [V W] and [W V], n by 2 BLOCK, so that the update is
 * one product. */
struct block {
  struct ec_matrix vw, wv;
};

/* Makes w = tau (A - V Wᵀ - W Vᵀ) v - ½ tau² (vᵀ A' v) v for the reflector in column `j` of the block,
 * which acts on the rows from `first` on. */
static void
make_partner(const struct ec_matrix *a, size_t first, struct block *block, size_t j, double tau)
{
  size_t n = a->n_rows - first;
  double *v = ec_matrix_column(&block->vw, j) + first;
  double *w = ec_matrix_column(&block->wv, j) + first;
  multiply_best(n, a->data + first + first * a->stride, a->stride, v, w);
  for (size_t c = 0; c < j; c++) {
    const double *vc = ec_matrix_column(&block->vw, c) + first;
    const double *wc = ec_matrix_column(&block->wv, c) + first;
    double with_v = ec_dot(n, vc, v), with_w = ec_dot(n, wc, v);
    subtract(n, with_w, vc, w);
    subtract(n, with_v, wc, w);
  }
  for (size_t i = 0; i < n; i++)
    w[i] *= tau;
  subtract(n, 0.5 * tau * ec_dot(n, w, v), v, w);
}

/* Reduces column `k`, which is column `j` of the block. */
static void
reduce_column(struct ec_matrix *a, size_t k, struct block *block, size_t j,
              struct ec_tridiagonal *t, double *tau)
{
  size_t n = a->n_rows - k;
  double *column = ec_matrix_column(a, k) + k, *v = ec_matrix_column(&block->vw, j);
  for (size_t c = 0; c < j; c++) {
    const double *vc = ec_matrix_column(&block->vw, c) + k;
    const double *wc = ec_matrix_column(&block->wv, c) + k;
    double w0 = wc[0], v0 = vc[0];
    subtract(n, w0, vc, column);
    subtract(n, v0, wc, column);
  }
  t->diagonal[k] = column[0];
  tau[k] = ec_make_reflector(n - 2, column + 1, column + 2);
  t->beside[k] = column[1];
  v[k + 1] = 1.0;
  memcpy(v + k + 2, column + 2, (n - 2) * sizeof *v);
  if (tau[k] == 0.0)
    memset(ec_matrix_column(&block->wv, j), 0, a->n_rows * sizeof *v);
  else
    make_partner(a, k + 1, block, j, tau[k]);
}

/* Applies a block of `size` reflectors to what is right of and below column `k`. */
static ec_status
update_rest(struct ec_matrix *a, size_t k, size_t size, struct block *block,
            const struct ec_job *job, struct ec_error *error)
{
  size_t n = a->n_rows - k;
  struct ec_matrix rest = {a->data + k + k * a->stride, n, n, a->stride};
  struct ec_matrix left = {block->vw.data + k, n, 2 * size, block->vw.stride};
  struct ec_matrix right = {block->wv.data + k, n, 2 * size, block->wv.stride};
  for (size_t j = 0; j < size; j++) {
    memcpy(ec_matrix_column(&left, size + j), ec_matrix_column(&right, j), n * sizeof(double));
    memcpy(ec_matrix_column(&right, size + j), ec_matrix_column(&left, j), n * sizeof(double));
  }
  return ec_product_subtract_lower(&left, &right, job, &rest, error);
}

static ec_status
reduce(struct ec_matrix *a, const struct ec_job *job, struct block *block, struct ec_tridiagonal *t,
       double *tau, struct ec_error *error)
{
  size_t n = a->n_rows, k = 0;
  while (k + 2 < n) {
    size_t size = n - 2 - k < BLOCK ? n - 2 - k : BLOCK;
    ec_status status = EC_OK;
    for (size_t j = 0; j < size && status == EC_OK; j++) {
      reduce_column(a, k + j, block, j, t, tau);
      status = ec_job_check(job, error);
    }
    k += size;
    if (status == EC_OK)
      status = update_rest(a, k, size, block, job, error);
    if (status != EC_OK)
      return status;
  }
  for (; k < n; k++) {
    t->diagonal[k] = ec_matrix_get(a, k, k);
    tau[k] = 0.0;
    if (k + 1 < n)
      t->beside[k] = ec_matrix_get(a, k + 1, k);
  }
  return EC_OK;
}

ec_status
ec_tridiagonalise(struct ec_matrix *a, const struct ec_job *job, struct ec_tridiagonal *t,
                  double *tau, struct ec_error *error)
{
  struct block block = {EC_MATRIX_INIT, EC_MATRIX_INIT};
  ec_status status = ec_matrix_new(a->n_rows, 2 * BLOCK, &block.vw, error);
  if (status == EC_OK)
    status = ec_matrix_new(a->n_rows, 2 * BLOCK, &block.wv, error);
  if (status == EC_OK)
    status = reduce(a, job, &block, t, tau, error);
  ec_matrix_clear(&block.vw);
  ec_matrix_clear(&block.wv);
  return status;
}

struct application {
  const struct ec_matrix *a;
  const double *tau;
  struct ec_matrix *z;
};

/* A few columns at a time, which stay in the cache while all reflectors pass by. */
enum { COLUMNS = 16 };

static ec_status
apply_to_columns(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct application *p = data;
  size_t n = p->a->n_rows, first = piece * COLUMNS, stride = p->z->stride;
  size_t n_columns = p->z->n_columns - first < COLUMNS ? p->z->n_columns - first : COLUMNS;
  double *z = ec_matrix_column(p->z, first);
  for (size_t k = n - 2; k-- > 0;)
    ec_reflect(n - k - 2, ec_matrix_column(p->a, k) + k + 2, p->tau[k], n_columns, z + k + 2,
               stride, z + k + 1, stride);
  return EC_OK;
}

ec_status
ec_tridiagonal_apply(const struct ec_matrix *a, const double *tau, const struct ec_job *job,
                     struct ec_matrix *z, struct ec_error *error)
{
  struct application application = {a, tau, z};
  if (a->n_rows < 3)
    return EC_OK;
  return ec_parallel_for(job, NULL, z->n_columns / COLUMNS + (z->n_columns % COLUMNS != 0),
                         apply_to_columns, &application, error);
}
