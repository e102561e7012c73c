/* The vector kernels with AVX2, FMA and F16C. */
#include "config.h"

#include "kernels/vector-private.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define LANES 8
#define NAME(name) ec_avx2_##name
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define INLINE static inline __attribute__((always_inline)) TARGET
#define FMA(a, b, c) ((V)_mm256_fmadd_ps(a, b, c))
#define MIN(a, b) ((V)_mm256_min_ps(a, b))
#define MAX(a, b) ((V)_mm256_max_ps(a, b))
#define IF_LESS(a, b, x, y) ((V)_mm256_blendv_ps(y, x, _mm256_cmp_ps(a, b, _CMP_LT_OQ)))
#define SQRT(a) ((V)_mm256_sqrt_ps(a))
#define TOTAL(a) avx2_total(a)
#define LARGEST(a) avx2_largest(a)
#define TIMES_POWER(a, n, count) ((void)(n), (V)avx2_times_power(a, count))
#define TIMES_NORMAL_POWER(a, n, count) ((void)(n), (V)((a)*power_of(exponent_of(count))))
#define LOAD_SOME(p, count, fill)                                                                  \
  ((V)_mm256_blendv_ps(fill, _mm256_maskload_ps(p, first_of(count)),                               \
                       _mm256_castsi256_ps(first_of(count))))
#define STORE_SOME(p, count, a) _mm256_maskstore_ps(p, first_of(count), a)
#define LOAD_HALF(p) ((V)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p))))
#define STORE_HALF(p, a)                                                                           \
  _mm_storeu_si128((__m128i *)(p), _mm256_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT))

/* The mask of the first elements, read from where the ones end. */
static const int32_t first_mask[16] = {-1, -1, -1, -1, -1, -1, -1, -1};

INLINE __m256i
first_of(size_t count)
{
  return _mm256_loadu_si256((const __m256i *)(first_mask + LANES - count));
}

INLINE float
avx2_total(__m256 a)
{
  __m128 b = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  b = _mm_add_ps(b, _mm_movehl_ps(b, b));
  return _mm_cvtss_f32(_mm_add_ss(b, _mm_movehdup_ps(b)));
}

INLINE float
avx2_largest(__m256 a)
{
  __m128 b = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
  b = _mm_max_ps(b, _mm_movehl_ps(b, b));
  return _mm_cvtss_f32(_mm_max_ss(b, _mm_movehdup_ps(b)));
}

/* n as an integer, from 1.5 × 2^23 + n. */
INLINE __m256i
exponent_of(__m256 count)
{
  return _mm256_sub_epi32(_mm256_castps_si256(count), _mm256_set1_epi32(0x4b400000));
}

INLINE __m256
power_of(__m256i n)
{
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23));
}

/* In two steps, since 2^n itself may be out of range. */
INLINE __m256
avx2_times_power(__m256 a, __m256 count)
{
  __m256i n = exponent_of(count), half = _mm256_srai_epi32(n, 1);
  return a * power_of(half) * power_of(_mm256_sub_epi32(n, half));
}

#include "kernels/vector-lanes.h"

#endif
