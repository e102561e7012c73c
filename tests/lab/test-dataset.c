/* Cards whose codes become words, and cards whose file does not come with Epoch. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "dataset/epoch-dataset.h"
#include "dataset/epoch-table-private.h"
#include "lab-helper.h"

#define SOME_SHA256 "aa7efa387bc9d108d7d0115d831fe9b414b29ae7124f331b622b4efa0427c8aa"

static char *data_home;

/* A data folder of its own, in place of the real one as long as a test runs. */
typedef struct {
  char *folder;
  char *real;
} Place;

static void
set_up(Place *self, gconstpointer unused)
{
  g_autofree char *datasets = NULL;
  g_autofree char *experiments = NULL;

  self->folder = helper_make_folder();
  self->real = g_strdup(g_getenv("EPOCH_DATA_DIR"));
  datasets = g_build_filename(self->folder, "datasets", NULL);
  experiments = g_build_filename(self->folder, "experiments", NULL);
  g_assert_cmpint(g_mkdir(datasets, 0700), ==, 0);
  g_assert_cmpint(g_mkdir(experiments, 0700), ==, 0);
  g_setenv("EPOCH_DATA_DIR", self->folder, TRUE);
}

static void
tear_down(Place *self, gconstpointer unused)
{
  g_autofree char *fetched = g_build_filename(data_home, "epoch", NULL);

  g_setenv("EPOCH_DATA_DIR", self->real, TRUE);
  helper_remove_folder(self->folder);
  if (g_file_test(fetched, G_FILE_TEST_IS_DIR)) {
    helper_remove_folder(fetched);
  }
  g_free(self->folder);
  g_free(self->real);
}

static void
write_file(Place *self, const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename(self->folder, folder, name, NULL);

  g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* A card of three columns: @file is its checksum or its home, @recode what the codes mean. */
static void
write_card(Place *self, const char *file, const char *recode, int rows)
{
  g_autofree char *card = g_strdup_printf(
      "{\"id\": \"tiny\", \"title\": \"Tiny\", \"description\": \"d\", \"source\": \"s\","
      " \"licence\": \"CC0\", \"harms\": \"h\", \"rows\": %d, \"file\": \"tiny.csv\", %s,"
      " \"columns\": ["
      "  {\"name\": \"size\", \"label\": \"Size\", \"type\": \"number\", \"description\": \"d\"},"
      "  {\"name\": \"colour\", \"label\": \"C\", \"type\": \"category\", \"description\": \"d\","
      "   \"recode\": %s},"
      "  {\"name\": \"name\", \"label\": \"N\", \"type\": \"category\", \"description\": \"d\"}]}",
      rows, file, recode);

  write_file(self, "datasets", "tiny.json", card);
}

static void
expect_text(const char *message, const char *text)
{
  if (strstr(message, text) == NULL) {
    g_error("“%s” is not part of “%s”", text, message);
  }
}

/* Reads a table that comes with its card; @problem is part of the error, or NULL where it reads. */
static struct ec_table *
read_shipped(Place *self, const char *recode, const char *text, int rows, const char *problem)
{
  g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
  g_autofree char *file = g_strdup_printf("\"sha256\": \"%s\"", sha256);
  g_autoptr(EpochDataset) dataset = NULL;
  g_autoptr(GError) error = NULL;
  struct ec_table *table;

  write_card(self, file, recode, rows);
  write_file(self, "datasets", "tiny.csv", text);
  dataset = epoch_dataset_load("tiny", &error);
  g_assert_no_error(error);
  g_assert_false(epoch_dataset_is_remote(dataset));
  g_assert_true(epoch_dataset_is_here(dataset));
  g_assert_null(epoch_dataset_get_url(dataset));
  table = epoch_table_read_dataset(dataset, NULL, &error);
  if (problem == NULL) {
    g_assert_no_error(error);
    return table;
  }
  g_assert_null(table);
  expect_text(error->message, problem);
  return NULL;
}

static void
test_recode(Place *self, gconstpointer unused)
{
  g_autoptr(EpochTable) table = read_shipped(
      self, "{\"0\": \"red\", \"1.5\": \"blue\", \"x\": \"red\"}",
      "name,colour,size\na,0,1\n\"b, c\",1.50,\n,?,3\nd,00.0,4\ne, x ,5\nf,+1.5e0,6\n", 6, NULL);
  const char *colours[] = {"red", "blue", NULL, "red", "red", "blue"};
  const char *names[] = {"a", "b, c", NULL, "d", "e", "f"};

  /* The order of the file, and the types of the card. */
  g_assert_cmpstr(ec_table_get_name(table, 0), ==, "name");
  g_assert_cmpint(ec_table_get_type(table, 1), ==, EC_COLUMN_TEXT);
  g_assert_cmpint(ec_table_get_type(table, 2), ==, EC_COLUMN_NUMBER);
  g_assert_cmpuint(ec_table_n_levels(table, 1), ==, 2);
  g_assert_true(isnan(ec_table_get_numbers(table, 2)[1]));
  for (gsize row = 0; row < G_N_ELEMENTS(colours); row++) {
    g_assert_cmpstr(ec_table_get_text(table, 1, row), ==, colours[row]);
    g_assert_cmpstr(ec_table_get_text(table, 0, row), ==, names[row]);
  }
}

/* The first row with a value that has no word is named, and so is the column. */
static void
test_unknown_code(Place *self, gconstpointer unused)
{
  const char *recode = "{\"0\": \"red\", \"1\": \"blue\"}";

  read_shipped(self, recode, "name,colour,size\na,0,1\nb,2,1\nc,2,1\n", 3,
               "row 2, column “colour”: “2” has no meaning there; the values are 0, 1");
  read_shipped(self, recode, "name,colour,size\na,0,1\nb,red,1\n", 2, "“red” has no meaning");
  read_shipped(self, recode, "name,colour,size\na,0,1\nb,0x1,1\n", 2, "row 2");
  /* What is told first of a table with the wrong shape is the shape. */
  read_shipped(self, recode, "name,colour,size\na,7,1\n", 2, "1 rows");
}

static void
expect_bad_card(Place *self, const char *file, const char *recode, const char *problem)
{
  g_autoptr(GError) error = NULL;

  write_card(self, file, recode, 2);
  g_assert_null(epoch_dataset_load("tiny", &error));
  g_assert_nonnull(error);
  expect_text(error->message, problem);
}

static void
test_bad_cards(Place *self, gconstpointer unused)
{
  const char *good = "{\"0\": \"red\"}", *sum = "\"sha256\": \"" SOME_SHA256 "\"";
  const struct {
    const char *url, *bytes, *sha256, *more, *problem;
  } remotes[] = {
      {"ftp://example.org/x", "10", SOME_SHA256, "", "\"url\""},
      {"nothing", "10", SOME_SHA256, "", "\"url\""},
      {"https:///x", "10", SOME_SHA256, "", "\"url\""},
      {"https://example.org/x", "0", SOME_SHA256, "", "\"bytes\""},
      {"https://example.org/x", "-1", SOME_SHA256, "", "\"bytes\""},
      {"https://example.org/x", "1e300", SOME_SHA256, "", "bytes"},
      {"https://example.org/x", "10", "abc", "", "\"sha256\""},
      {"https://example.org/x", "10", SOME_SHA256, ", \"header\": 1", "header"},
      {"https://example.org/x", "10", SOME_SHA256, ", \"whole\": 1", "whole"},
  };

  expect_bad_card(self, sum, "[]", "columns[1].recode");
  expect_bad_card(self, sum, "{}", "0 codes");
  expect_bad_card(self, sum, "{\"0\": 1}", "recode");
  expect_bad_card(self, sum, "{\"0\": \"\"}", "a word");
  expect_bad_card(self, sum, "{\"1\": \"a\", \"1.0\": \"b\"}", "there already");
  expect_bad_card(self, "\"sha256\": \"ABC\"", good, "64 digits");
  expect_bad_card(self, "\"remote\": 1", good, "remote");
  for (gsize i = 0; i < G_N_ELEMENTS(remotes); i++) {
    g_autofree char *remote =
        g_strdup_printf("\"remote\": {\"url\": \"%s\", \"bytes\": %s, \"sha256\": \"%s\"%s}",
                        remotes[i].url, remotes[i].bytes, remotes[i].sha256, remotes[i].more);

    expect_bad_card(self, remote, good, remotes[i].problem);
  }
}

/* A remote card: what it says of its home, and what is said as long as its file is not here. */
static void
test_remote(Place *self, gconstpointer unused)
{
  const char *text = "1.0,0.0,a\n2.0,?,b\n";
  g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
  g_autofree char *remote =
      g_strdup_printf("\"remote\": {\"url\": \"https://example.org/a/b.data\","
                      " \"bytes\": 18461, \"sha256\": \"%s\","
                      " \"header\": false}",
                      sha256);
  g_autoptr(EpochDataset) dataset = NULL;
  g_autoptr(EpochTable) table = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;

  write_card(self, remote, "{\"0\": \"red\"}", 2);
  dataset = epoch_dataset_load("tiny", &error);
  g_assert_no_error(error);
  g_assert_true(epoch_dataset_is_remote(dataset));
  g_assert_false(epoch_dataset_is_here(dataset));
  g_assert_cmpstr(epoch_dataset_get_url(dataset), ==, "https://example.org/a/b.data");
  g_assert_cmpstr(epoch_dataset_get_home(dataset), ==, "example.org");
  g_assert_cmpint(epoch_dataset_get_bytes(dataset), ==, 18461);
  g_assert_null(epoch_dataset_get_note(dataset));
  g_assert_null(epoch_table_read_dataset(dataset, NULL, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND);
  expect_text(error->message, "Tiny is not on this computer yet; fetch it (18.5");
  expect_text(error->message, "kB from example.org) or import a file");
  g_clear_error(&error);
  /* Beside the card it is not looked for, but among the learner's own data. */
  path = epoch_dataset_dup_path(dataset);
  folder = g_path_get_dirname(path);
  g_assert_true(g_str_has_prefix(path, data_home));
  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  g_assert_true(epoch_dataset_is_here(dataset));
  table = epoch_table_read_dataset(dataset, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(ec_table_get_name(table, 2), ==, "name");
  g_assert_cmpfloat(ec_table_get_numbers(table, 0)[1], ==, 2);
  g_assert_cmpstr(ec_table_get_text(table, 1, 0), ==, "red");
  g_assert_null(ec_table_get_text(table, 1, 1));
  g_assert_true(g_file_set_contents(path, "1.0,0.0,a\n2.0,?,c\n", -1, NULL));
  g_assert_null(epoch_table_read_dataset(dataset, NULL, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CHECKSUM);
  expect_text(error->message, "fetch it again");
}

/* The real card of week 6, for a made-up table of as many rows: fetched from nowhere, imported, and
 * trained on. */
static void
test_heart(Place *self, gconstpointer unused)
{
  const int choices[14] = {0, 2, 4, 0, 0, 2, 3, 0, 2, 0, 3, 0, 0, 5};
  g_autoptr(JsonObject) card = NULL;
  g_autoptr(JsonNode) root = json_node_new(JSON_NODE_OBJECT);
  g_autoptr(GRand) random = g_rand_new_with_seed(6);
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *datasets = g_build_filename(self->real, "datasets", NULL);
  g_autofree char *experiments = g_build_filename(self->real, "experiments", NULL);
  g_autofree char *from = g_build_filename(experiments, "heart-forest.json", NULL);
  g_autofree char *tumours = g_build_filename(datasets, "breast-cancer.json", NULL);
  g_autofree char *copy = g_build_filename(self->folder, "mine.csv", NULL);
  g_autofree char *experiment = NULL;
  g_autofree char *stand_in = NULL;
  g_autofree char *written = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  JsonObject *remote;

  for (int row = 0; row < 303; row++) {
    for (int i = 0; i < 14; i++) {
      int low = i == 2 || i == 10; /* cp and slope count from 1 */
      int value = choices[i] > 0 ? g_rand_int_range(random, low, choices[i] + low)
                  : i == 12      ? (const int[]){3, 6, 7}[g_rand_int_range(random, 0, 3)]
                                 : g_rand_int_range(random, 20, 200);

      g_string_append_printf(text, i == 13 ? "%d\n" : "%d.0,", value);
    }
  }
  card = helper_load(datasets, "heart-cleveland.json");
  g_assert_cmpint(json_object_get_int_member(card, "rows"), ==, 303);
  g_assert_cmpuint(json_array_get_length(json_object_get_array_member(card, "columns")), ==, 14);
  remote = json_object_get_object_member(card, "remote");
  sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, -1);
  json_object_set_string_member(remote, "sha256", sha256);
  json_object_set_string_member(remote, "url", "http://127.0.0.1:1/heart.data");
  json_object_set_int_member(remote, "bytes", (gint64)text->len);
  json_node_set_object(root, card);
  written = json_to_string(root, FALSE);
  write_file(self, "datasets", "heart-cleveland.json", written);
  g_assert_true(g_file_get_contents(tumours, &stand_in, NULL, NULL));
  write_file(self, "datasets", "breast-cancer.json", stand_in);
  g_assert_true(g_file_get_contents(from, &experiment, NULL, NULL));
  write_file(self, "experiments", "heart-forest.json", experiment);
  g_assert_true(g_file_set_contents(copy, text->str, -1, NULL));

  g_assert_cmpint(helper_run(&out, NULL, "list", NULL), ==, 0);
  expect_text(out, "epoch-lab fetch heart-cleveland");
  g_assert_cmpint(
      helper_run(NULL, &err, "run", "heart-forest", "--set", "dataset=heart-cleveland", NULL), ==,
      1);
  expect_text(err, "is not on this computer yet");
  g_clear_pointer(&err, g_free);
  g_assert_cmpint(helper_run(NULL, &err, "fetch", "heart-cleveland", NULL), ==, 1);
  expect_text(err, "127.0.0.1 can not be reached");
  g_clear_pointer(&err, g_free);
  g_assert_cmpint(
      helper_run(NULL, &err, "fetch", "heart-cleveland", "--import", "/nowhere/at/all.csv", NULL),
      ==, 1);
  g_clear_pointer(&err, g_free);
  g_assert_cmpint(helper_run(NULL, NULL, "fetch", "no-such-table", NULL), ==, 2);
  g_assert_cmpint(helper_run(NULL, NULL, "fetch", NULL), ==, 2);
  g_assert_cmpint(helper_run(NULL, NULL, "fetch", "breast-cancer", "--import", copy, NULL), ==, 2);
  g_clear_pointer(&out, g_free);
  g_assert_cmpint(helper_run(&out, NULL, "fetch", "heart-cleveland", "--import", copy, NULL), ==,
                  0);
  expect_text(out, "heart-cleveland.csv");
  g_clear_pointer(&out, g_free);
  g_assert_cmpint(helper_run(&out, &err, "run", "heart-forest", "--set", "dataset=heart-cleveland",
                             "--set", "trees=10", "--set", "candidates=1", "--json", NULL),
                  ==, 0);
  expect_text(out, "\"dataset\":\"heart-cleveland\"");
  g_clear_pointer(&out, g_free);
  g_assert_cmpint(helper_run(&out, NULL, "list", NULL), ==, 0);
  g_assert_null(strstr(out, "epoch-lab fetch"));
}

int
main(int argc, char **argv)
{
  int status;

  data_home = helper_make_folder();
  g_setenv("XDG_DATA_HOME", data_home, TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add("/dataset/recode", Place, NULL, set_up, test_recode, tear_down);
  g_test_add("/dataset/unknown-code", Place, NULL, set_up, test_unknown_code, tear_down);
  g_test_add("/dataset/bad-cards", Place, NULL, set_up, test_bad_cards, tear_down);
  g_test_add("/dataset/remote", Place, NULL, set_up, test_remote, tear_down);
  g_test_add("/dataset/heart", Place, NULL, set_up, test_heart, tear_down);
  status = g_test_run();
  helper_remove_folder(data_home);
  g_free(data_home);
  return status;
}
