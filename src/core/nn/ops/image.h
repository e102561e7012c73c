/* Operations on images, [n][height][width][channels]: the channels of a pixel lie side by side. */
#pragma once

#include "kernels/kernels.h"
#include "nn/tape.h"

struct ec_window {
  size_t height, width;            /* of the window; at least 1 */
  size_t stride_y, stride_x;       /* at least 1; 0 counts as 1 */
  size_t top, bottom, left, right; /* rows and columns of zeros around the image */
  size_t dilation_y, dilation_x;   /* between the window's pixels; 0 counts as 1 */
};

/* The size of what comes out along one side: ⌊(size + before + after - dilation (window - 1) - 1) /
 * stride⌋ + 1, and 0 where the window does not fit. */
size_t ec_window_out(size_t size, size_t window, size_t stride, size_t before, size_t after,
                     size_t dilation);

/* f(x ⋆ W + b): x [n][h][w][in], weight [out][window height][window width][in / groups], bias [out]
 * or NULL; `groups` divides both in and out. Cross-correlation, as in the field's libraries.
 * Returns [n][h'][w'][out]. */
struct ec_tensor *ec_convolve(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *weight,
                              struct ec_tensor *bias, const struct ec_window *window, size_t groups,
                              enum ec_activation activation);

/* The largest number of each window (ties: the first); padding counts as -infinity. */
struct ec_tensor *ec_max_pool(struct ec_tape *tape, struct ec_tensor *x,
                              const struct ec_window *window);

/* The mean of each window; with `count_padding` zeros around the image count. */
struct ec_tensor *ec_average_pool(struct ec_tape *tape, struct ec_tensor *x,
                                  const struct ec_window *window, bool count_padding);

/* The mean over all pixels: [n][channels]. */
struct ec_tensor *ec_global_average_pool(struct ec_tape *tape, struct ec_tensor *x);

/* Normalises each channel (the last dimension) over all else, then scale x + shift. While training
 * by the batch's own mean and variance, which also move the running ones by `momentum` (0.1: a
 * tenth of the way; the running variance with n - 1 in the denominator); when predicting, or with
 * `frozen`, by the running ones.
 * Source: S. Ioffe, C. Szegedy, "Batch normalization", ICML 2015, algorithms 1 and 2. */
struct ec_tensor *ec_batch_norm(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *scale,
                                struct ec_tensor *shift, float *running_mean,
                                float *running_variance, double momentum, double epsilon,
                                bool frozen, enum ec_activation activation);
