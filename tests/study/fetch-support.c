#include "config.h"

#include "fetch-support.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROWS 4000

static char *data_home;

static void
remove_data_home(void)
{
  support_remove(data_home);
}

void
home_begin(void)
{
  data_home = support_make_folder();
  g_setenv("XDG_DATA_HOME", data_home, TRUE);
  atexit(remove_data_home);
}

static GBytes *
make_body(void)
{
  GString *text = g_string_new(NULL);

  for (int row = 0; row < ROWS; row++)
    g_string_append_printf(text, "%d.%d,%s,%d.0,%d\n", row % 97, row % 10,
                           row % 50 == 7 ? "?" : "1.25", 1 + row % 2, row % 3);
  return g_string_free_to_bytes(text);
}

static void
write_card(Home *self)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, self->body);
  g_autofree char *folder = g_build_filename(self->folder, "datasets", NULL);
  g_autofree char *path = g_build_filename(folder, "tiny.json", NULL);
  g_autofree char *text = g_strdup_printf(
      "{\"id\": \"tiny\", \"title\": \"Tiny table\", \"description\": \"d\", \"source\": \"s\","
      " \"licence\": \"CC0\", \"harms\": \"none\", \"rows\": %d, \"file\": \"tiny.csv\","
      " \"target\": \"grade\","
      " \"remote\": {\"url\": \"http://127.0.0.1:%u/tiny.data\", \"bytes\": %zu,"
      "  \"sha256\": \"%s\", \"header\": false, \"missing\": \"?\", \"whole\": [\"grade\"]},"
      " \"columns\": ["
      "  {\"name\": \"width\", \"label\": \"W\", \"type\": \"number\", \"description\": \"d\"},"
      "  {\"name\": \"height\", \"label\": \"H\", \"type\": \"number\", \"description\": \"d\"},"
      "  {\"name\": \"colour\", \"label\": \"C\", \"type\": \"category\", \"description\": \"d\","
      "   \"recode\": {\"1\": \"red\", \"2\": \"blue\"}},"
      "  {\"name\": \"grade\", \"label\": \"G\", \"type\": \"category\", \"description\": \"d\","
      "   \"recode\": {\"0\": \"no\", \"1\": \"yes\", \"2\": \"yes\"}, \"role\": \"target\"}]}",
      ROWS, self->server->port, g_bytes_get_size(self->body), sha256);

  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  support_write(path, text, strlen(text));
}

void
home_set_up(Home *self, gconstpointer unused)
{
  GError *error = NULL;
  gsize length = 0;
  const void *bytes;

  self->folder = support_make_folder();
  self->server = loopback_new();
  self->body = make_body();
  bytes = g_bytes_get_data(self->body, &length);
  loopback_set_body(self->server, bytes, length);
  g_setenv("EPOCH_DATA_DIR", self->folder, TRUE);
  write_card(self);
  self->dataset = epoch_dataset_load("tiny", &error);
  g_assert_no_error(error);
  self->path = epoch_dataset_dup_path(self->dataset);
  self->part = g_strconcat(self->path, ".part", NULL);
  g_assert_true(g_str_has_prefix(self->path, data_home));
}

void
home_tear_down(Home *self, gconstpointer unused)
{
  g_autofree char *folder = g_build_filename(data_home, "epoch", NULL);

  support_finalize(self->dataset);
  loopback_free(self->server);
  g_bytes_unref(self->body);
  g_free(self->path);
  g_free(self->part);
  support_remove(self->folder);
  support_remove(g_steal_pointer(&folder));
}

gboolean
home_fetch(Home *self, const EpochFetchOptions *options, GError **error)
{
  g_auto(Wait) wait = {0};

  epoch_fetch_async(self->dataset, options, NULL, NULL, NULL, support_wait_cb, &wait);
  return epoch_fetch_finish(support_wait(&wait), error);
}

gboolean
home_import(Home *self, const char *text, gssize length, gboolean *exact, GError **error)
{
  g_autofree char *path = g_build_filename(self->folder, "mine.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path(path);
  g_auto(Wait) wait = {0};

  support_write(path, text, length < 0 ? strlen(text) : (gsize)length);
  epoch_fetch_import_async(self->dataset, file, NULL, support_wait_cb, &wait);
  return epoch_fetch_import_finish(support_wait(&wait), exact, error);
}

void
home_expect_file(const char *path, GBytes *bytes)
{
  g_autoptr(GBytes) found = support_read(path);

  g_assert_true(g_bytes_equal(found, bytes));
}

void
home_expect_none(const char *path)
{
  g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

void
home_expect_said(const GError *error, const char *text)
{
  if (strstr(error->message, text) == NULL)
    g_error("“%s” is not part of “%s”", text, error->message);
}
