/* The gradient of a convolution by its input is again a convolution, of dz with the window turned
 * round: dx[q] = Σ over the window's places k with q + before = stride p + dilation k of dz[p] W[k].
 * With strides, pixels of the input that are a stride apart have the same places k; they are a
 * phase, and each phase is a convolution without strides with a part of the window. */
#include "config.h"

#include "nn/ops/convolve-private.h"

/* Along one side: the first k with (dilation k) mod stride = phase, and how many there are; they are
 * `*step` apart. */
static size_t
places(size_t window, size_t stride, size_t dilation, size_t phase, size_t *first, size_t *step)
{
  size_t n = 0;
  *first = *step = 1;
  for (size_t k = 0; k < window; k++)
    if (dilation * k % stride == phase) {
      if (n == 0)
        *first = k;
      else if (n == 1)
        *step = k - *first;
      n++;
    }
  return n;
}

/* How far to the left of its own place t a pixel of this phase looks for place k. */
static ptrdiff_t
shift(size_t k, size_t dilation, size_t stride, size_t phase)
{
  return ((ptrdiff_t)(k * dilation) - (ptrdiff_t)phase) / (ptrdiff_t)stride;
}

/* The pixels of a row that belong to phase `x`. */
static void
plan_pixels(const struct ec_convolution *c, size_t x, struct ec_data_phase *phase)
{
  size_t stride = c->window.stride_x, begin = c->window.left % stride;
  phase->first_x = (x + stride - begin) % stride;
  phase->n_pixels =
      phase->first_x < c->width ? (c->width - phase->first_x + stride - 1) / stride : 0;
}

/* The column of dz, before it is moved by z_left, that the first pixel of a phase looks at. */
static ptrdiff_t
first_column(const struct ec_convolution *c, const struct ec_data_phase *phase, size_t x, size_t k)
{
  size_t at = (phase->first_x + c->window.left) / c->window.stride_x;
  return (ptrdiff_t)at - shift(k, c->window.dilation_x, c->window.stride_x, x);
}

static void
plan_padding(struct ec_convolution *c, ptrdiff_t column, size_t n_pixels)
{
  ptrdiff_t past = column + (ptrdiff_t)n_pixels - (ptrdiff_t)c->out_width;
  if (column < 0 && (size_t)-column > c->z_left)
    c->z_left = (size_t)-column;
  if (past > 0 && (size_t)past > c->z_right)
    c->z_right = (size_t)past;
}

static void
plan_phase(struct ec_convolution *c, size_t y, size_t x, size_t *n_taps)
{
  const struct ec_window *w = &c->window;
  struct ec_data_phase *phase = &c->phases[y * w->stride_x + x];
  size_t first, step;
  plan_pixels(c, x, phase);
  phase->n_taps_x = places(w->width, w->stride_x, w->dilation_x, x, &first, &step);
  phase->n_taps_y =
      places(w->height, w->stride_y, w->dilation_y, y, &phase->first_y, &phase->step_y);
  phase->first_tap = *n_taps;
  for (size_t i = 0; i < phase->n_taps_y; i++)
    for (size_t j = 0; j < phase->n_taps_x; j++) {
      size_t k_x = first + j * step, k_y = phase->first_y + i * phase->step_y;
      ptrdiff_t column = first_column(c, phase, x, k_x);
      /* The columns are turned into numbers once the padding is known. */
      c->data_taps[(*n_taps)++] = (struct ec_tap){column, (k_y * w->width + k_x) * c->out_group};
      if (phase->n_pixels > 0)
        plan_padding(c, column, phase->n_pixels);
    }
}

/* Turns the columns of the taps into distances in dz, now that its padding is known. */
static void
place_taps(struct ec_convolution *c, size_t n_taps)
{
  const struct ec_window *w = &c->window;
  for (size_t t = 0; t < n_taps; t++) {
    struct ec_tap *tap = &c->data_taps[t];
    size_t k_y = tap->k / c->out_group / w->width;
    ptrdiff_t up = shift(k_y, w->dilation_y, w->stride_y, k_y * w->dilation_y % w->stride_y);
    tap->in = (tap->in + (ptrdiff_t)c->z_left) * (ptrdiff_t)c->out - up * (ptrdiff_t)c->z_row;
  }
}

bool
ec_convolve_plan_data(struct ec_convolution *c)
{
  const struct ec_window *w = &c->window;
  size_t n_taps = 0, size;
  c->by_data = (struct ec_panels){c->groups, c->in_group, w->height * w->width * c->out_group,
                                  c->kernels->lanes, NULL};
  if (!ec_panels_size(&c->by_data, &size)) {
    ec_tape_fail(c->tape, EC_ERROR_LIMIT, "the weights of the convolution are too many");
    return false;
  }
  c->by_data.data = ec_tape_alloc(c->tape, size, sizeof *c->by_data.data);
  c->phases = ec_tape_alloc(c->tape, w->stride_y * w->stride_x, sizeof *c->phases);
  c->data_taps = ec_tape_alloc(c->tape, w->height * w->width, sizeof *c->data_taps);
  if (c->by_data.data == NULL || c->phases == NULL || c->data_taps == NULL)
    return false;
  for (size_t y = 0; y < w->stride_y; y++)
    for (size_t x = 0; x < w->stride_x; x++)
      plan_phase(c, y, x, &n_taps);
  c->z_row = (c->z_left + c->out_width + c->z_right) * c->out;
  place_taps(c, n_taps);
  return true;
}

/* Which of the window's rows in a phase, `*from` … `*to` - 1, meet dz at row `y` of dx. */
static void
rows_met(const struct ec_convolution *c, const struct ec_data_phase *phase, size_t y, size_t *from,
         size_t *to)
{
  const struct ec_window *w = &c->window;
  size_t phase_y = (y + w->top) % w->stride_y, at = (y + w->top) / w->stride_y;
  *from = *to = 0;
  for (size_t i = 0; i < phase->n_taps_y; i++) {
    size_t k = phase->first_y + i * phase->step_y;
    ptrdiff_t z = (ptrdiff_t)at - shift(k, w->dilation_y, w->stride_y, phase_y);
    if (z >= (ptrdiff_t)c->out_height)
      *from = i + 1;
    if (z >= 0)
      *to = i + 1;
  }
}

/* Adds one phase of a row of dx. */
static void
add_phase(const struct ec_convolution *c, const struct ec_panel *panel, size_t y, size_t x,
          const float *dz, float *dx)
{
  const struct ec_window *w = &c->window;
  size_t row_phase = (y + w->top) % w->stride_y, at = (y + w->top) / w->stride_y, from, to;
  const struct ec_data_phase *phase = &c->phases[row_phase * w->stride_x + x];
  struct ec_tap_row row = {
      .run = c->out_group,
      .in = dz,
      .at = (ptrdiff_t)(at * c->z_row + panel->group * c->out_group),
      .in_step = c->out,
      .panel = c->by_data.data + panel->at,
      .width = panel->width,
      .n_channels = panel->n_channels,
      .out_step = w->stride_x * c->in,
      .n_pixels = phase->n_pixels,
      .accumulate = true,
  };
  rows_met(c, phase, y, &from, &to);
  if (from >= to || phase->n_taps_x == 0 || phase->n_pixels == 0)
    return;
  row.taps = c->data_taps + phase->first_tap + from * phase->n_taps_x;
  row.n_taps = (to - from) * phase->n_taps_x;
  row.out =
      dx + (y * c->width + phase->first_x) * c->in + panel->group * c->in_group + panel->first;
  c->kernels->row(&row);
}

void
ec_convolve_by_data(const struct ec_convolution *c, const float *dz, size_t panel, float *dx)
{
  struct ec_panel one = ec_panels_get(&c->by_data, panel);
  for (size_t y = 0; y < c->height; y++)
    for (size_t x = 0; x < c->window.stride_x; x++)
      add_phase(c, &one, y, x, dz, dx);
}
