#include "config.h"

#include <math.h>

#include "ep-draw.h"
#include "ep-layout-private.h"

/* The dimension of the data whose value a guide marks. */
static enum ep_dimension
guide_dimension(const struct ep_guide *guide)
{
  return guide->kind == EP_GUIDE_VERTICAL ? EP_X : EP_Y;
}

void
ep_guides_widen(const struct ep_chart *chart, struct ep_range *x, struct ep_range *y)
{
  for (size_t i = 0; i < chart->n_guides; i++) {
    const struct ep_guide *guide = &chart->guides[i];
    struct ep_range *range = guide_dimension(guide) == EP_X ? x : y;
    double span = range->hi - range->lo;
    if (guide->kind == EP_GUIDE_IDENTITY || !(range->lo <= range->hi)) {
      continue;
    }
    /* A guide a whole range away would leave the data half of the room or less. */
    if (span == 0 || (guide->value >= range->lo - span && guide->value <= range->hi + span)) {
      range->lo = fmin(range->lo, guide->value);
      range->hi = fmax(range->hi, guide->value);
    }
  }
}

/* The pixel of a level or upright guide, if it is in sight, and the screen's axis it is on. */
static bool
guide_pixel(const struct ep_layout *layout, const struct ep_guide *guide, enum ep_dimension *screen,
            double *pixel)
{
  const struct ep_axis *axis;

  *screen = ep_layout_screen(layout, guide_dimension(guide));
  axis = &layout->axis[*screen];
  if (axis->n_categories > 0 || guide->value < axis->range.lo || guide->value > axis->range.hi) {
    return false;
  }
  *pixel = ep_axis_pixel(axis, guide->value);
  return true;
}

/* The part of y = x in sight; false where there is none. */
static bool
identity_ends(const struct ep_layout *layout, double *lo, double *hi)
{
  const struct ep_range *x = &layout->axis[EP_X].range;
  const struct ep_range *y = &layout->axis[EP_Y].range;

  *lo = fmax(x->lo, y->lo);
  *hi = fmin(x->hi, y->hi);
  return *lo < *hi && layout->axis[EP_X].n_categories == 0 && layout->axis[EP_Y].n_categories == 0;
}

/* Brings the middle of a line of an odd number of pixels to that of a pixel. */
static double
nudge(const struct ep_layout *layout, cairo_t *cr)
{
  double scale = ep_draw_scale(cr);
  double width = round((layout->theme.high_contrast ? 2 : 1) * scale);

  return fmod(width, 2) == 1 ? 0.5 / scale : 0;
}

static void
trace_guide(const struct ep_layout *layout, cairo_t *cr, const struct ep_guide *guide)
{
  const struct ep_rect *area = &layout->area;
  enum ep_dimension screen;
  double pixel;
  double lo;
  double hi;

  if (guide->kind == EP_GUIDE_IDENTITY) {
    if (identity_ends(layout, &lo, &hi)) {
      cairo_move_to(cr, ep_axis_pixel(&layout->axis[EP_X], lo),
                    ep_axis_pixel(&layout->axis[EP_Y], lo));
      cairo_line_to(cr, ep_axis_pixel(&layout->axis[EP_X], hi),
                    ep_axis_pixel(&layout->axis[EP_Y], hi));
    }
  } else if (guide_pixel(layout, guide, &screen, &pixel) && screen == EP_X) {
    pixel = ep_snap_x(cr, pixel) + nudge(layout, cr);
    cairo_move_to(cr, pixel, area->y);
    cairo_line_to(cr, pixel, area->y + area->height);
  } else if (guide_pixel(layout, guide, &screen, &pixel)) {
    pixel = ep_snap_y(cr, pixel) + nudge(layout, cr);
    cairo_move_to(cr, area->x, pixel);
    cairo_line_to(cr, area->x + area->width, pixel);
  }
}

void
ep_guides_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const double dashes[] = {4, 3};

  cairo_save(cr);
  ep_clip_area(cr, layout->area, 1);
  for (size_t i = 0; i < layout->chart->n_guides; i++) {
    cairo_new_path(cr);
    trace_guide(layout, cr, &layout->chart->guides[i]);
    ep_set_color(cr, layout->theme.foreground, layout->theme.high_contrast ? 1 : 0.8);
    cairo_set_line_width(cr, layout->theme.high_contrast ? 2 : 1);
    cairo_set_dash(cr, dashes, 2, 0);
    cairo_stroke(cr);
  }
  cairo_restore(cr);
}

/* More points than this are not looked at; a label then lies on some anyhow. */
enum { COUNTED_MAX = 20000 };

/* A place for a label, and how many points it would cover. */
struct place {
  double x;
  double y;
  size_t covered;
  bool found;
};

/* Whether a label, with some air, lies over (x, y). */
static bool
covers(const struct ep_label *label, double x, double y)
{
  return x >= label->x - 4 && x <= label->x + label->width + 4 && y >= label->y - 3 &&
         y <= label->y + label->height + 3;
}

/* Whether a label lies over the line between two points, which is looked at in steps that it can
 * not slip through. */
static bool
covers_line(const struct ep_label *label, double x0, double y0, double x1, double y1)
{
  double steps = ceil(fmin(hypot(x1 - x0, y1 - y0), 4000) / (label->height / 2));

  if (fmax(x0, x1) < label->x - 4 || fmin(x0, x1) > label->x + label->width + 4) {
    return false;
  }
  for (double step = 1; step < steps; step++) {
    double share = step / steps;
    if (covers(label, x0 + (x1 - x0) * share, y0 + (y1 - y0) * share)) {
      return true;
    }
  }
  return false;
}

/* How often a label lies over a series: over its points, and between those of a line. */
static size_t
count_covered_by(const struct ep_layout *layout, const struct ep_label *label, size_t series)
{
  size_t n = layout->chart->series[series].n;
  size_t covered = 0;
  double last_x = NAN;
  double last_y = NAN;

  for (size_t i = 0; i < n && i < COUNTED_MAX; i++) {
    double x = NAN;
    double y = NAN;
    if (ep_layout_position(layout, (struct ep_datum){series, i}, &x, &y)) {
      covered += covers(label, x, y);
      covered += layout->chart->kind == EP_KIND_LINE && !isnan(last_x) &&
                 covers_line(label, last_x, last_y, x, y);
    }
    last_x = x;
    last_y = y;
  }
  return covered;
}

static size_t
count_covered(const struct ep_layout *layout, const struct ep_label *label)
{
  const struct ep_chart *chart = layout->chart;
  size_t covered = 0;

  if (layout->layer->covered != NULL) {
    return layout->layer->covered(layout, label);
  }
  for (size_t s = 0; s < chart->n_series && !ep_chart_has_places(chart); s++) {
    covered += count_covered_by(layout, label, s);
  }
  return covered;
}

/* Keeps a place inside the area, free of labels, that covers fewer points than the best. */
static void
consider(const struct ep_layout *layout, struct ep_label *label, double x, double y,
         struct place *best)
{
  const struct ep_rect *area = &layout->area;
  size_t covered;

  label->x = x;
  label->y = y;
  if (x < area->x || y < area->y || x + label->width > area->x + area->width ||
      y + label->height > area->y + area->height || (best->found && best->covered == 0)) {
    return;
  }
  for (size_t i = 0; i < layout->n_labels; i++) {
    if (ep_label_overlap(&layout->labels[i], label)) {
      return;
    }
  }
  covered = count_covered(layout, label);
  if (!best->found || covered < best->covered) {
    *best = (struct place){x, y, covered, true};
  }
}

static void
consider_identity(const struct ep_layout *layout, struct ep_label *label, struct place *best)
{
  double lo;
  double hi;

  if (!identity_ends(layout, &lo, &hi)) {
    return;
  }
  /* Beside the line, from its upper end on, above it or under it. */
  for (double share = 0.97; share > 0.5; share -= 0.05) {
    double x = ep_axis_pixel(&layout->axis[EP_X], lo + (hi - lo) * share);
    double y = ep_axis_pixel(&layout->axis[EP_Y], lo + (hi - lo) * share);
    consider(layout, label, x - label->width - 6, y - label->height, best);
    consider(layout, label, x + 6, y, best);
  }
}

static void
place_one(struct ep_layout *layout, const struct ep_guide *guide)
{
  const struct ep_rect *area = &layout->area;
  struct ep_label label = ep_layout_measure(layout, EP_ROLE_GUIDE, guide->label);
  struct place best = {0};
  enum ep_dimension screen;
  double pixel;
  double right = area->x + area->width - label.width - 2;

  if (guide->kind == EP_GUIDE_IDENTITY) {
    consider_identity(layout, &label, &best);
  } else if (guide_pixel(layout, guide, &screen, &pixel) && screen == EP_Y) {
    for (int end = 0; end < 2; end++) {
      double x = end == 0 ? right : area->x + 2;
      consider(layout, &label, x, pixel - label.height - 2, &best);
      consider(layout, &label, x, pixel + 2, &best);
    }
  } else if (guide_pixel(layout, guide, &screen, &pixel)) {
    /* Curves and points leave room above rather than below; bars may leave it anywhere. */
    double last = area->y + area->height * (layout->layer->covered != NULL ? 1 : 0.5);
    for (double y = area->y + 2; y < last; y += label.height / 2 + 1) {
      consider(layout, &label, pixel + 6, y, &best);
      consider(layout, &label, pixel - label.width - 6, y, &best);
    }
  }
  if (best.found) {
    label.x = best.x;
    label.y = best.y;
    ep_layout_place(layout, &label);
  }
}

void
ep_guides_place(struct ep_layout *layout)
{
  for (size_t i = 0; i < layout->chart->n_guides; i++) {
    if (layout->chart->guides[i].label[0] != '\0') {
      place_one(layout, &layout->chart->guides[i]);
    }
  }
}
