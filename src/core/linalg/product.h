/* Products of matrices: C = A B, and C = A Aᵀ of which one half is computed.
 *
 * The factors are packed into panels, a slab of the inner dimension at a time, and multiplied by a
 * kernel that keeps a tile of C in registers; see linalg/product-kernels.h. Which tile of C is made
 * in which order depends on the shape alone, so the bits are the same for any number of threads.
 * They may differ between kinds of processors, some of which fuse multiplication and addition.
 *
 * Source: K. Goto, R. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS
 * 34 (2008). */
#pragma once

#include <stdbool.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* One factor: the matrix M, borrowed, or what is made of it on the way. */
struct ec_factor {
  const struct ec_matrix *matrix;
  bool transposed;      /* whether the factor is Mᵀ */
  const double *centre; /* one a column of M, taken off each of its rows first; or NULL */
};

/* C = A B, for A m by k, B k by n and C m by n, made by the caller, overwritten and apart from the
 * factors. Any of the sizes may be 0; C is 0 where k is. SHAPE, NO_MEMORY, CANCELLED. */
ec_status ec_product(const struct ec_factor *a, const struct ec_factor *b, const struct ec_job *job,
                     struct ec_matrix *c, struct ec_error *error);

/* C = A Aᵀ, for A m by k and C m by m, exactly symmetric; XᵀX is the product of the transposed
 * factor X. Half the work of ec_product(). Errors as above. */
ec_status ec_product_gram(const struct ec_factor *a, const struct ec_job *job, struct ec_matrix *c,
                          struct ec_error *error);
