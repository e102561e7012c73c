/* The innermost work on sequences, for each kind of processor; see recur.h, attend.h and
 * layer-norm.h for what it is given. Each function does one piece, on one thread. */
#pragma once

#include <stddef.h>

#include "nn/ops/attend.h"
#include "nn/ops/layer-norm.h"
#include "nn/ops/recur.h"

enum {
  SEQUENCE_ROWS = 6,   /* rows of a tile of sums */
  SEQUENCE_GROUP = 4,  /* vectors of a tile of sums */
  SEQUENCE_LANES = 16, /* floats in the largest vector */
};

/* Rounded up to whole vectors of the largest kind, so that sizes do not depend on the kind. */
static inline size_t
ec_sequence_padded(size_t n)
{
  return (n + SEQUENCE_LANES - 1) / SEQUENCE_LANES * SEQUENCE_LANES;
}

struct ec_sequence_kernels {
  void (*recur_pack)(const struct ec_recur_run *run);
  void (*recur_forward)(const struct ec_recur_run *run, size_t piece, float *scratch);
  void (*recur_backward)(const struct ec_recur_run *run, size_t piece, float *scratch);
  void (*attend_forward)(const struct ec_attend_run *run, size_t piece, float *scratch);
  void (*attend_backward)(const struct ec_attend_run *run, size_t piece, float *scratch);
  void (*norm_forward)(const struct ec_norm_run *run, size_t piece);
  void (*norm_backward)(const struct ec_norm_run *run, size_t piece);
};

/* The ones that go with a table of kernels, by its name; plain C for a name that is not known. */
const struct ec_sequence_kernels *ec_sequence_kernels_for(const char *name);
