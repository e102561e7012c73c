#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "ep-colormap.h"
#include "ep-draw.h"
#include "kinds/ep-field-private.h"

/* No more pixels than this are coloured one by one; a larger area is drawn at a coarser scale. */
#define PIXELS_MAX 3e6

/* Steps of the colours of a height or a probability. */
enum { SHADES = 256 };

/* How strongly a region is coloured: points of the same hue lie on it. */
#define REGION 0.3
#define REGION_CONTRAST 0.16

/* For each pixel along one axis: the places of the grid on its two sides, and its share of the
 * way between them. */
struct between {
  size_t before;
  double share; /* NaN out of the grid */
};

struct ep_color
ep_plane_class_color(const struct ep_layout *layout, size_t number)
{
  return ep_color_mix(layout->theme.surface, ep_class_color(&layout->theme, number),
                      layout->theme.high_contrast ? REGION_CONTRAST : REGION);
}

struct ep_color
ep_plane_series_color(const struct ep_layout *layout, size_t number)
{
  bool heights = ep_plane_of(layout->chart)->mode == EP_PLANE_HEIGHT;

  return ep_class_color(&layout->theme, number + (heights ? 1 : 0));
}

/* From the first class' colour over the ground, where both are as likely, to the second's. */
static struct ep_color
probability_color(const struct ep_layout *layout, double value)
{
  struct ep_color color = ep_class_color(&layout->theme, value < 0.5 ? 0 : 1);
  double most = layout->theme.high_contrast ? 0.4 : 0.62;

  return ep_color_mix(layout->theme.surface, color, fabs(value - 0.5) * 2 * most);
}

/* Heights are often those of a bowl: the root gives its floor as many colours as its walls. */
static struct ep_color
height_color(const struct ep_layout *layout, double value)
{
  struct ep_range range = ep_plane_of(layout->chart)->range;
  double share = sqrt(fmax(value - range.lo, 0) / (range.hi - range.lo));

  return ep_colormap_at(EP_COLORMAP_SEQUENTIAL, &layout->theme, share);
}

struct ep_color
ep_plane_color(const struct ep_layout *layout, double value)
{
  switch (ep_plane_of(layout->chart)->mode) {
  case EP_PLANE_PROBABILITY:
    return probability_color(layout, value);
  case EP_PLANE_HEIGHT:
    return height_color(layout, value);
  default:
    return ep_plane_class_color(layout, (size_t)value);
  }
}

/* Where each of n pixels from start on lies among the numbers. */
static struct between *
find_between(const struct ep_axis *axis, double start, double scale, int n, const double *numbers,
             size_t count)
{
  struct between *list = malloc((size_t)n * sizeof *list);

  for (int i = 0; list != NULL && i < n; i++) {
    double value = ep_axis_value(axis, start + (i + 0.5) / scale);
    size_t lo = 0;
    size_t hi = count - 1;
    while (hi - lo > 1) {
      size_t middle = lo + (hi - lo) / 2;
      if (value >= numbers[middle]) {
        lo = middle;
      } else {
        hi = middle;
      }
    }
    list[i].before = lo;
    list[i].share = (value - numbers[lo]) / (numbers[hi] - numbers[lo]);
    if (!(list[i].share >= -1e-6 && list[i].share <= 1 + 1e-6)) {
      list[i].share = NAN;
    }
  }
  return list;
}

/* The four values about a pixel and their weights. */
static void
corners_of(const struct ep_plane *plane, struct between x, struct between y, double values[4],
           double weights[4])
{
  for (size_t i = 0; i < 4; i++) {
    values[i] = ep_plane_value(plane, y.before + i / 2, x.before + i % 2);
    weights[i] = (i % 2 == 1 ? x.share : 1 - x.share) * (i / 2 == 1 ? y.share : 1 - y.share);
  }
}

/* The value between four; NaN where one of them is missing. */
static double
blend(const double values[4], const double weights[4])
{
  return values[0] * weights[0] + values[1] * weights[1] + values[2] * weights[2] +
         values[3] * weights[3];
}

/* The class with the most weight about a pixel, which rounds the corners of the grid off. */
static double
strongest(const double values[4], const double weights[4])
{
  double best = NAN;
  double most = -1;

  for (int i = 0; i < 4; i++) {
    double sum = 0;
    for (int k = 0; k < 4; k++) {
      sum += values[k] == values[i] ? weights[k] : 0;
    }
    if (sum > most && !isnan(values[i])) {
      most = sum;
      best = values[i];
    }
  }
  return best;
}

/* The pixels of all shades, of the classes or over the range of the values. */
static void
fill_shades(const struct ep_layout *layout, unsigned *shades)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);

  for (size_t i = 0; i < SHADES; i++) {
    double share = (double)i / (SHADES - 1);
    struct ep_color color =
        plane->mode == EP_PLANE_CLASS
            ? ep_plane_class_color(layout, i)
            : ep_plane_color(layout, plane->range.lo * (1 - share) + plane->range.hi * share);
    shades[i] = ep_color_pixel(color);
  }
}

static unsigned
pixel_for(const struct ep_plane *plane, const unsigned *shades, double values[4], double weights[4])
{
  double value =
      plane->mode == EP_PLANE_CLASS ? strongest(values, weights) : blend(values, weights);
  double share;

  if (isnan(value)) {
    return 0;
  }
  if (plane->mode == EP_PLANE_CLASS) {
    return shades[(size_t)value % SHADES];
  }
  share = (value - plane->range.lo) / (plane->range.hi - plane->range.lo);
  return shades[(size_t)lround(fmin(fmax(share, 0), 1) * (SHADES - 1))];
}

static void
fill_pixels(const struct ep_layout *layout, cairo_surface_t *surface, const struct between *x,
            const struct between *y)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  unsigned *data = (unsigned *)cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface) / 4;
  unsigned shades[SHADES];

  fill_shades(layout, shades);
  for (int row = 0; row < cairo_image_surface_get_height(surface); row++) {
    for (int column = 0; column < cairo_image_surface_get_width(surface); column++) {
      double values[4];
      double weights[4];
      if (isnan(x[column].share) || isnan(y[row].share)) {
        continue;
      }
      corners_of(plane, x[column], y[row], values, weights);
      data[row * stride + column] = pixel_for(plane, shades, values, weights);
    }
  }
  cairo_surface_mark_dirty(surface);
}

bool
ep_plane_draw_raster(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_plane *plane = ep_plane_of(layout->chart);
  const struct ep_rect *area = &layout->area;
  bool image = cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;
  double scale =
      fmin(image ? ep_draw_scale(cr) : 2, sqrt(PIXELS_MAX / (area->width * area->height)));
  double left = ep_snap_x(cr, area->x);
  double top = ep_snap_y(cr, area->y);
  int width = (int)fmax(ceil(area->width * scale), 1);
  int height = (int)fmax(ceil(area->height * scale), 1);
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
  struct between *x = find_between(&layout->axis[EP_X], left, scale, width, plane->x, plane->nx);
  struct between *y = find_between(&layout->axis[EP_Y], top, scale, height, plane->y, plane->ny);
  bool whole = x != NULL && y != NULL && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;

  if (whole) {
    fill_pixels(layout, surface, x, y);
    cairo_save(cr);
    cairo_translate(cr, left, top);
    cairo_scale(cr, 1 / scale, 1 / scale);
    cairo_set_source_surface(cr, surface, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
    cairo_paint(cr);
    cairo_restore(cr);
  }
  free(x);
  free(y);
  cairo_surface_destroy(surface);
  return whole;
}
