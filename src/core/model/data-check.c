/* Whether a model can be fitted on what it is given: the checks that all classes share. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/parallel.h"
#include "model/model-private.h"

/* "feature 3", with its name where it has one. */
static const char *
name_feature(const struct ec_data *data, size_t feature, char *text, size_t size)
{
  char name[80];
  if (data->names == NULL)
    snprintf(text, size, "feature %zu", feature + 1);
  else
    snprintf(text, size, "feature %zu (\"%s\")", feature + 1,
             ec_error_quote(name, sizeof name, data->names[feature], strlen(data->names[feature])));
  return text;
}

static ec_status
refuse_value(const struct ec_data *data, size_t row, size_t feature, struct ec_error *error)
{
  char where[128];
  name_feature(data, feature, where, sizeof where);
  if (isnan(ec_matrix_get(&data->x, row, feature)))
    return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, feature + 1,
                           "row %zu has no value in %s; fill the gaps first", row + 1, where);
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, feature + 1,
                         "row %zu has an infinite value in %s; a model can learn from finite "
                         "numbers alone",
                         row + 1, where);
}

struct check {
  const struct ec_data *data;
  bool allows_missing;
};

/* Looks through one feature; a sum of x * 0 shows at the speed of memory that all is well. */
static ec_status
check_feature(void *context, size_t feature, unsigned worker, struct ec_error *error)
{
  const struct check *check = context;
  const double *column = ec_matrix_column(&check->data->x, feature);
  double sums[4] = {0.0, 0.0, 0.0, 0.0};
  size_t n = check->data->x.n_rows;
  for (size_t i = 0; i < n; i++)
    sums[i % 4] += column[i] * 0.0;
  if (!isnan(sums[0] + sums[1] + sums[2] + sums[3]))
    return EC_OK;
  for (size_t i = 0; i < n; i++)
    if (isinf(column[i]) || (isnan(column[i]) && !check->allows_missing))
      return refuse_value(check->data, i, feature, error);
  return EC_OK;
}

static ec_status
check_targets(const struct ec_data *data, struct ec_error *error)
{
  for (size_t i = 0; i < data->x.n_rows; i++) {
    double y = data->y[i];
    if (!isfinite(y))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "the target of row %zu is not a finite number; leave the row out",
                             i + 1);
    if (data->n_classes > 0 && !(y >= 0 && y < (double)data->n_classes && y == floor(y)))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "the class of row %zu is %g, and should be one of 0 to %zu", i + 1, y,
                             data->n_classes - 1);
  }
  return EC_OK;
}

static ec_status
check_task(const struct ec_model_class *model_class, const struct ec_data *data,
           struct ec_error *error)
{
  if (model_class->traits & EC_TRAIT_TEACHERLESS)
    return EC_OK;
  if (data->y == NULL)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "a %s model needs targets to learn from",
                        model_class->name);
  if (data->n_classes == 1)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "there is one class only, so there is nothing to tell apart");
  if (data->n_classes > 0 && !(model_class->traits & EC_TRAIT_CLASSIFICATION))
    return ec_error_set(error, EC_ERROR_UNSUPPORTED,
                        "a %s model predicts numbers, and the targets are classes",
                        model_class->name);
  if (data->n_classes == 0 && !(model_class->traits & EC_TRAIT_REGRESSION))
    return ec_error_set(error, EC_ERROR_UNSUPPORTED,
                        "a %s model tells classes apart, and the targets are numbers",
                        model_class->name);
  return EC_OK;
}

ec_status
ec_data_check(const struct ec_model_class *model_class, const struct ec_data *data,
              const struct ec_job *job, struct ec_error *error)
{
  struct check check = {data, (model_class->traits & EC_TRAIT_MISSING) != 0};
  ec_status status = check_task(model_class, data, error);
  if (status != EC_OK || (model_class->traits & EC_TRAIT_OWN_CHECK))
    return status;
  if (data->x.n_rows == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to learn from");
  if (data->x.n_columns == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no features to learn from");
  status = ec_parallel_for(job, NULL, data->x.n_columns, check_feature, &check, error);
  return status == EC_OK && data->y != NULL ? check_targets(data, error) : status;
}
