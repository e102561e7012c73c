#include "config.h"

#include "ep-layout-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Between an axis' labels and the area, and between labels of one axis. */
#define GAP 6.0
#define LABEL_GAP 14.0

/* Between the title of the upright axis and the area, whose topmost number reaches past it. */
#define TITLE_GAP 12.0

/* No plot smaller than this; labels give way first. */
#define AREA_MIN 36.0

static double
line_height(const struct ep_layout *layout, enum ep_role role)
{
  return ep_layout_measure(layout, role, "0").height;
}

/* The widest tick label of an axis. */
static double
widest_tick(const struct ep_layout *layout, const struct ep_axis *axis)
{
  double widest = 0;

  for (int i = 0; i < axis->ticks.count; i++) {
    char text[EP_NUMBER_SIZE];
    ep_axis_write_tick(axis, i, layout->chart->locale, text);
    widest = fmax(widest, ep_layout_measure(layout, EP_ROLE_TICK, text).width);
  }
  return widest;
}

static double
tick_spacing(const struct ep_axis *axis)
{
  return fabs(ep_axis_pixel(axis, axis->ticks.first + axis->ticks.step) -
              ep_axis_pixel(axis, axis->ticks.first));
}

/* Ticks as dense as their labels allow. */
static void
choose_x_ticks(struct ep_layout *layout)
{
  struct ep_axis *axis = &layout->axis[EP_X];
  double length = axis->end - axis->start;
  double wanted = fmin(fmax(length / 60, 4), 8);
  bool brief = layout->width < 420;

  for (; wanted >= 2; wanted--) {
    ep_axis_choose(axis, wanted, brief);
    if (axis->ticks.count < 2 || widest_tick(layout, axis) + LABEL_GAP <= tick_spacing(axis)) {
      return;
    }
    if (wanted < 3) {
      brief = true;
    }
  }
}

static void
choose_y_ticks(struct ep_layout *layout)
{
  struct ep_axis *axis = &layout->axis[EP_Y];
  double height = line_height(layout, EP_ROLE_TICK);
  double length = fabs(axis->end - axis->start);
  double wanted = fmin(fmax(length / (height * 2.6), 3), 6);

  ep_axis_choose(axis, wanted, false);
  if (widest_tick(layout, axis) > layout->width * 0.18) {
    ep_axis_choose(axis, wanted, true);
  }
}

static void
place_x_ticks(struct ep_layout *layout)
{
  const struct ep_axis *axis = &layout->axis[EP_X];

  for (int i = 0; i < axis->ticks.count; i++) {
    char text[EP_NUMBER_SIZE];
    struct ep_label label;
    ep_axis_write_tick(axis, i, layout->chart->locale, text);
    label = ep_layout_measure(layout, EP_ROLE_TICK, text);
    label.x = ep_axis_pixel(axis, ep_ticks_value(&axis->ticks, i)) - label.width / 2;
    label.x = fmax(0, fmin(label.x, layout->width - label.width));
    label.y = layout->area.y + layout->area.height + GAP;
    if (label.width <= layout->width && label.y + label.height <= layout->height + 0.5) {
      ep_layout_place(layout, &label);
    }
  }
}

/* Two axes of one range, as of a prediction and its truth, are read with one step. */
static void
share_step(struct ep_layout *layout)
{
  struct ep_axis *x = &layout->axis[EP_X];
  struct ep_axis *y = &layout->axis[EP_Y];

  if (x->n_categories > 0 || y->n_categories > 0 || x->range.lo != y->range.lo ||
      x->range.hi != y->range.hi) {
    return;
  }
  if (x->ticks.step > y->ticks.step) {
    y->ticks = x->ticks;
    y->format = x->format;
  } else if (y->ticks.step > x->ticks.step) {
    x->ticks = y->ticks;
    x->format = y->format;
  }
}

static void
place_y_ticks(struct ep_layout *layout)
{
  const struct ep_axis *axis = &layout->axis[EP_Y];

  for (int i = 0; i < axis->ticks.count; i++) {
    char text[EP_NUMBER_SIZE];
    struct ep_label label;
    ep_axis_write_tick(axis, i, layout->chart->locale, text);
    label = ep_layout_measure(layout, EP_ROLE_TICK, text);
    label.x = layout->area.x - GAP - label.width;
    label.y = ep_axis_pixel(axis, ep_ticks_value(&axis->ticks, i)) - label.height / 2;
    label.y = fmax(0, fmin(label.y, layout->height - label.height));
    if (label.x >= 0) {
      ep_layout_place(layout, &label);
    }
  }
}

/* The title of the screen's axis, ellipsised to width; "" where there is none. */
static char *
axis_title(const struct ep_layout *layout, enum ep_dimension screen, double width)
{
  enum ep_dimension dimension = ep_layout_screen(layout, screen);
  struct ep_font font = ep_layout_font(layout, EP_ROLE_AXIS_TITLE);
  const char *label = ep_chart_get_axis_label(layout->chart, dimension);
  const char *unit = ep_chart_get_axis_unit(layout->chart, dimension);
  char text[512];
  char end[256];
  char *start;
  char *title = NULL;
  double left;

  ep_chart_write_axis_title(layout->chart, dimension, text, sizeof text);
  snprintf(end, sizeof end, " (%s)", unit);
  left = width - ep_text_measure(layout->text, end, &font).width;
  if (ep_text_measure(layout->text, text, &font).width <= width || unit[0] == '\0' ||
      left < width / 4) {
    return ep_text_ellipsize(layout->text, text, &font, width);
  }
  /* The unit is worth more than the end of a long name. */
  start = ep_text_ellipsize(layout->text, label, &font, left);
  if (start != NULL && asprintf(&title, "%s%s", start, end) < 0) {
    title = NULL;
  }
  free(start);
  return title;
}

/* The title of the upright axis lies above it, to be read without turning one's head; that
 * of the lying one under it, in the middle. */
static void
place_titles(struct ep_layout *layout, bool above, bool below, double top)
{
  for (int screen = EP_X; screen <= EP_Y; screen++) {
    char *title = axis_title(layout, screen, layout->width);
    struct ep_label label;
    if (title == NULL) {
      layout->failed = true;
      return;
    }
    label = ep_layout_measure(layout, EP_ROLE_AXIS_TITLE, title);
    label.y = screen == EP_Y ? top : layout->height - label.height;
    if (screen == EP_X) {
      label.x = layout->area.x + (layout->area.width - label.width) / 2;
      label.x = fmax(0, fmin(label.x, layout->width - label.width));
    }
    if (title[0] != '\0' && (screen == EP_Y ? above : below)) {
      ep_layout_place(layout, &label);
    }
    free(title);
  }
}

static bool
has_title(const struct ep_layout *layout, enum ep_dimension screen)
{
  char text[8];

  return ep_chart_write_axis_title(layout->chart, ep_layout_screen(layout, screen), text,
                                   sizeof text) > 0;
}

static void
set_axes(struct ep_layout *layout)
{
  const struct ep_rect *area = &layout->area;
  struct ep_axis *y = &layout->axis[EP_Y];
  bool counted = y->n_categories > 0;

  layout->axis[EP_X].start = area->x;
  layout->axis[EP_X].end = area->x + area->width;
  /* Numbers rise from below; categories are read from above. */
  y->start = counted ? area->y : area->y + area->height;
  y->end = counted ? area->y + area->height : area->y;
}

/* The room that the labels of the upright axis take on the left. */
static double
left_room(struct ep_layout *layout)
{
  double width;

  if (layout->layer->left != NULL) {
    width = layout->layer->left(layout);
  } else if (layout->axis[EP_Y].n_categories > 0) {
    width = ep_categories_width(layout);
  } else {
    choose_y_ticks(layout);
    width = widest_tick(layout, &layout->axis[EP_Y]) + GAP;
    width = width < layout->width * 0.45 ? fmax(width, layout->least_left) : 0;
  }
  return layout->axis[EP_X].n_categories > 0 ? fmax(width, ep_categories_overhang(layout)) : width;
}

/* The room under the area for the labels of the lying axis. */
static double
bottom_room(struct ep_layout *layout)
{
  if (layout->axis[EP_X].n_categories > 0) {
    return ep_categories_height(layout);
  }
  return line_height(layout, EP_ROLE_TICK) + GAP;
}

/* Lets the axis with more pixels a unit show more, so that a unit is as long on both. */
static void
make_equal(struct ep_layout *layout)
{
  struct ep_axis *axis = layout->axis;
  double units[] = {axis[EP_X].range.hi - axis[EP_X].range.lo,
                    axis[EP_Y].range.hi - axis[EP_Y].range.lo};
  double pixels[] = {layout->area.width, layout->area.height};
  int loose = pixels[EP_X] / units[EP_X] > pixels[EP_Y] / units[EP_Y] ? EP_X : EP_Y;
  double more = units[1 - loose] / pixels[1 - loose] * pixels[loose] - units[loose];

  axis[loose].range.lo -= more / 2;
  axis[loose].range.hi += more / 2;
}

/* The area inside room, the labels' room taken off; once more with what the first try taught,
 * for the two axes' labels depend on each other. */
static void
set_area(struct ep_layout *layout, struct ep_rect room, double right)
{
  double bottom = line_height(layout, EP_ROLE_TICK) + GAP;

  for (int tries = 0; tries < 2; tries++) {
    double left;
    layout->area = room;
    layout->area.height = fmax(room.height - bottom, 1);
    set_axes(layout);
    left = left_room(layout);
    layout->area.x = room.x + left;
    layout->area.width = fmax(room.width - left - right, 1);
    set_axes(layout);
    bottom = bottom_room(layout);
    if (room.height - bottom < AREA_MIN) {
      bottom = 0;
    }
  }
  layout->area.height = fmax(room.height - bottom, 1);
  if (layout->layer->fit != NULL) {
    layout->layer->fit(layout);
  }
  if (layout->chart->equal && layout->axis[EP_X].n_categories == 0 &&
      layout->axis[EP_Y].n_categories == 0) {
    make_equal(layout);
  }
  set_axes(layout);
}

/* The numbers and the names along both axes. */
static void
place_scales(struct ep_layout *layout)
{
  bool counted[] = {layout->axis[EP_X].n_categories > 0, layout->axis[EP_Y].n_categories > 0};
  bool named = layout->layer->place_left != NULL;

  if (named) {
    layout->layer->place_left(layout);
  } else if (!counted[EP_Y]) {
    choose_y_ticks(layout);
  }
  if (!counted[EP_X]) {
    choose_x_ticks(layout);
    share_step(layout);
  }
  if (!counted[EP_Y] && !named) {
    place_y_ticks(layout);
  }
  if (!counted[EP_X] && layout->area.y + layout->area.height < layout->height - 1) {
    place_x_ticks(layout);
  }
  if (counted[EP_X] || counted[EP_Y]) {
    ep_categories_place(layout);
  }
}

void
ep_layout_place_axes(struct ep_layout *layout, struct ep_rect room)
{
  double title = line_height(layout, EP_ROLE_AXIS_TITLE);
  bool above = has_title(layout, EP_Y);
  bool below = has_title(layout, EP_X);
  double least = AREA_MIN + line_height(layout, EP_ROLE_TICK) + GAP + title / 2;
  double names;
  double right;
  double top;
  double taken;

  /* Half of the topmost number and half of the last one reach past the area. */
  below = below && room.height > least + title + GAP;
  room.height -= below ? title + GAP : 0;
  above = above && room.height > least + title + TITLE_GAP;
  names = ep_line_names_width(layout, room.height - least);
  if (names == 0) {
    ep_layout_place_legend(layout, &room);
  }
  above = above && room.height > least + title + TITLE_GAP;
  top = room.y;
  taken = above ? title + TITLE_GAP : fmin(title / 2, room.height / 8);
  room.y += taken;
  room.height -= taken;
  right = names > 0 ? names : fmin(12, layout->width / 30);
  if (layout->layer->right != NULL) {
    right = fmax(right, layout->layer->right(layout, room.height));
  }
  set_area(layout, room, right);
  place_titles(layout, above, below, top);
  place_scales(layout);
  if (names > 0) {
    ep_line_names_place(layout);
  }
  if (layout->layer->place_right != NULL) {
    layout->layer->place_right(layout);
  }
}
