/* The cases that peers do not have: growth with the rows, reading of tables, and how long a program
 * that is just started takes to its first result. */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/random.h"
#include "bench/bench-private.h"
#include "bench/stand-in-private.h"
#include "model/boosting.h"
#include "table/csv.h"

#define GROWTH_ROWS 1000000
#define GROWTH_ROUNDS 20
#define CSV_ROWS 200000
#define CSV_COLUMNS 10
#define START_ROWS 200

static ec_status
create_boosting(gpointer data, struct ec_model **model, struct ec_error *error)
{
  struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;

  options.n_rounds = GROWTH_ROUNDS;
  return ec_boosting_new(&options, model, error);
}

/* A line of /proc/self/status in bytes, such as "VmHWM:"; 0 where there is none. */
static double
read_memory(const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents("/proc/self/status", &text, NULL, NULL)) {
    return 0;
  }
  line = strstr(text, name);
  return line != NULL ? 1024.0 * g_ascii_strtod(line + strlen(name), NULL) : 0;
}

/* Lets the kernel measure the peak of memory anew from here on (proc(5), clear_refs). */
static void
reset_peak(void)
{
  FILE *file = g_fopen("/proc/self/clear_refs", "w");

  if (file != NULL) {
    fputs("5", file);
    fclose(file);
  }
}

/* Fits boosting on rows beyond the peers' cases; the time, and the most memory that was in use
 * beyond what was there before. */
static gboolean
grow(const struct ec_job *job, gsize n_rows, double *seconds, double *bytes, GError **error)
{
  const EpochBenchOptions once = {NULL, 0, 1};
  EpochBenchResult result = {.seconds = INFINITY};
  g_auto(BenchData) table = {0};
  struct ec_data data = {0};
  struct ec_model *model;
  double before;

  if (!stand_in_make_synth(&table, n_rows, error)) {
    return FALSE;
  }
  data = (struct ec_data){.x = table.x, .y = table.y, .n_classes = table.n_classes};
  reset_peak();
  before = read_memory("VmRSS:");
  model = bench_fit(&once, job, create_boosting, NULL, &data, &result, error);
  *bytes = read_memory("VmHWM:") - before;
  *seconds = result.seconds;
  ec_model_free(model);
  return model != NULL;
}

gboolean
bench_growth(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
             GError **error)
{
  double single = 0, twice = 0, bytes = 0;
  /* One byte a value is what a table of bins takes. */
  const double binned = 2.0 * GROWTH_ROWS * 50;

  if (!grow(job, GROWTH_ROWS, &single, &bytes, error) ||
      !grow(job, (gsize)2 * GROWTH_ROWS, &twice, &bytes, error)) {
    return FALSE;
  }
  result->seconds = twice;
  bench_add(result, "half_s", single);
  bench_add(result, "time_ratio", twice / single);
  bench_add(result, "peak_mb", bytes / 1e6);
  bench_add(result, "binned_mb", binned / 1e6);
  bench_add(result, "peak_ratio", bytes / binned);
  return TRUE;
}

static GString *
make_csv(gsize n_rows, gsize n_columns)
{
  GString *text = g_string_new(NULL);
  struct ec_random random = ec_random_new(7);

  for (gsize j = 0; j < n_columns; j++) {
    g_string_append_printf(text, "%sc%zu", j > 0 ? "," : "", j);
  }
  for (gsize i = 0; i < n_rows; i++) {
    for (gsize j = 0; j < n_columns; j++) {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_c(text, j > 0 ? ',' : '\n');
      g_string_append(text,
                      g_ascii_formatd(number, sizeof number, "%.6g", ec_random_normal(&random)));
    }
  }
  g_string_append_c(text, '\n');
  return text;
}

gboolean
bench_csv(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
          GError **error)
{
  g_autoptr(GString) text = make_csv(CSV_ROWS, CSV_COLUMNS);

  for (guint k = 0; k < options->n_repeats; k++) {
    struct ec_error core_error = EC_ERROR_INIT;
    struct ec_table *table = NULL;
    double began = bench_now();
    ec_status status = ec_csv_read(text->str, text->len, NULL, job, &table, &core_error);

    result->seconds = MIN(result->seconds, bench_now() - began);
    ec_table_free(table);
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
  }
  bench_add(result, "mb_s", (double)text->len / 1e6 / result->seconds);
  return TRUE;
}

/* Starts this program once on the table; @first gets the seconds until its first result stood on
 * standard output. */
static gboolean
start_once(const char *program, const char *csv, double *first, double *all, GError **error)
{
  double began = bench_now();
  g_autoptr(GSubprocess) child =
      g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, error, program, "fit", "linear", "--csv",
                       csv, "--target", "c0", "--json", NULL);
  g_autoptr(GDataInputStream) lines = NULL;

  *first = INFINITY;
  if (child == NULL) {
    return FALSE;
  }
  lines = g_data_input_stream_new(g_subprocess_get_stdout_pipe(child));
  for (;;) {
    g_autofree char *line = g_data_input_stream_read_line(lines, NULL, NULL, NULL);

    if (line == NULL) {
      break;
    }
    if (isinf(*first) && strstr(line, "\"event\":\"metric\"") != NULL) {
      *first = bench_now() - began;
    }
  }
  if (!g_subprocess_wait_check(child, NULL, error)) {
    return FALSE;
  }
  *all = bench_now() - began;
  return TRUE;
}

gboolean
bench_start(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
            GError **error)
{
  g_autofree char *program = g_file_read_link("/proc/self/exe", error);
  g_autofree char *folder = program != NULL ? g_dir_make_tmp("epoch-bench-XXXXXX", error) : NULL;
  g_autofree char *csv = folder != NULL ? g_build_filename(folder, "small.csv", NULL) : NULL;
  g_autoptr(GString) text = make_csv(START_ROWS, CSV_COLUMNS);
  double least = INFINITY;
  gboolean well = csv != NULL && g_file_set_contents(csv, text->str, (gssize)text->len, error);

  for (guint k = 0; k < options->n_repeats && well; k++) {
    double first = 0, all = 0;

    well = start_once(program, csv, &first, &all, error);
    result->seconds = MIN(result->seconds, first);
    least = MIN(least, all);
  }
  bench_add(result, "end_s", least);
  if (csv != NULL) {
    g_unlink(csv);
    g_rmdir(folder);
  }
  return well;
}
