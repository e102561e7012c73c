#pragma once

#include <cairo.h>

#include "ep-layout.h"
#include "ep-number.h"

/* A scale of colours on the right of the area, with numbers beside it: what a colour means. */
struct ep_key {
  struct ep_range range;
  /* The colour of a value. */
  struct ep_color (*color)(const struct ep_layout *layout, double value);
  char title[256]; /* over the numbers, where there is room; "" for none */
  /* Set by ep_key_place(). */
  struct ep_rect bar;
};

/* The room that the key takes, 0 where there is none for it. */
double ep_key_width(const struct ep_layout *layout, const struct ep_key *key, double height);

/* Places the bar beside the area, and its numbers. */
void ep_key_place(struct ep_layout *layout, struct ep_key *key);
void ep_key_draw(const struct ep_layout *layout, cairo_t *cr, const struct ep_key *key);
