#pragma once

#include <cairo.h>

#include "ep-chart.h"
#include "ep-datum.h"
#include "ep-text.h"
#include "ep-theme.h"
#include "ep-ticks.h"

/* A chart laid out at a size, ready to be drawn any number of times at any scale. All lengths
 * are logical pixels from the top left. */
struct ep_layout;

struct ep_rect {
  double x;
  double y;
  double width;
  double height;
};

/* Whether what is under a node of a tree is shown. */
enum ep_open { EP_OPEN_DEFAULT, EP_OPEN_YES, EP_OPEN_NO };

struct ep_layout_options {
  double width;
  double height;
  const struct ep_theme *theme; /* copied; NULL: light */
  const struct ep_text *text;   /* borrowed; NULL: EP_TEXT_PLAIN */
  bool title;                   /* draw title and summary too, for a picture that stands alone */
  struct ep_range view[2];      /* what of x and y to show; lo == hi: all of it */
  const unsigned char *open;    /* of each node of a tree, an enum ep_open; NULL: all default */
  double least_left;            /* room for the numbers of y, for axes that must not jump */
};

#define EP_LAYOUT_OPTIONS_INIT                                                                     \
  {                                                                                                \
    .width = 640, .height = 360                                                                    \
  }

enum ep_role {
  EP_ROLE_TITLE,
  EP_ROLE_SUMMARY,
  EP_ROLE_LEGEND,
  EP_ROLE_AXIS_TITLE,
  EP_ROLE_TICK,
  EP_ROLE_CATEGORY,
  EP_ROLE_SERIES, /* a series' name beside its line */
  EP_ROLE_GUIDE,
  EP_ROLE_EMPTY,
  EP_ROLE_KEY,            /* of a scale of colours, or of one panel of several */
  EP_ROLE_CELL,           /* the value in a cell */
  EP_ROLE_NODE,           /* of a tree; may reach past the area, as what is moved there does */
  EP_ROLE_EDGE,           /* between two nodes */
  EP_ROLE_PANEL,          /* the name of a variable inside its panel */
  EP_ROLE_HEADING,        /* over a group of pictures */
  EP_ROLE_CAPTION,        /* under a picture */
  EP_ROLE_CAPTION_STRONG, /* what it is called */
};

/* A line of text in its place. The box is that of the text before it is turned by angle
 * (radians, clockwise) about (x, y), its top left. */
struct ep_label {
  enum ep_role role;
  int series; /* whose name it is in a legend or beside a line, else -1 */
  const char *text;
  struct ep_font font;
  struct ep_color color;
  double x;
  double y;
  double width;
  double height;
  double ascent;
  double angle;
};

/* (transfer full) (nullable) Lays the chart out. The chart must not change or go before the
 * layout does. NULL for lack of memory alone; a size too small drops labels, then titles. */
struct ep_layout *ep_layout_new(const struct ep_chart *chart,
                                const struct ep_layout_options *options);
void ep_layout_free(struct ep_layout *layout);

/* What the axes of x and y of the data show when all of it is shown. */
void ep_layout_extent(const struct ep_chart *chart, struct ep_range extent[2]);

/* How high a chart wants to be at that width, with text of that size: bars that lie want a line
 * each, matrices want squares, others want to be wider than high. */
double ep_chart_natural_height(const struct ep_chart *chart, double width, double font_size);

/* The height at which a chart has the room that it wants for its data, whatever its legend and its
 * axes take of it, at the width and with the text of the options; their height says nothing. */
double ep_layout_fit_height(const struct ep_chart *chart, const struct ep_layout_options *options);

/* Draws everything. */
void ep_layout_draw(const struct ep_layout *layout, cairo_t *cr);

/* Draws the mark of the datum under the pointer or, with focus, of the keyboard's cursor. */
void ep_layout_draw_datum(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum,
                          bool focus);

/* The datum nearest to (x, y) and no further than reach, as its layer measures it: points by
 * distance, lines by x and then by y, bars and bins by the band that holds the pointer. Of
 * equals the one on top. False where there is none. */
bool ep_layout_nearest(const struct ep_layout *layout, double x, double y, double reach,
                       struct ep_datum *datum);

/* Where a datum is drawn: the middle of its mark, a bar's end. False where it is not in sight. */
bool ep_layout_position(const struct ep_layout *layout, struct ep_datum datum, double *x,
                        double *y);

/* The box of the mark of a datum, so that what is said of it can stand beside it. False where the
 * kind has marks too small for that, or it is not in sight. */
bool ep_layout_bounds(const struct ep_layout *layout, struct ep_datum datum,
                      struct ep_rect *bounds);

/* What is at (x, y) inside the mark of a datum, as one pixel of a picture. False where the kind has
 * nothing to say of single places. */
bool ep_layout_inside(const struct ep_layout *layout, struct ep_datum datum, double x, double y,
                      struct ep_field *field);

/* ep_datum_step(), but for kinds whose layout alone knows what is above and below what. */
bool ep_layout_step(const struct ep_layout *layout, struct ep_datum *datum, enum ep_step step);

/* The part to look at so that a datum is in sight, as near as can be to what is shown now. False
 * where the kind has no parts, or the datum is folded away. */
bool ep_layout_reveal(const struct ep_layout *layout, struct ep_datum datum,
                      struct ep_range view[2]);

/* The node whose handle is at (x, y), which folds or unfolds what is under it, and whether that is
 * shown now. False where there is no handle. */
bool ep_layout_handle_at(const struct ep_layout *layout, double x, double y, size_t *node,
                         bool *open);

/* Where a node of a tree is, in the units of the axes. False for other kinds, and for one that is
 * folded away. */
bool ep_layout_place_of(const struct ep_layout *layout, struct ep_datum datum, double *x,
                        double *y);

/* Says of each node of a tree, an enum ep_open, whether what is under it is shown now; to be given
 * back with a change. False for other kinds. */
bool ep_layout_get_open(const struct ep_layout *layout, unsigned char *open);

/* Whether what is under a node of a tree is shown. */
bool ep_layout_is_open(const struct ep_layout *layout, size_t node);

/* The size at which all that is shown at first has its natural size. False where the kind fills
 * whatever room it has. */
bool ep_layout_natural_size(const struct ep_layout *layout, double *width, double *height);

/* The area inside the axes. */
struct ep_rect ep_layout_get_area(const struct ep_layout *layout);

/* The range of an axis as drawn; EP_X is the horizontal one, whatever it shows. */
struct ep_range ep_layout_get_range(const struct ep_layout *layout, enum ep_dimension dimension);

/* Whether the axis shows numbers, so that a part of it can be looked at closely. */
bool ep_layout_can_zoom(const struct ep_layout *layout, enum ep_dimension dimension);

/* All that there is to see along an axis of the screen: the range, but for kinds that show a part
 * of themselves at first. */
struct ep_range ep_layout_get_whole(const struct ep_layout *layout, enum ep_dimension dimension);

/* Whether the kind may show a part of itself at first, which can be moved like a map. */
bool ep_layout_is_partial(const struct ep_layout *layout);

/* All labels as placed, borrowed. */
const struct ep_label *ep_layout_get_labels(const struct ep_layout *layout, size_t *n);

/* Whether the boxes of two labels share more than an edge, turned as they are. */
bool ep_label_overlap(const struct ep_label *a, const struct ep_label *b);
