/* The experiment on a learner's own table: what it makes of good tables, and what it says of bad
 * ones. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-paths.h"
#include "lab-helper.h"

typedef struct {
  char *folder;
  char *csv;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = helper_make_folder();
  fixture->csv = g_build_filename(fixture->folder, "table.csv", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  helper_remove_folder(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->csv);
}

/* Runs the experiment on a file, with settings and "NAME=VALUE" after --set; what it said is in
 * @out, the files are in "out" of the fixture's folder. */
static int
run(Fixture *fixture, const char *file, const char *const *settings, const char *threads,
    char **out)
{
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_autofree char *folder = g_build_filename(fixture->folder, "out", NULL);
  g_autofree char *table = g_strconcat("file=", file, NULL);
  g_auto(GStrv) argv = NULL;
  g_autofree char *err = NULL;

  g_strv_builder_add_many(arguments, "run", "own-table", "--json", "--threads", threads, "--out",
                          folder, "--set", table, NULL);
  for (gsize i = 0; settings[i] != NULL; i++) {
    g_strv_builder_add_many(arguments, "--set", settings[i], NULL);
  }
  argv = g_strv_builder_end(arguments);
  return helper_run_list(out, &err, (const char *const *)argv);
}

#define SETTINGS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NO_SETTINGS ((const char *const[]){NULL})

/* The run fails, in a sentence that has all the parts. */
static void
assert_fails(Fixture *fixture, const char *file, const char *const *settings,
             const char *const *parts)
{
  g_autofree char *out = NULL;
  g_autoptr(JsonObject) end = NULL;
  const char *message;

  g_assert_cmpint(run(fixture, file, settings, "1", &out), ==, 1);
  end = helper_last_line(out);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "failed");
  message = json_object_get_string_member(end, "message");
  for (gsize i = 0; parts[i] != NULL; i++) {
    if (strstr(message, parts[i]) == NULL) {
      g_error("“%s” is no part of “%s”", parts[i], message);
    }
  }
}

static void
write_text(Fixture *fixture, const char *text, gssize length)
{
  g_assert_true(g_file_set_contents(fixture->csv, text, length, NULL));
}

static void
assert_refused(Fixture *fixture, const char *text, const char *const *settings,
               const char *const *parts)
{
  write_text(fixture, text, -1);
  assert_fails(fixture, fixture->csv, settings, parts);
}

#define PARTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
test_files(Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename(fixture->folder, "nothing.csv", NULL);
  g_autoptr(GString) latin = g_string_new("name,n\ncaf\xe9,1\nbar,2\n");
  g_autoptr(GString) field = g_string_new("a,b\n1,2\n");

  assert_fails(fixture, "", NO_SETTINGS, PARTS("No table is chosen", "CSV"));
  assert_fails(fixture, missing, NO_SETTINGS, PARTS("nothing.csv"));
  assert_fails(fixture, fixture->folder, NO_SETTINGS, PARTS(fixture->folder));
  write_text(fixture, latin->str, (gssize)latin->len);
  assert_fails(fixture, fixture->csv, NO_SETTINGS, PARTS("table.csv:2", "UTF-8"));
  for (guint i = 0; i < 1000000; i++) {
    g_string_append_c(field, 'x');
  }
  g_string_append(field, ",3\n");
  write_text(fixture, field->str, (gssize)field->len);
  assert_fails(fixture, fixture->csv, NO_SETTINGS, PARTS("table.csv", "“a”", "1000000", "row 2"));
}

static void
test_tables(Fixture *fixture, gconstpointer data)
{
  assert_refused(fixture, "", NO_SETTINGS, PARTS("table.csv", "empty"));
  assert_refused(fixture, "a,b\n", NO_SETTINGS, PARTS("table.csv"));
  assert_refused(fixture, "a,b\n1,2\n", NO_SETTINGS, PARTS("table.csv", "one row only"));
  assert_refused(fixture, "a,b\n1,2\n1,2\n1,2\n", NO_SETTINGS,
                 PARTS("table.csv", "no column to learn from", "“a”"));
  assert_refused(fixture, "a,b\n,\n,\n,\n", SETTINGS("target=b"), PARTS("table.csv"));
  assert_refused(fixture, "a,b\n1,2\n2,3,4\n", NO_SETTINGS, PARTS("table.csv:3"));
  assert_refused(fixture, "a,b\n1,2\ninf,3\n4,5\n", SETTINGS("target=b"),
                 PARTS("table.csv:3", "inf"));
  assert_refused(fixture, "a,b\n1,2\n2,-inf\n4,5\n3,9\n", SETTINGS("target=b", "task=regression"),
                 PARTS("table.csv"));
}

static void
test_targets(Fixture *fixture, gconstpointer data)
{
  static const char text[] = "x,one,same,empty,kind\n1,a,5,,a\n2,a,5,,b\n3,a,5,,a\n4,a,5,,b\n"
                             "5,a,5,,a\n6,a,5,,b\n7,a,5,,a\n8,a,5,,b\n";

  assert_refused(fixture, text, SETTINGS("target=price"), PARTS("table.csv", "price", "x"));
  assert_refused(fixture, text, SETTINGS("target=one"), PARTS("table.csv", "one"));
  assert_refused(fixture, text, SETTINGS("target=same", "task=regression"),
                 PARTS("table.csv", "same in every row"));
  assert_refused(fixture, text, SETTINGS("target=same"), PARTS("table.csv", "same"));
  assert_refused(fixture, text, SETTINGS("target=empty"), PARTS("table.csv", "empty"));
  assert_refused(fixture, text, SETTINGS("target=kind", "model=linear"), PARTS("kind"));
  assert_refused(fixture, text, SETTINGS("target=kind", "model=linear", "task=classification"),
                 PARTS("Linear regression", "amounts"));
  assert_refused(fixture, text, SETTINGS("target=x", "model=naive-bayes", "task=regression"),
                 PARTS("Naive Bayes", "classes"));
  assert_refused(fixture, text, SETTINGS("model=forest"), PARTS("Random forest", "target"));
  assert_refused(fixture, text, SETTINGS("model=kmeans", "clusters=20"), PARTS("8 rows", "20"));
}

/* A table with a class, an amount, an identifier, a constant, gaps and text. */
static void
write_table(Fixture *fixture)
{
  g_autoptr(GString) text = g_string_new("id,width,colour,same,note,price,kind\n");
  GRand *random = g_rand_new_with_seed(5);

  for (guint i = 0; i < 120; i++) {
    double width = g_rand_double(random);
    gboolean red = g_rand_boolean(random);
    double price = 10 * width + (red ? 3 : 0) + g_rand_double(random);

    g_string_append_printf(text, "%u,", i + 1);
    if (i % 10 != 3) {
      g_string_append_printf(text, "%.6f", width);
    }
    g_string_append_printf(text, ",%s,7,note %u,%.6f,%s\n", red ? "red" : "blue", i, price,
                           price > 10  ? "dear"
                           : price > 5 ? "fair"
                                       : "cheap");
  }
  g_rand_free(random);
  write_text(fixture, text->str, (gssize)text->len);
}

static double
metric(JsonObject *end, const char *name)
{
  JsonObject *metrics = json_object_get_object_member(end, "metrics");

  if (!json_object_has_member(metrics, name)) {
    g_error("there is no %s", name);
  }
  return json_object_get_double_member(metrics, name);
}

static gboolean
has_found(Fixture *fixture, const char *part)
{
  g_autofree char *folder = g_build_filename(fixture->folder, "out", NULL);
  g_autoptr(JsonObject) reading = helper_load(folder, "reading.json");
  JsonArray *found = json_object_get_array_member(reading, "found");

  for (guint i = 0; i < json_array_get_length(found); i++) {
    if (strstr(json_array_get_string_element(found, i), part) != NULL) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
assert_files(Fixture *fixture, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *path = g_build_filename(fixture->folder, "out", names[i], NULL);

    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
      g_error("%s is missing", names[i]);
    }
  }
}

/* Every kind of model, on what it can do; what only names rows or never varies is left out. */
static void
test_models(Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *model, *target, *score;
    double worst;
  } cases[] = {
      {"auto", "price", "rmse", 2},
      {"linear", "price", "rmse", 2},
      {"ridge", "price", "rmse", 2},
      {"lasso", "price", "rmse", 3},
      {"elastic-net", "price", "rmse", 3},
      {"descent", "price", "rmse", 2},
      {"boosting", "price", "rmse", 2},
      {"neighbours", "price", "rmse", 2.5},
      {"auto", "kind", "accuracy", 0.6},
      {"logistic", "kind", "accuracy", 0.6},
      {"tree", "kind", "accuracy", 0.6},
      {"forest", "kind", "accuracy", 0.6},
      {"extra-trees", "kind", "accuracy", 0.6},
      {"naive-bayes", "kind", "accuracy", 0.5},
      {"boosting", "colour", "accuracy", 0.4},
  };

  write_table(fixture);
  for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *model = g_strconcat("model=", cases[i].model, NULL);
    g_autofree char *target = g_strconcat("target=", cases[i].target, NULL);
    gboolean amounts = g_str_equal(cases[i].score, "rmse");
    g_autofree char *out = NULL;
    g_autoptr(JsonObject) end = NULL;
    double value;

    g_assert_cmpint(
        run(fixture, fixture->csv, SETTINGS(model, target, "trees=30", "alpha=0.1"), "1", &out), ==,
        0);
    end = helper_last_line(out);
    g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "ok");
    value = metric(end, cases[i].score);
    g_test_message("%s on %s: %g", cases[i].model, cases[i].target, value);
    g_assert_true(amounts ? value < cases[i].worst : value > cases[i].worst);
    g_assert_true(has_found(fixture, "“id” only numbers the rows"));
    g_assert_true(has_found(fixture, "“same” has the same value"));
    g_assert_true(has_found(fixture, "“note” has 120 different texts"));
    assert_files(fixture,
                 PARTS("table.json", "together.json", "facts.json", "model.json", "predictions.csv",
                       "permutation.json", "dependence.json", "reasons.json"));
    assert_files(fixture, amounts ? PARTS("predicted-actual.json", "residuals.json",
                                          "residual-histogram.json")
                                  : PARTS("confusion.json"));
    if (g_str_equal(cases[i].target, "colour")) {
      assert_files(fixture, PARTS("roc.json", "precision-recall.json", "calibration.json",
                                  "scores.json", "score-histogram.json"));
    }
    if (g_str_equal(cases[i].model, "tree")) {
      assert_files(fixture, PARTS("tree.json"));
    }
  }
}

/* Without a target: three blobs that lie far apart are found again, by each method. */
static void
test_groups(Fixture *fixture, gconstpointer data)
{
  static const char *const models[] = {"model=auto", "model=kmeans", "model=dbscan"};
  g_autoptr(GString) text = g_string_new("x,y\n");
  g_autofree char *out = NULL;
  GRand *random = g_rand_new_with_seed(9);

  for (guint i = 0; i < 150; i++) {
    g_string_append_printf(text, "%.6f,%.6f\n", 10.0 * (i % 3) + g_rand_double(random),
                           (i % 3 == 1 ? 12 : 0) + g_rand_double(random));
  }
  g_rand_free(random);
  write_text(fixture, text->str, (gssize)text->len);
  for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
    g_autofree char *path = g_build_filename(fixture->folder, "out", "predictions.csv", NULL);
    g_autofree char *table = NULL;
    g_auto(GStrv) lines = NULL;
    g_autoptr(JsonObject) end = NULL;

    g_clear_pointer(&out, g_free);
    g_assert_cmpint(run(fixture, fixture->csv, SETTINGS(models[i]), "2", &out), ==, 0);
    end = helper_last_line(out);
    g_assert_cmpfloat(metric(end, "clusters"), ==, 3);
    g_assert_cmpfloat(metric(end, "silhouette"), >, 0.9);
    g_assert_true(g_file_get_contents(path, &table, NULL, NULL));
    lines = g_strsplit(table, "\n", -1);
    for (guint row = 4; row <= 150; row++) {
      g_assert_cmpstr(strchr(lines[row], ','), ==, strchr(lines[row - 3], ','));
    }
    assert_files(fixture, PARTS("clusters.json", "silhouette.json", "profile.json", "picture.json",
                                "facts.json", "model.json"));
  }
  g_clear_pointer(&out, g_free);
  g_assert_cmpint(run(fixture, fixture->csv, SETTINGS("model=pca"), "2", &out), ==, 0);
  assert_files(fixture, PARTS("explained.json", "loadings.json", "picture.json"));
}

/* The same bits with 1, 2 and 4 threads. */
static void
test_threads(Fixture *fixture, gconstpointer data)
{
  static const char *const threads[] = {"1", "2", "4"};
  static const char *const files[] = {"predictions.csv", "permutation.json", "reasons.json",
                                      "dependence.json"};
  char *first[G_N_ELEMENTS(files)] = {NULL};

  write_table(fixture);
  for (guint t = 0; t < G_N_ELEMENTS(threads); t++) {
    g_autofree char *out = NULL;

    g_assert_cmpint(
        run(fixture, fixture->csv, SETTINGS("target=kind", "trees=20"), threads[t], &out), ==, 0);
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
      g_autofree char *path = g_build_filename(fixture->folder, "out", files[i], NULL);
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
    g_clear_pointer(&first[i], g_free);
  }
}

/* The bars of a category: all of them, each with its name, whether the model sees a column of 0 and 1
 * for each, for all but the first, or codes. The column has an equals sign in its name. */
static void
test_dependence(Fixture *fixture, gconstpointer data)
{
  static const char *const models[] = {"neighbours", "ridge", "forest"};
  static const char *const categories[] = {"brick=red", "stone", "wood"};
  static const double means[] = {10, 50, 90};
  g_autoptr(GString) text = g_string_new("wall=kind,width,price\n");

  for (guint i = 0; i < 90; i++) {
    guint kind = i * 7 % 3;

    g_string_append_printf(text, "%s,%u,%.2f\n", categories[kind], i * 11 % 17,
                           means[kind] + (double)(i * 5 % 13) / 13 + (double)i / 1000);
  }
  write_text(fixture, text->str, (gssize)text->len);
  for (guint i = 0; i < G_N_ELEMENTS(models); i++) {
    g_autofree char *model = g_strconcat("model=", models[i], NULL);
    g_autofree char *folder = g_build_filename(fixture->folder, "out", NULL);
    g_autofree char *out = NULL;
    g_autoptr(JsonObject) chart = NULL;
    JsonArray *names, *y;

    g_assert_cmpint(
        run(fixture, fixture->csv, SETTINGS("target=price", "alpha=0.01", model), "2", &out), ==,
        0);
    chart = helper_load(folder, "dependence.json");
    g_assert_cmpstr(json_object_get_string_member(chart, "chart"), ==, "bars");
    names = json_object_get_array_member(chart, "categories");
    y = json_object_get_array_member(
        json_array_get_object_element(json_object_get_array_member(chart, "series"), 0), "y");
    g_assert_cmpuint(json_array_get_length(names), ==, G_N_ELEMENTS(categories));
    g_assert_cmpuint(json_array_get_length(y), ==, G_N_ELEMENTS(categories));
    for (guint k = 0; k < G_N_ELEMENTS(categories); k++) {
      g_assert_cmpstr(json_array_get_string_element(names, k), ==, categories[k]);
      /* Each is near the mean of its rows. */
      g_assert_cmpfloat_with_epsilon(json_array_get_double_element(y, k), means[k] + 0.5, 8);
    }
  }
}

/* A column of numbers with an equals sign in its name is no category. */
static void
test_equals(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) text = g_string_new("size=m,weight\n");
  g_autofree char *path = g_build_filename(fixture->folder, "out", "reading.json", NULL);
  g_autofree char *out = NULL;
  g_autofree char *reading = NULL;

  for (guint i = 0; i < 60; i++) {
    g_string_append_printf(text, "%u.%u,%u.%u\n", i % 2 != 0 ? 5 : 90, i, i % 2 != 0 ? 2 : 40,
                           i * 7 % 10);
  }
  write_text(fixture, text->str, (gssize)text->len);
  g_assert_cmpint(run(fixture, fixture->csv, SETTINGS("model=kmeans", "clusters=2"), "1", &out), ==,
                  0);
  g_assert_true(g_file_get_contents(path, &reading, NULL, NULL));
  g_assert_nonnull(strstr(reading, "high in “size=m”, “weight”"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add("/own-table/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("files", test_files);
  ADD("tables", test_tables);
  ADD("targets", test_targets);
  ADD("models", test_models);
  ADD("groups", test_groups);
  ADD("threads", test_threads);
  ADD("dependence", test_dependence);
  ADD("equals", test_equals);
  return g_test_run();
}
