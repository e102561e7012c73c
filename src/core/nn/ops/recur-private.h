/* A recurrent layer on the tape. */
#pragma once

#include "kernels/compute.h"
#include "nn/ops/recur.h"
#include "nn/ops/sequence-kernels.h"

struct ec_recur {
  struct ec_tensor *x, *y, *last;
  struct ec_recurrent layer;
  struct ec_tape *tape;
  struct ec_compute *compute;
  const struct ec_sequence_kernels *kernels;
  struct ec_recur_run run;
  float *dweights; /* [kept × hidden][width + hidden]: see recur-backward.c */
};

size_t ec_recur_n_pieces(const struct ec_recur_run *run);

/* An ec_backward_func. */
ec_status ec_recur_backward(struct ec_tape *tape, void *node, struct ec_error *error);
