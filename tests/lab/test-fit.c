/* epoch-lab fit: certified problems, tables with gaps and categories, and files that are no
 * tables. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

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
write_file(Fixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename(fixture->folder, name, NULL);

  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  return path;
}

static double
coefficient(JsonObject *model, guint index)
{
  return json_array_get_double_element(json_object_get_array_member(model, "coefficients"), index);
}

/* The smallest number of correct digits among intercept and coefficients. */
static double
least_digits(JsonObject *model, const double *truth, guint n)
{
  double digits = helper_digits(json_object_get_double_member(model, "intercept"), truth[0]);

  g_assert_cmpuint(json_array_get_length(json_object_get_array_member(model, "coefficients")), ==,
                   n - 1);
  for (guint i = 1; i < n; i++) {
    digits = MIN(digits, helper_digits(coefficient(model, i - 1), truth[i]));
  }
  return digits;
}

static void
fit_certified(Fixture *fixture, const char *name, const double *truth, guint n, double digits)
{
  g_autofree char *csv = g_test_build_filename(G_TEST_DIST, "fixtures", name, NULL);
  g_autoptr(JsonObject) model = NULL;
  double reached;

  g_assert_cmpint(helper_run(NULL, NULL, "fit", "linear", "--csv", csv, "--target", "y", "--out",
                             fixture->folder, "--json", NULL),
                  ==, 0);
  model = helper_load(fixture->folder, "model.json");
  reached = least_digits(model, truth, n);
  g_test_message("%s: %.1f correct digits", name, reached);
  g_assert_cmpfloat(reached, >=, digits);
}

/* Certified values of the Statistical Reference Datasets of NIST (Longley, Wampler 1 to 3); they
 * agree with an exact solution in rational numbers of the same files. */
static void
test_certified(Fixture *fixture, gconstpointer data)
{
  static const double longley[] = {-3482258.63459582, 15.0618722713733,  -0.358191792925910E-01,
                                   -2.02022980381683, -1.03322686717359, -0.511041056535807E-01,
                                   1829.15146461355};
  static const double ones[] = {1, 1, 1, 1, 1, 1};
  static const double tenths[] = {1, 0.1, 0.01, 0.001, 0.0001, 0.00001};

  fit_certified(fixture, "longley.csv", longley, 7, 12);
  fit_certified(fixture, "wampler1.csv", ones, 6, 12);
  fit_certified(fixture, "wampler2.csv", tenths, 6, 12);
  fit_certified(fixture, "wampler3.csv", ones, 6, 12);
}

/* Boston housing without its column b, all 506 rows; the truth is the exact solution of the
 * normal equations in rational numbers (Python's fractions), rounded once. */
static void
test_boston(Fixture *fixture, gconstpointer data)
{
  static const double truth[] = {
      41.617270175954751,   -0.12138861842282295, 0.046963463299782564,  0.013467694669070622,
      2.8399933827285828,   -18.758022005241333,  3.658119041779186,     0.0036107105470864643,
      -1.4907536500796656,  0.28940452062087824,  -0.012681981258356682, -0.93753289983981547,
      -0.55201910116388508,
  };
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *path = NULL;
  g_autofree char *source =
      g_build_filename(g_getenv("EPOCH_DATA_DIR"), "datasets", "boston-housing.csv", NULL);
  g_autofree char *all = NULL;
  g_auto(GStrv) lines = NULL;
  const char *const scales[] = {"scale=none", "scale=standard", "scale=minmax"};

  g_assert_true(g_file_get_contents(source, &all, NULL, NULL));
  lines = g_strsplit(all, "\n", -1);
  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto(GStrv) fields = g_strsplit(lines[i], ",", -1);

    for (gsize j = 0; fields[j] != NULL; j++) {
      if (j != 11) {
        g_string_append_printf(text, "%s%s", j > 0 ? "," : "", fields[j]);
      }
    }
    g_string_append_c(text, '\n');
  }
  path = write_file(fixture, "boston.csv", text->str);
  for (guint i = 0; i < G_N_ELEMENTS(scales); i++) {
    g_autoptr(JsonObject) model = NULL;

    g_assert_cmpint(helper_run(NULL, NULL, "fit", "linear", "--csv", path, "--target", "medv",
                               "--set", scales[i], "--out", fixture->folder, NULL),
                    ==, 0);
    model = helper_load(fixture->folder, "model.json");
    g_assert_cmpfloat(least_digits(model, truth, 13), >=, i == 0 ? 13 : 10);
  }
}

/* Two gaps, two categories, a column that never varies and one that says the same as another. */
static const char mixed[] = "size,colour,same,double,y\n"
                            "1,red,5,2,10\n"
                            "2,blue,5,4,14\n"
                            ",red,5,6,16\n"
                            "4,blue,5,8,20\n"
                            "5,red,5,10,\n"
                            "6,red,5,12,25\n"
                            "7,blue,5,14,29\n";

static void
test_mixed(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = write_file(fixture, "mixed.csv", mixed);
  g_autofree char *out = NULL;
  g_autofree char *predictions = NULL;
  g_autofree char *path = g_build_filename(fixture->folder, "predictions.csv", NULL);
  g_autoptr(JsonObject) model = NULL;
  JsonArray *features;

  g_assert_cmpint(helper_run(&out, NULL, "fit", "linear", "--csv", csv, "--target", "y", "--out",
                             fixture->folder, "--json", NULL),
                  ==, 0);
  g_assert_nonnull(strstr(out, "1 row has no “y”"));
  g_assert_nonnull(strstr(out, "“size” is missing in 1 training row; the median"));
  g_assert_nonnull(strstr(out, "“same” is the same in every training row"));
  g_assert_nonnull(strstr(out, "“colour” holds text"));
  model = helper_load(fixture->folder, "model.json");
  features = json_object_get_array_member(model, "features");
  g_assert_cmpuint(json_array_get_length(features), ==, 4);
  g_assert_cmpstr(json_array_get_string_element(features, 1), ==, "colour=red");
  g_assert_cmpfloat(coefficient(model, 2), ==, 0);
  g_assert_true(g_file_get_contents(path, &predictions, NULL, NULL));
  g_assert_true(g_str_has_prefix(predictions, "row,prediction\n1,"));
  /* A prediction for each row of the file, also for the one without a target. */
  g_assert_nonnull(strstr(predictions, "\n7,"));
  g_assert_null(strstr(predictions, "\n8,"));
}

/* y = 3 + 2 a on the training table, predicted for rows that it never saw. */
static void
test_test_table(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = write_file(fixture, "train.csv", "a;y\n1;5\n2;7\n3;9\n10;23\n");
  g_autofree char *test = write_file(fixture, "test.csv", "b,a\nx,20\ny,-1\n");
  g_autofree char *path = g_build_filename(fixture->folder, "predictions.csv", NULL);
  g_autofree char *predictions = NULL;
  g_auto(GStrv) lines = NULL;

  g_assert_cmpint(helper_run(NULL, NULL, "fit", "linear", "--csv", csv, "--target", "y", "--test",
                             test, "--out", fixture->folder, NULL),
                  ==, 0);
  g_assert_true(g_file_get_contents(path, &predictions, NULL, NULL));
  lines = g_strsplit(predictions, "\n", -1);
  g_assert_cmpstr(lines[0], ==, "row,prediction");
  g_assert_cmpfloat_with_epsilon(g_ascii_strtod(lines[1] + 2, NULL), 43, 1e-12);
  g_assert_cmpfloat_with_epsilon(g_ascii_strtod(lines[2] + 2, NULL), 1, 1e-12);
}

/* Ridge on centred, orthogonal columns has a closed form: b = x·y / (x·x + alpha). */
static void
test_ridge(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv =
      write_file(fixture, "ridge.csv", "a,b,y\n1,1,8\n1,-1,4\n-1,1,2\n-1,-1,-2\n");
  g_autoptr(JsonObject) model = NULL;

  g_assert_cmpint(helper_run(NULL, NULL, "fit", "ridge", "--csv", csv, "--target", "y", "--set",
                             "alpha=2", "--out", fixture->folder, NULL),
                  ==, 0);
  model = helper_load(fixture->folder, "model.json");
  g_assert_cmpstr(json_object_get_string_member(model, "model"), ==, "ridge");
  g_assert_cmpfloat_with_epsilon(json_object_get_double_member(model, "intercept"), 3, 1e-13);
  g_assert_cmpfloat_with_epsilon(coefficient(model, 0), 12.0 / 6, 1e-13);
  g_assert_cmpfloat_with_epsilon(coefficient(model, 1), 8.0 / 6, 1e-13);
}

static void
assert_fails(const char *const *arguments, int status, const char *sentence)
{
  g_autofree char *err = NULL;

  g_assert_cmpint(helper_run_list(NULL, &err, arguments), ==, status);
  if (strstr(err, sentence) == NULL) {
    g_error("“%s” is not part of “%s”", sentence, err);
  }
}

static void
test_messages(Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = write_file(fixture, "mixed.csv", mixed);
  g_autofree char *ragged = write_file(fixture, "ragged.csv", "a,y\n1,2\n3\n");
  g_autofree char *lacking = write_file(fixture, "lacking.csv", "size,same,double\n1,5,2\n");
  g_autofree char *unseen =
      write_file(fixture, "unseen.csv", "size,colour,same,double\n1,green,5,2\n");
  g_autofree char *words =
      write_file(fixture, "words.csv", "size,colour,same,double\n1,red,5,2\nbig,red,5,2\n");
  g_autofree char *empty = write_file(fixture, "empty.csv", "");
  g_autofree char *alone = write_file(fixture, "alone.csv", "y\n1\n2\n");

#define FIT(...) ((const char *const[]){"fit", "linear", __VA_ARGS__, NULL})
  assert_fails(FIT("--csv", csv, "--target", "colour"), 1, "mixed.csv:2:2: column \"colour\"");
  assert_fails(FIT("--csv", csv, "--target", "colour"), 1, "must be a column of numbers");
  assert_fails(FIT("--csv", csv, "--target", "price"), 1, "price");
  assert_fails(FIT("--csv", ragged, "--target", "y"), 1, "ragged.csv:3");
  assert_fails(FIT("--csv", empty, "--target", "y"), 1, "empty.csv");
  assert_fails(FIT("--csv", alone, "--target", "y"), 1, "no column to predict “y” from");
  assert_fails(FIT("--csv", "/nonexistent.csv", "--target", "y"), 1, "can not be opened");
  assert_fails(FIT("--csv", fixture->folder, "--target", "y"), 1, "is not a file");
  assert_fails(FIT("--csv", csv, "--target", "y", "--test", lacking), 1, "colour");
  assert_fails(FIT("--csv", csv, "--target", "y", "--test", unseen), 1, "green");
  assert_fails(FIT("--csv", csv, "--target", "y", "--test", words), 1, "words.csv:3:1");
  assert_fails(FIT("--csv", csv, "--target", "y", "--out", "/proc/nowhere"), 1, "/proc/nowhere");
  assert_fails(FIT("--csv", csv), 2, "--target is missing");
  assert_fails(FIT("--target", "y"), 2, "Usage: epoch-lab fit MODEL");
  assert_fails(FIT("--csv", csv, "--target", "y", "--set", "alpha=1"), 2, "no parameter “alpha”");
  assert_fails(FIT("--csv", csv, "--target", "y", "--set", "scale=big"), 2,
               "one of none, standard, minmax");
  assert_fails(FIT("--csv", csv, "--target", "y", "--wrong"), 2, "Usage:");
  assert_fails((const char *const[]){"fit", "oracle", "--csv", csv, "--target", "y", NULL}, 2,
               "there are linear, ridge");
#undef FIT
}

/* Hundreds of damaged tables: a result, or one clear sentence; and nothing else. */
static void
test_damaged(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(3);
  guint n_well = 0, n_refused = 0;

  for (guint i = 0; i < 300; i++) {
    g_autoptr(GString) damaged = helper_damage(random, mixed, strlen(mixed), 1 + i % 5);
    g_autofree char *path = g_build_filename(fixture->folder, "damaged.csv", NULL);
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    int status;

    g_assert_true(g_file_set_contents(path, damaged->str, (gssize)damaged->len, NULL));
    status =
        helper_run(&out, &err, "fit", "linear", "--csv", path, "--target", "y", "--json", NULL);
    g_assert_true(status == 0 || status == 1);
    if (status == 0) {
      g_autoptr(JsonObject) end = helper_last_line(out);

      g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "ok");
      n_well++;
    } else {
      g_assert_nonnull(strstr(err, "damaged.csv"));
      n_refused++;
    }
  }
  g_assert_cmpuint(n_well, >, 20);
  g_assert_cmpuint(n_refused, >, 100);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/fit/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("certified", test_certified);
  ADD("boston", test_boston);
  ADD("mixed", test_mixed);
  ADD("test-table", test_test_table);
  ADD("ridge", test_ridge);
  ADD("messages", test_messages);
  ADD("damaged", test_damaged);
  return g_test_run();
}
