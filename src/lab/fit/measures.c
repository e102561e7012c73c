#include "config.h"

#include "fit/measures-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "metric/silhouette.h"
#include "model/dbscan.h"
#include "model/forest.h"
#include "model/kmeans.h"
#include "model/pca.h"
#include "validate/epoch-score-private.h"

/* The silhouette compares each row with each other. */
#define MAX_SILHOUETTE_ROWS 10000

void
measures_tell_scores(EpochRunContext *context, const EpochTarget *target, const double *y,
                     const Predictions *predictions, const char *split)
{
  const char *const *names = epoch_score_get_names(target);
  double values[EPOCH_SCORE_MAX];
  gsize n = epoch_score_compute_all(
      target, y, predictions->values,
      predictions->probabilities.n_columns > 0 ? &predictions->probabilities : NULL,
      predictions->n_rows, values);

  for (gsize i = 0; i < n; i++) {
    if (isfinite(values[i])) {
      epoch_run_context_metric(context, names[i], split, values[i]);
    }
  }
}

/* The class with the largest share; the first of equals. */
static double
find_largest(const double *shares, gsize n)
{
  gsize largest = 0;

  for (gsize k = 1; k < n; k++) {
    largest = shares[k] > shares[largest] ? k : largest;
  }
  return (double)largest;
}

/* What the trees of a forest say of rows that they have not seen. */
static gboolean
tell_out_of_bag(EpochRunContext *context, const EpochTarget *target,
                const struct ec_forest_out_of_bag *oob, GError **error)
{
  g_auto(Predictions) predictions = {.n_rows = oob->n_rows};
  g_autofree double *y = g_memdup2(target->y, MAX(oob->n_rows, 1) * sizeof(double));
  gsize n_classes = target->n_classes;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status =
      n_classes > 0 ? ec_matrix_new(oob->n_rows, n_classes, &predictions.probabilities, &core_error)
                    : EC_OK;

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  predictions.values = g_new0(double, MAX(oob->n_rows, 1));
  for (gsize i = 0; i < oob->n_rows; i++) {
    const double *row = oob->predictions + i * oob->n_outputs;

    if (isnan(row[0])) {
      y[i] = NAN;
      continue;
    }
    predictions.values[i] = n_classes > 0 ? find_largest(row, n_classes) : row[0];
    for (gsize k = 0; k < n_classes; k++) {
      ec_matrix_set(&predictions.probabilities, i, k, row[k]);
    }
  }
  measures_tell_scores(context, target, y, &predictions, "oob");
  return TRUE;
}

/* How far apart clusters are. Rows that belong to none are left out; nothing is told where fewer
 * than two clusters are left, or too many rows. */
static gboolean
tell_silhouette(EpochRunContext *context, const struct ec_matrix *x, const double *labels,
                GError **error)
{
  g_autofree size_t *rows = g_new(size_t, MAX(x->n_rows, 1));
  g_autofree double *kept = g_new(double, MAX(x->n_rows, 1));
  struct ec_matrix chosen = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  gsize n = 0;
  double mean = 0;
  ec_status status;

  for (gsize i = 0; i < x->n_rows; i++) {
    if (labels[i] >= 0) {
      rows[n] = i;
      kept[n++] = labels[i];
    }
  }
  if (n == 0) {
    return TRUE;
  }
  if (n > MAX_SILHOUETTE_ROWS) {
    g_autofree char *note = g_strdup_printf(
        _("The silhouette is left out: it compares each row with each other, and %zu rows are too "
          "many for that."),
        n);

    epoch_events_note(context->events, note);
    return TRUE;
  }
  status = ec_matrix_new(n, x->n_columns, &chosen, &core_error);
  if (status == EC_OK) {
    ec_matrix_copy_rows(x, rows, n, &chosen);
    status = ec_silhouette(&chosen, kept, &context->job, NULL, &mean, &core_error);
  }
  ec_matrix_clear(&chosen);
  if (status == EC_OK) {
    epoch_run_context_metric(context, "silhouette", "", mean);
  }
  return status == EC_ERROR_VALUE || epoch_core_error_propagate(status, &core_error, NULL, error);
}

static gboolean
tell_clusters(EpochRunContext *context, const EpochPipeline *pipeline, const struct ec_table *table,
              const char *place, GError **error)
{
  const struct ec_model *model = epoch_pipeline_get_model(pipeline);
  const struct ec_kmeans_result *kmeans = ec_kmeans_get_result(model);
  const struct ec_dbscan_result *dbscan = ec_dbscan_get_result(model);
  struct ec_matrix x = EC_MATRIX_INIT;
  gboolean well;

  if (kmeans != NULL) {
    epoch_run_context_metric(context, "inertia", "", kmeans->inertia);
    epoch_run_context_metric(context, "iterations", "", (double)kmeans->n_iterations);
  } else {
    epoch_run_context_metric(context, "clusters", "", (double)dbscan->n_clusters);
    epoch_run_context_metric(context, "noise_rows", "", (double)dbscan->n_noise);
  }
  if (!epoch_pipeline_prepare(pipeline, table, place, &x, error)) {
    return FALSE;
  }
  well = tell_silhouette(context, &x, kmeans != NULL ? kmeans->labels : dbscan->labels, error);
  ec_matrix_clear(&x);
  return well;
}

/* The share of the variance that the components explain: after each of them, and in all. */
static void
tell_components(EpochRunContext *context, const struct ec_pca_result *pca)
{
  double sum = 0;

  for (size_t j = 0; j < pca->n_components; j++) {
    sum += pca->shares[j];
    epoch_events_metric(context->events, "explained_variance", (gint64)j + 1, sum, "");
  }
  epoch_run_context_metric(context, "components", "", (double)pca->n_components);
  epoch_run_context_metric(context, "explained_variance", "", sum);
}

gboolean
measures_tell_model(EpochRunContext *context, const EpochPipeline *pipeline,
                    const EpochTarget *target, const struct ec_table *table, const char *place,
                    GError **error)
{
  const struct ec_model *model = epoch_pipeline_get_model(pipeline);
  const struct ec_forest_out_of_bag *oob =
      model->model_class == &ec_forest_class || model->model_class == &ec_extra_trees_class
          ? ec_forest_get_out_of_bag(model)
          : NULL;

  if (oob != NULL) {
    return tell_out_of_bag(context, target, oob, error);
  }
  if (epoch_pipeline_get_task(pipeline) == EPOCH_TASK_CLUSTERING) {
    return tell_clusters(context, pipeline, table, place, error);
  }
  if (epoch_pipeline_get_task(pipeline) == EPOCH_TASK_TRANSFORMATION) {
    tell_components(context, ec_pca_get_result(model));
  }
  return TRUE;
}
