/* The kernels of linear-kernel.h over vectors of LANES doubles. Included by linear-kernel.c once for
 * each kind of processor, and by nothing else; hence no #pragma once. Before it stand:
 *   LANES      doubles in a vector
 *   FMA(a,b,c) a * b + c, fused or not
 *   FMA_ONE    the same of single doubles, fused where FMA is, so that a row that is left over at
 *              the end of a block gets the same bits as an equal row within a vector
 *   NAME(name) the name of a function for this kind
 *   TARGET     the attribute that lets the compiler use its instructions */

typedef double NAME(vector) __attribute__((vector_size(8 * LANES), may_alias));
typedef double NAME(loose) __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
typedef int64_t NAME(bits) __attribute__((vector_size(8 * LANES), may_alias));
typedef uint64_t NAME(unsigned_bits) __attribute__((vector_size(8 * LANES), may_alias));

#define V NAME(vector)
#define I NAME(bits)
#define U NAME(unsigned_bits)
#define LOAD(pointer) ((V) * (const NAME(loose) *)(pointer))
#define STORE(pointer, value) (*(NAME(loose) *)(pointer) = (value))
#define ALL(value) ((V){0} + (value))
/* Where the mask is all ones a, where it is zero b. */
#define SELECT(mask, a, b) ((V)(((mask) & (I)(a)) | (~(mask) & (I)(b))))
#define LANE static inline __attribute__((always_inline)) TARGET

LANE double
NAME(total)(V a)
{
  double sum = 0.0;
  for (int i = 0; i < LANES; i++)
    sum += a[i];
  return sum;
}

/* exp(x) for -708 <= x <= 0, below that exp(-708); NaN stays. x = n ln 2 + r with |r| <= ½ ln 2, and
 * exp(r) by its series, whose first term left out is below 2^-57. Error below 1 ulp. */
LANE V
NAME(exp)(V x)
{
  const double round = 0x1.8p52, ln2_high = 0x1.62e42fefa38p-1, ln2_low = 0x1.ef35793c7673p-45;
  V n, r, p;
  I number = x == x, low = x < ALL(-708.0);
  x = SELECT(low, ALL(-708.0), x);
  p = FMA(x, ALL(0x1.71547652b82fep0), ALL(round));
  n = p - round;
  r = FMA(n, ALL(-ln2_high), x);
  r = FMA(n, ALL(-ln2_low), r);
  /* The low bits of n + round are those of n, which goes to the exponent. */
  U exponent = (U)p << 52;
  p = ALL(1.0 / 6227020800.0);
  p = FMA(p, r, ALL(1.0 / 479001600.0));
  p = FMA(p, r, ALL(1.0 / 39916800.0));
  p = FMA(p, r, ALL(1.0 / 3628800.0));
  p = FMA(p, r, ALL(1.0 / 362880.0));
  p = FMA(p, r, ALL(1.0 / 40320.0));
  p = FMA(p, r, ALL(1.0 / 5040.0));
  p = FMA(p, r, ALL(1.0 / 720.0));
  p = FMA(p, r, ALL(1.0 / 120.0));
  p = FMA(p, r, ALL(1.0 / 24.0));
  p = FMA(p, r, ALL(1.0 / 6.0));
  p = FMA(p, r, ALL(0.5));
  /* 1 + (r + r² p) loses less than Horner's rule to the end. */
  p = 1.0 + FMA(p * r, r, r);
  return SELECT(number, (V)((U)p + exponent), x);
}

/* log(1 + f) for √½ - 1 <= f <= √2 - 1: with s = f / (2 + f) it is 2 artanh s = f - s (f - R),
 * R = 2 (s²/3 + s⁴/5 + …). Error below 1 ulp. */
LANE V
NAME(log_near_1)(V f)
{
  V s = f / (2.0 + f), z = s * s, r, half = 0.5 * f * f;
  r = ALL(2.0 / 23.0);
  r = FMA(r, z, ALL(2.0 / 21.0));
  r = FMA(r, z, ALL(2.0 / 19.0));
  r = FMA(r, z, ALL(2.0 / 17.0));
  r = FMA(r, z, ALL(2.0 / 15.0));
  r = FMA(r, z, ALL(2.0 / 13.0));
  r = FMA(r, z, ALL(2.0 / 11.0));
  r = FMA(r, z, ALL(2.0 / 9.0));
  r = FMA(r, z, ALL(2.0 / 7.0));
  r = FMA(r, z, ALL(2.0 / 5.0));
  r = FMA(r, z, ALL(2.0 / 3.0));
  r = r * z;
  return f - (half - s * (half + r));
}

/* log(1 + t) for 0 <= t <= 1; both f below are exact, or nearly. */
LANE V
NAME(log1p)(V t)
{
  I large = t > ALL(0x1.a827999fcef32p-2);
  V f = SELECT(large, 0.5 * (t - 1.0), t);
  V k = SELECT(large, ALL(0x1.62e42fefa39efp-1), ALL(0.0));
  return k + NAME(log_near_1)(f);
}

/* log(x) for x >= 1: x = 2^k m with m from √½ to √2. */
LANE V
NAME(log)(V x)
{
  const int64_t root = 0x3fe6a09e667f3bcd;
  I k = (I)(((I)x - root) >> 52);
  V m = (V)((I)x - (k << 52));
  V n = (V)(k + (I)ALL(0x1p52)) - 0x1p52;
  return FMA(n, ALL(0x1.62e42fefa39efp-1), NAME(log_near_1)(m - 1.0));
}

/* One vector of rows: p - y and the weight p (1 - p); returns the log loss. */
LANE V
NAME(logistic_rows)(V z, V y, V *residual, V *weight)
{
  I positive = z > ALL(0.0);
  V t = NAME(exp)(SELECT(positive, -z, z));
  V q = 1.0 / (1.0 + t);
  V p = SELECT(positive, q, t * q);
  *residual = p - y;
  *weight = t * q * q;
  return NAME(log1p)(t) + (SELECT(positive, z, ALL(0.0)) - y * z);
}

TARGET static double
NAME(logistic)(size_t n, const double *y, double *z, double *weights)
{
  V sum = {0}, residual, weight;
  double loss, tail_z[LANES] = {0}, tail_y[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    sum += NAME(logistic_rows)(LOAD(z + i), LOAD(y + i), &residual, &weight);
    STORE(z + i, residual);
    if (weights != NULL)
      STORE(weights + i, weight);
  }
  loss = NAME(total)(sum);
  if (i == n)
    return loss;
  memcpy(tail_z, z + i, (n - i) * sizeof *z);
  memcpy(tail_y, y + i, (n - i) * sizeof *y);
  sum = NAME(logistic_rows)(LOAD(tail_z), LOAD(tail_y), &residual, &weight);
  for (size_t l = 0; i + l < n; l++) {
    loss += sum[l];
    z[i + l] = residual[l];
    if (weights != NULL)
      weights[i + l] = weight[l];
  }
  return loss;
}

/* One vector of rows of the softmax; `z` has stride `stride` from class to class. Returns the log of
 * the sum of exp(z). */
LANE V
NAME(softmax_rows)(size_t n_classes, double *z, size_t stride)
{
  V most = LOAD(z), sum = {0};
  for (size_t k = 1; k < n_classes; k++) {
    V value = LOAD(z + k * stride);
    I more = value > most;
    most = SELECT(more, value, most);
  }
  for (size_t k = 0; k < n_classes; k++) {
    V e = NAME(exp)(LOAD(z + k * stride) - most);
    STORE(z + k * stride, e);
    sum += e;
  }
  for (size_t k = 0; k < n_classes; k++)
    STORE(z + k * stride, LOAD(z + k * stride) / sum);
  return most + NAME(log)(sum);
}

TARGET static void
NAME(softmax)(size_t n, size_t n_classes, double *z, size_t stride, double *logs)
{
  for (size_t i = 0; i < n; i += LANES)
    STORE(logs + i, NAME(softmax_rows)(n_classes, z + i, stride));
}

/* z += w_0 x_0 + … + w_7 x_7: eight columns for one load of z. */
LANE void
NAME(add_eight)(size_t n, const double *const x[8], const double w[8], double *z)
{
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V a = FMA(ALL(w[0]), LOAD(x[0] + i), LOAD(z + i)), b = ALL(w[1]) * LOAD(x[1] + i);
    a = FMA(ALL(w[2]), LOAD(x[2] + i), a), b = FMA(ALL(w[3]), LOAD(x[3] + i), b);
    a = FMA(ALL(w[4]), LOAD(x[4] + i), a), b = FMA(ALL(w[5]), LOAD(x[5] + i), b);
    a = FMA(ALL(w[6]), LOAD(x[6] + i), a), b = FMA(ALL(w[7]), LOAD(x[7] + i), b);
    STORE(z + i, a + b);
  }
  for (; i < n; i++) {
    double a = FMA_ONE(w[0], x[0][i], z[i]), b = w[1] * x[1][i];
    a = FMA_ONE(w[2], x[2][i], a), b = FMA_ONE(w[3], x[3][i], b);
    a = FMA_ONE(w[4], x[4][i], a), b = FMA_ONE(w[5], x[5][i], b);
    a = FMA_ONE(w[6], x[6][i], a), b = FMA_ONE(w[7], x[7][i], b);
    z[i] = a + b;
  }
}

/* The same for four columns and four outputs: sixteen products for eight loads. */
LANE void
NAME(add_four_by_four)(size_t n, const double *const x[4], const double w[4][4], double *z,
                       size_t stride)
{
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V a = LOAD(x[0] + i), b = LOAD(x[1] + i), c = LOAD(x[2] + i), d = LOAD(x[3] + i);
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) {
      V s = FMA(ALL(w[k][0]), a, LOAD(z + k * stride + i));
      s = FMA(ALL(w[k][1]), b, s);
      s = FMA(ALL(w[k][2]), c, s);
      STORE(z + k * stride + i, FMA(ALL(w[k][3]), d, s));
    }
  }
  for (; i < n; i++)
    for (int k = 0; k < 4; k++)
      for (int j = 0; j < 4; j++)
        z[k * stride + i] = FMA_ONE(w[k][j], x[j][i], z[k * stride + i]);
}

/* The sums of the products of eight columns with one vector. */
LANE void
NAME(dot_eight)(size_t n, const double *const x[8], const double *r, double sums[8])
{
  V s[8] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V a = LOAD(r + i);
#pragma GCC unroll 8
    for (int j = 0; j < 8; j++)
      s[j] = FMA(a, LOAD(x[j] + i), s[j]);
  }
#pragma GCC unroll 8
  for (int j = 0; j < 8; j++)
    sums[j] = NAME(total)(s[j]);
  for (; i < n; i++)
    for (int j = 0; j < 8; j++)
      sums[j] += r[i] * x[j][i];
}

/* The sums of the products of each of four columns with each of four others. */
LANE void
NAME(dot_four_by_four)(size_t n, const double *const a[4], const double *const b[4],
                       double sums[4][4])
{
  V s[4][4] = {0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V b0 = LOAD(b[0] + i), b1 = LOAD(b[1] + i), b2 = LOAD(b[2] + i), b3 = LOAD(b[3] + i);
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) {
      V c = LOAD(a[k] + i);
      s[k][0] = FMA(c, b0, s[k][0]);
      s[k][1] = FMA(c, b1, s[k][1]);
      s[k][2] = FMA(c, b2, s[k][2]);
      s[k][3] = FMA(c, b3, s[k][3]);
    }
  }
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++)
#pragma GCC unroll 4
    for (int l = 0; l < 4; l++)
      sums[k][l] = NAME(total)(s[k][l]);
  for (; i < n; i++)
    for (int k = 0; k < 4; k++)
      for (int l = 0; l < 4; l++)
        sums[k][l] += a[k][i] * b[l][i];
}

TARGET static void
NAME(forward)(size_t n, const double *const *columns, size_t d, const double *w, size_t n_outputs,
              double *z, size_t stride)
{
  size_t k = 0;
  for (; k + 4 <= n_outputs; k += 4)
    for (size_t j = 0; j < d; j += 4) {
      const double *x[4];
      double weights[4][4];
      for (size_t c = 0; c < 4; c++) {
        x[c] = columns[j + c < d ? j + c : d - 1];
        for (size_t o = 0; o < 4; o++)
          weights[o][c] = j + c < d ? w[(k + o) * d + j + c] : 0.0;
      }
      NAME(add_four_by_four)(n, x, weights, z + k * stride, stride);
    }
  for (; k < n_outputs; k++)
    for (size_t j = 0; j < d; j += 8) {
      const double *x[8];
      double weights[8];
      for (size_t c = 0; c < 8; c++) {
        x[c] = columns[j + c < d ? j + c : d - 1];
        weights[c] = j + c < d ? w[k * d + j + c] : 0.0;
      }
      NAME(add_eight)(n, x, weights, z + k * stride);
    }
}

TARGET static void
NAME(backward)(size_t n, const double *const *columns, size_t d, const double *r, size_t stride,
               size_t n_outputs, double *gradient)
{
  size_t k = 0;
  for (; k + 4 <= n_outputs; k += 4)
    for (size_t j = 0; j < d; j += 4) {
      const double *x[4], *residuals[4];
      double sums[4][4];
      for (size_t c = 0; c < 4; c++) {
        x[c] = columns[j + c < d ? j + c : d - 1];
        residuals[c] = r + (k + c) * stride;
      }
      NAME(dot_four_by_four)(n, residuals, x, sums);
      for (size_t o = 0; o < 4; o++)
        for (size_t c = 0; c < 4 && j + c < d; c++)
          gradient[(k + o) * d + j + c] += sums[o][c];
    }
  for (; k < n_outputs; k++)
    for (size_t j = 0; j < d; j += 8) {
      const double *x[8];
      double sums[8];
      for (size_t c = 0; c < 8; c++)
        x[c] = columns[j + c < d ? j + c : d - 1];
      NAME(dot_eight)(n, x, r + k * stride, sums);
      for (size_t c = 0; c < 8 && j + c < d; c++)
        gradient[k * d + j + c] += sums[c];
    }
}

TARGET static void
NAME(gram)(size_t n, const double *const *a, const double *const *b, size_t d, double *g,
           size_t stride)
{
  for (size_t j = 0; j < d; j += 4)
    for (size_t l = 0; l <= j; l += 4) {
      const double *x[4], *y[4];
      double sums[4][4];
      for (size_t c = 0; c < 4; c++) {
        x[c] = a[j + c < d ? j + c : d - 1];
        y[c] = b[l + c < d ? l + c : d - 1];
      }
      NAME(dot_four_by_four)(n, x, y, sums);
      for (size_t r = 0; r < 4 && j + r < d; r++)
        for (size_t c = 0; c < 4 && l + c <= j + r; c++)
          g[(j + r) * stride + l + c] += sums[r][c];
    }
}

TARGET static void
NAME(scale)(size_t n, const double *x, const double *weights, double *scaled)
{
  for (size_t i = 0; i < n; i++)
    scaled[i] = x[i] * weights[i];
}

static const struct ec_linear_kernel NAME(kernel) = {
    NAME(forward), NAME(backward), NAME(gram), NAME(scale), NAME(logistic), NAME(softmax),
};

#undef V
#undef I
#undef U
#undef LOAD
#undef STORE
#undef ALL
#undef SELECT
#undef LANE
#undef LANES
#undef FMA
#undef FMA_ONE
#undef NAME
#undef TARGET
