#include "config.h"

#include "linalg/product-kernels.h"

#include <math.h>

#include "base/memory.h"

/* Plain C, which is what the others are tested against. */
enum { PLAIN_WIDTH = 4, PLAIN_NARROW = 4 };

#define PLAIN_KERNEL(NAME, EXPRESSION)                                                             \
  static void NAME(size_t n, const double *a, const double *b, double *tile)                       \
  {                                                                                                \
    double sums[PLAIN_NARROW][PLAIN_WIDTH] = {{0.0}};                                              \
    for (size_t k = 0; k < n; k++)                                                                 \
      for (size_t j = 0; j < PLAIN_NARROW; j++)                                                    \
        for (size_t i = 0; i < PLAIN_WIDTH; i++) {                                                 \
          double u = a[k * PLAIN_WIDTH + i], v = b[k * PLAIN_WIDTH + j];                           \
          sums[j][i] += EXPRESSION;                                                                \
        }                                                                                          \
    for (size_t j = 0; j < PLAIN_NARROW; j++)                                                      \
      for (size_t i = 0; i < PLAIN_WIDTH; i++)                                                     \
        tile[j * PLAIN_WIDTH + i] = sums[j][i];                                                    \
  }

PLAIN_KERNEL(plain_product, u *v)
PLAIN_KERNEL(plain_squares, (u - v) * (u - v))
PLAIN_KERNEL(plain_manhattan, fabs(u - v))

static const struct ec_kernel plain_kernel = {
    "plain", PLAIN_WIDTH, PLAIN_NARROW, plain_product, plain_squares, plain_manhattan,
};

#if defined(__x86_64__)
#include <immintrin.h>

/* A kernel with 3 vectors of items a and as many accumulators for each of NARROW items b, so that
 * all registers but a few hold sums. STEP adds one number of all items to the sums. */
#define VECTOR_KERNEL(NAME, TARGET, VECTOR, LANES, NARROW, ZERO, LOAD, SPLAT, STORE, STEP)         \
  __attribute__((target(TARGET))) static void NAME(size_t n, const double *a, const double *b,     \
                                                   double *tile)                                   \
  {                                                                                                \
    VECTOR s0[NARROW], s1[NARROW], s2[NARROW];                                                     \
    _Pragma("GCC unroll 8") for (int j = 0; j < NARROW; j++) s0[j] = s1[j] = s2[j] = ZERO();       \
    for (size_t k = 0; k < n; k++, a += 3 * LANES, b += 3 * LANES) {                               \
      VECTOR a0 = LOAD(a), a1 = LOAD(a + LANES), a2 = LOAD(a + 2 * LANES);                         \
      _Pragma("GCC unroll 8") for (int j = 0; j < NARROW; j++)                                     \
      {                                                                                            \
        VECTOR v = SPLAT(b[j]);                                                                    \
        s0[j] = STEP(a0, v, s0[j]);                                                                \
        s1[j] = STEP(a1, v, s1[j]);                                                                \
        s2[j] = STEP(a2, v, s2[j]);                                                                \
      }                                                                                            \
    }                                                                                              \
    _Pragma("GCC unroll 8") for (int j = 0; j < NARROW; j++, tile += 3 * LANES)                    \
    {                                                                                              \
      STORE(tile, s0[j]);                                                                          \
      STORE(tile + LANES, s1[j]);                                                                  \
      STORE(tile + 2 * LANES, s2[j]);                                                              \
    }                                                                                              \
  }

#define INLINE(TARGET) static inline __attribute__((always_inline, target(TARGET)))

#define AVX512 "avx512f,avx2,fma"

INLINE(AVX512) __m512d squares_512(__m512d a, __m512d b, __m512d sum)
{
  __m512d d = _mm512_sub_pd(a, b);
  return _mm512_fmadd_pd(d, d, sum);
}

INLINE(AVX512) __m512d manhattan_512(__m512d a, __m512d b, __m512d sum)
{
  return _mm512_add_pd(sum, _mm512_abs_pd(_mm512_sub_pd(a, b)));
}

#define KERNEL_512(NAME, STEP)                                                                     \
  VECTOR_KERNEL(NAME, AVX512, __m512d, 8, 8, _mm512_setzero_pd, _mm512_load_pd, _mm512_set1_pd,    \
                _mm512_store_pd, STEP)

KERNEL_512(avx512_product, _mm512_fmadd_pd)
KERNEL_512(avx512_squares, squares_512)
KERNEL_512(avx512_manhattan, manhattan_512)

static const struct ec_kernel avx512_kernel = {
    "AVX-512", 24, 8, avx512_product, avx512_squares, avx512_manhattan,
};

#define AVX2 "avx2,fma"

INLINE(AVX2) __m256d squares_256(__m256d a, __m256d b, __m256d sum)
{
  __m256d d = _mm256_sub_pd(a, b);
  return _mm256_fmadd_pd(d, d, sum);
}

INLINE(AVX2) __m256d manhattan_256(__m256d a, __m256d b, __m256d sum)
{
  __m256d magnitude = _mm256_andnot_pd(_mm256_set1_pd(-0.0), _mm256_sub_pd(a, b));
  return _mm256_add_pd(sum, magnitude);
}

#define KERNEL_256(NAME, STEP)                                                                     \
  VECTOR_KERNEL(NAME, AVX2, __m256d, 4, 4, _mm256_setzero_pd, _mm256_load_pd, _mm256_set1_pd,      \
                _mm256_store_pd, STEP)

KERNEL_256(avx2_product, _mm256_fmadd_pd)
KERNEL_256(avx2_squares, squares_256)
KERNEL_256(avx2_manhattan, manhattan_256)

static const struct ec_kernel avx2_kernel = {
    "AVX2", 12, 4, avx2_product, avx2_squares, avx2_manhattan,
};
#endif

const struct ec_kernel *const *
ec_kernels(void)
{
#if defined(__x86_64__)
  static const struct ec_kernel *const all[] = {&avx512_kernel, &avx2_kernel, &plain_kernel, NULL};
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx2 && __builtin_cpu_supports("avx512f"))
    return all;
  return avx2 ? all + 1 : all + 2;
#else
  static const struct ec_kernel *const all[] = {&plain_kernel, NULL};
  return all;
#endif
}

const struct ec_kernel *
ec_kernel_best(void)
{
  return ec_kernels()[0];
}

/* One panel of a factor whose numbers lie together in memory: the columns of M are its items. */
static void
pack_transposed(const struct ec_factor *factor, size_t begin, size_t n_items, size_t first,
                size_t n, size_t width, double *panel)
{
  for (size_t i = 0; i < n_items; i++) {
    const double *from = ec_matrix_column(factor->matrix, begin + i) + first;
    double centre = factor->centre != NULL ? factor->centre[begin + i] : 0.0;
    for (size_t k = 0; k < n; k++)
      panel[k * width + i] = from[k] - centre;
  }
}

/* One panel of a factor whose items lie side by side: the rows of M. */
static void
pack_straight(const struct ec_factor *factor, size_t begin, size_t n_items, size_t first, size_t n,
              size_t width, double *panel)
{
  for (size_t k = 0; k < n; k++) {
    const double *from = ec_matrix_column(factor->matrix, first + k) + begin;
    double centre = factor->centre != NULL ? factor->centre[first + k] : 0.0;
    for (size_t i = 0; i < n_items; i++)
      panel[k * width + i] = from[i] - centre;
  }
}

void
ec_panels_pack(const struct ec_factor *factor, size_t begin, size_t end, size_t first, size_t n,
               size_t width, double *panels)
{
  for (; begin < end; begin += width, panels += width * n) {
    size_t n_items = end - begin < width ? end - begin : width;
    for (size_t k = 0; n_items < width && k < n; k++)
      for (size_t i = n_items; i < width; i++)
        panels[k * width + i] = 0.0;
    if (factor->transposed)
      pack_transposed(factor, begin, n_items, first, n, width, panels);
    else
      pack_straight(factor, begin, n_items, first, n, width, panels);
  }
}

ec_status
ec_panels_new(const struct ec_matrix *x, const size_t *rows, size_t n_rows,
              const struct ec_kernel *kernel, struct ec_panels *panels, struct ec_error *error)
{
  size_t width = kernel->width, n = x->n_columns, n_panels, size;
  double *data = NULL;
  n_panels = n_rows / width + (n_rows % width != 0);
  if (ec_size_multiply(n_panels * width, n, &size))
    data = ec_alloc_zero(size, sizeof *data);
  if (data == NULL)
    return ec_error_no_memory(error, "the rows in the order of the vectors");
  for (size_t i = 0; i < n_rows; i++) {
    double *item = data + i / width * width * n + i % width;
    size_t row = rows != NULL ? rows[i] : i;
    for (size_t k = 0; k < n; k++)
      item[k * width] = ec_matrix_get(x, row, k);
  }
  *panels = (struct ec_panels){data, n_rows, n, width, n_panels};
  return EC_OK;
}
