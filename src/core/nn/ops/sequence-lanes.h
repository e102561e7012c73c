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
  V value = {0};
  if (n >= LANES)
    return LOAD(from);
  memcpy(&value, from, n * sizeof *from);
  return value;
}

/* Writes the first `n` numbers of a vector. */
LANE void
NAME(store)(float *to, V value, size_t n)
{
  if (n >= LANES)
    STORE(to, value);
  else
    memcpy(to, &value, n * sizeof *to);
}

LANE float
NAME(total)(V value)
{
  float sum = 0.0f;
  for (int i = 0; i < LANES; i++)
    sum += value[i];
  return sum;
}

LANE float
NAME(largest)(V value)
{
  float most = value[0];
  for (int i = 1; i < LANES; i++)
    most = value[i] > most ? value[i] : most;
  return most;
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
  if (rows > r) {                                                                                  \
    s##r##0 = sums[4 * r], s##r##1 = sums[4 * r + 1];                                              \
    s##r##2 = sums[4 * r + 2], s##r##3 = sums[4 * r + 3];                                          \
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
    sums[4 * r] = s##r##0, sums[4 * r + 1] = s##r##1;                                              \
    sums[4 * r + 2] = s##r##2, sums[4 * r + 3] = s##r##3;                                          \
  }

LANE void
NAME(tile_of)(const unsigned rows, const unsigned used, size_t n, const float *const *a,
              size_t a_step, const float *b, size_t b_step, V *sums)
{
  const size_t v1 = used & 1, v2 = v1 + (used >> 1 & 1), v3 = v2 + (used >> 2 & 1);
  V b0 = {0}, b1 = {0}, b2 = {0}, b3 = {0};
  TILE_BEGIN(0)
  TILE_BEGIN(1) TILE_BEGIN(2) TILE_BEGIN(3) TILE_BEGIN(4)
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
    NAME(tile_of)(rows, used, n, a, a_step, b, b_step, sums);                                      \
    break;
#define TILE_CASES(rows)                                                                           \
  TILE_CASE(rows, 1)                                                                               \
  TILE_CASE(rows, 3) TILE_CASE(rows, 7) TILE_CASE(rows, 11) TILE_CASE(rows, 15)

/* sums[r][v] += Σ over k < n of a[r][k * a_step] b[k * b_step + … ], for up to SEQUENCE_ROWS rows
 * and the vectors of the mask `used`, which lie side by side in b: 1, 3, 7, 15, or 11, which
 * leaves the third sum as it is. Each row's sums have the same bits however many are with it. */
KERNEL void
NAME(tile)(size_t rows, unsigned used, size_t n, const float *const *a, size_t a_step,
           const float *b, size_t b_step, V *sums)
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
