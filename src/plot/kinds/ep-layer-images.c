#include "config.h"

#include <math.h>
#include <stdio.h>

#include "ep-colormap.h"
#include "ep-draw.h"
#include "ep-layout-private.h"
#include "kinds/ep-images-private.h"

/* From this many pixels of the target on, those of a picture may be one wider than others. */
#define UNEVEN_FROM 3.0

/* No more pixels than this go into a drawing of vectors by repeating them. */
#define REPEATED_MAX 8e6

/* The outline without which white paper would be one with a white page. */
#define OUTLINE 1.0
#define OUTLINE_ALPHA 0.4

/* How far the frame of the cursor keeps from what it shows. */
#define FRAME_GAP 3.0

/* Single pixels are told of where they can be pointed at. */
#define PIXEL_MIN 2.0

static const struct ep_images *
images_of(const struct ep_layout *layout)
{
  return layout->chart->data;
}

static void
images_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  *x = *y = (struct ep_range){0, 1};
}

/* Zero has the middle of the diverging scale, whatever the range. */
struct ep_color
ep_images_color(const struct ep_layout *layout, double value)
{
  const struct ep_images_options *look = &images_of(layout)->look;
  double share = (value - look->lo) / (look->hi - look->lo);

  if (look->diverging) {
    double most = fmax(fabs(look->lo), fabs(look->hi));
    return ep_colormap_at(EP_COLORMAP_DIVERGING, &layout->theme, 0.5 + value / most / 2);
  }
  share = fmin(fmax(share, 0), 1);
  return (struct ep_color){share, share, share, 1};
}

/* The pixel of each byte of a picture of one channel. */
enum { SHADES = 256 };

static void
fill_shades(const struct ep_layout *layout, unsigned *shades)
{
  for (unsigned i = 0; i < SHADES; i++) {
    double value = ep_images_value(images_of(layout), (unsigned char)i);
    shades[i] = ep_color_pixel(ep_images_color(layout, value));
  }
}

static bool
draws_vectors(cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type(cairo_get_target(cr));

  return type == CAIRO_SURFACE_TYPE_SVG || type == CAIRO_SURFACE_TYPE_PDF;
}

/* How often each pixel is repeated. Whoever shows a drawing of vectors blends pixels when they are
 * enlarged, so there they are large already. */
static size_t
times_of(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_images_plan *plan = layout->plan;
  const struct ep_images *images = images_of(layout);
  double all = (double)(images->n * images->look.width * images->look.height);

  return draws_vectors(cr) ? (size_t)fmax(fmin(plan->scale * 4, sqrt(REPEATED_MAX / all)), 1) : 1;
}

/* (transfer full) A picture for cairo, which may be an error. */
static cairo_surface_t *
make_surface(const struct ep_images *images, const unsigned *shades, size_t picture, size_t times)
{
  size_t width = images->look.width * times;
  size_t height = images->look.height * times;
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height);
  const unsigned char *pixels = ep_images_pixels(images, picture);
  unsigned *to = (unsigned *)cairo_image_surface_get_data(surface);
  size_t stride = (size_t)cairo_image_surface_get_stride(surface) / 4;

  for (size_t y = 0; cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS && y < height; y++) {
    const unsigned char *row = pixels + y / times * images->look.width * images->look.channels;
    for (size_t x = 0; x < width; x++) {
      const unsigned char *from = row + x / times * images->look.channels;
      to[y * stride + x] = images->look.channels == 1 ? shades[*from]
                                                      : 0xff000000u | (unsigned)from[0] << 16 |
                                                            (unsigned)from[1] << 8 | from[2];
    }
  }
  cairo_surface_mark_dirty(surface);
  return surface;
}

/* The box of a picture on whole pixels of the target. */
static struct ep_rect
snapped_box(const struct ep_layout *layout, cairo_t *cr, size_t picture)
{
  struct ep_rect r = ((const struct ep_images_plan *)layout->plan)->boxes[picture];
  double right = ep_snap_x(cr, r.x + r.width);
  double bottom = ep_snap_y(cr, r.y + r.height);
  double least = 1 / ep_draw_scale(cr);

  r.x = ep_snap_x(cr, r.x);
  r.y = ep_snap_y(cr, r.y);
  r.width = fmax(right - r.x, least);
  r.height = fmax(bottom - r.y, least);
  return r;
}

/* Whole multiples stay sharp, and so does what is large enough to forgive an uneven pixel; between
 * them, and below, pixels are blended. A drawing of vectors is scaled by whoever shows it. */
static void
set_filter(const struct ep_layout *layout, cairo_t *cr, double pixel)
{
  const struct ep_images_plan *plan = layout->plan;
  bool vectors = draws_vectors(cr);
  bool whole = pixel > 0.99 && fabs(pixel - round(pixel)) < 0.01;
  bool sharp = vectors ? plan->scale >= 1 : whole || pixel >= UNEVEN_FROM;

  cairo_pattern_set_filter(cairo_get_source(cr), sharp ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  if (!vectors && !sharp) {
    /* Else the edges would be blended with nothing. */
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
  }
}

static void
draw_picture(const struct ep_layout *layout, cairo_t *cr, struct ep_rect r,
             cairo_surface_t *surface)
{
  double width = (double)images_of(layout)->look.width;
  double height = (double)images_of(layout)->look.height;

  double pixel = r.width / width * ep_draw_scale(cr);

  cairo_save(cr);
  cairo_translate(cr, r.x, r.y);
  cairo_scale(cr, r.width / width, r.height / height);
  cairo_set_source_surface(cr, surface, 0, 0);
  set_filter(layout, cr, pixel);
  cairo_rectangle(cr, 0, 0, width, height);
  cairo_fill(cr);
  cairo_restore(cr);
}

static void
draw_outline(const struct ep_layout *layout, cairo_t *cr, struct ep_rect r)
{
  const struct ep_theme *theme = &layout->theme;

  ep_set_color(cr, theme->high_contrast ? theme->foreground : theme->dim,
               theme->high_contrast ? 1 : OUTLINE_ALPHA);
  ep_draw_level(cr, r.x - OUTLINE, r.x + r.width + OUTLINE, r.y - OUTLINE / 2, OUTLINE);
  ep_draw_level(cr, r.x - OUTLINE, r.x + r.width + OUTLINE, r.y + r.height + OUTLINE / 2, OUTLINE);
  ep_draw_upright(cr, r.x - OUTLINE / 2, r.y, r.y + r.height, OUTLINE);
  ep_draw_upright(cr, r.x + r.width + OUTLINE / 2, r.y, r.y + r.height, OUTLINE);
}

static void
images_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_images_plan *plan = layout->plan;
  size_t times = times_of(layout, cr);
  unsigned shades[SHADES];

  fill_shades(layout, shades);
  for (size_t i = 0; i < plan->n_shown; i++) {
    cairo_surface_t *surface = make_surface(images_of(layout), shades, i, times);
    struct ep_rect r = snapped_box(layout, cr, i);
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
      draw_picture(layout, cr, r, surface);
    }
    cairo_surface_destroy(surface);
    draw_outline(layout, cr, r);
  }
}

static void
images_draw_right(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_images_plan *plan = layout->plan;

  ep_key_draw(layout, cr, &plan->key);
}

static void
images_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  struct ep_rect r = snapped_box(layout, cr, datum.index);

  cairo_rectangle(cr, r.x - FRAME_GAP, r.y - FRAME_GAP, r.width + 2 * FRAME_GAP,
                  r.height + 2 * FRAME_GAP);
}

static void
images_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_images_plan *plan = layout->plan;
  struct ep_rect r = plan->boxes[datum.index];
  bool shown = datum.index < plan->n_shown;

  *x = shown ? r.x + r.width / 2 : -INFINITY;
  *y = shown ? r.y + r.height / 2 : -INFINITY;
}

static bool
images_bounds(const struct ep_layout *layout, struct ep_datum datum, struct ep_rect *bounds)
{
  const struct ep_images_plan *plan = layout->plan;

  if (datum.index >= plan->n_shown) {
    return false;
  }
  *bounds = plan->boxes[datum.index];
  return true;
}

/* A picture is meant by its caption too, and by half of the gap around it. */
static bool
images_nearest(const struct ep_layout *layout, double x, double y, double reach,
               struct ep_datum *datum)
{
  const struct ep_images_plan *plan = layout->plan;
  double more = fmin(plan->gap / 2, reach);

  for (size_t i = 0; i < plan->n_shown; i++) {
    struct ep_rect r = plan->boxes[i];
    if (x >= r.x - more && x < r.x + plan->cell + more && y >= r.y - more &&
        y < r.y + plan->row - plan->gap + more) {
      *datum = (struct ep_datum){0, i};
      return true;
    }
  }
  return false;
}

/* The channels of a pixel as one text, "12, 200, 3". */
static void
write_pixel(const struct ep_layout *layout, const unsigned char *pixel, char *text, size_t size)
{
  const struct ep_images *images = images_of(layout);
  size_t length = 0;

  for (size_t i = 0; i < images->look.channels && length < size; i++) {
    char number[EP_NUMBER_SIZE];
    ep_number_write(number, ep_images_value(images, pixel[i]), images->format,
                    layout->chart->locale);
    length += (size_t)snprintf(text + length, size - length, "%s%s", i > 0 ? ", " : "", number);
  }
}

/* Column and row are counted from 0, as in the arrays that the pictures come from. */
static bool
images_inside(const struct ep_layout *layout, struct ep_datum datum, double x, double y,
              struct ep_field *field)
{
  const struct ep_images *images = images_of(layout);
  const struct ep_images_plan *plan = layout->plan;
  const struct ep_images_options *look = &images->look;
  struct ep_rect r = plan->boxes[datum.index];
  double column = floor((x - r.x) / plan->scale);
  double row = floor((y - r.y) / plan->scale);
  size_t at;

  if (datum.index >= plan->n_shown || plan->scale < PIXEL_MIN ||
      !(column >= 0 && column < (double)look->width && row >= 0 && row < (double)look->height)) {
    return false;
  }
  at = ((size_t)row * look->width + (size_t)column) * look->channels;
  snprintf(field->name, sizeof field->name, "%s %.0f, %.0f", layout->chart->locale->pixel, column,
           row);
  write_pixel(layout, ep_images_pixels(images, datum.index) + at, field->value,
              sizeof field->value);
  return true;
}

/* The picture of another row that is nearest to one; up or down by one row. */
static bool
step_row(const struct ep_images_plan *plan, size_t *index, int stride)
{
  size_t i = *index;
  double from = plan->boxes[i].y;
  double row = NAN;
  double best = INFINITY;

  /* One before the first wraps round to a number larger than any. */
  for (i += (size_t)stride; i < plan->n_shown; i += (size_t)stride) {
    double across = fabs(plan->boxes[i].x - plan->boxes[*index].x);
    if (plan->boxes[i].y == from) {
      continue;
    }
    if (!isnan(row) && plan->boxes[i].y != row) {
      break;
    }
    row = plan->boxes[i].y;
    best = fmin(best, across);
  }
  if (isnan(row)) {
    return false;
  }
  for (i = 0; plan->boxes[i].y != row || fabs(plan->boxes[i].x - plan->boxes[*index].x) != best;) {
    i++;
  }
  *index = i;
  return true;
}

static bool
images_step(const struct ep_layout *layout, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_images_plan *plan = layout->plan;

  if ((step == EP_STEP_SERIES_NEXT || step == EP_STEP_SERIES_PREVIOUS) &&
      datum->index < plan->n_shown) {
    return step_row(plan, &datum->index, step == EP_STEP_SERIES_NEXT ? 1 : -1);
  }
  return ep_datum_step(layout->chart, datum, step);
}

static bool
images_natural(const struct ep_layout *layout, double *width, double *height)
{
  const struct ep_images_plan *plan = layout->plan;
  const struct ep_rect *key = &plan->key.bar;
  double below = key->width > 0 ? key->y + key->height + plan->line / 2 : 0;

  *width = layout->width;
  *height = fmax(plan->bottom, below);
  return true;
}

const struct ep_layer EP_LAYER_IMAGES = {
    .look = EP_LOOK_RING,
    .ranges = images_ranges,
    .draw = images_draw,
    .trace = images_trace,
    .nearest = images_nearest,
    .position = images_position,
    .free_plan = ep_images_free_plan,
    .place = ep_images_place,
    .draw_right = images_draw_right,
    .bounds = images_bounds,
    .inside = images_inside,
    .step = images_step,
    .natural = images_natural,
};
