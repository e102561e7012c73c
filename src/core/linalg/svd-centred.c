#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "linalg/standardize.h"
#include "linalg/svd.h"
#include "linalg/tsqr.h"

/* R of the QR decomposition of the centred columns, in their own units, into `r`, d by d and zero. */
static ec_status
reduce(const struct ec_design *design, const struct ec_job *job, struct ec_matrix *r,
       struct ec_error *error)
{
  struct ec_matrix triangle = EC_MATRIX_INIT;
  size_t width = ec_design_width(design), d = design->x->n_columns;
  ec_status status = ec_matrix_new(width, width, &triangle, error);
  if (status == EC_OK)
    status = ec_tsqr_reduce(design, job, &triangle, error);
  /* The first row and column are those of the ones, to which what is centred is orthogonal. */
  for (size_t j = 0; j < d && status == EC_OK; j++)
    for (size_t i = 0; i <= j; i++)
      ec_matrix_set(r, i, j,
                    ldexp(ec_matrix_get(&triangle, i + 1, j + 1), design->standards[j].exponent));
  ec_matrix_clear(&triangle);
  return status;
}

static void
copy_centred(const struct ec_matrix *x, const struct ec_standard *standards, struct ec_matrix *copy)
{
  for (size_t j = 0; j < x->n_columns; j++) {
    const double *from = ec_matrix_column(x, j);
    double *to = ec_matrix_column(copy, j);
    for (size_t i = 0; i < x->n_rows; i++)
      to[i] = standards[j].constant ? 0.0 : from[i] - standards[j].mean;
  }
}

static ec_status
decompose(const struct ec_matrix *x, const struct ec_job *job, struct ec_standard *standards,
          const double *zeros, double *values, struct ec_matrix *v, struct ec_error *error)
{
  struct ec_design design = {x, zeros, true, standards, {.constant = true}};
  bool tall = ec_tsqr_pays(&design);
  struct ec_matrix reduced;
  ec_status status = ec_standardize_columns(x, true, job, standards, error);
  if (status != EC_OK)
    return status;
  status = ec_matrix_new(tall ? x->n_columns : x->n_rows, x->n_columns, &reduced, error);
  if (status != EC_OK)
    return status;
  if (tall)
    status = reduce(&design, job, &reduced, error);
  else
    copy_centred(x, standards, &reduced);
  if (status == EC_OK)
    status = ec_svd(&reduced, job, values, NULL, v, error);
  ec_matrix_clear(&reduced);
  return status;
}

ec_status
ec_svd_centred(const struct ec_matrix *x, const struct ec_job *job, double *values,
               struct ec_matrix *v, struct ec_error *error)
{
  struct ec_standard *standards = ec_alloc_zero(x->n_columns, sizeof *standards);
  double *zeros = ec_alloc_zero(x->n_rows, sizeof *zeros);
  ec_status status;
  if (standards == NULL || zeros == NULL)
    status = ec_error_no_memory(error, "the singular values");
  else
    status = decompose(x, job, standards, zeros, values, v, error);
  ec_free(standards);
  ec_free(zeros);
  return status;
}
