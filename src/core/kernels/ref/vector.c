/* The vector kernels in plain C, number by number: what the others are compared with, and what runs
 * where there are no others. Functions are taken from the C library, sums made in double
 * precision. */
#include "config.h"

#include "kernels/vector-private.h"

#include <math.h>
#include <string.h>

/* Running sums side by side, so that a compiler may keep them in vectors. */
enum { N_SUMS = 8 };

static double
total(const double sums[N_SUMS])
{
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

static double
sigmoid(double x)
{
  return 1.0 / (1.0 + exp(-x));
}

/* Φ(x), with all its digits far below 0 as well. */
static double
normal_distribution(double x)
{
  return 0.5 * erfc(-0x1.6a09e667f3bcdp-1 * x);
}

static double
normal_density(double x)
{
  return 0x1.9884533d43651p-2 * exp(-0.5 * x * x);
}

void
ec_plain_exp(size_t n, const float *x, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = (float)exp(x[i]);
}

void
ec_plain_log(size_t n, const float *x, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = (float)log(x[i]);
}

static float
activation_of(enum ec_activation activation, float x)
{
  switch (activation) {
  case EC_ACTIVATION_RELU:
    return x <= 0.0f ? 0.0f : x;
  case EC_ACTIVATION_GELU:
    return (float)(x * normal_distribution(x));
  case EC_ACTIVATION_TANH:
    return (float)tanh(x);
  case EC_ACTIVATION_SIGMOID:
    return (float)sigmoid(x);
  case EC_ACTIVATION_NONE:
  case EC_N_ACTIVATIONS:
    break;
  }
  return x;
}

void
ec_plain_activate(enum ec_activation activation, size_t n, const float *x, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = activation_of(activation, x[i]);
}

/* The slope of GELU, Φ(x) + x φ(x); far out, where φ is 0, it is Φ's even at infinity. */
static float
gelu_slope(float x)
{
  double density = normal_density(x);
  return (float)(normal_distribution(x) + (density == 0.0 ? 0.0 : x * density));
}

void
ec_plain_activate_backward(enum ec_activation activation, size_t n, const float *x, const float *y,
                           const float *dy, float *dx)
{
  switch (activation) {
  case EC_ACTIVATION_RELU:
    for (size_t i = 0; i < n; i++)
      dx[i] += y[i] > 0.0f ? dy[i] : 0.0f;
    break;
  case EC_ACTIVATION_GELU:
    for (size_t i = 0; i < n; i++)
      dx[i] += dy[i] * gelu_slope(x[i]);
    break;
  case EC_ACTIVATION_TANH:
    for (size_t i = 0; i < n; i++)
      dx[i] += dy[i] * (1.0f - y[i] * y[i]);
    break;
  case EC_ACTIVATION_SIGMOID:
    for (size_t i = 0; i < n; i++)
      dx[i] += dy[i] * (y[i] * (1.0f - y[i]));
    break;
  case EC_ACTIVATION_NONE:
  case EC_N_ACTIVATIONS:
    ec_plain_add(n, dy, dx);
    break;
  }
}

void
ec_plain_fill(size_t n, float value, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = value;
}

void
ec_plain_add(size_t n, const float *x, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] += x[i];
}

void
ec_plain_add_scaled(size_t n, float a, const float *x, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] += a * x[i];
}

void
ec_plain_scale(size_t n, float a, const float *x, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = a * x[i];
}

void
ec_plain_multiply(size_t n, const float *x, const float *z, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = x[i] * z[i];
}

void
ec_plain_multiply_add(size_t n, const float *x, const float *z, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] += x[i] * z[i];
}

static double
sum_of(size_t n, const float *x)
{
  double sums[N_SUMS] = {0};
  size_t i = 0;
  for (; i + N_SUMS <= n; i += N_SUMS)
    for (size_t l = 0; l < N_SUMS; l++)
      sums[l] += x[i + l];
  for (size_t l = 0; i + l < n; l++)
    sums[l] += x[i + l];
  return total(sums);
}

static double
dot_of(size_t n, const float *x, const float *y)
{
  double sums[N_SUMS] = {0};
  size_t i = 0;
  for (; i + N_SUMS <= n; i += N_SUMS)
    for (size_t l = 0; l < N_SUMS; l++)
      sums[l] += (double)x[i + l] * y[i + l];
  for (size_t l = 0; i + l < n; l++)
    sums[l] += (double)x[i + l] * y[i + l];
  return total(sums);
}

float
ec_plain_sum(size_t n, const float *x)
{
  return (float)sum_of(n, x);
}

float
ec_plain_dot(size_t n, const float *x, const float *y)
{
  return (float)dot_of(n, x, y);
}

float
ec_plain_max(size_t n, const float *x)
{
  float most = -INFINITY;
  for (size_t i = 0; i < n; i++)
    if (x[i] > most || isnan(x[i]))
      most = x[i];
    else if (isnan(most))
      break;
  return most;
}

float
ec_plain_softmax(size_t n, const float *x, float *y)
{
  double most = ec_plain_max(n, x), sum = 0.0;
  if (n == 0)
    return -INFINITY;
  for (size_t i = 0; i < n; i++) {
    double e = exp(x[i] - most);
    y[i] = (float)e;
    sum += e;
  }
  for (size_t i = 0; i < n; i++)
    y[i] = (float)(y[i] / sum);
  return (float)(most + log(sum));
}

void
ec_plain_softmax_backward(size_t n, const float *y, const float *dy, float *dx)
{
  double dot = dot_of(n, y, dy);
  for (size_t i = 0; i < n; i++)
    dx[i] += (float)(y[i] * (dy[i] - dot));
}

void
ec_plain_moments(size_t n, const float *x, float epsilon, float *mean, float *inverse)
{
  double centre = n > 0 ? sum_of(n, x) / (double)n : 0.0, squares = 0.0;
  for (size_t i = 0; i < n; i++)
    squares += (x[i] - centre) * (x[i] - centre);
  *mean = (float)centre;
  *inverse = (float)(1.0 / sqrt((n > 0 ? squares / (double)n : 0.0) + epsilon));
}

void
ec_plain_adam(size_t n, float rate, float beta1, float beta2, float epsilon, float correction1,
              float correction2, float l2, float decay, const float *gradient, float *m, float *v,
              float *weight)
{
  float keep = (float)(1.0 - (double)rate * decay), step = rate / correction1;
  for (size_t i = 0; i < n; i++) {
    float g = gradient[i] + l2 * weight[i];
    m[i] += (1.0f - beta1) * (g - m[i]);
    v[i] = beta2 * v[i] + (1.0f - beta2) * (g * g);
    weight[i] = keep * weight[i] - step * (m[i] / (sqrtf(v[i] / correction2) + epsilon));
  }
}

void
ec_plain_momentum(size_t n, float rate, float mu, int nesterov, float l2, const float *gradient,
                  float *velocity, float *weight)
{
  for (size_t i = 0; i < n; i++) {
    float g = gradient[i] + l2 * weight[i], step = g;
    if (velocity != NULL) {
      velocity[i] = mu * velocity[i] + g;
      step = nesterov ? g + mu * velocity[i] : velocity[i];
    }
    weight[i] -= rate * step;
  }
}

/* Of 16 bits one is the sign, five the exponent plus 15, ten the fraction; the smallest numbers are
 * multiples of 2^-24. A signalling NaN becomes a quiet one, as processors do it. */
static float
from_half(uint16_t half)
{
  uint32_t exponent = (uint32_t)half >> 10 & 31, fraction = half & 0x3ff, bits;
  float value;
  if (exponent == 0)
    value = (float)fraction * 0x1p-24f;
  else {
    exponent = exponent == 31 ? 255 : exponent + 112;
    bits = exponent << 23 | fraction << 13;
    if (exponent == 255 && fraction != 0)
      bits |= (uint32_t)1 << 22;
    memcpy(&value, &bits, sizeof value);
  }
  return copysignf(value, half & 0x8000 ? -1.0f : 1.0f);
}

/* Numbers below the smallest normal one are counted in 2^-24; of others the fraction is rounded, and
 * what it carries goes to the exponent, as it should. */
static uint16_t
to_half(float value)
{
  uint32_t bits, sign;
  float size = fabsf(value);
  memcpy(&bits, &value, sizeof bits);
  sign = bits >> 16 & 0x8000;
  bits &= 0x7fffffff;
  if (bits > 0x7f800000)
    return (uint16_t)(sign | 0x7e00 | (bits >> 13 & 0x3ff));
  if (size >= 65520.0f)
    return (uint16_t)(sign | 0x7c00);
  if (size < 0x1p-14f)
    return (uint16_t)(sign | (uint32_t)nearbyintf(size * 0x1p24f));
  bits += 0xfff + (bits >> 13 & 1);
  return (uint16_t)(sign | ((bits >> 13) - (112u << 10)));
}

void
ec_plain_from_half(size_t n, const uint16_t *x, float *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = from_half(x[i]);
}

void
ec_plain_to_half(size_t n, const float *x, uint16_t *y)
{
  for (size_t i = 0; i < n; i++)
    y[i] = to_half(x[i]);
}
