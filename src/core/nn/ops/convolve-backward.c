#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "nn/ops/convolve-private.h"
#include "nn/ops/window-private.h"

/* Chunks of the batch whose sums are kept apart, floats that all of them may take, and rows of dz
 * and x that are summed at a time, so that they stay in the first cache. */
enum { CHUNKS = 16, SUMS_MAX = 1 << 22, ROWS_NEAR = 9 << 10 };

bool
ec_convolve_plan_backward(struct ec_convolution *c)
{
  size_t biases = c->bias != NULL ? c->out : 0, room, size;
  c->z_row = c->out_width * c->out;
  if (c->x->gradient != NULL && !ec_convolve_plan_data(c))
    return false;
  if (c->weight->gradient == NULL && (c->bias == NULL || c->bias->gradient == NULL))
    return true;
  ec_panels_size(&c->forward, &c->weights_size);
  c->sums_size = c->weights_size + biases;
  room = SUMS_MAX / c->sums_size;
  c->n_chunks = c->n < CHUNKS ? c->n : CHUNKS;
  if (c->n_chunks > room)
    c->n_chunks = room == 0 ? 1 : room;
  if (!ec_size_multiply(c->n_chunks, c->sums_size, &size)) {
    ec_tape_fail(c->tape, EC_ERROR_LIMIT, "the weights of the convolution are too many");
    return false;
  }
  c->sums = ec_tape_alloc(c->tape, size, sizeof *c->sums);
  return c->sums != NULL;
}

void
ec_convolve_make_dz(const struct ec_convolution *c, size_t at, size_t n, float *dz)
{
  const float *y = c->y->data + at, *dy = c->y->gradient + at;
  switch (c->activation) {
  case EC_ACTIVATION_NONE:
    memcpy(dz, dy, n * sizeof *dz);
    return;
  case EC_ACTIVATION_RELU:
    c->kernels->relu_backward(n, y, dy, dz);
    return;
  default:
    memset(dz, 0, n * sizeof *dz);
    ec_tape_kernels(c->tape)->activate_backward(
        c->activation, n, c->before != NULL ? c->before + at : NULL, y, dy, dz);
  }
}

/* Floats of dz of one image with its padding; whole vectors are read, also at its end. */
static size_t
dz_size(const struct ec_convolution *c)
{
  return c->out_height * c->z_row + 2 * c->kernels->lanes;
}

/* dz of an image in `scratch`, or dy itself where it is the same and lies right. */
static const float *
padded_dz(const struct ec_convolution *c, size_t image, float *scratch)
{
  size_t inside = c->out_width * c->out, at = image * c->out_height * inside;
  if (c->activation == EC_ACTIVATION_NONE && c->z_row == inside &&
      c->out_group % c->kernels->lanes == 0)
    return c->y->gradient + at;
  for (size_t y = 0; y < c->out_height; y++) {
    float *row = scratch + y * c->z_row;
    memset(row, 0, c->z_left * c->out * sizeof *row);
    ec_convolve_make_dz(c, at + y * inside, inside, row + c->z_left * c->out);
    memset(row + c->z_left * c->out + inside, 0, c->z_right * c->out * sizeof *row);
  }
  memset(scratch + c->out_height * c->z_row, 0, 2 * c->kernels->lanes * sizeof *scratch);
  return scratch;
}

/* Adds what rows `first` … `end` - 1 of dz give to the weights of one panel. */
static void
add_rows(const struct ec_convolution *c, const struct ec_panel *panel, const float *x, size_t x_row,
         const float *dz, size_t first, size_t end, float *sums)
{
  const struct ec_window *w = &c->window;
  for (size_t k = 0; k < w->height; k++) {
    size_t from = first, to = end, row = k * w->dilation_y;
    /* The rows of dz that this row of the window was on the image for. */
    if (w->top > row && (w->top - row + w->stride_y - 1) / w->stride_y > from)
      from = (w->top - row + w->stride_y - 1) / w->stride_y;
    while (to > from && (to - 1) * w->stride_y + row >= c->height + w->top)
      to--;
    for (size_t t = 0; t < c->taps_a_row && from < to; t++) {
      const struct ec_tap *tap = &c->taps[k * c->taps_a_row + t];
      size_t column = (size_t)tap->in - row * x_row;
      struct ec_tap_sum sum = {
          .x =
              x + (from * w->stride_y + row - w->top) * x_row + column + panel->group * c->in_group,
          .dz = dz + from * c->z_row + c->z_left * c->out + panel->group * c->out_group +
                panel->first,
          .x_row = w->stride_y * x_row,
          .x_step = w->stride_x * c->in,
          .dz_row = c->z_row,
          .dz_step = c->out,
          .n_rows = to - from,
          .n_pixels = c->out_width,
          .run = c->run,
          .width = panel->width,
          .sums = sums + panel->at + tap->k * panel->width,
      };
      c->kernels->sum(&sum);
    }
  }
}

struct backward_loop {
  const struct ec_convolution *c;
  size_t n_chunks, n_parts; /* of the batch; of the panels that are summed */
  bool data, weights;
};

/* Adds one image's part to the sums of its chunk, for the panels of one part. */
static void
add_weights(const struct backward_loop *loop, size_t part, const float *x, size_t x_row,
            const float *dz, float *sums)
{
  const struct ec_convolution *c = loop->c;
  size_t panel, end, a_row = c->z_row + c->window.stride_y * x_row;
  size_t rows = ROWS_NEAR / a_row + 1;
  ec_piece_range(ec_panels_count(&c->forward), loop->n_parts, part, &panel, &end);
  for (size_t y = 0; y < c->out_height; y += rows)
    for (size_t p = panel; p < end; p++) {
      struct ec_panel one = ec_panels_get(&c->forward, p);
      add_rows(c, &one, x, x_row, dz, y, y + rows < c->out_height ? y + rows : c->out_height, sums);
    }
  if (c->bias != NULL && part == 0)
    for (size_t y = 0; y < c->out_height; y++)
      c->kernels->columns(c->out_width, c->out, c->out, dz + y * c->z_row + c->z_left * c->out,
                          sums + c->weights_size);
}

/* Clears the sums of a chunk that a part is to add to. */
static void
clear_sums(const struct backward_loop *loop, size_t part, float *sums)
{
  const struct ec_convolution *c = loop->c;
  size_t panel, end;
  ec_piece_range(ec_panels_count(&c->forward), loop->n_parts, part, &panel, &end);
  for (; panel < end; panel++) {
    struct ec_panel one = ec_panels_get(&c->forward, panel);
    memset(sums + one.at, 0, c->forward.k * one.width * sizeof *sums);
  }
  if (part == 0)
    memset(sums + c->weights_size, 0, (c->sums_size - c->weights_size) * sizeof *sums);
}

static size_t
scratch_size(const struct ec_convolution *c)
{
  return (dz_size(c) + 16) * sizeof(float) + ec_convolve_scratch(c);
}

static ec_status
backward_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct backward_loop *loop = data;
  const struct ec_convolution *c = loop->c;
  size_t part = piece / loop->n_chunks, chunk = piece % loop->n_chunks, first, end, x_row;
  float *scratch = ec_compute_scratch(ec_tape_compute(c->tape), worker, scratch_size(c));
  float *sums = c->sums != NULL ? c->sums + chunk * c->sums_size : NULL;
  if (scratch == NULL)
    return ec_error_no_memory(error, "a convolution");
  ec_piece_range(c->n, loop->n_chunks, chunk, &first, &end);
  if (loop->weights)
    clear_sums(loop, part, sums);
  for (size_t image = first; image < end; image++) {
    const float *dz = padded_dz(c, image, scratch);
    size_t at = image * c->height * c->width * c->in;
    if (loop->weights) {
      const float *x =
          ec_convolve_pad(c->x->data + at, 0, c->height, c->width, c->in, c->window.left,
                          c->window.right, scratch + (dz_size(c) + 15) / 16 * 16, &x_row);
      add_weights(loop, part, x, x_row, dz, sums);
    }
    if (loop->data)
      for (size_t p = 0; p < ec_panels_count(&c->by_data); p++)
        ec_convolve_by_data(c, dz, p, c->x->gradient + at);
  }
  return EC_OK;
}

/* Adds the sums of all chunks, in their order, to the gradients by the weights of one panel. */
static ec_status
join_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_convolution *c = data;
  const struct ec_kernels *kernels = ec_tape_kernels(c->tape);
  struct ec_panel panel = ec_panels_get(&c->forward, piece);
  size_t k = c->forward.k, first = panel.group * c->out_group + panel.first;
  float *total = c->sums + panel.at;
  for (size_t chunk = 1; chunk < c->n_chunks; chunk++)
    kernels->add(k * panel.width, total + chunk * c->sums_size, total);
  for (size_t o = 0; o < panel.n_channels && c->weight->gradient != NULL; o++)
    for (size_t j = 0; j < k; j++)
      c->weight->gradient[(first + o) * k + j] += total[j * panel.width + o];
  if (c->bias != NULL && c->bias->gradient != NULL)
    for (size_t chunk = 0; chunk < c->n_chunks; chunk++)
      kernels->add(panel.n_channels, c->sums + chunk * c->sums_size + c->weights_size + first,
                   c->bias->gradient + first);
  return EC_OK;
}

ec_status
ec_convolve_backward(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct ec_convolution *c = node;
  const struct ec_job *job = ec_compute_job(ec_tape_compute(tape));
  bool data = c->by_data.data != NULL, weights = c->sums != NULL;
  size_t n_panels = ec_panels_count(&c->forward), all = c->n < CHUNKS ? c->n : CHUNKS;
  /* With room for the sums of enough chunks, dz is made once for both. */
  bool together = weights && c->n_chunks == all;
  struct backward_loop both = {c, together ? all : c->n, 1, data, together};
  struct backward_loop sums = {c, c->n_chunks, n_panels, false, true};
  ec_status status = ec_convolve_reserve(c, scratch_size(c), error);
  if (status == EC_OK && data)
    status = ec_convolve_pack_data(c, error);
  if (status == EC_OK && (data || together))
    status = ec_parallel_for(job, NULL, both.n_chunks, backward_piece, &both, error);
  if (status == EC_OK && weights && !together)
    status = ec_parallel_for(job, NULL, n_panels * c->n_chunks, backward_piece, &sums, error);
  if (status == EC_OK && weights)
    status = ec_parallel_for(job, NULL, n_panels, join_piece, c, error);
  return status;
}
