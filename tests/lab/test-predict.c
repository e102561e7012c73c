/* epoch-lab fit and epoch-lab predict with every model: what is told, what is written, that a file
 * predicts the same bits, and what is said about tables that can not be used. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "fit/epoch-fit.h"
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

static char *
write_file(Fixture *fixture, const char *name, const char *text, gssize length)
{
  char *path = g_build_filename(fixture->folder, name, NULL);

  g_assert_true(g_file_set_contents(path, text, length, NULL));
  return path;
}

static char *
read_file(Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
  char *text = NULL;

  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return text;
}

/* The table that a model is tried on, and its target. */
static const char *
sample_of(const char *model, const char **target)
{
  static const char *const amounts[] = {"linear", "ridge", "lasso", "elastic-net", NULL};

  if (!epoch_fit_needs_target(model)) {
    *target = NULL;
    return "diabetes.csv";
  }
  *target = g_strv_contains(amounts, model) ? "progression" : "survived";
  return g_strv_contains(amounts, model) ? "diabetes.csv" : "passengers.csv";
}

/* Runs "fit"; @settings is one of "KEY=VALUE", or %NULL. Gives the end event. */
static JsonObject *
fit(Fixture *fixture, const char *model, const char *csv, const char *target, const char *setting)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  const char *const fixed[] = {"fit", model, "--csv", csv, "--out", fixture->folder, "--json"};

  for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++) {
    g_ptr_array_add(arguments, (char *)fixed[i]);
  }
  if (target != NULL) {
    g_ptr_array_add(arguments, (char *)"--target");
    g_ptr_array_add(arguments, (char *)target);
  }
  if (setting != NULL) {
    g_ptr_array_add(arguments, (char *)"--set");
    g_ptr_array_add(arguments, (char *)setting);
  }
  g_ptr_array_add(arguments, NULL);
  if (helper_run_list(&out, &err, (const char *const *)arguments->pdata) != 0) {
    g_error("fit %s: %s", model, err);
  }
  return helper_last_line(out);
}

static double
metric(JsonObject *end, const char *name)
{
  JsonObject *metrics = json_object_get_object_member(end, "metrics");

  return json_object_get_double_member_with_default(metrics, name, NAN);
}

/* All models: a file, predictions for each row with the right header, and the very same ones out of
 * the file. */
static void
test_all_models(Fixture *fixture, gconstpointer data)
{
  g_auto(GStrv) models = epoch_fit_dup_models();

  g_assert_cmpuint(g_strv_length(models), ==, 15);
  for (gsize i = 0; models[i] != NULL; i++) {
    const char *target = NULL;
    const char *name = sample_of(models[i], &target);
    g_autofree char *csv = g_test_build_filename(G_TEST_DIST, "fixtures", name, NULL);
    g_autoptr(JsonObject) end = fit(fixture, models[i], csv, target, NULL);
    g_autofree char *model = g_build_filename(fixture->folder, "model.json", NULL);
    g_autofree char *again = g_build_filename(fixture->folder, "again.csv", NULL);
    g_autofree char *first = read_file(fixture, "predictions.csv");
    g_autofree char *second = NULL;
    g_autofree char *printed = NULL;
    g_autoptr(JsonObject) file = helper_load(fixture->folder, "model.json");

    g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "ok");
    g_assert_cmpstr(json_object_get_string_member(file, "model"), ==, models[i]);
    g_assert_true(g_str_has_prefix(first, g_strcmp0(target, "survived") == 0
                                              ? "row,prediction,p_0,p_1\n1,"
                                          : g_str_equal(models[i], "pca") ? "row,pc1,pc2,pc3"
                                                                          : "row,prediction\n1,"));
    g_assert_cmpint(
        helper_run(NULL, NULL, "predict", "--model", model, "--csv", csv, "--out", again, NULL), ==,
        0);
    second = read_file(fixture, "again.csv");
    g_assert_cmpstr(first, ==, second);
    g_assert_cmpint(helper_run(&printed, NULL, "predict", "--model", model, "--csv", csv, NULL), ==,
                    0);
    g_assert_cmpstr(first, ==, printed);
  }
}

/* Without scaling but for what measures distances, on flowers.csv: the numbers of scikit-learn 1.4.2
 * are those of KMeans(3, n_init=50), silhouette_score(), DBSCAN(eps=0.8), PCA(2), all on
 * StandardScaler().fit_transform(X); RandomForestClassifier(200, oob_score=True) has 0.933. */
static void
test_structure(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = g_test_build_filename(G_TEST_DIST, "fixtures", "flowers.csv", NULL);
  g_autoptr(JsonObject) kmeans = fit(fixture, "kmeans", csv, "species", "clusters=3");
  g_autoptr(JsonObject) dbscan = fit(fixture, "dbscan", csv, "species", "eps=0.8");
  g_autoptr(JsonObject) pca = fit(fixture, "pca", csv, "species", "components=2");
  g_autoptr(JsonObject) forest = fit(fixture, "forest", csv, "species", "trees=200");

  g_assert_cmpfloat_with_epsilon(metric(kmeans, "inertia"), 85.85291360806585, 1e-9);
  g_assert_cmpfloat_with_epsilon(metric(kmeans, "silhouette"), 0.45702680840104803, 1e-9);
  g_assert_cmpfloat(metric(dbscan, "clusters"), ==, 2);
  g_assert_cmpfloat(metric(dbscan, "noise_rows"), ==, 7);
  g_assert_cmpfloat_with_epsilon(metric(pca, "explained_variance"),
                                 0.7305895230221406 + 0.2288906953805959, 1e-12);
  g_assert_cmpfloat(metric(forest, "accuracy_oob"), >, 0.9);
  g_assert_cmpfloat(metric(forest, "accuracy_oob"), <, 0.97);
  g_assert_cmpfloat(metric(forest, "accuracy_train"), ==, 1);
}

/* The truth in the table measures the predictions; a class that the model does not know counts as
 * wrong, and class names come back as they were. */
static void
test_measured(Fixture *fixture, gconstpointer data)
{
  g_autofree char *train =
      write_file(fixture, "train.csv",
                 "a,b,kind\n1,2,\"x, y\"\n2,1,z\n3,2,\"x, y\"\n9,8,z\n1,1,\"x, y\"\n", -1);
  g_autofree char *test =
      write_file(fixture, "test.csv", "b,a,kind\n2,1,\"x, y\"\n8,9,z\n1,1,w\n", -1);
  g_autofree char *model = g_build_filename(fixture->folder, "model.json", NULL);
  g_autoptr(JsonObject) fitted = fit(fixture, "neighbours", train, "kind", "neighbours=1");
  g_autofree char *out = NULL;
  g_autofree char *printed = NULL;
  g_autoptr(JsonObject) end = NULL;

  g_assert_cmpint(
      helper_run(&out, NULL, "predict", "--model", model, "--csv", test, "--json", NULL), ==, 0);
  end = helper_last_line(out);
  g_assert_cmpfloat_with_epsilon(metric(end, "accuracy"), 2.0 / 3, 1e-12);
  g_assert_nonnull(strstr(out, "does not know"));
  g_assert_cmpint(helper_run(&printed, NULL, "predict", "--model", model, "--csv", test, NULL), ==,
                  0);
  g_assert_cmpstr(printed, ==,
                  "row,prediction,\"p_x, y\",p_z\n1,\"x, y\",1,0\n2,z,0,1\n3,\"x, y\",1,0\n");
}

static void
assert_fails(const char *const *arguments, int status, const char *const *sentences)
{
  g_autofree char *err = NULL;

  g_assert_cmpint(helper_run_list(NULL, &err, arguments), ==, status);
  for (gsize i = 0; sentences[i] != NULL; i++) {
    if (strstr(err, sentences[i]) == NULL) {
      g_error("“%s” is not part of “%s”", sentences[i], err);
    }
  }
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Tables that can not be learnt from, each with what the sentence has to say; with a model of each
 * kind that takes classes or amounts. */
static void
test_bad_tables(Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *model;
    const char *csv;
    const char *sentences[3];
  } cases[] = {
      {"forest", "", {"bad.csv", "empty"}},
      {"forest", "a,y\n", {"bad.csv"}},
      {"forest", "a,y\n1,x\n", {"bad.csv", "one row only"}},
      {"boosting", "a,y\n1,2\n", {"bad.csv", "one row only"}},
      {"kmeans", "a,y\n1,2\n", {"bad.csv", "one row only"}},
      {"logistic", "a,y\n1,x\n2,x\n3,x\n", {"bad.csv", "“y” is “x” in every row", "one class"}},
      {"tree", "a,y\n1,x\n2,x\n", {"“y” is “x” in every row"}},
      {"naive-bayes", "a,y\n1,\n2,\n", {"“y” has no value in any row"}},
      {"linear", "a,y\n,1\n,2\n", {"no column to predict “y” from"}},
      {"tree", "a,y\nsame,1.5\nsame,2.5\n", {"nothing to learn from"}},
      {"linear", "a,y\n1,1\ninf,2\n3,3\n", {"bad.csv:3:1", "\"inf\"", "is not a number"}},
      {"forest", "a,y\n1,1\n-Infinity,2\n3,3\n", {"bad.csv:3:1", "\"-Infinity\""}},
      {"linear", "a,y\n1,1\n2,inf\n3,3\n", {"bad.csv:3:2", "\"inf\""}},
      {"linear", "a,y\n1,1\n2,1e999\n", {"bad.csv:3:2", "1e999"}},
      {"neighbours", "a,y\n1,1\n2,2\n", {"neighbours", "2"}},
      {"kmeans", "a,y\n1,1\n2,2\n", {"8"}},
      {"linear", "a,y\n1,1\n2\n", {"bad.csv:3"}},
      {"linear", "\xff\xfe\x61\x00", {"bad.csv", "UTF-16"}},
      {"linear", "a,y\n1,caf\xe9\n", {"bad.csv:2", "UTF-8"}},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    gboolean utf16 = cases[i].csv[0] == '\xff';
    g_autofree char *csv = write_file(fixture, "bad.csv", cases[i].csv, utf16 ? 4 : -1);

    g_test_message("case %zu, %s", i, cases[i].model);
    assert_fails(WORDS("fit", cases[i].model, "--csv", csv, "--target", "y"), 1,
                 (const char *const[]){cases[i].sentences[0],
                                       cases[i].sentences[1] != NULL ? cases[i].sentences[1] : "",
                                       cases[i].sentences[2] != NULL ? cases[i].sentences[2] : "",
                                       NULL});
  }
}

/* A field of a million characters and more: refused with its place, or a name that is left out. */
static void
test_huge_field(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new("a,y\n1,1\n");
  g_autofree char *csv = NULL;

  for (guint i = 0; i < 2000000; i++) {
    g_string_append_c(text, 'x');
  }
  g_string_append(text, ",2\n3,3\n");
  csv = write_file(fixture, "huge.csv", text->str, (gssize)text->len);
  assert_fails(WORDS("fit", "tree", "--csv", csv, "--target", "y"), 1,
               WORDS("huge.csv:3:1", "bytes"));
}

/* NaN means missing; columns without a value, or with one name a row, are left out and said to be;
 * a constant column does no harm. All models go through. */
static void
test_odd_columns(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new("name,size,nothing,same,y\n");
  g_auto(GStrv) models = epoch_fit_dup_models();
  g_autofree char *csv = NULL;

  for (guint i = 0; i < 60; i++) {
    g_string_append_printf(text, "person %u,%s%.0u,,7,%u\n", i, i == 5 ? "NaN" : "",
                           i == 5 ? 0 : i + 1, i % 3 == 0 ? 1 : 0);
  }
  csv = write_file(fixture, "odd.csv", text->str, -1);
  for (gsize i = 0; models[i] != NULL; i++) {
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;

    if (helper_run(&out, &err, "fit", models[i], "--csv", csv, "--target", "y", "--json", NULL) !=
        0) {
      g_error("%s: %s", models[i], err);
    }
    g_assert_nonnull(strstr(out, "“name” has 60 different texts"));
    g_assert_nonnull(strstr(out, "“nothing” has no value in any row"));
    g_assert_nonnull(strstr(out, "“size” is missing in 1 training row"));
    g_assert_nonnull(strstr(out, "“same” is the same in every training row"));
  }
}

static void
test_usage(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = g_test_build_filename(G_TEST_DIST, "fixtures", "flowers.csv", NULL);
  g_autofree char *model = g_build_filename(fixture->folder, "model.json", NULL);
  g_autoptr(JsonObject) end = fit(fixture, "tree", csv, "species", "max_depth=2");
  g_autofree char *unseen =
      write_file(fixture, "unseen.csv", "sepal_length,sepal_width,petal_length\n1,2,3\n", -1);
  g_autofree char *words =
      write_file(fixture, "words.csv",
                 "sepal_length,sepal_width,petal_length,petal_width\n1,2,3,4\n1,wide,3,4\n", -1);
  g_autofree char *broken = write_file(fixture, "broken.json", "{\"model\":\"tree\",", -1);

  assert_fails(WORDS("fit", "magic"), 2, WORDS("there is no model “magic”", "linear", "pca"));
  assert_fails(WORDS("fit", "magic", "--csv", csv), 2, WORDS("there is no model “magic”"));
  assert_fails(WORDS("fit"), 2, WORDS("one model is expected", "forest"));
  assert_fails(WORDS("fit", "forest", "--csv", csv), 2, WORDS("--target is missing"));
  assert_fails(WORDS("fit", "forest", "--target", "species"), 2, WORDS("--csv is missing"));
  assert_fails(WORDS("fit", "forest", "--csv", csv, "--target", "species", "--seed", "-1"), 2,
               WORDS("--seed"));
  assert_fails(WORDS("fit", "forest", "--csv", csv, "--target", "species", "--set", "trees=0"), 2,
               WORDS("trees", "“0” is given", "from 1 to"));
  assert_fails(WORDS("fit", "forest", "--csv", csv, "--target", "species", "--set", "task=both"), 2,
               WORDS("one of auto, regression, classification"));
  assert_fails(
      WORDS("fit", "forest", "--csv", csv, "--target", "species", "--set", "task=regression"), 1,
      WORDS("flowers.csv:2:5", "is not a number"));
  assert_fails(WORDS("fit", "linear", "--csv", csv, "--target", "species"), 1,
               WORDS("must be a column of numbers"));
  assert_fails(WORDS("predict", "--csv", csv), 2, WORDS("--model is missing"));
  assert_fails(WORDS("predict", "--model", model), 2, WORDS("--csv is missing"));
  assert_fails(WORDS("predict", "--model", model, "--csv", unseen), 1,
               WORDS("unseen.csv", "petal_width"));
  assert_fails(WORDS("predict", "--model", model, "--csv", words), 1,
               WORDS("words.csv:3:2", "wide"));
  assert_fails(WORDS("predict", "--model", broken, "--csv", csv), 1, WORDS("broken.json:1"));
  assert_fails(WORDS("predict", "--model", csv, "--csv", csv), 1, WORDS("flowers.csv:1:1"));
  assert_fails(WORDS("predict", "--model", "/nonexistent.json", "--csv", csv), 1,
               WORDS("/nonexistent.json"));
  assert_fails(WORDS("predict", "--model", model, "--csv", csv, "--out", "/proc/nowhere"), 1,
               WORDS("/proc/nowhere"));
}

/* An amount or a class: what --set task= decides, and what is decided without it. */
static void
test_task(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = g_test_build_filename(G_TEST_DIST, "fixtures", "passengers.csv", NULL);
  g_autoptr(JsonObject) classes = fit(fixture, "tree", csv, "survived", NULL);
  g_autoptr(JsonObject) amounts = fit(fixture, "tree", csv, "survived", "task=regression");
  g_autoptr(JsonObject) many = fit(fixture, "tree", csv, "age", NULL);

  g_assert_true(isfinite(metric(classes, "accuracy_train")));
  g_assert_true(isfinite(metric(amounts, "rmse_train")));
  g_assert_true(isfinite(metric(many, "rmse_train")));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/predict/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("all-models", test_all_models);
  ADD("structure", test_structure);
  ADD("measured", test_measured);
  ADD("bad-tables", test_bad_tables);
  ADD("huge-field", test_huge_field);
  ADD("odd-columns", test_odd_columns);
  ADD("usage", test_usage);
  ADD("task", test_task);
  return g_test_run();
}
