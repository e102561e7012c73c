#pragma once

#include "ep-chart.h"

/* What a chart of pictures may hold at most: pictures, pixels a side, bytes of all together. */
enum {
  EP_IMAGES_MAX = 512,
  EP_IMAGES_SIDE_MAX = 256,
  EP_IMAGES_BYTES_MAX = 8 * 1024 * 1024,
  EP_IMAGES_COLUMNS_MAX = 64
};

/* One small picture, as a filter of a convolution or a digit that was taken for another. */
struct ep_image {
  const unsigned char *pixels; /* height × width × channels, row after row */
  const char *text;            /* under it; this and the next two may be NULL */
  const char *value;           /* beside or under the text, less strong */
  const char *group;           /* pictures of one group stand together under its name */
};

/* What all pictures of a chart have in common. */
struct ep_images_options {
  size_t width; /* pixels, 1 … EP_IMAGES_SIDE_MAX */
  size_t height;
  size_t channels; /* 1: a value; 3: red, green, blue */
  bool diverging;  /* values in colours from below zero over it to above; needs one channel */
  double lo;       /* what 0 and 255 stand for; lo == hi: not known */
  double hi;
  size_t columns; /* as many as are wished for; 0: as many as fit */
};

#define EP_IMAGES_OPTIONS_INIT                                                                     \
  {                                                                                                \
    .channels = 1                                                                                  \
  }

/* Gives an EP_KIND_IMAGES its n pictures; all is copied. Groups come in the order of their first
 * pictures, pictures without one as a group without a name. False, and nothing changed, without
 * memory or where the sizes are not within the limits above. */
bool ep_chart_set_images(struct ep_chart *chart, const struct ep_image *images, size_t n,
                         const struct ep_images_options *options);
