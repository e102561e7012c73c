#pragma once

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

/* Strokes a line of any number of points.
 *
 * What falls into one column of pixels is kept as its first, lowest, highest and last point:
 * the line through these covers the same pixels as the line through all of them (Jugel et
 * al., "M4: a visualization-oriented time series data aggregation", VLDB 2014).
 *
 * The line is stroked in pieces: a long noisy one crosses itself thousands of times, and the
 * work for a piece grows with the square of that. */

struct ep_pen_point {
  double x;
  double y;
};

struct ep_pen_column {
  double number;
  size_t n;
  struct ep_pen_point first;
  struct ep_pen_point last;
  struct ep_pen_point extreme[2]; /* in the order in which they came */
};

struct ep_pen {
  cairo_t *cr;
  double left; /* of the first column */
  double scale;
  double n_columns;
  size_t series; /* whose dashes are drawn */
  double width;
  bool dense; /* columns of pixels are filled rather than a line stroked */
  struct ep_pen_column column;
  size_t run;               /* points since the last gap */
  size_t piece;             /* points in the path that is not stroked yet */
  double length;            /* of the line up to the path, for the dashes */
  double piece_length;      /* of the path */
  struct ep_pen_point last; /* of the path */
};

/* Begins a line of about n points in sight, in the source of cr, which must be opaque, between
 * left and left + across. */
void ep_pen_init(struct ep_pen *pen, cairo_t *cr, double left, double across, size_t series,
                 double width, size_t n);

/* Goes on to a point. */
void ep_pen_add(struct ep_pen *pen, double x, double y);

/* Ends the line, or leaves a gap in it. */
void ep_pen_lift(struct ep_pen *pen);
