#include "config.h"

#include <math.h>

#include "ep-colormap.h"
#include "ep-draw.h"
#include "ep-layout-private.h"
#include "ep-marker.h"
#include "kinds/ep-box-private.h"

/* No box is wider than this at a font of 12. */
#define WIDEST 44.0

static const struct ep_boxes *
boxes_of(const struct ep_chart *chart)
{
  return chart->data;
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
box_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  const struct ep_boxes *boxes = boxes_of(chart);

  *x = (struct ep_range){0, 1};
  *y = (struct ep_range){INFINITY, -INFINITY};
  for (size_t i = 0; i < boxes->n_categories * boxes->n_groups; i++) {
    const struct ep_box *box = &boxes->boxes[i];
    widen(y, box->low);
    widen(y, box->high);
    for (size_t k = 0; k < box->n_outliers; k++) {
      widen(y, box->outliers[k]);
    }
  }
  ep_guides_widen(chart, x, y);
  *y = ep_range_for_axis(*y, 0.05);
}

static bool
lies(const struct ep_layout *layout)
{
  return ep_layout_screen(layout, EP_X) == EP_Y;
}

/* The middle of a box across its axis, and its half width. */
static void
slot_of(const struct ep_layout *layout, size_t number, double *middle, double *half)
{
  const struct ep_boxes *boxes = boxes_of(layout->chart);
  const struct ep_axis *places = ep_layout_axis(layout, EP_X);
  double n = (double)boxes->n_groups;
  double slot =
      fmin(ep_axis_band(places) * (n > 1 ? 0.84 : 0.6), n * WIDEST * layout->theme.font_size / 12) /
      n;
  double group = (double)(number % boxes->n_groups);

  *middle =
      ep_axis_pixel(places, (double)(number / boxes->n_groups)) + (group - (n - 1) / 2) * slot;
  *half = n > 1 ? slot * 0.4 : slot / 2;
}

static double
value_at(const struct ep_layout *layout, double value)
{
  return ep_axis_pixel(ep_layout_axis(layout, EP_Y), value);
}

/* A rectangle between two values and two places across, whichever way the boxes stand. */
static struct ep_rect
rect_between(const struct ep_layout *layout, double from, double to, double a, double b)
{
  double start = fmin(value_at(layout, from), value_at(layout, to));
  double length = fabs(value_at(layout, from) - value_at(layout, to));

  return lies(layout) ? (struct ep_rect){start, a, length, b - a}
                      : (struct ep_rect){a, start, b - a, length};
}

static void
move_to(const struct ep_layout *layout, cairo_t *cr, double across, double value)
{
  if (lies(layout)) {
    cairo_move_to(cr, value, across);
  } else {
    cairo_move_to(cr, across, value);
  }
}

static void
line_to(const struct ep_layout *layout, cairo_t *cr, double across, double value)
{
  if (lies(layout)) {
    cairo_line_to(cr, value, across);
  } else {
    cairo_line_to(cr, across, value);
  }
}

/* From the box to the whisker's end, and the stroke that ends it. */
static void
trace_whisker(const struct ep_layout *layout, cairo_t *cr, double middle, double half, double from,
              double to)
{
  move_to(layout, cr, middle, value_at(layout, from));
  line_to(layout, cr, middle, value_at(layout, to));
  move_to(layout, cr, middle - half / 2, value_at(layout, to));
  line_to(layout, cr, middle + half / 2, value_at(layout, to));
}

static double
outlier_radius(const struct ep_layout *layout, double half)
{
  return fmin(2.6 * sqrt(layout->theme.font_size / 12), fmax(half, 1));
}

static void
draw_outliers(const struct ep_layout *layout, cairo_t *cr, size_t number, double middle,
              double half)
{
  const struct ep_box *box = &boxes_of(layout->chart)->boxes[number];
  double radius = outlier_radius(layout, half);
  double last = INFINITY;

  for (size_t i = 0; i < box->n_outliers; i++) {
    double at = value_at(layout, box->outliers[i]);
    /* Two of one half of a pixel look like one. */
    if (!ep_value_drawable(box->outliers[i]) || fabs(at - last) < 0.5) {
      continue;
    }
    last = at;
    cairo_new_sub_path(cr);
    cairo_arc(cr, lies(layout) ? at : middle, lies(layout) ? middle : at, radius, 0, 2 * M_PI);
  }
  cairo_stroke(cr);
}

static void
draw_box(const struct ep_layout *layout, cairo_t *cr, size_t number)
{
  const struct ep_boxes *boxes = boxes_of(layout->chart);
  const struct ep_box *box = &boxes->boxes[number];
  struct ep_color color = ep_theme_series_color(&layout->theme, number % boxes->n_groups);
  double line = layout->theme.high_contrast ? 2 : 1.25;
  double middle;
  double half;
  struct ep_rect r;

  slot_of(layout, number, &middle, &half);
  r = rect_between(layout, box->q1, box->q3, middle - half, middle + half);
  ep_set_color(cr, color, 1);
  cairo_set_line_width(cr, line);
  trace_whisker(layout, cr, middle, half, box->q1, box->low);
  trace_whisker(layout, cr, middle, half, box->q3, box->high);
  cairo_stroke(cr);
  draw_outliers(layout, cr, number, middle, half);
  cairo_rectangle(cr, r.x, r.y, r.width, r.height);
  ep_set_color(cr, ep_color_mix(layout->theme.surface, color, 0.35), 1);
  cairo_fill_preserve(cr);
  ep_set_color(cr, color, 1);
  cairo_stroke(cr);
  ep_set_color(cr, layout->theme.foreground, 1);
  cairo_set_line_width(cr, half > 3 ? 2.5 : 1.5);
  move_to(layout, cr, middle - half, value_at(layout, box->median));
  line_to(layout, cr, middle + half, value_at(layout, box->median));
  cairo_stroke(cr);
}

static void
box_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_boxes *boxes = boxes_of(layout->chart);

  cairo_save(cr);
  ep_clip_area(cr, layout->area, 4);
  cairo_new_path(cr);
  for (size_t i = 0; i < boxes->n_categories * boxes->n_groups; i++) {
    if (ep_box_there(&boxes->boxes[i])) {
      draw_box(layout, cr, i);
    }
  }
  cairo_restore(cr);
}

static void
box_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_box *box = &boxes_of(layout->chart)->boxes[datum.series];
  double value = datum.index > 0 ? box->outliers[datum.index - 1] : box->median;
  double middle;
  double half;

  slot_of(layout, datum.series, &middle, &half);
  *x = lies(layout) ? value_at(layout, value) : middle;
  *y = lies(layout) ? middle : value_at(layout, value);
}

static void
box_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  const struct ep_box *box = &boxes_of(layout->chart)->boxes[datum.series];
  struct ep_rect r;
  double middle;
  double half;
  double x;
  double y;

  slot_of(layout, datum.series, &middle, &half);
  if (datum.index > 0) {
    box_position(layout, datum, &x, &y);
    cairo_arc(cr, x, y, outlier_radius(layout, half) + 3, 0, 2 * M_PI);
    cairo_close_path(cr);
    return;
  }
  r = rect_between(layout, box->low, box->high, middle - half, middle + half);
  cairo_rectangle(cr, r.x - 3, r.y - 3, r.width + 6, r.height + 6);
}

/* The box whose slot the pointer is in, or one of its outliers. */
static bool
box_nearest(const struct ep_layout *layout, double x, double y, double reach,
            struct ep_datum *datum)
{
  const struct ep_boxes *boxes = boxes_of(layout->chart);
  const struct ep_axis *places = ep_layout_axis(layout, EP_X);
  const struct ep_rect *area = &layout->area;
  double along = lies(layout) ? y : x;
  double value = lies(layout) ? x : y;
  double place = floor(ep_axis_value(places, along));
  double best = INFINITY;

  if (x < area->x || x > area->x + area->width || y < area->y || y > area->y + area->height ||
      !(place >= 0 && place < (double)boxes->n_categories)) {
    return false;
  }
  for (size_t g = 0; g < boxes->n_groups; g++) {
    size_t number = (size_t)place * boxes->n_groups + g;
    double middle;
    double half;
    slot_of(layout, number, &middle, &half);
    if (ep_box_there(&boxes->boxes[number]) && fabs(along - middle) < best) {
      best = fabs(along - middle);
      *datum = (struct ep_datum){number, 0};
    }
  }
  if (best == INFINITY) {
    return false;
  }
  best = 8;
  for (size_t i = 0; i < boxes->boxes[datum->series].n_outliers; i++) {
    double at = value_at(layout, boxes->boxes[datum->series].outliers[i]);
    if (fabs(at - value) < best) {
      best = fabs(at - value);
      datum->index = i + 1;
    }
  }
  return true;
}

const struct ep_layer EP_LAYER_BOX = {
    .look = EP_LOOK_GRID_VALUES | EP_LOOK_RING,
    .ranges = box_ranges,
    .draw = box_draw,
    .trace = box_trace,
    .nearest = box_nearest,
    .position = box_position,
};
