/* The cases that peers are measured on: linear models, trees, clusters and components. Options are
 * those that the peers are given. */
#include "config.h"

#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/random.h"
#include "bench/bench-private.h"
#include "metric/classification.h"
#include "metric/probability.h"
#include "metric/ranking.h"
#include "model/boosting.h"
#include "model/forest.h"
#include "model/kmeans.h"
#include "model/linear.h"
#include "model/logistic.h"
#include "model/pca.h"
#include "model/tree.h"

struct ec_model *
bench_fit(const EpochBenchOptions *options, const struct ec_job *job, BenchCreate create,
          gpointer create_data, const struct ec_data *data, EpochBenchResult *result,
          GError **error)
{
  struct ec_model *model = NULL;

  for (guint k = 0; k < options->n_repeats; k++) {
    struct ec_error core_error = EC_ERROR_INIT;
    ec_status status;
    double began;

    ec_model_free(model);
    model = NULL;
    status = create(create_data, &model, &core_error);
    began = bench_now();
    if (status == EC_OK) {
      status = ec_model_fit(model, data, job, &core_error);
    }
    result->seconds = MIN(result->seconds, bench_now() - began);
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      ec_model_free(model);
      return NULL;
    }
  }
  return model;
}

static ec_status
create_linear(gpointer data, struct ec_model **model, struct ec_error *error)
{
  return ec_linear_new(NULL, model, error);
}

/* The peers' recipe for the target: the matrix times standard normal weights, and a tenth of
 * standard normal noise. The random numbers are Epoch's own. */
static double *
make_amounts(const struct ec_matrix *x)
{
  struct ec_random random = ec_random_new(1);
  double *y = g_new0(double, x->n_rows);

  for (size_t j = 0; j < x->n_columns; j++) {
    double weight = ec_random_normal(&random);
    const double *column = ec_matrix_column(x, j);

    for (size_t i = 0; i < x->n_rows; i++) {
      y[i] += weight * column[i];
    }
  }
  for (size_t i = 0; i < x->n_rows; i++) {
    y[i] += 0.1 * ec_random_normal(&random);
  }
  return y;
}

gboolean
bench_ols_synth(const EpochBenchOptions *options, const struct ec_job *job,
                EpochBenchResult *result, GError **error)
{
  g_auto(BenchData) table = {0};
  g_autofree double *y = NULL;
  struct ec_data data = {0};
  struct ec_model *model;

  if (!bench_data_load(&table, options->data, "synth", error)) {
    return FALSE;
  }
  y = make_amounts(&table.x);
  data = (struct ec_data){.x = table.x, .y = y};
  model = bench_fit(options, job, create_linear, NULL, &data, result, error);
  if (model == NULL) {
    return FALSE;
  }
  bench_add(result, "r2", ec_linear_get_result(model)->r_squared);
  ec_model_free(model);
  return TRUE;
}

/* The probabilities of the test rows. */
static gboolean
predict_test(const struct ec_model *model, const BenchData *table, const struct ec_job *job,
             struct ec_matrix *p, GError **error)
{
  const struct ec_matrix test = bench_data_get_test(table);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_matrix_new(test.n_rows, table->n_classes, p, &core_error);

  if (status == EC_OK) {
    status = ec_model_predict_probabilities(model, &test, job, p, &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* The share of rows whose most probable class is the right one. */
static double
measure_accuracy(const struct ec_matrix *p, const double *y)
{
  size_t n_right = 0;

  for (size_t i = 0; i < p->n_rows; i++) {
    size_t largest = 0;

    for (size_t k = 1; k < p->n_columns; k++) {
      largest = ec_matrix_get(p, i, k) > ec_matrix_get(p, i, largest) ? k : largest;
    }
    n_right += (double)largest == y[i];
  }
  return (double)n_right / (double)p->n_rows;
}

/* What is told of a classifier. */
enum { AUC = 1, LOG_LOSS = 2, ACCURACY = 4 };

static gboolean
tell_quality(const struct ec_model *model, const BenchData *table, const struct ec_job *job,
             int what, EpochBenchResult *result, GError **error)
{
  const double *y = table->y + table->n_train;
  struct ec_matrix p = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  double auc = NAN, loss = NAN;
  ec_status status = EC_OK;

  if (!predict_test(model, table, job, &p, error)) {
    ec_matrix_clear(&p);
    return FALSE;
  }
  if ((what & AUC) != 0) {
    status = ec_auc(y, ec_matrix_column(&p, 1), p.n_rows, 1, &auc, &core_error);
    bench_add(result, "auc", auc);
  }
  if (status == EC_OK && (what & LOG_LOSS) != 0) {
    status = ec_log_loss(y, &p, &loss, &core_error);
    bench_add(result, "logloss", loss);
  }
  if ((what & ACCURACY) != 0) {
    bench_add(result, "acc", measure_accuracy(&p, y));
  }
  ec_matrix_clear(&p);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* Fits a classifier on the training rows and measures it on the test rows. */
static gboolean
classify(const EpochBenchOptions *options, const struct ec_job *job, const BenchData *table,
         BenchCreate create, int what, EpochBenchResult *result, GError **error)
{
  const struct ec_data data = {
      .x = bench_data_get_train(table), .y = table->y, .n_classes = table->n_classes};
  struct ec_model *model = bench_fit(options, job, create, NULL, &data, result, error);
  gboolean well;

  if (model == NULL) {
    return FALSE;
  }
  well = tell_quality(model, table, job, what, result, error);
  ec_model_free(model);
  return well;
}

static gboolean
classify_named(const EpochBenchOptions *options, const struct ec_job *job, const char *name,
               BenchCreate create, int what, EpochBenchResult *result, GError **error)
{
  g_auto(BenchData) table = {0};

  return bench_data_load(&table, options->data, name, error) &&
         classify(options, job, &table, create, what, result, error);
}

static ec_status
create_logistic(gpointer data, struct ec_model **model, struct ec_error *error)
{
  struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;

  options.tolerance = 1e-6;
  options.max_iterations = 1000;
  return ec_logistic_new(&options, model, error);
}

static gboolean
logistic(const EpochBenchOptions *options, const struct ec_job *job, const char *name,
         EpochBenchResult *result, GError **error)
{
  g_auto(BenchData) table = {0};

  return bench_data_load(&table, options->data, name, error) &&
         bench_data_standardize(&table, error) &&
         classify(options, job, &table, create_logistic, AUC | LOG_LOSS, result, error);
}

gboolean
bench_logistic_churn(const EpochBenchOptions *options, const struct ec_job *job,
                     EpochBenchResult *result, GError **error)
{
  return logistic(options, job, "churn", result, error);
}

gboolean
bench_logistic_synth(const EpochBenchOptions *options, const struct ec_job *job,
                     EpochBenchResult *result, GError **error)
{
  return logistic(options, job, "synth", result, error);
}

static ec_status
create_tree(gpointer data, struct ec_model **model, struct ec_error *error)
{
  return ec_tree_new(NULL, model, error);
}

gboolean
bench_tree_churn(const EpochBenchOptions *options, const struct ec_job *job,
                 EpochBenchResult *result, GError **error)
{
  return classify_named(options, job, "churn", create_tree, ACCURACY, result, error);
}

gboolean
bench_tree_letter(const EpochBenchOptions *options, const struct ec_job *job,
                  EpochBenchResult *result, GError **error)
{
  return classify_named(options, job, "letter", create_tree, ACCURACY, result, error);
}

static ec_status
create_forest(gpointer data, struct ec_model **model, struct ec_error *error)
{
  return ec_forest_new(NULL, model, error);
}

gboolean
bench_forest_churn(const EpochBenchOptions *options, const struct ec_job *job,
                   EpochBenchResult *result, GError **error)
{
  return classify_named(options, job, "churn", create_forest, ACCURACY, result, error);
}

gboolean
bench_forest_letter(const EpochBenchOptions *options, const struct ec_job *job,
                    EpochBenchResult *result, GError **error)
{
  return classify_named(options, job, "letter", create_forest, ACCURACY, result, error);
}

static ec_status
create_boosting(gpointer data, struct ec_model **model, struct ec_error *error)
{
  struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;

  options.n_rounds = 100;
  options.max_leaves = 31;
  options.learning_rate = 0.1;
  options.min_samples_leaf = 20;
  return ec_boosting_new(&options, model, error);
}

gboolean
bench_gbm_churn(const EpochBenchOptions *options, const struct ec_job *job,
                EpochBenchResult *result, GError **error)
{
  return classify_named(options, job, "churn", create_boosting, LOG_LOSS | ACCURACY, result, error);
}

gboolean
bench_gbm_letter(const EpochBenchOptions *options, const struct ec_job *job,
                 EpochBenchResult *result, GError **error)
{
  return classify_named(options, job, "letter", create_boosting, LOG_LOSS | ACCURACY, result,
                        error);
}

gboolean
bench_gbm_synth(const EpochBenchOptions *options, const struct ec_job *job,
                EpochBenchResult *result, GError **error)
{
  return classify_named(options, job, "synth", create_boosting, LOG_LOSS | ACCURACY, result, error);
}

static ec_status
create_kmeans(gpointer data, struct ec_model **model, struct ec_error *error)
{
  struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;

  options.n_clusters = *(const size_t *)data;
  options.n_init = 1;
  options.tolerance = 1e-4;
  options.max_iterations = 300;
  return ec_kmeans_new(&options, model, error);
}

static gboolean
kmeans(const EpochBenchOptions *options, const struct ec_job *job, const char *name, size_t k,
       EpochBenchResult *result, GError **error)
{
  g_auto(BenchData) table = {0};
  struct ec_data data = {0};
  struct ec_model *model;

  if (!bench_data_load(&table, options->data, name, error)) {
    return FALSE;
  }
  data.x = table.x;
  model = bench_fit(options, job, create_kmeans, &k, &data, result, error);
  if (model == NULL) {
    return FALSE;
  }
  bench_add(result, "inertia", ec_kmeans_get_result(model)->inertia);
  bench_add(result, "iters", (double)ec_kmeans_get_result(model)->n_iterations);
  ec_model_free(model);
  return TRUE;
}

gboolean
bench_kmeans_letter(const EpochBenchOptions *options, const struct ec_job *job,
                    EpochBenchResult *result, GError **error)
{
  return kmeans(options, job, "letter", 26, result, error);
}

gboolean
bench_kmeans_synth(const EpochBenchOptions *options, const struct ec_job *job,
                   EpochBenchResult *result, GError **error)
{
  return kmeans(options, job, "synth", 16, result, error);
}

static ec_status
create_pca(gpointer data, struct ec_model **model, struct ec_error *error)
{
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;

  options.n_components = 50;
  return ec_pca_new(&options, model, error);
}

gboolean
bench_pca_mnist(const EpochBenchOptions *options, const struct ec_job *job,
                EpochBenchResult *result, GError **error)
{
  g_auto(BenchData) table = {0};
  const struct ec_pca_result *pca;
  struct ec_data data = {0};
  struct ec_model *model;
  double explained = 0;

  if (!bench_data_load_digits(&table, options->data, error)) {
    return FALSE;
  }
  data.x = table.x;
  model = bench_fit(options, job, create_pca, NULL, &data, result, error);
  if (model == NULL) {
    return FALSE;
  }
  pca = ec_pca_get_result(model);
  for (size_t j = 0; j < pca->n_components; j++) {
    explained += pca->shares[j];
  }
  bench_add(result, "explained", explained);
  ec_model_free(model);
  return TRUE;
}
