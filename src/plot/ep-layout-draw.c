#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-layout-private.h"

static void
draw_grid(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_rect *area = &layout->area;
  enum ep_kind kind = layout->chart->kind;

  ep_set_color(cr, layout->theme.grid, 1);
  for (int screen = EP_X; screen <= EP_Y; screen++) {
    const struct ep_axis *axis = &layout->axis[screen];
    /* Points are read off both axes; curves, bars and bins off their values alone. */
    bool wanted = kind == EP_KIND_SCATTER || screen == (int)ep_layout_screen(layout, EP_Y);
    for (int i = 0; wanted && axis->n_categories == 0 && i < axis->ticks.count; i++) {
      double pixel = ep_axis_pixel(axis, ep_ticks_value(&axis->ticks, i));
      if (screen == EP_X) {
        ep_draw_upright(cr, pixel, area->y, area->y + area->height, 1);
      } else {
        ep_draw_level(cr, area->x, area->x + area->width, pixel, 1);
      }
    }
  }
}

/* Short strokes where an axis has numbers and no grid. */
static void
draw_strokes(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_axis *axis = &layout->axis[EP_X];
  enum ep_kind kind = layout->chart->kind;
  double bottom = layout->area.y + layout->area.height;

  if (kind != EP_KIND_LINE && kind != EP_KIND_HISTOGRAM) {
    return;
  }
  ep_set_color(cr, layout->theme.dim, 0.6);
  for (int i = 0; i < axis->ticks.count; i++) {
    ep_draw_upright(cr, ep_axis_pixel(axis, ep_ticks_value(&axis->ticks, i)), bottom, bottom + 4,
                    1);
  }
}

/* A halo of the ground lets a label be read that lies over the data. */
static void
draw_halo(const struct ep_layout *layout, cairo_t *cr, const struct ep_label *label)
{
  if (label->role != EP_ROLE_GUIDE) {
    return;
  }
  ep_set_color(cr, layout->theme.surface, 0.8);
  cairo_rectangle(cr, -2, 0, label->width + 4, label->height);
  cairo_fill(cr);
}

static void
draw_labels(const struct ep_layout *layout, cairo_t *cr)
{
  for (size_t i = 0; i < layout->n_labels; i++) {
    const struct ep_label *label = &layout->labels[i];
    cairo_save(cr);
    cairo_translate(cr, label->x, label->y);
    cairo_rotate(cr, label->angle);
    draw_halo(layout, cr, label);
    ep_set_color(cr, label->color, 1);
    layout->text->draw(layout->text->user, cr, label->text, &label->font, 0, label->ascent);
    cairo_restore(cr);
  }
}

void
ep_layout_draw(const struct ep_layout *layout, cairo_t *cr)
{
  cairo_save(cr);
  if (layout->theme.background.alpha > 0) {
    ep_set_color(cr, layout->theme.background, 1);
    cairo_rectangle(cr, 0, 0, layout->width, layout->height);
    cairo_fill(cr);
  }
  if (!layout->empty) {
    draw_grid(layout, cr);
    draw_strokes(layout, cr);
    if (layout->chart->kind == EP_KIND_LINE) {
      ep_guides_draw(layout, cr);
    }
    layout->layer->draw(layout, cr);
    if (layout->chart->kind != EP_KIND_LINE) {
      ep_guides_draw(layout, cr);
    }
    ep_line_names_draw(layout, cr);
    ep_layout_draw_samples(layout, cr);
  }
  draw_labels(layout, cr);
  cairo_restore(cr);
}

void
ep_layout_draw_datum(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum, bool focus)
{
  double x;
  double y;

  if (!ep_layout_position(layout, datum, &x, &y)) {
    return;
  }
  cairo_save(cr);
  ep_clip_area(cr, layout->area, 8);
  if (layout->chart->kind == EP_KIND_LINE) {
    ep_set_color(cr, layout->theme.dim, 0.6);
    ep_draw_upright(cr, x, layout->area.y, layout->area.y + layout->area.height, 1);
  }
  cairo_new_path(cr);
  layout->layer->trace(layout, cr, datum);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  /* From the outside in: a ring that names the mark, a ring of the ground that parts the two,
   * the mark itself. */
  ep_set_color(cr, focus ? layout->theme.focus : layout->theme.foreground, 1);
  cairo_set_line_width(cr, focus ? 10 : 6);
  cairo_stroke_preserve(cr);
  ep_set_color(cr, layout->theme.surface, 1);
  cairo_set_line_width(cr, focus ? 4 : 3);
  cairo_stroke_preserve(cr);
  ep_set_color(cr, ep_theme_series_color(&layout->theme, datum.series), 1);
  cairo_fill(cr);
  cairo_restore(cr);
}
