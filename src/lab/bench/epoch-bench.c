#include "config.h"

#include "bench/epoch-bench.h"

#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/parallel.h"
#include "bench/bench-private.h"

static const char *const names[] = {"ols-synth",
                                    "logistic-churn",
                                    "logistic-synth",
                                    "tree-churn",
                                    "tree-letter",
                                    "forest-churn",
                                    "forest-letter",
                                    "gbm-churn",
                                    "gbm-letter",
                                    "gbm-synth",
                                    "kmeans-letter",
                                    "kmeans-synth",
                                    "pca-mnist",
                                    "growth",
                                    "csv",
                                    "start",
                                    "peak",
                                    "matmul",
                                    "matmul-dense",
                                    "matmul-weights",
                                    "matmul-filters",
                                    "matmul-step",
                                    "matmul-tokens",
                                    "matmul-scores",
                                    "matmul-attend",
                                    "mlp",
                                    "cnn",
                                    "lstm",
                                    "transformer",
                                    NULL};

static const struct {
  const char *description;
  BenchFunc run;
} cases[] = {
    {"least squares, 200,000 rows of 50 columns", bench_ols_synth},
    {"logistic regression, churn", bench_logistic_churn},
    {"logistic regression, 160,000 rows of 50 columns", bench_logistic_synth},
    {"decision tree, churn", bench_tree_churn},
    {"decision tree, letters", bench_tree_letter},
    {"random forest of 100 trees, churn", bench_forest_churn},
    {"random forest of 100 trees, letters", bench_forest_letter},
    {"gradient boosting, 100 rounds, churn", bench_gbm_churn},
    {"gradient boosting, 100 rounds, letters", bench_gbm_letter},
    {"gradient boosting, 100 rounds, 160,000 rows of 50 columns", bench_gbm_synth},
    {"k-means, 26 clusters, letters", bench_kmeans_letter},
    {"k-means, 16 clusters, 200,000 rows of 50 columns", bench_kmeans_synth},
    {"50 principal components of 10,000 images", bench_pca_mnist},
    {"gradient boosting, 20 rounds, 2 million rows of 50 columns; half_s: 1 million", bench_growth},
    {"reading a table of 200,000 rows of 10 numbers", bench_csv},
    {"from the start of the program to the first result on a small table", bench_start},
    {"multiply-adds in registers alone, on one thread and on all", bench_peak},
    {"product of matrices, 1024 by 1024 by 1024", bench_product},
    {"the same of a dense layer, 64 by 256 by 784, the weights transposed", bench_product},
    {"the same of its weights' gradient, 256 by 784 by 64", bench_product},
    {"the same of a convolution, 12544 by 64 by 288, the weights transposed", bench_product},
    {"the same of a step of a recurrent layer, 64 by 256 by 64", bench_product},
    {"the same of a transformer's layer, 12800 by 384 by 128, the weights transposed",
     bench_product},
    {"the same of attention's scores, 256 times 200 by 200 by 32", bench_product},
    {"the same of attention's means, 256 times 200 by 32 by 200", bench_product},
    {"an epoch of a network 784-128-10 on 10,000 digits, 64 at a time", bench_mlp},
    {"the same of two convolutions and two dense layers", bench_cnn},
    {"an epoch of an LSTM of 64 on 4,000 reviews of 200 words", bench_lstm},
    {"the same of a transformer's encoder of two blocks of 128", bench_transformer},
};

G_STATIC_ASSERT(G_N_ELEMENTS(names) == G_N_ELEMENTS(cases) + 1);

double
bench_now(void)
{
  return (double)g_get_monotonic_time() / G_USEC_PER_SEC;
}

void
bench_add(EpochBenchResult *result, const char *name, double value)
{
  g_assert(result->n_qualities < EPOCH_BENCH_MAX_QUALITIES);
  result->qualities[result->n_qualities].name = name;
  result->qualities[result->n_qualities++].value = value;
}

static int
find_case(const char *name)
{
  for (int i = 0; names[i] != NULL; i++) {
    if (g_str_equal(names[i], name)) {
      return i;
    }
  }
  return -1;
}

const char *const *
epoch_bench_get_cases(void)
{
  return names;
}

const char *
epoch_bench_describe(const char *name)
{
  int index = find_case(name);

  return index >= 0 ? cases[index].description : NULL;
}

gboolean
epoch_bench_run(const char *name, const EpochBenchOptions *options, EpochBenchResult *result,
                GError **error)
{
  struct ec_job job = EC_JOB_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  int index = find_case(name);
  ec_status status;
  gboolean well;

  if (index < 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND, "there is no case “%s”", name);
    return FALSE;
  }
  status = ec_pool_new(options->n_threads, &job.pool, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  *result = (EpochBenchResult){.name = names[index], .seconds = INFINITY};
  well = cases[index].run(options, &job, result, error);
  ec_pool_free(job.pool);
  return well;
}
