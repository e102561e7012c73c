#include "config.h"

#include "model/epoch-pipeline-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "model/linear.h"
#include "model/ridge.h"
#include "prepare/encode.h"
#include "prepare/scale.h"

struct _EpochPipeline {
  EpochPipelineOptions options;
  struct ec_encoder *encoder;
  struct ec_imputer *imputer;
  struct ec_scaler *scaler; /* NULL where nothing is scaled */
  struct ec_model *model;
  EpochFeature *features;
  gsize n_features;
  double intercept;
  char **notes;
};

/* As the core's error, but without the line: here that is a row of a table, which its message
 * names, and after a file's name it would be taken for a line of the file. */
static gboolean
propagate(ec_status status, struct ec_error *core_error, const char *place, GError **error)
{
  core_error->line = 0;
  core_error->column = 0;
  return epoch_core_error_propagate(status, core_error, place, error);
}

void
epoch_pipeline_free(EpochPipeline *self)
{
  ec_encoder_free(self->encoder);
  ec_imputer_free(self->imputer);
  ec_scaler_free(self->scaler);
  ec_model_free(self->model);
  g_free(self->features);
  g_strfreev(self->notes);
  g_free(self);
}

/* Mean and standard deviation of a feature by two passes, and how many values it lacks. */
static void
survey(EpochFeature *feature, const double *values, gsize n)
{
  double sum = 0, squares = 0, least = INFINITY, most = -INFINITY;
  gsize n_known = 0;

  for (gsize i = 0; i < n; i++) {
    if (!isnan(values[i])) {
      sum += values[i];
      least = MIN(least, values[i]);
      most = MAX(most, values[i]);
      n_known++;
    }
  }
  for (gsize i = 0; i < n; i++) {
    if (!isnan(values[i])) {
      double deviation = values[i] - sum / (double)n_known;

      squares += deviation * deviation;
    }
  }
  feature->n_filled = n - n_known;
  feature->constant = !(least < most);
  feature->spread = n_known > 0 ? sqrt(squares / (double)n_known) : 0;
}

static void
survey_all(EpochPipeline *self, const struct ec_matrix *x)
{
  self->n_features = ec_encoder_n_features(self->encoder);
  self->features = g_new0(EpochFeature, self->n_features);
  for (gsize j = 0; j < self->n_features; j++) {
    self->features[j].name = ec_encoder_get_names(self->encoder)[j];
    self->features[j].source = ec_encoder_get_source(self->encoder, j);
    survey(&self->features[j], ec_matrix_column(x, j), x->n_rows);
  }
}

static ec_status
fit_model(EpochPipeline *self, const struct ec_matrix *x, const double *y, const struct ec_job *job,
          struct ec_error *core_error)
{
  const struct ec_data data = {*x, y, ec_encoder_get_names(self->encoder)};
  ec_status status;

  if (self->options.ridge) {
    struct ec_ridge_options options = EC_RIDGE_OPTIONS_INIT;

    options.lambda = self->options.alpha;
    options.intercept = self->options.intercept;
    status = ec_ridge_new(&options, &self->model, core_error);
  } else {
    struct ec_linear_options options = EC_LINEAR_OPTIONS_INIT;

    options.intercept = self->options.intercept;
    status = ec_linear_new(&options, &self->model, core_error);
  }
  return status == EC_OK ? ec_model_fit(self->model, &data, job, core_error) : status;
}

/* The coefficients in the units of the table: scaled = (x - centre) / scale, so a coefficient is
 * divided by the scale, and what the centres add up to leaves the intercept. */
static void
take_coefficients(EpochPipeline *self)
{
  const struct ec_linear_result *result = ec_linear_get_result(self->model);
  long double intercept = result->intercept;

  for (gsize j = 0; j < self->n_features; j++) {
    EpochFeature *feature = &self->features[j];
    double scale = self->scaler != NULL ? ec_scaler_get_scales(self->scaler)[j] : 1;
    double centre = self->scaler != NULL ? ec_scaler_get_centres(self->scaler)[j] : 0;

    feature->aliased = result->aliased[j];
    feature->coefficient = result->coefficients[j] / scale;
    feature->error = result->errors[j] / scale;
    intercept -= (long double)feature->coefficient * centre;
    feature->fill = ec_imputer_get_values(self->imputer)[j];
  }
  self->intercept = (double)intercept;
}

static ec_status
learn(EpochPipeline *self, const struct ec_table *train, const size_t *columns, size_t n_columns,
      struct ec_matrix *x, struct ec_error *core_error)
{
  struct ec_encoder_options options = EC_ENCODER_OPTIONS_INIT;
  ec_status status;

  options.unknown = self->options.refuse_unknown ? EC_UNKNOWN_TEXT_REFUSE : EC_UNKNOWN_TEXT_ZEROS;
  /* Without an intercept nothing stands for the first category, so that it must stay. */
  options.drop_first = self->options.intercept;
  status = ec_encoder_fit(train, columns, n_columns, &options, &self->encoder, core_error);
  if (status == EC_OK) {
    status = ec_encoder_apply(self->encoder, train, x, core_error);
  }
  if (status == EC_OK) {
    survey_all(self, x);
    status = ec_imputer_fit(x, self->options.imputation, &self->imputer, core_error);
  }
  if (status == EC_OK) {
    status = ec_imputer_apply(self->imputer, x, NULL, core_error);
  }
  if (status == EC_OK && self->options.scale != EPOCH_SCALE_NONE) {
    status = ec_scaler_fit(
        x, self->options.scale == EPOCH_SCALE_STANDARD ? EC_SCALING_STANDARD : EC_SCALING_MIN_MAX,
        &self->scaler, core_error);
    if (status == EC_OK) {
      status = ec_scaler_apply(self->scaler, x, core_error);
    }
  }
  return status;
}

static void
note_categories(EpochPipeline *self, const struct ec_table *train, const size_t *columns,
                size_t n_columns, GStrvBuilder *notes)
{
  for (gsize i = 0; i < n_columns; i++) {
    gsize n_features = 0;

    if (ec_table_get_type(train, columns[i]) != EC_COLUMN_TEXT) {
      continue;
    }
    for (gsize j = 0; j < self->n_features; j++) {
      n_features += self->features[j].source == i;
    }
    if (n_features == 0) {
      g_strv_builder_take(notes,
                          g_strdup_printf(_("“%s” is the same in every training row, so it says "
                                            "nothing and is left out."),
                                          ec_table_get_name(train, columns[i])));
    } else if (self->options.intercept) {
      g_strv_builder_take(
          notes, g_strdup_printf(_("“%s” holds text: %zu of its categories became columns of 0 and "
                                   "1, and the first is what they are compared with."),
                                 ec_table_get_name(train, columns[i]), n_features));
    }
  }
}

static void
note_dependencies(EpochPipeline *self, GStrvBuilder *notes)
{
  const struct ec_linear_result *result = ec_linear_get_result(self->model);

  for (size_t i = 0; i < result->n_dependencies; i++) {
    const struct ec_dependency *dependency = &result->dependencies[i];
    g_autoptr(GString) names = g_string_new(NULL);
    char text[2048];

    if (self->features[dependency->column].constant || dependency->n_terms == 0) {
      continue;
    }
    if (self->scaler == NULL) {
      ec_linear_describe_dependency(self->model, dependency, text, sizeof text);
      g_string_append(names, text);
    } else {
      /* The weights are those of scaled columns and would mislead. */
      g_string_append_printf(names, "“%s” is made up of ", self->features[dependency->column].name);
      for (size_t j = 0; j < dependency->n_terms; j++) {
        g_string_append_printf(names, "%s“%s”", j > 0 ? ", " : "",
                               self->features[dependency->columns[j]].name);
      }
    }
    g_strv_builder_take(notes,
                        g_strdup_printf(_("Other columns say the same as “%s” (%s). No single "
                                          "set of coefficients is right then; its own is set "
                                          "to 0."),
                                        self->features[dependency->column].name, names->str));
  }
}

static void
take_notes(EpochPipeline *self, const struct ec_table *train, const size_t *columns,
           size_t n_columns)
{
  g_autoptr(GStrvBuilder) notes = g_strv_builder_new();

  note_categories(self, train, columns, n_columns, notes);
  for (gsize j = 0; j < self->n_features; j++) {
    const EpochFeature *feature = &self->features[j];

    if (feature->n_filled > 0) {
      g_autofree char *fill = epoch_amount_round(feature->fill, 4);

      gboolean mean = self->options.imputation == EC_IMPUTATION_MEAN;

      g_strv_builder_take(
          notes,
          mean ? g_strdup_printf(ngettext("“%s” is missing in %zu training row; the mean, %s, "
                                          "was put there.",
                                          "“%s” is missing in %zu training rows; the mean, "
                                          "%s, was put there.",
                                          feature->n_filled),
                                 feature->name, feature->n_filled, fill)
               : g_strdup_printf(ngettext("“%s” is missing in %zu training row; the median, "
                                          "%s, was put there.",
                                          "“%s” is missing in %zu training rows; the median, "
                                          "%s, was put there.",
                                          feature->n_filled),
                                 feature->name, feature->n_filled, fill));
    }
    if (feature->constant && self->options.intercept) {
      g_strv_builder_take(notes, g_strdup_printf(_("“%s” is the same in every training row, so it "
                                                   "says nothing; its coefficient is 0."),
                                                 feature->name));
    }
  }
  note_dependencies(self, notes);
  self->notes = g_strv_builder_end(notes);
}

EpochPipeline *
epoch_pipeline_fit(const struct ec_table *train, const size_t *columns, size_t n_columns,
                   const double *y, const EpochPipelineOptions *options, const struct ec_job *job,
                   const char *place, GError **error)
{
  g_autoptr(EpochPipeline) self = g_new0(EpochPipeline, 1);
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_matrix x = EC_MATRIX_INIT;
  ec_status status;

  self->options = *options;
  status = learn(self, train, columns, n_columns, &x, &core_error);
  if (status == EC_OK) {
    status = fit_model(self, &x, y, job, &core_error);
  }
  ec_matrix_clear(&x);
  if (!propagate(status, &core_error, place, error)) {
    return NULL;
  }
  take_coefficients(self);
  take_notes(self, train, columns, n_columns);
  return g_steal_pointer(&self);
}

gboolean
epoch_pipeline_predict(EpochPipeline *self, const struct ec_table *table, const char *place,
                       double *predictions, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_matrix x = EC_MATRIX_INIT;
  ec_status status = ec_encoder_apply(self->encoder, table, &x, &core_error);

  if (status == EC_OK) {
    status = ec_imputer_apply(self->imputer, &x, NULL, &core_error);
  }
  if (status == EC_OK && self->scaler != NULL) {
    status = ec_scaler_apply(self->scaler, &x, &core_error);
  }
  if (status == EC_OK) {
    status = ec_model_predict(self->model, &x, NULL, predictions, &core_error);
  }
  ec_matrix_clear(&x);
  return propagate(status, &core_error, place, error);
}

gsize
epoch_pipeline_n_features(EpochPipeline *self)
{
  return self->n_features;
}

const EpochFeature *
epoch_pipeline_get_feature(EpochPipeline *self, gsize index)
{
  return &self->features[index];
}

double
epoch_pipeline_get_intercept(EpochPipeline *self)
{
  return self->intercept;
}

const char *const *
epoch_pipeline_get_notes(EpochPipeline *self)
{
  return (const char *const *)self->notes;
}

GString *
epoch_pipeline_write(EpochPipeline *self, const char *target)
{
  GString *text = g_string_new(NULL);
  EpochJsonWriter writer;

  epoch_json_writer_init(&writer, text);
  writer.full_digits = TRUE;
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_string(&writer, "model", self->options.ridge ? "ridge" : "linear");
  epoch_json_writer_add_strings(&writer, "features", ec_encoder_get_names(self->encoder),
                                self->n_features);
  epoch_json_writer_add_number(&writer, "intercept", self->intercept);
  epoch_json_writer_name(&writer, "coefficients");
  epoch_json_writer_begin(&writer, '[');
  for (gsize j = 0; j < self->n_features; j++) {
    epoch_json_writer_number(&writer, self->features[j].coefficient);
  }
  epoch_json_writer_end(&writer, ']');
  epoch_json_writer_add_string(&writer, "target", target);
  if (self->options.ridge) {
    epoch_json_writer_add_number(&writer, "alpha", self->options.alpha);
  }
  epoch_json_writer_name(&writer, "imputed");
  epoch_json_writer_begin(&writer, '{');
  for (gsize j = 0; j < self->n_features; j++) {
    if (self->features[j].n_filled > 0) {
      epoch_json_writer_add_number(&writer, self->features[j].name, self->features[j].fill);
    }
  }
  epoch_json_writer_end(&writer, '}');
  epoch_json_writer_name(&writer, "aliased");
  epoch_json_writer_begin(&writer, '[');
  for (gsize j = 0; j < self->n_features; j++) {
    if (self->features[j].aliased) {
      epoch_json_writer_string(&writer, self->features[j].name);
    }
  }
  epoch_json_writer_end(&writer, ']');
  epoch_json_writer_end(&writer, '}');
  g_string_append_c(text, '\n');
  return text;
}
