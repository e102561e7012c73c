#include "config.h"

#include "nn/ops/image.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "nn/ops/convolve-kernels.h"
#include "nn/ops/op-private.h"
#include "nn/ops/window-private.h"

struct pool {
  struct ec_tensor *x, *y;
  struct ec_window window;
  size_t n, height, width, channels, out_height, out_width;
  bool count_padding;
  const struct ec_kernels *kernels;
  const struct ec_image_kernels *image_kernels;
  int32_t *index; /* of each output, which place of the window was largest; -1: none */
};

/* The places of the window that are on the image at one pixel of the output. */
struct places {
  size_t first_y, end_y, first_x, end_x;
};

static struct places
find_places(const struct pool *p, size_t y, size_t x)
{
  const struct ec_window *w = &p->window;
  struct places places = {0};
  ec_window_rows(y, w->height, w->stride_y, w->top, w->dilation_y, p->height, &places.first_y,
                 &places.end_y);
  ec_window_rows(x, w->width, w->stride_x, w->left, w->dilation_x, p->width, &places.first_x,
                 &places.end_x);
  return places;
}

/* Where in the input the pixel is that lies under a place of the window. */
static size_t
pixel(const struct pool *p, size_t image, size_t y, size_t x, size_t place_y, size_t place_x)
{
  const struct ec_window *w = &p->window;
  size_t row = y * w->stride_y + place_y * w->dilation_y - w->top;
  size_t column = x * w->stride_x + place_x * w->dilation_x - w->left;
  return ((image * p->height + row) * p->width + column) * p->channels;
}

/* The padding must not hide the whole image from a window. */
static bool
check_padding(struct ec_tape *tape, const struct ec_window *w)
{
  size_t height = (w->height - 1) * w->dilation_y + 1, width = (w->width - 1) * w->dilation_x + 1;
  if (w->top < height && w->bottom < height && w->left < width && w->right < width)
    return true;
  ec_tape_fail(tape, EC_ERROR_ARGUMENT,
               "the padding of a pool must be less than its window, which spans %zu by %zu pixels",
               height, width);
  return false;
}

/* A node with its output and sizes; NULL on failure, which the tape knows. */
static struct pool *
new_pool(struct ec_tape *tape, struct ec_tensor *x, const struct ec_window *window)
{
  const struct ec_tensor *inputs[] = {x};
  struct pool made = {.x = x}, *p;
  if (x == NULL || ec_tape_failed(tape) ||
      !ec_window_fit(tape, x, window, &made.window, &made.out_height, &made.out_width) ||
      !check_padding(tape, &made.window))
    return NULL;
  made.n = x->shape[0], made.height = x->shape[1], made.width = x->shape[2];
  made.channels = x->shape[3];
  made.kernels = ec_tape_kernels(tape);
  made.image_kernels = ec_image_kernels_for(made.kernels);
  made.y =
      ec_tape_tensor(tape, 4, (size_t[]){made.n, made.out_height, made.out_width, made.channels},
                     ec_tape_wants(tape, 1, inputs));
  p = made.y == NULL ? NULL : ec_tape_alloc(tape, 1, sizeof *p);
  if (p != NULL)
    *p = made;
  return p;
}

/* Rows `begin` … `end` - 1 of all images' outputs. */
static void
max_rows(void *data, size_t begin, size_t end)
{
  const struct pool *p = data;
  size_t n = p->channels;
  for (size_t row = begin; row < end; row++)
    for (size_t x = 0; x < p->out_width; x++) {
      size_t at = (row * p->out_width + x) * n, y = row % p->out_height;
      struct places s = find_places(p, y, x);
      float *best = p->y->data + at;
      int32_t *index = p->index + at;
      p->kernels->fill(n, -INFINITY, best);
      memset(index, 0xff, n * sizeof *index);
      for (size_t j = s.first_y; j < s.end_y; j++)
        for (size_t i = s.first_x; i < s.end_x; i++)
          p->image_kernels->max(n, (int32_t)(j * p->window.width + i),
                                p->x->data + pixel(p, row / p->out_height, y, x, j, i), best,
                                index);
    }
}

/* Images `begin` … `end` - 1: windows of one image may overlap. */
static void
max_images_backward(void *data, size_t begin, size_t end)
{
  const struct pool *p = data;
  size_t n = p->channels;
  for (size_t row = begin * p->out_height; row < end * p->out_height; row++)
    for (size_t x = 0; x < p->out_width; x++) {
      size_t at = (row * p->out_width + x) * n, y = row % p->out_height;
      struct places s = find_places(p, y, x);
      for (size_t j = s.first_y; j < s.end_y; j++)
        for (size_t i = s.first_x; i < s.end_x; i++)
          p->image_kernels->max_backward(
              n, (int32_t)(j * p->window.width + i), p->index + at, p->y->gradient + at,
              p->x->gradient + pixel(p, row / p->out_height, y, x, j, i));
    }
}

static ec_status
max_backward(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct pool *p = node;
  return ec_op_each(tape, p->n, p->x->n / p->n, max_images_backward, p, error);
}

struct ec_tensor *
ec_max_pool(struct ec_tape *tape, struct ec_tensor *x, const struct ec_window *window)
{
  struct pool *p = new_pool(tape, x, window);
  if (p == NULL)
    return NULL;
  p->index = ec_tape_alloc(tape, p->y->n, sizeof *p->index);
  if (p->index == NULL || !ec_op_each_forward(tape, p->n * p->out_height,
                                              p->x->n / p->n / p->out_height + 1, max_rows, p))
    return NULL;
  if (p->y->gradient != NULL)
    ec_tape_record(tape, max_backward, p);
  return p->y;
}

/* Along one side: how many places of the window count at number `out`: those on the image, or also
 * those on the padding, but none past it. */
static size_t
places_counted(const struct pool *p, const struct places *s)
{
  if (p->count_padding)
    return p->window.height * p->window.width;
  return (s->end_y - s->first_y) * (s->end_x - s->first_x);
}

static void
average_rows(void *data, size_t begin, size_t end)
{
  const struct pool *p = data;
  size_t n = p->channels;
  for (size_t row = begin; row < end; row++)
    for (size_t x = 0; x < p->out_width; x++) {
      size_t y = row % p->out_height;
      struct places s = find_places(p, y, x);
      float *mean = p->y->data + (row * p->out_width + x) * n;
      size_t count = places_counted(p, &s);
      p->kernels->fill(n, 0.0f, mean);
      for (size_t j = s.first_y; j < s.end_y; j++)
        for (size_t i = s.first_x; i < s.end_x; i++)
          p->kernels->add(n, p->x->data + pixel(p, row / p->out_height, y, x, j, i), mean);
      if (count > 0)
        p->kernels->scale(n, 1.0f / (float)count, mean, mean);
    }
}

static void
average_images_backward(void *data, size_t begin, size_t end)
{
  const struct pool *p = data;
  size_t n = p->channels;
  for (size_t row = begin * p->out_height; row < end * p->out_height; row++)
    for (size_t x = 0; x < p->out_width; x++) {
      size_t y = row % p->out_height;
      struct places s = find_places(p, y, x);
      size_t count = places_counted(p, &s);
      for (size_t j = s.first_y; j < s.end_y; j++)
        for (size_t i = s.first_x; i < s.end_x; i++)
          p->kernels->add_scaled(n, 1.0f / (float)count,
                                 p->y->gradient + (row * p->out_width + x) * n,
                                 p->x->gradient + pixel(p, row / p->out_height, y, x, j, i));
    }
}

static ec_status
average_backward(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct pool *p = node;
  return ec_op_each(tape, p->n, p->x->n / p->n, average_images_backward, p, error);
}

struct ec_tensor *
ec_average_pool(struct ec_tape *tape, struct ec_tensor *x, const struct ec_window *window,
                bool count_padding)
{
  struct pool *p = new_pool(tape, x, window);
  if (p == NULL)
    return NULL;
  p->count_padding = count_padding;
  if (!ec_op_each_forward(tape, p->n * p->out_height, p->x->n / p->n / p->out_height + 1,
                          average_rows, p))
    return NULL;
  if (p->y->gradient != NULL)
    ec_tape_record(tape, average_backward, p);
  return p->y;
}

static void
global_images(void *data, size_t begin, size_t end)
{
  const struct pool *p = data;
  size_t n = p->channels, pixels = p->height * p->width;
  for (size_t image = begin; image < end; image++) {
    float *mean = p->y->data + image * n;
    p->kernels->fill(n, 0.0f, mean);
    for (size_t y = 0; y < p->height; y++)
      p->image_kernels->columns(p->width, n, n, p->x->data + (image * pixels + y * p->width) * n,
                                mean);
    p->kernels->scale(n, 1.0f / (float)pixels, mean, mean);
  }
}

static void
global_images_backward(void *data, size_t begin, size_t end)
{
  const struct pool *p = data;
  size_t n = p->channels, pixels = p->height * p->width;
  for (size_t i = begin * pixels; i < end * pixels; i++)
    p->kernels->add_scaled(n, 1.0f / (float)pixels, p->y->gradient + i / pixels * n,
                           p->x->gradient + i * n);
}

static ec_status
global_backward(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct pool *p = node;
  return ec_op_each(tape, p->n, p->x->n / p->n, global_images_backward, p, error);
}

struct ec_tensor *
ec_global_average_pool(struct ec_tape *tape, struct ec_tensor *x)
{
  const struct ec_tensor *inputs[] = {x};
  struct pool *p;
  if (x == NULL || ec_tape_failed(tape))
    return NULL;
  if (x->rank != 4 || x->n == 0)
    return ec_tape_fail(tape, EC_ERROR_SHAPE,
                        "images need the shape [n][height][width][channels], none of them 0, but "
                        "these have %zu dimensions",
                        x->rank);
  p = ec_tape_alloc(tape, 1, sizeof *p);
  if (p == NULL)
    return NULL;
  *p = (struct pool){.x = x,
                     .n = x->shape[0],
                     .height = x->shape[1],
                     .width = x->shape[2],
                     .channels = x->shape[3],
                     .kernels = ec_tape_kernels(tape)};
  p->image_kernels = ec_image_kernels_for(p->kernels);
  p->y = ec_tape_tensor(tape, 2, (size_t[]){p->n, p->channels}, ec_tape_wants(tape, 1, inputs));
  if (p->y == NULL || !ec_op_each_forward(tape, p->n, x->n / p->n, global_images, p))
    return NULL;
  if (p->y->gradient != NULL)
    ec_tape_record(tape, global_backward, p);
  return p->y;
}
