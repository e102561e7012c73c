/* What the files of convolution share.
 *
 * Weights are repacked once a step into panels: for a group and a block of one or two vectors of
 * its channels, `k` rows of `width` numbers, the channels past the last one 0. Forwards a row is a
 * pixel of the window and a channel that goes in, and the channels are those that come out; by
 * data it is the other way round. The gradient by the weights is summed in the layout of the
 * forward panels, apart for each of a number of chunks of the batch that depends on the shape
 * alone. */
#pragma once

#include "base/parallel.h"
#include "nn/ops/convolve-kernels.h"
#include "nn/ops/image.h"
#include "nn/tape.h"

struct ec_panels {
  size_t n_groups, n_channels; /* of each group */
  size_t k, lanes;
  float *data;
};

struct ec_panel {
  size_t group, first; /* its first channel, counted in the group */
  size_t n_channels, width;
  size_t at; /* where it begins in the data of all */
};

struct ec_convolution {
  struct ec_tensor *x, *weight, *bias, *y;
  struct ec_window window; /* strides and dilations at least 1 */
  enum ec_activation activation;
  size_t groups;
  size_t n, height, width, in, out_height, out_width, out;
  size_t in_group, out_group;
  const struct ec_image_kernels *kernels;
  struct ec_tape *tape;

  /* Forwards. */
  struct ec_panels forward;
  struct ec_tap *taps;
  size_t taps_a_row, run; /* taps for each row of the window, and what each one takes */
  float *padded_bias;     /* [groups][padded] */
  float *before;          /* what the activation was put on, where that is needed to go back */
  size_t band;            /* rows of the output that are made together */

  /* Backwards. */
  struct ec_panels by_data; /* data is NULL where dx is not wanted */
  struct ec_tap *data_taps;
  struct ec_data_phase *phases;  /* [stride_y][stride_x] */
  size_t z_left, z_right, z_row; /* columns of zeros around dz, and from one row to the next */
  float *sums; /* [n_chunks][sums_size], of weights and biases; NULL: not wanted */
  size_t weights_size, sums_size, n_chunks;
  float *dz; /* of a window for each channel alone */
};

/* The pixels of the input that the same part of the window was put on; see convolve-data.c. */
struct ec_data_phase {
  size_t first_x, n_pixels;  /* of each row: first_x, first_x + stride_x, … */
  size_t first_tap;          /* in data_taps, by rows of the window */
  size_t n_taps_x, n_taps_y; /* of each row of the window, and its rows */
  size_t first_y;            /* the first of those rows; further ones `step_y` apart */
  size_t step_y;
};

/* The numbers of all panels. False where the size overflows. */
bool ec_panels_size(const struct ec_panels *panels, size_t *size);
size_t ec_panels_count(const struct ec_panels *panels);
struct ec_panel ec_panels_get(const struct ec_panels *panels, size_t index);

/* Repack the weights (and the bias). CANCELLED. */
ec_status ec_convolve_pack_forward(struct ec_convolution *convolution, struct ec_error *error);
ec_status ec_convolve_pack_data(struct ec_convolution *convolution, struct ec_error *error);

/* An image with what is around it: rows `first` … `end` - 1 of `image`, with zeros left and
 * right of each, in `scratch`, or the image itself where there are none. `row` becomes the distance
 * between rows. What is returned begins at row `first`. */
const float *ec_convolve_pad(const float *image, size_t first, size_t end, size_t pixels,
                             size_t channels, size_t left, size_t right, float *scratch,
                             size_t *row);

/* What one worker needs for the padding, in bytes, and the reserving of it, so that nothing grows
 * inside a loop. */
size_t ec_convolve_scratch(const struct ec_convolution *convolution);
ec_status ec_convolve_reserve(const struct ec_convolution *convolution, size_t size,
                              struct ec_error *error);

/* Plans how to go back. False where that fails, which the tape then knows. */
bool ec_convolve_plan_backward(struct ec_convolution *convolution);
bool ec_convolve_plan_data(struct ec_convolution *convolution);
ec_status ec_convolve_backward(struct ec_tape *tape, void *node, struct ec_error *error);

/* The gradient of what the activation was put on, of numbers `at` … `at` + n - 1 of the output. */
void ec_convolve_make_dz(const struct ec_convolution *convolution, size_t at, size_t n, float *dz);

/* Adds to dx of one image from its dz, padded, for one panel of by_data. */
void ec_convolve_by_data(const struct ec_convolution *convolution, const float *dz, size_t panel,
                         float *dx);

/* Where each channel has a window of its own. */
struct ec_tensor *ec_convolve_depthwise(struct ec_convolution *convolution);
