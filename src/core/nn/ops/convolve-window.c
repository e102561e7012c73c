#include "config.h"

#include "nn/ops/window-private.h"

#include "base/memory.h"

static size_t
or_one(size_t value)
{
  return value == 0 ? 1 : value;
}

size_t
ec_window_out(size_t size, size_t window, size_t stride, size_t before, size_t after,
              size_t dilation)
{
  size_t extent, whole;
  if (window == 0 || size == 0 || !ec_size_multiply(or_one(dilation), window - 1, &extent) ||
      !ec_size_add(extent, 1, &extent) || !ec_size_add(size, before, &whole) ||
      !ec_size_add(whole, after, &whole) || extent > whole)
    return 0;
  return (whole - extent) / or_one(stride) + 1;
}

/* Sizes this large are a mistake, and below it no sum of them overflows. */
enum { SIDE_MAX = 1 << 20 };

static bool
is_sane(const struct ec_window *w)
{
  const size_t values[] = {w->height, w->width, w->stride_y, w->stride_x,   w->top,
                           w->bottom, w->left,  w->right,    w->dilation_y, w->dilation_x};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (values[i] > SIDE_MAX)
      return false;
  return w->height > 0 && w->width > 0;
}

bool
ec_window_fit(struct ec_tape *tape, const struct ec_tensor *x, const struct ec_window *window,
              struct ec_window *whole, size_t *out_height, size_t *out_width)
{
  struct ec_window w = *window;
  if (x->rank != 4 || x->n == 0) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "images need the shape [n][height][width][channels], none of them 0, but these "
                 "have %zu dimensions",
                 x->rank);
    return false;
  }
  w.stride_y = or_one(w.stride_y), w.stride_x = or_one(w.stride_x);
  w.dilation_y = or_one(w.dilation_y), w.dilation_x = or_one(w.dilation_x);
  if (!is_sane(&w)) {
    ec_tape_fail(tape, EC_ERROR_ARGUMENT,
                 "a window's sides, strides, dilations and padding must be at most %d, and its "
                 "sides at least 1",
                 SIDE_MAX);
    return false;
  }
  *out_height = ec_window_out(x->shape[1], w.height, w.stride_y, w.top, w.bottom, w.dilation_y);
  *out_width = ec_window_out(x->shape[2], w.width, w.stride_x, w.left, w.right, w.dilation_x);
  if (*out_height == 0 || *out_width == 0) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "a window that spans %zu by %zu pixels does not fit into images of %zu by %zu "
                 "with their padding; make the window smaller or the padding larger",
                 (w.height - 1) * w.dilation_y + 1, (w.width - 1) * w.dilation_x + 1,
                 x->shape[1] + w.top + w.bottom, x->shape[2] + w.left + w.right);
    return false;
  }
  *whole = w;
  return true;
}

bool
ec_window_rows(size_t out, size_t window, size_t stride, size_t before, size_t dilation,
               size_t size, size_t *first, size_t *end)
{
  size_t at = out * stride;
  size_t skip = at >= before ? 0 : (before - at + dilation - 1) / dilation;
  size_t room = size + before > at ? (size + before - at + dilation - 1) / dilation : 0;
  *first = skip;
  *end = room < window ? room : window;
  return *first < *end;
}
