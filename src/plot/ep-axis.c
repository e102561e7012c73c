#include "config.h"

#include "ep-axis.h"

#include <math.h>

double
ep_axis_pixel(const struct ep_axis *axis, double value)
{
  double share;

  if (axis->n_categories > 0) {
    share = (value + 0.5) / (double)axis->n_categories;
  } else {
    /* Halves, so that no difference of two large numbers leaves the range of a double. */
    share = (value / 2 - axis->range.lo / 2) / (axis->range.hi / 2 - axis->range.lo / 2);
  }
  /* What lies far outside is clipped anyway; cairo's own coordinates would overflow. */
  share = fmin(fmax(share, -40), 41);
  return axis->start + share * (axis->end - axis->start);
}

double
ep_axis_value(const struct ep_axis *axis, double pixel)
{
  double share = axis->end != axis->start ? (pixel - axis->start) / (axis->end - axis->start) : 0;

  if (axis->n_categories > 0) {
    return share * (double)axis->n_categories;
  }
  return axis->range.lo * (1 - share) + axis->range.hi * share;
}

double
ep_axis_band(const struct ep_axis *axis)
{
  return axis->n_categories > 0 ? fabs(axis->end - axis->start) / (double)axis->n_categories : 0;
}

void
ep_axis_choose(struct ep_axis *axis, double wanted, bool brief)
{
  double largest;

  axis->ticks = ep_ticks_find(axis->range, wanted, axis->whole_numbers ? 1 : 0);
  largest = fabs(ep_ticks_value(&axis->ticks, 0));
  if (axis->ticks.count > 0) {
    largest = fmax(largest, fabs(ep_ticks_value(&axis->ticks, axis->ticks.count - 1)));
  }
  axis->format = ep_number_format_for_ticks(largest, axis->ticks.step, brief);
}

void
ep_axis_write_tick(const struct ep_axis *axis, int i, const struct ep_locale *locale, char *text)
{
  ep_number_write(text, ep_ticks_value(&axis->ticks, i), axis->format, locale);
}
