#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-layout-private.h"

static void
histogram_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  struct ep_range plain = {0, 0};

  *x = ep_range_of(chart->edges, chart->n_edges);
  for (size_t s = 0; s < chart->n_series; s++) {
    struct ep_range range = ep_range_of(chart->series[s].y, chart->series[s].n);
    plain.lo = fmin(plain.lo, range.lo);
    plain.hi = fmax(plain.hi, range.hi);
  }
  *y = plain;
  ep_guides_widen(chart, x, y);
  plain = *y;
  *x = ep_range_for_axis(*x, 0.01);
  *y = ep_range_for_axis(plain, 0.05);
  if (plain.lo == 0) {
    y->lo = 0;
  }
}

static struct ep_rect
bin_rect(const struct ep_layout *layout, struct ep_datum datum)
{
  const struct ep_chart *chart = layout->chart;
  double left = ep_axis_pixel(&layout->axis[EP_X], chart->edges[datum.index]);
  double right = ep_axis_pixel(&layout->axis[EP_X], chart->edges[datum.index + 1]);
  double zero = ep_axis_pixel(&layout->axis[EP_Y], 0);
  double end = ep_axis_pixel(&layout->axis[EP_Y], chart->series[datum.series].y[datum.index]);

  return (struct ep_rect){left, fmin(zero, end), right - left, fabs(end - zero)};
}

static void
histogram_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  struct ep_rect r = bin_rect(layout, datum);
  double left = ep_snap_x(cr, r.x);
  double right = ep_snap_x(cr, r.x + r.width);
  double pixel = 1 / ep_draw_scale(cr);
  /* A hair of ground between bins shows where one ends. */
  double gap = right - left >= 4 ? fmax(1, pixel) : 0;

  cairo_rectangle(cr, left, r.y, fmax(right - left - gap, pixel), r.height);
}

/* The outline of all bins, as one line of steps. */
static void
trace_steps(const struct ep_layout *layout, cairo_t *cr, size_t s)
{
  double zero = ep_axis_pixel(&layout->axis[EP_Y], 0);
  bool down = true;

  for (size_t i = 0; i < layout->chart->series[s].n; i++) {
    struct ep_datum datum = {s, i};
    struct ep_rect r;
    double end;
    if (!ep_datum_valid(layout->chart, datum)) {
      continue;
    }
    r = bin_rect(layout, datum);
    end = ep_axis_pixel(&layout->axis[EP_Y], layout->chart->series[s].y[i]);
    if (down) {
      cairo_move_to(cr, r.x, zero);
      down = false;
    }
    cairo_line_to(cr, r.x, end);
    cairo_line_to(cr, r.x + r.width, end);
    if (!ep_datum_valid(layout->chart, (struct ep_datum){s, i + 1})) {
      cairo_line_to(cr, r.x + r.width, zero);
      down = true;
    }
  }
}

/* Several series lie over each other: clear insides, dashed outlines of their own. */
static void
draw_overlaid(const struct ep_layout *layout, cairo_t *cr, size_t s)
{
  struct ep_color color = ep_theme_series_color(&layout->theme, s);

  ep_set_color(cr, color, layout->theme.high_contrast ? 0.12 : 0.22);
  trace_steps(layout, cr, s);
  cairo_fill_preserve(cr);
  ep_set_color(cr, color, 1);
  cairo_set_line_width(cr, 2);
  ep_set_dash(cr, s, 2, 0);
  cairo_stroke(cr);
}

static void
histogram_draw(const struct ep_layout *layout, cairo_t *cr)
{
  cairo_save(cr);
  ep_clip_area(cr, layout->area, 1);
  for (size_t s = 0; s < layout->chart->n_series; s++) {
    cairo_new_path(cr);
    if (layout->chart->n_series > 1) {
      draw_overlaid(layout, cr, s);
      continue;
    }
    ep_set_color(cr, ep_theme_series_color(&layout->theme, s), 1);
    for (size_t i = 0; i < layout->chart->series[s].n; i++) {
      struct ep_datum datum = {s, i};
      if (ep_datum_valid(layout->chart, datum)) {
        histogram_trace(layout, cr, datum);
      }
    }
    cairo_fill(cr);
  }
  ep_set_color(cr, layout->theme.dim, 1);
  ep_draw_level(cr, layout->area.x, layout->area.x + layout->area.width,
                ep_axis_pixel(&layout->axis[EP_Y], 0), 1);
  cairo_restore(cr);
}

static void
histogram_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  struct ep_rect r = bin_rect(layout, datum);

  *x = r.x + r.width / 2;
  *y = ep_axis_pixel(&layout->axis[EP_Y], layout->chart->series[datum.series].y[datum.index]);
}

/* The bin that holds value, by halving. */
static size_t
bin_at(const struct ep_chart *chart, double value)
{
  size_t lo = 0;
  size_t hi = chart->n_edges - 1;

  while (hi - lo > 1) {
    size_t middle = lo + (hi - lo) / 2;
    if (value >= chart->edges[middle]) {
      lo = middle;
    } else {
      hi = middle;
    }
  }
  return lo;
}

static bool
histogram_nearest(const struct ep_layout *layout, double x, double y, double reach,
                  struct ep_datum *datum)
{
  const struct ep_chart *chart = layout->chart;
  const struct ep_rect *area = &layout->area;
  double best = INFINITY;
  size_t bin;

  if (x < area->x - reach || x > area->x + area->width + reach || y < area->y - reach ||
      y > area->y + area->height + reach || chart->n_edges < 2) {
    return false;
  }
  bin = bin_at(chart, ep_axis_value(&layout->axis[EP_X], x));
  for (size_t s = 0; s < chart->n_series; s++) {
    struct ep_datum candidate = {s, bin};
    double at_x;
    double at_y;
    if (ep_layout_position(layout, candidate, &at_x, &at_y) && fabs(at_y - y) < best) {
      best = fabs(at_y - y);
      *datum = candidate;
    }
  }
  return best < INFINITY;
}

const struct ep_layer EP_LAYER_HISTOGRAM = {
    .look = EP_LOOK_GRID_VALUES | EP_LOOK_STROKES | EP_LOOK_LEGEND_LINE | EP_LOOK_ZOOM_X,
    .ranges = histogram_ranges,
    .draw = histogram_draw,
    .trace = histogram_trace,
    .nearest = histogram_nearest,
    .position = histogram_position,
};
