#include "config.h"

#include "ep-key.h"

#include <math.h>
#include <stdlib.h>

#include "ep-draw.h"
#include "ep-layout-private.h"

/* Between area, bar and numbers; the bar's width at a font of 12. */
#define GAP 12.0
#define TEXT_GAP 5.0
#define BAR 12.0

/* Narrower pictures have no room for it. */
#define WIDTH_MIN 300.0

/* A key that is longer says nothing more. */
#define LENGTH_MAX 240.0

static double
bar_width(const struct ep_layout *layout)
{
  return BAR * sqrt(layout->theme.font_size / 12);
}

static struct ep_axis
axis_of(const struct ep_layout *layout, const struct ep_key *key, double length)
{
  struct ep_axis axis = {.range = key->range, .start = length, .end = 0};
  double line = ep_layout_measure(layout, EP_ROLE_KEY, "0").height;

  ep_axis_choose(&axis, fmin(fmax(length / (line * 2.6), 2), 5), true);
  return axis;
}

double
ep_key_width(const struct ep_layout *layout, const struct ep_key *key, double height)
{
  struct ep_axis axis = axis_of(layout, key, fmin(height, LENGTH_MAX));
  double widest = 0;

  if (layout->width < WIDTH_MIN || height < 80 || !(key->range.lo < key->range.hi)) {
    return 0;
  }
  for (int i = 0; i < axis.ticks.count; i++) {
    char text[EP_NUMBER_SIZE];
    ep_axis_write_tick(&axis, i, layout->chart->locale, text);
    widest = fmax(widest, ep_layout_measure(layout, EP_ROLE_KEY, text).width);
  }
  widest += GAP + bar_width(layout) + TEXT_GAP + 1;
  return widest < layout->width * 0.25 ? widest : 0;
}

/* The title stands at the right end of the line over the area, as that of the upright axis stands
 * at its left. */
static void
place_title(struct ep_layout *layout, const struct ep_key *key)
{
  struct ep_font font = ep_layout_font(layout, EP_ROLE_KEY);
  char *text = ep_text_ellipsize(layout->text, key->title, &font, layout->width * 0.5);
  struct ep_label label;

  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure(layout, EP_ROLE_KEY, text);
  label.x = layout->width - label.width;
  label.y = layout->area.y - label.height - 12;
  if (text[0] != '\0') {
    ep_layout_place(layout, &label);
  }
  free(text);
}

void
ep_key_place(struct ep_layout *layout, struct ep_key *key)
{
  const struct ep_rect *area = &layout->area;
  double length = fmin(area->height, LENGTH_MAX);
  struct ep_axis axis;

  key->bar = (struct ep_rect){0, 0, 0, 0};
  if (ep_key_width(layout, key, area->height) == 0) {
    return;
  }
  key->bar = (struct ep_rect){area->x + area->width + GAP, area->y + (area->height - length) / 2,
                              bar_width(layout), length};
  place_title(layout, key);
  axis = axis_of(layout, key, length);
  for (int i = 0; i < axis.ticks.count; i++) {
    char text[EP_NUMBER_SIZE];
    struct ep_label label;
    ep_axis_write_tick(&axis, i, layout->chart->locale, text);
    label = ep_layout_measure(layout, EP_ROLE_KEY, text);
    label.x = key->bar.x + key->bar.width + TEXT_GAP;
    label.y = key->bar.y + ep_axis_pixel(&axis, ep_ticks_value(&axis.ticks, i)) - label.height / 2;
    label.y = fmin(fmax(label.y, 0), layout->height - label.height);
    ep_layout_place(layout, &label);
  }
}

void
ep_key_draw(const struct ep_layout *layout, cairo_t *cr, const struct ep_key *key)
{
  enum { STEPS = 24 };
  cairo_pattern_t *pattern;

  if (key->bar.width == 0) {
    return;
  }
  pattern = cairo_pattern_create_linear(0, key->bar.y + key->bar.height, 0, key->bar.y);
  for (int i = 0; i <= STEPS; i++) {
    double share = (double)i / STEPS;
    double value = key->range.lo * (1 - share) + key->range.hi * share;
    struct ep_color color = key->color(layout, value);
    cairo_pattern_add_color_stop_rgb(pattern, share, color.red, color.green, color.blue);
  }
  cairo_rectangle(cr, ep_snap_x(cr, key->bar.x), key->bar.y, key->bar.width, key->bar.height);
  cairo_set_source(cr, pattern);
  cairo_fill_preserve(cr);
  cairo_pattern_destroy(pattern);
  ep_set_color(cr, layout->theme.dim, layout->theme.high_contrast ? 1 : 0.4);
  cairo_set_line_width(cr, 1);
  cairo_stroke(cr);
}
