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
guide_pixel(const struct ep_layout *layout, const struct ep_guide *guide,
            enum ep_dimension *screen, double *pixel)
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
    pixel = ep_snap_x(cr, pixel);
    cairo_move_to(cr, pixel, area->y);
    cairo_line_to(cr, pixel, area->y + area->height);
  } else if (guide_pixel(layout, guide, &screen, &pixel)) {
    pixel = ep_snap_y(cr, pixel);
    cairo_move_to(cr, area->x, pixel);
    cairo_line_to(cr, area->x + area->width, pixel);
  }
}

void
ep_guides_draw(const struct ep_layout *layout, cairo_t *cr)
{
  const double dashes[] = {6, 4};

  cairo_save(cr);
  ep_clip_area(cr, layout->area, 1);
  for (size_t i = 0; i < layout->chart->n_guides; i++) {
    cairo_new_path(cr);
    trace_guide(layout, cr, &layout->chart->guides[i]);
    ep_set_color(cr, layout->theme.foreground, layout->theme.high_contrast ? 1 : 0.8);
    cairo_set_line_width(cr, layout->theme.high_contrast ? 2 : 1.5);
    cairo_set_dash(cr, dashes, 2, 0);
    cairo_stroke(cr);
  }
  cairo_restore(cr);
}

/* Tries a label at a place inside the area. */
static bool
try_at(struct ep_layout *layout, struct ep_label *label, double x, double y)
{
  const struct ep_rect *area = &layout->area;

  label->x = x;
  label->y = y;
  if (x < area->x || y < area->y || x + label->width > area->x + area->width ||
      y + label->height > area->y + area->height) {
    return false;
  }
  return ep_layout_place(layout, label);
}

static void
place_identity(struct ep_layout *layout, struct ep_label *label)
{
  double lo;
  double hi;

  if (!identity_ends(layout, &lo, &hi)) {
    return;
  }
  /* Under the line, near its upper end, where there are few points as a rule. */
  for (double share = 0.97; share > 0.5; share -= 0.05) {
    double x = ep_axis_pixel(&layout->axis[EP_X], lo + (hi - lo) * share);
    double y = ep_axis_pixel(&layout->axis[EP_Y], lo + (hi - lo) * share);
    if (try_at(layout, label, x + 12, y + 2) || try_at(layout, label, x - label->width - 12, y)) {
      return;
    }
  }
}

static void
place_one(struct ep_layout *layout, const struct ep_guide *guide)
{
  const struct ep_rect *area = &layout->area;
  struct ep_label label = ep_layout_measure(layout, EP_ROLE_GUIDE, guide->label);
  enum ep_dimension screen;
  double pixel;
  double right = area->x + area->width - label.width - 2;

  if (guide->kind == EP_GUIDE_IDENTITY) {
    place_identity(layout, &label);
  } else if (guide_pixel(layout, guide, &screen, &pixel) && screen == EP_Y) {
    if (!try_at(layout, &label, right, pixel - label.height - 2) &&
        !try_at(layout, &label, right, pixel + 2) &&
        !try_at(layout, &label, area->x + 2, pixel - label.height - 2)) {
      try_at(layout, &label, area->x + 2, pixel + 2);
    }
  } else if (guide_pixel(layout, guide, &screen, &pixel)) {
    for (double y = area->y + 2; y < area->y + area->height / 2; y += label.height + 2) {
      if (try_at(layout, &label, pixel + 6, y) ||
          try_at(layout, &label, pixel - label.width - 6, y)) {
        return;
      }
    }
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
