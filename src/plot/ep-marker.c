#include "config.h"

#include "ep-marker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PHASES = 4 };

static void
trace_polygon(cairo_t *cr, double x, double y, double radius, int corners, double turn)
{
  for (int i = 0; i < corners; i++) {
    double angle = turn + 2 * M_PI * i / corners;
    cairo_line_to(cr, x + radius * cos(angle), y + radius * sin(angle));
  }
  cairo_close_path(cr);
}

/* Upright or, turned, leaning: a cross of two bars. */
static void
trace_cross(cairo_t *cr, double x, double y, double radius, double turn)
{
  const double half = 0.34;
  static const double corners[][2] = {{1, 0}, {0, 0}, {0, 1}};

  for (int arm = 0; arm < 4; arm++) {
    for (int i = 0; i < 3; i++) {
      double along = corners[i][0] > 0 ? 1 : half;
      double across = corners[i][1] > 0 ? 1 : half;
      double angle = turn + arm * M_PI / 2;
      cairo_line_to(cr, x + radius * (along * cos(angle) - across * sin(angle)),
                    y + radius * (along * sin(angle) + across * cos(angle)));
    }
  }
  cairo_close_path(cr);
}

void
ep_marker_trace(cairo_t *cr, size_t series, double x, double y, double radius)
{
  cairo_new_sub_path(cr);
  /* The factors give all shapes about the area of the circle. */
  /* Hues come again after the palette; each time they do, the shapes are moved on by one, so that
   * no two of 64 series have both in common. */
  switch ((series + series / EP_PALETTE_SIZE) % EP_MARKER_SHAPES) {
  case 0:
    cairo_arc(cr, x, y, radius, 0, 2 * M_PI);
    cairo_close_path(cr);
    break;
  case 1:
    trace_polygon(cr, x, y, radius * 1.32, 3, -M_PI / 2);
    break;
  case 2:
    trace_polygon(cr, x, y, radius * 1.25, 4, M_PI / 4);
    break;
  case 3:
    trace_cross(cr, x, y, radius * 1.15, M_PI / 4);
    break;
  case 4:
    trace_polygon(cr, x, y, radius * 1.3, 4, 0);
    break;
  case 5:
    trace_polygon(cr, x, y, radius * 1.32, 3, M_PI / 2);
    break;
  case 6:
    trace_cross(cr, x, y, radius * 1.15, 0);
    break;
  default:
    trace_polygon(cr, x, y, radius * 1.12, 6, 0);
    break;
  }
}

void
ep_marker_draw(cairo_t *cr, const struct ep_marker_style *style, double x, double y)
{
  const struct ep_color *color = &style->color;

  ep_marker_trace(cr, style->series, x, y, style->radius);
  cairo_set_source_rgba(cr, color->red, color->green, color->blue, color->alpha * style->fill);
  if (style->stroke <= 0) {
    cairo_fill(cr);
    return;
  }
  cairo_fill_preserve(cr);
  cairo_set_source_rgba(cr, color->red, color->green, color->blue, color->alpha * style->edge);
  cairo_set_line_width(cr, style->stroke);
  cairo_stroke(cr);
}

bool
ep_stamp_init(struct ep_stamp *stamp, const struct ep_marker_style *style, double scale)
{
  double reach = (style->radius * 1.4 + style->stroke) * scale;
  size_t cell;

  stamp->size = 2 * ((int)ceil(reach) + 1);
  stamp->scale = scale;
  cell = (size_t)stamp->size * stamp->size;
  stamp->pixels = calloc(PHASES * PHASES * cell, sizeof *stamp->pixels);
  if (stamp->pixels == NULL) {
    return false;
  }
  for (int phase = 0; phase < PHASES * PHASES; phase++) {
    cairo_surface_t *surface = cairo_image_surface_create_for_data(
        (unsigned char *)(stamp->pixels + phase * cell), CAIRO_FORMAT_ARGB32, stamp->size,
        stamp->size, stamp->size * 4);
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, scale, scale);
    ep_marker_draw(cr, style, (stamp->size / 2 + phase % PHASES / (double)PHASES) / scale,
                   (stamp->size / 2 + phase / PHASES / (double)PHASES) / scale);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    cairo_surface_destroy(surface);
  }
  return true;
}

void
ep_stamp_clear(struct ep_stamp *stamp)
{
  free(stamp->pixels);
  stamp->pixels = NULL;
}

/* source over target, both premultiplied, two channels at a time. */
static uint32_t
blend(uint32_t source, uint32_t target)
{
  uint32_t rest = 255 - (source >> 24);
  uint32_t even = (target & 0xff00ff) * rest + 0x800080;
  uint32_t odd = ((target >> 8) & 0xff00ff) * rest + 0x800080;

  even = ((even + ((even >> 8) & 0xff00ff)) >> 8) & 0xff00ff;
  odd = (odd + ((odd >> 8) & 0xff00ff)) & 0xff00ff00;
  return source + (even | odd);
}

void
ep_stamp_put(const struct ep_stamp *stamp, uint32_t *data, int width, int height, int stride,
             double x, double y)
{
  int left = (int)floor(x * PHASES + 0.5);
  int top = (int)floor(y * PHASES + 0.5);
  int phase = (top & (PHASES - 1)) * PHASES + (left & (PHASES - 1));
  const uint32_t *source = stamp->pixels + (size_t)phase * stamp->size * stamp->size;
  int from;
  int to;

  left = (left >> 2) - stamp->size / 2;
  top = (top >> 2) - stamp->size / 2;
  from = left < 0 ? -left : 0;
  to = left + stamp->size > width ? width - left : stamp->size;
  for (int row = 0; row < stamp->size; row++, source += stamp->size) {
    uint32_t *target = data + (ptrdiff_t)(top + row) * stride + left;
    if (top + row < 0 || top + row >= height) {
      continue;
    }
    for (int column = from; column < to; column++) {
      if (source[column] != 0) {
        target[column] = blend(source[column], target[column]);
      }
    }
  }
}
