/* The innermost loops of single-precision work, for the vectors that the processor has.
 *
 * One table for each kind of processor: plain C, which is the oracle; AVX2 with FMA; AVX-512; NEON.
 * Which one is used is found once, at start. Every function gives the same bits for the same input
 * wherever in memory it is and however the caller has cut the work; between kinds the last bits
 * may differ. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is done to a product as it is written: see ec_gemm(). */
enum ec_activation {
  EC_ACTIVATION_NONE,
  EC_ACTIVATION_RELU,
  EC_ACTIVATION_GELU, /* x Φ(x), with the error function, not its approximation by tanh */
  EC_ACTIVATION_TANH,
  EC_ACTIVATION_SIGMOID,
  EC_N_ACTIVATIONS
};

/* A tile of C and what it is made of: c[i * c_row + j] = f(alpha Σ over p < k of
 * a[i * a_row + p * a_step] b[p * b_step + j] + row_bias[i] + column_bias[j]), or += where `add`.
 * Both factors may be panels as packed, or matrices as they are. */
struct ec_tile {
  size_t n_rows, n_columns; /* at most tile_m and tile_n; nothing beyond them is read or written */
  size_t k;
  const float *a, *b;
  size_t a_row, a_step, b_step;
  float *c;
  size_t c_row;
  float alpha;
  bool add;
  bool relu;                           /* f; other activations come after */
  const float *row_bias, *column_bias; /* or NULL */
};

typedef void (*ec_tile_func)(const struct ec_tile *tile);

/* Writes `n_k` numbers of each of `n_rows` rows into a panel: panel[p * width + i] is
 * from[i * row + p * step], and 0 for n_rows <= i < width. */
typedef void (*ec_panel_func)(const float *from, size_t row, size_t step, size_t n_rows, size_t n_k,
                              size_t width, float *panel);

struct ec_kernels {
  const char *name;      /* "plain", "avx2", "avx512", "neon" */
  size_t lanes;          /* floats in a vector */
  size_t tile_m, tile_n; /* rows and columns of the tile that is kept in registers */
  size_t slab;           /* numbers of the inner dimension that are summed in registers at a time */
  ec_tile_func tile;
  ec_panel_func pack;

  /* Element by element; y may be x. Errors: exp, tanh, sigmoid within 2 ulp, gelu within 4 ulp or
   * 1e-7 of x, whichever is larger; infinities and NaN as the C library has them. */
  void (*exp)(size_t n, const float *x, float *y);
  void (*log)(size_t n, const float *x, float *y);
  void (*activate)(enum ec_activation activation, size_t n, const float *x, float *y);
  /* dx[i] += dy[i] f'(…): of RELU, TANH and SIGMOID from the output y, of GELU from the input x. */
  void (*activate_backward)(enum ec_activation activation, size_t n, const float *x, const float *y,
                            const float *dy, float *dx);

  void (*fill)(size_t n, float value, float *y);
  void (*add)(size_t n, const float *x, float *y);                          /* y += x */
  void (*add_scaled)(size_t n, float a, const float *x, float *y);          /* y += a x */
  void (*scale)(size_t n, float a, const float *x, float *y);               /* y = a x */
  void (*multiply)(size_t n, const float *x, const float *z, float *y);     /* y = x z */
  void (*multiply_add)(size_t n, const float *x, const float *z, float *y); /* y += x z */

  /* Sums in an order that depends on n alone, in several running sums at a time. */
  float (*sum)(size_t n, const float *x);
  float (*dot)(size_t n, const float *x, const float *y);
  float (*max)(size_t n, const float *x); /* -INFINITY for n = 0; NaN where there is one */

  /* y = softmax(x) of one row, the largest taken off first; returns log Σ exp(x). */
  float (*softmax)(size_t n, const float *x, float *y);
  /* dx += y (dy - Σ y dy) */
  void (*softmax_backward)(size_t n, const float *y, const float *dy, float *dx);

  /* Mean and 1 / √(variance + epsilon) of one row, the variance with n in the denominator, in two
   * passes. */
  void (*moments)(size_t n, const float *x, float epsilon, float *mean, float *inverse);

  /* One step of Adam on n weights; see nn/optimiser.h for what each means. */
  void (*adam)(size_t n, float rate, float beta1, float beta2, float epsilon, float correction1,
               float correction2, float l2, float decay, const float *gradient, float *m, float *v,
               float *weight);
  /* One step of descent with momentum: v = μ v + g + l2 w, w -= rate (nesterov ? g + μ v : v).
   * Where μ is 0, velocity may be NULL. */
  void (*momentum)(size_t n, float rate, float mu, int nesterov, float l2, const float *gradient,
                   float *velocity, float *weight);

  /* From and to half precision, to the nearest, ties to even. */
  void (*from_half)(size_t n, const uint16_t *x, float *y);
  void (*to_half)(size_t n, const float *x, uint16_t *y);
};

/* The tables that this processor can run, best first, ending in NULL; the last one is plain C. */
const struct ec_kernels *const *ec_kernels_all(void);

/* The best of them. */
const struct ec_kernels *ec_kernels_best(void);
