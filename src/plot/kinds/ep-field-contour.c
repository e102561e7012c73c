#include "config.h"

#include <math.h>

#include "kinds/ep-field-private.h"

/* Marching squares: a line crosses the sides of a cell of the grid whose ends lie on either side
 * of the level, where a straight line between their values would. */

struct corner {
  double x; /* pixels */
  double y;
  double value;
};

/* Where the level lies between two corners. */
static void
crossing(const struct corner *a, const struct corner *b, double level, double *x, double *y)
{
  double share = (level - a->value) / (b->value - a->value);

  *x = a->x + (b->x - a->x) * share;
  *y = a->y + (b->y - a->y) * share;
}

/* Adds the line through one cell, whose corners go round; two where it is a saddle. */
static void
trace_cell(cairo_t *cr, const struct corner corners[4], double level)
{
  double x[4];
  double y[4];
  int n = 0;
  double middle = (corners[0].value + corners[1].value + corners[2].value + corners[3].value) / 4;
  int first;

  for (int i = 0; i < 4; i++) {
    const struct corner *a = &corners[i];
    const struct corner *b = &corners[(i + 1) % 4];
    if ((a->value >= level) != (b->value >= level)) {
      crossing(a, b, level, &x[n], &y[n]);
      n++;
    }
  }
  /* Of a saddle's two pairings, the one that keeps its middle with the corners like it. */
  first = n == 4 && (middle >= level) != (corners[0].value >= level) ? 1 : 0;
  for (int i = 0; i + 1 < n; i += 2) {
    cairo_move_to(cr, x[(first + i + n - 1) % n], y[(first + i + n - 1) % n]);
    cairo_line_to(cr, x[(first + i) % n], y[(first + i) % n]);
  }
}

/* The corners of a cell, going round; false where one is missing. */
static bool
find_corners(const struct ep_layout *layout, size_t row, size_t column, struct corner corners[4])
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  static const size_t right[4] = {0, 1, 1, 0};
  static const size_t up[4] = {0, 0, 1, 1};

  for (int i = 0; i < 4; i++) {
    corners[i].x = ep_axis_pixel(&layout->axis[EP_X], plane->x[column + right[i]]);
    corners[i].y = ep_axis_pixel(&layout->axis[EP_Y], plane->y[row + up[i]]);
    corners[i].value = ep_plane_value(plane, row + up[i], column + right[i]);
    if (!ep_value_drawable(corners[i].value)) {
      return false;
    }
  }
  return true;
}

void
ep_plane_trace_level(const struct ep_layout *layout, cairo_t *cr, double level)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  struct corner corners[4];

  for (size_t row = 0; row + 1 < plane->ny; row++) {
    for (size_t column = 0; column + 1 < plane->nx; column++) {
      if (find_corners(layout, row, column, corners)) {
        trace_cell(cr, corners, level);
      }
    }
  }
}

/* The border of each class in a cell is the level of one half of being that class. */
static void
trace_classes(cairo_t *cr, const struct corner corners[4])
{
  for (int i = 0; i < 4; i++) {
    struct corner is[4];
    bool seen = false;
    for (int k = 0; k < i; k++) {
      seen = seen || corners[k].value == corners[i].value;
    }
    for (int k = 0; k < 4; k++) {
      is[k] = corners[k];
      is[k].value = corners[k].value == corners[i].value;
    }
    if (!seen) {
      trace_cell(cr, is, 0.5);
    }
  }
}

void
ep_plane_trace_borders(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  struct corner corners[4];

  for (size_t row = 0; row + 1 < plane->ny; row++) {
    for (size_t column = 0; column + 1 < plane->nx; column++) {
      if (find_corners(layout, row, column, corners)) {
        trace_classes(cr, corners);
      }
    }
  }
}
