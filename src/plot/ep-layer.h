#pragma once

#include <cairo.h>

#include "ep-chart.h"
#include "ep-datum.h"
#include "ep-ticks.h"

struct ep_layout;

/* What one kind of chart does; ep_layer_for() finds it. */
struct ep_layer {
  /* The ranges of x and y of the data that are to be seen, room at the edges included. */
  void (*ranges)(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y);
  void (*draw)(const struct ep_layout *layout, cairo_t *cr);
  /* The shape of one datum alone, as path. */
  void (*trace)(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum);
  bool (*nearest)(const struct ep_layout *layout, double x, double y, double reach,
                  struct ep_datum *datum);
  void (*position)(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y);
};

extern const struct ep_layer EP_LAYER_POINTS;
extern const struct ep_layer EP_LAYER_LINE;
extern const struct ep_layer EP_LAYER_BARS;
extern const struct ep_layer EP_LAYER_HISTOGRAM;

const struct ep_layer *ep_layer_for(enum ep_kind kind);

/* Draws the guides over the grid and under the data. */
void ep_guides_draw(const struct ep_layout *layout, cairo_t *cr);

/* Places the guides' labels where nothing else is. */
void ep_guides_place(struct ep_layout *layout);

/* Widens the ranges to the guides' values, unless that would crush the data. */
void ep_guides_widen(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y);
