#include "config.h"

#include "ep-layout-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ep-content.h"
#include "ep-draw.h"
#include "ep-marker.h"
#include "ep-text-private.h"

#define GAP 6.0

/* The sample of a series before its name, and the room between two entries. */
#define SAMPLE_LINE 22.0
#define SAMPLE_MARK 15.0
#define ENTRY_GAP 18.0

enum { TITLE_LINES = 2, SUMMARY_LINES = 3, LEGEND_ROWS = 3 };

/* Wraps string over the whole width at the top of room and takes its height off it. */
static void
place_lines(struct ep_layout *layout, struct ep_rect *room, enum ep_role role, const char *string,
            size_t most)
{
  struct ep_font font = ep_layout_font(layout, role);
  char *lines[TITLE_LINES + SUMMARY_LINES];
  size_t n = ep_text_wrap(layout->text, string, &font, layout->width, most, lines);

  for (size_t i = 0; i < n; i++) {
    struct ep_label label = ep_layout_measure(layout, role, lines[i]);
    label.y = room->y;
    /* Words never take more than half of the picture. */
    if (lines[i][0] != '\0' && label.y + label.height < layout->height / 2) {
      ep_layout_place(layout, &label);
      room->y += label.height;
      room->height -= label.height;
    }
    free(lines[i]);
  }
  if (n > 0 && room->y > 0) {
    room->y += GAP;
    room->height -= GAP;
  }
}

void
ep_layout_place_head(struct ep_layout *layout, struct ep_rect *room)
{
  double before = room->y;

  place_lines(layout, room, EP_ROLE_TITLE, ep_chart_get_title(layout->chart), TITLE_LINES);
  place_lines(layout, room, EP_ROLE_SUMMARY, ep_chart_get_summary(layout->chart), SUMMARY_LINES);
  if (room->y > before) {
    room->y += GAP;
    room->height -= GAP;
  }
}

/* The room of a sample: a line wants to show a dash or two. */
static double
sample_width(const struct ep_layout *layout)
{
  bool line = (layout->layer->look & EP_LOOK_LEGEND_LINE) != 0;

  return (line ? SAMPLE_LINE : SAMPLE_MARK) * layout->theme.font_size / 12;
}

/* Where the next entry of the legend goes. */
struct cursor {
  double x;
  double y;
  int row;
};

/* Moves on to the next row where width does not fit in this one. */
static void
make_room(const struct ep_layout *layout, struct cursor *cursor, double width, double height)
{
  if (cursor->x > 0 && cursor->x + width > layout->width) {
    cursor->x = 0;
    cursor->y += height + 2;
    cursor->row++;
  }
}

static bool
place_entry(struct ep_layout *layout, struct cursor *cursor, size_t series, double bottom)
{
  struct ep_font font = ep_layout_font(layout, EP_ROLE_LEGEND);
  double sample = sample_width(layout);
  const char *name = ep_chart_entry_at(layout->chart, series);
  char *text = ep_text_ellipsize(layout->text, name, &font, layout->width - sample);
  struct ep_label label;
  bool placed = false;

  if (text == NULL) {
    layout->failed = true;
    return false;
  }
  label = ep_layout_measure(layout, EP_ROLE_LEGEND, text);
  make_room(layout, cursor, sample + label.width, label.height);
  if (cursor->row < LEGEND_ROWS && cursor->y + label.height <= bottom) {
    label.series = (int)series;
    label.x = cursor->x + sample;
    label.y = cursor->y;
    placed = text[0] == '\0' || ep_layout_place(layout, &label);
    cursor->x += sample + label.width + ENTRY_GAP;
  }
  free(text);
  return placed;
}

void
ep_layout_place_legend(struct ep_layout *layout, struct ep_rect *room)
{
  size_t n = ep_chart_n_entries(layout->chart);
  double height = ep_layout_measure(layout, EP_ROLE_LEGEND, "0").height;
  struct cursor cursor = {0, room->y, 0};
  size_t shown = 0;

  if (n < (layout->chart->content != NULL ? 1 : 2) || room->height < 5 * height) {
    return;
  }
  while (shown < n && place_entry(layout, &cursor, shown, room->y + room->height * 0.3)) {
    shown++;
  }
  if (shown == 0) {
    return;
  }
  if (shown < n) {
    char more[32];
    struct ep_label label;
    snprintf(more, sizeof more, "+%zu", n - shown);
    label = ep_layout_measure(layout, EP_ROLE_LEGEND, more);
    label.x = layout->width - label.width;
    label.y = cursor.row < LEGEND_ROWS ? cursor.y : cursor.y - height - 2;
    ep_layout_place(layout, &label);
  }
  for (size_t i = 0; i < layout->n_labels; i++) {
    const struct ep_label *label = &layout->labels[i];
    if (label->role == EP_ROLE_LEGEND) {
      double taken = label->y + label->height + GAP + 3 - room->y;
      room->y += fmax(taken, 0);
      room->height -= fmax(taken, 0);
    }
  }
}

static void
draw_sample(const struct ep_layout *layout, cairo_t *cr, size_t series, double x, double y,
            double width)
{
  const struct ep_layer *layer = layout->layer;
  struct ep_color color = layer->entry_color != NULL
                              ? layer->entry_color(layout, series)
                              : ep_theme_series_color(&layout->theme, series);

  ep_set_color(cr, color, 1);
  cairo_new_path(cr);
  if (layer->draw_entry != NULL && layer->draw_entry(layout, cr, series, x, y, width)) {
    return;
  }
  if ((layer->look & EP_LOOK_LEGEND_MARK) != 0) {
    ep_marker_trace(cr, series, x + width / 2, y, width * 0.4);
    cairo_fill(cr);
  } else if ((layer->look & EP_LOOK_LEGEND_LINE) != 0) {
    cairo_set_line_width(cr, 2);
    ep_set_dash(cr, series, 2, 0);
    cairo_move_to(cr, x, y);
    cairo_line_to(cr, x + width, y);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
  } else {
    cairo_rectangle(cr, ep_snap_x(cr, x), ep_snap_y(cr, y - width / 2), width, width);
    cairo_fill(cr);
  }
}

void
ep_layout_draw_samples(const struct ep_layout *layout, cairo_t *cr)
{
  double sample = sample_width(layout);

  for (size_t i = 0; i < layout->n_labels; i++) {
    const struct ep_label *label = &layout->labels[i];
    if (label->role == EP_ROLE_LEGEND && label->series >= 0) {
      draw_sample(layout, cr, (size_t)label->series, label->x - sample,
                  label->y + label->height / 2, sample - GAP);
    }
  }
}
