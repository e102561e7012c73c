#include "config.h"

#include "nn/ops/convolve-kernels.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define KIND "avx512"
#define LANES 16
#define TILE 14
#define FMA(a, b, c) ((V)_mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(c)))
#define ALL(a) ((V)_mm512_set1_ps(a))
#define NAME(name) avx512_##name
#define TARGET __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,prefer-vector-width=512")))
#include "nn/ops/convolve-lanes.h"

#define KIND "avx2"
#define LANES 8
#define TILE 6
#define FMA(a, b, c) ((V)_mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c)))
#define ALL(a) ((V)_mm256_set1_ps(a))
#define NAME(name) avx2_##name
#define TARGET __attribute__((target("avx2,fma")))
#include "nn/ops/convolve-lanes.h"
#endif

#if defined(__aarch64__)
#include <arm_neon.h>

#define KIND "neon"
#define LANES 4
#define TILE 14
#define FMA(a, b, c) ((V)vfmaq_f32((float32x4_t)(c), (float32x4_t)(a), (float32x4_t)(b)))
#define ALL(a) ((V)vdupq_n_f32(a))
#define NAME(name) neon_##name
#define TARGET
#include "nn/ops/convolve-lanes.h"
#endif

#define KIND "plain"
#define LANES 4
#define TILE 6
#define FMA(a, b, c) ((a) * (b) + (c))
#define ALL(a) ((V){(a), (a), (a), (a)})
#define NAME(name) plain_##name
#define TARGET
#include "nn/ops/convolve-lanes.h"

static const struct ec_image_kernels *const all[] = {
#if defined(__x86_64__) && defined(__GNUC__)
    &avx512_kernels, &avx2_kernels,
#endif
#if defined(__aarch64__)
    &neon_kernels,
#endif
    &plain_kernels};

const struct ec_image_kernels *
ec_image_kernels_for(const struct ec_kernels *kernels)
{
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (strcmp(all[i]->name, kernels->name) == 0)
      return all[i];
  return &plain_kernels;
}
