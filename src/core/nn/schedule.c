#include "config.h"

#include "nn/schedule.h"

#include <math.h>

/* From `from` to `to` by half a cosine, as `share` goes from 0 to 1. */
static double
half_cosine(double from, double to, double share)
{
  return to + 0.5 * (from - to) * (1.0 + cos(M_PI * share));
}

/* Up until step peak × n_steps - 1, which need not be a whole one, and down until the last. */
static double
one_cycle(const struct ec_schedule *schedule, double step)
{
  const double first = 1.0 / 25.0, final = first / 1e4;
  double share = schedule->peak > 0.0 ? schedule->peak : 0.3, last, top;
  last = (double)schedule->n_steps - 1.0;
  top = fmin(1.0, share) * (double)schedule->n_steps - 1.0;
  if (step <= top)
    return half_cosine(first, 1.0, top > 0.0 ? step / top : 1.0);
  return half_cosine(1.0, final, last > top ? fmin(1.0, (step - top) / (last - top)) : 1.0);
}

/* The schedule after its warm-up, which counts its steps from there. */
static double
after_warmup(const struct ec_schedule *schedule, uint64_t step, uint64_t n_steps)
{
  switch (schedule->kind) {
  case EC_SCHEDULE_STEP:
    return pow(schedule->factor, schedule->every > 0 ? (double)(step / schedule->every) : 0.0);
  case EC_SCHEDULE_COSINE:
    return half_cosine(1.0, schedule->least, (double)step / (double)n_steps);
  case EC_SCHEDULE_CONSTANT:
  case EC_SCHEDULE_ONE_CYCLE:
    break;
  }
  return 1.0;
}

double
ec_schedule_at(const struct ec_schedule *schedule, uint64_t step)
{
  uint64_t last = schedule->n_steps > 0 ? schedule->n_steps - 1 : 0;
  uint64_t warmup = schedule->warmup < last ? schedule->warmup : last;
  if (step > last)
    step = last;
  if (schedule->kind == EC_SCHEDULE_ONE_CYCLE)
    return one_cycle(schedule, (double)step);
  if (step < warmup)
    return (double)(step + 1) / (double)(warmup + 1);
  return after_warmup(schedule, step - warmup, last + 1 - warmup);
}
