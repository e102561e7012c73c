/* The experiment on bias and variance: the parts of the error add up, and they are what theory and
 * arithmetic elsewhere say. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lab-helper.h"
#include "metric/epoch-metric.h"

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
run(Fixture *fixture, const char *const *settings, const char *threads)
{
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_auto(GStrv) argv = NULL;
  g_autofree char *out = NULL;

  g_strv_builder_add_many(arguments, "run", "bias-variance", "--json", "--threads", threads,
                          "--out", fixture->folder, NULL);
  for (gsize i = 0; settings[i] != NULL; i++) {
    g_strv_builder_add_many(arguments, "--set", settings[i], NULL);
  }
  argv = g_strv_builder_end(arguments);
  g_assert_cmpint(helper_run_list(&out, NULL, (const char *const *)argv), ==, 0);
  return helper_last_line(out);
}

#define SETTINGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static double
metric(JsonObject *end, const char *name)
{
  return json_object_get_double_member(json_object_get_object_member(end, "metrics"), name);
}

/* A value of a chart: of a series by its number, at a place. */
static double
value_at(JsonObject *chart, guint series, guint index)
{
  JsonArray *list = json_object_get_array_member(chart, "series");

  return json_array_get_double_element(
      json_object_get_array_member(json_array_get_object_element(list, series), "y"), index);
}

/* bias² + variance + noise is the measured error, for every degree, up to chance: the mean of 300
 * times 101 squares of noise has a standard error of 0.09 √(2 / 30300), and its product with the
 * curves' misses 0.6 √(variance / 30300). */
static void
test_sum(Fixture *fixture, gconstpointer data)
{
  static const char *const truths[] = {"truth=wave", "truth=step", "truth=bell"};

  for (guint t = 0; t < G_N_ELEMENTS(truths); t++) {
    g_autoptr(JsonObject) end = run(fixture, SETTINGS(truths[t]), "1");
    g_autoptr(JsonObject) parts = helper_load(fixture->folder, "parts.json");

    g_assert_cmpfloat_with_epsilon(metric(end, "noise"), 0.09, 1e-15);
    for (guint d = 0; d < 15; d++) {
      double bias = value_at(parts, 0, d), variance = value_at(parts, 1, d);
      double error = value_at(parts, 3, d);
      double chance = 0.09 * sqrt(2.0 / 30300) + 0.6 * sqrt((bias + variance) / 30300);

      g_assert_cmpfloat(fabs(error - bias - variance - 0.09), <, 4 * chance);
      /* Without one of its parts it is not the sum, so that the check above can fail. */
      g_assert_cmpfloat(fabs(error - bias - variance), >, 4 * chance);
    }
  }
}

/* Of real rows the sum holds to the last digits, as nothing is drawn anew. */
static void
test_real(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) end = run(fixture, SETTINGS("truth=boston", "degree=2", "rows=100"), "1");

  g_assert_cmpfloat_with_epsilon(metric(end, "bias2") + metric(end, "variance"), metric(end, "mse"),
                                 1e-9 * metric(end, "mse"));
  g_assert_cmpfloat(metric(end, "best_degree"), >=, 2);
}

/* The sums give the errors: 152 rows of the 506 are the test, 40 sets have been fitted to 100 rows
 * each. So the explanation puts the run's own numbers in. */
static void
test_facts(Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *split, *metric;
    double n;
  } splits[] = {{"test", "mse", 40 * 152}, {"train", "mse_train", 40 * 100}};
  g_autoptr(JsonObject) end =
      run(fixture, SETTINGS("truth=boston", "degree=2", "rows=100", "sets=40"), "1");
  g_autoptr(JsonObject) facts = helper_load(fixture->folder, "facts.json");

  for (guint i = 0; i < G_N_ELEMENTS(splits); i++) {
    JsonObject *split = json_object_get_object_member(
        json_object_get_object_member(facts, "splits"), splits[i].split);
    double sum = json_object_get_double_member(split, "sum_squares");
    g_autofree char *text = epoch_metric_explain(splits[i].metric, facts);

    g_assert_cmpfloat(json_object_get_double_member(split, "n"), ==, splits[i].n);
    g_assert_cmpfloat_with_epsilon(sum / splits[i].n, metric(end, splits[i].metric),
                                   1e-12 * metric(end, splits[i].metric));
    g_assert_nonnull(strstr(text, i == 0 ? "/ 6,080 = " : "/ 4,000 = "));
  }
}

/* The bias of a straight line for a sine is known: the best line through sin πx on [−1, 1] is
 * 3x/π, and what it leaves has the mean square 1/2 − 3/π². With the slope's own variance it is the
 * same for many rows: σ² 2 / n. */
static void
test_theory(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) end =
      run(fixture, SETTINGS("degree=1", "rows=300", "sets=1000", "noise=0.3"), "1");

  g_assert_cmpfloat_with_epsilon(metric(end, "bias2"), 0.5 - 3 / (G_PI * G_PI), 2e-3);
  g_assert_cmpfloat(metric(end, "variance"), >, 0.8 * 0.09 * 2 / 300);
  g_assert_cmpfloat(metric(end, "variance"), <, 1.4 * 0.09 * 2 / 300);
}

/* Without noise degree 15 finds a sine to nearly all digits, which takes a basis that is not x,
 * x², x³ … and no normal equations. */
static void
test_stable(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) end = run(fixture, SETTINGS("degree=15", "noise=0", "sets=50"), "1");

  g_assert_cmpfloat(metric(end, "mse"), <, 1e-19);
  g_assert_cmpfloat(metric(end, "variance"), <, 1e-19);
}

/* Bias falls and variance rises with the degree; ridge lowers the error of a supple curve. */
static void
test_shape(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) end = run(fixture, SETTINGS("degree=12"), "1");
  g_autoptr(JsonObject) parts = helper_load(fixture->folder, "parts.json");
  g_autoptr(JsonObject) errors = helper_load(fixture->folder, "errors.json");
  g_autoptr(JsonObject) ridge = helper_load(fixture->folder, "ridge.json");
  g_autoptr(JsonObject) learning = helper_load(fixture->folder, "learning.json");
  double least = INFINITY;

  g_assert_cmpfloat(value_at(parts, 0, 0), >, 10 * value_at(parts, 0, 4));
  for (guint d = 1; d < 15; d++) {
    g_assert_cmpfloat(value_at(parts, 1, d), >, value_at(parts, 1, d - 1));
    g_assert_cmpfloat(value_at(errors, 0, d), <=, value_at(errors, 0, d - 1));
  }
  for (guint k = 0; k < 17; k++) {
    least = fmin(least, value_at(ridge, 2, k));
    if (k > 0) {
      g_assert_cmpfloat(value_at(ridge, 1, k), <, value_at(ridge, 1, k - 1));
    }
  }
  g_assert_cmpfloat(least, <, 0.7 * metric(end, "mse"));
  g_assert_cmpfloat(value_at(learning, 1, 9), <, 0.8 * metric(end, "mse"));
}

static void
test_threads(Fixture *fixture, gconstpointer data)
{
  static const char *const threads[] = {"1", "2", "4"};
  g_autofree char *path = g_build_filename(fixture->folder, "parts.json", NULL);
  g_autofree char *first = NULL;

  for (guint t = 0; t < G_N_ELEMENTS(threads); t++) {
    g_autoptr(JsonObject) end = run(fixture, SETTINGS("sets=40"), threads[t]);
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    if (first == NULL) {
      first = g_steal_pointer(&text);
    } else {
      g_assert_cmpstr(text, ==, first);
    }
  }
}

/* More rows than there are. */
static void
test_refused(Fixture *fixture, gconstpointer data)
{
  g_autofree char *err = NULL;

  g_assert_cmpint(helper_run(NULL, &err, "run", "bias-variance", "--set", "rows=20", "--set",
                             "degree=16", NULL),
                  ==, 2);
  g_assert_nonnull(strstr(err, "degree"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add("/bias-variance/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("sum", test_sum);
  ADD("real", test_real);
  ADD("facts", test_facts);
  ADD("theory", test_theory);
  ADD("stable", test_stable);
  ADD("shape", test_shape);
  ADD("threads", test_threads);
  ADD("refused", test_refused);
  return g_test_run();
}
