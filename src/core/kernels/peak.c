#include "config.h"

#include "kernels/peak.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* Sums side by side: at least as many as multiply-adds can be under way. */
enum { SUMS = 12 };

/* The sums tend to 0.1, so they neither overflow nor become so small as to be slow. */
#define PEAK(NAME, TARGET, VECTOR, ALL, FMA)                                                       \
  TARGET static float NAME(size_t n)                                                               \
  {                                                                                                \
    VECTOR s[SUMS], factor = ALL(0.999f), addend = ALL(1e-4f);                                     \
    float sum = 0.0f;                                                                              \
    _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) s[i] = ALL((float)i);                  \
    for (; n > 0; n--)                                                                             \
      _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) s[i] = FMA(s[i], factor, addend);    \
    _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) sum += s[i][0];                        \
    return sum;                                                                                    \
  }

typedef float four __attribute__((vector_size(16)));
#define ALL_FOUR(x) ((four){0} + (x))
#define MULTIPLY_ADD(a, b, c) ((a) * (b) + (c))

PEAK(peak_plain, , four, ALL_FOUR, MULTIPLY_ADD)

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))

PEAK(peak_avx2, AVX2, __m256, _mm256_set1_ps, _mm256_fmadd_ps)
PEAK(peak_avx512, AVX512, __m512, _mm512_set1_ps, _mm512_fmadd_ps)
#elif defined(__aarch64__)
#define NEON_FMA(a, b, c) vfmaq_f32(c, a, b)

PEAK(peak_neon, , float32x4_t, vdupq_n_f32, NEON_FMA)
#endif

size_t
ec_peak_run(const struct ec_kernels *kernels, size_t n, float *sink)
{
  float (*run)(size_t) = peak_plain;
#if defined(__x86_64__)
  if (kernels->lanes == 16)
    run = peak_avx512;
  else if (kernels->lanes == 8)
    run = peak_avx2;
#elif defined(__aarch64__)
  if (kernels != ec_kernels_all()[1])
    run = peak_neon;
#endif
  *sink = run(n);
  return n * SUMS * kernels->lanes;
}
