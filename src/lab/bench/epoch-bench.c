#include "config.h"

#include "bench/epoch-bench.h"

#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "base/epoch-json.h"
#include "base/parallel.h"
#include "base/random.h"
#include "model/linear.h"
#include "table/csv.h"

/* The size of "synth", as the peers have it. */
#define SYNTH_ROWS 200000
#define SYNTH_COLUMNS 50
#define CSV_ROWS 200000
#define CSV_COLUMNS 10
#define MAX_MATRIX_BYTES ((gsize)4 << 30)

static double
now(void)
{
  return (double)g_get_monotonic_time() / G_USEC_PER_SEC;
}

static gboolean
read_shape(const char *folder, size_t *n_rows, size_t *n_columns, GError **error)
{
  g_autofree char *path = g_build_filename(folder, "synth.json", NULL);
  g_autoptr(JsonObject) object = epoch_json_load(path, 65536, error);
  gint64 train = 0, test = 0, columns = 0;

  if (object == NULL ||
      !epoch_json_get_integer(object, "synth.json", "train", TRUE, &train, error) ||
      !epoch_json_get_integer(object, "synth.json", "test", TRUE, &test, error) ||
      !epoch_json_get_integer(object, "synth.json", "cols", TRUE, &columns, error)) {
    return FALSE;
  }
  if (train < 1 || test < 0 || columns < 1 || train > G_MAXINT32 || test > G_MAXINT32 ||
      columns > 100000) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"train\", \"test\" and \"cols\" are not the sizes of a matrix", path);
    return FALSE;
  }
  *n_rows = (size_t)(train + test);
  *n_columns = (size_t)columns;
  return TRUE;
}

/* The peers' matrix is written row by row; the core keeps columns together. */
static gboolean
read_synth(const char *folder, struct ec_matrix *x, GError **error)
{
  g_autofree char *path = g_build_filename(folder, "synth.X.f64", NULL);
  g_autofree char *bytes = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  size_t n_rows = 0, n_columns = 0;
  gsize length = 0;

  if (!read_shape(folder, &n_rows, &n_columns, error)) {
    return FALSE;
  }
  bytes = epoch_file_read(path, MAX_MATRIX_BYTES, &length, error);
  if (bytes == NULL) {
    return FALSE;
  }
  if (length != n_rows * n_columns * sizeof(double)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s has %" G_GSIZE_FORMAT " bytes, but synth.json means %zu rows of %zu numbers",
                path, length, n_rows, n_columns);
    return FALSE;
  }
  if (!epoch_core_error_propagate(ec_matrix_new(n_rows, n_columns, x, &core_error), &core_error,
                                  path, error)) {
    return FALSE;
  }
  for (size_t i = 0; i < n_rows; i++) {
    for (size_t j = 0; j < n_columns; j++) {
      guint64 bits;
      double value;

      memcpy(&bits, bytes + (i * n_columns + j) * sizeof bits, sizeof bits);
      bits = GUINT64_FROM_LE(bits);
      memcpy(&value, &bits, sizeof value);
      ec_matrix_set(x, i, j, value);
    }
  }
  return TRUE;
}

static gboolean
make_synth(struct ec_matrix *x, GError **error)
{
  struct ec_random random = ec_random_new(7);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_matrix_new(SYNTH_ROWS, SYNTH_COLUMNS, x, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  for (size_t j = 0; j < SYNTH_COLUMNS; j++) {
    for (size_t i = 0; i < SYNTH_ROWS; i++) {
      ec_matrix_set(x, i, j, ec_random_normal(&random));
    }
  }
  return TRUE;
}

/* The peers' recipe for the target: the matrix times standard normal weights, and a tenth of
 * standard normal noise. The random numbers are Epoch's own. */
static double *
make_target(const struct ec_matrix *x)
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

static gboolean
bench_ols(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
          GError **error)
{
  struct ec_matrix x = EC_MATRIX_INIT;
  g_autofree double *y = NULL;
  gboolean well =
      options->data != NULL ? read_synth(options->data, &x, error) : make_synth(&x, error);

  if (!well) {
    ec_matrix_clear(&x);
    return FALSE;
  }
  y = make_target(&x);
  for (guint k = 0; k < options->n_repeats && well; k++) {
    const struct ec_data data = {x, y, NULL};
    struct ec_error core_error = EC_ERROR_INIT;
    struct ec_model *model = NULL;
    ec_status status = ec_linear_new(NULL, &model, &core_error);
    double began = now();

    if (status == EC_OK) {
      status = ec_model_fit(model, &data, job, &core_error);
    }
    result->seconds = MIN(result->seconds, now() - began);
    well = epoch_core_error_propagate(status, &core_error, NULL, error);
    if (well) {
      result->quality = ec_linear_get_result(model)->r_squared;
    }
    ec_model_free(model);
  }
  ec_matrix_clear(&x);
  result->quality_name = "r2";
  return well;
}

static gboolean
bench_csv(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
          GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  struct ec_random random = ec_random_new(7);

  for (guint j = 0; j < CSV_COLUMNS; j++) {
    g_string_append_printf(text, "%sc%u", j > 0 ? "," : "", j);
  }
  for (guint i = 0; i < CSV_ROWS; i++) {
    for (guint j = 0; j < CSV_COLUMNS; j++) {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_c(text, j > 0 ? ',' : '\n');
      g_string_append(text,
                      g_ascii_formatd(number, sizeof number, "%.6g", ec_random_normal(&random)));
    }
  }
  for (guint k = 0; k < options->n_repeats; k++) {
    struct ec_error core_error = EC_ERROR_INIT;
    struct ec_table *table = NULL;
    double began = now();
    ec_status status = ec_csv_read(text->str, text->len, NULL, job, &table, &core_error);

    result->seconds = MIN(result->seconds, now() - began);
    ec_table_free(table);
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
  }
  result->quality_name = "mb_s";
  result->quality = (double)text->len / 1e6 / result->seconds;
  return TRUE;
}

static const char *const names[] = {"ols-synth", "csv", NULL};

static const struct {
  const char *description;
  gboolean (*run)(const EpochBenchOptions *options, const struct ec_job *job,
                  EpochBenchResult *result, GError **error);
} cases[] = {
    {"least squares, 200,000 rows of 50 columns", bench_ols},
    {"reading a table of 200,000 rows of 10 numbers", bench_csv},
};

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
