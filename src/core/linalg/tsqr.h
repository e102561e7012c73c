/* Reduces a tall least squares problem to a triangle that has the same solution. Used inside
 * core/linalg alone.
 *
 * [1 Z y'] = Q R, where Z and y' are standardised columns and Q is not kept. Rows are cut into a
 * number of pieces that depends on the shape alone; each piece feeds its rows, a block that fits
 * the cache at a time, to a triangle of its own; then the pieces' triangles are fed to the first
 * one in their order. Householder reflections all the way, hence as stable as QR of the whole.
 *
 * Source: J. Demmel, L. Grigori, M. Hoemmen, J. Langou, "Communication-optimal parallel and
 * sequential QR and LU factorizations", SIAM J. Sci. Comput. 34 (2012), the flat tree. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"
#include "linalg/standardize.h"

/* The columns to reduce: a column of ones where `intercept`, those of x, and y. */
struct ec_design {
  const struct ec_matrix *x;
  const double *y;
  bool intercept;
  const struct ec_standard *standards; /* one a column of x */
  struct ec_standard y_standard;
};

/* The number of columns of the design: those of x, y, and the ones. */
size_t ec_design_width(const struct ec_design *design);

/* Writes `n` rows of the standardised design from row `begin` on to `block`, column by column. */
void ec_design_fill(const struct ec_design *design, size_t begin, size_t n, double *block,
                    size_t stride);

/* Whether there are so many more rows than columns that reducing pays. */
bool ec_tsqr_pays(const struct ec_design *design);

/* Writes R, of ec_design_width() rows and columns, to `r`, which is zero. */
ec_status ec_tsqr_reduce(const struct ec_design *design, const struct ec_job *job,
                         struct ec_matrix *r, struct ec_error *error);
