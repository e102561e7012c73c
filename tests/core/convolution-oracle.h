/* Convolution as its definition has it, one number after the other in double precision. */
#pragma once

#include "image-support.h"

struct oracle {
  size_t n, height, width, in, out, out_height, out_width, groups;
  struct ec_window window;
};

typedef void (*oracle_func)(size_t x, size_t w, size_t y, void *data);

/* Calls `func` with the places of all products x w that make up y. */
static inline void
oracle_each(const struct oracle *o, size_t y, oracle_func func, void *data)
{
  size_t channel = y % o->out, column = y / o->out % o->out_width;
  size_t row = y / o->out / o->out_width % o->out_height;
  size_t image = y / o->out / o->out_width / o->out_height;
  size_t in_group = o->in / o->groups, group = channel / (o->out / o->groups);
  for (size_t j = 0; j < o->window.height; j++)
    for (size_t i = 0; i < o->window.width; i++) {
      gssize in_row =
          (gssize)(row * o->window.stride_y + j * o->window.dilation_y) - (gssize)o->window.top;
      gssize in_column =
          (gssize)(column * o->window.stride_x + i * o->window.dilation_x) - (gssize)o->window.left;
      if (in_row < 0 || in_row >= (gssize)o->height || in_column < 0 ||
          in_column >= (gssize)o->width)
        continue;
      for (size_t c = 0; c < in_group; c++)
        func(((image * o->height + (size_t)in_row) * o->width + (size_t)in_column) * o->in +
                 group * in_group + c,
             ((channel * o->window.height + j) * o->window.width + i) * in_group + c, y, data);
    }
}

struct oracle_sums {
  const float *x, *w, *dz;
  double *y, *dx, *dw;
};

static inline void
oracle_add(size_t x, size_t w, size_t y, void *data)
{
  struct oracle_sums *s = data;
  s->y[y] += (double)s->x[x] * (double)s->w[w];
  s->dx[x] += (double)s->dz[y] * (double)s->w[w];
  s->dw[w] += (double)s->dz[y] * (double)s->x[x];
}
