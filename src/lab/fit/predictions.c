#include "config.h"

#include "fit/predictions-private.h"

#include "base/epoch-csv.h"

void
predictions_clear(Predictions *self)
{
  g_free(self->values);
  ec_matrix_clear(&self->probabilities);
  ec_matrix_clear(&self->transformed);
}

gboolean
predictions_make(Predictions *self, const EpochPipeline *pipeline, const struct ec_table *table,
                 const struct ec_job *job, const char *place, GError **error)
{
  self->n_rows = ec_table_n_rows(table);
  if (epoch_pipeline_get_task(pipeline) == EPOCH_TASK_TRANSFORMATION) {
    return epoch_pipeline_transform(pipeline, table, job, place, &self->transformed, error);
  }
  self->values = g_new(double, MAX(self->n_rows, 1));
  return epoch_pipeline_predict(pipeline, table, job, place, self->values, error) &&
         (epoch_pipeline_n_classes(pipeline) == 0 ||
          epoch_pipeline_predict_probabilities(pipeline, table, job, place, &self->probabilities,
                                               error));
}

static void
append_header(GString *text, const Predictions *self, const char *const *classes)
{
  g_string_append(text, self->values != NULL ? "row,prediction" : "row");
  for (gsize k = 0; k < self->probabilities.n_columns; k++) {
    g_autofree char *name = g_strconcat("p_", classes[k], NULL);

    g_string_append_c(text, ',');
    epoch_csv_append_text(text, name);
  }
  for (gsize k = 0; k < self->transformed.n_columns; k++) {
    g_string_append_printf(text, ",pc%zu", k + 1);
  }
  g_string_append_c(text, '\n');
}

static void
append_values(GString *text, const struct ec_matrix *matrix, gsize row)
{
  for (gsize k = 0; k < matrix->n_columns; k++) {
    g_string_append_c(text, ',');
    epoch_csv_append_number(text, ec_matrix_get(matrix, row, k));
  }
}

GString *
predictions_write_csv(const Predictions *self, const EpochPipeline *pipeline)
{
  GString *text = g_string_new(NULL);
  const char *const *classes = epoch_pipeline_get_classes(pipeline);
  gsize n_classes = epoch_pipeline_n_classes(pipeline);

  append_header(text, self, classes);
  for (gsize i = 0; i < self->n_rows; i++) {
    g_string_append_printf(text, "%zu", i + 1);
    if (self->values != NULL) {
      g_string_append_c(text, ',');
      if (n_classes > 0 && self->values[i] >= 0 && self->values[i] < (double)n_classes) {
        epoch_csv_append_text(text, classes[(gsize)self->values[i]]);
      } else if (n_classes == 0) {
        epoch_csv_append_number(text, self->values[i]);
      }
    }
    append_values(text, &self->probabilities, i);
    append_values(text, &self->transformed, i);
    g_string_append_c(text, '\n');
  }
  return text;
}

EpochTarget *
predictions_new_target(const EpochPipeline *pipeline)
{
  const char *name = epoch_pipeline_get_target(pipeline);

  switch (epoch_pipeline_get_task(pipeline)) {
  case EPOCH_TASK_REGRESSION:
    return epoch_target_new_amounts(name, NULL, 0);
  case EPOCH_TASK_CLASSIFICATION:
    return epoch_target_new_classes(name, NULL, 0, epoch_pipeline_get_classes(pipeline));
  case EPOCH_TASK_CLUSTERING:
  case EPOCH_TASK_TRANSFORMATION:
  default:
    return NULL;
  }
}
