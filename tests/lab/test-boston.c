/* The experiment on house prices: its penalised models against scikit-learn, its charts of
 * penalties, and gradient descent that arrives or does not. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lab-helper.h"

#define N_COLUMNS 12

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

static int
start(Fixture *fixture, const char *const *settings, const char *threads, char **out, char **err)
{
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_auto(GStrv) argv = NULL;

  g_strv_builder_add_many(arguments, "run", "boston-linear", "--json", "--threads", threads,
                          "--out", fixture->folder, NULL);
  for (gsize i = 0; settings[i] != NULL; i++) {
    g_strv_builder_add_many(arguments, "--set", settings[i], NULL);
  }
  argv = g_strv_builder_end(arguments);
  return helper_run_list(out, err, (const char *const *)argv);
}

static JsonObject *
run(Fixture *fixture, const char *const *settings)
{
  g_autofree char *out = NULL;

  g_assert_cmpint(start(fixture, settings, "1", &out, NULL), ==, 0);
  return helper_last_line(out);
}

#define SETTINGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static double
metric(JsonObject *end, const char *name)
{
  return json_object_get_double_member(json_object_get_object_member(end, "metrics"), name);
}

static JsonArray *
series_y(JsonObject *chart, guint series)
{
  JsonArray *list = json_object_get_array_member(chart, "series");

  return json_object_get_array_member(json_array_get_object_element(list, series), "y");
}

static gboolean
has_found(Fixture *fixture, const char *part)
{
  g_autoptr(JsonObject) reading = helper_load(fixture->folder, "reading.json");
  JsonArray *found = json_object_get_array_member(reading, "found");

  for (guint i = 0; i < json_array_get_length(found); i++) {
    if (strstr(json_array_get_string_element(found, i), part) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

/* scikit-learn 1.4.2, on the rows that predictions.csv of seed 1 calls "train" and "test":
 *   p = pandas.read_csv("predictions.csv"); d = pandas.read_csv("boston-housing.csv")
 *   c = [x for x in d.columns if x not in ("medv", "b")]
 *   tr, te = (p[p.split == s].row.values - 1 for s in ("train", "test"))
 *   s = StandardScaler().fit(d[c].values[tr])
 *   m = Lasso(alpha=.5, tol=1e-14, max_iter=10**6).fit(s.transform(d[c].values[tr]), …)
 *   (ElasticNet(alpha=.5, l1_ratio=.5, …), ElasticNet(alpha=.2, l1_ratio=.9, …), Ridge(alpha=10))
 *   m.coef_ / s.scale_, and the root of the mean squared error on the test rows. */
static const struct {
  const char *settings[4];
  double rmse;
  double coefficients[N_COLUMNS];
} models[] = {
    {{"model=lasso", "penalty=0.5", NULL},
     4.8041332928394835,
     {-0.008873388816115558, 0, 0, 2.189489856463326, 0, 4.032763553983264, 0, -0.07887675824137658,
      0, -0.0016368446036116515, -0.8304439128352732, -0.5198961415033325}},
    {{"model=elastic-net", "penalty=0.5", NULL},
     4.838103955662879,
     {-0.047625264802240636, 0.012032469970445832, -0.05627909145277015, 2.7800702219117848,
      -3.9927434765999337, 3.7179832790277576, 0, -0.35610293642448104, 0, -0.002701563266756471,
      -0.7418037748333908, -0.4020830520843842}},
    {{"model=elastic-net", "penalty=0.2", "l1_ratio=0.9", NULL},
     4.584025743219366,
     {-0.044878587749464, 0.019213900884034754, -0.03830454989279872, 3.0700555974327393,
      -8.599694286198584, 3.9937720372310874, 0, -0.8345927044497019, 0, -0.001551966317831461,
      -0.8705961721091731, -0.5118681057053991}},
    {{"model=ridge", "alpha=10", NULL},
     4.4416030116203356,
     {-0.09882799311568181, 0.040556785406543165, -0.01693349103250503, 3.21457247999904,
      -14.525888689854787, 3.766423651326703, -0.004879075059484802, -1.3368575800713434,
      0.2131757436770606, -0.010510621295943436, -0.9478014792746725, -0.5119233739800492}},
};

static void
test_models(Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
    g_autoptr(JsonObject) end = run(fixture, models[i].settings);
    g_autoptr(JsonObject) model = helper_load(fixture->folder, "model.json");
    JsonArray *coefficients = json_object_get_array_member(model, "coefficients");

    g_assert_cmpfloat_with_epsilon(metric(end, "rmse"), models[i].rmse, 1e-5);
    g_assert_cmpuint(json_array_get_length(coefficients), ==, N_COLUMNS);
    for (guint j = 0; j < N_COLUMNS; j++) {
      double value = json_array_get_double_element(coefficients, j);

      /* What is 0 is exactly 0. */
      g_assert_true((value == 0) == (models[i].coefficients[j] == 0));
      g_assert_cmpfloat_with_epsilon(value, models[i].coefficients[j],
                                     2e-5 * fmax(fabs(models[i].coefficients[j]), 0.1));
    }
  }
}

/* The charts of the penalty: coefficients shrink to 0, columns go one after another, and the best
 * penalty is where the curve is least. */
static void
test_penalty(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) end = run(fixture, SETTINGS("model=lasso", "penalty=0.5"));
  g_autoptr(JsonObject) paths = helper_load(fixture->folder, "paths.json");
  g_autoptr(JsonObject) left = helper_load(fixture->folder, "left.json");
  g_autoptr(JsonObject) curve = helper_load(fixture->folder, "penalty.json");
  JsonArray *counts = series_y(left, 0), *errors = series_y(curve, 0);
  JsonArray *alphas = json_object_get_array_member(
      json_array_get_object_element(json_object_get_array_member(curve, "series"), 0), "x");
  guint n = json_array_get_length(errors), best = 0;

  g_assert_cmpuint(json_array_get_length(json_object_get_array_member(paths, "series")), ==, 8);
  for (guint s = 0; s < 8; s++) {
    g_assert_cmpfloat(fabs(json_array_get_double_element(series_y(paths, s), 0)), >, 0);
    g_assert_cmpfloat(json_array_get_double_element(series_y(paths, s), n - 1), ==, 0);
  }
  g_assert_cmpfloat(json_array_get_double_element(counts, 0), ==, N_COLUMNS);
  g_assert_cmpfloat(json_array_get_double_element(counts, n - 1), ==, 0);
  for (guint k = 1; k < n; k++) {
    if (json_array_get_double_element(errors, k) < json_array_get_double_element(errors, best)) {
      best = k;
    }
  }
  g_assert_cmpfloat_with_epsilon(pow(10, json_array_get_double_element(alphas, best)),
                                 metric(end, "best_alpha"), 1e-9 * metric(end, "best_alpha"));
  /* With all coefficients 0 the error is about that of the mean. */
  g_assert_cmpfloat(json_array_get_double_element(errors, n - 1), >,
                    1.5 * json_array_get_double_element(errors, best));
  g_assert_true(has_found(fixture, "7 of 12 columns are left"));
}

/* Below the largest stable rate it arrives where least squares is; above it leaves for infinity.
 * NumPy: 2 / eigvalsh(A.T @ A / 405)[-1] with A = the scaled training rows and a column of 1 is
 * 0.33985. */
static void
test_descent(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) exact = run(fixture, SETTINGS("model=linear"));
  g_autoptr(JsonObject) below =
      run(fixture, SETTINGS("model=descent", "rate=0.339", "epochs=20000"));
  g_autoptr(JsonObject) surface = helper_load(fixture->folder, "surface.json");
  JsonArray *path = series_y(surface, 0);
  g_autoptr(JsonObject) above = NULL;

  g_assert_cmpfloat_with_epsilon(metric(below, "rmse"), metric(exact, "rmse"), 1e-6);
  g_assert_true(has_found(fixture, "has arrived"));
  g_assert_true(has_found(fixture, "0.340"));
  g_assert_cmpuint(json_array_get_length(path), >, 10);
  g_assert_cmpfloat(json_array_get_double_element(path, 0), ==, 0);
  g_clear_pointer(&surface, json_object_unref);
  above = run(fixture, SETTINGS("model=descent", "rate=0.345", "epochs=20000"));
  surface = helper_load(fixture->folder, "surface.json");
  g_assert_true(has_found(fixture, "The learning rate 0.345 is too large"));
  g_assert_true(has_found(fixture, "Up to 0.340"));
  g_assert_cmpstr(json_object_get_string_member(above, "status"), ==, "ok");
}

/* Products of columns: nested models, so that the training error can only fall. Too many are
 * refused. */
static void
test_degrees(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) one = run(fixture, SETTINGS("columns=rm,lstat,dis"));
  g_autoptr(JsonObject) two = run(fixture, SETTINGS("columns=rm,lstat,dis", "degree=2"));
  g_autoptr(JsonObject) three = run(fixture, SETTINGS("columns=rm,lstat,dis", "degree=3"));
  g_autofree char *err = NULL;

  g_assert_cmpfloat(metric(two, "rmse_train"), <, 0.9 * metric(one, "rmse_train"));
  g_assert_cmpfloat(metric(three, "rmse_train"), <, metric(two, "rmse_train"));
  g_assert_cmpint(start(fixture, SETTINGS("dataset=ames-housing", "degree=3"), "1", NULL, &err), ==,
                  1);
  g_assert_nonnull(strstr(err, "products"));
}

static void
test_alternatives(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) ames =
      run(fixture, SETTINGS("dataset=ames-housing", "model=lasso", "penalty=500"));
  g_autoptr(JsonObject) diabetes =
      run(fixture, SETTINGS("dataset=diabetes-442", "model=elastic-net"));
  g_autoptr(JsonObject) descent = run(fixture, SETTINGS("dataset=ames-housing", "model=descent"));

  g_assert_cmpfloat(metric(ames, "rmse"), <, 0.7 * metric(ames, "rmse_baseline"));
  g_assert_cmpfloat(metric(diabetes, "rmse"), <, 0.85 * metric(diabetes, "rmse_baseline"));
  g_assert_cmpfloat(metric(descent, "rmse"), <, 0.7 * metric(descent, "rmse_baseline"));
}

/* The same bits with 1, 2 and 4 threads. */
static void
test_threads(Fixture *fixture, gconstpointer data)
{
  static const char *const threads[] = {"1", "2", "4"};
  static const char *const files[] = {"predictions.csv", "paths.json", "penalty.json"};
  char *first[G_N_ELEMENTS(files)] = {NULL};

  for (guint t = 0; t < G_N_ELEMENTS(threads); t++) {
    g_assert_cmpint(
        start(fixture, SETTINGS("model=elastic-net", "repeats=3"), threads[t], NULL, NULL), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
      g_autofree char *path = g_build_filename(fixture->folder, files[i], NULL);
      g_autofree char *text = NULL;

      g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
      if (t == 0) {
        first[i] = g_steal_pointer(&text);
      } else {
        g_assert_cmpstr(text, ==, first[i]);
      }
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
    g_free(first[i]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/boston/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("models", test_models);
  ADD("penalty", test_penalty);
  ADD("descent", test_descent);
  ADD("degrees", test_degrees);
  ADD("alternatives", test_alternatives);
  ADD("threads", test_threads);
  return g_test_run();
}
