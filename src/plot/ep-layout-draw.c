#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-layout-private.h"

static void
draw_grid(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_rect *area = &layout->area;
  unsigned look = layout->layer->look;

  ep_set_color(cr, layout->theme.grid, 1);
  for (int screen = EP_X; screen <= EP_Y; screen++) {
    const struct ep_axis *axis = &layout->axis[screen];
    /* Points are read off both axes; curves, bars and bins off their values alone. */
    bool wanted =
        ((look & EP_LOOK_GRID_X) != 0 && screen == EP_X) ||
        ((look & EP_LOOK_GRID_VALUES) != 0 && screen == (int)ep_layout_screen(layout, EP_Y));
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
  double bottom = layout->area.y + layout->area.height;

  if ((layout->layer->look & EP_LOOK_STROKES) == 0) {
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
  if (label->role != EP_ROLE_GUIDE && label->role != EP_ROLE_EDGE) {
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
    if (label->role == EP_ROLE_NODE || label->role == EP_ROLE_EDGE) {
      ep_clip_area(cr, layout->area, 0);
    }
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
  bool under = (layout->layer->look & EP_LOOK_GUIDES_UNDER) != 0;

  cairo_save(cr);
  if (layout->theme.background.alpha > 0) {
    ep_set_color(cr, layout->theme.background, 1);
    cairo_rectangle(cr, 0, 0, layout->width, layout->height);
    cairo_fill(cr);
  }
  if (!layout->empty) {
    draw_grid(layout, cr);
    draw_strokes(layout, cr);
    if (under) {
      ep_guides_draw(layout, cr);
    }
    layout->layer->draw(layout, cr);
    if (!under) {
      ep_guides_draw(layout, cr);
    }
    if (layout->layer->draw_right != NULL) {
      layout->layer->draw_right(layout, cr);
    }
    ep_line_names_draw(layout, cr);
    ep_layout_draw_samples(layout, cr);
  }
  draw_labels(layout, cr);
  cairo_restore(cr);
}

/* From the outside in: a ring that names the mark, a ring of the ground that parts the two, the
 * mark itself. */
void
ep_layout_draw_ring(const struct ep_layout *layout, cairo_t *cr, bool focus)
{
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  ep_set_color(cr, focus ? layout->theme.focus : layout->theme.foreground, 1);
  cairo_set_line_width(cr, focus ? 10 : 6);
  cairo_stroke_preserve(cr);
  ep_set_color(cr, layout->theme.surface, 1);
  cairo_set_line_width(cr, focus ? 4 : 3);
  cairo_stroke_preserve(cr);
}

/* A frame about what shall be read through it. */
static void
draw_frame(const struct ep_layout *layout, cairo_t *cr, bool focus)
{
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
  ep_set_color(cr, layout->theme.surface, 1);
  cairo_set_line_width(cr, focus ? 7 : 5);
  cairo_stroke_preserve(cr);
  ep_set_color(cr, focus ? layout->theme.focus : layout->theme.foreground, 1);
  cairo_set_line_width(cr, focus ? 3 : 2);
  cairo_stroke(cr);
}

void
ep_layout_draw_datum(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum, bool focus)
{
  unsigned look = layout->layer->look;
  double x;
  double y;

  if (!ep_layout_position(layout, datum, &x, &y)) {
    return;
  }
  cairo_save(cr);
  ep_clip_area(cr, layout->area, 8);
  if ((look & EP_LOOK_UPRIGHT) != 0) {
    ep_set_color(cr, layout->theme.dim, 0.6);
    ep_draw_upright(cr, x, layout->area.y, layout->area.y + layout->area.height, 1);
  }
  cairo_new_path(cr);
  if (layout->layer->draw_datum != NULL) {
    layout->layer->draw_datum(layout, cr, datum, focus);
  } else if ((look & EP_LOOK_RING) != 0) {
    layout->layer->trace(layout, cr, datum);
    draw_frame(layout, cr, focus);
  } else {
    layout->layer->trace(layout, cr, datum);
    ep_layout_draw_ring(layout, cr, focus);
    ep_set_color(cr, ep_theme_series_color(&layout->theme, datum.series), 1);
    cairo_fill(cr);
  }
  cairo_restore(cr);
}
