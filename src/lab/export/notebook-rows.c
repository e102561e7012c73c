#include "config.h"

#include "export/notebook-rows-private.h"

#include "base/epoch-core-error-private.h"
#include "dataset/epoch-table-private.h"
#include "experiment/epoch-trial-private.h"
#include "model/kmeans.h"
#include "prepare/split.h"

void
notebook_rows_keep_centres(NotebookValues *values, const EpochPipeline *pipeline)
{
  const struct ec_matrix *centres =
      &ec_kmeans_get_result(epoch_pipeline_get_model(pipeline))->centres;
  gsize k = centres->n_rows, n = centres->n_columns;
  g_autofree double *list = g_new(double, k *n + 1);

  for (gsize i = 0; i < k; i++) {
    for (gsize j = 0; j < n; j++) {
      list[i * n + j] = ec_matrix_get(centres, i, j);
    }
  }
  notebook_values_set_numbers(values, "centres", list, k * n);
  notebook_values_set_texts(values, "centres.features", epoch_pipeline_get_feature_names(pipeline));
}

/* A trial gives its rows whatever the columns and the models are. */
static gboolean
collect_trial(EpochRunContext *context, NotebookValues *values, GError **error)
{
  g_autofree const char **columns = epoch_run_context_get_columns(context, "columns");
  struct ec_table *table = epoch_table_read_dataset(context->dataset, &context->job, error);
  g_autoptr(EpochTrial) trial = NULL;

  if (table == NULL) {
    return FALSE;
  }
  trial = epoch_trial_new(context, table, epoch_dataset_get_target(context->dataset), columns,
                          EPOCH_TASK_CLASSIFICATION,
                          epoch_run_context_get_number(context, "test_share"),
                          (gsize)epoch_run_context_get_integer(context, "folds"), error);
  if (trial == NULL) {
    return FALSE;
  }
  notebook_values_set_rows(values, "test_rows", trial->test.rows, trial->test.n);
  notebook_values_set_rows(values, "folds", trial->folds->fold, trial->folds->n_rows);
  return TRUE;
}

/* The first split of a regression: see epoch_regression_new(). */
static gboolean
collect_split(EpochRunContext *context, NotebookValues *values, GError **error)
{
  const struct ec_random root = ec_random_new(context->seed);
  double test_share = epoch_run_context_get_number(context, "test_share");
  gsize n = (gsize)epoch_dataset_get_rows(context->dataset);
  gsize n_test = ec_split_n_test(n, test_share);
  g_autofree size_t *train = g_new(size_t, n + 1);
  g_autofree size_t *test = g_new(size_t, n + 1);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status =
      ec_split_rows(ec_random_split(&root, 0), n, test_share, train, test, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  notebook_values_set_rows(values, "test_rows", test, n_test);
  return TRUE;
}

static const struct {
  const char *id;
  gboolean (*collect)(EpochRunContext *context, NotebookValues *values, GError **error);
} collectors[] = {
    {"bias-variance", notebook_bias_variance_collect},
    {"boston-linear", collect_split},
    {"churn-compare", collect_trial},
    {"heart-forest", collect_trial},
    {"mall-segments", notebook_segments_collect},
    {"mnist-cnn", notebook_mnist_cnn_collect},
    {"network-by-hand", notebook_network_collect},
    {"own-table", notebook_own_table_collect},
    {"titanic-logistic", collect_trial},
};

gboolean
notebook_rows_collect(const char *experiment_id, EpochRunContext *context, NotebookValues *values,
                      GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS(collectors); i++) {
    if (g_str_equal(collectors[i].id, experiment_id)) {
      return collectors[i].collect(context, values, error);
    }
  }
  return TRUE;
}
