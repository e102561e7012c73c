#pragma once

#include <cairo.h>

#include "ep-layout.h"
#include "ep-theme.h"

/* Small things that all layers draw with. */

void ep_set_color(cairo_t *cr, struct ep_color color, double alpha);

/* How many pixels of the target a logical pixel is. */
double ep_draw_scale(cairo_t *cr);

/* The pixel edge nearest to x (or y), so that what begins there is sharp. */
double ep_snap_x(cairo_t *cr, double x);
double ep_snap_y(cairo_t *cr, double y);

/* Fills a level or upright line of that width, sharp at any scale. */
void ep_draw_level(cairo_t *cr, double x0, double x1, double y, double width);
void ep_draw_upright(cairo_t *cr, double x, double y0, double y1, double width);

/* The dashes of a series' line, its second sign beside the colour, from an offset on; the first
 * series is solid. */
void ep_set_dash(cairo_t *cr, size_t series, double line_width, double offset);

void ep_clip_area(cairo_t *cr, struct ep_rect area, double more);
