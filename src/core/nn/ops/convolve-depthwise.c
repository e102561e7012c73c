/* Convolution with a window of its own for each channel: all channels of a pixel at a time. */
#include "config.h"

#include <string.h>

#include "nn/ops/convolve-private.h"
#include "nn/ops/window-private.h"

/* One place of the window and the pixels under it: for each of `n_pixels` pixels the output's is
 * `out` + p * channels, the input's `in` + p * in_step. */
struct place {
  size_t k, in, in_step, out, n_pixels;
};

typedef void (*place_func)(const struct ec_convolution *c, const struct place *place, float *sums);

/* Calls `func` for all places of the window over one row of the output. */
static void
each_place(const struct ec_convolution *c, size_t image, size_t y, place_func func, float *sums)
{
  const struct ec_window *w = &c->window;
  size_t first_y = 0, end_y = 0;
  ec_window_rows(y, w->height, w->stride_y, w->top, w->dilation_y, c->height, &first_y, &end_y);
  for (size_t k_y = first_y; k_y < end_y; k_y++)
    for (size_t k_x = 0; k_x < w->width; k_x++) {
      size_t row = (image * c->height + y * w->stride_y + k_y * w->dilation_y - w->top) * c->width;
      size_t at = k_x * w->dilation_x, first = 0, end = c->out_width;
      if (w->left > at)
        first = (w->left - at + w->stride_x - 1) / w->stride_x;
      while (end > first && (end - 1) * w->stride_x + at >= c->width + w->left)
        end--;
      if (first < end)
        func(c,
             &(struct place){.k = k_y * w->width + k_x,
                             .in = (row + first * w->stride_x + at - w->left) * c->in,
                             .in_step = w->stride_x * c->in,
                             .out = ((image * c->out_height + y) * c->out_width + first) * c->out,
                             .n_pixels = end - first},
             sums);
    }
}

static void
add_forward(const struct ec_convolution *c, const struct place *place, float *sums)
{
  const struct ec_kernels *kernels = ec_tape_kernels(c->tape);
  float *out = c->before != NULL ? c->before : c->y->data;
  for (size_t p = 0; p < place->n_pixels; p++)
    kernels->multiply_add(c->out, c->x->data + place->in + p * place->in_step,
                          c->forward.data + place->k * c->out, out + place->out + p * c->out);
}

static void
add_by_data(const struct ec_convolution *c, const struct place *place, float *sums)
{
  const struct ec_kernels *kernels = ec_tape_kernels(c->tape);
  for (size_t p = 0; p < place->n_pixels; p++)
    kernels->multiply_add(c->out, c->dz + place->out + p * c->out,
                          c->forward.data + place->k * c->out,
                          c->x->gradient + place->in + p * place->in_step);
}

static void
add_by_weights(const struct ec_convolution *c, const struct place *place, float *sums)
{
  const struct ec_kernels *kernels = ec_tape_kernels(c->tape);
  for (size_t p = 0; p < place->n_pixels; p++)
    kernels->multiply_add(c->out, c->x->data + place->in + p * place->in_step,
                          c->dz + place->out + p * c->out, sums + place->k * c->out);
}

static ec_status
forward_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_convolution *c = data;
  const struct ec_kernels *kernels = ec_tape_kernels(c->tape);
  size_t row = c->out_width * c->out, at = piece * row;
  float *out = (c->before != NULL ? c->before : c->y->data) + at;
  if (c->bias == NULL)
    memset(out, 0, row * sizeof *out);
  else
    for (size_t p = 0; p < c->out_width; p++)
      memcpy(out + p * c->out, c->bias->data, c->out * sizeof *out);
  each_place(c, piece / c->out_height, piece % c->out_height, add_forward, NULL);
  if (c->activation != EC_ACTIVATION_NONE)
    kernels->activate(c->activation, row, out, c->y->data + at);
  return EC_OK;
}

/* The images of a chunk: dz, the sums of the weights and biases, dx. */
static ec_status
backward_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_convolution *c = data;
  size_t first, end, image_size = c->out_height * c->out_width * c->out;
  float *sums = c->sums + piece * c->sums_size;
  ec_piece_range(c->n, c->n_chunks, piece, &first, &end);
  memset(sums, 0, c->sums_size * sizeof *sums);
  for (size_t image = first; image < end; image++) {
    ec_convolve_make_dz(c, image * image_size, image_size, c->dz + image * image_size);
    for (size_t y = 0; y < c->out_height; y++) {
      each_place(c, image, y, add_by_weights, sums);
      if (c->x->gradient != NULL)
        each_place(c, image, y, add_by_data, NULL);
    }
    if (c->bias != NULL)
      c->kernels->columns(c->out_height * c->out_width, c->out, c->out, c->dz + image * image_size,
                          sums + c->weights_size);
  }
  return EC_OK;
}

static ec_status
backward(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct ec_convolution *c = node;
  const struct ec_kernels *kernels = ec_tape_kernels(tape);
  size_t places = c->window.height * c->window.width;
  ec_status status = ec_parallel_for(ec_compute_job(ec_tape_compute(tape)), NULL, c->n_chunks,
                                     backward_piece, c, error);
  if (status != EC_OK)
    return status;
  for (size_t chunk = 0; chunk < c->n_chunks; chunk++) {
    const float *sums = c->sums + chunk * c->sums_size;
    for (size_t k = 0; k < places && c->weight->gradient != NULL; k++)
      for (size_t o = 0; o < c->out; o++)
        c->weight->gradient[o * places + k] += sums[k * c->out + o];
    if (c->bias != NULL && c->bias->gradient != NULL)
      kernels->add(c->out, sums + c->weights_size, c->bias->gradient);
  }
  return EC_OK;
}

/* The weights with the channels side by side, and memory for going back. */
static bool
plan(struct ec_convolution *c)
{
  size_t places = c->window.height * c->window.width;
  bool trains = c->y->gradient != NULL;
  c->forward.data = ec_tape_alloc(c->tape, c->weight->n, sizeof *c->forward.data);
  if (c->forward.data == NULL)
    return false;
  for (size_t k = 0; k < places; k++)
    for (size_t o = 0; o < c->out; o++)
      c->forward.data[k * c->out + o] = c->weight->data[o * places + k];
  c->weights_size = c->weight->n;
  c->sums_size = c->weights_size + (c->bias != NULL ? c->out : 0);
  c->n_chunks = c->n < 16 ? c->n : 16;
  if (trains && c->activation == EC_ACTIVATION_GELU)
    c->before = ec_tape_alloc(c->tape, c->y->n, sizeof *c->before);
  if (trains) {
    c->dz = ec_tape_alloc(c->tape, c->y->n, sizeof *c->dz);
    c->sums = ec_tape_alloc(c->tape, c->n_chunks * c->sums_size, sizeof *c->sums);
  }
  return !ec_tape_failed(c->tape);
}

struct ec_tensor *
ec_convolve_depthwise(struct ec_convolution *c)
{
  struct ec_error error = EC_ERROR_INIT;
  ec_status status;
  if (!plan(c))
    return NULL;
  status = ec_parallel_for(ec_compute_job(ec_tape_compute(c->tape)), NULL, c->n * c->out_height,
                           forward_piece, c, &error);
  if (status != EC_OK)
    return ec_tape_fail(c->tape, status, "%s", error.message);
  if (c->y->gradient != NULL)
    ec_tape_record(c->tape, backward, c);
  return c->y;
}
