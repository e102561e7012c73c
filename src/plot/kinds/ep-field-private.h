#pragma once

#include <cairo.h>

#include "ep-layout-private.h"
#include "kinds/ep-field.h"

enum ep_plane_mode { EP_PLANE_HEIGHT, EP_PLANE_PROBABILITY, EP_PLANE_CLASS };

struct ep_plane {
  double *x;
  double *y;
  double *values;
  size_t nx;
  size_t ny;
  char **classes;
  size_t n_classes;
  enum ep_plane_mode mode;
  struct ep_range range; /* of the values that can be drawn */
  struct ep_number_format format;
  struct ep_number_format axis_format[2];
};

/* The field of a chart. Datum {number of series, row × nx + column} is a place of its grid. */
const struct ep_plane *ep_plane_of(const struct ep_chart *chart);

double ep_plane_value(const struct ep_plane *plane, size_t row, size_t column);

/* The class that a series is named after, or one past them all and on for others. */
size_t ep_plane_series_class(const struct ep_chart *chart, size_t series);

/* The colour of a class' region, and that of a value. */
struct ep_color ep_plane_class_color(const struct ep_layout *layout, size_t number);
struct ep_color ep_plane_color(const struct ep_layout *layout, double value);

/* Fills the area with colours, between the places of the grid too; false without memory. */
bool ep_plane_draw_raster(const struct ep_layout *layout, cairo_t *cr);

/* Traces the lines at which the value passes a level, or where the class changes. */
void ep_plane_trace_level(const struct ep_layout *layout, cairo_t *cr, double level);
void ep_plane_trace_borders(const struct ep_layout *layout, cairo_t *cr);

/* The colour of a series, by its class. On the blue of heights the first hue would be lost. */
struct ep_color ep_plane_series_color(const struct ep_layout *layout, size_t number);

/* Draws the points and paths on top. */
void ep_plane_draw_series(const struct ep_layout *layout, cairo_t *cr, size_t series);
