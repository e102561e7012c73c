#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "ep-layout-private.h"
#include "kinds/ep-images-private.h"

/* The longer side of a picture, at a font of 12: what is wanted of few and of many, what is enough
 * for three in a row, and what a caption and a picture without one need at least. */
#define SIDE_FEW 128.0
#define SIDE_SOME 84.0
#define SIDE_MANY 64.0
#define SIDE_CROWD 56.0
#define SIDE_ENOUGH 44.0
#define SIDE_CAPTIONED 34.0
#define SIDE_MIN 14.0
#define SIDE_CUT 24.0

/* No pixel of a picture is drawn larger than this: five by five of them say no more. Few pictures
 * may be larger. */
#define PIXEL_MAX 16.0
#define PIXEL_FEW 24.0
enum { FEW = 12 };

/* So few pictures rather stand in one row, a little smaller. */
enum { ROW_MAX = 16 };
#define ROW_SHARE 0.62

/* A little more than is wanted is better than the next smaller whole scale. */
#define GRACE 1.15

/* The widest that a caption makes a cell, in the size of the font. */
#define CAPTION_MAX 10.0

/* No cell is wider than this. */
#define MEASURED_MAX 40.0

#define GAP 12.0
#define GAP_SMALL 5.0

static const struct ep_images *
images_of(const struct ep_layout *layout)
{
  return layout->chart->data;
}

/* Sizes in pictures grow with the text, but not as fast. */
static double
enlarged(const struct ep_layout *layout, double side)
{
  return side * sqrt(layout->theme.font_size / 12);
}

void
ep_images_measure(struct ep_layout *layout, struct ep_images_plan *plan)
{
  const struct ep_images *images = images_of(layout);

  plan->heading = ep_images_heading_height(layout);
  plan->line = ep_layout_measure(layout, EP_ROLE_CAPTION, "0").height;
  for (size_t i = 0; i < images->n; i++) {
    const char *const texts[2] = {images->pictures[i].text, images->pictures[i].value};
    for (size_t k = 0; k < 2; k++) {
      /* What is longer than any cell need not be measured to its end. */
      struct ep_font font = ep_layout_font(layout, EP_ROLE_CAPTION);
      char *text = texts[k][0] != '\0'
                       ? ep_text_ellipsize(layout->text, texts[k], &font, MEASURED_MAX * font.size)
                       : NULL;
      layout->failed = layout->failed || (texts[k][0] != '\0' && text == NULL);
      if (text != NULL) {
        plan->widths[2 * i + k] = ep_layout_measure(layout, EP_ROLE_CAPTION, text).width;
      }
      free(text);
    }
  }
}

/* Whether each caption has its text on the left and its value on the right of one line. */
static bool
fits_one_line(const struct ep_images *images, const struct ep_images_plan *plan)
{
  for (size_t i = 0; i < images->n; i++) {
    double text = plan->widths[2 * i];
    double value = plan->widths[2 * i + 1];
    if (text > 0 && value > 0 && text + EP_IMAGES_VALUE_GAP + value > plan->cell) {
      return false;
    }
  }
  return true;
}

/* The widest text or value. */
static double
widest(const struct ep_layout *layout, const struct ep_images_plan *plan)
{
  const struct ep_images *images = images_of(layout);
  double most = 0;

  for (size_t i = 0; i < 2 * images->n; i++) {
    most = fmax(most, plan->widths[i]);
  }
  return ceil(fmin(most, CAPTION_MAX * layout->theme.font_size));
}

/* Sets out a grid of that scale in width; false where not even one column has room. */
static bool
set_scale(const struct ep_layout *layout, struct ep_images_plan *plan, double scale, double width,
          bool captions)
{
  const struct ep_images *images = images_of(layout);
  double picture = fmax(images->look.width * scale, 1) + 2 * EP_IMAGES_EDGE;
  double high = fmax(images->look.height * scale, 1) + 2 * EP_IMAGES_EDGE;
  bool words = captions && (images->has_texts || images->has_values);

  plan->scale = scale;
  plan->gap = words || fmax(picture, high) >= SIDE_CAPTIONED ? GAP : GAP_SMALL;
  plan->cell = words ? fmin(fmax(picture, widest(layout, plan)), fmax(width, picture)) : picture;
  plan->columns = (size_t)fmax(floor((width + plan->gap) / (plan->cell + plan->gap)), 0);
  plan->lines = !words ? 0 : fits_one_line(images, plan) ? 1 : 2;
  plan->row =
      high + plan->gap + (plan->lines > 0 ? EP_IMAGES_CAPTION_GAP + plan->lines * plan->line : 0);
  plan->headings = captions && images->named_groups;
  return picture <= width && plan->columns > 0;
}

size_t
ep_images_run(const struct ep_layout *layout, const struct ep_images_plan *plan, size_t i)
{
  const struct ep_images *images = images_of(layout);
  size_t end = i;

  while (end < images->n &&
         (!plan->headings || images->pictures[end].group == images->pictures[i].group)) {
    end++;
  }
  return end - i;
}

double
ep_images_height(const struct ep_layout *layout, const struct ep_images_plan *plan)
{
  const struct ep_images *images = images_of(layout);
  double height = -plan->gap;
  size_t n;

  for (size_t i = 0; i < images->n; i += n) {
    const char *name = images->groups[images->pictures[i].group];
    n = ep_images_run(layout, plan, i);
    height += (double)((n + plan->columns - 1) / plan->columns) * plan->row;
    if (plan->headings) {
      height += (i > 0 ? EP_IMAGES_GROUP_GAP : 0) + (name[0] != '\0' ? plan->heading : 0);
    }
  }
  return height;
}

/* The next smaller scale at which pixels of a picture and of the screen agree: whole ones, then
 * halves, thirds and so on. */
static double
next_scale(double scale)
{
  return scale > 1 ? scale - 1 : 1 / (round(1 / scale) + 1);
}

/* The largest such scale at which the longer side is no longer than that. */
static double
scale_for(const struct ep_images *images, double side)
{
  double longer = (double)fmax((double)images->look.width, (double)images->look.height);

  return longer <= side ? fmin(floor(side / longer), images->n <= FEW ? PIXEL_FEW : PIXEL_MAX)
                        : 1 / ceil(longer / side);
}

static double
side_of(const struct ep_images *images, double scale)
{
  return fmax((double)images->look.width, (double)images->look.height) * scale;
}

static double
wanted_side(const struct ep_layout *layout)
{
  size_t n = images_of(layout)->n;

  return enlarged(layout, n <= FEW   ? SIDE_FEW
                          : n <= 48  ? SIDE_SOME
                          : n <= 128 ? SIDE_MANY
                                     : SIDE_CROWD) *
         GRACE;
}

/* The columns that are wished for, at the largest scale at which they have room. */
static bool
choose_wished(const struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room)
{
  const struct ep_images *images = images_of(layout);
  double scale = scale_for(images, wanted_side(layout) * 1.5);
  double least = fmin(SIDE_CAPTIONED, side_of(images, scale));

  for (; images->look.columns > 0 && side_of(images, scale) >= least; scale = next_scale(scale)) {
    if (set_scale(layout, plan, scale, room.width, true) && plan->columns >= images->look.columns) {
      plan->columns = images->look.columns;
      return ep_images_height(layout, plan) <= room.height;
    }
  }
  return false;
}

/* The largest scale with at least so many columns at which all has room. */
static bool
choose_scale(const struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room,
             double columns, double least)
{
  const struct ep_images *images = images_of(layout);
  double scale = scale_for(images, wanted_side(layout));
  double wanted = fmin(columns, (double)images->n);

  /* A picture smaller than the least is shown at its own size. */
  least = fmin(least, side_of(images, scale));
  for (; side_of(images, scale) >= least; scale = next_scale(scale)) {
    if (set_scale(layout, plan, scale, room.width, true) && (double)plan->columns >= wanted &&
        ep_images_height(layout, plan) <= room.height) {
      return true;
    }
  }
  return false;
}

/* In whatever scale there is room for. */
static bool
choose_squeezed(const struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room,
                bool captions, double least)
{
  const struct ep_images *images = images_of(layout);
  double scale = scale_for(images, wanted_side(layout));

  least = fmin(least, side_of(images, scale));
  for (; side_of(images, scale) >= least; scale *= 0.95) {
    /* From a few pixels each on they are all alike. */
    double even = scale >= 3 ? floor(scale) : scale;
    if (set_scale(layout, plan, even, room.width, captions) &&
        ep_images_height(layout, plan) <= room.height) {
      return true;
    }
  }
  return false;
}

/* As many as have room, in a size at which they can still be told apart. */
static void
choose_cut(const struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room)
{
  double scale = scale_for(images_of(layout), SIDE_CUT);

  while (!set_scale(layout, plan, scale, room.width, false) && scale > 1e-3) {
    scale = next_scale(scale);
  }
  plan->columns = plan->columns > 0 ? plan->columns : 1;
}

/* As large as there is room; then without captions; then not all of them. */
static void
choose(const struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room)
{
  size_t n = images_of(layout)->n;

  if (choose_wished(layout, plan, room) ||
      (n <= ROW_MAX &&
       choose_scale(layout, plan, room, (double)n, ROW_SHARE * wanted_side(layout)))) {
    return;
  }
  for (int columns = 3; columns >= 1; columns--) {
    double least = enlarged(layout, columns > 1 ? SIDE_ENOUGH : SIDE_CAPTIONED);
    if (choose_scale(layout, plan, room, columns, least)) {
      return;
    }
  }
  if (!choose_squeezed(layout, plan, room, true, enlarged(layout, SIDE_CAPTIONED)) &&
      !choose_squeezed(layout, plan, room, false, SIDE_MIN)) {
    choose_cut(layout, plan, room);
  }
}

void
ep_images_choose(const struct ep_layout *layout, struct ep_images_plan *plan, struct ep_rect room)
{
  size_t n = images_of(layout)->n;
  size_t rows;

  choose(layout, plan, room);
  rows = (n + plan->columns - 1) / plan->columns;
  /* Rows of one length rather than a last one of a picture or two. */
  if (images_of(layout)->look.columns == 0 && ep_images_run(layout, plan, 0) == n) {
    plan->columns = (n + rows - 1) / rows;
  }
}
