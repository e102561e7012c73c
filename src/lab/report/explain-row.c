/* Why the model says what it says about one row. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "explain/lime.h"
#include "explain/tree-shap.h"
#include "model/tree-ensemble.h"
#include "report/explain-private.h"

void
epoch_reasons_clear(EpochReasons *self)
{
  g_clear_pointer(&self->contributions, g_free);
}

/* The output of the ensemble that belongs to a class: of log odds of two classes there is one. */
static gsize
find_output(const struct ec_tree_ensemble *ensemble, gsize class_, double *sign)
{
  *sign = 1;
  if (ensemble->n_outputs > 1) {
    return class_;
  }
  *sign = class_ == 0 ? -1 : 1;
  return 0;
}

static gboolean
compute_shapley(const EpochPipeline *pipeline, const struct ec_table *table, gsize class_,
                const struct ec_job *job, struct ec_matrix *contributions, double *base,
                double *sign, gboolean *log_odds, GError **error)
{
  struct ec_tree_ensemble ensemble;
  struct ec_matrix x = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  if (!ec_model_get_trees(epoch_pipeline_get_model(pipeline), &ensemble)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s is not made of trees, so its Shapley values can not be worked out"),
                epoch_model_kind_get_title(epoch_pipeline_get_kind(pipeline)));
    return FALSE;
  }
  if (!epoch_pipeline_prepare(pipeline, table, NULL, &x, error)) {
    return FALSE;
  }
  *log_odds = epoch_pipeline_n_classes(pipeline) > 0 &&
              (ensemble.outputs != NULL || ensemble.n_outputs == 1);
  status = ec_matrix_new(x.n_rows, x.n_columns, contributions, &core_error);
  if (status == EC_OK) {
    gsize output = epoch_pipeline_n_classes(pipeline) > 0 ? find_output(&ensemble, class_, sign)
                                                          : (*sign = 1, 0);

    status = ec_tree_shap(&ensemble, &x, output, job, contributions, base, &core_error);
  }
  ec_matrix_clear(&x);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* A table of one row. */
static struct ec_table *
take_row(const struct ec_table *table, size_t row, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *taken = NULL;
  ec_status status = ec_table_select_rows(table, &row, 1, &taken, &core_error);

  return epoch_core_error_propagate(status, &core_error, NULL, error) ? taken : NULL;
}

gboolean
epoch_explain_shapley(const EpochPipeline *pipeline, const struct ec_table *table, gsize row,
                      gsize class_, const struct ec_job *job, EpochReasons *reasons, GError **error)
{
  g_autofree double *features = g_new(double, epoch_pipeline_n_features(pipeline) + 1);
  struct ec_table *one = take_row(table, row, error);
  struct ec_matrix contributions = EC_MATRIX_INIT;
  double sign = 1;
  gboolean well;

  *reasons = (EpochReasons){.n = explain_n_columns(pipeline), .r_squared = NAN};
  if (one == NULL) {
    return FALSE;
  }
  well = compute_shapley(pipeline, one, class_, job, &contributions, &reasons->base, &sign,
                         &reasons->log_odds, error);
  ec_table_free(one);
  if (well) {
    reasons->base *= sign;
    reasons->output = reasons->base;
    for (gsize j = 0; j < contributions.n_columns; j++) {
      features[j] = sign * ec_matrix_get(&contributions, 0, j);
      reasons->output += features[j];
    }
    reasons->contributions = g_new0(double, reasons->n + 1);
    explain_add_up(pipeline, features, reasons->contributions);
  }
  ec_matrix_clear(&contributions);
  return well;
}

gboolean
epoch_explain_shapley_importance(const EpochPipeline *pipeline, const struct ec_table *table,
                                 gsize class_, const struct ec_job *job, double *importance,
                                 GError **error)
{
  g_autofree double *features = g_new(double, epoch_pipeline_n_features(pipeline) + 1);
  g_autofree double *columns = g_new(double, explain_n_columns(pipeline) + 1);
  struct ec_matrix contributions = EC_MATRIX_INIT;
  double base = 0, sign = 1;
  gboolean log_odds = FALSE;

  if (!compute_shapley(pipeline, table, class_, job, &contributions, &base, &sign, &log_odds,
                       error)) {
    ec_matrix_clear(&contributions);
    return FALSE;
  }
  /* The columns of a category are added up row by row, where they may cancel, before their size
   * is taken. */
  for (gsize i = 0; i < explain_n_columns(pipeline); i++) {
    importance[i] = 0;
  }
  for (gsize i = 0; i < contributions.n_rows; i++) {
    for (gsize j = 0; j < contributions.n_columns; j++) {
      features[j] = ec_matrix_get(&contributions, i, j);
    }
    explain_add_up(pipeline, features, columns);
    for (gsize c = 0; c < explain_n_columns(pipeline); c++) {
      importance[c] += fabs(columns[c]) / (double)contributions.n_rows;
    }
  }
  ec_matrix_clear(&contributions);
  return TRUE;
}

static ec_status
run_lime(const EpochPipeline *pipeline, const struct ec_matrix *x, const double *row, gsize class_,
         guint64 seed, const struct ec_job *job, struct ec_lime *lime, struct ec_error *error)
{
  struct ec_lime_options options = EC_LIME_OPTIONS_INIT(seed);
  ExplainOutput output = {pipeline, class_};
  gsize n_features = epoch_pipeline_n_features(pipeline);
  bool *categorical = g_new0(bool, n_features + 1);
  ec_status status;

  for (gsize j = 0; j < n_features; j++) {
    const EpochFeature *feature = epoch_pipeline_get_feature(pipeline, j);

    /* A column of 0 and 1 is a category with two values; shifted by a scale it still is. */
    categorical[j] =
        feature->scale == 1 && feature->centre == 0 &&
        (feature->category != NULL || epoch_pipeline_get_level(pipeline, j, 0) != NULL);
  }
  status =
      ec_lime_explain(x, categorical, row, explain_output, &output, &options, job, lime, error);
  g_free(categorical);
  return status;
}

gboolean
epoch_explain_lime(const EpochPipeline *pipeline, const struct ec_table *train,
                   const struct ec_table *table, gsize row, gsize class_, guint64 seed,
                   const struct ec_job *job, EpochReasons *reasons, GError **error)
{
  gsize n_features = epoch_pipeline_n_features(pipeline);
  g_autofree double *values = g_new0(double, n_features + 1);
  g_autofree struct ec_lime_term *terms = g_new0(struct ec_lime_term, n_features + 1);
  struct ec_lime lime = {.terms = terms};
  struct ec_table *one = take_row(table, row, error);
  struct ec_matrix x = EC_MATRIX_INIT, point = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  gboolean well;

  *reasons = (EpochReasons){.n = explain_n_columns(pipeline)};
  well = one != NULL && epoch_pipeline_prepare(pipeline, train, NULL, &x, error) &&
         epoch_pipeline_prepare(pipeline, one, NULL, &point, error);
  if (well) {
    for (gsize j = 0; j < n_features; j++) {
      values[j] = ec_matrix_get(&point, 0, j);
    }
    well = epoch_core_error_propagate(
        run_lime(pipeline, &x, values, class_, seed, job, &lime, &core_error), &core_error, NULL,
        error);
  }
  if (well) {
    memset(values, 0, n_features * sizeof *values);
    for (gsize t = 0; t < lime.n_terms; t++) {
      values[terms[t].feature] = terms[t].contribution;
    }
    reasons->contributions = g_new0(double, reasons->n + 1);
    explain_add_up(pipeline, values, reasons->contributions);
    reasons->base = lime.intercept;
    reasons->output = lime.local;
    reasons->r_squared = lime.r_squared;
  }
  ec_matrix_clear(&x);
  ec_matrix_clear(&point);
  ec_table_free(one);
  return well;
}
