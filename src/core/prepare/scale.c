#include "config.h"

#include "prepare/scale.h"

#include <float.h>
#include <math.h>

#include "base/memory.h"
#include "base/sum.h"

struct ec_scaler {
  size_t n_columns;
  double *centres, *scales;
};

/* A column whose values stray no further than this share of their magnitude is constant. */
static const double CONSTANT = 4.0 * DBL_EPSILON;

struct range {
  size_t n_values;
  double minimum, maximum;
};

static ec_status
find_range(const double *x, size_t n, size_t column, struct range *range, struct ec_error *error)
{
  *range = (struct range){0, INFINITY, -INFINITY};
  for (size_t i = 0; i < n; i++) {
    if (isnan(x[i]))
      continue;
    if (isinf(x[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, column + 1,
                             "row %zu, column %zu: an infinite value can not be scaled", i + 1,
                             column + 1);
    range->n_values++;
    range->minimum = fmin(range->minimum, x[i]);
    range->maximum = fmax(range->maximum, x[i]);
  }
  return EC_OK;
}

/* Mean and standard deviation in two passes; the second corrects for what rounding did to the mean
 * (T. Chan, G. Golub, R. LeVeque, The American Statistician 37, 1983). Values are divided by the
 * largest distance, so that no square overflows or vanishes. */
static void
standardize(const double *x, size_t n, const struct range *range, double *centre, double *scale)
{
  struct ec_sum sum = {0, 0}, squares = {0, 0}, rest = {0, 0};
  double count = (double)range->n_values, distance, mean;
  for (size_t i = 0; i < n; i++) {
    if (!isnan(x[i]))
      ec_sum_add(&sum, x[i] / count);
  }
  mean = fmin(fmax(ec_sum_get(&sum), range->minimum), range->maximum);
  distance = fmax(range->maximum - mean, mean - range->minimum);
  for (size_t i = 0; i < n; i++) {
    double d = (x[i] - mean) / distance;
    if (isnan(x[i]))
      continue;
    ec_sum_add(&squares, d * d);
    ec_sum_add(&rest, d);
  }
  *centre = mean + ec_sum_get(&rest) / count * distance;
  *scale = distance *
           sqrt((ec_sum_get(&squares) - ec_sum_get(&rest) * ec_sum_get(&rest) / count) / count);
}

static ec_status
fit_column(const double *x, size_t n, size_t column, enum ec_scaling scaling, double *centre,
           double *scale, struct ec_error *error)
{
  struct range range;
  ec_status status = find_range(x, n, column, &range, error);
  double magnitude, spread;
  if (status != EC_OK)
    return status;
  *centre = 0.0;
  *scale = 1.0;
  if (range.n_values == 0)
    return EC_OK;
  magnitude = fmax(fabs(range.minimum), fabs(range.maximum));
  spread = range.maximum - range.minimum;
  if (spread <= CONSTANT * magnitude) {
    *centre = range.minimum;
  } else if (isinf(spread)) {
    return ec_error_set_at(error, EC_ERROR_VALUE, 0, column + 1,
                           "column %zu: the values are too far apart (%g … %g) to be scaled",
                           column + 1, range.minimum, range.maximum);
  } else if (scaling == EC_SCALING_STANDARD) {
    standardize(x, n, &range, centre, scale);
  } else {
    *centre = range.minimum;
    *scale = spread;
  }
  return EC_OK;
}

ec_status
ec_scaler_fit(const struct ec_matrix *x, enum ec_scaling scaling, struct ec_scaler **scaler,
              struct ec_error *error)
{
  struct ec_scaler *made;
  ec_status status = EC_OK;
  if (x->n_rows == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to learn a scale from");
  made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "a scaler");
  made->n_columns = x->n_columns;
  made->centres = ec_alloc(x->n_columns, sizeof *made->centres);
  made->scales = ec_alloc(x->n_columns, sizeof *made->scales);
  if (made->centres == NULL || made->scales == NULL)
    status = ec_error_no_memory(error, "a scaler");
  for (size_t c = 0; status == EC_OK && c < x->n_columns; c++)
    status = fit_column(ec_matrix_column(x, c), x->n_rows, c, scaling, &made->centres[c],
                        &made->scales[c], error);
  if (status == EC_OK)
    *scaler = made;
  else
    ec_scaler_free(made);
  return status;
}

void
ec_scaler_free(struct ec_scaler *scaler)
{
  if (scaler == NULL)
    return;
  ec_free(scaler->centres);
  ec_free(scaler->scales);
  ec_free(scaler);
}

static ec_status
check_shape(const struct ec_scaler *scaler, const struct ec_matrix *x, struct ec_error *error)
{
  if (x->n_columns != scaler->n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE, "the scaler knows %zu columns, and is given %zu",
                        scaler->n_columns, x->n_columns);
  return EC_OK;
}

ec_status
ec_scaler_apply(const struct ec_scaler *scaler, struct ec_matrix *x, struct ec_error *error)
{
  ec_status status = check_shape(scaler, x, error);
  for (size_t c = 0; status == EC_OK && c < x->n_columns; c++) {
    double *column = ec_matrix_column(x, c);
    for (size_t i = 0; i < x->n_rows; i++)
      column[i] = (column[i] - scaler->centres[c]) / scaler->scales[c];
  }
  return status;
}

ec_status
ec_scaler_undo(const struct ec_scaler *scaler, struct ec_matrix *x, struct ec_error *error)
{
  ec_status status = check_shape(scaler, x, error);
  for (size_t c = 0; status == EC_OK && c < x->n_columns; c++) {
    double *column = ec_matrix_column(x, c);
    for (size_t i = 0; i < x->n_rows; i++)
      column[i] = column[i] * scaler->scales[c] + scaler->centres[c];
  }
  return status;
}

size_t
ec_scaler_n_columns(const struct ec_scaler *scaler)
{
  return scaler->n_columns;
}

const double *
ec_scaler_get_centres(const struct ec_scaler *scaler)
{
  return scaler->centres;
}

const double *
ec_scaler_get_scales(const struct ec_scaler *scaler)
{
  return scaler->scales;
}
