/* Schedules: how large a step is at which time, as a share of the rate asked for. */
#pragma once

#include <stdint.h>

enum ec_schedule_kind {
  EC_SCHEDULE_CONSTANT,
  EC_SCHEDULE_STEP,      /* times `factor` after each `every` steps */
  EC_SCHEDULE_COSINE,    /* down half a cosine to `least` at the end */
  EC_SCHEDULE_ONE_CYCLE, /* up from 1 / 25 and down to 1 / 250000, both by half a cosine */
};

struct ec_schedule {
  enum ec_schedule_kind kind;
  uint64_t n_steps; /* of the whole run, at least 1 */
  uint64_t warmup;  /* steps that rise to 1 on a line first; not of ONE_CYCLE */
  uint64_t every;   /* of STEP */
  double factor;    /* of STEP */
  double least;     /* of COSINE, in [0, 1] */
  double peak;      /* of ONE_CYCLE: the share of the steps that go up; 0 counts as 0.3 */
};

/* The share at step 0 … n_steps - 1; later ones are as the last.
 * Source: I. Loshchilov, F. Hutter, "SGDR", ICLR 2017, equation 5; L. Smith, N. Topin,
 * "Super-convergence", arXiv:1708.07120. */
double ec_schedule_at(const struct ec_schedule *schedule, uint64_t step);
