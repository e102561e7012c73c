#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ep-draw.h"
#include "ep-key.h"
#include "ep-layout-private.h"
#include "kinds/ep-heatmap-private.h"

/* No cell is drawn out further than this, or its neighbours would not be seen as such. */
#define ASPECT_MAX 2.4

/* From this size on a hair of the ground parts the cells. */
#define GAP_FROM 7.0

/* Around the text in a cell. */
#define PADDING 4.0

/* More cells than this are a picture, and have no text. */
enum { CELLS_MAX = 4000, TEXTS_MAX = 1200, KEYLESS_MAX = 100 };

struct plan {
  struct ep_key key;
};

static const struct ep_heatmap *
map_of(const struct ep_layout *layout)
{
  return layout->chart->data;
}

static struct ep_color
color_at(const struct ep_layout *layout, double level)
{
  enum ep_colormap map = map_of(layout)->diverging ? EP_COLORMAP_DIVERGING : EP_COLORMAP_SEQUENTIAL;

  return ep_colormap_at(map, &layout->theme, level);
}

static struct ep_color
key_color(const struct ep_layout *layout, double value)
{
  struct ep_range range = map_of(layout)->range;

  return color_at(layout, (value - range.lo) / (range.hi - range.lo));
}

static bool
heatmap_plan(struct ep_layout *layout, const struct ep_layout_options *options)
{
  struct plan *plan = calloc(1, sizeof *plan);

  if (plan == NULL) {
    return false;
  }
  plan->key.range = map_of(layout)->range;
  plan->key.color = key_color;
  layout->plan = plan;
  return true;
}

static void
heatmap_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  *x = *y = (struct ep_range){0, 1};
}

/* Where shares are written into few cells, a key would only say them again. */
static bool
wants_key(const struct ep_layout *layout)
{
  const struct ep_heatmap *map = map_of(layout);

  return map->shares == NULL || map->n[EP_X] * map->n[EP_Y] > KEYLESS_MAX;
}

static double
heatmap_right(struct ep_layout *layout, double height)
{
  struct plan *plan = layout->plan;

  return wants_key(layout) ? ep_key_width(layout, &plan->key, height) : 0;
}

static void
heatmap_place_right(struct ep_layout *layout)
{
  struct plan *plan = layout->plan;

  if (wants_key(layout)) {
    ep_key_place(layout, &plan->key);
  }
}

static void
heatmap_draw_right(const struct ep_layout *layout, cairo_t *cr)
{
  const struct plan *plan = layout->plan;

  ep_key_draw(layout, cr, &plan->key);
}

static void
heatmap_fit(struct ep_layout *layout)
{
  const struct ep_heatmap *map = map_of(layout);
  struct ep_rect *area = &layout->area;
  double across = area->width / (double)map->n[EP_X];
  double down = area->height / (double)map->n[EP_Y];

  if (across > down * ASPECT_MAX) {
    area->width = down * ASPECT_MAX * (double)map->n[EP_X];
  } else if (down > across * ASPECT_MAX) {
    area->height = across * ASPECT_MAX * (double)map->n[EP_Y];
  }
}

static struct ep_rect
cell_rect(const struct ep_layout *layout, struct ep_datum datum)
{
  double across = ep_axis_band(&layout->axis[EP_X]);
  double down = ep_axis_band(&layout->axis[EP_Y]);
  double x = ep_axis_pixel(&layout->axis[EP_X], (double)datum.index);
  double y = ep_axis_pixel(&layout->axis[EP_Y], (double)datum.series);

  return (struct ep_rect){x - across / 2, y - down / 2, across, down};
}

/* The cell on whole pixels, parted from its neighbours where it is large enough. */
static struct ep_rect
snapped_cell(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  struct ep_rect r = cell_rect(layout, datum);
  double gap = fmin(r.width, r.height) >= GAP_FROM ? fmax(1, 1 / ep_draw_scale(cr)) : 0;
  double right = ep_snap_x(cr, r.x + r.width) - gap;
  double bottom = ep_snap_y(cr, r.y + r.height) - gap;

  r.x = ep_snap_x(cr, r.x);
  r.y = ep_snap_y(cr, r.y);
  r.width = fmax(right - r.x, 0);
  r.height = fmax(bottom - r.y, 0);
  return r;
}

/* A cell without a value is struck through. */
static void
draw_missing(const struct ep_layout *layout, cairo_t *cr, struct ep_rect r)
{
  ep_set_color(cr, layout->theme.dim, 0.5);
  cairo_set_line_width(cr, 1);
  cairo_move_to(cr, r.x, r.y + r.height);
  cairo_line_to(cr, r.x + r.width, r.y);
  cairo_stroke(cr);
}

static void
draw_cells(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_heatmap *map = map_of(layout);

  for (size_t row = 0; row < map->n[EP_Y]; row++) {
    for (size_t column = 0; column < map->n[EP_X]; column++) {
      struct ep_rect r = snapped_cell(layout, cr, (struct ep_datum){row, column});
      double level = ep_heatmap_level(map, row, column);
      if (isnan(level)) {
        draw_missing(layout, cr, r);
        continue;
      }
      ep_set_color(cr, color_at(layout, level), 1);
      cairo_rectangle(cr, r.x, r.y, r.width, r.height);
      cairo_fill(cr);
      if (layout->theme.high_contrast && fmin(r.width, r.height) >= GAP_FROM) {
        ep_set_color(cr, layout->theme.foreground, 0.6);
        cairo_set_line_width(cr, 1);
        cairo_rectangle(cr, r.x + 0.5, r.y + 0.5, r.width - 1, r.height - 1);
        cairo_stroke(cr);
      }
    }
  }
}

/* All cells as a picture of a pixel each; false where it can not be had. */
static bool
draw_picture(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_heatmap *map = map_of(layout);
  int width = (int)map->n[EP_X];
  int height = (int)map->n[EP_Y];
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
  unsigned *data = (unsigned *)cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface) / 4;
  bool whole = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;

  for (int y = 0; whole && y < height; y++) {
    for (int x = 0; x < width; x++) {
      double level = ep_heatmap_level(map, (size_t)y, (size_t)x);
      data[y * stride + x] = isnan(level) ? 0 : ep_color_pixel(color_at(layout, level));
    }
  }
  if (whole) {
    cairo_surface_mark_dirty(surface);
    cairo_save(cr);
    cairo_translate(cr, layout->area.x, layout->area.y);
    cairo_scale(cr, layout->area.width / width, layout->area.height / height);
    cairo_set_source_surface(cr, surface, 0, 0);
    /* Cells larger than a pixel stay sharp; of smaller ones each pixel shows the mean. */
    cairo_pattern_set_filter(cairo_get_source(cr), ep_axis_band(&layout->axis[EP_X]) >= 1
                                                       ? CAIRO_FILTER_NEAREST
                                                       : CAIRO_FILTER_GOOD);
    cairo_rectangle(cr, 0, 0, width, height);
    cairo_fill(cr);
    cairo_restore(cr);
  }
  cairo_surface_destroy(surface);
  return whole;
}

static void
heatmap_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_heatmap *map = map_of(layout);

  if (map->n[EP_X] * map->n[EP_Y] <= CELLS_MAX || !draw_picture(layout, cr)) {
    draw_cells(layout, cr);
  }
}

/* How the texts of all cells are set: in one size, on one line or two, or not at all. */
struct setting {
  struct ep_font font;
  bool shares;
};

static void
write_value(const struct ep_layout *layout, size_t cell, char *text)
{
  const struct ep_heatmap *map = map_of(layout);

  if (ep_value_drawable(map->values[cell])) {
    ep_number_write(text, map->values[cell], map->format, layout->chart->locale);
  } else {
    text[0] = '\0';
  }
}

static void
write_share(const struct ep_layout *layout, size_t cell, char *text)
{
  const struct ep_number_format format = {EP_NOTATION_PLAIN, 0, 0};
  const struct ep_heatmap *map = map_of(layout);
  char number[EP_NUMBER_SIZE];

  if (map->shares == NULL || !ep_value_drawable(map->shares[cell]) ||
      !ep_value_drawable(map->values[cell])) {
    text[0] = '\0';
    return;
  }
  ep_number_write(number, map->shares[cell] * 100, format, layout->chart->locale);
  snprintf(text, EP_NUMBER_SIZE, "%.*s%%", EP_NUMBER_SIZE - 2, number);
}

static bool
fits(const struct ep_layout *layout, struct setting setting, size_t n)
{
  double across = ep_axis_band(&layout->axis[EP_X]) - 2 * PADDING;
  double down = ep_axis_band(&layout->axis[EP_Y]) - PADDING;
  double lines = setting.shares ? 2 : 1;
  struct ep_font font = setting.font;

  /* Where a share stands under it, the count is set in bold. */
  font.bold = setting.shares;
  for (size_t cell = 0; cell < n; cell++) {
    char text[EP_NUMBER_SIZE];
    struct ep_label label;
    write_value(layout, cell, text);
    label = ep_layout_measure_font(layout, EP_ROLE_CELL, text, font);
    if (label.width > across || label.height * lines > down) {
      return false;
    }
    if (setting.shares) {
      write_share(layout, cell, text);
      label = ep_layout_measure_font(layout, EP_ROLE_CELL, text, setting.font);
      if (label.width > across) {
        return false;
      }
    }
  }
  return true;
}

/* The largest setting that fits into all cells; false where none does. */
static bool
choose_setting(const struct ep_layout *layout, size_t n, struct setting *setting)
{
  static const double scales[] = {1, 0.86, 0.74};
  bool shares = map_of(layout)->shares != NULL;

  for (int two = shares ? 1 : 0; two >= 0; two--) {
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
      *setting = (struct setting){{layout->theme.font_size * scales[i], false, true}, two == 1};
      if (fits(layout, *setting, n)) {
        return true;
      }
    }
  }
  return false;
}

static void
place_text(struct ep_layout *layout, struct setting setting, struct ep_datum datum, double line,
           const char *text, bool bold)
{
  struct ep_rect r = cell_rect(layout, datum);
  struct ep_font font = setting.font;
  double level = ep_heatmap_level(map_of(layout), datum.series, datum.index);
  struct ep_label label;

  font.bold = bold;
  label = ep_layout_measure_font(layout, EP_ROLE_CELL, text, font);
  label.color = isnan(level) ? layout->theme.dim : ep_color_on(color_at(layout, level));
  label.x = r.x + (r.width - label.width) / 2;
  label.y = r.y + r.height / 2 + line * label.height;
  if (text[0] != '\0') {
    ep_layout_add(layout, &label);
  }
}

static void
heatmap_place_inside(struct ep_layout *layout)
{
  const struct ep_heatmap *map = map_of(layout);
  size_t n = map->n[EP_X] * map->n[EP_Y];
  struct setting setting;

  if (n > TEXTS_MAX || !choose_setting(layout, n, &setting)) {
    return;
  }
  for (size_t row = 0; row < map->n[EP_Y]; row++) {
    for (size_t column = 0; column < map->n[EP_X]; column++) {
      struct ep_datum datum = {row, column};
      char text[EP_NUMBER_SIZE];
      write_value(layout, row * map->n[EP_X] + column, text);
      place_text(layout, setting, datum, setting.shares ? -1 : -0.5, text, setting.shares);
      if (setting.shares) {
        write_share(layout, row * map->n[EP_X] + column, text);
        place_text(layout, setting, datum, 0, text, false);
      }
    }
  }
}

static void
heatmap_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  struct ep_rect r = snapped_cell(layout, cr, datum);

  cairo_rectangle(cr, r.x, r.y, r.width, r.height);
}

static void
heatmap_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  struct ep_rect r = cell_rect(layout, datum);

  *x = r.x + r.width / 2;
  *y = r.y + r.height / 2;
}

static bool
heatmap_nearest(const struct ep_layout *layout, double x, double y, double reach,
                struct ep_datum *datum)
{
  const struct ep_heatmap *map = map_of(layout);
  double column = floor(ep_axis_value(&layout->axis[EP_X], x));
  double row = floor(ep_axis_value(&layout->axis[EP_Y], y));

  if (!(column >= 0 && column < (double)map->n[EP_X] && row >= 0 && row < (double)map->n[EP_Y])) {
    return false;
  }
  *datum = (struct ep_datum){(size_t)row, (size_t)column};
  return true;
}

const struct ep_layer EP_LAYER_HEATMAP = {
    .look = EP_LOOK_RING,
    .ranges = heatmap_ranges,
    .draw = heatmap_draw,
    .trace = heatmap_trace,
    .nearest = heatmap_nearest,
    .position = heatmap_position,
    .plan = heatmap_plan,
    .free_plan = free,
    .fit = heatmap_fit,
    .right = heatmap_right,
    .place_right = heatmap_place_right,
    .draw_right = heatmap_draw_right,
    .place_inside = heatmap_place_inside,
};
