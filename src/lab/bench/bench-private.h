/* What the files of the benchmark share. */
#pragma once

#include <glib.h>

#include "base/job.h"
#include "bench/epoch-bench.h"
#include "linalg/matrix.h"
#include "model/model.h"

/* A matrix and its targets: training rows first, then test rows. */
typedef struct {
  struct ec_matrix x;
  double *y; /* one a row: classes; NULL where there are none */
  gsize n_train;
  gsize n_classes;
} BenchData;

/* Sets an error of what was given, and returns %FALSE. */
gboolean bench_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

void bench_data_clear(BenchData *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BenchData, bench_data_clear)

/**
 * bench_data_load:
 * @folder: (nullable): where NAME.json {"train","test","cols"}, NAME.X.f64 (row by row, little
 *   endian) and NAME.y.i32 are; %NULL: a stand-in of the same shape is made, always the same
 * @name: "churn", "letter" or "synth"
 */
gboolean bench_data_load(BenchData *self, const char *folder, const char *name, GError **error);

/* The images of digits, rows of 784 numbers from 0 to 1, from
 * FOLDER/mnist_12k/train-images-idx3-ubyte (IDX); without a folder a stand-in. */
gboolean bench_data_load_digits(BenchData *self, const char *folder, GError **error);

/* Views of the training rows and the test rows; not to be freed. */
struct ec_matrix bench_data_get_train(const BenchData *self);
struct ec_matrix bench_data_get_test(const BenchData *self);

/* Standardises all rows by the training rows. */
gboolean bench_data_standardize(BenchData *self, GError **error);

/* Adds to the result. */
void bench_add(EpochBenchResult *result, const char *name, double value);

/* The time in seconds. */
double bench_now(void);

/* Fits models that @create makes, again and again, keeps the best time, and gives the last of
 * them, fitted; NULL with @error. */
typedef ec_status (*BenchCreate)(gpointer data, struct ec_model **model, struct ec_error *error);
struct ec_model *bench_fit(const EpochBenchOptions *options, const struct ec_job *job,
                           BenchCreate create, gpointer create_data, const struct ec_data *data,
                           EpochBenchResult *result, GError **error);

/* The cases. */
typedef gboolean (*BenchFunc)(const EpochBenchOptions *options, const struct ec_job *job,
                              EpochBenchResult *result, GError **error);
gboolean bench_ols_synth(const EpochBenchOptions *options, const struct ec_job *job,
                         EpochBenchResult *result, GError **error);
gboolean bench_logistic_churn(const EpochBenchOptions *options, const struct ec_job *job,
                              EpochBenchResult *result, GError **error);
gboolean bench_logistic_synth(const EpochBenchOptions *options, const struct ec_job *job,
                              EpochBenchResult *result, GError **error);
gboolean bench_tree_churn(const EpochBenchOptions *options, const struct ec_job *job,
                          EpochBenchResult *result, GError **error);
gboolean bench_tree_letter(const EpochBenchOptions *options, const struct ec_job *job,
                           EpochBenchResult *result, GError **error);
gboolean bench_forest_churn(const EpochBenchOptions *options, const struct ec_job *job,
                            EpochBenchResult *result, GError **error);
gboolean bench_forest_letter(const EpochBenchOptions *options, const struct ec_job *job,
                             EpochBenchResult *result, GError **error);
gboolean bench_gbm_churn(const EpochBenchOptions *options, const struct ec_job *job,
                         EpochBenchResult *result, GError **error);
gboolean bench_gbm_letter(const EpochBenchOptions *options, const struct ec_job *job,
                          EpochBenchResult *result, GError **error);
gboolean bench_gbm_synth(const EpochBenchOptions *options, const struct ec_job *job,
                         EpochBenchResult *result, GError **error);
gboolean bench_kmeans_letter(const EpochBenchOptions *options, const struct ec_job *job,
                             EpochBenchResult *result, GError **error);
gboolean bench_kmeans_synth(const EpochBenchOptions *options, const struct ec_job *job,
                            EpochBenchResult *result, GError **error);
gboolean bench_pca_mnist(const EpochBenchOptions *options, const struct ec_job *job,
                         EpochBenchResult *result, GError **error);
gboolean bench_growth(const EpochBenchOptions *options, const struct ec_job *job,
                      EpochBenchResult *result, GError **error);
gboolean bench_csv(const EpochBenchOptions *options, const struct ec_job *job,
                   EpochBenchResult *result, GError **error);
gboolean bench_start(const EpochBenchOptions *options, const struct ec_job *job,
                     EpochBenchResult *result, GError **error);
gboolean bench_peak(const EpochBenchOptions *options, const struct ec_job *job,
                    EpochBenchResult *result, GError **error);

/* The product of matrices that the result's name stands for. */
gboolean bench_product(const EpochBenchOptions *options, const struct ec_job *job,
                       EpochBenchResult *result, GError **error);

/* The networks. */
gboolean bench_mlp(const EpochBenchOptions *options, const struct ec_job *job,
                   EpochBenchResult *result, GError **error);
gboolean bench_cnn(const EpochBenchOptions *options, const struct ec_job *job,
                   EpochBenchResult *result, GError **error);
gboolean bench_lstm(const EpochBenchOptions *options, const struct ec_job *job,
                    EpochBenchResult *result, GError **error);
gboolean bench_transformer(const EpochBenchOptions *options, const struct ec_job *job,
                           EpochBenchResult *result, GError **error);
