#include "config.h"

#include "kernels/kernels-private.h"

#if defined(__x86_64__)
#include <immintrin.h>

/* 12 of 16 registers hold sums, 2 numbers of B, and one a number of A. */
#define LANES 8
#define TILE_M 6
#define TILE_V 2
#define VECTOR __m256
#define MASK __m256i
#define NAME(name) name##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define FIRST(n)                                                                                   \
  _mm256_cmpgt_epi32(_mm256_set1_epi32((n) >= LANES ? LANES : (int)(n)),                           \
                     _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7))
#define LOAD(p) _mm256_loadu_ps(p)
#define STORE(p, v) _mm256_storeu_ps(p, v)
#define LOAD_PART(p, mask) _mm256_maskload_ps(p, mask)
#define STORE_PART(p, mask, v) _mm256_maskstore_ps(p, mask, v)
#define KEEP(mask, v) _mm256_and_ps(_mm256_castsi256_ps(mask), v)
#define ALL(x) _mm256_set1_ps(x)
#define FMA(a, b, c) _mm256_fmadd_ps(a, b, c)
/* The second argument where either is NaN. */
#define RELU(v) _mm256_max_ps(_mm256_setzero_ps(), v)
#define LOW32(a, b) _mm256_unpacklo_ps(a, b)
#define HIGH32(a, b) _mm256_unpackhi_ps(a, b)
#define LOW64(a, b) _mm256_castpd_ps(_mm256_unpacklo_pd(_mm256_castps_pd(a), _mm256_castps_pd(b)))
#define HIGH64(a, b) _mm256_castpd_ps(_mm256_unpackhi_pd(_mm256_castps_pd(a), _mm256_castps_pd(b)))
#define LOAD_GROUPS(rows, p)                                                                       \
  _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps((rows)[0] + (p))),                      \
                       _mm_loadu_ps((rows)[4] + (p)), 1)

#include "kernels/tile-lanes.h"

TILE_ROWS(1)
TILE_ROWS(2)
TILE_ROWS(3)
TILE_ROWS(4)
TILE_ROWS(5)
TILE_ROWS(6)

void
ec_tile_avx2(const struct ec_tile *tile)
{
  static const ec_tile_func of_rows[TILE_M] = {rows_1_avx2, rows_2_avx2, rows_3_avx2,
                                               rows_4_avx2, rows_5_avx2, rows_6_avx2};
  of_rows[tile->n_rows - 1](tile);
}

PANEL(ec_panel_avx2)
#endif
