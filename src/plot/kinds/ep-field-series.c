#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-marker.h"
#include "kinds/ep-field-private.h"
#include "kinds/ep-way.h"

/* More points than this have no halo each. */
enum { HALO_MAX = 2000 };

static double
unit(const struct ep_layout *layout)
{
  return sqrt(layout->theme.font_size / 12);
}

static void
draw_points(const struct ep_layout *layout, cairo_t *cr, size_t series)
{
  size_t number = ep_plane_series_class(layout->chart, series);
  size_t n = layout->chart->series[series].n;
  double radius = (n > 3000 ? 2 : n > 400 ? 2.8 : 3.8) * unit(layout);

  cairo_set_line_width(cr, n > 400 ? 1 : 1.6);
  for (size_t i = 0; i < n; i++) {
    double x;
    double y;
    if (!ep_way_pixel(layout, series, i, &x, &y)) {
      continue;
    }
    ep_marker_trace(cr, number, x, y, radius);
    if (n <= HALO_MAX) {
      ep_set_color(cr, layout->theme.surface, 1);
      cairo_stroke_preserve(cr);
    }
    ep_set_color(cr, ep_plane_series_color(layout, number), 1);
    cairo_fill(cr);
  }
}

void
ep_plane_draw_series(const struct ep_layout *layout, cairo_t *cr, size_t series)
{
  if (layout->chart->series[series].path) {
    size_t number = ep_plane_series_class(layout->chart, series);
    ep_way_draw(layout, cr, series, ep_plane_series_color(layout, number));
  } else {
    draw_points(layout, cr, series);
  }
}
