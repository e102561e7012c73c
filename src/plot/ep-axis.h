#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ep-number.h"
#include "ep-ticks.h"

/* One axis of the screen: what it shows, between which pixels, with which ticks. */
struct ep_axis {
  struct ep_range range;
  size_t n_categories; /* places of one band each, instead of numbers, where not 0 */
  bool whole_numbers;  /* all values are whole, so that ticks in between would say nothing */
  double start;        /* the pixel of range.lo, of the first category's outer edge */
  double end;
  struct ep_ticks ticks;
  struct ep_number_format format;
};

/* The pixel of a number, or of the middle of a category's band. */
double ep_axis_pixel(const struct ep_axis *axis, double value);

/* The number at a pixel; for categories the number of the band, fractions and all. */
double ep_axis_value(const struct ep_axis *axis, double pixel);

/* The width of a category's band. */
double ep_axis_band(const struct ep_axis *axis);

/* Chooses about wanted ticks and the format of their numbers. */
void ep_axis_choose(struct ep_axis *axis, double wanted, bool brief);

/* Writes the label of tick i into text (EP_NUMBER_SIZE bytes). */
void ep_axis_write_tick(const struct ep_axis *axis, int i, const struct ep_locale *locale,
                        char *text);
