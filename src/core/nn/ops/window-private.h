/* How windows lie on images, shared by convolution and pooling. */
#pragma once

#include "nn/ops/image.h"

/* Checks that `x` is a batch of images and the window fits it. `*whole` becomes the window with
 * strides and dilations of at least 1. False, with the tape's error noted, otherwise. */
bool ec_window_fit(struct ec_tape *tape, const struct ec_tensor *x, const struct ec_window *window,
                   struct ec_window *whole, size_t *out_height, size_t *out_width);

/* Along one side: which of the window's pixels, `*first` … `*end` - 1, are on the image and not on
 * the padding, for number `out` of the output. False where none is. */
bool ec_window_rows(size_t out, size_t window, size_t stride, size_t before, size_t dilation,
                    size_t size, size_t *first, size_t *end);
