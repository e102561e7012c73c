/* The vector kernels with NEON, which every 64-bit ARM has. */
#include "config.h"

#include "kernels/vector-private.h"

#if defined(__aarch64__)

#include <arm_neon.h>
#include <math.h>
#include <string.h>

#define LANES 4
#define NAME(name) ec_neon_##name
#define TARGET
#define INLINE static inline __attribute__((always_inline))
#define FMA(a, b, c) ((V)vfmaq_f32(c, a, b))
#define MIN(a, b) ((V)vminq_f32(a, b))
#define MAX(a, b) ((V)vmaxq_f32(a, b))
#define IF_LESS(a, b, x, y) ((V)vbslq_f32(vcltq_f32(a, b), x, y))
#define SQRT(a) ((V)vsqrtq_f32(a))
#define TOTAL(a) vaddvq_f32(a)
#define LARGEST(a) vmaxvq_f32(a)
#define TIMES_POWER(a, n, count) ((void)(n), (V)neon_times_power(a, count))
#define TIMES_NORMAL_POWER(a, n, count) ((void)(n), (V)vmulq_f32(a, power_of(exponent_of(count))))
#define LOAD_SOME(p, count, fill) ((V)neon_load_some(p, count, fill))
#define STORE_SOME(p, count, a) neon_store_some(p, count, a)
#define LOAD_HALF(p) ((V)vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p))))
#define STORE_HALF(p, a) vst1_u16(p, vreinterpret_u16_f16(vcvt_f16_f32(a)))

INLINE float32x4_t
neon_load_some(const float *p, size_t count, float32x4_t fill)
{
  float rest[LANES];
  vst1q_f32(rest, fill);
  for (size_t i = 0; i < LANES; i++)
    if (i < count)
      rest[i] = p[i];
  return vld1q_f32(rest);
}

INLINE void
neon_store_some(float *p, size_t count, float32x4_t a)
{
  float rest[LANES];
  vst1q_f32(rest, a);
  for (size_t i = 0; i < LANES; i++)
    if (i < count)
      p[i] = rest[i];
}

/* n as an integer, from 1.5 × 2^23 + n. */
INLINE int32x4_t
exponent_of(float32x4_t count)
{
  return vsubq_s32(vreinterpretq_s32_f32(count), vdupq_n_s32(0x4b400000));
}

INLINE float32x4_t
power_of(int32x4_t n)
{
  return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(n, vdupq_n_s32(127)), 23));
}

/* In two steps, since 2^n itself may be out of range. */
INLINE float32x4_t
neon_times_power(float32x4_t a, float32x4_t count)
{
  int32x4_t n = exponent_of(count), half = vshrq_n_s32(n, 1);
  return vmulq_f32(vmulq_f32(a, power_of(half)), power_of(vsubq_s32(n, half)));
}

#include "kernels/vector-lanes.h"

#endif
