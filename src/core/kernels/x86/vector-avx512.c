/* The vector kernels with AVX-512 F. */
#include "config.h"

#include "kernels/vector-private.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <math.h>
#include <string.h>

#define LANES 16
#define NAME(name) ec_avx512_##name
#define TARGET __attribute__((target("avx512f,avx2,fma,f16c")))
#define FMA(a, b, c) ((V)_mm512_fmadd_ps(a, b, c))
#define MIN(a, b) ((V)_mm512_min_ps(a, b))
#define MAX(a, b) ((V)_mm512_max_ps(a, b))
#define IF_LESS(a, b, x, y) ((V)_mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), y, x))
#define SQRT(a) ((V)_mm512_sqrt_ps(a))
#define TOTAL(a) _mm512_reduce_add_ps(a)
#define LARGEST(a) _mm512_reduce_max_ps(a)
#define TIMES_POWER(a, n, count) ((void)(count), (V)_mm512_scalef_ps(a, n))
#define TIMES_NORMAL_POWER TIMES_POWER
#define FIRST(count) ((__mmask16)((1u << (count)) - 1))
#define LOAD_SOME(p, count, fill) ((V)_mm512_mask_loadu_ps(fill, FIRST(count), p))
#define STORE_SOME(p, count, a) _mm512_mask_storeu_ps(p, FIRST(count), a)
#define LOAD_HALF(p) ((V)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(p))))
#define STORE_HALF(p, a)                                                                           \
  _mm256_storeu_si256((__m256i *)(p), _mm512_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT))

#include "kernels/vector-lanes.h"

#endif
