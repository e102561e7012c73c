#include "config.h"

#include "kernels/kernels-private.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* 28 of 32 registers hold sums, 2 numbers of B, and one a number of A. */
#define LANES 16
#define TILE_M 14
#define TILE_V 2
#define VECTOR __m512
#define MASK __mmask16
#define NAME(name) name##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define FIRST(n) ((n) >= LANES ? (__mmask16)0xffff : (__mmask16)((1u << (n)) - 1u))
#define LOAD(p) _mm512_loadu_ps(p)
#define STORE(p, v) _mm512_storeu_ps(p, v)
#define LOAD_PART(p, mask) _mm512_maskz_loadu_ps(mask, p)
#define STORE_PART(p, mask, v) _mm512_mask_storeu_ps(p, mask, v)
#define KEEP(mask, v) _mm512_maskz_mov_ps(mask, v)
#define ALL(x) _mm512_set1_ps(x)
#define FMA(a, b, c) _mm512_fmadd_ps(a, b, c)
/* The second argument where either is NaN. */
#define RELU(v) _mm512_max_ps(_mm512_setzero_ps(), v)
#define LOW32(a, b) _mm512_unpacklo_ps(a, b)
#define HIGH32(a, b) _mm512_unpackhi_ps(a, b)
#define LOW64(a, b) _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)))
#define HIGH64(a, b) _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)))
#define LOAD_GROUPS(rows, p)                                                                       \
  _mm512_insertf32x4(                                                                              \
      _mm512_insertf32x4(_mm512_insertf32x4(_mm512_castps128_ps512(_mm_loadu_ps((rows)[0] + (p))), \
                                            _mm_loadu_ps((rows)[4] + (p)), 1),                     \
                         _mm_loadu_ps((rows)[8] + (p)), 2),                                        \
      _mm_loadu_ps((rows)[12] + (p)), 3)

#include "kernels/tile-lanes.h"

TILE_ROWS(1)
TILE_ROWS(2)
TILE_ROWS(3)
TILE_ROWS(4)
TILE_ROWS(5)
TILE_ROWS(6)
TILE_ROWS(7)
TILE_ROWS(8)
TILE_ROWS(9)
TILE_ROWS(10)
TILE_ROWS(11)
TILE_ROWS(12)
TILE_ROWS(13)
TILE_ROWS(14)

void
ec_tile_avx512(const struct ec_tile *tile)
{
  static const ec_tile_func of_rows[TILE_M] = {
      rows_1_avx512,  rows_2_avx512,  rows_3_avx512,  rows_4_avx512, rows_5_avx512,
      rows_6_avx512,  rows_7_avx512,  rows_8_avx512,  rows_9_avx512, rows_10_avx512,
      rows_11_avx512, rows_12_avx512, rows_13_avx512, rows_14_avx512};
  of_rows[tile->n_rows - 1](tile);
}

PANEL(ec_panel_avx512)
#endif
