#pragma once

#include "ep-axis.h"
#include "ep-chart-private.h"
#include "ep-layer.h"
#include "ep-layout.h"

struct ep_hit;

struct ep_layout {
  const struct ep_chart *chart;
  const struct ep_layer *layer;
  struct ep_theme theme;
  const struct ep_text *text;
  double width;
  double height;
  double least_left; /* room that the numbers of y take at least */
  struct ep_rect area;
  struct ep_axis axis[2]; /* of the screen: EP_X lies, EP_Y stands */
  struct ep_label *labels;
  size_t n_labels;
  size_t labels_room;
  bool failed;               /* memory ran out on the way */
  const unsigned char *open; /* as in the options */
  bool viewed;               /* a part to look at was asked for */
  bool empty;                /* there is nothing to draw */
  struct ep_hit *hit;
  void *plan; /* what the layer keeps for this size */
};

/* Ends of lines, spread so that the names beside them do not touch; for the leaders. */
#define EP_LEADER 14.0

/* The screen's axis that shows a dimension of the data; horizontal bars swap the two. */
enum ep_dimension ep_layout_screen(const struct ep_layout *layout, enum ep_dimension dimension);

/* The axis of a dimension of the data. */
const struct ep_axis *ep_layout_axis(const struct ep_layout *layout, enum ep_dimension dimension);

/* The font of a role, by the theme's size. */
struct ep_font ep_layout_font(const struct ep_layout *layout, enum ep_role role);

/* Sets a label whose top left is (x, y); string is copied. */
struct ep_label ep_layout_measure(const struct ep_layout *layout, enum ep_role role,
                                  const char *string);

/* Adds a copy of the label, its text too, unless it overlaps one that is there already
 * or leaves the picture. */
bool ep_layout_place(struct ep_layout *layout, const struct ep_label *label);

/* Adds a copy of the label wherever it is; for texts that have a box of their own. */
bool ep_layout_add(struct ep_layout *layout, const struct ep_label *label);

/* Measures a label in a font of the layer's own choice. */
struct ep_label ep_layout_measure_font(const struct ep_layout *layout, enum ep_role role,
                                       const char *string, struct ep_font font);

/* Writes "+12 more", by the words of the locale. */
void ep_layout_write_more(const struct ep_layout *layout, size_t n, char *text, size_t size);

/* Strokes the current path as the ring about the datum under the cursor, and keeps the path. */
void ep_layout_draw_ring(const struct ep_layout *layout, cairo_t *cr, bool focus);

/* ep-layout-axes.c: the area between the axes inside room, and the axes' labels. */
void ep_layout_place_axes(struct ep_layout *layout, struct ep_rect room);

/* ep-layout-categories.c: the labels of the categories along the axis that has them. */
double ep_categories_width(const struct ep_layout *layout);
double ep_categories_height(struct ep_layout *layout);
/* What the first slanted name wants left of the area. */
double ep_categories_overhang(const struct ep_layout *layout);
void ep_categories_place(struct ep_layout *layout);

/* ep-layout-legend.c: title, summary and legend at the top; each takes its height off room. */
void ep_layout_place_head(struct ep_layout *layout, struct ep_rect *room);
void ep_layout_place_legend(struct ep_layout *layout, struct ep_rect *room);
void ep_layout_draw_samples(const struct ep_layout *layout, cairo_t *cr);

/* ep-layout-lines.c: the names of series beside the ends of their lines. */
double ep_line_names_width(const struct ep_layout *layout, double height);
bool ep_line_names_place(struct ep_layout *layout);
void ep_line_names_draw(const struct ep_layout *layout, cairo_t *cr);
