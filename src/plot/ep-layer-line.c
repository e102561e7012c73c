#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-layout-private.h"
#include "ep-marker.h"

/* Points further apart than this, in pixels, are marked. */
#define MARK_SPACING 18.0

static double
line_width(const struct ep_layout *layout)
{
  return (layout->theme.high_contrast ? 2.5 : 2) * sqrt(layout->theme.font_size / 12);
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
        x->lo = fmin(x->lo, value);
        x->hi = fmax(x->hi, value);
        y->lo = fmin(y->lo, series->y[i]);
        y->hi = fmax(y->hi, series->y[i]);
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

struct point {
  double x;
  double y;
};

/* What is kept of the points in one column of pixels: the line through the first, the
 * lowest, the highest and the last covers the same pixels as the line through all of them
 * (Jugel et al., "M4: a visualization-oriented time series data aggregation", VLDB 2014). */
struct column {
  double number;
  size_t n;
  struct point first;
  struct point last;
  struct point extreme[2]; /* in the order in which they came */
};

static void
column_begin(struct column *column, double number, struct point point)
{
  *column = (struct column){number, 1, point, point, {point, point}};
}

static void
column_add(struct column *column, struct point point)
{
  struct point *a = &column->extreme[0];
  struct point *b = &column->extreme[1];

  column->n++;
  column->last = point;
  if (point.y < fmin(a->y, b->y)) {
    /* The extreme that stays is the higher one, and it came before. */
    *a = a->y > b->y ? *a : *b;
    *b = point;
  } else if (point.y > fmax(a->y, b->y)) {
    *a = a->y < b->y ? *a : *b;
    *b = point;
  }
}

static void
column_end(const struct column *column, cairo_t *cr)
{
  cairo_line_to(cr, column->first.x, column->first.y);
  if (column->n > 3) {
    cairo_line_to(cr, column->extreme[0].x, column->extreme[0].y);
    cairo_line_to(cr, column->extreme[1].x, column->extreme[1].y);
  }
  if (column->n > 1) {
    cairo_line_to(cr, column->last.x, column->last.y);
  }
}

/* A line of one point alone between gaps would not be seen. */
static void
end_run(const struct column *column, cairo_t *cr, size_t run, double width)
{
  if (run == 0) {
    return;
  }
  column_end(column, cr);
  if (run == 1) {
    cairo_rel_line_to(cr, 0.01 * width, 0);
  }
}

static void
trace_series(const struct ep_layout *layout, cairo_t *cr, size_t s)
{
  const struct ep_series *series = &layout->chart->series[s];
  double scale = ep_draw_scale(cr);
  double edge = layout->area.width * scale + 1;
  struct column column = {0};
  size_t run = 0;

  for (size_t i = 0; i < series->n; i++) {
    struct ep_datum datum = {s, i};
    struct point point;
    double number;
    if (!ep_datum_valid(layout->chart, datum)) {
      end_run(&column, cr, run, 1);
      cairo_new_sub_path(cr);
      run = 0;
      continue;
    }
    line_position(layout, datum, &point.x, &point.y);
    /* All that lies out of sight to one side is one column. */
    number = fmin(fmax(floor((point.x - layout->area.x) * scale), -1), edge);
    if (run > 0 && number == column.number) {
      column_add(&column, point);
    } else {
      if (run > 0) {
        column_end(&column, cr);
      }
      column_begin(&column, number, point);
    }
    run++;
  }
  end_run(&column, cr, run, 1);
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
  cairo_set_line_width(cr, width);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  /* The first series is drawn last, so that it is on top. */
  for (size_t s = layout->chart->n_series; s-- > 0;) {
    cairo_set_line_cap(cr, s == 0 ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    ep_set_color(cr, ep_theme_series_color(&layout->theme, s), 1);
    ep_set_dash(cr, s, width);
    cairo_new_path(cr);
    trace_series(layout, cr, s);
    cairo_stroke(cr);
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
    .ranges = line_ranges,
    .draw = line_draw,
    .trace = line_trace,
    .nearest = line_nearest,
    .position = line_position,
};
