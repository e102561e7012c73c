#include "config.h"

#include "linalg/matrix.h"

#include "base/memory.h"

ec_status
ec_matrix_new(size_t n_rows, size_t n_columns, struct ec_matrix *matrix, struct ec_error *error)
{
  size_t n;
  double *data = NULL;
  if (ec_size_multiply(n_rows, n_columns, &n))
    data = ec_alloc_zero(n, sizeof *data);
  if (data == NULL)
    return ec_error_set(error, EC_ERROR_NO_MEMORY,
                        "there is not enough memory for a matrix of %zu × %zu numbers", n_rows,
                        n_columns);
  *matrix = (struct ec_matrix){data, n_rows, n_columns, n_rows};
  return EC_OK;
}

void
ec_matrix_clear(struct ec_matrix *matrix)
{
  ec_free(matrix->data);
  *matrix = (struct ec_matrix)EC_MATRIX_INIT;
}

void
ec_matrix_copy_rows(const struct ec_matrix *from, const size_t *rows, size_t n_rows,
                    struct ec_matrix *to)
{
  for (size_t c = 0; c < from->n_columns; c++) {
    const double *source = ec_matrix_column(from, c);
    double *target = ec_matrix_column(to, c);
    for (size_t i = 0; i < n_rows; i++)
      target[i] = source[rows[i]];
  }
}
