#include "config.h"

#include "ep-layout-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-content.h"
#include "ep-draw.h"
#include "ep-hit.h"

enum ep_dimension
ep_layout_screen(const struct ep_layout *layout, enum ep_dimension dimension)
{
  if (ep_chart_get_horizontal(layout->chart)) {
    return dimension == EP_X ? EP_Y : EP_X;
  }
  return dimension;
}

const struct ep_axis *
ep_layout_axis(const struct ep_layout *layout, enum ep_dimension dimension)
{
  return &layout->axis[ep_layout_screen(layout, dimension)];
}

struct ep_font
ep_layout_font(const struct ep_layout *layout, enum ep_role role)
{
  struct ep_font font = {layout->theme.font_size, false, role == EP_ROLE_TICK};

  if (role == EP_ROLE_TITLE) {
    font.size *= 1.35;
    font.bold = true;
  }
  return font;
}

struct ep_label
ep_layout_measure(const struct ep_layout *layout, enum ep_role role, const char *string)
{
  return ep_layout_measure_font(layout, role, string, ep_layout_font(layout, role));
}

struct ep_label
ep_layout_measure_font(const struct ep_layout *layout, enum ep_role role, const char *string,
                       struct ep_font font)
{
  struct ep_label label = {.role = role, .series = -1, .text = string, .font = font};
  struct ep_extents extents;
  bool strong = role == EP_ROLE_TITLE || role == EP_ROLE_LEGEND || role == EP_ROLE_SERIES ||
                role == EP_ROLE_CATEGORY || role == EP_ROLE_GUIDE || role == EP_ROLE_NODE ||
                role == EP_ROLE_PANEL;

  label.color = strong ? layout->theme.foreground : layout->theme.dim;
  extents = ep_text_measure(layout->text, string, &label.font);
  label.width = extents.width;
  label.height = extents.height;
  label.ascent = extents.ascent;
  return label;
}

/* Whether a label lies in the picture, but for a hair. */
static bool
in_picture(const struct ep_layout *layout, const struct ep_label *label)
{
  double cosine = cos(label->angle);
  double sine = sin(label->angle);
  double left = label->x - label->height * fmax(0, sine);
  double right = label->x + label->width * cosine - label->height * fmin(0, sine);
  double top = label->y + fmin(0, label->width * sine);
  double bottom = label->y + label->height * cosine + fmax(0, label->width * sine);

  return left >= -1 && right <= layout->width + 1 && top >= -1 && bottom <= layout->height + 1;
}

bool
ep_layout_place(struct ep_layout *layout, const struct ep_label *label)
{
  if (!in_picture(layout, label)) {
    return false;
  }
  for (size_t i = 0; i < layout->n_labels; i++) {
    if (ep_label_overlap(&layout->labels[i], label)) {
      return false;
    }
  }
  return ep_layout_add(layout, label);
}

bool
ep_layout_add(struct ep_layout *layout, const struct ep_label *label)
{
  char *text;

  if (layout->n_labels == layout->labels_room) {
    size_t room = layout->labels_room > 0 ? layout->labels_room * 2 : 32;
    struct ep_label *grown = realloc(layout->labels, room * sizeof *grown);
    if (grown == NULL) {
      layout->failed = true;
      return false;
    }
    layout->labels = grown;
    layout->labels_room = room;
  }
  text = strdup(label->text);
  if (text == NULL) {
    layout->failed = true;
    return false;
  }
  layout->labels[layout->n_labels] = *label;
  layout->labels[layout->n_labels++].text = text;
  return true;
}

void
ep_layout_write_more(const struct ep_layout *layout, size_t n, char *text, size_t size)
{
  const char *more = layout->chart->locale->more;
  const char *place = strstr(more, "%zu");
  int before = place != NULL ? (int)(place - more) : 0;

  snprintf(text, size, "%.*s%zu%s", before, more, n, place != NULL ? place + strlen("%zu") : "");
}

static bool
all_whole(const struct ep_chart *chart, enum ep_dimension dimension)
{
  for (size_t s = 0; s < chart->n_series; s++) {
    for (size_t i = 0; i < chart->series[s].n; i++) {
      double value = ep_chart_get_value(chart, s, i, dimension);
      if (ep_value_drawable(value) && value != round(value)) {
        return false;
      }
    }
  }
  return true;
}

static bool
whole_edges(const struct ep_chart *chart)
{
  size_t i = 0;

  while (i < chart->n_edges && chart->edges[i] == round(chart->edges[i])) {
    i++;
  }
  return i == chart->n_edges;
}

static bool
nothing_to_draw(const struct ep_chart *chart)
{
  struct ep_datum datum = {0, 0};

  return !ep_datum_step(chart, &datum, EP_STEP_FIRST);
}

/* Says what the axes show: all of it, or the part that the view asks for. */
static void
set_ranges(struct ep_layout *layout, const struct ep_range view[2])
{
  const struct ep_chart *chart = layout->chart;
  enum ep_dimension x = ep_layout_screen(layout, EP_X);
  enum ep_dimension y = ep_layout_screen(layout, EP_Y);
  struct ep_range extent[2];

  ep_layout_extent(chart, extent);
  layout->axis[x].range = extent[EP_X];
  layout->axis[y].range = extent[EP_Y];
  for (int screen = EP_X; screen <= EP_Y; screen++) {
    if (view[screen].lo < view[screen].hi) {
      layout->viewed = true;
      layout->axis[screen].range = ep_range_for_axis(view[screen], 0);
    }
  }
  if (chart->content != NULL) {
    layout->axis[x].n_categories = ep_chart_n_names(chart, EP_X);
    layout->axis[y].n_categories = ep_chart_n_names(chart, EP_Y);
    return;
  }
  if (chart->kind == EP_KIND_BARS) {
    size_t n = ep_chart_n_places(chart);
    layout->axis[x].n_categories = n > 0 ? n : 1;
  }
  layout->axis[x].whole_numbers =
      chart->kind == EP_KIND_HISTOGRAM ? whole_edges(chart) : all_whole(chart, EP_X);
  layout->axis[y].whole_numbers = all_whole(chart, EP_Y);
}

static void
place_empty(struct ep_layout *layout, const struct ep_rect *room)
{
  struct ep_font font = ep_layout_font(layout, EP_ROLE_EMPTY);
  char *text =
      ep_text_ellipsize(layout->text, layout->chart->locale->empty, &font, layout->width - 12);
  struct ep_label label;

  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure(layout, EP_ROLE_EMPTY, text);
  label.x = (layout->width - label.width) / 2;
  label.y = room->y + (room->height - label.height) / 2;
  if (text[0] != '\0') {
    ep_layout_place(layout, &label);
  }
  free(text);
}

/* Sets out what there is to draw. */
static void
place_all(struct ep_layout *layout, const struct ep_layout_options *options, struct ep_rect room)
{
  const struct ep_layer *layer = layout->layer;

  if (layer->plan != NULL && !layer->plan(layout, options)) {
    layout->failed = true;
    return;
  }
  if (layer->place != NULL) {
    layer->place(layout, room);
    return;
  }
  ep_layout_place_axes(layout, room);
  ep_guides_place(layout);
  if (layer->place_inside != NULL) {
    layer->place_inside(layout);
  }
}

struct ep_layout *
ep_layout_new(const struct ep_chart *chart, const struct ep_layout_options *options)
{
  struct ep_layout *layout = calloc(1, sizeof *layout);
  struct ep_rect free_area;

  if (layout == NULL) {
    return NULL;
  }
  layout->chart = chart;
  layout->layer = ep_layer_for(chart->kind);
  if (options->theme != NULL) {
    layout->theme = *options->theme;
  } else {
    ep_theme_init(&layout->theme, false, false);
  }
  layout->text = options->text != NULL ? options->text : &EP_TEXT_PLAIN;
  layout->width = fmax(options->width, 1);
  layout->height = fmax(options->height, 1);
  layout->open = options->open;
  layout->least_left = fmin(options->least_left, layout->width * 0.45);
  layout->empty = nothing_to_draw(chart);
  set_ranges(layout, options->view);
  free_area = (struct ep_rect){0, 0, layout->width, layout->height};
  if (options->title) {
    ep_layout_place_head(layout, &free_area);
  }
  if (layout->empty) {
    layout->area = free_area;
    place_empty(layout, &free_area);
  } else {
    place_all(layout, options, free_area);
  }
  if (layout->failed) {
    ep_layout_free(layout);
    return NULL;
  }
  if ((chart->kind == EP_KIND_SCATTER || chart->kind == EP_KIND_FIELD) && !layout->empty) {
    layout->hit = ep_hit_new(layout);
  }
  return layout;
}

void
ep_layout_free(struct ep_layout *layout)
{
  if (layout == NULL) {
    return;
  }
  for (size_t i = 0; i < layout->n_labels; i++) {
    free((char *)layout->labels[i].text);
  }
  free(layout->labels);
  if (layout->plan != NULL) {
    layout->layer->free_plan(layout->plan);
  }
  ep_hit_free(layout->hit);
  free(layout);
}

bool
ep_layout_nearest(const struct ep_layout *layout, double x, double y, double reach,
                  struct ep_datum *datum)
{
  return !layout->empty && layout->layer->nearest(layout, x, y, reach, datum);
}

bool
ep_layout_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  const struct ep_rect *area = &layout->area;
  double at_x;
  double at_y;

  if (layout->empty || !ep_datum_valid(layout->chart, datum)) {
    return false;
  }
  layout->layer->position(layout, datum, &at_x, &at_y);
  /* Half a pixel of grace keeps what lies on an edge in sight. */
  if (at_x < area->x - 0.5 || at_x > area->x + area->width + 0.5 || at_y < area->y - 0.5 ||
      at_y > area->y + area->height + 0.5) {
    return false;
  }
  *x = at_x;
  *y = at_y;
  return true;
}

bool
ep_layout_bounds(const struct ep_layout *layout, struct ep_datum datum, struct ep_rect *bounds)
{
  return layout->layer->bounds != NULL && !layout->empty && ep_datum_valid(layout->chart, datum) &&
         layout->layer->bounds(layout, datum, bounds);
}

bool
ep_layout_inside(const struct ep_layout *layout, struct ep_datum datum, double x, double y,
                 struct ep_field *field)
{
  return layout->layer->inside != NULL && !layout->empty && ep_datum_valid(layout->chart, datum) &&
         layout->layer->inside(layout, datum, x, y, field);
}

bool
ep_layout_step(const struct ep_layout *layout, struct ep_datum *datum, enum ep_step step)
{
  if (layout->layer->step != NULL && !layout->empty && ep_datum_valid(layout->chart, *datum)) {
    return layout->layer->step(layout, datum, step);
  }
  return ep_datum_step(layout->chart, datum, step);
}

bool
ep_layout_natural_size(const struct ep_layout *layout, double *width, double *height)
{
  return layout->layer->natural != NULL && layout->plan != NULL &&
         layout->layer->natural(layout, width, height);
}

struct ep_rect
ep_layout_get_area(const struct ep_layout *layout)
{
  return layout->area;
}

struct ep_range
ep_layout_get_range(const struct ep_layout *layout, enum ep_dimension dimension)
{
  return layout->axis[dimension].range;
}

struct ep_range
ep_layout_get_whole(const struct ep_layout *layout, enum ep_dimension dimension)
{
  struct ep_range whole[2];

  if (layout->layer->whole != NULL && !layout->empty) {
    layout->layer->whole(layout, whole);
    return whole[dimension];
  }
  return layout->axis[dimension].range;
}

bool
ep_layout_is_partial(const struct ep_layout *layout)
{
  return layout->layer->whole != NULL && !layout->empty;
}

/* Counts and bars keep their zero, without which their lengths would lie; curves are looked at
 * along x, all of their height. */
bool
ep_layout_can_zoom(const struct ep_layout *layout, enum ep_dimension dimension)
{
  unsigned flag = dimension == EP_X ? EP_LOOK_ZOOM_X : EP_LOOK_ZOOM_Y;

  return !layout->empty && layout->axis[dimension].n_categories == 0 &&
         (layout->layer->look & flag) != 0;
}

void
ep_layout_extent(const struct ep_chart *chart, struct ep_range extent[2])
{
  extent[EP_X] = extent[EP_Y] = (struct ep_range){0, 1};
  if (ep_chart_has_content(chart)) {
    ep_layer_for(chart->kind)->ranges(chart, &extent[EP_X], &extent[EP_Y]);
  }
  for (int dimension = EP_X; dimension <= EP_Y; dimension++) {
    if (chart->fixed[dimension].lo < chart->fixed[dimension].hi) {
      extent[dimension] = ep_range_for_axis(chart->fixed[dimension], 0);
    }
  }
}

const struct ep_label *
ep_layout_get_labels(const struct ep_layout *layout, size_t *n)
{
  *n = layout->n_labels;
  return layout->labels;
}
