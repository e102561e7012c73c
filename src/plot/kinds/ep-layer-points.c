#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-hit.h"
#include "ep-layout-private.h"
#include "ep-marker.h"
#include "kinds/ep-way.h"

/* Markers reach past the edge of the area by no more than this. */
#define OVERHANG 8.0

static bool
has_identity(const struct ep_chart *chart)
{
  for (size_t i = 0; i < chart->n_guides; i++) {
    if (chart->guides[i].kind == EP_GUIDE_IDENTITY) {
      return true;
    }
  }
  return false;
}

/* The range over all points that can be drawn. A point needs both of its numbers. */
static void
points_extent(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
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
}

static void
points_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  points_extent(chart, x, y);
  if (has_identity(chart) && x->lo <= x->hi) {
    /* With one range for both the line y = x runs from corner to corner. */
    x->lo = y->lo = fmin(x->lo, y->lo);
    x->hi = y->hi = fmax(x->hi, y->hi);
  }
  ep_guides_widen(chart, x, y);
  *x = ep_range_for_axis(*x, 0.04);
  *y = ep_range_for_axis(*y, 0.05);
  if (has_identity(chart)) {
    y->lo = x->lo;
    y->hi = x->hi;
  }
}

/* The more ink there is on the area, the smaller and the clearer the markers. */
static struct ep_marker_style
style_for(const struct ep_layout *layout, size_t series)
{
  const struct ep_theme *theme = &layout->theme;
  struct ep_marker_style style = {.series = series};
  double n = 0;
  double crowd;

  for (size_t s = 0; s < layout->chart->n_series; s++) {
    n += layout->chart->series[s].path ? 0 : (double)layout->chart->series[s].n;
  }
  style.color = ep_theme_series_color(theme, series);
  style.radius = (n > 20000 ? 1.6 : n > 3000 ? 2.2 : 3.4) * sqrt(theme->font_size / 12);
  crowd =
      n * M_PI * style.radius * style.radius / fmax(1, layout->area.width * layout->area.height);
  style.fill = fmin(fmax(0.24 / sqrt(crowd + 0.08), 0.12), 0.55);
  style.edge = 0.85;
  style.stroke = n > 3000 ? 0 : 1;
  if (n > 3000) {
    style.fill = fmax(style.fill, 0.4);
  }
  if (theme->high_contrast) {
    style.fill = fmax(style.fill, 0.6);
    style.edge = 1;
  }
  return style;
}

static void
points_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_series *series = &layout->chart->series[datum.series];

  *x = ep_axis_pixel(&layout->axis[EP_X], ep_series_x(series, datum.index));
  *y = ep_axis_pixel(&layout->axis[EP_Y], series->y[datum.index]);
}

/* Stamps all points of a series on pixels, whose first one is that of (left, top). */
static void
stamp_series(const struct ep_layout *layout, size_t s, const struct ep_stamp *stamp,
             cairo_surface_t *surface, double left, double top)
{
  uint32_t *data = (uint32_t *)cairo_image_surface_get_data(surface);
  int width = cairo_image_surface_get_width(surface);
  int height = cairo_image_surface_get_height(surface);
  int stride = cairo_image_surface_get_stride(surface) / 4;

  for (size_t i = 0; i < layout->chart->series[s].n; i++) {
    struct ep_datum datum = {s, i};
    double x;
    double y;
    if (ep_layout_position(layout, datum, &x, &y)) {
      ep_stamp_put(stamp, data, width, height, stride, (x - left) * stamp->scale,
                   (y - top) * stamp->scale);
    }
  }
}

/* Draws all points through a picture of their own; false where it can not be had. */
static bool
draw_stamped(const struct ep_layout *layout, cairo_t *cr, double scale)
{
  double left = ep_snap_x(cr, layout->area.x - OVERHANG);
  double top = ep_snap_y(cr, layout->area.y - OVERHANG);
  int width = (int)ceil((layout->area.width + 2 * OVERHANG + 1) * scale);
  int height = (int)ceil((layout->area.height + 2 * OVERHANG + 1) * scale);
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
  bool whole = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;

  for (size_t s = 0; whole && s < layout->chart->n_series; s++) {
    struct ep_marker_style style = style_for(layout, s);
    struct ep_stamp stamp;
    if (layout->chart->series[s].path) {
      continue;
    }
    whole = ep_stamp_init(&stamp, &style, scale);
    if (whole) {
      stamp_series(layout, s, &stamp, surface, left, top);
      ep_stamp_clear(&stamp);
    }
  }
  if (whole) {
    cairo_surface_mark_dirty(surface);
    cairo_save(cr);
    cairo_translate(cr, left, top);
    cairo_scale(cr, 1 / scale, 1 / scale);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_restore(cr);
  }
  cairo_surface_destroy(surface);
  return whole;
}

static void
draw_vectors(const struct ep_layout *layout, cairo_t *cr)
{
  for (size_t s = 0; s < layout->chart->n_series; s++) {
    struct ep_marker_style style = style_for(layout, s);
    for (size_t i = 0; i < layout->chart->series[s].n && !layout->chart->series[s].path; i++) {
      struct ep_datum datum = {s, i};
      double x;
      double y;
      if (ep_layout_position(layout, datum, &x, &y)) {
        ep_marker_draw(cr, &style, x, y);
      }
    }
  }
}

static void
points_draw(const struct ep_layout *layout, cairo_t *cr)
{
  double scale = ep_draw_scale(cr);
  bool pixels = cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;

  cairo_save(cr);
  ep_clip_area(cr, layout->area, OVERHANG);
  if (!pixels || scale > 8 || !draw_stamped(layout, cr, scale)) {
    draw_vectors(layout, cr);
  }
  for (size_t s = 0; s < layout->chart->n_series; s++) {
    if (layout->chart->series[s].path) {
      ep_way_draw(layout, cr, s, ep_theme_series_color(&layout->theme, s));
    }
  }
  cairo_restore(cr);
}

/* A way is shown as a line, other series by their marker. */
static bool
points_draw_entry(const struct ep_layout *layout, cairo_t *cr, size_t entry, double x, double y,
                  double size)
{
  if (!layout->chart->series[entry].path) {
    return false;
  }
  cairo_set_line_width(cr, 2);
  cairo_move_to(cr, x, y);
  cairo_line_to(cr, x + size, y);
  cairo_stroke(cr);
  return true;
}

static void
points_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  struct ep_marker_style style = style_for(layout, datum.series);
  double x;
  double y;

  points_position(layout, datum, &x, &y);
  ep_marker_trace(cr, datum.series, x, y, fmax(style.radius + 1, 4));
}

static bool
points_nearest(const struct ep_layout *layout, double x, double y, double reach,
               struct ep_datum *datum)
{
  return layout->hit != NULL && ep_hit_nearest(layout->hit, x, y, reach, datum);
}

const struct ep_layer EP_LAYER_POINTS = {
    .look = EP_LOOK_GRID_X | EP_LOOK_GRID_VALUES | EP_LOOK_LEGEND_MARK | EP_LOOK_ZOOM_X |
            EP_LOOK_ZOOM_Y,
    .ranges = points_ranges,
    .draw = points_draw,
    .draw_entry = points_draw_entry,
    .trace = points_trace,
    .nearest = points_nearest,
    .position = points_position,
};
