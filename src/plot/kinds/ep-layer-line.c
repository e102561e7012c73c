#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-layout-private.h"
#include "ep-marker.h"
#include "ep-pen.h"

/* Points further apart than this, in pixels, are marked. */
#define MARK_SPACING 18.0

static double
line_width(const struct ep_layout *layout)
{
  return (layout->theme.high_contrast ? 2.5 : 2) * sqrt(layout->theme.font_size / 12);
}

static void
widen(struct ep_range *range, double value)
{
  if (ep_value_drawable(value)) {
    range->lo = fmin(range->lo, value);
    range->hi = fmax(range->hi, value);
  }
}

static void
line_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  bool from_zero;

  *x = *y = (struct ep_range){INFINITY, -INFINITY};
  for (size_t s = 0; s < chart->n_series; s++) {
    const struct ep_series *series = &chart->series[s];
    for (size_t i = 0; i < series->n; i++) {
      double value = ep_series_x(series, i);
      if (ep_value_drawable(value) && ep_value_drawable(series->y[i])) {
        widen(x, value);
        widen(y, series->y[i]);
        widen(y, series->lower != NULL ? series->lower[i] : NAN);
        widen(y, series->lower != NULL ? series->upper[i] : NAN);
      }
    }
  }
  ep_guides_widen(chart, x, y);
  /* A curve that all but reaches zero is shown down to it, or it would seem to. */
  from_zero = y->lo >= 0 && y->lo < 0.35 * y->hi;
  if (from_zero) {
    y->lo = 0;
  }
  *x = ep_range_for_axis(*x, 0);
  *y = ep_range_for_axis(*y, 0.05);
  if (from_zero) {
    y->lo = 0;
  }
}

static void
line_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_series *series = &layout->chart->series[datum.series];

  *x = ep_axis_pixel(&layout->axis[EP_X], ep_series_x(series, datum.index));
  *y = ep_axis_pixel(&layout->axis[EP_Y], series->y[datum.index]);
}

/* The most points in sight of one stretch that rises in x; of curves one after the other each is a
 * stretch. */
static size_t
count_in_range(const struct ep_layout *layout, const struct ep_series *series)
{
  const struct ep_range *range = &layout->axis[EP_X].range;
  double before = -INFINITY;
  size_t most = 0;
  size_t n = 0;

  for (size_t i = 0; i < series->n; i++) {
    double x = ep_series_x(series, i);
    n = x >= before ? n : 0;
    n += x >= range->lo && x <= range->hi;
    most = n > most ? n : most;
    before = x;
  }
  return most;
}

static bool
in_band(const struct ep_series *series, size_t i)
{
  return ep_value_drawable(ep_series_x(series, i)) && ep_value_drawable(series->lower[i]) &&
         ep_value_drawable(series->upper[i]);
}

/* One side of a band, from point to point in the given direction, by steps where the line is. */
static void
trace_side(const struct ep_layout *layout, cairo_t *cr, const struct ep_series *series,
           const double *values, size_t from, size_t to)
{
  const struct ep_axis *x = &layout->axis[EP_X];
  const struct ep_axis *y = &layout->axis[EP_Y];
  bool back = from > to;
  size_t i = from;

  for (;;) {
    double at = ep_axis_pixel(y, values[i]);
    if (series->steps && i != from) {
      size_t before = back ? i : i - 1;
      double level = ep_axis_pixel(y, values[before]);
      cairo_line_to(cr, ep_axis_pixel(x, ep_series_x(series, back ? i + 1 : i)), level);
    }
    cairo_line_to(cr, ep_axis_pixel(x, ep_series_x(series, i)), at);
    if (i == to) {
      return;
    }
    i += back ? -1 : 1;
  }
}

/* The band about a line, in pieces between missing values. */
static void
draw_band(const struct ep_layout *layout, cairo_t *cr, size_t s)
{
  const struct ep_series *series = &layout->chart->series[s];
  size_t i = 0;

  while (series->lower != NULL && i < series->n) {
    size_t begin = i;
    while (i < series->n && in_band(series, i)) {
      i++;
    }
    if (i > begin) {
      trace_side(layout, cr, series, series->lower, begin, i - 1);
      trace_side(layout, cr, series, series->upper, i - 1, begin);
      cairo_close_path(cr);
    }
    i++;
  }
  ep_set_color(cr, ep_theme_series_color(&layout->theme, s),
               layout->theme.high_contrast ? 0.3 : 0.2);
  cairo_fill(cr);
}

static void
draw_series(const struct ep_layout *layout, cairo_t *cr, size_t s)
{
  const struct ep_series *series = &layout->chart->series[s];
  struct ep_pen pen;
  double level = 0;
  bool down = false;

  ep_pen_init(&pen, cr, layout->area.x, layout->area.width, s, line_width(layout),
              count_in_range(layout, series));
  for (size_t i = 0; i < series->n; i++) {
    struct ep_datum datum = {s, i};
    double x;
    double y;
    if (!ep_datum_valid(layout->chart, datum)) {
      ep_pen_lift(&pen);
      down = false;
      continue;
    }
    line_position(layout, datum, &x, &y);
    if (series->steps && down) {
      ep_pen_add(&pen, x, level);
    }
    ep_pen_add(&pen, x, y);
    level = y;
    down = true;
  }
  ep_pen_lift(&pen);
}

static size_t
longest_series(const struct ep_chart *chart)
{
  size_t n = 0;

  for (size_t s = 0; s < chart->n_series; s++) {
    n = chart->series[s].n > n ? chart->series[s].n : n;
  }
  return n;
}

static void
draw_marks(const struct ep_layout *layout, cairo_t *cr, size_t s)
{
  double radius = line_width(layout) * 1.5;

  for (size_t i = 0; i < layout->chart->series[s].n; i++) {
    struct ep_datum datum = {s, i};
    double x;
    double y;
    if (ep_layout_position(layout, datum, &x, &y)) {
      ep_marker_trace(cr, s, x, y, radius);
      cairo_fill(cr);
    }
  }
}

static void
line_draw(const struct ep_layout *layout, cairo_t *cr)
{
  double width = line_width(layout);
  bool marks = (double)longest_series(layout->chart) * MARK_SPACING < layout->area.width;

  cairo_save(cr);
  ep_clip_area(cr, layout->area, width * 2);
  cairo_new_path(cr);
  for (size_t s = layout->chart->n_series; s-- > 0;) {
    draw_band(layout, cr, s);
  }
  /* The first series is drawn last, so that it is on top. */
  for (size_t s = layout->chart->n_series; s-- > 0;) {
    ep_set_color(cr, ep_theme_series_color(&layout->theme, s), 1);
    draw_series(layout, cr, s);
    if (marks) {
      draw_marks(layout, cr, s);
    }
  }
  cairo_restore(cr);
}

static void
line_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  double x;
  double y;

  line_position(layout, datum, &x, &y);
  ep_marker_trace(cr, datum.series, x, y, line_width(layout) * 2.2);
}

/* The pointer rarely rests on a line: x counts most, y tells the series apart. */
static bool
line_nearest(const struct ep_layout *layout, double x, double y, double reach,
             struct ep_datum *datum)
{
  double best = INFINITY;

  for (size_t s = 0; s < layout->chart->n_series; s++) {
    for (size_t i = 0; i < layout->chart->series[s].n; i++) {
      struct ep_datum candidate = {s, i};
      double at_x;
      double at_y;
      double distance;
      if (!ep_layout_position(layout, candidate, &at_x, &at_y) || fabs(at_x - x) > reach) {
        continue;
      }
      distance = hypot(at_x - x, (at_y - y) / 8);
      if (distance < best) {
        best = distance;
        *datum = candidate;
      }
    }
  }
  return best < INFINITY;
}

const struct ep_layer EP_LAYER_LINE = {
    .look = EP_LOOK_GRID_VALUES | EP_LOOK_STROKES | EP_LOOK_GUIDES_UNDER | EP_LOOK_UPRIGHT |
            EP_LOOK_LEGEND_LINE | EP_LOOK_ZOOM_X,
    .ranges = line_ranges,
    .draw = line_draw,
    .trace = line_trace,
    .nearest = line_nearest,
    .position = line_position,
};
