/* What a pipeline tells of itself, and the coefficients of a linear one in the units of the
 * table. */
#include "config.h"

#include <math.h>

#include "model/linear.h"
#include "model/logistic.h"
#include "model/pipeline-private.h"
#include "table/csv.h"

const EpochModelKind *
epoch_pipeline_get_kind(const EpochPipeline *self)
{
  return self->kind;
}

EpochTask
epoch_pipeline_get_task(const EpochPipeline *self)
{
  return self->task;
}

const char *
epoch_pipeline_get_target(const EpochPipeline *self)
{
  return self->target;
}

gsize
epoch_pipeline_n_classes(const EpochPipeline *self)
{
  return self->n_classes;
}

const char *const *
epoch_pipeline_get_classes(const EpochPipeline *self)
{
  return (const char *const *)self->classes;
}

gsize
epoch_pipeline_n_outputs(const EpochPipeline *self)
{
  return self->model->n_outputs;
}

const char *const *
epoch_pipeline_get_columns(const EpochPipeline *self)
{
  return epoch_preparation_get_columns(self->preparation);
}

const char *const *
epoch_pipeline_get_levels(const EpochPipeline *self, gsize column)
{
  return epoch_preparation_get_type(self->preparation, column) == EC_COLUMN_TEXT
             ? epoch_preparation_get_levels(self->preparation, column)
             : NULL;
}

const struct ec_model *
epoch_pipeline_get_model(const EpochPipeline *self)
{
  return self->model;
}

gsize
epoch_pipeline_n_features(const EpochPipeline *self)
{
  return self->n_features;
}

const EpochFeature *
epoch_pipeline_get_feature(const EpochPipeline *self, gsize index)
{
  return &self->features[index];
}

const char *const *
epoch_pipeline_get_feature_names(const EpochPipeline *self)
{
  return epoch_preparation_get_names(self->preparation);
}

double
epoch_pipeline_get_intercept(const EpochPipeline *self)
{
  return self->n_coefficient_rows > 0 ? self->intercepts[0] : NAN;
}

gsize
epoch_pipeline_n_coefficient_rows(const EpochPipeline *self)
{
  return self->n_coefficient_rows;
}

double
epoch_pipeline_get_class_intercept(const EpochPipeline *self, gsize row)
{
  return self->intercepts[row];
}

double
epoch_pipeline_get_class_coefficient(const EpochPipeline *self, gsize row, gsize feature)
{
  return self->coefficients[row * self->n_features + feature];
}

double
epoch_pipeline_unscale(const EpochPipeline *self, gsize feature, double value)
{
  return value * self->features[feature].scale + self->features[feature].centre;
}

const char *const *
epoch_pipeline_get_notes(const EpochPipeline *self)
{
  return (const char *const *)self->notes;
}

gsize
epoch_pipeline_get_types(const EpochPipeline *self, struct ec_csv_column *types)
{
  gsize n = epoch_preparation_n_columns(self->preparation);

  for (gsize i = 0; i < n; i++) {
    types[i].name = epoch_preparation_get_columns(self->preparation)[i];
    types[i].type = epoch_preparation_get_type(self->preparation, i);
  }
  return n;
}

/* One row of coefficients: scaled = (x - centre) / scale, so a coefficient is divided by the
 * scale, and what the centres add up to leaves the intercept. */
static void
take_row(EpochPipeline *self, gsize row, double intercept, const double *coefficients)
{
  long double sum = intercept;

  for (gsize j = 0; j < self->n_features; j++) {
    double *coefficient = &self->coefficients[row * self->n_features + j];

    *coefficient = coefficients[j] / self->features[j].scale;
    sum -= (long double)*coefficient * self->features[j].centre;
  }
  self->intercepts[row] = (double)sum;
}

static void
make_rows(EpochPipeline *self, gsize n_rows)
{
  self->n_coefficient_rows = n_rows;
  self->intercepts = g_new0(double, n_rows);
  self->coefficients = g_new0(double, MAX(n_rows * self->n_features, 1));
}

static void
take_linear(EpochPipeline *self, const struct ec_linear_result *result)
{
  make_rows(self, 1);
  take_row(self, 0, result->intercept, result->coefficients);
  for (gsize j = 0; j < self->n_features; j++) {
    self->features[j].aliased = result->aliased[j];
    self->features[j].coefficient = self->coefficients[j];
    self->features[j].error = result->errors[j] / self->features[j].scale;
  }
}

static void
take_logistic(EpochPipeline *self, const struct ec_logistic_result *result)
{
  make_rows(self, result->n_outputs);
  for (gsize row = 0; row < result->n_outputs; row++) {
    take_row(self, row, result->intercepts[row], result->coefficients + row * self->n_features);
  }
  for (gsize j = 0; j < self->n_features && result->n_outputs == 1; j++) {
    self->features[j].coefficient = self->coefficients[j];
  }
}

const struct ec_linear_result *
pipeline_get_linear(const EpochPipeline *self)
{
  return self->kind->is_linear && self->model->model_class != &ec_logistic_class
             ? ec_linear_get_result(self->model)
             : NULL;
}

void
pipeline_take_coefficients(EpochPipeline *self)
{
  const struct ec_linear_result *linear = pipeline_get_linear(self);

  if (self->model->model_class == &ec_logistic_class) {
    take_logistic(self, ec_logistic_get_result(self->model));
  } else if (linear != NULL) {
    take_linear(self, linear);
  }
}

const char *
epoch_pipeline_get_level(const EpochPipeline *self, gsize feature, gsize code)
{
  const bool *categorical = epoch_preparation_get_categorical(self->preparation);
  const char *const *levels;

  if (categorical == NULL || !categorical[feature]) {
    return NULL;
  }
  levels = epoch_preparation_get_levels(self->preparation, self->features[feature].source);
  for (gsize i = 0; levels[i] != NULL; i++) {
    if (i == code) {
      return levels[i];
    }
  }
  return NULL;
}

gboolean
epoch_pipeline_is_one_hot(const EpochPipeline *self, gsize column, const char **compared)
{
  if (epoch_preparation_get_type(self->preparation, column) != EC_COLUMN_TEXT ||
      epoch_preparation_get_categorical(self->preparation) != NULL) {
    return FALSE;
  }
  if (compared != NULL) {
    *compared = epoch_preparation_get_compared(self->preparation, column);
  }
  return TRUE;
}
