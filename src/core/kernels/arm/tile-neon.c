#include "config.h"

#include "kernels/kernels-private.h"

#if defined(__aarch64__)
#include <arm_neon.h>

/* 21 of 32 registers hold sums, 3 numbers of B, and 7 numbers of A, which GCC loads all at once: with
 * 8 rows it runs out of registers. */
#define LANES 4
#define TILE_M 7
#define TILE_V 3
#define VECTOR float32x4_t
#define MASK size_t
#define NAME(name) name##_neon
#define TARGET
#define FIRST(n) (n)
#define LOAD(p) vld1q_f32(p)
#define STORE(p, v) vst1q_f32(p, v)
#define LOAD_PART(p, mask) load_part(p, mask)
#define STORE_PART(p, mask, v) store_part(p, mask, v)
#define KEEP(mask, v) keep(mask, v)
#define ALL(x) vdupq_n_f32(x)
#define FMA(a, b, c) vfmaq_f32(c, a, b)
/* NaN where there is one. */
#define RELU(v) vmaxq_f32(vdupq_n_f32(0.0f), v)
#define LOW32(a, b) vzip1q_f32(a, b)
#define HIGH32(a, b) vzip2q_f32(a, b)
#define LOW64(a, b)                                                                                \
  vreinterpretq_f32_f64(vzip1q_f64(vreinterpretq_f64_f32(a), vreinterpretq_f64_f32(b)))
#define HIGH64(a, b)                                                                               \
  vreinterpretq_f32_f64(vzip2q_f64(vreinterpretq_f64_f32(a), vreinterpretq_f64_f32(b)))
#define LOAD_GROUPS(rows, p) vld1q_f32((rows)[0] + (p))

/* NEON has no masks. */
static inline __attribute__((always_inline)) float32x4_t
load_part(const float *p, size_t n)
{
  float32x4_t v = vdupq_n_f32(0.0f);
  if (n >= LANES)
    return vld1q_f32(p);
  if (n > 0)
    v = vld1q_lane_f32(p, v, 0);
  if (n > 1)
    v = vld1q_lane_f32(p + 1, v, 1);
  if (n > 2)
    v = vld1q_lane_f32(p + 2, v, 2);
  return v;
}

static inline __attribute__((always_inline)) void
store_part(float *p, size_t n, float32x4_t v)
{
  if (n >= LANES) {
    vst1q_f32(p, v);
    return;
  }
  if (n > 0)
    vst1q_lane_f32(p, v, 0);
  if (n > 1)
    vst1q_lane_f32(p + 1, v, 1);
  if (n > 2)
    vst1q_lane_f32(p + 2, v, 2);
}

static inline __attribute__((always_inline)) float32x4_t
keep(size_t n, float32x4_t v)
{
  float lanes[LANES];
  if (n >= LANES)
    return v;
  vst1q_f32(lanes, v);
  for (size_t i = n; i < LANES; i++)
    lanes[i] = 0.0f;
  return vld1q_f32(lanes);
}

#include "kernels/tile-lanes.h"

TILE_ROWS(1)
TILE_ROWS(2)
TILE_ROWS(3)
TILE_ROWS(4)
TILE_ROWS(5)
TILE_ROWS(6)
TILE_ROWS(7)

void
ec_tile_neon(const struct ec_tile *tile)
{
  static const ec_tile_func of_rows[TILE_M] = {rows_1_neon, rows_2_neon, rows_3_neon, rows_4_neon,
                                               rows_5_neon, rows_6_neon, rows_7_neon};
  of_rows[tile->n_rows - 1](tile);
}

PANEL(ec_panel_neon)
#endif
