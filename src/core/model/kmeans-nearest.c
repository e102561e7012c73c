#include "config.h"

#include "model/kmeans-nearest.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

enum { ROWS = EC_NEAREST_ROWS, LANES = EC_NEAREST_LANES };

ec_status
ec_nearest_new(size_t k, size_t n_features, struct ec_nearest *nearest, struct ec_error *error)
{
  size_t width = (k / LANES + (k % LANES != 0)) * LANES, size;
  struct ec_nearest made = {.k = k, .n_features = n_features, .width = width};
  if (ec_size_multiply(width, n_features, &size)) {
    made.table = ec_alloc_zero(size, sizeof *made.table);
    made.offset = ec_alloc(width, sizeof *made.offset);
  }
  if (made.table == NULL || made.offset == NULL) {
    ec_nearest_clear(&made);
    return ec_error_no_memory(error, "the centres");
  }
  *nearest = made;
  return EC_OK;
}

void
ec_nearest_clear(struct ec_nearest *nearest)
{
  ec_free(nearest->table);
  ec_free(nearest->offset);
  nearest->table = nearest->offset = NULL;
}

void
ec_nearest_set(struct ec_nearest *nearest, const double *centres, size_t k)
{
  nearest->k = k;
  nearest->largest = 0.0;
  for (size_t c = 0; c < nearest->width; c++)
    nearest->offset[c] = -INFINITY;
  for (size_t c = 0; c < k; c++) {
    const double *centre = centres + c * nearest->n_features;
    double squares = 0.0;
    for (size_t j = 0; j < nearest->n_features; j++) {
      nearest->table[j * nearest->width + c] = centre[j];
      squares += centre[j] * centre[j];
    }
    nearest->offset[c] = -0.5 * squares;
    nearest->largest = fmax(nearest->largest, squares);
  }
}

static void
score_plain(const struct ec_nearest *nearest, const double *const rows[ROWS], double *scores)
{
  for (size_t r = 0; r < ROWS; r++, scores += nearest->width) {
    memcpy(scores, nearest->offset, nearest->width * sizeof *scores);
    for (size_t j = 0; j < nearest->n_features; j++)
      for (size_t c = 0; c < nearest->width; c++)
        scores[c] += rows[r][j] * nearest->table[j * nearest->width + c];
  }
}

static void
find_plain(const struct ec_nearest *nearest, const double *scores, struct ec_nearest_two *two)
{
  struct ec_nearest_two found = {0, scores[0], -INFINITY};
  for (size_t c = 1; c < nearest->k; c++) {
    if (scores[c] > found.first)
      found = (struct ec_nearest_two){c, scores[c], found.first};
    else if (scores[c] > found.second)
      found.second = scores[c];
  }
  *two = found;
}

#if defined(__x86_64__)
#include <immintrin.h>

/* Scores of ROWS rows against VECTORS vectors of centres, all of which stay in registers. */
#define SCORE(NAME, TARGET, VECTOR, SIZE, VECTORS, LOAD, SPLAT, STORE, FMA)                        \
  __attribute__((target(TARGET))) static void NAME(                                                \
      const struct ec_nearest *nearest, const double *const rows[ROWS], size_t c, double *scores)  \
  {                                                                                                \
    const double *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3];                       \
    const double *r4 = rows[4], *r5 = rows[5], *r6 = rows[6], *r7 = rows[7];                       \
    const double *table = nearest->table + c;                                                      \
    VECTOR sums[VECTORS][ROWS];                                                                    \
    _Pragma("GCC unroll 8") for (int v = 0; v < VECTORS; v++)                                      \
    {                                                                                              \
      VECTOR offset = LOAD(nearest->offset + c + v * SIZE);                                        \
      _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++) sums[v][r] = offset;                  \
    }                                                                                              \
    for (size_t j = 0; j < nearest->n_features; j++, table += nearest->width) {                    \
      _Pragma("GCC unroll 8") for (int v = 0; v < VECTORS; v++)                                    \
      {                                                                                            \
        VECTOR centres = LOAD(table + v * SIZE);                                                   \
        sums[v][0] = FMA(SPLAT(r0[j]), centres, sums[v][0]);                                       \
        sums[v][1] = FMA(SPLAT(r1[j]), centres, sums[v][1]);                                       \
        sums[v][2] = FMA(SPLAT(r2[j]), centres, sums[v][2]);                                       \
        sums[v][3] = FMA(SPLAT(r3[j]), centres, sums[v][3]);                                       \
        sums[v][4] = FMA(SPLAT(r4[j]), centres, sums[v][4]);                                       \
        sums[v][5] = FMA(SPLAT(r5[j]), centres, sums[v][5]);                                       \
        sums[v][6] = FMA(SPLAT(r6[j]), centres, sums[v][6]);                                       \
        sums[v][7] = FMA(SPLAT(r7[j]), centres, sums[v][7]);                                       \
      }                                                                                            \
    }                                                                                              \
    _Pragma("GCC unroll 8") for (int v = 0; v < VECTORS; v++)                                      \
        _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++)                                     \
            STORE(scores + r * nearest->width + c + v * SIZE, sums[v][r]);                         \
  }

#define SCORE_512(NAME, VECTORS)                                                                   \
  SCORE(NAME, "avx512f,avx2,fma", __m512d, 8, VECTORS, _mm512_load_pd, _mm512_set1_pd,             \
        _mm512_store_pd, _mm512_fmadd_pd)

SCORE_512(score_one_avx512, 1)
SCORE_512(score_two_avx512, 2)
SCORE_512(score_three_avx512, 3)
SCORE(score_one_avx2, "avx2,fma", __m256d, 4, 1, _mm256_load_pd, _mm256_set1_pd, _mm256_store_pd,
      _mm256_fmadd_pd)

static void
score_avx512(const struct ec_nearest *nearest, const double *const rows[ROWS], double *scores)
{
  size_t c = 0, n_vectors = nearest->width / 8;
  /* Four are two and two, not three and one, which would wait for its few sums. */
  for (; n_vectors >= 3 && n_vectors != 4; n_vectors -= 3, c += 24)
    score_three_avx512(nearest, rows, c, scores);
  for (; n_vectors >= 2; n_vectors -= 2, c += 16)
    score_two_avx512(nearest, rows, c, scores);
  if (n_vectors == 1)
    score_one_avx512(nearest, rows, c, scores);
}

static void
score_avx2(const struct ec_nearest *nearest, const double *const rows[ROWS], double *scores)
{
  for (size_t c = 0; c < nearest->width; c += 4)
    score_one_avx2(nearest, rows, c, scores);
}

/* The two largest in each lane, then among the lanes. */
__attribute__((target("avx512f,avx2,fma"))) static void
find_avx512(const struct ec_nearest *nearest, const double *scores, struct ec_nearest_two *two)
{
  __m512d first = _mm512_load_pd(scores), second = _mm512_set1_pd(-INFINITY);
  __m512i lane = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0), place = lane;
  double largest;
  __mmask8 equal;
  for (size_t c = 8; c < nearest->width; c += 8) {
    __m512d next = _mm512_load_pd(scores + c);
    __mmask8 larger = _mm512_cmp_pd_mask(next, first, _CMP_GT_OQ);
    lane = _mm512_add_epi64(lane, _mm512_set1_epi64(8));
    second = _mm512_max_pd(second, _mm512_min_pd(first, next));
    first = _mm512_max_pd(first, next);
    place = _mm512_mask_mov_epi64(place, larger, lane);
  }
  largest = _mm512_reduce_max_pd(first);
  equal = _mm512_cmp_pd_mask(first, _mm512_set1_pd(largest), _CMP_EQ_OQ);
  if (equal == 0 || (equal & (equal - 1)) != 0) {
    find_plain(nearest, scores, two);
    return;
  }
  two->best = (size_t)_mm512_mask_reduce_add_epi64(equal, place);
  two->first = largest;
  two->second = _mm512_reduce_max_pd(_mm512_mask_mov_pd(first, equal, second));
}
#endif

enum level { PLAIN, AVX2, AVX512 };

static enum level
find_level(void)
{
#if defined(__x86_64__)
  bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return !avx2 ? PLAIN : __builtin_cpu_supports("avx512f") ? AVX512 : AVX2;
#else
  return PLAIN;
#endif
}

void
ec_nearest_score(const struct ec_nearest *nearest, const double *const rows[ROWS], double *scores)
{
#if defined(__x86_64__)
  enum level level = find_level();
  if (level == AVX512)
    score_avx512(nearest, rows, scores);
  else if (level == AVX2)
    score_avx2(nearest, rows, scores);
  else
    score_plain(nearest, rows, scores);
#else
  score_plain(nearest, rows, scores);
#endif
}

void
ec_nearest_find(const struct ec_nearest *nearest, const double *const rows[ROWS], double *scores,
                struct ec_nearest_two two[ROWS])
{
  ec_nearest_score(nearest, rows, scores);
#if defined(__x86_64__)
  if (find_level() == AVX512) {
    for (size_t r = 0; r < ROWS; r++)
      find_avx512(nearest, scores + r * nearest->width, &two[r]);
    return;
  }
#endif
  for (size_t r = 0; r < ROWS; r++)
    find_plain(nearest, scores + r * nearest->width, &two[r]);
}
