/* Vectors of LANES floats for the kernels of sequences: loads, exp, sigmoid, tanh, and the product
 * that keeps a tile of sums in registers. Included by sequence-kernels.c once for each kind of
 * processor, and by nothing else; hence no #pragma once. Before it stand:
 *   LANES           floats in a vector
 *   FMA(a, b, c)    a * b + c, fused or not
 *   MAX(a, b)       the larger; b where either is NaN
 *   MULTIPLY(a, b)  the 64-bit products of the even ones of 32-bit numbers
 *   NAME(name)      the name of a function for this kind
 *   TARGET          the attribute that lets the compiler use its instructions */

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), may_alias));
typedef float NAME(loose) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t NAME(bits) __attribute__((vector_size(4 * LANES), may_alias));
typedef uint32_t NAME(words) __attribute__((vector_size(4 * LANES), may_alias));
typedef uint64_t NAME(pairs) __attribute__((vector_size(4 * LANES), may_alias));

#define V NAME(vector)
#define I NAME(bits)
#define U NAME(words)
#define P NAME(pairs)
#define LOAD(pointer) ((V) * (const NAME(loose) *)(pointer))
#define STORE(pointer, value) (*(NAME(loose) *)(pointer) = (value))
/* Taking zero off changes nothing, not even a zero's sign, and costs nothing. */
#define ALL(value) ((value) - (V){0})
/* Where the mask is all ones a, where it is zero b. */
#define SELECT(mask, a, b) ((V)(((mask) & (I)(a)) | (~(mask) & (I)(b))))
#define LANE static inline __attribute__((always_inline)) TARGET
#define KERNEL static __attribute__((noinline)) TARGET

/* The first `n` numbers at `from`, zeros behind them. */
LANE V
NAME(load)(const float *from, size_t n)
{
  if (__builtin_expect(n >= LANES, 1)) {
    return LOAD(from);
  } else {
    V value = {0};
    memcpy(&value, from, n * sizeof *from);
    return value;
  }
}

/* Writes the first `n` numbers of a vector. */
LANE void
NAME(store)(float *to, V value, size_t n)
{
  if (__builtin_expect(n >= LANES, 1))
    STORE(to, value);
  else
    memcpy(to, &value, n * sizeof *to);
}

/* The lane that is `step` away, the lowest bits of their numbers being exchanged. */
LANE V
NAME(exchange)(V value, const int step)
{
  I from = {0};
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++)
    from[i] = i ^ step;
  return __builtin_shuffle(value, from);
}

LANE float
NAME(total)(V value)
{
#pragma GCC unroll 4
  for (int step = LANES / 2; step > 0; step /= 2)
    value += NAME(exchange)(value, step);
  return value[0];
}

LANE float
NAME(largest)(V value)
{
#pragma GCC unroll 4
  for (int step = LANES / 2; step > 0; step /= 2)
    value = MAX(value, NAME(exchange)(value, step));
  return value[0];
}

/* Turns rows into columns: LANES rows of LANES numbers that lie `from_step` apart, to rows that lie
 * `to_step` apart. Blocks of twice the size change places at each step. */
LANE void
NAME(transpose)(const float *from, size_t from_step, float *to, size_t to_step)
{
  V row[LANES];
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++)
    row[i] = LOAD(from + (size_t)i * from_step);
#pragma GCC unroll 4
  for (int step = 1; step < LANES; step *= 2) {
    I low = {0}, high = {0};
#pragma GCC unroll 16
    for (int i = 0; i < LANES; i++) {
      low[i] = i & step ? i - step + LANES : i;
      high[i] = i & step ? i + LANES : i + step;
    }
#pragma GCC unroll 16
    for (int i = 0; i < LANES; i++)
      if (!(i & step)) {
        V a = row[i], b = row[i + step];
        row[i] = __builtin_shuffle(a, b, low);
        row[i + step] = __builtin_shuffle(a, b, high);
      }
  }
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++)
    STORE(to + (size_t)i * to_step, row[i]);
}

/* x = n ln 2 + r with |r| <= ½ ln 2; returns exp(r) - 1 and puts 2^n into `scale`. The series of
 * exp(r) is cut where what follows is below 2^-27; -87 <= x <= 88. */
LANE V
NAME(exp_minus_1)(V x, V *scale)
{
  V shifted = FMA(x, ALL(0x1.715476p0f), ALL(0x1.8p23f)), n = shifted - ALL(0x1.8p23f);
  V r = FMA(n, ALL(-0x1.7f7d1cp-20f), FMA(n, ALL(-0x1.62e4p-1f), x)), p;
  /* The low bits of n + 1.5 2^23 are those of n, which goes to the exponent. */
  *scale = (V)(((U)shifted << 23) + 0x3f800000u);
  p = ALL(1.0f / 5040.0f);
  p = FMA(p, r, ALL(1.0f / 720.0f));
  p = FMA(p, r, ALL(1.0f / 120.0f));
  p = FMA(p, r, ALL(1.0f / 24.0f));
  p = FMA(p, r, ALL(1.0f / 6.0f));
  p = FMA(p, r, ALL(0.5f));
  return FMA(p * r, r, r);
}

/* exp(x), with what is below -87 as exp(-87) and what is above 88 as exp(88); NaN stays. */
LANE V
NAME(exp)(V x)
{
  V scale, p = NAME(exp_minus_1)(-MAX(ALL(-88.0f), -MAX(ALL(-87.0f), x)), &scale);
  return FMA(p, scale, scale);
}

LANE V
NAME(sigmoid)(V x)
{
  return 1.0f / (1.0f + NAME(exp)(-x));
}

/* With e = exp(2 x) - 1 it is e / (e + 2), which is exact near 0 as well. */
LANE V
NAME(tanh)(V x)
{
  V scale, e = 2.0f * x;
  e = NAME(exp_minus_1)(-MAX(ALL(-20.0f), -MAX(ALL(-20.0f), e)), &scale);
  e = FMA(e, scale, scale - 1.0f);
  return e / (e + 2.0f);
}

/* The tile is spelt out, since the compiler keeps named sums in registers and not always arrays. */
#define TILE_BEGIN(r)                                                                              \
  const float *a##r = rows > r ? a[r] : NULL;                                                      \
  V s##r##0 = {0}, s##r##1 = {0}, s##r##2 = {0}, s##r##3 = {0};                                    \
  if (rows > r && add) {                                                                           \
    if (used & 1)                                                                                  \
      s##r##0 = LOAD(c[r]);                                                                        \
    if (used & 2)                                                                                  \
      s##r##1 = LOAD(c[r] + LANES);                                                                \
    if (used & 4)                                                                                  \
      s##r##2 = LOAD(c[r] + 2 * LANES);                                                            \
    if (used & 8)                                                                                  \
      s##r##3 = LOAD(c[r] + 3 * LANES);                                                            \
  }
#define TILE_STEP(r)                                                                               \
  if (rows > r) {                                                                                  \
    V value = ALL(a##r[at]);                                                                       \
    if (used & 1)                                                                                  \
      s##r##0 = FMA(value, b0, s##r##0);                                                           \
    if (used & 2)                                                                                  \
      s##r##1 = FMA(value, b1, s##r##1);                                                           \
    if (used & 4)                                                                                  \
      s##r##2 = FMA(value, b2, s##r##2);                                                           \
    if (used & 8)                                                                                  \
      s##r##3 = FMA(value, b3, s##r##3);                                                           \
  }
#define TILE_END(r)                                                                                \
  if (rows > r) {                                                                                  \
    if (used & 1)                                                                                  \
      STORE(c[r], s##r##0);                                                                        \
    if (used & 2)                                                                                  \
      STORE(c[r] + LANES, s##r##1);                                                                \
    if (used & 4)                                                                                  \
      STORE(c[r] + 2 * LANES, s##r##2);                                                            \
    if (used & 8)                                                                                  \
      STORE(c[r] + 3 * LANES, s##r##3);                                                            \
  }

LANE void
NAME(tile_of)(const unsigned rows, const unsigned used, size_t n, const float *const *a,
              size_t a_step, const float *b, size_t b_step, bool add, float *const *c)
{
  const size_t v1 = used & 1, v2 = v1 + (used >> 1 & 1), v3 = v2 + (used >> 2 & 1);
  V b0 = {0}, b1 = {0}, b2 = {0}, b3 = {0};
  TILE_BEGIN(0)
  TILE_BEGIN(1)
  TILE_BEGIN(2) TILE_BEGIN(3) TILE_BEGIN(4)
      TILE_BEGIN(5) for (size_t at = 0, end = n * a_step; at < end; at += a_step, b += b_step)
  {
    if (used & 1)
      b0 = LOAD(b);
    if (used & 2)
      b1 = LOAD(b + v1 * LANES);
    if (used & 4)
      b2 = LOAD(b + v2 * LANES);
    if (used & 8)
      b3 = LOAD(b + v3 * LANES);
    TILE_STEP(0) TILE_STEP(1) TILE_STEP(2) TILE_STEP(3) TILE_STEP(4) TILE_STEP(5)
  }
  TILE_END(0) TILE_END(1) TILE_END(2) TILE_END(3) TILE_END(4) TILE_END(5)
}

#define TILE_CASE(rows, used)                                                                      \
  case 16 * rows + used:                                                                           \
    NAME(tile_of)(rows, used, n, a, a_step, b, b_step, add, c);                                    \
    break;
#define TILE_CASES(rows)                                                                           \
  TILE_CASE(rows, 1)                                                                               \
  TILE_CASE(rows, 3) TILE_CASE(rows, 7) TILE_CASE(rows, 11) TILE_CASE(rows, 15)

/* Vector v of row c[r] becomes, or with `add` gets added, Σ over k < n of a[r][k * a_step] times row k
 * of b, for up to SEQUENCE_ROWS rows and the vectors of the mask `used`, which lie side by side in
 * b: 1, 3, 7, 15, or 11, which leaves the third one as it is. A row's sums have the same bits
 * however many rows are with it. */
KERNEL void
NAME(tile)(size_t rows, unsigned used, size_t n, const float *const *a, size_t a_step,
           const float *b, size_t b_step, bool add, float *const *c)
{
  switch (16 * rows + used) {
    TILE_CASES(1)
    TILE_CASES(2)
    TILE_CASES(3)
    TILE_CASES(4)
    TILE_CASES(5)
    TILE_CASES(6)
  default:
    break;
  }
}
