#pragma once

#include <cairo.h>

#include "ep-chart.h"
#include "ep-datum.h"
#include "ep-layout.h"
#include "ep-ticks.h"

/* What is drawn about a kind of chart, and how its data are marked. */
enum ep_look {
  EP_LOOK_GRID_X = 1 << 0,      /* lines of the grid for the lying axis */
  EP_LOOK_GRID_VALUES = 1 << 1, /* and for that of the values */
  EP_LOOK_STROKES = 1 << 2,     /* short strokes under the lying axis */
  EP_LOOK_GUIDES_UNDER = 1 << 3,
  EP_LOOK_UPRIGHT = 1 << 4, /* a line through the datum under the cursor */
  EP_LOOK_RING = 1 << 5,    /* the datum under the cursor is ringed, not painted over */
  EP_LOOK_LEGEND_LINE = 1 << 6,
  EP_LOOK_LEGEND_MARK = 1 << 7,
  EP_LOOK_ZOOM_X = 1 << 8, /* can be looked at closely along an axis of the screen */
  EP_LOOK_ZOOM_Y = 1 << 9,
};

/* What one kind of chart does; ep_layer_for() finds it. The functions from plan on may be NULL. */
struct ep_layer {
  unsigned look;
  /* The ranges of x and y of the data that are to be seen, room at the edges included. */
  void (*ranges)(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y);
  void (*draw)(const struct ep_layout *layout, cairo_t *cr);
  /* The shape of one datum alone, as path. */
  void (*trace)(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum);
  bool (*nearest)(const struct ep_layout *layout, double x, double y, double reach,
                  struct ep_datum *datum);
  void (*position)(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y);

  /* Makes layout->plan, what the kind keeps for one size; false without memory. */
  bool (*plan)(struct ep_layout *layout, const struct ep_layout_options *options);
  void (*free_plan)(void *plan);
  /* Sets out area and labels in room in place of the axes. */
  void (*place)(struct ep_layout *layout, struct ep_rect room);
  /* The room for names in place of the numbers of the upright axis, and those names. */
  double (*left)(struct ep_layout *layout);
  void (*place_left)(struct ep_layout *layout);
  /* Changes the area, as to keep cells from being drawn out, before the labels are placed. */
  void (*fit)(struct ep_layout *layout);
  /* What stands on the right of the area, as a key of colours. */
  double (*right)(struct ep_layout *layout, double height);
  void (*place_right)(struct ep_layout *layout);
  void (*draw_right)(const struct ep_layout *layout, cairo_t *cr);
  /* Labels inside the area, once all others are placed. */
  void (*place_inside)(struct ep_layout *layout);
  /* How much of the data a label would cover, where that is not points of series. */
  size_t (*covered)(const struct ep_layout *layout, const struct ep_label *label);
  /* The colour of an entry of the legend, and its sample where that is not a square. */
  struct ep_color (*entry_color)(const struct ep_layout *layout, size_t entry);
  bool (*draw_entry)(const struct ep_layout *layout, cairo_t *cr, size_t entry, double x, double y,
                     double size);
  /* Draws the mark of the datum under the cursor, where ep_layout_draw_datum() can not. */
  void (*draw_datum)(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum,
                     bool focus);
  /* What ep-layout.h says of the functions of these names. */
  bool (*bounds)(const struct ep_layout *layout, struct ep_datum datum, struct ep_rect *bounds);
  bool (*inside)(const struct ep_layout *layout, struct ep_datum datum, double x, double y,
                 struct ep_field *field);
  bool (*step)(const struct ep_layout *layout, struct ep_datum *datum, enum ep_step step);
  bool (*natural)(const struct ep_layout *layout, double *width, double *height);
  /* All that can be shown along the axes, where that is not what is shown at first. */
  void (*whole)(const struct ep_layout *layout, struct ep_range whole[2]);
};

extern const struct ep_layer EP_LAYER_POINTS;
extern const struct ep_layer EP_LAYER_LINE;
extern const struct ep_layer EP_LAYER_BARS;
extern const struct ep_layer EP_LAYER_HISTOGRAM;
extern const struct ep_layer EP_LAYER_BOX;
extern const struct ep_layer EP_LAYER_HEATMAP;
extern const struct ep_layer EP_LAYER_TREE;
extern const struct ep_layer EP_LAYER_FIELD;
extern const struct ep_layer EP_LAYER_SILHOUETTE;
extern const struct ep_layer EP_LAYER_MATRIX;
extern const struct ep_layer EP_LAYER_IMAGES;

const struct ep_layer *ep_layer_for(enum ep_kind kind);

/* Draws the guides over the grid and under the data. */
void ep_guides_draw(const struct ep_layout *layout, cairo_t *cr);

/* Places the guides' labels where nothing else is. */
void ep_guides_place(struct ep_layout *layout);

/* Widens the ranges to the guides' values, unless that would crush the data. */
void ep_guides_widen(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y);
