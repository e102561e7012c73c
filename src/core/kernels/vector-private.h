/* The vector kernels of each kind of processor, for the tables of kernels.h: what each function does
 * is written there.
 *
 * Of Adam: with g the gradient + l2 × weight, the weight is first shrunk by rate × decay of itself;
 * then m = β₁ m + (1 - β₁) g, v = β₂ v + (1 - β₂) g², and the weight loses
 * (rate / correction1) m / (√(v / correction2) + epsilon). The corrections are 1 - β₁ᵗ and 1 - β₂ᵗ
 * after t steps, of the betas as they are in single precision.
 *
 * Of momentum: where μ is 0, `velocity` may be NULL.
 *
 * None reads or writes past the last element, none needs an alignment, and what becomes of an
 * element depends neither on its place nor on how many there are. */
#pragma once

#include "kernels/kernels.h"

#define EC_VECTOR_DECLARE(kind)                                                                    \
  void ec_##kind##_exp(size_t n, const float *x, float *y);                                        \
  void ec_##kind##_log(size_t n, const float *x, float *y);                                        \
  void ec_##kind##_activate(enum ec_activation activation, size_t n, const float *x, float *y);    \
  void ec_##kind##_activate_backward(enum ec_activation activation, size_t n, const float *x,      \
                                     const float *y, const float *dy, float *dx);                  \
  void ec_##kind##_fill(size_t n, float value, float *y);                                          \
  void ec_##kind##_add(size_t n, const float *x, float *y);                                        \
  void ec_##kind##_add_scaled(size_t n, float a, const float *x, float *y);                        \
  void ec_##kind##_scale(size_t n, float a, const float *x, float *y);                             \
  void ec_##kind##_multiply(size_t n, const float *x, const float *z, float *y);                   \
  void ec_##kind##_multiply_add(size_t n, const float *x, const float *z, float *y);               \
  float ec_##kind##_sum(size_t n, const float *x);                                                 \
  float ec_##kind##_dot(size_t n, const float *x, const float *y);                                 \
  float ec_##kind##_max(size_t n, const float *x);                                                 \
  float ec_##kind##_softmax(size_t n, const float *x, float *y);                                   \
  void ec_##kind##_softmax_backward(size_t n, const float *y, const float *dy, float *dx);         \
  void ec_##kind##_moments(size_t n, const float *x, float epsilon, float *mean, float *inverse);  \
  void ec_##kind##_adam(size_t n, float rate, float beta1, float beta2, float epsilon,             \
                        float correction1, float correction2, float l2, float decay,               \
                        const float *gradient, float *m, float *v, float *weight);                 \
  void ec_##kind##_momentum(size_t n, float rate, float mu, int nesterov, float l2,                \
                            const float *gradient, float *velocity, float *weight);                \
  void ec_##kind##_from_half(size_t n, const uint16_t *x, float *y);                               \
  void ec_##kind##_to_half(size_t n, const float *x, uint16_t *y)

/* Their places in a struct ec_kernels: { .name = …, EC_VECTOR_KERNELS(plain) }. */
#define EC_VECTOR_KERNELS(kind)                                                                    \
  .exp = ec_##kind##_exp, .log = ec_##kind##_log, .activate = ec_##kind##_activate,                \
  .activate_backward = ec_##kind##_activate_backward, .fill = ec_##kind##_fill,                    \
  .add = ec_##kind##_add, .add_scaled = ec_##kind##_add_scaled, .scale = ec_##kind##_scale,        \
  .multiply = ec_##kind##_multiply, .multiply_add = ec_##kind##_multiply_add,                      \
  .sum = ec_##kind##_sum, .dot = ec_##kind##_dot, .max = ec_##kind##_max,                          \
  .softmax = ec_##kind##_softmax, .softmax_backward = ec_##kind##_softmax_backward,                \
  .moments = ec_##kind##_moments, .adam = ec_##kind##_adam, .momentum = ec_##kind##_momentum,      \
  .from_half = ec_##kind##_from_half, .to_half = ec_##kind##_to_half

EC_VECTOR_DECLARE(plain);
#if defined(__x86_64__)
EC_VECTOR_DECLARE(avx2);   /* where the processor has AVX2, FMA and F16C */
EC_VECTOR_DECLARE(avx512); /* where it has AVX-512 F besides */
#elif defined(__aarch64__)
EC_VECTOR_DECLARE(neon);
#endif
