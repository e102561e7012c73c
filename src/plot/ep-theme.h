#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { EP_PALETTE_SIZE = 8 };

struct ep_color {
  double red;
  double green;
  double blue;
  double alpha;
};

/* All that a chart's look depends on; given by the caller. */
struct ep_theme {
  struct ep_color foreground;
  struct ep_color background; /* under the chart; alpha 0 leaves what is there */
  struct ep_color surface;    /* what the chart is seen against, for gaps and halos */
  struct ep_color dim;        /* tick labels, axis titles, guides */
  struct ep_color grid;
  struct ep_color focus; /* ring of the keyboard cursor */
  struct ep_color palette[EP_PALETTE_SIZE];
  double font_size; /* of tick labels, in logical pixels */
  bool dark;
  bool high_contrast;
};

/* Fills theme with Epoch's own look.
 *
 * The palette is that of Okabe and Ito, "Color Universal Design" (2008), eight hues that
 * people with any common colour blindness can tell apart, each made darker (light) or
 * lighter (dark) at its own hue until it has a contrast of 3:1 (WCAG 2.2, 1.4.11) against
 * every ground of libadwaita, and 4.5:1 in high contrast. */
void ep_theme_init(struct ep_theme *theme, bool dark, bool high_contrast);

/* The contrast ratio of two opaque colours, 1 … 21 (WCAG 2.2, relative luminance). */
double ep_color_contrast(struct ep_color a, struct ep_color b);

/* The colour over ground, opaque. */
struct ep_color ep_color_over(struct ep_color color, struct ep_color ground);

/* The colour of a series; series beyond the palette begin it again. */
struct ep_color ep_theme_series_color(const struct ep_theme *theme, size_t series);
