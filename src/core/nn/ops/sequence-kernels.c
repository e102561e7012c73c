#include "config.h"

#include "nn/ops/sequence-kernels.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define LANES 4
#define FMA(a, b, c) ((a) * (b) + (c))
#define MAX(a, b) SELECT((a) > (b), a, b)
#define MULTIPLY(a, b) ((P)((a) & (U)((P){0} + 0xffffffffu)) * (P)((b) & (U)((P){0} + 0xffffffffu)))
#define NAME(name) plain_##name
#define TARGET
#include "nn/ops/sequence-kind.h"

#if defined(__x86_64__)
#define LANES 8
#define FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
#define MAX(a, b) _mm256_max_ps(a, b)
#define MULTIPLY(a, b) _mm256_mul_epu32((__m256i)(a), (__m256i)(b))
#define NAME(name) avx2_##name
#define TARGET __attribute__((target("avx2,fma")))
#include "nn/ops/sequence-kind.h"

#define LANES 16
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
#define MAX(a, b) _mm512_max_ps(a, b)
#define MULTIPLY(a, b) _mm512_mul_epu32((__m512i)(a), (__m512i)(b))
#define NAME(name) avx512_##name
#define TARGET                                                                                     \
  __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma,prefer-vector-width=512")))
#include "nn/ops/sequence-kind.h"
#elif defined(__aarch64__)
#define LANES 4
#define FMA(a, b, c) ((V)vfmaq_f32((float32x4_t)(c), (float32x4_t)(a), (float32x4_t)(b)))
#define MAX(a, b) SELECT((a) > (b), a, b)
#define MULTIPLY(a, b) ((P)vmull_u32(vmovn_u64((uint64x2_t)(a)), vmovn_u64((uint64x2_t)(b))))
#define NAME(name) neon_##name
#define TARGET
#include "nn/ops/sequence-kind.h"
#endif

const struct ec_sequence_kernels *
ec_sequence_kernels_for(const char *name)
{
#if defined(__x86_64__)
  if (strcmp(name, "avx512") == 0)
    return &avx512_kernels;
  if (strcmp(name, "avx2") == 0)
    return &avx2_kernels;
#elif defined(__aarch64__)
  if (strcmp(name, "neon") == 0)
    return &neon_kernels;
#endif
  return &plain_kernels;
}
