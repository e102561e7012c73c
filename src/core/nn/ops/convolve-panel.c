#include "config.h"

#include "nn/ops/convolve-private.h"

#include <string.h>

#include "base/memory.h"

static size_t
padded(const struct ec_panels *panels)
{
  return (panels->n_channels + panels->lanes - 1) / panels->lanes * panels->lanes;
}

static size_t
blocks(const struct ec_panels *panels)
{
  return (panels->n_channels + 2 * panels->lanes - 1) / (2 * panels->lanes);
}

bool
ec_panels_size(const struct ec_panels *panels, size_t *size)
{
  size_t rows;
  return ec_size_multiply(panels->n_groups, panels->k, &rows) &&
         ec_size_multiply(rows, padded(panels), size);
}

size_t
ec_panels_count(const struct ec_panels *panels)
{
  return panels->n_groups * blocks(panels);
}

struct ec_panel
ec_panels_get(const struct ec_panels *panels, size_t index)
{
  size_t lanes = panels->lanes, left;
  struct ec_panel panel = {.group = index / blocks(panels)};
  panel.first = index % blocks(panels) * 2 * lanes;
  left = panels->n_channels - panel.first;
  panel.width = left > lanes ? 2 * lanes : lanes;
  panel.n_channels = left < panel.width ? left : panel.width;
  panel.at = (panel.group * padded(panels) + panel.first) * panels->k;
  return panel;
}

const float *
ec_convolve_pad(const float *image, size_t first, size_t end, size_t pixels, size_t channels,
                size_t left, size_t right, float *scratch, size_t *row)
{
  size_t inside = pixels * channels;
  *row = (left + pixels + right) * channels;
  if (left == 0 && right == 0)
    return image + first * inside;
  for (size_t y = first; y < end; y++) {
    float *out = scratch + (y - first) * *row;
    memset(out, 0, left * channels * sizeof *out);
    memcpy(out + left * channels, image + y * inside, inside * sizeof *out);
    memset(out + left * channels + inside, 0, right * channels * sizeof *out);
  }
  return scratch;
}

static ec_status
pack_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_convolution *c = data;
  struct ec_panel panel = ec_panels_get(&c->forward, piece);
  size_t first = panel.group * c->out_group + panel.first, k = c->forward.k;
  const float *weight = c->weight->data + first * k;
  float *packed = c->forward.data + panel.at;
  for (size_t j = 0; j < k; j++) {
    for (size_t o = 0; o < panel.n_channels; o++)
      packed[j * panel.width + o] = weight[o * k + j];
    for (size_t o = panel.n_channels; o < panel.width; o++)
      packed[j * panel.width + o] = 0.0f;
  }
  if (c->padded_bias != NULL)
    for (size_t o = 0; o < panel.width; o++)
      c->padded_bias[panel.at / k + o] = o < panel.n_channels ? c->bias->data[first + o] : 0.0f;
  return EC_OK;
}

ec_status
ec_convolve_pack_forward(struct ec_convolution *c, struct ec_error *error)
{
  return ec_parallel_for(ec_compute_job(ec_tape_compute(c->tape)), NULL,
                         ec_panels_count(&c->forward), pack_piece, c, error);
}

static ec_status
pack_data_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_convolution *c = data;
  struct ec_panel panel = ec_panels_get(&c->by_data, piece);
  size_t places = c->window.height * c->window.width;
  float *packed = c->by_data.data + panel.at;
  for (size_t place = 0; place < places; place++)
    for (size_t o = 0; o < c->out_group; o++, packed += panel.width) {
      size_t out = panel.group * c->out_group + o;
      memcpy(packed, c->weight->data + (out * places + place) * c->in_group + panel.first,
             panel.n_channels * sizeof *packed);
      memset(packed + panel.n_channels, 0, (panel.width - panel.n_channels) * sizeof *packed);
    }
  return EC_OK;
}

ec_status
ec_convolve_pack_data(struct ec_convolution *c, struct ec_error *error)
{
  return ec_parallel_for(ec_compute_job(ec_tape_compute(c->tape)), NULL,
                         ec_panels_count(&c->by_data), pack_data_piece, c, error);
}
