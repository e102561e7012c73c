#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "ep-draw.h"
#include "ep-layout-private.h"

/* Names beside lines take no more than this share of the width. */
#define SHARE_MAX 0.3

/* Between a line's end, its leader and its name. */
#define GAP 4.0

struct end {
  size_t series;
  double x; /* of the last point in sight */
  double y;
  double middle; /* of the name, once spread */
};

double
ep_line_names_width(const struct ep_layout *layout, double height)
{
  const struct ep_chart *chart = layout->chart;
  double widest = 0;
  double line = ep_layout_measure(layout, EP_ROLE_SERIES, "0").height;

  if (chart->kind != EP_KIND_LINE || chart->n_series < 2 || chart->n_series > EP_PALETTE_SIZE ||
      layout->width < 400 || line * (double)chart->n_series > height * 0.8) {
    return 0;
  }
  for (size_t s = 0; s < chart->n_series; s++) {
    const char *name = ep_chart_get_series_name(chart, s);
    widest = fmax(widest, ep_layout_measure(layout, EP_ROLE_SERIES, name).width);
  }
  return widest > 0 && widest < layout->width * SHARE_MAX ? widest + EP_LEADER + 2 * GAP : 0;
}

/* The last point of a series in sight. */
static bool
last_in_sight(const struct ep_layout *layout, size_t series, struct end *end)
{
  for (size_t place = layout->chart->series[series].n; place-- > 0;) {
    struct ep_datum datum = {series, ep_series_at(&layout->chart->series[series], place)};
    if (ep_layout_position(layout, datum, &end->x, &end->y)) {
      end->series = series;
      end->middle = end->y;
      return true;
    }
  }
  return false;
}

static int
compare_ends(const void *left, const void *right)
{
  const struct end *a = left;
  const struct end *b = right;

  if (a->y != b->y) {
    return a->y < b->y ? -1 : 1;
  }
  return a->series < b->series ? -1 : 1;
}

/* Moves the names apart to one line height each: down past their neighbours, then up again
 * from the bottom. */
static void
spread(struct end *ends, size_t n, double line, double top, double bottom)
{
  for (size_t i = 0; i < n; i++) {
    double least = i > 0 ? ends[i - 1].middle + line : top + line / 2;
    ends[i].middle = fmax(ends[i].middle, least);
  }
  for (size_t i = n; i-- > 0;) {
    double most = i + 1 < n ? ends[i + 1].middle - line : bottom - line / 2;
    ends[i].middle = fmin(ends[i].middle, most);
  }
}

/* Where the ends of the lines in sight are and where their names go; returns how many. */
static size_t
find_ends(const struct ep_layout *layout, struct end ends[EP_PALETTE_SIZE])
{
  double line = ep_layout_measure(layout, EP_ROLE_SERIES, "0").height + 1;
  size_t n = 0;

  for (size_t s = 0; s < layout->chart->n_series && s < EP_PALETTE_SIZE; s++) {
    n += last_in_sight(layout, s, &ends[n]);
  }
  qsort(ends, n, sizeof *ends, compare_ends);
  spread(ends, n, line, layout->area.y, layout->area.y + layout->area.height);
  return n;
}

bool
ep_line_names_place(struct ep_layout *layout)
{
  struct end ends[EP_PALETTE_SIZE];
  size_t n = find_ends(layout, ends);
  bool whole = true;

  for (size_t i = 0; i < n; i++) {
    const char *name = ep_chart_get_series_name(layout->chart, ends[i].series);
    struct ep_label label = ep_layout_measure(layout, EP_ROLE_SERIES, name);
    label.series = (int)ends[i].series;
    label.x = layout->area.x + layout->area.width + EP_LEADER + 2 * GAP;
    label.y = ends[i].middle - label.height / 2;
    whole = name[0] != '\0' && ep_layout_place(layout, &label) && whole;
  }
  return whole;
}

/* A leader from each line's end to its name, in the line's own colour and dashes. */
void
ep_line_names_draw(const struct ep_layout *layout, cairo_t *cr)
{
  struct end ends[EP_PALETTE_SIZE];
  double edge = layout->area.x + layout->area.width;
  size_t n = 0;
  bool named = false;

  for (size_t i = 0; i < layout->n_labels; i++) {
    named = named || layout->labels[i].role == EP_ROLE_SERIES;
  }
  n = named ? find_ends(layout, ends) : 0;
  for (size_t i = 0; i < n; i++) {
    ep_set_color(cr, ep_theme_series_color(&layout->theme, ends[i].series), 1);
    cairo_set_line_width(cr, 1.5);
    cairo_move_to(cr, edge + GAP, ends[i].y);
    cairo_curve_to(cr, edge + GAP + EP_LEADER / 2, ends[i].y, edge + GAP + EP_LEADER / 2,
                   ends[i].middle, edge + GAP + EP_LEADER, ends[i].middle);
    cairo_stroke(cr);
  }
}
