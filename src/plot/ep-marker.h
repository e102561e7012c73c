#pragma once

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#include "ep-theme.h"

/* Markers of the same ink, one shape a series, so that hue is never the only sign. */

enum { EP_MARKER_SHAPES = 8 };

/* Traces the shape of a series about (x, y); radius is that of the circle. */
void ep_marker_trace(cairo_t *cr, size_t series, double x, double y, double radius);

/* How markers are inked: filled more or less, and edged so that one alone is seen well. */
struct ep_marker_style {
  size_t series;
  struct ep_color color;
  double radius;
  double fill;   /* opacity of the inside */
  double edge;   /* opacity of the edge */
  double stroke; /* width of the edge, 0 for none */
};

/* Draws one marker as vectors. */
void ep_marker_draw(cairo_t *cr, const struct ep_marker_style *style, double x, double y);

/* A marker drawn once for each quarter of a pixel, to be stamped ten thousand times. */
struct ep_stamp {
  int size; /* pixels a side */
  double scale;
  uint32_t *pixels; /* 4 × 4 phases of size × size premultiplied ARGB */
};

/* False without memory. */
bool ep_stamp_init(struct ep_stamp *stamp, const struct ep_marker_style *style, double scale);
void ep_stamp_clear(struct ep_stamp *stamp);

/* Stamps the marker with its middle at the pixel (x, y) of an ARGB32 surface's data; what lies
 * outside is left out. stride in pixels. */
void ep_stamp_put(const struct ep_stamp *stamp, uint32_t *data, int width, int height, int stride,
                  double x, double y);
