#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ep-draw.h"
#include "ep-hit.h"
#include "ep-key.h"
#include "ep-marker.h"
#include "kinds/ep-field-private.h"

/* Lines of equal height: the squares of their numbers, which lie evenly in a bowl. */
enum { LEVELS = 10 };

struct plan {
  struct ep_key key;
};

static bool
field_plan(struct ep_layout *layout, const struct ep_layout_options *options)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  struct plan *plan = calloc(1, sizeof *plan);

  if (plan == NULL) {
    return false;
  }
  plan->key.range = ep_plane_of(layout->chart)->range;
  plan->key.color = ep_plane_color;
  if (plane->mode == EP_PLANE_PROBABILITY) {
    snprintf(plan->key.title, sizeof plan->key.title, "%s: %s", layout->chart->locale->probability,
             plane->classes[1]);
  }
  layout->plan = plan;
  return true;
}

static void
field_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  const struct ep_plane *plane = ep_plane_of(chart);

  *x = (struct ep_range){plane->x[0], plane->x[plane->nx - 1]};
  *y = (struct ep_range){plane->y[0], plane->y[plane->ny - 1]};
  /* A path that leaves the grid is followed, as long as the grid stays worth seeing. */
  for (size_t s = 0; s < chart->n_series; s++) {
    for (size_t i = 0; i < chart->series[s].n; i++) {
      double at_x = ep_series_x(&chart->series[s], i);
      double at_y = chart->series[s].y[i];
      double span_x = plane->x[plane->nx - 1] - plane->x[0];
      double span_y = plane->y[plane->ny - 1] - plane->y[0];
      if (at_x >= plane->x[0] - span_x / 4 && at_x <= plane->x[plane->nx - 1] + span_x / 4 &&
          at_y >= plane->y[0] - span_y / 4 && at_y <= plane->y[plane->ny - 1] + span_y / 4) {
        x->lo = fmin(x->lo, at_x);
        x->hi = fmax(x->hi, at_x);
        y->lo = fmin(y->lo, at_y);
        y->hi = fmax(y->hi, at_y);
      }
    }
  }
  *x = ep_range_for_axis(*x, 0);
  *y = ep_range_for_axis(*y, 0);
}

static double
field_right(struct ep_layout *layout, double height)
{
  struct plan *plan = layout->plan;

  return ep_plane_of(layout->chart)->mode == EP_PLANE_CLASS
             ? 0
             : ep_key_width(layout, &plan->key, height);
}

static void
field_place_right(struct ep_layout *layout)
{
  struct plan *plan = layout->plan;

  if (ep_plane_of(layout->chart)->mode != EP_PLANE_CLASS) {
    ep_key_place(layout, &plan->key);
  }
}

static void
field_draw_right(const struct ep_layout *layout, cairo_t *cr)
{
  const struct plan *plan = layout->plan;

  ep_key_draw(layout, cr, &plan->key);
}

static void
draw_levels(const struct ep_layout *layout, cairo_t *cr)
{
  struct ep_range range = ep_plane_of(layout->chart)->range;

  for (int i = 1; i < LEVELS; i++) {
    double share = (double)(i * i) / (LEVELS * LEVELS);
    ep_plane_trace_level(layout, cr, range.lo * (1 - share) + range.hi * share);
  }
  ep_set_color(cr, layout->theme.foreground, layout->theme.high_contrast ? 0.8 : 0.28);
  cairo_set_line_width(cr, 1);
  cairo_stroke(cr);
}

static void
draw_lines(const struct ep_layout *layout, cairo_t *cr)
{
  enum ep_plane_mode mode = ep_plane_of(layout->chart)->mode;

  cairo_new_path(cr);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  if (mode == EP_PLANE_HEIGHT) {
    draw_levels(layout, cr);
    return;
  }
  if (mode == EP_PLANE_CLASS) {
    ep_plane_trace_borders(layout, cr);
  } else {
    ep_plane_trace_level(layout, cr, 0.5);
  }
  ep_set_color(cr, layout->theme.foreground, 0.85);
  cairo_set_line_width(cr, layout->theme.high_contrast ? 2.5 : 1.5);
  cairo_stroke(cr);
}

static void
field_draw(const struct ep_layout *layout, cairo_t *cr)
{
  cairo_save(cr);
  ep_clip_area(cr, layout->area, 0);
  ep_plane_draw_raster(layout, cr);
  draw_lines(layout, cr);
  cairo_restore(cr);
  cairo_save(cr);
  ep_clip_area(cr, layout->area, 5);
  for (size_t s = 0; s < layout->chart->n_series; s++) {
    ep_plane_draw_series(layout, cr, s);
  }
  cairo_restore(cr);
}

static void
field_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  const struct ep_chart *chart = layout->chart;
  bool grid = datum.series == chart->n_series;
  double at_x = grid ? plane->x[datum.index % plane->nx]
                     : ep_series_x(&chart->series[datum.series], datum.index);
  double at_y =
      grid ? plane->y[datum.index / plane->nx] : chart->series[datum.series].y[datum.index];

  *x = ep_axis_pixel(&layout->axis[EP_X], at_x);
  *y = ep_axis_pixel(&layout->axis[EP_Y], at_y);
}

/* A point in the shape of its class; a place of the grid as a cross of hairs in a ring. */
static void
field_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  double x;
  double y;

  field_position(layout, datum, &x, &y);
  if (datum.series == layout->chart->n_series) {
    cairo_arc(cr, x, y, 5, 0, 2 * M_PI);
    cairo_close_path(cr);
  } else {
    ep_marker_trace(cr, ep_plane_series_class(layout->chart, datum.series), x, y, 5);
  }
}

/* The number nearest to value among those that rise. */
static size_t
nearest_of(const double *numbers, size_t n, double value)
{
  size_t best = 0;

  for (size_t i = 1; i < n; i++) {
    if (fabs(numbers[i] - value) < fabs(numbers[best] - value)) {
      best = i;
    }
  }
  return best;
}

/* A point that is near, else the place of the grid under the pointer. */
static bool
field_nearest(const struct ep_layout *layout, double x, double y, double reach,
              struct ep_datum *datum)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  const struct ep_rect *area = &layout->area;
  struct ep_datum place = {layout->chart->n_series, 0};

  if (layout->hit != NULL && ep_hit_nearest(layout->hit, x, y, fmin(reach, 10), datum)) {
    return true;
  }
  if (x < area->x || x > area->x + area->width || y < area->y || y > area->y + area->height) {
    return false;
  }
  place.index = nearest_of(plane->y, plane->ny, ep_axis_value(&layout->axis[EP_Y], y)) * plane->nx +
                nearest_of(plane->x, plane->nx, ep_axis_value(&layout->axis[EP_X], x));
  if (!ep_datum_valid(layout->chart, place)) {
    return false;
  }
  *datum = place;
  return true;
}

/* The series that an entry of the legend past the classes stands for. */
static bool
series_of(const struct ep_chart *chart, size_t entry, size_t *series)
{
  for (size_t s = 0; s < chart->n_series; s++) {
    if (ep_plane_series_class(chart, s) == entry) {
      *series = s;
      return true;
    }
  }
  return false;
}

/* A class is shown as its region with its marker, a path as a line, others by their marker. */
static bool
field_draw_entry(const struct ep_layout *layout, cairo_t *cr, size_t entry, double x, double y,
                 double size)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  size_t series = 0;
  bool drawn = series_of(layout->chart, entry, &series);
  bool path = drawn && layout->chart->series[series].path;

  if (entry < plane->n_classes) {
    ep_set_color(cr, ep_plane_class_color(layout, entry), 1);
    cairo_rectangle(cr, ep_snap_x(cr, x), ep_snap_y(cr, y - size / 2), size, size);
    cairo_fill(cr);
  }
  ep_set_color(cr, ep_plane_series_color(layout, entry), 1);
  if (path) {
    cairo_set_line_width(cr, 2);
    cairo_move_to(cr, x, y);
    cairo_line_to(cr, x + size, y);
    cairo_stroke(cr);
  } else {
    ep_marker_trace(cr, entry, x + size / 2, y, size * (entry < plane->n_classes ? 0.3 : 0.4));
    cairo_fill(cr);
  }
  return true;
}

static void
field_draw_datum(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum, bool focus)
{
  size_t number = ep_plane_series_class(layout->chart, datum.series);

  field_trace(layout, cr, datum);
  ep_layout_draw_ring(layout, cr, focus);
  if (datum.series < layout->chart->n_series) {
    ep_set_color(cr, ep_plane_series_color(layout, number), 1);
    cairo_fill(cr);
  }
  cairo_new_path(cr);
}

const struct ep_layer EP_LAYER_FIELD = {
    .look = EP_LOOK_STROKES | EP_LOOK_ZOOM_X | EP_LOOK_ZOOM_Y,
    .ranges = field_ranges,
    .draw = field_draw,
    .trace = field_trace,
    .nearest = field_nearest,
    .position = field_position,
    .plan = field_plan,
    .free_plan = free,
    .right = field_right,
    .place_right = field_place_right,
    .draw_right = field_draw_right,
    .draw_entry = field_draw_entry,
    .draw_datum = field_draw_datum,
};
