/* epoch-lab bench: the lines that peers' numbers are laid beside, on small matrices as peers write
 * them, and what is said about files that are none. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "bench/epoch-bench.h"
#include "lab-helper.h"

#define TRAIN 400
#define TEST 100
#define COLUMNS 4

typedef struct {
  char *folder;
} Fixture;

static void
write_bytes(Fixture *fixture, const char *name, gconstpointer bytes, gsize length)
{
  g_autofree char *path = g_build_filename(fixture->folder, name, NULL);

  g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
}

static void
write_text(Fixture *fixture, const char *name, const char *text)
{
  write_bytes(fixture, name, text, strlen(text));
}

/* A matrix under a name of the peers: the class is the sign of the first column, or one of three. */
static void
write_matrix(Fixture *fixture, const char *name, gint32 n_classes)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(5);
  g_autofree double *x = g_new(double, (TRAIN + TEST) * COLUMNS);
  g_autofree gint32 *y = g_new(gint32, TRAIN + TEST);
  g_autofree char *json = g_strconcat(name, ".json", NULL);
  g_autofree char *x_file = g_strconcat(name, ".X.f64", NULL);
  g_autofree char *y_file = g_strconcat(name, ".y.i32", NULL);

  for (gsize i = 0; i < TRAIN + TEST; i++) {
    for (gsize j = 0; j < COLUMNS; j++) {
      x[i * COLUMNS + j] = g_rand_double_range(random, -1, 1);
    }
    y[i] = (gint32)((x[i * COLUMNS] + 1) / 2 * n_classes);
    if (g_rand_double(random) < 0.1) {
      y[i] = g_rand_int_range(random, 0, n_classes);
    }
  }
  write_text(fixture, json, "{\"train\": 400, \"test\": 100, \"cols\": 4}");
  write_bytes(fixture, x_file, x, (TRAIN + TEST) * COLUMNS * sizeof(double));
  write_bytes(fixture, y_file, y, (TRAIN + TEST) * sizeof(gint32));
}

/* 60 images of 5 by 6 pixels. */
static void
write_digits(Fixture *fixture)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(6);
  guint8 bytes[16 + 60 * 30] = {0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 5, 0, 0, 0, 6};
  g_autofree char *folder = g_build_filename(fixture->folder, "mnist_12k", NULL);

  for (gsize i = 16; i < sizeof bytes; i++) {
    bytes[i] = (guint8)g_rand_int_range(random, 0, 256);
  }
  g_mkdir_with_parents(folder, 0700);
  write_bytes(fixture, "mnist_12k/train-images-idx3-ubyte", bytes, sizeof bytes);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = helper_make_folder();
  write_matrix(fixture, "churn", 2);
  write_matrix(fixture, "synth", 2);
  write_matrix(fixture, "letter", 3);
  write_digits(fixture);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  helper_remove_folder(fixture->folder);
  g_free(fixture->folder);
}

static JsonObject *
bench(Fixture *fixture, const char *name)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (helper_run(&out, &err, "bench", name, "--data", fixture->folder, "--json", "--repeat", "1",
                 "--threads", "2", NULL) != 0) {
    g_error("%s: %s", name, err);
  }
  return helper_last_line(out);
}

/* The members of each line, and that the model learnt: on these rows 90 of 100 can be told. */
static void
test_lines(Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *quality;
    double least, most;
  } cases[] = {
      {"ols-synth", "r2", 0.97, 1},          {"logistic-churn", "auc", 0.85, 1},
      {"logistic-churn", "logloss", 0, 0.5}, {"logistic-synth", "auc", 0.85, 1},
      {"tree-churn", "acc", 0.7, 1},         {"tree-letter", "acc", 0.7, 1},
      {"forest-churn", "acc", 0.8, 1},       {"forest-letter", "acc", 0.8, 1},
      {"gbm-churn", "acc", 0.8, 1},          {"gbm-letter", "logloss", 0, 0.9},
      {"gbm-synth", "logloss", 0, 0.7},      {"kmeans-letter", "inertia", 1, 400},
      {"kmeans-synth", "iters", 2, 300},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(JsonObject) line = bench(fixture, cases[i].name);
    double value = json_object_get_double_member(line, cases[i].quality);

    g_test_message("%s: %s %g", cases[i].name, cases[i].quality, value);
    g_assert_cmpstr(json_object_get_string_member(line, "case"), ==, cases[i].name);
    g_assert_cmpstr(json_object_get_string_member(line, "lib"), ==, "epoch");
    g_assert_cmpfloat(json_object_get_double_member(line, "fit_s"), >, 0);
    g_assert_cmpint(json_object_get_int_member(line, "threads"), ==, 2);
    g_assert_true(value >= cases[i].least && value <= cases[i].most);
  }
}

/* The program's start is a bar of its own: under 50 ms, here with sanitizers, so that only the line
 * itself is checked. */
static void
test_start(Fixture *fixture, gconstpointer data)
{
  g_autoptr(JsonObject) line = bench(fixture, "start");

  g_assert_cmpfloat(json_object_get_double_member(line, "fit_s"), <,
                    json_object_get_double_member(line, "end_s"));
}

static void
assert_refused(Fixture *fixture, const char *name, const char *sentence)
{
  g_autofree char *err = NULL;

  g_assert_cmpint(helper_run(NULL, &err, "bench", name, "--data", fixture->folder, NULL), ==, 1);
  if (strstr(err, sentence) == NULL) {
    g_error("“%s” is not part of “%s”", sentence, err);
  }
}

static void
test_hostile(Fixture *fixture, gconstpointer data)
{
  const gint32 negative[TRAIN + TEST] = {-1};
  const gint32 single[TRAIN + TEST] = {0};
  gint32 gap[TRAIN + TEST] = {2, 0};
  double infinite[(TRAIN + TEST) * COLUMNS] = {0, INFINITY};

  write_bytes(fixture, "churn.y.i32", negative, sizeof negative);
  assert_refused(fixture, "tree-churn", "churn.y.i32: the class of row 1 is -1");
  write_bytes(fixture, "churn.y.i32", single, sizeof single);
  assert_refused(fixture, "tree-churn", "all rows are of one class");
  write_bytes(fixture, "churn.y.i32", gap, sizeof gap);
  assert_refused(fixture, "tree-churn", "no row is of class 1");
  write_bytes(fixture, "churn.y.i32", gap, sizeof gap - 1);
  assert_refused(fixture, "tree-churn", "has 1999 bytes");
  write_bytes(fixture, "churn.X.f64", infinite, sizeof infinite);
  assert_refused(fixture, "tree-churn", "row 1, column 2 is not finite");
  write_text(fixture, "churn.X.f64", "short");
  assert_refused(fixture, "tree-churn", "has 5 bytes");
  write_text(fixture, "churn.json", "{\"train\": 2147483647, \"test\": 0, \"cols\": 100000}");
  assert_refused(fixture, "tree-churn", "more than 4 GiB");
  write_text(fixture, "churn.json", "{\"train\": 0, \"test\": 5, \"cols\": 4}");
  assert_refused(fixture, "tree-churn", "not the sizes of a matrix");
  write_text(fixture, "churn.json", "{\"train\": 5}");
  assert_refused(fixture, "tree-churn", "test");
  write_text(fixture, "mnist_12k/train-images-idx3-ubyte", "no images at all");
  assert_refused(fixture, "pca-mnist", "but an IDX file with two zero bytes");
  write_bytes(fixture, "mnist_12k/train-images-idx3-ubyte", "\0\0\10\3\0\0\0\2\0\0\0\2\0\0\0\2abc",
              19);
  assert_refused(fixture, "pca-mnist", "its sizes make 8 bytes of images, but 3 are there");
}

static void
test_usage(Fixture *fixture, gconstpointer data)
{
  g_autofree char *err = NULL;
  const char *const *names = epoch_bench_get_cases();

  g_assert_cmpint(helper_run(NULL, &err, "bench", "gbm-moon", NULL), ==, 2);
  g_assert_nonnull(strstr(err, "there is no case “gbm-moon”"));
  for (gsize i = 0; names[i] != NULL; i++) {
    g_assert_nonnull(epoch_bench_describe(names[i]));
    g_assert_nonnull(strstr(err, names[i]));
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/bench/" name, Fixture, NULL, set_up, function, tear_down)
  ADD("lines", test_lines);
  ADD("start", test_start);
  ADD("hostile", test_hostile);
  ADD("usage", test_usage);
  return g_test_run();
}
