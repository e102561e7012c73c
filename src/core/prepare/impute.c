#include "config.h"

#include "prepare/impute.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sum.h"

struct ec_imputer {
  size_t n_columns;
  double *values;
};

static int
compare_numbers(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double
find_mean(const double *values, size_t n)
{
  struct ec_sum sum = {0, 0};
  for (size_t i = 0; i < n; i++)
    ec_sum_add(&sum, values[i] / (double)n);
  return ec_sum_get(&sum);
}

/* Sorts the values. */
static double
find_median(double *values, size_t n)
{
  qsort(values, n, sizeof *values, compare_numbers);
  if (n % 2 == 1)
    return values[n / 2];
  return values[n / 2 - 1] / 2 + values[n / 2] / 2;
}

/* `present` has room for all values of the column. */
static ec_status
fit_column(const struct ec_matrix *x, size_t c, enum ec_imputation imputation, double *present,
           double *value, struct ec_error *error)
{
  const double *column = ec_matrix_column(x, c);
  size_t n = 0;
  for (size_t i = 0; i < x->n_rows; i++) {
    if (isinf(column[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, c + 1,
                             "row %zu, column %zu: an infinite value has no place in a mean", i + 1,
                             c + 1);
    if (!isnan(column[i]))
      present[n++] = column[i];
  }
  if (n == 0)
    return ec_error_set_at(error, EC_ERROR_EMPTY, 0, c + 1,
                           "column %zu: no row has a value, so nothing is typical; leave the "
                           "column out",
                           c + 1);
  *value = imputation == EC_IMPUTATION_MEAN ? find_mean(present, n) : find_median(present, n);
  return EC_OK;
}

ec_status
ec_imputer_fit(const struct ec_matrix *x, enum ec_imputation imputation,
               struct ec_imputer **imputer, struct ec_error *error)
{
  struct ec_imputer *made = ec_alloc_zero(1, sizeof *made);
  double *present = ec_alloc(x->n_rows, sizeof *present);
  ec_status status = EC_OK;
  if (made != NULL) {
    made->n_columns = x->n_columns;
    made->values = ec_alloc(x->n_columns, sizeof *made->values);
  }
  if (made == NULL || present == NULL || made->values == NULL)
    status = ec_error_no_memory(error, "typical values");
  for (size_t c = 0; status == EC_OK && c < x->n_columns; c++)
    status = fit_column(x, c, imputation, present, &made->values[c], error);
  ec_free(present);
  if (status == EC_OK)
    *imputer = made;
  else
    ec_imputer_free(made);
  return status;
}

void
ec_imputer_free(struct ec_imputer *imputer)
{
  if (imputer == NULL)
    return;
  ec_free(imputer->values);
  ec_free(imputer);
}

ec_status
ec_imputer_apply(const struct ec_imputer *imputer, struct ec_matrix *x, size_t *n_filled,
                 struct ec_error *error)
{
  size_t filled = 0;
  if (x->n_columns != imputer->n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE, "the imputer knows %zu columns, and is given %zu",
                        imputer->n_columns, x->n_columns);
  for (size_t c = 0; c < x->n_columns; c++) {
    double *column = ec_matrix_column(x, c);
    for (size_t i = 0; i < x->n_rows; i++) {
      if (isnan(column[i])) {
        column[i] = imputer->values[c];
        filled++;
      }
    }
  }
  if (n_filled != NULL)
    *n_filled = filled;
  return EC_OK;
}

size_t
ec_imputer_n_columns(const struct ec_imputer *imputer)
{
  return imputer->n_columns;
}

const double *
ec_imputer_get_values(const struct ec_imputer *imputer)
{
  return imputer->values;
}
