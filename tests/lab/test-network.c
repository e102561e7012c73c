/* "network-by-hand": the calculation against arithmetic done here, the neuron against Newton's
 * method, what must hold for XOR, the same bits with any number of threads, and rough settings. */
#include "config.h"

#include <math.h>
#include <signal.h>
#include <string.h>

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

/* Runs with settings ("KEY=VALUE", separated by blanks). */
static int
run(const char *folder, const char *settings, const char *threads, const char *seed, char **out,
    char **err)
{
  g_auto(GStrv) list = g_strsplit(settings, " ", -1);
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_auto(GStrv) argv = NULL;

  g_strv_builder_add_many(arguments, "run", "network-by-hand", "--json", "--threads", threads,
                          "--seed", seed, "--out", folder, NULL);
  for (gsize i = 0; list[i] != NULL; i++) {
    if (*list[i] != '\0') {
      g_strv_builder_add_many(arguments, "--set", list[i], NULL);
    }
  }
  argv = g_strv_builder_end(arguments);
  return helper_run_list(out, err, (const char *const *)argv);
}

static JsonObject *
run_well(const char *folder, const char *settings)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr(JsonObject) end = NULL;

  if (run(folder, settings, "1", "1", &out, &err) != 0) {
    g_error("%s: %s", settings, err);
  }
  end = helper_last_line(out);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "ok");
  return json_object_ref(json_object_get_object_member(end, "metrics"));
}

static void
assert_found(const char *folder, const char *part)
{
  g_autoptr(JsonObject) reading = helper_load(folder, "reading.json");
  JsonArray *found = json_object_get_array_member(reading, "found");
  gboolean is_there = FALSE;

  for (guint i = 0; i < json_array_get_length(found); i++) {
    is_there = is_there || strstr(json_array_get_string_element(found, i), part) != NULL;
  }
  if (!is_there) {
    g_error("nothing says “%s”", part);
  }
}

/* The result of the step whose formula begins so. */
static double
get_result(JsonArray *steps, const char *formula)
{
  for (guint i = 0; i < json_array_get_length(steps); i++) {
    JsonObject *step = json_array_get_object_element(steps, i);

    if (g_str_has_prefix(json_object_get_string_member(step, "formula"), formula)) {
      return json_object_get_double_member(step, "result");
    }
  }
  g_error("no step computes “%s”", formula);
}

static void
assert_near(double value, double expected)
{
  g_assert_cmpfloat(fabs(value - expected), <=, 1e-12 * fmax(1, fabs(expected)));
}

/* The numbers of the first point in boundary-1.json, which holds those that are learnt from: the
 * series of a class, in their order. */
static JsonArray *
get_points(JsonObject *chart, guint class, const char *axis)
{
  JsonArray *series = json_object_get_array_member(chart, "series");

  return json_object_get_array_member(json_array_get_object_element(series, class), axis);
}

/* Two hidden units: everything is worked out here from the new weights, which are the old ones
 * less rate times gradient, and the products, which tell the old ones. */
static void
test_calculation(Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {"w⁽¹⁾₁₁", "w⁽¹⁾₁₂", "w⁽¹⁾₂₁", "w⁽¹⁾₂₂", "b⁽¹⁾₁",
                                      "b⁽¹⁾₂",  "w⁽²⁾₁",  "w⁽²⁾₂",  "b⁽²⁾"};
  g_autoptr(JsonObject) metrics = run_well(fixture->folder, "hidden=2 rate=0.5 weights=trained");
  g_autoptr(JsonObject) calculation = helper_load(fixture->folder, "calculation.json");
  JsonArray *steps = json_object_get_array_member(calculation, "steps");
  double w[9], gradient[9], h[2], y, t, loss, x[2];

  for (guint i = 0; i < 9; i++) {
    g_autofree char *of_gradient = g_strdup_printf("∂L/∂%s = ", names[i]);
    g_autofree char *of_update = g_strdup_printf("%s ← ", names[i]);

    gradient[i] = get_result(steps, of_gradient);
    w[i] = get_result(steps, of_update) + 0.5 * gradient[i];
  }
  x[0] = get_result(steps, "w⁽¹⁾₁₁·x₁") / w[0];
  x[1] = get_result(steps, "w⁽¹⁾₁₂·x₂") / w[1];
  h[0] = tanh(w[0] * x[0] + w[1] * x[1] + w[4]);
  h[1] = tanh(w[2] * x[0] + w[3] * x[1] + w[5]);
  y = 1 / (1 + exp(-(w[6] * h[0] + w[7] * h[1] + w[8])));
  t = y - get_result(steps, "∂L/∂z⁽²⁾ = ");
  assert_near(get_result(steps, "h₁ = "), h[0]);
  assert_near(get_result(steps, "h₂ = "), h[1]);
  assert_near(get_result(steps, "ŷ = "), y);
  g_assert_true(fabs(t) < 1e-12 || fabs(t - 1) < 1e-12);
  t = round(t);
  loss = -(t * log(y) + (1 - t) * log(1 - y));
  g_assert_cmpfloat(fabs(get_result(steps, "L = ") - loss), <=, 1e-10);
  for (guint u = 0; u < 2; u++) {
    double back = (y - t) * w[6 + u] * (1 - h[u] * h[u]);

    assert_near(gradient[2 * u], back * x[0]);
    assert_near(gradient[2 * u + 1], back * x[1]);
    assert_near(gradient[4 + u], back);
    assert_near(gradient[6 + u], (y - t) * h[u]);
  }
  assert_near(gradient[8], y - t);
  g_assert_true(json_object_has_member(metrics, "accuracy"));
}

/* One step of a single neuron: 2 products, sum, bias, activation, loss, ∂z, 3 gradients, 3 updates,
 * the check, and the loss after it, which is lower. */
static void
test_single(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) metrics = run_well(fixture->folder, "hidden=0 epochs=5 rate=0.1");
  g_autoptr(JsonObject) calculation = helper_load(fixture->folder, "calculation.json");
  JsonArray *steps = json_object_get_array_member(calculation, "steps");
  guint n = json_array_get_length(steps);
  JsonObject *check = json_array_get_object_element(steps, n - 2);
  const char *formula = json_object_get_string_member(check, "formula");
  g_autofree char *name = g_strndup(formula, (gsize)(strstr(formula, " ≈") - formula));
  g_autofree char *of_gradient = g_strdup_printf("%s = ", name);

  g_assert_cmpuint(n, ==, 15);
  g_assert_cmpfloat(
      fabs(json_object_get_double_member(check, "result") - get_result(steps, of_gradient)), <,
      1e-8);
  g_assert_cmpfloat(get_result(steps, "L(w − η"), <, get_result(steps, "L = "));
  g_assert_true(json_object_has_member(metrics, "log_loss"));
}

/* What a logistic regression with the best weights costs, by Newton's method. */
static double
fit_newton(JsonObject *chart)
{
  double b[3] = {0, 0, 0}, loss = 0;
  gsize n = 0;

  for (guint step = 0; step < 30; step++) {
    double g[3] = {0}, a[3][4] = {{0}};

    loss = 0;
    n = 0;
    for (guint class = 0; class < 2; class ++) {
      JsonArray *xs = get_points(chart, class, "x"), *ys = get_points(chart, class, "y");

      for (guint i = 0; i < json_array_get_length(xs); i++, n++) {
        double x[3] = {json_array_get_double_element(xs, i), json_array_get_double_element(ys, i),
                       1};
        double p = 1 / (1 + exp(-(b[0] * x[0] + b[1] * x[1] + b[2])));

        loss -= log(class == 1 ? p : 1 - p);
        for (guint j = 0; j < 3; j++) {
          g[j] += (p - class) * x[j];
          for (guint k = 0; k < 3; k++) {
            a[j][k] += p * (1 - p) * x[j] * x[k];
          }
        }
      }
    }
    for (guint j = 0; j < 3; j++) {
      a[j][3] = g[j];
    }
    for (guint j = 0; j < 3; j++) {
      for (guint i = 0; i < 3; i++) {
        double factor = a[i][j] / a[j][j];

        for (guint k = 0; i != j && k < 4; k++) {
          a[i][k] -= factor * a[j][k];
        }
      }
    }
    for (guint j = 0; j < 3; j++) {
      b[j] -= a[j][3] / a[j][j];
    }
  }
  return loss / (double)n;
}

/* A single neuron is a logistic regression: with all points a step and long enough it comes to the
 * best weights there are. */
static void
test_logistic(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) metrics =
      run_well(fixture->folder, "data=moons hidden=0 rate=3 epochs=5000 batch=0");
  g_autoptr(JsonObject) chart = helper_load(fixture->folder, "boundary-3.json");
  double best = fit_newton(chart);
  double reached = json_object_get_double_member(metrics, "log_loss_train");

  g_assert_cmpfloat(reached, >=, best - 1e-12);
  g_assert_cmpfloat(reached, <, best + 1e-6);
}

/* No line tells XOR apart, four hidden units do. Without noise there are four places, of which a line
 * has three right at the most. */
static void
test_xor(Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = {"hidden=0 noise=0 points=400", "hidden=0 noise=0 rate=5"};
  g_autoptr(JsonObject) bent = run_well(fixture->folder, "hidden=4 noise=0");

  g_assert_cmpfloat(json_object_get_double_member(bent, "accuracy"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
    g_autoptr(JsonObject) straight = run_well(fixture->folder, lines[i]);

    g_assert_cmpfloat(json_object_get_double_member(straight, "accuracy_train"), <, 0.8);
    assert_found(fixture->folder, "A single neuron can not do XOR");
  }
}

static void
test_threads(Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = {
      "boundary.json", "boundary-1.json", "boundary-2.json",  "boundary-3.json", "loss.json",
      "weights.json",  "gradients.json",  "calculation.json", "facts.json",      "reading.json"};
  static const char *const threads[] = {"1", "2", "4"};
  static const char *const seeds[] = {"7", "7", "7", "8"};
  char *folders[4];

  for (guint i = 0; i < 4; i++) {
    folders[i] = g_strdup_printf("%s/%u", fixture->folder, i);
    g_assert_cmpint(run(folders[i], "data=moons", threads[i % 3], seeds[i], NULL, NULL), ==, 0);
  }
  for (guint f = 0; f < G_N_ELEMENTS(files); f++) {
    char *texts[4];

    for (guint i = 0; i < 4; i++) {
      g_autofree char *path = g_build_filename(folders[i], files[f], NULL);

      g_assert_true(g_file_get_contents(path, &texts[i], NULL, NULL));
    }
    g_assert_cmpstr(texts[0], ==, texts[1]);
    g_assert_cmpstr(texts[0], ==, texts[2]);
    g_assert_cmpstr(texts[0], !=, texts[3]);
    for (guint i = 0; i < 4; i++) {
      g_free(texts[i]);
    }
  }
  for (guint i = 0; i < 4; i++) {
    g_free(folders[i]);
  }
}

static void
assert_refused(const char *folder, const char *settings, const char *part)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  g_assert_cmpint(run(folder, settings, "1", "1", &out, &err), !=, 0);
  if (strstr(err, part) == NULL) {
    g_error("“%s” is not part of “%s”", part, err);
  }
}

static void
test_settings(Fixture *fixture, gconstpointer data)
{
  static const char *const fine[] = {
      "data=iris hidden=8 activation=sigmoid",      "data=circles activation=relu batch=2000",
      "points=20 test_share=0.5 batch=1 epochs=1",  "rate=1000 epochs=20 hidden=8",
      "noise=5 hidden=1 weights=trained point=150",
  };

  assert_refused(fixture->folder, "point=151",
                 "the net learns from 150 points: choose a number from 1 to 150");
  assert_refused(fixture->folder, "point=0", "a whole number from 1 to 2000");
  assert_refused(fixture->folder, "hidden=9", "a whole number from 0 to 8");
  assert_refused(fixture->folder, "rate=0", "a number from");
  assert_refused(fixture->folder, "rate=nan", "a number from");
  for (guint i = 0; i < G_N_ELEMENTS(fine); i++) {
    g_autoptr(JsonObject) metrics = run_well(fixture->folder, fine[i]);

    g_assert_true(json_object_has_member(metrics, "accuracy"));
  }
}

/* Steps without measure: the numbers run away, and the run says so instead of failing. */
static void
test_diverge(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) metrics =
      run_well(fixture->folder, "noise=5 rate=1000 activation=relu hidden=8");

  assert_found(fixture->folder, "the numbers ran away after");
  g_assert_true(isfinite(json_object_get_double_member(metrics, "log_loss")));
}

/* Stopped on the way: what was learnt until then is drawn and kept. */
static void
test_stop(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;
  g_autoptr(JsonObject) end = NULL;
  g_autoptr(JsonObject) loss = NULL;
  g_autoptr(GDataInputStream) stream = NULL;
  g_autoptr(GString) all = g_string_new(NULL);
  gboolean is_sent = FALSE;
  g_autoptr(GSubprocess) child = g_subprocess_new(
      G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, epoch_paths_get_lab(), "run", "network-by-hand",
      "--json", "--set", "epochs=100000", "--set", "points=2000", "--out", fixture->folder, NULL);

  g_assert_no_error(error);
  stream = g_data_input_stream_new(g_subprocess_get_stdout_pipe(child));
  while ((line = g_data_input_stream_read_line(stream, NULL, NULL, NULL)) != NULL) {
    g_string_append_printf(all, "%s\n", line);
    if (!is_sent && strstr(line, "\"step\":2500") != NULL) {
      g_subprocess_send_signal(child, SIGTERM);
      is_sent = TRUE;
    }
    g_clear_pointer(&line, g_free);
  }
  g_assert_true(g_subprocess_wait(child, NULL, NULL));
  g_assert_true(is_sent);
  g_assert_cmpint(g_subprocess_get_exit_status(child), ==, 0);
  end = helper_last_line(all->str);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "cancelled");
  loss = helper_load(fixture->folder, "loss.json");
  g_assert_true(json_object_has_member(loss, "series"));
  assert_found(fixture->folder, "The calculation follows point 1");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/network/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("calculation", test_calculation);
  ADD("single", test_single);
  ADD("logistic", test_logistic);
  ADD("xor", test_xor);
  ADD("threads", test_threads);
  ADD("settings", test_settings);
  ADD("diverge", test_diverge);
  ADD("stop", test_stop);
  return g_test_run();
}
