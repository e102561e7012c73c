#include "config.h"

#include "nn/ops/image.h"

#include <string.h>

#include "base/memory.h"
#include "nn/ops/convolve-private.h"
#include "nn/ops/window-private.h"

/* Multiply-adds that are worth a piece, and floats of panels that stay in a core's second cache. */
enum { BAND_WORK = 1 << 19, PANELS_NEAR = 1 << 17, CHUNKS = 8 };

static bool
check(struct ec_convolution *c)
{
  const struct ec_tensor *x = c->x, *weight = c->weight, *bias = c->bias;
  size_t out = weight->shape[0], groups = c->groups;
  if (!ec_window_fit(c->tape, x, &c->window, &c->window, &c->out_height, &c->out_width))
    return false;
  if (groups == 0 || x->shape[3] % groups != 0 || out % groups != 0 || out == 0) {
    ec_tape_fail(c->tape, EC_ERROR_ARGUMENT,
                 "%zu groups do not divide both %zu channels that go in and %zu that come out",
                 groups, x->shape[3], out);
    return false;
  }
  if (weight->rank != 4 || weight->shape[1] != c->window.height ||
      weight->shape[2] != c->window.width || weight->shape[3] != x->shape[3] / groups) {
    ec_tape_fail(c->tape, EC_ERROR_SHAPE,
                 "the weights of a convolution need the shape [%zu][%zu][%zu][%zu], not "
                 "[%zu][%zu][%zu][%zu]",
                 out, c->window.height, c->window.width, x->shape[3] / groups, weight->shape[0],
                 weight->shape[1], weight->shape[2], weight->shape[3]);
    return false;
  }
  if (bias != NULL && bias->n != out) {
    ec_tape_fail(c->tape, EC_ERROR_SHAPE, "a convolution to %zu channels has %zu biases", out,
                 bias->n);
    return false;
  }
  return true;
}

static void
set_sizes(struct ec_convolution *c)
{
  size_t places = c->window.height * c->window.width;
  c->n = c->x->shape[0], c->height = c->x->shape[1], c->width = c->x->shape[2];
  c->in = c->x->shape[3], c->out = c->weight->shape[0];
  c->in_group = c->in / c->groups, c->out_group = c->out / c->groups;
  c->kernels = ec_image_kernels_for(ec_tape_kernels(c->tape));
  c->forward =
      (struct ec_panels){c->groups, c->out_group, places * c->in_group, c->kernels->lanes, NULL};
}

/* The taps of one row of the window after the other. Where the window's pixels and channels lie side
 * by side, a row is one tap. */
static bool
plan_taps(struct ec_convolution *c, size_t row)
{
  const struct ec_window *w = &c->window;
  bool whole = c->groups == 1 && w->dilation_x == 1;
  c->taps_a_row = whole ? 1 : w->width;
  c->run = whole ? w->width * c->in : c->in_group;
  c->taps = ec_tape_alloc(c->tape, w->height * c->taps_a_row, sizeof *c->taps);
  if (c->taps == NULL)
    return false;
  for (size_t y = 0; y < w->height; y++)
    for (size_t x = 0; x < c->taps_a_row; x++)
      c->taps[y * c->taps_a_row + x] =
          (struct ec_tap){(ptrdiff_t)(y * w->dilation_y * row + x * w->dilation_x * c->in),
                          (y * w->width + x) * c->in_group};
  return true;
}

static bool
plan_forward(struct ec_convolution *c)
{
  size_t size, work = c->forward.k * c->out * c->out_width;
  bool keeps = c->activation == EC_ACTIVATION_GELU && c->y->gradient != NULL;
  if (!ec_panels_size(&c->forward, &size)) {
    ec_tape_fail(c->tape, EC_ERROR_LIMIT, "the weights of the convolution are too many");
    return false;
  }
  c->band = size > PANELS_NEAR || work == 0 ? c->out_height : BAND_WORK / work + 1;
  if (c->band > c->out_height)
    c->band = c->out_height;
  c->forward.data = ec_tape_alloc(c->tape, size, sizeof *c->forward.data);
  if (c->bias != NULL) {
    c->padded_bias = ec_tape_alloc(c->tape, size / c->forward.k, sizeof *c->padded_bias);
    if (c->padded_bias == NULL)
      return false;
  }
  if (keeps) {
    c->before = ec_tape_alloc(c->tape, c->y->n, sizeof *c->before);
    if (c->before == NULL)
      return false;
  }
  return c->forward.data != NULL &&
         plan_taps(c, (c->window.left + c->width + c->window.right) * c->in);
}

/* Rows `first` … `end` - 1 of an image's output for one panel. `in` begins at row `in_first` of the
 * padded image. */
static void
make_rows(const struct ec_convolution *c, const struct ec_panel *panel, const float *in,
          size_t in_first, size_t in_row, size_t first, size_t end, float *out)
{
  const struct ec_window *w = &c->window;
  size_t channel = panel->group * c->out_group + panel->first;
  bool flat = w->height == 1 && w->width == 1 && c->out_height == c->height &&
              c->out_width == c->width && w->stride_y == 1 && w->stride_x == 1;
  struct ec_tap_row row = {
      .run = c->run,
      .in = in,
      .in_step = w->stride_x * c->in,
      .panel = c->forward.data + panel->at,
      .width = panel->width,
      .n_channels = panel->n_channels,
      .bias = c->padded_bias == NULL ? NULL : c->padded_bias + panel->at / c->forward.k,
      .out_step = c->out,
      .n_pixels = flat ? (end - first) * c->out_width : c->out_width,
      .relu = c->activation == EC_ACTIVATION_RELU,
  };
  for (size_t y = first; y < end; y += flat ? end - first : 1) {
    size_t from = 0, to = 0;
    ec_window_rows(y, w->height, w->stride_y, w->top, w->dilation_y, c->height, &from, &to);
    row.taps = c->taps + from * c->taps_a_row;
    row.n_taps = to > from ? (to - from) * c->taps_a_row : 0;
    row.at = (ptrdiff_t)((y * w->stride_y - w->top - in_first) * in_row) +
             (ptrdiff_t)(panel->group * c->in_group);
    row.out = out + y * c->out_width * c->out + channel;
    c->kernels->row(&row);
  }
}

/* The rows of the image that rows `first` … `end` - 1 of the output are made from. */
static void
rows_needed(const struct ec_convolution *c, size_t first, size_t end, size_t *in_first,
            size_t *in_end)
{
  const struct ec_window *w = &c->window;
  size_t begin = first * w->stride_y;
  size_t after = (end - 1) * w->stride_y + (w->height - 1) * w->dilation_y + 1;
  begin = begin > w->top ? begin - w->top : 0;
  after = after > w->top ? after - w->top : 0;
  *in_end = after < c->height ? after : c->height;
  *in_first = begin < *in_end ? begin : *in_end;
}

/* A band of one image, for panels `panel` … `panel_end` - 1. */
static ec_status
make_band(const struct ec_convolution *c, size_t unit, size_t panel, size_t panel_end,
          unsigned worker, struct ec_error *error)
{
  size_t n_bands = (c->out_height + c->band - 1) / c->band, image = unit / n_bands;
  size_t first = unit % n_bands * c->band, in_first, in_end, row;
  size_t end = first + c->band < c->out_height ? first + c->band : c->out_height;
  const float *x = c->x->data + image * c->height * c->width * c->in, *in;
  float *out = c->before != NULL ? c->before : c->y->data, *scratch = NULL;
  if (c->window.left > 0 || c->window.right > 0) {
    scratch = ec_compute_scratch(ec_tape_compute(c->tape), worker, ec_convolve_scratch(c));
    if (scratch == NULL)
      return ec_error_no_memory(error, "a convolution");
  }
  rows_needed(c, first, end, &in_first, &in_end);
  in = ec_convolve_pad(x, in_first, in_end, c->width, c->in, c->window.left, c->window.right,
                       scratch, &row);
  for (; panel < panel_end; panel++) {
    struct ec_panel one = ec_panels_get(&c->forward, panel);
    make_rows(c, &one, in, in_first, row, first, end,
              out + image * c->out_height * c->out_width * c->out);
  }
  return EC_OK;
}

struct forward_loop {
  struct ec_convolution *c;
  size_t n_units, n_chunks; /* chunks of units for each panel; 0: all panels of a unit at once */
};

static ec_status
forward_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct forward_loop *loop = data;
  struct ec_convolution *c = loop->c;
  size_t first = piece, end = piece + 1, panel = 0, panel_end = ec_panels_count(&c->forward);
  ec_status status = EC_OK;
  if (loop->n_chunks > 0) {
    panel = piece / loop->n_chunks, panel_end = panel + 1;
    ec_piece_range(loop->n_units, loop->n_chunks, piece % loop->n_chunks, &first, &end);
  }
  for (; first < end && status == EC_OK; first++)
    status = make_band(c, first, panel, panel_end, worker, error);
  return status;
}

/* Reserves what the workers scribble on, so that nothing grows inside the loop. */
ec_status
ec_convolve_reserve(const struct ec_convolution *c, size_t size, struct ec_error *error)
{
  struct ec_compute *compute = ec_tape_compute(c->tape);
  for (unsigned i = 0; size > 0 && i < ec_compute_n_workers(compute); i++)
    if (ec_compute_scratch(compute, i, size) == NULL)
      return ec_error_no_memory(error, "a convolution");
  return EC_OK;
}

size_t
ec_convolve_scratch(const struct ec_convolution *c)
{
  size_t row = c->window.left + c->width + c->window.right;
  return c->window.left + c->window.right > 0 ? c->height * row * c->in * sizeof(float) : 0;
}

static ec_status
activate_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_convolution *c = data;
  size_t size = c->y->n / c->n, at = piece * size;
  const float *from = c->before != NULL ? c->before : c->y->data;
  ec_tape_kernels(c->tape)->activate(c->activation, size, from + at, c->y->data + at);
  return EC_OK;
}

static ec_status
run_forward(struct ec_convolution *c, struct ec_error *error)
{
  const struct ec_job *job = ec_compute_job(ec_tape_compute(c->tape));
  struct forward_loop loop = {c, c->n * ((c->out_height + c->band - 1) / c->band), 0};
  size_t n_pieces = loop.n_units, n_panels = ec_panels_count(&c->forward);
  ec_status status = ec_convolve_pack_forward(c, error);
  if (n_panels * 2 * c->kernels->lanes * c->forward.k > PANELS_NEAR) {
    loop.n_chunks = loop.n_units < CHUNKS ? loop.n_units : CHUNKS;
    n_pieces = n_panels * loop.n_chunks;
  }
  if (status == EC_OK)
    status = ec_convolve_reserve(c, ec_convolve_scratch(c), error);
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, n_pieces, forward_piece, &loop, error);
  if (status == EC_OK && c->activation != EC_ACTIVATION_NONE && c->activation != EC_ACTIVATION_RELU)
    status = ec_parallel_for(job, NULL, c->n, activate_piece, c, error);
  return status;
}

struct ec_tensor *
ec_convolve(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *weight,
            struct ec_tensor *bias, const struct ec_window *window, size_t groups,
            enum ec_activation activation)
{
  const struct ec_tensor *inputs[] = {x, weight, bias};
  struct ec_convolution *c;
  struct ec_error error = EC_ERROR_INIT;
  ec_status status;
  if (x == NULL || weight == NULL || ec_tape_failed(tape))
    return NULL;
  c = ec_tape_alloc(tape, 1, sizeof *c);
  if (c == NULL)
    return NULL;
  *c = (struct ec_convolution){.x = x,
                               .weight = weight,
                               .bias = bias,
                               .window = *window,
                               .activation = activation,
                               .groups = groups,
                               .tape = tape};
  if (!check(c))
    return NULL;
  set_sizes(c);
  c->y = ec_tape_tensor(tape, 4, (size_t[]){c->n, c->out_height, c->out_width, c->out},
                        ec_tape_wants(tape, 3, inputs));
  if (c->y == NULL)
    return NULL;
  if (c->in_group == 1 && c->out_group == 1)
    return ec_convolve_depthwise(c);
  if (!plan_forward(c) || (c->y->gradient != NULL && !ec_convolve_plan_backward(c)))
    return NULL;
  status = run_forward(c, &error);
  if (status != EC_OK)
    return ec_tape_fail(tape, status, "%s", error.message);
  if (c->y->gradient != NULL)
    ec_tape_record(tape, ec_convolve_backward, c);
  return c->y;
}
