/* A copy of the rows for each thread, in which it may change what it likes. */
#pragma once

#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"

struct ec_copies {
  size_t n;
  struct ec_matrix *matrices; /* n copies */
  double **outputs;           /* n arrays of one number a row */
  size_t **orders;            /* n arrays of one index a row */
};

#define EC_COPIES_INIT                                                                             \
  {                                                                                                \
    0, NULL, NULL, NULL                                                                            \
  }

/* Makes `n` copies of `x` in `*copies`, which must be as EC_COPIES_INIT has it, and is to be
 * cleared also on failure. */
ec_status ec_copies_make(const struct ec_matrix *x, size_t n, struct ec_copies *copies,
                         struct ec_error *error);
void ec_copies_clear(struct ec_copies *copies);
