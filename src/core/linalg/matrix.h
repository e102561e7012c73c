/* A matrix of doubles, column by column.
 *
 * Element (i, j) is data[i + j * stride], with stride >= n_rows: a column lies together in memory,
 * as LAPACK has it. The struct is a view; who owns the data is said where it is made. */
#pragma once

#include <stddef.h>

#include "base/status.h"

struct ec_matrix {
  double *data;
  size_t n_rows, n_columns, stride;
};

#define EC_MATRIX_INIT                                                                             \
  {                                                                                                \
    NULL, 0, 0, 0                                                                                  \
  }

/* A new matrix of zeros in `*matrix`, to be freed with ec_matrix_clear(). */
ec_status ec_matrix_new(size_t n_rows, size_t n_columns, struct ec_matrix *matrix,
                        struct ec_error *error);

/* Frees the data of a matrix made by ec_matrix_new() and makes it empty. */
void ec_matrix_clear(struct ec_matrix *matrix);

/* The first element of a column. */
static inline double *
ec_matrix_column(const struct ec_matrix *matrix, size_t column)
{
  return matrix->data + column * matrix->stride;
}

static inline double
ec_matrix_get(const struct ec_matrix *matrix, size_t row, size_t column)
{
  return matrix->data[row + column * matrix->stride];
}

static inline void
ec_matrix_set(struct ec_matrix *matrix, size_t row, size_t column, double value)
{
  matrix->data[row + column * matrix->stride] = value;
}

/* Copies the given rows of `from`, in the given order, into `to`, which has as many rows as there
 * are indices and the columns of `from`. The two must not overlap. */
void ec_matrix_copy_rows(const struct ec_matrix *from, const size_t *rows, size_t n_rows,
                         struct ec_matrix *to);
