/* epoch-lab run: its lines, its files, its numbers, its exit codes. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>

#include "base/epoch-json.h"
#include "base/epoch-paths.h"
#include "lab-helper.h"

typedef struct {
  char *folder;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = helper_make_folder();
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  helper_remove_folder(fixture->folder);
  g_free(fixture->folder);
}

static JsonObject *
parse_line(const char *line)
{
  g_autoptr(GError) error = NULL;
  JsonObject *object = epoch_json_parse(line, strlen(line), "line", &error);

  g_assert_no_error(error);
  return object;
}

static double
metric(JsonObject *end, const char *name)
{
  return json_object_get_double_member(json_object_get_object_member(end, "metrics"), name);
}

/* The events of the contract, in their order and with their members. */
static void
test_events(Fixture *fixture, gconstpointer data)
{
  g_autofree char *out = NULL;
  g_auto(GStrv) lines = NULL;
  gsize n, n_artifacts = 0;
  double done = 0;

  g_assert_cmpint(helper_run(&out, NULL, "run", "boston-linear", "--json", "--seed", "7", "--out",
                             fixture->folder, NULL),
                  ==, 0);
  lines = g_strsplit(g_strchomp(out), "\n", -1);
  n = g_strv_length(lines);
  for (gsize i = 0; i < n; i++) {
    g_autoptr(JsonObject) event = parse_line(lines[i]);
    const char *kind = json_object_get_string_member(event, "event");

    g_assert_true((i == 0) == g_str_equal(kind, "start"));
    g_assert_true((i == n - 1) == g_str_equal(kind, "end"));
    if (g_str_equal(kind, "start")) {
      JsonObject *dataset = json_object_get_object_member(event, "dataset");
      JsonObject *params = json_object_get_object_member(event, "params");

      g_assert_cmpint(json_object_get_int_member(event, "seed"), ==, 7);
      g_assert_cmpint(json_object_get_int_member(dataset, "rows"), ==, 506);
      g_assert_cmpuint(strlen(json_object_get_string_member(dataset, "sha256")), ==, 64);
      g_assert_cmpfloat(json_object_get_double_member(params, "test_share"), ==, 0.2);
    } else if (g_str_equal(kind, "progress")) {
      g_assert_cmpfloat(json_object_get_double_member(event, "done"), >=, done);
      done = json_object_get_double_member(event, "done");
    } else if (g_str_equal(kind, "artifact")) {
      g_autofree char *path =
          g_build_filename(fixture->folder, json_object_get_string_member(event, "path"), NULL);

      g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
      n_artifacts++;
    }
  }
  g_assert_cmpuint(n_artifacts, ==, 8);
}

/* The numbers of a run, made once more from its own rows: predictions follow from the model, and
 * the metrics from the predictions. */
static void
test_numbers(Fixture *fixture, gconstpointer data)
{
  g_autofree char *out = NULL;
  g_autofree char *path = g_build_filename(fixture->folder, "predictions.csv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(JsonObject) end = NULL;
  double squares = 0, absolute = 0, sum = 0, sum_squares = 0, mse;
  guint n = 0;

  g_assert_cmpint(
      helper_run(&out, NULL, "run", "boston-linear", "--json", "--out", fixture->folder, NULL), ==,
      0);
  end = helper_last_line(out);
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  lines = g_strsplit(g_strchomp(text), "\n", -1);
  g_assert_cmpuint(g_strv_length(lines), ==, 507);
  for (gsize i = 1; lines[i] != NULL; i++) {
    g_auto(GStrv) fields = g_strsplit(lines[i], ",", -1);
    double p = g_ascii_strtod(fields[1], NULL), y = g_ascii_strtod(fields[2], NULL);

    if (g_str_equal(fields[3], "test")) {
      squares += (y - p) * (y - p);
      absolute += fabs(y - p);
      sum += y;
      sum_squares += y * y;
      n++;
    }
  }
  mse = squares / n;
  g_assert_cmpuint(n, ==, 101);
  g_assert_cmpfloat_with_epsilon(metric(end, "mse"), mse, 1e-11);
  g_assert_cmpfloat_with_epsilon(metric(end, "rmse"), sqrt(mse), 1e-12);
  g_assert_cmpfloat_with_epsilon(metric(end, "mae"), absolute / n, 1e-12);
  g_assert_cmpfloat_with_epsilon(metric(end, "r2"), 1 - squares / (sum_squares - sum * sum / n),
                                 1e-11);
  g_assert_cmpfloat(metric(end, "rmse_baseline"), >, metric(end, "rmse"));
}

/* Residuals of least squares are orthogonal to each column and to the constant: this holds for
 * the exact minimum and for nothing else. */
static void
test_orthogonal(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = epoch_paths_dup_data_file("datasets", "boston-housing.csv");
  g_autofree char *path = g_build_filename(fixture->folder, "predictions.csv", NULL);
  g_autofree char *table = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) rows = NULL;
  g_auto(GStrv) lines = NULL;
  double dots[14] = {0}, sizes[14] = {0};

  g_assert_cmpint(helper_run(NULL, NULL, "run", "boston-linear", "--out", fixture->folder, NULL),
                  ==, 0);
  g_assert_true(g_file_get_contents(csv, &table, NULL, NULL));
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  rows = g_strsplit(table, "\n", -1);
  lines = g_strsplit(g_strchomp(text), "\n", -1);
  for (gsize i = 1; lines[i] != NULL; i++) {
    g_auto(GStrv) fields = g_strsplit(lines[i], ",", -1);
    g_auto(GStrv) values = g_strsplit(rows[g_ascii_strtoll(fields[0], NULL, 10)], ",", -1);
    double residual = g_ascii_strtod(fields[2], NULL) - g_ascii_strtod(fields[1], NULL);

    for (guint j = 0; j < 14 && g_str_equal(fields[3], "train"); j++) {
      double x = j == 13 ? 1 : g_ascii_strtod(values[j], NULL);

      dots[j] += x * residual;
      sizes[j] += fabs(x * residual);
    }
  }
  for (guint j = 0; j < 14; j++) {
    if (j != 11) {
      g_assert_cmpfloat(fabs(dots[j]), <, 1e-11 * sizes[j]);
    }
  }
  /* The column that was left out is not orthogonal, so that the check above can fail. */
  g_assert_cmpfloat(fabs(dots[11]), >, 1e-6 * sizes[11]);
}

static char *
run_rmse(const char *const *more)
{
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_auto(GStrv) argv = NULL;
  g_autofree char *out = NULL;
  g_autoptr(JsonObject) end = NULL;

  g_strv_builder_add_many(arguments, "run", "boston-linear", "--json", NULL);
  g_strv_builder_addv(arguments, (const char **)more);
  argv = g_strv_builder_end(arguments);
  g_assert_cmpint(helper_run_list(&out, NULL, (const char *const *)argv), ==, 0);
  end = helper_last_line(out);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "ok");
  return g_strdup_printf("%.10g", metric(end, "rmse"));
}

#define RMSE(...) run_rmse((const char *const[]){__VA_ARGS__, NULL})

/* The seed decides, the threads do not; scaling changes ridge and not least squares. */
static void
test_settings(Fixture *fixture, gconstpointer data)
{
  g_autofree char *plain = RMSE("--seed", "1");
  g_autofree char *again = RMSE("--threads", "2");
  g_autofree char *other = RMSE("--seed", "2");
  g_autofree char *unscaled = RMSE("--set", "scale=none");
  g_autofree char *flat = RMSE("--set", "model=ridge", "--set", "alpha=0");
  g_autofree char *ridge = RMSE("--set", "model=ridge", "--set", "alpha=100");
  g_autofree char *ridge_unscaled =
      RMSE("--set", "model=ridge", "--set", "alpha=100", "--set", "scale=none");
  g_autofree char *with_b =
      RMSE("--set", "columns=crim,zn,indus,chas,nox,rm,age,dis,rad,tax,ptratio,b,lstat");

  g_assert_cmpstr(plain, ==, again);
  g_assert_cmpstr(plain, ==, unscaled);
  g_assert_cmpstr(plain, ==, flat);
  g_assert_cmpstr(plain, !=, other);
  g_assert_cmpstr(plain, !=, ridge);
  g_assert_cmpstr(ridge, !=, ridge_unscaled);
  g_assert_cmpstr(plain, !=, with_b);
}

/* The other data sets work from end to end, with categories and with all columns. */
static void
test_alternatives(Fixture *fixture, gconstpointer data)
{
  g_autofree char *ames = RMSE("--set", "dataset=ames-housing");
  g_autofree char *places =
      RMSE("--set", "dataset=ames-housing", "--set", "columns=neighborhood,gr_liv_area");
  g_autofree char *diabetes = RMSE("--set", "dataset=diabetes-442");

  g_assert_cmpfloat(g_ascii_strtod(ames, NULL), >, 15000);
  g_assert_cmpfloat(g_ascii_strtod(ames, NULL), <, 60000);
  g_assert_cmpfloat(g_ascii_strtod(places, NULL), <, 70000);
  g_assert_cmpfloat(g_ascii_strtod(diabetes, NULL), >, 40);
  g_assert_cmpfloat(g_ascii_strtod(diabetes, NULL), <, 75);
}

/* Every chart is what the window expects of one. */
static void
check_chart(const char *folder, const char *name)
{
  g_autoptr(JsonObject) chart = helper_load(folder, name);
  JsonArray *series = json_object_get_array_member(chart, "series");
  const char *kind = json_object_get_string_member(chart, "chart");

  g_assert_cmpuint(strlen(json_object_get_string_member(chart, "title")), >, 0);
  g_assert_cmpuint(strlen(json_object_get_string_member(chart, "summary")), >, 20);
  for (guint i = 0; i < json_array_get_length(series); i++) {
    JsonObject *one = json_array_get_object_element(series, i);
    guint n = json_array_get_length(json_object_get_array_member(one, "y"));

    if (g_str_equal(kind, "scatter")) {
      g_assert_cmpuint(json_array_get_length(json_object_get_array_member(one, "x")), ==, n);
    } else if (g_str_equal(kind, "histogram")) {
      g_assert_cmpuint(json_array_get_length(json_object_get_array_member(chart, "edges")), ==,
                       n + 1);
    } else {
      g_assert_cmpuint(json_array_get_length(json_object_get_array_member(chart, "categories")), ==,
                       n);
    }
  }
}

static void
test_charts(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) reading = NULL;
  g_autoptr(JsonObject) repeats = NULL;
  JsonArray *counts;
  gint64 total = 0;

  g_assert_cmpint(helper_run(NULL, NULL, "run", "boston-linear", "--set", "repeats=40", "--set",
                             "columns=rm,lstat,b", "--out", fixture->folder, NULL),
                  ==, 0);
  check_chart(fixture->folder, "predicted-actual.json");
  check_chart(fixture->folder, "residuals.json");
  check_chart(fixture->folder, "residual-histogram.json");
  check_chart(fixture->folder, "coefficients.json");
  check_chart(fixture->folder, "repeats.json");
  repeats = helper_load(fixture->folder, "repeats.json");
  counts = json_object_get_array_member(
      json_array_get_object_element(json_object_get_array_member(repeats, "series"), 0), "y");
  for (guint i = 0; i < json_array_get_length(counts); i++) {
    total += json_array_get_int_element(counts, i);
  }
  g_assert_cmpint(total, ==, 40);
  reading = helper_load(fixture->folder, "reading.json");
  g_assert_cmpuint(json_array_get_length(json_object_get_array_member(reading, "found")), >=, 8);
}

static void
assert_status(const char *const *arguments, int expected, const char *sentence)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_assert_cmpint(helper_run_list(&out, &err, arguments), ==, expected);
  if (strstr(err, sentence) == NULL && strstr(out, sentence) == NULL) {
    g_error("“%s” is part of neither “%s” nor “%s”", sentence, out, err);
  }
}

static void
test_usage(Fixture *fixture, gconstpointer data)
{
#define LAB(...) ((const char *const[]){__VA_ARGS__, NULL})
  assert_status(((const char *const[]){NULL}), 2, "Usage: epoch-lab COMMAND");
  assert_status(LAB("--version"), 0, "epoch-lab ");
  assert_status(LAB("--help"), 0, "Usage: epoch-lab COMMAND");
  assert_status(LAB("dance"), 2, "there is no command “dance”");
  assert_status(LAB("list"), 0, "How well does a straight line predict house prices?");
  assert_status(LAB("list", "boston-linear"), 0, "test_share=0.2");
  assert_status(LAB("list", "nothing"), 2, "nothing.json");
  assert_status(LAB("run"), 2, "Usage: epoch-lab run ID");
  assert_status(LAB("run", "--help"), 0, "--seed");
  assert_status(LAB("run", "no-such"), 2, "no-such");
  assert_status(LAB("run", "../x"), 2, "can not be an experiment's id");
  assert_status(LAB("run", "boston-linear", "--set", "x=1"), 2, "there is no parameter “x”");
  assert_status(LAB("run", "boston-linear", "--set", "repeats"), 2, "write KEY=VALUE");
  assert_status(LAB("run", "boston-linear", "--set", "dataset=iris"), 2, "iris");
  assert_status(LAB("run", "boston-linear", "--seed", "-1"), 2, "--seed takes");
  assert_status(LAB("run", "boston-linear", "--threads", "many"), 2, "--threads takes");
  assert_status(LAB("run", "boston-linear", "--out", "/proc/nowhere"), 1, "/proc/nowhere");
  assert_status(LAB("bench", "nothing"), 2, "there are ols-synth, logistic-churn");
  assert_status(LAB("bench", "csv", "--json", "--repeat", "1"), 0, "\"case\": \"csv\"");
  assert_status(LAB("bench", "ols-synth", "--data", "/nonexistent"), 1, "synth.json");
#undef LAB
}

/* A data file that was changed is refused, and a failed run says why as an event too. */
static void
test_changed_data(Fixture *fixture, gconstpointer data)
{
  static const char *const files[][2] = {{"experiments", "boston-linear.json"},
                                         {"datasets", "boston-housing.json"},
                                         {"datasets", "boston-housing.csv"}};
  g_autofree char *real = g_strdup(g_getenv("EPOCH_DATA_DIR"));
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr(JsonObject) end = NULL;

  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_autofree char *from = epoch_paths_dup_data_file(files[i][0], files[i][1]);
    g_autofree char *dir = g_build_filename(fixture->folder, files[i][0], NULL);
    g_autofree char *to = g_build_filename(dir, files[i][1], NULL);
    g_autofree char *text = NULL;
    gsize length = 0;

    g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
    g_assert_true(g_file_get_contents(from, &text, &length, NULL));
    if (i == 2) {
      text[length - 2] = '7';
    }
    g_assert_true(g_file_set_contents(to, text, (gssize)length, NULL));
  }
  g_setenv("EPOCH_DATA_DIR", fixture->folder, TRUE);
  g_assert_cmpint(helper_run(&out, &err, "run", "boston-linear", "--json", NULL), ==, 1);
  g_setenv("EPOCH_DATA_DIR", real, TRUE);
  end = helper_last_line(out);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "failed");
  g_assert_nonnull(strstr(json_object_get_string_member(end, "message"), "SHA-256"));
  g_assert_nonnull(strstr(err, "SHA-256"));
}

/* SIGTERM in the middle of a run: it says so, keeps its files, and the exit status is 0. */
static void
test_sigterm(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  g_autofree char *line = NULL;
  g_autoptr(JsonObject) end = NULL;
  g_autoptr(JsonObject) checkpoint = NULL;
  g_autoptr(GDataInputStream) stream = NULL;
  g_autoptr(GString) all = g_string_new(NULL);
  g_autoptr(GSubprocess) child =
      g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, epoch_paths_get_lab(), "run",
                       "boston-linear", "--json", "--set", "repeats=2000", "--set",
                       "dataset=ames-housing", "--out", fixture->folder, NULL);

  g_assert_no_error(error);
  stream = g_data_input_stream_new(g_subprocess_get_stdout_pipe(child));
  while ((line = g_data_input_stream_read_line(stream, NULL, NULL, NULL)) != NULL) {
    g_string_append_printf(all, "%s\n", line);
    if (strstr(line, "\"step\":5") != NULL) {
      g_subprocess_send_signal(child, SIGTERM);
    }
    g_clear_pointer(&line, g_free);
  }
  g_assert_true(g_subprocess_wait(child, NULL, NULL));
  g_assert_true(g_subprocess_get_if_exited(child));
  g_assert_cmpint(g_subprocess_get_exit_status(child), ==, 0);
  end = helper_last_line(all->str);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "cancelled");
  checkpoint = helper_load(fixture->folder, "checkpoint.json");
  g_assert_cmpint(json_object_get_int_member(checkpoint, "splits_done"), >=, 5);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/run/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("events", test_events);
  ADD("numbers", test_numbers);
  ADD("orthogonal", test_orthogonal);
  ADD("settings", test_settings);
  ADD("alternatives", test_alternatives);
  ADD("charts", test_charts);
  ADD("usage", test_usage);
  ADD("changed-data", test_changed_data);
  ADD("sigterm", test_sigterm);
  return g_test_run();
}
