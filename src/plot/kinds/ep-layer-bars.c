#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-layout-private.h"

static void
bars_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  struct ep_range plain;

  *x = (struct ep_range){0, 1};
  *y = (struct ep_range){0, 0};
  for (size_t s = 0; s < chart->n_series; s++) {
    struct ep_range range = ep_range_of(chart->series[s].y, chart->series[s].n);
    y->lo = fmin(y->lo, range.lo);
    y->hi = fmax(y->hi, range.hi);
  }
  ep_guides_widen(chart, x, y);
  plain = *y;
  *y = ep_range_for_axis(plain, 0.05);
  /* Bars stand on zero, with no room behind it. */
  if (plain.lo == 0) {
    y->lo = 0;
  }
  if (plain.hi == 0 && plain.lo < 0) {
    y->hi = 0;
  }
}

/* Where the bars of one category are, across their axis: the first one's edge from the
 * middle of the band, and how far it is from one to the next. */
static void
bar_slots(const struct ep_layout *layout, double *first, double *slot)
{
  double band = ep_axis_band(ep_layout_axis(layout, EP_X));
  double n = fmax(1, (double)layout->chart->n_series);
  double widest = 36 * layout->theme.font_size / 12;
  double group = fmin(band * (n > 1 ? 0.8 : 0.7), widest * n);

  *slot = group / n;
  *first = -group / 2;
}

/* The bar as a rectangle of the screen, from zero to the value. */
static struct ep_rect
bar_rect(const struct ep_layout *layout, struct ep_datum datum)
{
  const struct ep_axis *places = ep_layout_axis(layout, EP_X);
  const struct ep_axis *values = ep_layout_axis(layout, EP_Y);
  double zero = ep_axis_pixel(values, fmin(fmax(0, values->range.lo), values->range.hi));
  double end = ep_axis_pixel(values, layout->chart->series[datum.series].y[datum.index]);
  double middle = ep_axis_pixel(places, (double)datum.index);
  double first;
  double slot;
  double start;
  double thick;

  bar_slots(layout, &first, &slot);
  start = middle + first + slot * (double)datum.series;
  thick = layout->chart->n_series > 1 && slot > 4 ? slot - 1 : slot;
  if (ep_layout_screen(layout, EP_X) == EP_X) {
    return (struct ep_rect){start, fmin(zero, end), thick, fabs(end - zero)};
  }
  return (struct ep_rect){fmin(zero, end), start, fabs(end - zero), thick};
}

/* A bar whose end away from zero is rounded. */
static void
trace_bar(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  struct ep_rect r = bar_rect(layout, datum);
  bool lies = ep_layout_screen(layout, EP_X) == EP_Y;
  bool negative = layout->chart->series[datum.series].y[datum.index] < 0;
  double thick = lies ? r.height : r.width;
  double radius = fmin(fmin(3, thick / 3), (lies ? r.width : r.height) / 2);
  bool right = lies && !negative;
  bool left = lies && negative;
  bool up = !lies && !negative;
  bool down = !lies && negative;
  double top_left = up || left ? radius : 0;
  double top_right = up || right ? radius : 0;
  double bottom_right = down || right ? radius : 0;
  double bottom_left = down || left ? radius : 0;

  cairo_new_sub_path(cr);
  cairo_arc(cr, r.x + top_left, r.y + top_left, top_left, M_PI, 1.5 * M_PI);
  cairo_arc(cr, r.x + r.width - top_right, r.y + top_right, top_right, -M_PI / 2, 0);
  cairo_arc(cr, r.x + r.width - bottom_right, r.y + r.height - bottom_right, bottom_right, 0,
            M_PI / 2);
  cairo_arc(cr, r.x + bottom_left, r.y + r.height - bottom_left, bottom_left, M_PI / 2, M_PI);
  cairo_close_path(cr);
}

/* Sets the bar's long edges on pixels and leaves all bars the same thickness. */
static void
snapped_rect(cairo_t *cr, struct ep_rect *r, bool lies)
{
  double scale = ep_draw_scale(cr);
  double *start = lies ? &r->y : &r->x;
  double *thick = lies ? &r->height : &r->width;

  *start = ep_snap_x(cr, *start);
  *thick = fmax(1, round(*thick * scale)) / scale;
}

/* Bars thinner than a few pixels need no rounding and are drawn as one path. */
static void
draw_thin(const struct ep_layout *layout, cairo_t *cr, size_t s)
{
  bool lies = ep_layout_screen(layout, EP_X) == EP_Y;
  double at = -INFINITY;
  double reach = -1;

  for (size_t i = 0; i < layout->chart->series[s].n; i++) {
    struct ep_datum datum = {s, i};
    struct ep_rect r;
    double start;
    if (!ep_datum_valid(layout->chart, datum)) {
      continue;
    }
    r = bar_rect(layout, datum);
    snapped_rect(cr, &r, lies);
    start = lies ? r.y : r.x;
    /* Of bars that share a pixel only those that stand out further are drawn. */
    if (start == at && (lies ? r.width : r.height) <= reach) {
      continue;
    }
    at = start;
    reach = lies ? r.width : r.height;
    cairo_rectangle(cr, r.x, r.y, r.width, r.height);
  }
  cairo_fill(cr);
}

static void
draw_zero(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_axis *values = ep_layout_axis(layout, EP_Y);
  double zero = ep_axis_pixel(values, 0);

  ep_set_color(cr, layout->theme.dim, 1);
  if (ep_layout_screen(layout, EP_Y) == EP_Y) {
    ep_draw_level(cr, layout->area.x, layout->area.x + layout->area.width, zero, 1);
  } else {
    ep_draw_upright(cr, zero, layout->area.y, layout->area.y + layout->area.height, 1);
  }
}

static void
bars_draw(const struct ep_layout *layout, cairo_t *cr)
{
  double first;
  double slot;

  bar_slots(layout, &first, &slot);
  cairo_save(cr);
  ep_clip_area(cr, layout->area, 1);
  for (size_t s = 0; s < layout->chart->n_series; s++) {
    ep_set_color(cr, ep_theme_series_color(&layout->theme, s), 1);
    cairo_new_path(cr);
    if (slot < 3) {
      draw_thin(layout, cr, s);
      continue;
    }
    for (size_t i = 0; i < layout->chart->series[s].n; i++) {
      struct ep_datum datum = {s, i};
      if (ep_datum_valid(layout->chart, datum)) {
        trace_bar(layout, cr, datum);
        cairo_fill(cr);
      }
    }
  }
  draw_zero(layout, cr);
  cairo_restore(cr);
}

static void
bars_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  struct ep_rect r = bar_rect(layout, datum);
  const struct ep_axis *values = ep_layout_axis(layout, EP_Y);
  double end = ep_axis_pixel(values, layout->chart->series[datum.series].y[datum.index]);
  bool lies = ep_layout_screen(layout, EP_X) == EP_Y;

  *x = lies ? end : r.x + r.width / 2;
  *y = lies ? r.y + r.height / 2 : end;
}

static bool
bars_nearest(const struct ep_layout *layout, double x, double y, double reach,
             struct ep_datum *datum)
{
  const struct ep_axis *places = ep_layout_axis(layout, EP_X);
  const struct ep_rect *area = &layout->area;
  double along = ep_layout_screen(layout, EP_X) == EP_X ? x : y;
  double place = floor(ep_axis_value(places, along));
  struct ep_datum candidate;
  double first;
  double slot;
  double series;

  if (x < area->x - reach || x > area->x + area->width + reach || y < area->y - reach ||
      y > area->y + area->height + reach || layout->chart->n_series == 0) {
    return false;
  }
  place = fmin(fmax(place, 0), (double)places->n_categories - 1);
  bar_slots(layout, &first, &slot);
  series = floor((along - ep_axis_pixel(places, place) - first) / slot);
  series = fmin(fmax(series, 0), (double)layout->chart->n_series - 1);
  candidate = (struct ep_datum){(size_t)series, (size_t)place};
  if (!ep_datum_valid(layout->chart, candidate)) {
    return false;
  }
  *datum = candidate;
  return true;
}

const struct ep_layer EP_LAYER_BARS = {
    .look = EP_LOOK_GRID_VALUES,
    .ranges = bars_ranges,
    .draw = bars_draw,
    .trace = trace_bar,
    .nearest = bars_nearest,
    .position = bars_position,
};
