#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "ep-layout-private.h"
#include "kinds/ep-images-private.h"

#define HEADING_GAP 5.0

/* A key of colours that is longer says nothing more. */
#define KEY_MAX 150.0

static const struct ep_images *
images_of(const struct ep_layout *layout)
{
  return layout->chart->data;
}

void
ep_images_free_plan(void *data)
{
  struct ep_images_plan *plan = data;

  free(plan->boxes);
  free(plan->widths);
  free(plan);
}

static struct ep_font
heading_font(const struct ep_layout *layout)
{
  return (struct ep_font){layout->theme.font_size, true, false};
}

double
ep_images_heading_height(const struct ep_layout *layout)
{
  return ep_layout_measure_font(layout, EP_ROLE_HEADING, "X", heading_font(layout)).height +
         HEADING_GAP;
}

/* Adds a text, ellipsised, that begins at x or, from the right, ends there. */
static void
add_text(struct ep_layout *layout, enum ep_role role, const char *string, double x, double y,
         double width, bool from_right)
{
  struct ep_font font =
      role == EP_ROLE_HEADING ? heading_font(layout) : ep_layout_font(layout, role);
  char *text = ep_text_ellipsize(layout->text, string, &font, width);
  struct ep_label label;

  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure_font(layout, role, text, font);
  label.color = role == EP_ROLE_CAPTION ? layout->theme.dim : layout->theme.foreground;
  label.x = from_right ? x - label.width : x;
  label.y = y;
  if (text[0] != '\0') {
    ep_layout_add(layout, &label);
  }
  free(text);
}

static void
place_caption(struct ep_layout *layout, const struct ep_images_plan *plan, size_t i)
{
  const struct ep_picture *picture = &images_of(layout)->pictures[i];
  struct ep_rect box = plan->boxes[i];
  double x = box.x - EP_IMAGES_EDGE;
  double y = box.y + box.height + EP_IMAGES_EDGE + EP_IMAGES_CAPTION_GAP;
  bool both = picture->text[0] != '\0' && picture->value[0] != '\0';
  /* A value stands at the right end of what is above it, or close to a text that is wider. */
  double right = x + fmax(box.width + 2 * EP_IMAGES_EDGE,
                          plan->widths[2 * i] + EP_IMAGES_VALUE_GAP + plan->widths[2 * i + 1]);

  if (plan->lines == 0) {
    return;
  }
  if (picture->text[0] != '\0') {
    add_text(layout, EP_ROLE_CAPTION_STRONG, picture->text, x, y, plan->cell, false);
  }
  if (both && plan->lines == 1) {
    add_text(layout, EP_ROLE_CAPTION, picture->value, right, y, plan->cell, true);
  } else if (picture->value[0] != '\0') {
    add_text(layout, EP_ROLE_CAPTION, picture->value, x, y + (both ? plan->line : 0), plan->cell,
             false);
  }
}

/* Places as many of n pictures from i on as have room; returns how many. */
static size_t
place_run(struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room, size_t i,
          size_t n, double *y)
{
  const struct ep_images *images = images_of(layout);
  double width = fmax(images->look.width * plan->scale, 1);
  double height = fmax(images->look.height * plan->scale, 1);

  for (size_t k = 0; k < n; k++) {
    double top = *y + (double)(k / plan->columns) * plan->row;
    /* Half a pixel forgives what was rounded when the height was asked for. */
    if (top + plan->row - plan->gap > room.y + room.height + 0.5) {
      n = k;
      break;
    }
    plan->boxes[i + k] = (struct ep_rect){
        room.x + (double)(k % plan->columns) * (plan->cell + plan->gap) + EP_IMAGES_EDGE,
        top + EP_IMAGES_EDGE, width, height};
    plan->n_shown = i + k + 1;
    place_caption(layout, plan, i + k);
  }
  *y += (double)((n + plan->columns - 1) / plan->columns) * plan->row;
  return n;
}

static void
place_rows(struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room)
{
  const struct ep_images *images = images_of(layout);
  double y = room.y;
  size_t n;

  for (size_t i = 0; i < images->n && i == plan->n_shown; i += n) {
    const char *name = images->groups[images->pictures[i].group];
    n = ep_images_run(layout, plan, i);
    if (plan->headings) {
      y += i > 0 ? EP_IMAGES_GROUP_GAP : 0;
    }
    if (plan->headings && name[0] != '\0') {
      add_text(layout, EP_ROLE_HEADING, name, room.x, y, room.width, false);
      y += plan->heading;
    }
    if (place_run(layout, plan, room, i, n, &y) < n) {
      break;
    }
  }
  plan->bottom = y - plan->gap;
}

/* Says how many pictures found no room. */
static void
place_more(struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room)
{
  char text[64];
  struct ep_label label;

  ep_layout_write_more(layout, images_of(layout)->n - plan->n_shown, text, sizeof text);
  label = ep_layout_measure(layout, EP_ROLE_CAPTION, text);
  label.x = room.x;
  label.y = fmax(plan->bottom + 2, room.y);
  ep_layout_place(layout, &label);
}

/* What the colours mean stands beside the first rows, however many there are. */
static double
key_width(struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room)
{
  const struct ep_images *images = images_of(layout);

  plan->key.range = (struct ep_range){images->look.lo, images->look.hi};
  plan->key.color = ep_images_color;
  return images->known && images->look.channels == 1
             ? ep_key_width(layout, &plan->key, fmin(room.height, KEY_MAX))
             : 0;
}

static void
place_key(struct ep_layout *layout, struct ep_images_plan *plan, double top, double height)
{
  struct ep_rect area = layout->area;

  layout->area.y = top;
  layout->area.height = fmin(height, KEY_MAX);
  ep_key_place(layout, &plan->key);
  layout->area = area;
}

void
ep_images_place(struct ep_layout *layout, struct ep_rect room)
{
  const struct ep_images *images = images_of(layout);
  struct ep_images_plan *plan = calloc(1, sizeof *plan);
  double columns;
  double key;

  layout->plan = plan;
  if (plan == NULL || (plan->boxes = calloc(images->n, sizeof *plan->boxes)) == NULL ||
      (plan->widths = calloc(2 * images->n, sizeof *plan->widths)) == NULL) {
    layout->failed = true;
    return;
  }
  ep_images_measure(layout, plan);
  key = key_width(layout, plan, room);
  room.width -= key;
  ep_images_choose(layout, plan, room);
  if (ep_images_height(layout, plan) > room.height + 0.5) {
    room.height -= plan->line + 2;
  }
  place_rows(layout, plan, room);
  columns = fmin((double)plan->columns, (double)images->n);
  layout->area = (struct ep_rect){room.x, room.y, columns * (plan->cell + plan->gap) - plan->gap,
                                  fmax(plan->bottom - room.y, 1)};
  if (key > 0) {
    place_key(layout, plan, plan->boxes[0].y - EP_IMAGES_EDGE, room.height);
  }
  if (plan->n_shown < images->n) {
    place_more(layout, plan, room);
  }
}
