#include "config.h"

#include "linalg/vector.h"

#include <math.h>

/* Four doubles, at any address of a double. Two of them make the eight lanes. */
typedef double lanes __attribute__((vector_size(32), aligned(8), may_alias));

#define LANES(pointer) (*(const lanes *)(pointer))
#define INLINE static inline __attribute__((always_inline))

/* Adds up the lanes of two vectors, always in the same order. */
#define SUM(a, b)                                                                                  \
  ((((a)[0] + (b)[0]) + ((a)[2] + (b)[2])) + (((a)[1] + (b)[1]) + ((a)[3] + (b)[3])))

INLINE double
dot(size_t n, const double *a, const double *b)
{
  lanes s = {0}, t = {0};
  double rest = 0.0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    s += LANES(a + i) * LANES(b + i);
    t += LANES(a + i + 4) * LANES(b + i + 4);
  }
  for (; i < n; i++)
    rest += a[i] * b[i];
  return SUM(s, t) + rest;
}

INLINE void
subtract(size_t n, double w, const double *v, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] -= w * v[i];
}

/* Four columns at a time, so that v is loaded once for all of them. Each column's sum is the very
 * one that dot() makes. */
INLINE void
reflect_four(size_t n, const double *v, double tau, double *rest, size_t stride, double *top,
             size_t top_stride)
{
  double *x0 = rest, *x1 = rest + stride, *x2 = rest + 2 * stride, *x3 = rest + 3 * stride;
  lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, t0 = {0}, t1 = {0}, t2 = {0}, t3 = {0};
  double e0 = 0.0, e1 = 0.0, e2 = 0.0, e3 = 0.0, w0, w1, w2, w3;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    lanes a = LANES(v + i), b = LANES(v + i + 4);
    s0 += a * LANES(x0 + i);
    s1 += a * LANES(x1 + i);
    s2 += a * LANES(x2 + i);
    s3 += a * LANES(x3 + i);
    t0 += b * LANES(x0 + i + 4);
    t1 += b * LANES(x1 + i + 4);
    t2 += b * LANES(x2 + i + 4);
    t3 += b * LANES(x3 + i + 4);
  }
  for (; i < n; i++) {
    e0 += v[i] * x0[i];
    e1 += v[i] * x1[i];
    e2 += v[i] * x2[i];
    e3 += v[i] * x3[i];
  }
  top[0] -= w0 = tau * (top[0] + (SUM(s0, t0) + e0));
  top[top_stride] -= w1 = tau * (top[top_stride] + (SUM(s1, t1) + e1));
  top[2 * top_stride] -= w2 = tau * (top[2 * top_stride] + (SUM(s2, t2) + e2));
  top[3 * top_stride] -= w3 = tau * (top[3 * top_stride] + (SUM(s3, t3) + e3));
  for (i = 0; i + 4 <= n; i += 4) {
    lanes a = LANES(v + i);
    *(lanes *)(x0 + i) -= w0 * a;
    *(lanes *)(x1 + i) -= w1 * a;
    *(lanes *)(x2 + i) -= w2 * a;
    *(lanes *)(x3 + i) -= w3 * a;
  }
  for (; i < n; i++) {
    x0[i] -= w0 * v[i];
    x1[i] -= w1 * v[i];
    x2[i] -= w2 * v[i];
    x3[i] -= w3 * v[i];
  }
}

INLINE void
reflect(size_t n, const double *v, double tau, size_t n_columns, double *rest, size_t rest_stride,
        double *top, size_t top_stride)
{
  size_t c = 0;
  for (; c + 4 <= n_columns; c += 4)
    reflect_four(n, v, tau, rest + c * rest_stride, rest_stride, top + c * top_stride, top_stride);
  for (; c < n_columns; c++) {
    double *x = rest + c * rest_stride, *t = top + c * top_stride;
    double w = tau * (*t + dot(n, v, x));
    *t -= w;
    subtract(n, w, v, x);
  }
}

#if defined(__x86_64__)
/* The same code once more for processors with AVX2, which are asked for at run time. */
__attribute__((target("avx2"))) static double
dot_avx2(size_t n, const double *a, const double *b)
{
  return dot(n, a, b);
}

__attribute__((target("avx2"))) static void
reflect_avx2(size_t n, const double *v, double tau, size_t n_columns, double *rest,
             size_t rest_stride, double *top, size_t top_stride)
{
  reflect(n, v, tau, n_columns, rest, rest_stride, top, top_stride);
}
#endif

double
ec_dot(size_t n, const double *a, const double *b)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    return dot_avx2(n, a, b);
#endif
  return dot(n, a, b);
}

void
ec_reflect(size_t n, const double *v, double tau, size_t n_columns, double *rest,
           size_t rest_stride, double *top, size_t top_stride)
{
  if (tau == 0.0)
    return;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    reflect_avx2(n, v, tau, n_columns, rest, rest_stride, top, top_stride);
    return;
  }
#endif
  reflect(n, v, tau, n_columns, rest, rest_stride, top, top_stride);
}

/* Where all squares together are below the first, digits of them may have been lost to underflow;
 * times the second they are well away from it. */
static const double TINY_SQUARES = 0x1p-900, MAGNIFICATION = 0x1p600;

static void
multiply(size_t n, double factor, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] *= factor;
}

double
ec_make_reflector(size_t n, double *alpha, double *x)
{
  double squares = ec_dot(n, x, x), first = *alpha, magnified = 1.0, beta, tau;
  if (first * first + squares < TINY_SQUARES) {
    /* Columns that depend on each other leave rounding errors of rounding errors, which become as
     * small as that. A reflector of them has to be orthogonal nevertheless, for it is applied to
     * columns that are not small. */
    magnified = MAGNIFICATION;
    multiply(n, magnified, x);
    first *= magnified;
    squares = ec_dot(n, x, x);
  }
  if (squares == 0.0)
    return 0.0;
  /* The sign is chosen so that alpha - beta adds up and loses nothing. */
  beta = -copysign(sqrt(first * first + squares), first);
  tau = (beta - first) / beta;
  multiply(n, 1.0 / (first - beta), x);
  *alpha = beta / magnified;
  return tau;
}
