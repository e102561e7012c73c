#include "config.h"

#include "prepare/impute.h"

#include <math.h>

#include "base/memory.h"
#include "base/order.h"
#include "base/sum.h"

struct ec_imputer {
  size_t n_columns, n_rows;
  double *values;
  size_t *n_missing; /* n_columns: in training rows */
  size_t *indicated; /* n_indicators columns that had missing values */
  size_t n_indicators;
};

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
  ec_sort_known(values, n, values);
  if (n % 2 == 1)
    return values[n / 2];
  return values[n / 2 - 1] / 2 + values[n / 2] / 2;
}

/* Sorts the values; of several that are equally frequent the smallest is returned. */
static double
find_most_frequent(double *values, size_t n)
{
  size_t best = 0, most = 0;
  ec_sort_known(values, n, values);
  for (size_t i = 0, end; i < n; i = end) {
    for (end = i + 1; end < n && values[end] == values[i]; end++)
      continue;
    if (end - i > most) {
      most = end - i;
      best = i;
    }
  }
  return values[best];
}

/* Copies what is there to `present`, which has room for all values of the column. */
static ec_status
collect(const struct ec_matrix *x, size_t c, double *present, size_t *n_present,
        struct ec_error *error)
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
  *n_present = n;
  return EC_OK;
}

static ec_status
fit_column(struct ec_imputer *self, const struct ec_matrix *x, size_t c,
           const struct ec_imputer_options *options, double *present, struct ec_error *error)
{
  size_t n = 0;
  ec_status status = collect(x, c, present, &n, error);
  if (status != EC_OK)
    return status;
  self->n_missing[c] = x->n_rows - n;
  if (self->n_missing[c] > 0)
    self->indicated[self->n_indicators++] = c;
  if (options->imputation == EC_IMPUTATION_CONSTANT)
    self->values[c] = options->constant;
  else if (n == 0 && options->all_missing == EC_ALL_MISSING_ZERO)
    self->values[c] = 0.0;
  else if (n == 0)
    return ec_error_set_at(error, EC_ERROR_EMPTY, 0, c + 1,
                           "column %zu: no row has a value, so nothing is typical; leave the "
                           "column out",
                           c + 1);
  else if (options->imputation == EC_IMPUTATION_MEAN)
    self->values[c] = find_mean(present, n);
  else if (options->imputation == EC_IMPUTATION_MEDIAN)
    self->values[c] = find_median(present, n);
  else
    self->values[c] = find_most_frequent(present, n);
  return EC_OK;
}

static struct ec_imputer *
alloc_imputer(const struct ec_matrix *x)
{
  struct ec_imputer *made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return NULL;
  made->n_columns = x->n_columns;
  made->n_rows = x->n_rows;
  made->values = ec_alloc(x->n_columns, sizeof *made->values);
  made->n_missing = ec_alloc(x->n_columns, sizeof *made->n_missing);
  made->indicated = ec_alloc(x->n_columns, sizeof *made->indicated);
  if (made->values != NULL && made->n_missing != NULL && made->indicated != NULL)
    return made;
  ec_imputer_free(made);
  return NULL;
}

ec_status
ec_imputer_fit_options(const struct ec_matrix *x, const struct ec_imputer_options *options,
                       struct ec_imputer **imputer, struct ec_error *error)
{
  struct ec_imputer *made;
  double *present;
  ec_status status = EC_OK;
  if (options->imputation == EC_IMPUTATION_CONSTANT && !isfinite(options->constant))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the constant to fill gaps with is %g; it must be a finite number",
                        options->constant);
  made = alloc_imputer(x);
  present = ec_alloc(x->n_rows, sizeof *present);
  if (made == NULL || present == NULL)
    status = ec_error_no_memory(error, "typical values");
  for (size_t c = 0; status == EC_OK && c < x->n_columns; c++)
    status = fit_column(made, x, c, options, present, error);
  ec_free(present);
  if (status == EC_OK)
    *imputer = made;
  else
    ec_imputer_free(made);
  return status;
}

ec_status
ec_imputer_fit(const struct ec_matrix *x, enum ec_imputation imputation,
               struct ec_imputer **imputer, struct ec_error *error)
{
  struct ec_imputer_options options = EC_IMPUTER_OPTIONS_INIT;
  options.imputation = imputation;
  return ec_imputer_fit_options(x, &options, imputer, error);
}

void
ec_imputer_free(struct ec_imputer *imputer)
{
  if (imputer == NULL)
    return;
  ec_free(imputer->values);
  ec_free(imputer->n_missing);
  ec_free(imputer->indicated);
  ec_free(imputer);
}

static ec_status
check_columns(const struct ec_imputer *imputer, const struct ec_matrix *x, struct ec_error *error)
{
  if (x->n_columns != imputer->n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE, "the imputer knows %zu columns, and is given %zu",
                        imputer->n_columns, x->n_columns);
  return EC_OK;
}

ec_status
ec_imputer_apply(const struct ec_imputer *imputer, struct ec_matrix *x, size_t *n_filled,
                 struct ec_error *error)
{
  size_t filled = 0;
  ec_status status = check_columns(imputer, x, error);
  if (status != EC_OK)
    return status;
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

size_t
ec_imputer_n_missing(const struct ec_imputer *imputer, size_t column)
{
  return imputer->n_missing[column];
}

bool
ec_imputer_is_empty(const struct ec_imputer *imputer, size_t column)
{
  return imputer->n_missing[column] == imputer->n_rows;
}

size_t
ec_imputer_n_indicators(const struct ec_imputer *imputer)
{
  return imputer->n_indicators;
}

const size_t *
ec_imputer_get_indicated(const struct ec_imputer *imputer)
{
  return imputer->indicated;
}

ec_status
ec_imputer_indicate(const struct ec_imputer *imputer, const struct ec_matrix *x,
                    struct ec_matrix *indicators, struct ec_error *error)
{
  ec_status status = check_columns(imputer, x, error);
  if (status != EC_OK)
    return status;
  if (indicators->n_rows != x->n_rows || indicators->n_columns != imputer->n_indicators)
    return ec_error_set(
        error, EC_ERROR_SHAPE, "there is room for %zu by %zu indicators, and %zu by %zu are needed",
        indicators->n_rows, indicators->n_columns, x->n_rows, imputer->n_indicators);
  for (size_t k = 0; k < imputer->n_indicators; k++) {
    const double *column = ec_matrix_column(x, imputer->indicated[k]);
    double *indicator = ec_matrix_column(indicators, k);
    for (size_t i = 0; i < x->n_rows; i++)
      indicator[i] = isnan(column[i]) ? 1.0 : 0.0;
  }
  return EC_OK;
}
