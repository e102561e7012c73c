#pragma once

#include <stddef.h>

#include "ep-theme.h"

/* Scales of colours for values. Both change in lightness all the way, so that they are read
 * without hue too: one from the ground to a deep (in dark: bright) blue, the other from blue
 * over the ground to orange, which people with any common colour blindness tell apart. */
enum ep_colormap { EP_COLORMAP_SEQUENTIAL, EP_COLORMAP_DIVERGING };

/* The colour at share 0 … 1 of the scale; 0.5 is the middle of the diverging one. */
struct ep_color ep_colormap_at(enum ep_colormap map, const struct ep_theme *theme, double share);

/* The colour at a share of the way from one opaque colour to another, evenly to the eye (OKLab,
 * Ottosson 2020). */
struct ep_color ep_color_mix(struct ep_color from, struct ep_color to, double share);

/* The colour of a class where hue stands alone, as in a bar: the palette, and past it the palette
 * again nearer to the ground, then nearer to the text. */
struct ep_color ep_class_color(const struct ep_theme *theme, size_t number);

/* Black or white, whichever is read better on ground. */
struct ep_color ep_color_on(struct ep_color ground);

/* The colour as a premultiplied opaque ARGB32 pixel. */
unsigned ep_color_pixel(struct ep_color color);
