#pragma once

#include <cairo.h>

#include "ep-layout-private.h"

/* A series drawn as a way from point to point, in the order of the document: the path of a
 * descent, a border, a vector. A missing point breaks it. */

/* Draws the way; one that is directed begins in a ring and has heads along it. */
void ep_way_draw(const struct ep_layout *layout, cairo_t *cr, size_t series, struct ep_color color);

/* Where a point of a series is, in sight or not; false for one that can not be drawn. */
bool ep_way_pixel(const struct ep_layout *layout, size_t series, size_t index, double *x,
                  double *y);
