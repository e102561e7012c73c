#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "ep-colormap.h"
#include "ep-draw.h"
#include "ep-layout-private.h"
#include "kinds/ep-silhouette-private.h"

/* Between two clusters, and between their names and the area. */
#define CLUSTER_GAP 6.0
#define NAME_GAP 8.0

/* Names take no more than this share of the width. */
#define NAME_SHARE 0.3

/* Bars at least this thick are parted by a hair of the ground. */
#define PARTED_FROM 4.0

static const struct ep_silhouette *
silhouette_of(const struct ep_layout *layout)
{
  return layout->chart->data;
}

static void
silhouette_ranges(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  const struct ep_silhouette *silhouette = chart->data;
  struct ep_range plain = {0, 0};

  for (size_t i = 0; i < silhouette->n; i++) {
    const struct ep_silhouette_cluster *cluster = &silhouette->clusters[i];
    struct ep_range range = ep_range_of(cluster->values, cluster->n);
    plain.lo = fmin(plain.lo, range.lo);
    plain.hi = fmax(plain.hi, range.hi);
  }
  *y = (struct ep_range){0, 1};
  ep_guides_widen(chart, &plain, y);
  *x = ep_range_for_axis(plain, 0.04);
  /* Bars stand on zero, and no silhouette is larger than one. */
  x->lo = plain.lo == 0 ? 0 : x->lo;
  x->hi = plain.hi <= 1 ? fmin(x->hi, 1) : x->hi;
}

/* The gap between clusters: many clusters on little height have none. */
static double
gap_of(const struct ep_layout *layout)
{
  double n = (double)silhouette_of(layout)->n;

  return n > 1 ? fmin(CLUSTER_GAP, layout->area.height * 0.2 / n) : 0;
}

/* The top of a cluster, and how thick one of its bars is. */
static double
top_of(const struct ep_layout *layout, size_t number, double *thick)
{
  const struct ep_silhouette *silhouette = silhouette_of(layout);
  double gap = gap_of(layout);
  double rows = 0;

  for (size_t i = 0; i < number; i++) {
    rows += (double)silhouette->clusters[i].n;
  }
  *thick = (layout->area.height - gap * ((double)silhouette->n - 1)) / (double)silhouette->n_rows;
  return layout->area.y + rows * *thick + gap * (double)number;
}

static struct ep_rect
bar_rect(const struct ep_layout *layout, struct ep_datum datum)
{
  const struct ep_silhouette_cluster *cluster = &silhouette_of(layout)->clusters[datum.series];
  double thick;
  double top = top_of(layout, datum.series, &thick);
  double zero = ep_axis_pixel(&layout->axis[EP_X], 0);
  double end = ep_axis_pixel(&layout->axis[EP_X], cluster->values[datum.index]);

  return (struct ep_rect){fmin(zero, end), top + (double)datum.index * thick, fabs(end - zero),
                          thick};
}

/* The outline of all bars of a cluster, as one line of steps. */
static void
trace_cluster(const struct ep_layout *layout, cairo_t *cr, size_t number)
{
  const struct ep_silhouette_cluster *cluster = &silhouette_of(layout)->clusters[number];
  double zero = ep_axis_pixel(&layout->axis[EP_X], 0);
  double thick;
  double top = top_of(layout, number, &thick);
  double pixel = 0.5 / ep_draw_scale(cr);
  double last = -INFINITY;

  cairo_move_to(cr, zero, top);
  for (size_t i = 0; i < cluster->n; i++) {
    double y = top + thick * (double)i;
    double x = ep_axis_pixel(&layout->axis[EP_X], cluster->values[i]);
    /* Of many bars in one row of pixels one is drawn; sorted, they differ by little. */
    if (y - last >= pixel || i + 1 == cluster->n) {
      cairo_line_to(cr, x, y);
      cairo_line_to(cr, x, y + thick);
      last = y;
    }
  }
  cairo_line_to(cr, zero, top + thick * (double)cluster->n);
  cairo_close_path(cr);
}

static void
trace_bars(const struct ep_layout *layout, cairo_t *cr, size_t number)
{
  for (size_t i = 0; i < silhouette_of(layout)->clusters[number].n; i++) {
    struct ep_rect r = bar_rect(layout, (struct ep_datum){number, i});
    double top = ep_snap_y(cr, r.y);
    cairo_rectangle(cr, r.x, top, r.width, fmax(ep_snap_y(cr, r.y + r.height) - top - 1, 1));
  }
}

static void
silhouette_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const struct ep_silhouette *silhouette = silhouette_of(layout);
  double thick;

  top_of(layout, 0, &thick);
  cairo_save(cr);
  ep_clip_area(cr, layout->area, 1);
  for (size_t i = 0; i < silhouette->n; i++) {
    cairo_new_path(cr);
    ep_set_color(cr, ep_class_color(&layout->theme, i), 1);
    if (silhouette->clusters[i].n > 0) {
      if (thick >= PARTED_FROM) {
        trace_bars(layout, cr, i);
      } else {
        trace_cluster(layout, cr, i);
      }
    }
    cairo_fill(cr);
  }
  ep_set_color(cr, layout->theme.dim, 1);
  ep_draw_upright(cr, ep_axis_pixel(&layout->axis[EP_X], 0), layout->area.y,
                  layout->area.y + layout->area.height, 1);
  cairo_restore(cr);
}

static double
silhouette_left(struct ep_layout *layout)
{
  const struct ep_silhouette *silhouette = silhouette_of(layout);
  double widest = 0;

  for (size_t i = 0; i < silhouette->n; i++) {
    widest = fmax(widest,
                  ep_layout_measure(layout, EP_ROLE_CATEGORY, silhouette->clusters[i].name).width);
  }
  return widest > 0 ? fmin(ceil(widest), layout->width * NAME_SHARE) + NAME_GAP : 0;
}

static void
place_name(struct ep_layout *layout, size_t number)
{
  struct ep_font font = ep_layout_font(layout, EP_ROLE_CATEGORY);
  const struct ep_silhouette_cluster *cluster = &silhouette_of(layout)->clusters[number];
  double thick;
  double top = top_of(layout, number, &thick);
  char *text =
      ep_text_ellipsize(layout->text, cluster->name, &font, ceil(layout->area.x - NAME_GAP));
  struct ep_label label;

  if (text == NULL) {
    layout->failed = true;
    return;
  }
  label = ep_layout_measure(layout, EP_ROLE_CATEGORY, text);
  label.x = layout->area.x - NAME_GAP - label.width;
  label.y = top + (thick * (double)cluster->n - label.height) / 2;
  if (text[0] != '\0' && cluster->n > 0) {
    ep_layout_place(layout, &label);
  }
  free(text);
}

/* The largest clusters are named first, where there is no room for all names. */
static void
silhouette_place_left(struct ep_layout *layout)
{
  const struct ep_silhouette *silhouette = silhouette_of(layout);
  double line = ep_layout_measure(layout, EP_ROLE_CATEGORY, "0").height;
  double thick;

  top_of(layout, 0, &thick);
  for (int large = 1; large >= 0; large--) {
    for (size_t i = 0; i < silhouette->n; i++) {
      if ((thick * (double)silhouette->clusters[i].n >= line) == (large == 1)) {
        place_name(layout, i);
      }
    }
  }
}

static void
silhouette_trace(const struct ep_layout *layout, cairo_t *cr, struct ep_datum datum)
{
  struct ep_rect r = bar_rect(layout, datum);

  /* A bar thinner than a hair is marked all the same. */
  cairo_rectangle(cr, r.x, r.y + fmin(r.height - 2, 0) / 2, r.width, fmax(r.height, 2));
}

static void
silhouette_position(const struct ep_layout *layout, struct ep_datum datum, double *x, double *y)
{
  struct ep_rect r = bar_rect(layout, datum);
  double value = silhouette_of(layout)->clusters[datum.series].values[datum.index];

  *x = ep_axis_pixel(&layout->axis[EP_X], value);
  *y = r.y + r.height / 2;
}

static bool
silhouette_nearest(const struct ep_layout *layout, double x, double y, double reach,
                   struct ep_datum *datum)
{
  const struct ep_silhouette *silhouette = silhouette_of(layout);
  const struct ep_rect *area = &layout->area;

  if (x < area->x - reach || x > area->x + area->width + reach || y < area->y ||
      y > area->y + area->height) {
    return false;
  }
  for (size_t i = 0; i < silhouette->n; i++) {
    double thick;
    double top = top_of(layout, i, &thick);
    double row = floor((y - top) / thick);
    if (row >= 0 && row < (double)silhouette->clusters[i].n) {
      *datum = (struct ep_datum){i, (size_t)row};
      return true;
    }
  }
  return false;
}

/* Pixels of bars under a label, looked at in steps. */
static size_t
silhouette_covered(const struct ep_layout *layout, const struct ep_label *label)
{
  double covered = 0;

  for (double y = label->y; y <= label->y + label->height; y += 2) {
    struct ep_datum datum;
    struct ep_rect r;
    if (silhouette_nearest(layout, layout->area.x, y, 1, &datum)) {
      r = bar_rect(layout, datum);
      covered += fmax(0, fmin(r.x + r.width, label->x + label->width) - fmax(r.x, label->x));
    }
  }
  return (size_t)covered;
}

const struct ep_layer EP_LAYER_SILHOUETTE = {
    .look = EP_LOOK_GRID_X | EP_LOOK_STROKES,
    .ranges = silhouette_ranges,
    .draw = silhouette_draw,
    .trace = silhouette_trace,
    .nearest = silhouette_nearest,
    .position = silhouette_position,
    .covered = silhouette_covered,
    .left = silhouette_left,
    .place_left = silhouette_place_left,
};
