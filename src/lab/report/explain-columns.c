/* Which columns matter: by shuffling them, and by what the trees have gained from them. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "explain/importance-impurity.h"
#include "explain/permutation.h"
#include "model/tree-ensemble.h"
#include "report/explain-private.h"
#include "validate/epoch-score-private.h"

gsize
explain_n_columns(const EpochPipeline *pipeline)
{
  return g_strv_length((char **)epoch_pipeline_get_columns(pipeline));
}

void
explain_add_up(const EpochPipeline *pipeline, const double *features, double *columns)
{
  memset(columns, 0, explain_n_columns(pipeline) * sizeof *columns);
  for (gsize j = 0; j < epoch_pipeline_n_features(pipeline); j++) {
    columns[epoch_pipeline_get_feature(pipeline, j)->source] += features[j];
  }
}

char **
epoch_explain_name_columns(const EpochPipeline *pipeline, EpochDataset *card)
{
  const char *const *columns = epoch_pipeline_get_columns(pipeline);
  char **names = g_new0(char *, explain_n_columns(pipeline) + 1);

  for (gsize i = 0; columns[i] != NULL; i++) {
    EpochColumn *column = card != NULL ? epoch_dataset_find_column(card, columns[i]) : NULL;

    names[i] = g_strdup(column != NULL ? epoch_column_get_label(column) : columns[i]);
  }
  return names;
}

/* A value of a table: a whole number of four digits may be a year, and has no thousands. */
static char *
dup_number(double value)
{
  return value == round(value) && fabs(value) < 10000 ? g_strdup_printf("%.0f", value)
                                                      : epoch_amount_trim(value, 4);
}

char **
epoch_explain_show_row(const EpochPipeline *pipeline, const struct ec_table *table, gsize row)
{
  const char *const *columns = epoch_pipeline_get_columns(pipeline);
  char **values = g_new0(char *, explain_n_columns(pipeline) + 1);

  for (gsize i = 0; columns[i] != NULL; i++) {
    size_t column = 0;

    values[i] = g_strdup("?");
    if (ec_table_find_column(table, columns[i], &column, NULL) == EC_OK) {
      const double *numbers = ec_table_get_numbers(table, column);
      const char *text = ec_table_get_text(table, column, row);

      if (numbers != NULL && !isnan(numbers[row])) {
        g_free(values[i]);
        values[i] = dup_number(numbers[row]);
      } else if (text != NULL) {
        g_free(values[i]);
        values[i] = g_strdup(text);
      }
    }
  }
  return values;
}

ec_status
explain_output(void *data, const struct ec_matrix *x, double *outputs, struct ec_error *error)
{
  const ExplainOutput *self = data;
  const struct ec_model *model = epoch_pipeline_get_model(self->pipeline);
  gsize n_classes = epoch_pipeline_n_classes(self->pipeline);
  struct ec_matrix probabilities = EC_MATRIX_INIT;
  ec_status status;

  if (n_classes == 0) {
    return ec_model_predict(model, x, NULL, outputs, error);
  }
  status = ec_matrix_new(x->n_rows, n_classes, &probabilities, error);
  if (status == EC_OK) {
    status = ec_model_predict_probabilities(model, x, NULL, &probabilities, error);
  }
  if (status == EC_OK) {
    memcpy(outputs, ec_matrix_column(&probabilities, self->class_), x->n_rows * sizeof *outputs);
  }
  ec_matrix_clear(&probabilities);
  return status;
}

/* The `data` of the function below. */
typedef struct {
  const EpochPipeline *pipeline;
  const EpochTarget *target;
  const char *score;
  double sign; /* 1 where more is better */
} Scoring;

/* The most probable class of each row. */
static void
decide(const struct ec_matrix *probabilities, double *predictions)
{
  for (size_t i = 0; i < probabilities->n_rows; i++) {
    size_t best = 0;

    for (size_t k = 1; k < probabilities->n_columns; k++) {
      best = ec_matrix_get(probabilities, i, k) > ec_matrix_get(probabilities, i, best) ? k : best;
    }
    predictions[i] = (double)best;
  }
}

static ec_status
compute_score(void *data, const struct ec_matrix *x, double *score, struct ec_error *error)
{
  const Scoring *self = data;
  const struct ec_model *model = epoch_pipeline_get_model(self->pipeline);
  g_autofree double *predictions = g_new(double, x->n_rows + 1);
  struct ec_matrix probabilities = EC_MATRIX_INIT;
  ec_status status;

  if (self->target->n_classes == 0) {
    status = ec_model_predict(model, x, NULL, predictions, error);
  } else {
    status = ec_matrix_new(x->n_rows, self->target->n_classes, &probabilities, error);
    if (status == EC_OK) {
      status = ec_model_predict_probabilities(model, x, NULL, &probabilities, error);
    }
    if (status == EC_OK) {
      decide(&probabilities, predictions);
    }
  }
  if (status == EC_OK) {
    *score = self->sign * epoch_score_compute(self->score, self->target, self->target->y,
                                              predictions, &probabilities, x->n_rows);
  }
  ec_matrix_clear(&probabilities);
  return status;
}

gboolean
epoch_explain_permutation(const EpochPipeline *pipeline, const struct ec_table *table,
                          const EpochTarget *target, const char *score, gsize n_repeats,
                          guint64 seed, const struct ec_job *job, double *means, double *deviations,
                          GError **error)
{
  struct ec_permutation_options options = EC_PERMUTATION_OPTIONS_INIT(seed);
  struct ec_permutation permutation = {.means = means, .deviations = deviations};
  struct ec_matrix x = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  g_autofree size_t *groups = g_new(size_t, epoch_pipeline_n_features(pipeline) + 1);
  Scoring scoring = {pipeline, target, NULL, 1};
  ec_status status;

  scoring.score = epoch_score_find(target, score, error);
  if (scoring.score == NULL || !epoch_pipeline_prepare(pipeline, table, NULL, &x, error)) {
    return FALSE;
  }
  scoring.sign = epoch_score_is_higher_better(scoring.score) ? 1 : -1;
  for (gsize j = 0; j < epoch_pipeline_n_features(pipeline); j++) {
    groups[j] = epoch_pipeline_get_feature(pipeline, j)->source;
  }
  options.n_repeats = n_repeats;
  options.groups = groups;
  options.n_groups = explain_n_columns(pipeline);
  status = ec_permutation_importance(&x, compute_score, &scoring, &options, job, &permutation,
                                     &core_error);
  ec_matrix_clear(&x);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

gboolean
epoch_explain_impurity(const EpochPipeline *pipeline, double *importance)
{
  g_autofree double *features = g_new(double, epoch_pipeline_n_features(pipeline) + 1);
  struct ec_tree_ensemble ensemble;

  if (!ec_model_get_trees(epoch_pipeline_get_model(pipeline), &ensemble)) {
    return FALSE;
  }
  ec_importance_impurity(&ensemble, features);
  explain_add_up(pipeline, features, importance);
  return TRUE;
}
