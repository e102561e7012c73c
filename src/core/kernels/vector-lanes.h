/* The vector kernels over vectors of LANES floats. Included once by the file of each kind of
 * processor, and by nothing else; hence no #pragma once. Before it stand:
 *   LANES            floats in a vector
 *   NAME(name)       the name of a function for this kind
 *   TARGET           the attribute that lets the compiler use its instructions
 *   FMA(a, b, c)     a * b + c, rounded once
 *   MIN(a, b), MAX(a, b)       b where that is no number
 *   IF_LESS(a, b, x, y)        x where a < b, else y
 *   SQRT(a), TOTAL(a), LARGEST(a)
 *   TIMES_POWER(a, n, count)   a 2^n, subnormal or infinite; `count` has n in its low bits
 *   TIMES_NORMAL_POWER         the same where result and power are normal numbers
 *   LOAD_SOME(p, count, fill)  the first `count` of a vector, `fill` in the others
 *   STORE_SOME(p, count, a)
 *   LOAD_HALF(p), STORE_HALF(p, a)   LANES numbers of half precision
 *
 * What is left over at the end of an array goes through the same instructions in a vector that is
 * filled up, so an element's result has the same bits wherever it stands. */

typedef float NAME(vector) __attribute__((vector_size(4 * LANES), may_alias));
typedef float NAME(loose) __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t NAME(bits) __attribute__((vector_size(4 * LANES), may_alias));
typedef uint32_t NAME(unsigned_bits) __attribute__((vector_size(4 * LANES), may_alias));

#define V NAME(vector)
#define I NAME(bits)
#define U NAME(unsigned_bits)
#define LOAD(pointer) ((V) * (const NAME(loose) *)(pointer))
#define STORE(pointer, value) (*(NAME(loose) *)(pointer) = (value))
#define ALL(value) ((V){0} + (value))
#define ABS(a) ((V)((U)(a)&0x7fffffffu))
#define WITH_SIGN(a, sign) ((V)((U)ABS(a) | ((U)(sign)&0x80000000u)))
#define LANE static inline __attribute__((always_inline)) TARGET

#include "kernels/vector-lanes-math.h"

/* Does something for each vector: `i` is its place and `part` how many of its elements there are;
 * GET and PUT read and write as many. */
#define EACH(...)                                                                                  \
  size_t i = 0;                                                                                    \
  for (; n - i >= LANES; i += LANES) {                                                             \
    const size_t part = LANES;                                                                     \
    __VA_ARGS__                                                                                    \
  }                                                                                                \
  if (i < n) {                                                                                     \
    const size_t part = n - i;                                                                     \
    __VA_ARGS__                                                                                    \
  }

#define GET_OR(pointer, fill)                                                                      \
  (part == LANES ? LOAD((pointer) + i) : LOAD_SOME((pointer) + i, part, fill))
#define GET(pointer) GET_OR(pointer, ALL(0.0f))
#define PUT(pointer, value)                                                                        \
  do {                                                                                             \
    if (part == LANES)                                                                             \
      STORE((pointer) + i, value);                                                                 \
    else                                                                                           \
      STORE_SOME((pointer) + i, part, value);                                                      \
  } while (0)

/* The same for sums: four vectors at a time, of which this is number `k`; so each of four running
 * sums is made of every fourth vector, whatever there are. */
#define EACH_OF_FOUR(...)                                                                          \
  size_t first = 0;                                                                                \
  for (; n - first >= 4 * LANES; first += 4 * LANES)                                               \
    for (size_t k = 0; k < 4; k++) {                                                               \
      const size_t i = first + k * LANES, part = LANES;                                            \
      __VA_ARGS__                                                                                  \
    }                                                                                              \
  for (size_t k = 0; k < 4; k++)                                                                   \
    if (first + k * LANES < n) {                                                                   \
      const size_t i = first + k * LANES, part = n - i < LANES ? n - i : LANES;                    \
      __VA_ARGS__                                                                                  \
    }

LANE float
NAME(total)(const V s[4])
{
  return TOTAL((s[0] + s[1]) + (s[2] + s[3]));
}

TARGET void
NAME(exp)(size_t n, const float *x, float *y)
{
  EACH(PUT(y, NAME(exp_of)(GET(x)));)
}

TARGET void
NAME(log)(size_t n, const float *x, float *y)
{
  EACH(PUT(y, NAME(log_of)(GET(x)));)
}

LANE V
NAME(relu_of)(V x)
{
  return IF_LESS(x, ALL(0.0f), ALL(0.0f), x);
}

TARGET void
NAME(activate)(enum ec_activation activation, size_t n, const float *x, float *y)
{
  if (activation == EC_ACTIVATION_RELU) {
    EACH(PUT(y, NAME(relu_of)(GET(x)));)
  } else if (activation == EC_ACTIVATION_GELU) {
    EACH(V a = GET(x); PUT(y, a * NAME(normal)(a));)
  } else if (activation == EC_ACTIVATION_TANH) {
    EACH(PUT(y, NAME(tanh_of)(GET(x)));)
  } else if (activation == EC_ACTIVATION_SIGMOID) {
    EACH(PUT(y, NAME(sigmoid_of)(GET(x)));)
  } else if (x != y)
    memcpy(y, x, n * sizeof *y);
}

TARGET void
NAME(activate_backward)(enum ec_activation activation, size_t n, const float *x, const float *y,
                        const float *dy, float *dx)
{
  if (activation == EC_ACTIVATION_RELU) {
    EACH(PUT(dx, GET(dx) + IF_LESS(ALL(0.0f), GET(y), GET(dy), ALL(0.0f)));)
  } else if (activation == EC_ACTIVATION_GELU) {
    EACH(PUT(dx, FMA(GET(dy), NAME(gelu_slope)(GET(x)), GET(dx)));)
  } else if (activation == EC_ACTIVATION_TANH) {
    EACH(V a = GET(y); PUT(dx, FMA(GET(dy), FMA(-a, a, ALL(1.0f)), GET(dx)));)
  } else if (activation == EC_ACTIVATION_SIGMOID) {
    EACH(V a = GET(y); PUT(dx, FMA(GET(dy), a * (1.0f - a), GET(dx)));)
  } else
    NAME(add)(n, dy, dx);
}

TARGET void
NAME(fill)(size_t n, float value, float *y)
{
  EACH(PUT(y, ALL(value));)
}

TARGET void
NAME(add)(size_t n, const float *x, float *y)
{
  EACH(PUT(y, GET(y) + GET(x));)
}

TARGET void
NAME(add_scaled)(size_t n, float a, const float *x, float *y)
{
  EACH(PUT(y, FMA(ALL(a), GET(x), GET(y)));)
}

TARGET void
NAME(scale)(size_t n, float a, const float *x, float *y)
{
  EACH(PUT(y, ALL(a) * GET(x));)
}

TARGET void
NAME(multiply)(size_t n, const float *x, const float *z, float *y)
{
  EACH(PUT(y, GET(x) * GET(z));)
}

TARGET void
NAME(multiply_add)(size_t n, const float *x, const float *z, float *y)
{
  EACH(PUT(y, FMA(GET(x), GET(z), GET(y)));)
}

TARGET float
NAME(sum)(size_t n, const float *x)
{
  V s[4] = {{0}};
  EACH_OF_FOUR(s[k] += GET(x);)
  return NAME(total)(s);
}

TARGET float
NAME(dot)(size_t n, const float *x, const float *y)
{
  V s[4] = {{0}};
  EACH_OF_FOUR(s[k] = FMA(GET(x), GET(y), s[k]);)
  return NAME(total)(s);
}

/* The largest of those that are numbers. */
LANE float
NAME(largest)(size_t n, const float *x)
{
  V s[4] = {ALL(-INFINITY), ALL(-INFINITY), ALL(-INFINITY), ALL(-INFINITY)};
  EACH_OF_FOUR(V a = GET_OR(x, ALL(-INFINITY)); s[k] = IF_LESS(s[k], a, a, s[k]);)
  s[0] = IF_LESS(s[0], s[1], s[1], s[0]);
  s[2] = IF_LESS(s[2], s[3], s[3], s[2]);
  return LARGEST(IF_LESS(s[0], s[2], s[2], s[0]));
}

/* 0 x is 0, but for infinities and NaN; bounding x first leaves NaN alone. */
TARGET float
NAME(max)(size_t n, const float *x)
{
  V s[4] = {{0}};
  EACH_OF_FOUR(s[k] = FMA(ALL(0.0f), MIN(ALL(1.0f), MAX(ALL(-1.0f), GET(x))), s[k]);)
  float zero = NAME(total)(s);
  return isnan(zero) ? zero : NAME(largest)(n, x);
}

TARGET float
NAME(softmax)(size_t n, const float *x, float *y)
{
  V s[4] = {{0}};
  float most = NAME(largest)(n, x), sum;
  EACH_OF_FOUR(V e = NAME(exp_below_0)(GET_OR(x, ALL(-INFINITY)) - most); s[k] += e; PUT(y, e);)
  sum = NAME(total)(s);
  NAME(scale)(n, 1.0f / sum, y, y);
  return n == 0 ? -INFINITY : most + NAME(log_of)(ALL(sum))[0];
}

TARGET void
NAME(softmax_backward)(size_t n, const float *y, const float *dy, float *dx)
{
  float dot = NAME(dot)(n, y, dy);
  EACH(PUT(dx, FMA(GET(y), GET(dy) - dot, GET(dx)));)
}

LANE float
NAME(squares)(size_t n, const float *x, float mean)
{
  V s[4] = {{0}};
  EACH_OF_FOUR(V a = GET_OR(x, ALL(mean)) - mean; s[k] = FMA(a, a, s[k]);)
  return NAME(total)(s);
}

TARGET void
NAME(moments)(size_t n, const float *x, float epsilon, float *mean, float *inverse)
{
  float share = n > 0 ? 1.0f / (float)n : 0.0f, centre = NAME(sum)(n, x) * share;
  *mean = centre;
  *inverse = 1.0f / sqrtf(NAME(squares)(n, x, centre) * share + epsilon);
}

TARGET void
NAME(adam)(size_t n, float rate, float beta1, float beta2, float epsilon, float correction1,
           float correction2, float l2, float decay, const float *gradient, float *m, float *v,
           float *weight)
{
  V keep = ALL((float)(1.0 - (double)rate * decay)), step = ALL(-rate / correction1);
  V share = ALL(1.0f / correction2), rest1 = ALL(1.0f - beta1), rest2 = ALL(1.0f - beta2);
  EACH(V w = GET(weight), g = FMA(ALL(l2), w, GET(gradient)), a = GET(m), b = GET(v);
       a = FMA(rest1, g - a, a); b = FMA(rest2 * g, g, ALL(beta2) * b); PUT(m, a); PUT(v, b);
       b = SQRT(b * share) + epsilon; PUT(weight, FMA(step, a / b, keep * w));)
}

TARGET void
NAME(momentum)(size_t n, float rate, float mu, int nesterov, float l2, const float *gradient,
               float *velocity, float *weight)
{
  if (velocity == NULL) {
    EACH(V w = GET(weight), g = FMA(ALL(l2), w, GET(gradient)); PUT(weight, FMA(ALL(-rate), g, w));)
    return;
  }
  /* The step is old g + new v, with the shares that leave one of them out, or both. */
  V old = ALL(nesterov ? 1.0f : 0.0f), new = ALL(nesterov ? mu : 1.0f);
  EACH(V w = GET(weight), g = FMA(ALL(l2), w, GET(gradient)), a = FMA(ALL(mu), GET(velocity), g);
       PUT(velocity, a); PUT(weight, FMA(ALL(-rate), FMA(new, a, old * g), w));)
}

TARGET void
NAME(from_half)(size_t n, const uint16_t *x, float *y)
{
  uint16_t rest[LANES] = {0};
  size_t i = 0;
  for (; n - i >= LANES; i += LANES)
    STORE(y + i, LOAD_HALF(x + i));
  if (i == n)
    return;
  memcpy(rest, x + i, (n - i) * sizeof *x);
  STORE_SOME(y + i, n - i, LOAD_HALF(rest));
}

TARGET void
NAME(to_half)(size_t n, const float *x, uint16_t *y)
{
  uint16_t rest[LANES];
  size_t i = 0;
  for (; n - i >= LANES; i += LANES)
    STORE_HALF(y + i, LOAD(x + i));
  if (i == n)
    return;
  STORE_HALF(rest, LOAD_SOME(x + i, n - i, ALL(0.0f)));
  memcpy(y + i, rest, (n - i) * sizeof *y);
}
