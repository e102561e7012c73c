#include "config.h"

#include "ep-layout-private.h"

#include <math.h>
#include <stdlib.h>

#include "ep-content.h"

#define GAP 6.0

/* Names of more categories than this are measured by a sample. */
enum { SAMPLE = 200 };

/* How names under upright bars are turned where they do not fit side by side. */
#define SLANT (-M_PI / 4)

static size_t
count_names(const struct ep_layout *layout, enum ep_dimension screen)
{
  return ep_chart_n_names(layout->chart, ep_layout_screen(layout, screen));
}

static const char *
name_of(const struct ep_layout *layout, enum ep_dimension screen, size_t i)
{
  return ep_chart_name_at(layout->chart, ep_layout_screen(layout, screen), i);
}

static double
widest_name(const struct ep_layout *layout, enum ep_dimension screen)
{
  size_t n = count_names(layout, screen);
  size_t stride = n > SAMPLE ? n / SAMPLE : 1;
  double widest = 0;

  for (size_t i = 0; i < n; i += stride) {
    const char *name = name_of(layout, screen, i);
    widest = fmax(widest, ep_layout_measure(layout, EP_ROLE_CATEGORY, name).width);
  }
  return widest;
}

double
ep_categories_width(const struct ep_layout *layout)
{
  double widest = widest_name(layout, EP_Y);

  return widest > 0 ? fmin(ceil(widest), layout->width * 0.38) + GAP : 0;
}

/* Whether all names fit side by side under their bars. */
static bool
fit_level(const struct ep_layout *layout)
{
  return widest_name(layout, EP_X) + 8 <= ep_axis_band(&layout->axis[EP_X]);
}

/* How long a slanted name may be, so that it leaves the bars most of the height. */
static double
slanted_length(const struct ep_layout *layout)
{
  return fmin(widest_name(layout, EP_X), layout->height * 0.3 / sin(-SLANT));
}

/* The room of the slanted name of a category down to the left edge; its height sticks out. */
static double
slanted_room(const struct ep_layout *layout, size_t i)
{
  double height = ep_layout_measure(layout, EP_ROLE_CATEGORY, "0").height;
  double end = ep_axis_pixel(&layout->axis[EP_X], (double)i);

  return fmax(0, (end + height / 2 * sin(SLANT)) / cos(SLANT) - 1);
}

/* How long slanted names are indeed, where those near the left edge have less room. */
static double
longest_slanted(const struct ep_layout *layout)
{
  size_t n = count_names(layout, EP_X);
  size_t stride = n > SAMPLE ? n / SAMPLE : 1;
  double most = slanted_length(layout);
  double longest = 0;

  for (size_t i = 0; i < n; i += stride) {
    const char *name = name_of(layout, EP_X, i);
    double room = slanted_room(layout, i);
    double width = ep_layout_measure(layout, EP_ROLE_CATEGORY, name).width;
    longest = fmax(longest, fmin(fmin(width, room), most));
  }
  return longest;
}

double
ep_categories_height(struct ep_layout *layout)
{
  double height = ep_layout_measure(layout, EP_ROLE_CATEGORY, "0").height;

  if (count_names(layout, EP_X) == 0) {
    return 0;
  }
  if (fit_level(layout)) {
    return height + GAP;
  }
  return ceil((longest_slanted(layout) + height) * sin(-SLANT)) + GAP;
}

double
ep_categories_overhang(const struct ep_layout *layout)
{
  double first;
  double wanted;

  if (count_names(layout, EP_X) == 0 || fit_level(layout)) {
    return 0;
  }
  first = ep_layout_measure(layout, EP_ROLE_CATEGORY, name_of(layout, EP_X, 0)).width;
  wanted = fmin(first, slanted_length(layout)) * cos(SLANT) - ep_axis_band(&layout->axis[EP_X]) / 2;
  return fmin(fmax(wanted, 0), layout->width * 0.12);
}

/* Every how many categories one can be named, at that distance between two names. */
static size_t
stride_for(const struct ep_layout *layout, const struct ep_axis *axis, double distance)
{
  double band = ep_axis_band(axis);

  return band > 0 ? (size_t)fmin(fmax(ceil(distance / band), 1), 1e9) : 1;
}

static void
place_beside(struct ep_layout *layout, size_t i, double room)
{
  struct ep_font font = ep_layout_font(layout, EP_ROLE_CATEGORY);
  char *text = ep_text_ellipsize(layout->text, name_of(layout, EP_Y, i), &font, room);
  struct ep_label label;

  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure(layout, EP_ROLE_CATEGORY, text);
  label.x = layout->area.x - GAP - label.width;
  label.y = ep_axis_pixel(&layout->axis[EP_Y], (double)i) - label.height / 2;
  if (text[0] != '\0') {
    ep_layout_place(layout, &label);
  }
  free(text);
}

static void
place_level(struct ep_layout *layout, size_t i)
{
  struct ep_label label = ep_layout_measure(layout, EP_ROLE_CATEGORY, name_of(layout, EP_X, i));

  label.x = ep_axis_pixel(&layout->axis[EP_X], (double)i) - label.width / 2;
  label.y = layout->area.y + layout->area.height + GAP;
  if (label.text[0] != '\0') {
    ep_layout_place(layout, &label);
  }
}

/* A slanted name ends, at its upper right corner, under the middle of its bar. */
static void
place_slanted(struct ep_layout *layout, size_t i, double longest)
{
  struct ep_font font = ep_layout_font(layout, EP_ROLE_CATEGORY);
  double end_x = ep_axis_pixel(&layout->axis[EP_X], (double)i);
  double end_y = layout->area.y + layout->area.height + GAP;
  double room = fmin(longest, slanted_room(layout, i));
  char *text = ep_text_ellipsize(layout->text, name_of(layout, EP_X, i), &font, room);
  struct ep_label label;

  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure(layout, EP_ROLE_CATEGORY, text);
  label.angle = SLANT;
  label.x = end_x - label.width * cos(SLANT) + label.height / 2 * sin(SLANT);
  label.y = end_y - label.width * sin(SLANT);
  if (text[0] != '\0') {
    ep_layout_place(layout, &label);
  }
  free(text);
}

static void
place_under(struct ep_layout *layout)
{
  const struct ep_axis *axis = &layout->axis[EP_X];
  double height = ep_layout_measure(layout, EP_ROLE_CATEGORY, "0").height;
  bool level = fit_level(layout);
  size_t stride = level ? 1 : stride_for(layout, axis, height / sin(-SLANT) + 1);
  double longest = slanted_length(layout);

  if (layout->area.y + layout->area.height > layout->height - height) {
    return;
  }
  for (size_t i = 0; i < count_names(layout, EP_X); i += stride) {
    if (level) {
      place_level(layout, i);
    } else {
      place_slanted(layout, i, longest);
    }
  }
}

static void
place_left_of(struct ep_layout *layout)
{
  double height = ep_layout_measure(layout, EP_ROLE_CATEGORY, "0").height;
  size_t stride = stride_for(layout, &layout->axis[EP_Y], height);

  for (size_t i = 0; i < count_names(layout, EP_Y); i += stride) {
    place_beside(layout, i, ceil(layout->area.x - GAP));
  }
}

void
ep_categories_place(struct ep_layout *layout)
{
  if (layout->axis[EP_Y].n_categories > 0) {
    place_left_of(layout);
  }
  if (layout->axis[EP_X].n_categories > 0) {
    place_under(layout);
  }
}
