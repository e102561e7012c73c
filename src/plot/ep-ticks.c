#include "config.h"

#include "ep-ticks.h"

#include <math.h>

/* Two numbers nearer than this share of their size are one to an axis. */
#define SHARE_MIN 1e-12

/* Ranges below this would need steps that doubles hold no more. */
#define SPAN_MIN 1e-290

bool
ep_value_drawable(double value)
{
  return fabs(value) <= EP_VALUE_MAX;
}

struct ep_range
ep_range_of(const double *values, size_t n)
{
  struct ep_range range = {INFINITY, -INFINITY};

  for (size_t i = 0; i < n; i++) {
    if (ep_value_drawable(values[i])) {
      range.lo = fmin(range.lo, values[i]);
      range.hi = fmax(range.hi, values[i]);
    }
  }
  return range;
}

struct ep_range
ep_range_for_axis(struct ep_range range, double padding)
{
  double largest;
  double span;

  if (!(range.lo <= range.hi)) {
    return (struct ep_range){0, 1};
  }
  range.lo = fmax(range.lo, -EP_VALUE_MAX);
  range.hi = fmin(range.hi, EP_VALUE_MAX);
  largest = fmax(fabs(range.lo), fabs(range.hi));
  span = range.hi - range.lo;
  if (largest < SPAN_MIN) {
    return (struct ep_range){-1, 1};
  }
  if (span <= largest * SHARE_MIN || span < SPAN_MIN) {
    double middle = range.lo + span / 2;
    return (struct ep_range){middle - largest * 0.1, middle + largest * 0.1};
  }
  return (struct ep_range){range.lo - span * padding, range.hi + span * padding};
}

double
ep_ticks_nice(double value, bool round_it)
{
  double exponent = floor(log10(value));
  double power = pow(10, exponent);
  double fraction = value / power;
  double nice;

  if (round_it) {
    nice = fraction < 1.5 ? 1 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10;
  } else {
    nice = fraction <= 1 ? 1 : fraction <= 2 ? 2 : fraction <= 5 ? 5 : 10;
  }
  return nice * power;
}

/* The steps' leading digits in the order of preference of the paper. */
static const double PREFERRED[] = {1, 5, 2, 2.5, 4, 3};
enum { N_PREFERRED = sizeof PREFERRED / sizeof PREFERRED[0] };

/* The paper's weights; the constant share of legibility is left out. */
static const double WEIGHT_SIMPLICITY = 0.25;
static const double WEIGHT_COVERAGE = 0.2;
static const double WEIGHT_DENSITY = 0.5;

struct search {
  struct ep_range range;
  double span;
  double wanted;
  double least_step;
  double best_score;
  double best_step;
};

static double
score_of(double simplicity, double coverage, double density)
{
  return WEIGHT_SIMPLICITY * simplicity + WEIGHT_COVERAGE * coverage + WEIGHT_DENSITY * density;
}

/* Coverage and density of count ticks from start × step on; both are at most 1. */
static void
consider(struct search *search, int preference, double step, double start, int count)
{
  double lo = start * step;
  double hi = lo + step * (count - 1);
  bool zero = lo <= 0 && hi >= 0;
  double simplicity = 1 - (double)preference / (N_PREFERRED - 1) + (zero ? 1 : 0);
  double above = (search->range.hi - hi) / (0.1 * search->span);
  double below = (search->range.lo - lo) / (0.1 * search->span);
  double coverage = 1 - 0.5 * (above * above + below * below);
  double reach = fmax(hi, search->range.hi) - fmin(lo, search->range.lo);
  double ratio = (count - 1) * (reach / (hi - lo)) / (search->wanted - 1);
  double density = 2 - fmax(ratio, 1 / ratio);
  double score = score_of(simplicity, coverage, density);

  if (score > search->best_score) {
    search->best_score = score;
    search->best_step = step;
  }
}

static bool
step_allowed(const struct search *search, double step)
{
  double times;

  if (search->least_step <= 0) {
    return true;
  }
  times = step / search->least_step;
  return times >= 1 - 1e-9 && fabs(times - round(times)) < 1e-9 * times;
}

/* The best coverage that ticks over span could have at all. */
static double
coverage_bound(const struct search *search, double span)
{
  double beyond = (span - search->span) / 2 / (0.1 * search->span);

  return beyond > 0 ? 1 - beyond * beyond : 1;
}

/* All placements of count ticks inside the range at steps of one leading digit, until none can
 * score better. */
static void
search_count(struct search *search, int preference, int count)
{
  double q = PREFERRED[preference];
  double simplicity = 2 - (double)preference / (N_PREFERRED - 1);
  double density = count >= search->wanted ? 2 - (count - 1) / (search->wanted - 1) : 1;
  double exponent = ceil(log10(search->span / (count + 1) / q));

  for (int tries = 0; tries < 4; tries++, exponent++) {
    double step = q * pow(10, exponent);
    double bound = coverage_bound(search, step * (count - 1));
    double first = ceil(search->range.lo / step - 1e-9);
    double last = floor(search->range.hi / step + 1e-9) - (count - 1);
    if (score_of(simplicity, bound, density) <= search->best_score) {
      return;
    }
    for (double start = first; step_allowed(search, step) && start <= last; start++) {
      consider(search, preference, step, start, count);
    }
  }
}

struct ep_ticks
ep_ticks_find(struct ep_range range, double wanted, double least_step)
{
  struct search search = {range, range.hi - range.lo, fmax(wanted, 2), least_step, -INFINITY, 0};
  struct ep_ticks ticks = {0};
  double first;
  double last;

  for (int preference = 0; preference < N_PREFERRED; preference++) {
    for (int count = 2; count < EP_TICKS_MAX; count++) {
      double density = count >= search.wanted ? 2 - (count - 1) / (search.wanted - 1) : 1;
      if (score_of(2 - (double)preference / (N_PREFERRED - 1), 1, density) <= search.best_score) {
        if (count >= search.wanted) {
          break;
        }
        continue;
      }
      search_count(&search, preference, count);
    }
  }
  ticks.step = search.best_step;
  if (!(ticks.step > 0)) {
    ticks.step = fmax(ep_ticks_nice(search.span / (search.wanted - 1), true), least_step);
  }
  first = ceil(range.lo / ticks.step - 1e-9);
  last = floor(range.hi / ticks.step + 1e-9);
  while (last - first + 1 > EP_TICKS_MAX) {
    ticks.step *= 2;
    first = ceil(range.lo / ticks.step - 1e-9);
    last = floor(range.hi / ticks.step + 1e-9);
  }
  ticks.first = first * ticks.step;
  ticks.count = last >= first ? (int)(last - first) + 1 : 0;
  return ticks;
}

double
ep_ticks_value(const struct ep_ticks *ticks, int i)
{
  return (round(ticks->first / ticks->step) + i) * ticks->step;
}
