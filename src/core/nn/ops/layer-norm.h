/* What the kernels of layer normalisation are given: a piece is a number of rows. */
#pragma once

#include "nn/ops/sequence.h"

enum { EC_NORM_PIECES_MAX = 64 };

struct ec_norm_run {
  size_t n_rows, width, n_pieces;
  const float *x, *scale, *shift;
  float epsilon;
  float *y;
  float *mean, *inverse; /* a row: mean and 1 / √(variance + epsilon) */
  /* Going back: dx may be NULL; the sums over a piece's rows, [piece][width], may be NULL. */
  const float *dy;
  float *dx, *dscale, *dshift;
};
