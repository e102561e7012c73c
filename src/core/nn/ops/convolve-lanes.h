/* The kernels of convolve-kernels.h over vectors of LANES floats. Included by convolve-kernels.c once
 * for each kind of processor, and by nothing else; hence no #pragma once. Before it stand:
 *   KIND       the name of the kind, as in struct ec_kernels
 *   LANES      floats in a vector
 *   TILE       pixels of a tile at most, and rows of weights: 2 TILE + 3 registers are needed
 *   FMA(a,b,c) a * b + c, fused or not
 *   ALL(a)     a vector of a
 *   NAME(name) the name of a function for this kind
 *   TARGET     the attribute that lets the compiler use its instructions */

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), may_alias));
typedef float NAME(loose) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t NAME(bits) __attribute__((vector_size(4 * LANES), may_alias));
typedef int32_t NAME(loose_bits) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#define V NAME(vector)
#define I NAME(bits)
#define LOAD(pointer) ((V)(*(const NAME(loose) *)(pointer)))
#define STORE(pointer, value) (*(NAME(loose) *)(pointer) = (value))
#define LOAD_BITS(pointer) ((I) * (const NAME(loose_bits) *)(pointer))
#define STORE_BITS(pointer, value) (*(NAME(loose_bits) *)(pointer) = (value))
/* Where the mask is all ones a, where it is zero b. */
#define SELECT(mask, a, b) ((V)(((mask) & (I)(a)) | (~(mask) & (I)(b))))
#define LANE static inline __attribute__((always_inline)) TARGET

/* The output with what is added to it and is done to it. */
LANE V
NAME(finish)(const struct ec_tap_row *row, V old, V value)
{
  if (row->accumulate)
    value = value + old;
  if (row->relu)
    value = SELECT(value < ALL(0.0f), ALL(0.0f), value);
  return value;
}

/* Writes the first `n` channels of one pixel. */
LANE void
NAME(put)(const struct ec_tap_row *row, float *out, size_t n, V value)
{
  float whole[LANES] = {0};
  if (n >= LANES) {
    STORE(out, NAME(finish)(row, row->accumulate ? LOAD(out) : value, value));
    return;
  }
  memcpy(whole, out, n * sizeof *out);
  STORE(whole, NAME(finish)(row, LOAD(whole), value));
  memcpy(out, whole, n * sizeof *out);
}

/* A tile of n_p pixels by n_v vectors of channels, both known when compiled. */
LANE void
NAME(tile)(const struct ec_tap_row *row, size_t p, size_t n_p, size_t n_v)
{
  V sum[TILE][2];
  size_t step = row->in_step;
  float *out = row->out + p * row->out_step;
#pragma GCC unroll 16
  for (size_t i = 0; i < n_p; i++)
#pragma GCC unroll 2
    for (size_t v = 0; v < n_v; v++)
      sum[i][v] = ALL(0.0f);
  if (row->bias != NULL)
#pragma GCC unroll 16
    for (size_t i = 0; i < n_p; i++)
#pragma GCC unroll 2
      for (size_t v = 0; v < n_v; v++)
        sum[i][v] = LOAD(row->bias + v * LANES);
  for (size_t t = 0; t < row->n_taps; t++) {
    const float *in = row->in + (row->at + (ptrdiff_t)(p * step) + row->taps[t].in);
    const float *weight = row->panel + row->taps[t].k * n_v * LANES;
    for (size_t j = 0; j < row->run; j++, in++, weight += n_v * LANES) {
      V w[2];
#pragma GCC unroll 2
      for (size_t v = 0; v < n_v; v++)
        w[v] = LOAD(weight + v * LANES);
#pragma GCC unroll 16
      for (size_t i = 0; i < n_p; i++) {
        V x = ALL(in[i * step]);
#pragma GCC unroll 2
        for (size_t v = 0; v < n_v; v++)
          sum[i][v] = FMA(x, w[v], sum[i][v]);
      }
    }
  }
#pragma GCC unroll 16
  for (size_t i = 0; i < n_p; i++)
#pragma GCC unroll 2
    for (size_t v = 0; v < n_v; v++)
      NAME(put)(row, out + i * row->out_step + v * LANES, row->n_channels - v * LANES, sum[i][v]);
}

/* A tile of n_r rows of weights by n_v vectors of channels. */
LANE void
NAME(sum_tile)(const struct ec_tap_sum *sum, size_t r, size_t n_r, size_t n_v)
{
  V total[TILE][2];
  float *sums = sum->sums + r * n_v * LANES;
#pragma GCC unroll 16
  for (size_t i = 0; i < n_r; i++)
#pragma GCC unroll 2
    for (size_t v = 0; v < n_v; v++)
      total[i][v] = LOAD(sums + (i * n_v + v) * LANES);
  for (size_t y = 0; y < sum->n_rows; y++) {
    const float *x = sum->x + y * sum->x_row + r;
    const float *dz = sum->dz + y * sum->dz_row;
    for (size_t p = 0; p < sum->n_pixels; p++, x += sum->x_step, dz += sum->dz_step) {
      V d[2];
#pragma GCC unroll 2
      for (size_t v = 0; v < n_v; v++)
        d[v] = LOAD(dz + v * LANES);
#pragma GCC unroll 16
      for (size_t i = 0; i < n_r; i++) {
        V one = ALL(x[i]);
#pragma GCC unroll 2
        for (size_t v = 0; v < n_v; v++)
          total[i][v] = FMA(one, d[v], total[i][v]);
      }
    }
  }
#pragma GCC unroll 16
  for (size_t i = 0; i < n_r; i++)
#pragma GCC unroll 2
    for (size_t v = 0; v < n_v; v++)
      STORE(sums + (i * n_v + v) * LANES, total[i][v]);
}

/* One function a size, so that all of a tile is in registers. */
#define TILES_OF(n)                                                                                \
  TARGET static void NAME(tile_1_##n)(const struct ec_tap_row *row, size_t p)                      \
  {                                                                                                \
    NAME(tile)(row, p, n, 1);                                                                      \
  }                                                                                                \
  TARGET static void NAME(tile_2_##n)(const struct ec_tap_row *row, size_t p)                      \
  {                                                                                                \
    NAME(tile)(row, p, n, 2);                                                                      \
  }                                                                                                \
  TARGET static void NAME(sum_1_##n)(const struct ec_tap_sum *sum, size_t r)                       \
  {                                                                                                \
    NAME(sum_tile)(sum, r, n, 1);                                                                  \
  }                                                                                                \
  TARGET static void NAME(sum_2_##n)(const struct ec_tap_sum *sum, size_t r)                       \
  {                                                                                                \
    NAME(sum_tile)(sum, r, n, 2);                                                                  \
  }

TILES_OF(1)
TILES_OF(2)
TILES_OF(3)
TILES_OF(4)
TILES_OF(5)
TILES_OF(6)
#if TILE > 6
TILES_OF(7)
TILES_OF(8)
TILES_OF(9)
TILES_OF(10)
TILES_OF(11)
TILES_OF(12)
TILES_OF(13)
TILES_OF(14)
#define MORE(name)                                                                                 \
  , NAME(name##7), NAME(name##8), NAME(name##9), NAME(name##10), NAME(name##11), NAME(name##12),   \
      NAME(name##13), NAME(name##14)
#else
#define MORE(name)
#endif
#define ALL_OF(name)                                                                               \
  {                                                                                                \
    NULL, NAME(name##1), NAME(name##2), NAME(name##3), NAME(name##4), NAME(name##5),               \
        NAME(name##6) MORE(name)                                                                   \
  }

static void (*const NAME(tiles)[2][TILE + 1])(const struct ec_tap_row *,
                                              size_t) = {ALL_OF(tile_1_), ALL_OF(tile_2_)};
static void (*const NAME(sums)[2][TILE + 1])(const struct ec_tap_sum *, size_t) = {ALL_OF(sum_1_),
                                                                                   ALL_OF(sum_2_)};

/* The next of the tiles that `n` is cut into, of sizes that differ by one at most. */
static size_t
NAME(next)(size_t n)
{
  size_t n_tiles = (n + TILE - 1) / TILE;
  return (n + n_tiles - 1) / n_tiles;
}

static void
NAME(row)(const struct ec_tap_row *row)
{
  for (size_t p = 0, n; p < row->n_pixels; p += n) {
    n = NAME(next)(row->n_pixels - p);
    NAME(tiles)[row->width / LANES - 1][n](row, p);
  }
}

static void
NAME(sum)(const struct ec_tap_sum *sum)
{
  for (size_t r = 0, n; r < sum->run; r += n) {
    n = NAME(next)(sum->run - r);
    NAME(sums)[sum->width / LANES - 1][n](sum, r);
  }
}

TARGET static void
NAME(max)(size_t n, int32_t k, const float *x, float *best, int32_t *index)
{
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V value = LOAD(x + i), old = LOAD(best + i);
    I more = (value > old) | (value != value);
    STORE(best + i, SELECT(more, value, old));
    STORE_BITS(index + i, (more & k) | (~more & LOAD_BITS(index + i)));
  }
  for (; i < n; i++)
    if (x[i] > best[i] || x[i] != x[i]) {
      best[i] = x[i];
      index[i] = k;
    }
}

TARGET static void
NAME(max_backward)(size_t n, int32_t k, const int32_t *index, const float *dy, float *dx)
{
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    I same = LOAD_BITS(index + i) == ((I){0} + k);
    STORE(dx + i, LOAD(dx + i) + (V)(same & (I)LOAD(dy + i)));
  }
  for (; i < n; i++)
    if (index[i] == k)
      dx[i] += dy[i];
}

TARGET static void
NAME(relu_backward)(size_t n, const float *y, const float *dy, float *dz)
{
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    STORE(dz + i, (V)((LOAD(y + i) > ALL(0.0f)) & (I)LOAD(dy + i)));
  for (; i < n; i++)
    dz[i] = y[i] > 0.0f ? dy[i] : 0.0f;
}

TARGET static void
NAME(columns)(size_t n_rows, size_t step, size_t n, const float *x, float *sums)
{
  size_t i = 0;
  for (; i + 2 * LANES <= n; i += 2 * LANES) {
    V a = ALL(0.0f), b = ALL(0.0f);
    for (size_t r = 0; r < n_rows; r++) {
      a += LOAD(x + r * step + i);
      b += LOAD(x + r * step + i + LANES);
    }
    STORE(sums + i, LOAD(sums + i) + a);
    STORE(sums + i + LANES, LOAD(sums + i + LANES) + b);
  }
  for (; i < n; i++) {
    float a = 0.0f;
    for (size_t r = 0; r < n_rows; r++)
      a += x[r * step + i];
    sums[i] += a;
  }
}

TARGET static void
NAME(squares)(size_t n_rows, size_t n, const float *x, const float *mean, float *sums,
              float *squares)
{
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V sum = ALL(0.0f), square = sum, middle = LOAD(mean + i);
    for (size_t r = 0; r < n_rows; r++) {
      V away = LOAD(x + r * n + i) - middle;
      sum += away;
      square = FMA(away, away, square);
    }
    STORE(sums + i, LOAD(sums + i) + sum);
    STORE(squares + i, LOAD(squares + i) + square);
  }
  for (; i < n; i++) {
    float sum = 0.0f, square = 0.0f;
    for (size_t r = 0; r < n_rows; r++) {
      float away = x[r * n + i] - mean[i];
      sum += away;
      square += away * away;
    }
    sums[i] += sum;
    squares[i] += square;
  }
}

TARGET static void
NAME(products)(size_t n_rows, size_t n, const float *x, const float *mean, const float *z,
               float *sums)
{
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V sum = ALL(0.0f), middle = LOAD(mean + i);
    for (size_t r = 0; r < n_rows; r++)
      sum = FMA(LOAD(x + r * n + i) - middle, LOAD(z + r * n + i), sum);
    STORE(sums + i, LOAD(sums + i) + sum);
  }
  for (; i < n; i++) {
    float sum = 0.0f;
    for (size_t r = 0; r < n_rows; r++)
      sum += (x[r * n + i] - mean[i]) * z[r * n + i];
    sums[i] += sum;
  }
}

TARGET static void
NAME(normalize)(size_t n_rows, size_t n, const float *x, const float *mean, const float *a,
                const float *b, bool relu, float *y)
{
  for (size_t r = 0; r < n_rows; r++, x += n, y += n) {
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
      V value = FMA(LOAD(x + i) - LOAD(mean + i), LOAD(a + i), LOAD(b + i));
      if (relu)
        value = SELECT(value < ALL(0.0f), ALL(0.0f), value);
      STORE(y + i, value);
    }
    for (; i < n; i++) {
      float value = (x[i] - mean[i]) * a[i] + b[i];
      y[i] = relu && value < 0.0f ? 0.0f : value;
    }
  }
}

TARGET static void
NAME(normalize_backward)(size_t n_rows, size_t n, const float *x, const float *mean,
                         const float *dz, const float *a, const float *b, const float *c, float *dx)
{
  for (size_t r = 0; r < n_rows; r++, x += n, dz += n, dx += n) {
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
      V value = FMA(LOAD(x + i) - LOAD(mean + i), LOAD(b + i), LOAD(c + i));
      STORE(dx + i, LOAD(dx + i) + FMA(LOAD(dz + i), LOAD(a + i), value));
    }
    for (; i < n; i++)
      dx[i] += dz[i] * a[i] + ((x[i] - mean[i]) * b[i] + c[i]);
  }
}

static const struct ec_image_kernels NAME(kernels) = {
    .name = KIND,
    .lanes = LANES,
    .row = NAME(row),
    .sum = NAME(sum),
    .max = NAME(max),
    .max_backward = NAME(max_backward),
    .relu_backward = NAME(relu_backward),
    .columns = NAME(columns),
    .squares = NAME(squares),
    .products = NAME(products),
    .normalize = NAME(normalize),
    .normalize_backward = NAME(normalize_backward),
};

#undef V
#undef I
#undef LOAD
#undef STORE
#undef LOAD_BITS
#undef STORE_BITS
#undef ALL
#undef SELECT
#undef LANE
#undef TILES_OF
#undef MORE
#undef ALL_OF
#undef KIND
#undef LANES
#undef TILE
#undef FMA
#undef NAME
#undef TARGET
