#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "ep-colormap.h"
#include "ep-content.h"
#include "ep-draw.h"
#include "ep-marker.h"
#include "kinds/ep-matrix-private.h"

static void
matrix_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  *x = *y = (struct ep_range){0, 1};
}

static void
pixel_of(const struct ep_layout *layout, size_t i, size_t j, size_t row, double *x, double *y)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  const struct ep_matrix_plan *plan = layout->plan;
  struct ep_rect panel = ep_matrix_rect(layout, i, j);

  *x = panel.x + ep_axis_pixel(&plan->x[j], matrix->variables[j].values[row]);
  *y = panel.y + ep_axis_pixel(&plan->y[i], matrix->variables[i].values[row]);
}

/* Bars of a histogram stand under its name. */
static struct ep_rect
bin_rect(const struct ep_layout *layout, size_t variable, size_t bin, double from, double count)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  struct ep_rect panel = ep_matrix_rect(layout, variable, variable);
  double line = ep_layout_measure(layout, EP_ROLE_PANEL, "0").height;
  double head = panel.height > EP_MATRIX_HEAD_FROM * layout->theme.font_size ? line + 4 : 0;
  double most = 1;
  double scale;

  for (size_t b = 0; b < EP_MATRIX_BINS; b++) {
    most = fmax(most, ep_matrix_count(matrix, variable, b));
  }
  scale = (panel.height - head) / most;
  return (struct ep_rect){panel.x + panel.width * (double)bin / EP_MATRIX_BINS,
                          panel.y + panel.height - (from + count) * scale,
                          panel.width / EP_MATRIX_BINS, count * scale};
}

static void
draw_ground(const struct ep_layout *layout, cairo_t *cr, size_t i, size_t j)
{
  const struct ep_matrix_plan *plan = layout->plan;
  struct ep_rect panel = ep_matrix_rect(layout, i, j);

  ep_set_color(cr, layout->theme.grid, i == j ? 0.5 : 0.35);
  cairo_rectangle(cr, panel.x, panel.y, panel.width, panel.height);
  cairo_fill(cr);
  ep_set_color(cr, layout->theme.grid, 1);
  for (int k = 0; i != j && k < plan->x[j].ticks.count; k++) {
    double x = panel.x + ep_axis_pixel(&plan->x[j], ep_ticks_value(&plan->x[j].ticks, k));
    ep_draw_upright(cr, x, panel.y, panel.y + panel.height, 1);
  }
  for (int k = 0; i != j && k < plan->y[i].ticks.count; k++) {
    double y = panel.y + ep_axis_pixel(&plan->y[i], ep_ticks_value(&plan->y[i].ticks, k));
    ep_draw_level(cr, panel.x, panel.x + panel.width, y, 1);
  }
}

/* The groups stand on each other's shoulders, parted by a hair of the ground. */
static void
draw_bins(const struct ep_layout *layout, cairo_t *cr, size_t variable)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);

  for (size_t bin = 0; bin < EP_MATRIX_BINS; bin++) {
    double from = 0;
    for (size_t g = 0; g < matrix->n_groups; g++) {
      double count = matrix->variables[variable].counts[g * EP_MATRIX_BINS + bin];
      struct ep_rect r = bin_rect(layout, variable, bin, from, count);
      double left = ep_snap_x(cr, r.x);
      double gap = r.width > 5 ? 1 : 0;
      if (count > 0) {
        ep_set_color(cr, ep_theme_series_color(&layout->theme, g), 1);
        cairo_rectangle(
            cr, left, r.y, fmax(ep_snap_x(cr, r.x + r.width) - left - gap, 0.5),
            fmax(r.height - (g + 1 < matrix->n_groups && r.height > 3 ? 0.75 : 0), 0.5));
        cairo_fill(cr);
      }
      from += count;
    }
  }
}

/* The more points, the smaller and the clearer. */
static struct ep_marker_style
style_for(const struct ep_layout *layout, size_t group)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  const struct ep_matrix_plan *plan = layout->plan;
  double n = (double)matrix->n;
  double room = plan->width * plan->height;
  struct ep_marker_style style = {.series = group};
  double crowd;

  style.color = ep_theme_series_color(&layout->theme, group);
  style.radius = (n > 3000 ? 1.3 : n > 400 ? 1.8 : 2.5) * sqrt(layout->theme.font_size / 12);
  style.radius = fmin(style.radius, fmin(plan->width, plan->height) / 24 + 0.6);
  crowd = n * M_PI * style.radius * style.radius / fmax(1, room);
  style.fill = layout->theme.high_contrast ? 0.9 : fmin(fmax(0.5 / sqrt(crowd + 0.2), 0.25), 0.75);
  style.edge = 0.9;
  style.stroke = n > 400 ? 0 : 0.75;
  return style;
}

static void
draw_vectors(const struct ep_layout *layout, cairo_t *cr, size_t i, size_t j)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  size_t panel = i * (i + 1) / 2 + j;

  for (size_t row = 0; row < matrix->n; row++) {
    struct ep_marker_style style = style_for(layout, ep_matrix_group(matrix, row));
    double x;
    double y;
    if (ep_datum_valid(layout->chart, (struct ep_datum){panel, row})) {
      pixel_of(layout, i, j, row, &x, &y);
      ep_marker_draw(cr, &style, x, y);
    }
  }
}

static void
stamp_panel(const struct ep_layout *layout, size_t number, const struct ep_stamp *stamps,
            cairo_surface_t *surface, double left, double top)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  uint32_t *data = (uint32_t *)cairo_image_surface_get_data(surface);
  int width = cairo_image_surface_get_width(surface);
  int height = cairo_image_surface_get_height(surface);
  int stride = cairo_image_surface_get_stride(surface) / 4;
  size_t i;
  size_t j;

  ep_matrix_panel(number, &i, &j);
  for (size_t row = 0; i != j && row < matrix->n; row++) {
    const struct ep_stamp *stamp = &stamps[ep_matrix_group(matrix, row)];
    double x;
    double y;
    if (ep_datum_valid(layout->chart, (struct ep_datum){number, row})) {
      pixel_of(layout, i, j, row, &x, &y);
      ep_stamp_put(stamp, data, width, height, stride, (x - left) * stamp->scale,
                   (y - top) * stamp->scale);
    }
  }
}

/* All points of all panels through one picture; false where it can not be had. */
static bool
draw_stamped(const struct ep_layout *layout, cairo_t *cr, double scale)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  double left = ep_snap_x(cr, layout->area.x - 8);
  double top = ep_snap_y(cr, layout->area.y - 8);
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)ceil((layout->area.width + 17) * scale),
                                 (int)ceil((layout->area.height + 17) * scale));
  struct ep_stamp *stamps = calloc(matrix->n_groups, sizeof *stamps);
  bool whole = stamps != NULL && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;

  for (size_t g = 0; whole && g < matrix->n_groups; g++) {
    struct ep_marker_style style = style_for(layout, g);
    whole = ep_stamp_init(&stamps[g], &style, scale);
  }
  for (size_t number = 0; whole && number < ep_matrix_n_panels(matrix); number++) {
    stamp_panel(layout, number, stamps, surface, left, top);
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
  for (size_t g = 0; stamps != NULL && g < matrix->n_groups; g++) {
    if (stamps[g].pixels != NULL) {
      ep_stamp_clear(&stamps[g]);
    }
  }
  free(stamps);
  cairo_surface_destroy(surface);
  return whole;
}

static void
matrix_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  double scale = ep_draw_scale(cr);
  bool pixels = cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;
  bool stamped;

  for (size_t i = 0; i < matrix->n_variables; i++) {
    for (size_t j = 0; j <= i; j++) {
      draw_ground(layout, cr, i, j);
    }
    draw_bins(layout, cr, i);
  }
  stamped = pixels && scale <= 8 && draw_stamped(layout, cr, scale);
  for (size_t i = 1; !stamped && i < matrix->n_variables; i++) {
    for (size_t j = 0; j < i; j++) {
      draw_vectors(layout, cr, i, j);
    }
  }
}

static void
matrix_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  size_t i;
  size_t j;

  ep_matrix_panel(datum.series, &i, &j);
  if (i == j) {
    struct ep_rect r = bin_rect(layout, i, datum.index, 0, ep_matrix_count(matrix, i, datum.index));
    *x = r.x + r.width / 2;
    *y = r.y;
  } else {
    pixel_of(layout, i, j, datum.index, x, y);
  }
}

/* The shape of one datum: its point, or its bin. */
static void
matrix_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  size_t i;
  size_t j;
  double x;
  double y;

  ep_matrix_panel(datum.series, &i, &j);
  if (i == j) {
    struct ep_rect r = bin_rect(layout, i, datum.index, 0, ep_matrix_count(matrix, i, datum.index));
    cairo_rectangle(cr, r.x, r.y - 2, r.width, fmax(r.height, 1) + 2);
  } else {
    matrix_position(layout, datum, &x, &y);
    ep_marker_trace(cr, ep_matrix_group(matrix, datum.index), x, y, 4);
  }
}

/* The same row in the other panels: where one is there it is seen everywhere. */
static void
draw_row(const struct ep_layout *layout, cairo_t *cr, size_t row, size_t but)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  size_t group = ep_matrix_group(matrix, row);
  size_t i;
  size_t j;
  double x;
  double y;

  for (size_t number = 0; number < ep_matrix_n_panels(matrix); number++) {
    ep_matrix_panel(number, &i, &j);
    if (i == j || number == but || !ep_datum_valid(layout->chart, (struct ep_datum){number, row})) {
      continue;
    }
    pixel_of(layout, i, j, row, &x, &y);
    ep_marker_trace(cr, group, x, y, 3.5);
    ep_set_color(cr, layout->theme.foreground, 1);
    cairo_set_line_width(cr, 4);
    cairo_stroke_preserve(cr);
    ep_set_color(cr, layout->theme.surface, 1);
    cairo_set_line_width(cr, 2);
    cairo_stroke_preserve(cr);
    ep_set_color(cr, ep_theme_series_color(&layout->theme, group), 1);
    cairo_fill(cr);
  }
}

static void
matrix_draw_datum(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum, bool focus)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  size_t i;
  size_t j;

  ep_matrix_panel(datum.series, &i, &j);
  if (i == j) {
    matrix_trace(layout, cr, datum);
    ep_set_color(cr, focus ? layout->theme.focus : layout->theme.foreground, 1);
    cairo_set_line_width(cr, focus ? 3 : 2);
    cairo_stroke(cr);
    return;
  }
  draw_row(layout, cr, datum.index, datum.series);
  matrix_trace(layout, cr, datum);
  ep_layout_draw_ring(layout, cr, focus);
  ep_set_color(cr, ep_theme_series_color(&layout->theme, ep_matrix_group(matrix, datum.index)), 1);
  cairo_fill(cr);
}

static bool
nearest_row(const struct ep_layout *layout, size_t i, size_t j, double x, double y, double reach,
            struct ep_datum *datum)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);
  size_t panel = i * (i + 1) / 2 + j;
  double best = fmin(reach, 16);
  bool found = false;

  for (size_t row = 0; row < matrix->n; row++) {
    double at_x;
    double at_y;
    if (!ep_datum_valid(layout->chart, (struct ep_datum){panel, row})) {
      continue;
    }
    pixel_of(layout, i, j, row, &at_x, &at_y);
    if (hypot(at_x - x, at_y - y) <= best) {
      best = hypot(at_x - x, at_y - y);
      *datum = (struct ep_datum){panel, row};
      found = true;
    }
  }
  return found;
}

static bool
matrix_nearest(const struct ep_layout *layout, double x, double y, double reach,
               struct ep_datum *datum)
{
  const struct ep_matrix *matrix = ep_matrix_of(layout->chart);

  for (size_t number = 0; number < ep_matrix_n_panels(matrix); number++) {
    struct ep_rect panel;
    size_t i;
    size_t j;
    ep_matrix_panel(number, &i, &j);
    panel = ep_matrix_rect(layout, i, j);
    if (x < panel.x || x > panel.x + panel.width || y < panel.y || y > panel.y + panel.height) {
      continue;
    }
    if (i == j) {
      double bin = floor((x - panel.x) / panel.width * EP_MATRIX_BINS);
      *datum = (struct ep_datum){number, (size_t)fmin(fmax(bin, 0), EP_MATRIX_BINS - 1)};
      return true;
    }
    return nearest_row(layout, i, j, x, y, reach, datum);
  }
  return false;
}

const struct ep_layer EP_LAYER_MATRIX = {
    .look = EP_LOOK_LEGEND_MARK,
    .ranges = matrix_ranges,
    .draw = matrix_draw,
    .trace = matrix_trace,
    .nearest = matrix_nearest,
    .position = matrix_position,
    .plan = ep_matrix_plan_new,
    .free_plan = free,
    .place = ep_matrix_place,
    .draw_datum = matrix_draw_datum,
};
