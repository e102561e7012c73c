/* What a recurrent layer's kernels are given. Its rows are sorted by length, longest first, and
 * cut into pieces; a piece takes its rows through all steps, so threads wait for nobody.
 *
 * Panels hold weights as the tiles of sums read them, each a row of vectors for every number of
 * the inner dimension:
 *   forwards  [slice of hidden][width + hidden][gates][lanes]; without gates (RNN) four slices
 *             side by side take their place
 *   backwards [group of up to four slices of hidden, then of width][gates × hidden][slices][lanes] */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "nn/ops/sequence.h"

enum { EC_RECUR_PIECE = 16 }; /* rows of a piece, at most */

struct ec_recur_run {
  enum ec_recurrence recurrence;
  bool backwards;
  size_t n, time, width, hidden;
  size_t gates; /* of the weights: 1, 4, 3 */
  size_t kept;  /* numbers a hidden one that are noted for the way back: 1, 4, 4 */
  size_t piece_rows;
  const float *x;            /* [n][time][width] */
  const float *input_weight; /* [gates × hidden][width] */
  const float *hidden_weight;
  const float *input_bias, *hidden_bias; /* or NULL */
  const size_t *order;                   /* rows by length, longest first */
  const size_t *length;                  /* by row */
  float *forward_panel, *bias_panel, *backward_panel;
  float *y, *last; /* [n][time][hidden], [n][hidden] */
  /* NULL where nothing goes back. [n][time][kept][hidden]: the gates (of the GRU the hidden part
   * of the new gate after them), then in their place their gradients before the activation. */
  float *gate;
  float *cell; /* of the LSTM, [n][time][hidden] */
  /* Going back: */
  const float *dy, *dlast; /* dlast may be NULL */
  float *dx;               /* or NULL */
  float *dbias;            /* [piece][kept][padded hidden]: sums of the gates' gradients */
};

/* Numbers in the panels. */
size_t ec_recur_forward_panel_size(const struct ec_recur_run *run);
size_t ec_recur_backward_panel_size(const struct ec_recur_run *run);

/* Numbers that a piece scribbles on. */
size_t ec_recur_scratch_size(const struct ec_recur_run *run);

/* Where the row that is number `rank` by length finds its place of a step. */
static inline size_t
ec_recur_place(const struct ec_recur_run *run, size_t row, size_t step)
{
  size_t t = run->backwards ? run->length[row] - 1 - step : step;
  return row * run->time + t;
}
