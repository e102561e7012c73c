#include "config.h"

#include "ep-draw.h"

#include <math.h>

void
ep_set_color(cairo_t *cr, struct ep_color color, double alpha)
{
  cairo_set_source_rgba(cr, color.red, color.green, color.blue, color.alpha * alpha);
}

double
ep_draw_scale(cairo_t *cr)
{
  double across = 1;
  double down = 0;
  double device_x;
  double device_y;

  cairo_user_to_device_distance(cr, &across, &down);
  cairo_surface_get_device_scale(cairo_get_target(cr), &device_x, &device_y);
  across = hypot(across, down) * device_x;
  return across > 0 ? across : 1;
}

double
ep_snap_x(cairo_t *cr, double x)
{
  double scale = ep_draw_scale(cr);

  return round(x * scale) / scale;
}

double
ep_snap_y(cairo_t *cr, double y)
{
  return ep_snap_x(cr, y);
}

/* The width in whole pixels of the target, one at least. */
static double
whole_width(cairo_t *cr, double width)
{
  double scale = ep_draw_scale(cr);

  return fmax(1, round(width * scale)) / scale;
}

void
ep_draw_level(cairo_t *cr, double x0, double x1, double y, double width)
{
  double height = whole_width(cr, width);

  cairo_rectangle(cr, x0, ep_snap_y(cr, y - height / 2), x1 - x0, height);
  cairo_fill(cr);
}

void
ep_draw_upright(cairo_t *cr, double x, double y0, double y1, double width)
{
  double across = whole_width(cr, width);

  cairo_rectangle(cr, ep_snap_x(cr, x - across / 2), y0, across, y1 - y0);
  cairo_fill(cr);
}

void
ep_set_dash(cairo_t *cr, size_t series, double line_width, double offset)
{
  static const struct {
    int n;
    double lengths[4];
  } dashes[] = {
      {0, {0}},    {2, {4, 2}},           {2, {1, 1.5}}, {4, {5, 1.5, 1, 1.5}},
      {2, {8, 2}}, {4, {2.5, 1, 2.5, 3}}, {2, {2, 3}},   {4, {8, 1.5, 2, 1.5}},
  };
  double lengths[4];
  /* As with markers: no two of 64 series share both hue and dashes. */
  size_t i = (series + series / EP_PALETTE_SIZE) % (sizeof dashes / sizeof dashes[0]);

  for (int k = 0; k < dashes[i].n; k++) {
    lengths[k] = dashes[i].lengths[k] * line_width;
  }
  cairo_set_dash(cr, lengths, dashes[i].n, offset);
}

void
ep_clip_area(cairo_t *cr, struct ep_rect area, double more)
{
  cairo_rectangle(cr, area.x - more, area.y - more, area.width + 2 * more, area.height + 2 * more);
  cairo_clip(cr);
}
