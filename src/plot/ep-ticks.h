#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { EP_TICKS_MAX = 64 };

/* The largest magnitude that can be drawn; beyond it a number counts as missing, so that a
 * difference of two never overflows. */
#define EP_VALUE_MAX 1e300

struct ep_range {
  double lo;
  double hi;
};

/* Ticks at first, first + step, …: multiples of step, all inside the range asked for. */
struct ep_ticks {
  double first;
  double step;
  int count;
};

/* Whether value is finite and small enough to be drawn. */
bool ep_value_drawable(double value);

/* The smallest range over the drawable values; lo > hi where there are none. */
struct ep_range ep_range_of(const double *values, size_t n);

/* The range made fit to be an axis: never empty, never narrower than doubles can tell apart,
 * widened by the share padding at both ends. A range of one value is opened around it; no
 * values at all give 0 … 1. */
struct ep_range ep_range_for_axis(struct ep_range range, double padding);

/* About wanted ticks inside range at steps 1, 5, 2, 2.5, 4 or 3 times a power of ten, the
 * labelling of the best score of simplicity, coverage and density (Talbot, Lin and Hanrahan,
 * "An extension of Wilkinson's algorithm for positioning tick labels on axes", 2010; without
 * their legibility, which the layout sees to by measuring). A positive least_step is the
 * smallest step allowed: 1 for counts. Falls back on Heckbert's nice numbers (Graphics Gems,
 * 1990). The range must be one from ep_range_for_axis, wanted at least 1. */
struct ep_ticks ep_ticks_find(struct ep_range range, double wanted, double least_step);

/* Heckbert's nice number: 1, 2, 5 or 10 times a power of ten, near value or not below it. */
double ep_ticks_nice(double value, bool round);

/* The tick at place i, exact at zero. */
double ep_ticks_value(const struct ep_ticks *ticks, int i);
