#include "config.h"

#include "ep-way.h"

#include <math.h>

#include "ep-draw.h"

/* Between two arrow heads along a path, and the length of one, at a font of 12. */
#define HEAD_SPACING 46.0
#define HEAD 8.0

/* Points of a path are marked where they are at least this far from the last one marked. */
#define MARK_SPACING 9.0

static double
unit(const struct ep_layout *layout)
{
  return sqrt(layout->theme.font_size / 12);
}

bool
ep_way_pixel(const struct ep_layout *layout, size_t series, size_t index, double *x, double *y)
{
  const struct ep_series *points = &layout->chart->series[series];

  if (!ep_series_valid(layout->chart, (struct ep_datum){series, index})) {
    return false;
  }
  *x = ep_axis_pixel(&layout->axis[EP_X], ep_series_x(points, index));
  *y = ep_axis_pixel(&layout->axis[EP_Y], points->y[index]);
  return true;
}

/* The way from point to point, in the order of the document; missing points break it. */
static void
trace_path(const struct ep_layout *layout, cairo_t *cr, size_t series)
{
  bool down = false;
  double last_x = 0;
  double last_y = 0;

  for (size_t i = 0; i < layout->chart->series[series].n; i++) {
    double x;
    double y;
    if (!ep_way_pixel(layout, series, i, &x, &y)) {
      down = false;
    } else if (!down) {
      cairo_move_to(cr, x, y);
      down = true;
    } else if (hypot(x - last_x, y - last_y) < 0.5 && i + 1 < layout->chart->series[series].n) {
      continue;
    } else {
      cairo_line_to(cr, x, y);
    }
    last_x = x;
    last_y = y;
  }
}

static void
trace_head(cairo_t *cr, double x, double y, double direction, double length)
{
  cairo_move_to(cr, x, y);
  cairo_line_to(cr, x - length * cos(direction - 0.42), y - length * sin(direction - 0.42));
  cairo_line_to(cr, x - length * 0.72 * cos(direction), y - length * 0.72 * sin(direction));
  cairo_line_to(cr, x - length * cos(direction + 0.42), y - length * sin(direction + 0.42));
  cairo_close_path(cr);
}

/* Heads along the way, one at its end whatever its length. */
static void
trace_heads(const struct ep_layout *layout, cairo_t *cr, size_t series)
{
  double travelled = HEAD_SPACING / 2;
  double last_x = NAN;
  double last_y = NAN;
  double direction = NAN;

  for (size_t i = 0; i < layout->chart->series[series].n; i++) {
    double x;
    double y;
    double length;
    if (!ep_way_pixel(layout, series, i, &x, &y)) {
      continue;
    }
    length = hypot(x - last_x, y - last_y);
    /* Steps too short to see have no direction. */
    if (length < 1) {
      continue;
    }
    if (!isnan(length)) {
      direction = atan2(y - last_y, x - last_x);
      travelled += length;
      if (travelled >= HEAD_SPACING * unit(layout) && length > HEAD * 1.5) {
        trace_head(cr, (x + last_x) / 2 + cos(direction) * HEAD / 2,
                   (y + last_y) / 2 + sin(direction) * HEAD / 2, direction, HEAD * unit(layout));
        travelled = 0;
      }
    }
    last_x = x;
    last_y = y;
  }
  if (!isnan(direction)) {
    trace_head(cr, last_x, last_y, direction, HEAD * 1.3 * unit(layout));
  }
}

/* The points of a path, as far as they stand apart, and its beginning as a ring. */
static void
draw_stations(const struct ep_layout *layout, cairo_t *cr, size_t series, struct ep_color color)
{
  double last_x = NAN;
  double last_y = NAN;

  for (size_t i = 0; i < layout->chart->series[series].n; i++) {
    double x;
    double y;
    bool begin = isnan(last_x);
    if (!ep_way_pixel(layout, series, i, &x, &y) || hypot(x - last_x, y - last_y) < MARK_SPACING) {
      continue;
    }
    cairo_new_sub_path(cr);
    cairo_arc(cr, x, y, (begin ? 4.5 : 2.4) * unit(layout), 0, 2 * M_PI);
    ep_set_color(cr, begin ? layout->theme.surface : color, 1);
    cairo_fill_preserve(cr);
    ep_set_color(cr, begin ? color : layout->theme.surface, 1);
    cairo_set_line_width(cr, begin ? 2 : 0.8);
    cairo_stroke(cr);
    last_x = x;
    last_y = y;
  }
}

/* Heads lie over the stations, rimmed so that they are told from what is under them. */
static void
draw_heads(const struct ep_layout *layout, cairo_t *cr, size_t series, struct ep_color color)
{
  trace_heads(layout, cr, series);
  ep_set_color(cr, layout->theme.surface, 1);
  cairo_set_line_width(cr, 2);
  cairo_stroke_preserve(cr);
  ep_set_color(cr, color, 1);
  cairo_fill(cr);
}

void
ep_way_draw(const struct ep_layout *layout, cairo_t *cr, size_t series, struct ep_color color)
{
  double width = (layout->theme.high_contrast ? 2.5 : 2) * unit(layout);

  cairo_new_path(cr);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  trace_path(layout, cr, series);
  ep_set_color(cr, layout->theme.surface, 0.9);
  cairo_set_line_width(cr, width + 2.5);
  cairo_stroke_preserve(cr);
  ep_set_color(cr, color, 1);
  cairo_set_line_width(cr, width);
  cairo_stroke(cr);
  if (layout->chart->series[series].directed) {
    draw_stations(layout, cr, series, color);
    draw_heads(layout, cr, series, color);
  }
}
