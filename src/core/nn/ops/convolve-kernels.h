/* The innermost loops of operations on images, for the vectors that the processor has. Private to
 * nn/ops.
 *
 * A convolution is made without a matrix of windows: a tile of neighbouring pixels of the output,
 * by one or two vectors of its channels, is kept in registers, and what it is made of is read where
 * it lies in the image. Pixels next to one another are summed apart from one another, in the order
 * of the window, so how a row is cut into tiles does not change a bit.
 *
 * Source: E. Georganas et al., "Anatomy of high-performance deep learning convolutions on SIMD
 * architectures", SC 2018. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/kernels.h"

/* A run of numbers that lie side by side in the input, and the row of the panel that its first
 * one is multiplied by. */
struct ec_tap {
  ptrdiff_t in; /* from the pixel's own place */
  size_t k;
};

/* A row of pixels of one block of channels:
 *   out[p * out_step + o] = f(bias[o] + Σ over taps t, j < run of
 *                             in[at + p * in_step + t.in + j] panel[(t.k + j) * width + o])
 * for p < n_pixels, o < n_channels; with `accumulate` it is added to what is there. */
struct ec_tap_row {
  const struct ec_tap *taps;
  size_t n_taps, run;
  const float *in;
  ptrdiff_t at;
  size_t in_step;
  const float *panel;
  size_t width; /* of the panel: one vector or two */
  size_t n_channels;
  const float *bias; /* [width] or NULL */
  float *out;
  size_t out_step, n_pixels;
  bool accumulate, relu;
};

/* The gradient by a part of the weights:
 *   sums[j * width + o] += Σ over y < n_rows, p < n_pixels of
 *                          x[y * x_row + p * x_step + j] dz[y * dz_row + p * dz_step + o]
 * for j < run, o < width: all of a vector is read of dz, also past the last channel. */
struct ec_tap_sum {
  const float *x, *dz;
  size_t x_row, x_step, dz_row, dz_step;
  size_t n_rows, n_pixels, run, width;
  float *sums;
};

struct ec_image_kernels {
  const char *name; /* that of the struct ec_kernels that it goes with */
  size_t lanes;
  void (*row)(const struct ec_tap_row *row);
  void (*sum)(const struct ec_tap_sum *sum);
  /* A pixel of a window that is looked at as number `k`: best = max(best, x), the first one where
   * they are equal, NaN before all; index says which. */
  void (*max)(size_t n, int32_t k, const float *x, float *best, int32_t *index);
  /* dx += dy where index is k. */
  void (*max_backward)(size_t n, int32_t k, const int32_t *index, const float *dy, float *dx);
  /* dz = y > 0 ? dy : 0 */
  void (*relu_backward)(size_t n, const float *y, const float *dy, float *dz);
  /* sums[i] += Σ over rows r of x[r * step + i], for i < n. */
  void (*columns)(size_t n_rows, size_t step, size_t n, const float *x, float *sums);

  /* Of rows [n_rows][n], each column i apart: sums += Σ (x - mean) and squares += Σ (x - mean)²,
   * sums += Σ (x - mean) z, y = f((x - mean) a + b), and dx += a dz + b (x - mean) + c. */
  void (*squares)(size_t n_rows, size_t n, const float *x, const float *mean, float *sums,
                  float *squares);
  void (*products)(size_t n_rows, size_t n, const float *x, const float *mean, const float *z,
                   float *sums);
  void (*normalize)(size_t n_rows, size_t n, const float *x, const float *mean, const float *a,
                    const float *b, bool relu, float *y);
  void (*normalize_backward)(size_t n_rows, size_t n, const float *x, const float *mean,
                             const float *dz, const float *a, const float *b, const float *c,
                             float *dx);
};

/* The table that goes with the kernels of a compute context. */
const struct ec_image_kernels *ec_image_kernels_for(const struct ec_kernels *kernels);
