#include "config.h"

#include "epoch-chart-view-private.h"

/* The smallest part of a range that zooming shows. */
#define PART_MIN 1e-5

/* The range seen from a place of it, by factor closer. */
static struct ep_range
closer(struct ep_range range, struct ep_range whole, double at, double factor, gboolean partly)
{
  double part = (range.hi - range.lo) / (whole.hi - whole.lo) / factor;
  struct ep_range view;

  if (part >= 1) {
    /* What shows a part of itself at first is shown whole when asked for. */
    return partly ? whole : (struct ep_range){0, 0};
  }
  factor = part < PART_MIN ? 1 : factor;
  view.lo = at - (at - range.lo) / factor;
  view.hi = at + (range.hi - at) / factor;
  /* What is shown stays inside of what there is. */
  if (view.lo < whole.lo) {
    view.hi += whole.lo - view.lo;
    view.lo = whole.lo;
  }
  if (view.hi > whole.hi) {
    view.lo -= view.hi - whole.hi;
    view.hi = whole.hi;
  }
  return view;
}

void
epoch_chart_view_zoom_at(EpochChartView *self, double factor, double x, double y)
{
  struct ep_range view[2] = {self->view[EP_X], self->view[EP_Y]};
  struct ep_rect area;
  gboolean partly;

  if (!epoch_chart_view_ensure_layout(self)) {
    return;
  }
  area = ep_layout_get_area(self->layout);
  partly = ep_layout_is_partial(self->layout);
  for (int dimension = EP_X; dimension <= EP_Y; dimension++) {
    struct ep_range range = ep_layout_get_range(self->layout, dimension);
    double share = dimension == EP_X ? (x - area.x) / MAX(area.width, 1)
                                     : 1 - (y - area.y) / MAX(area.height, 1);
    if (partly || self->view[dimension].lo == self->view[dimension].hi) {
      self->whole[dimension] = ep_layout_get_whole(self->layout, dimension);
    }
    if (ep_layout_can_zoom(self->layout, dimension)) {
      double at = range.lo + (range.hi - range.lo) * CLAMP(share, 0, 1);
      view[dimension] = closer(range, self->whole[dimension], at, factor, partly);
    }
  }
  epoch_chart_view_set_range(self, view);
}

void
epoch_chart_view_zoom(EpochChartView *self, double factor)
{
  struct ep_rect area;

  g_return_if_fail(EPOCH_IS_CHART_VIEW(self));
  g_return_if_fail(factor > 0);
  if (epoch_chart_view_ensure_layout(self)) {
    area = ep_layout_get_area(self->layout);
    epoch_chart_view_zoom_at(self, factor, area.x + area.width / 2, area.y + area.height / 2);
  }
}

void
epoch_chart_view_reset_zoom(EpochChartView *self)
{
  const struct ep_range whole[2] = {{0, 0}, {0, 0}};

  g_return_if_fail(EPOCH_IS_CHART_VIEW(self));
  epoch_chart_view_set_range(self, whole);
}

gboolean
epoch_chart_view_get_zoomed(EpochChartView *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_VIEW(self), FALSE);
  return self->view[EP_X].lo < self->view[EP_X].hi || self->view[EP_Y].lo < self->view[EP_Y].hi;
}

gboolean
epoch_chart_view_can_pan(EpochChartView *self)
{
  return epoch_chart_view_get_zoomed(self) ||
         (epoch_chart_view_ensure_layout(self) && ep_layout_is_partial(self->layout));
}
