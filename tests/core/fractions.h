/* A table that C and Python make alike, without random numbers. In Python:
 *   i = np.arange(1, n + 1)[:, None]; j = np.arange(1, d + 1)[None, :]
 *   X = np.mod(i*i*(0.6180339887498949 + 0.1*j) + i*j*0.7548776662466927, 1.0)
 *   X = X + (i % 3)*np.where(j % 2 == 1, 1.0, -0.5) */
#pragma once

#include "support.h"

static inline struct ec_matrix
fractions_new(size_t n, size_t d)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x;
  assert_ok(ec_matrix_new(n, d, &x, &error));
  for (size_t i = 1; i <= n; i++)
    for (size_t j = 1; j <= d; j++) {
      double value = (double)(i * i) * (0.6180339887498949 + 0.1 * (double)j) +
                     (double)(i * j) * 0.7548776662466927;
      ec_matrix_set(&x, i - 1, j - 1,
                    fmod(value, 1.0) + (double)(i % 3) * (j % 2 == 1 ? 1.0 : -0.5));
    }
  return x;
}

/* The rows from `first` on, as a view. */
static inline struct ec_matrix
rows_from(const struct ec_matrix *x, size_t first, size_t n)
{
  struct ec_matrix view = {x->data + first, n, x->n_columns, x->stride};
  return view;
}
