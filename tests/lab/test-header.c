/* The header of a learner's own table, read without the table. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "dataset/epoch-header.h"
#include "lab-helper.h"

typedef struct {
  GMainLoop *loop;
  char **names;
  GError *error;
} Reading;

static void
read_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->names = epoch_header_read_finish(result, &reading->error);
  g_main_loop_quit(reading->loop);
}

static Reading
read_path(const char *path)
{
  Reading reading = {g_main_loop_new(NULL, FALSE), NULL, NULL};

  epoch_header_read_async(path, NULL, read_cb, &reading);
  g_main_loop_run(reading.loop);
  g_main_loop_unref(reading.loop);
  return reading;
}

static Reading
read_bytes(const char *bytes, gsize length)
{
  g_autofree char *folder = helper_make_folder();
  g_autofree char *path = g_build_filename(folder, "table.csv", NULL);
  Reading reading;

  g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
  reading = read_path(path);
  helper_remove_folder(folder);
  return reading;
}

static void
assert_names(const char *text, const char *wanted)
{
  Reading reading = read_bytes(text, strlen(text));
  g_autofree char *found = NULL;

  g_assert_no_error(reading.error);
  found = g_strjoinv("|", reading.names);
  g_assert_cmpstr(found, ==, wanted);
  g_strfreev(reading.names);
}

static void
test_names(void)
{
  assert_names("a,b,c\n1,2,3\n", "a|b|c");
  assert_names("a;b\r\n1;2\r\n", "a|b");
  assert_names("a\tb\n1\t2\n", "a|b");
  assert_names("\xef\xbb\xbf"
               "age,port\n1,S\n",
               "age|port");
  assert_names("\"a, or b\",\"two\nlines\",\"say \"\"hi\"\"\"\n1,2,3\n",
               "a, or b|two\nlines|say \"hi\"");
  assert_names(" a , b \n1,2\n", "a|b");
  assert_names("only", "only");
  assert_names("Größe,naïve\n1,2\n", "Größe|naïve");
}

static void
assert_refused(const char *bytes, gsize length, const char *problem)
{
  Reading reading = read_bytes(bytes, length);

  g_assert_null(reading.names);
  g_assert_nonnull(reading.error);
  if (strstr(reading.error->message, problem) == NULL) {
    g_error("“%s” does not say “%s”", reading.error->message, problem);
  }
  g_error_free(reading.error);
}

static void
test_refused(void)
{
  const char latin[] = "gr\xf6\xdf"
                       "e,b\n1,2\n";
  const char binary[] = "\x7f"
                        "ELF\0\0\0,\n";
  g_autofree char *long_line = g_strnfill(3 * 1024 * 1024, 'x');
  Reading absent = read_path("/nowhere/at/all.csv");

  assert_refused("", 0, "empty");
  assert_refused("\n\n", 2, "empty");
  assert_refused(latin, sizeof latin - 1, "UTF-8");
  assert_refused(binary, sizeof binary - 1, "text");
  assert_refused("\"never closed,b\n1,2\n", 20, "quote");
  assert_refused(long_line, strlen(long_line), "megabyte");
  g_assert_nonnull(absent.error);
  g_error_free(absent.error);
}

/* A table of any size costs no more than its beginning, wherever a character is cut in two. */
static void
test_large(void)
{
  for (int shift = 0; shift < 4; shift++) {
    g_autoptr(GString) text = g_string_new("a,b\n");
    Reading reading;

    for (int i = 0; i < shift; i++) {
      g_string_append_c(text, 'x');
    }
    while (text->len < 1024 * 1024 + 1000) {
      g_string_append(text, "€,€\n");
    }
    reading = read_bytes(text->str, text->len);
    g_assert_no_error(reading.error);
    g_assert_cmpuint(g_strv_length(reading.names), ==, 2);
    g_strfreev(reading.names);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/header/names", test_names);
  g_test_add_func("/header/refused", test_refused);
  g_test_add_func("/header/large", test_large);
  return g_test_run();
}
