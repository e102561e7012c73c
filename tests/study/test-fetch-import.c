/* Taking the learner's own copy of a table: what is the same, what stands in, what is refused. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fetch-support.h"

#define ROWS 4000

/* A copy of the table as somebody else would write it. */
typedef struct {
  char delimiter;
  const char *line_end;
  const char *missing;
  const char *header; /* (nullable); its columns are in the order grade, colour, height, width */
  int n_rows;
  int changed; /* the row whose height is another one; -1 for none */
} Style;

static char *
write_copy(const Style *style)
{
  GString *text = g_string_new(NULL);

  if (style->header != NULL) {
    g_string_append_printf(text, "%s%s", style->header, style->line_end);
  }
  for (int row = 0; row < style->n_rows; row++) {
    const char *height = row == style->changed ? "9.5" : "1.250";
    const char *shown = row % 50 == 7 ? style->missing : height;
    const char d = style->delimiter;

    if (style->header != NULL) {
      g_string_append_printf(text, "%d%c%d%c%s%c%d.%d0%s", row % 3, d, 1 + row % 2, d, shown, d,
                             row % 97, row % 10, style->line_end);
    } else {
      g_string_append_printf(text, "%d.%d%c%s%c%d%c%d%s", row % 97, row % 10, d, shown, d,
                             1 + row % 2, d, row % 3, style->line_end);
    }
  }
  return g_string_free(text, FALSE);
}

static void
expect_note(gboolean there, const char *sha256)
{
  g_autoptr(EpochDataset) now = epoch_dataset_load("tiny", NULL);

  g_assert_true((epoch_dataset_get_note(now) != NULL) == there);
  if (there) {
    g_assert_nonnull(strstr(epoch_dataset_get_note(now), "mine.csv"));
    g_assert_cmpstr(epoch_dataset_get_sha256(now), ==, sha256);
    g_assert_cmpstr(epoch_dataset_get_sha256(now), !=, epoch_dataset_get_pinned_sha256(now));
  } else {
    g_assert_cmpstr(epoch_dataset_get_sha256(now), ==, epoch_dataset_get_pinned_sha256(now));
  }
}

static void
test_exact(Home *home, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  gboolean exact = FALSE;
  gsize length = 0;
  const char *bytes = g_bytes_get_data(home->body, &length);

  home_import(home, bytes, (gssize)length, &exact, &error);
  g_assert_no_error(error);
  g_assert_true(exact);
  home_expect_file(home->path, home->body);
  home_expect_none(home->part);
  expect_note(FALSE, NULL);
  g_assert_cmpuint(loopback_get_n_requests(home->server), ==, 0);
}

/* The published bytes are made again of copies with the same values. */
static void
test_same_values(Home *home, gconstpointer unused)
{
  const Style styles[] = {
      {',', "\n", "", NULL, ROWS, -1},
      {',', "\r\n", "NA", "grade,colour,height,width", ROWS, -1},
      {';', "\n", "?", "\xef\xbb\xbfgrade;colour; height ;\"width\"", ROWS, -1},
      {'\t', "\n", "nan", NULL, ROWS, -1},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(styles); i++) {
    g_autofree char *copy = write_copy(&styles[i]);
    g_autoptr(GError) error = NULL;
    gboolean exact = FALSE;

    home_import(home, copy, -1, &exact, &error);
    g_assert_no_error(error);
    g_assert_true(exact);
    home_expect_file(home->path, home->body);
    expect_note(FALSE, NULL);
    g_assert_cmpint(g_unlink(home->path), ==, 0);
  }
}

/* The same columns and rows, but another value: kept as it is, and named as such, until the
 * published file is fetched. */
static void
test_stands_in(Home *home, gconstpointer unused)
{
  const Style style = {',', "\n", "", "grade,colour,height,width", ROWS, 8};
  g_autofree char *copy = write_copy(&style);
  g_autoptr(GBytes) bytes = g_bytes_new_static(copy, strlen(copy));
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  g_autoptr(GError) error = NULL;
  gboolean exact = TRUE;

  home_import(home, copy, -1, &exact, &error);
  g_assert_no_error(error);
  g_assert_false(exact);
  home_expect_file(home->path, bytes);
  expect_note(TRUE, sha256);
  home_fetch(home, NULL, &error);
  g_assert_no_error(error);
  home_expect_file(home->path, home->body);
  expect_note(FALSE, NULL);
}

static void
expect_refused(Home *home, const char *copy, gssize length, int code, const char *text)
{
  g_autoptr(GError) error = NULL;
  gboolean exact;

  g_assert_false(home_import(home, copy, length, &exact, &error));
  g_assert_error(error, EPOCH_FETCH_ERROR, code);
  home_expect_said(error, text);
  home_expect_none(home->path);
  home_expect_none(home->part);
  expect_note(FALSE, NULL);
}

static void
test_refused(Home *home, gconstpointer unused)
{
  const struct {
    Style style;
    const char *from, *to; /* (nullable): what is replaced in the copy, once */
    const char *text;
  } cases[] = {
      {{',', "\n", "", NULL, ROWS - 1, -1}, NULL, NULL, "3999 rows"},
      {{',', "\n", "", "grade,colour,height,breadth", ROWS, -1}, NULL, NULL, "\"width\""},
      {{',', "\n", "", "grade,colour,height,width,x", ROWS, -1}, NULL, NULL, "fields"},
      {{',', "\n", "", NULL, ROWS, -1}, "1.250,2,", "1.250,3,", "column “colour”: “3” has no"},
      {{',', "\n", "", NULL, ROWS, -1}, "0.0,1.250", "wide,1.250", "mine.csv:1:1"},
      {{',', "\n", "", NULL, ROWS, -1}, "0.0,1.250,1,0", "0.0,1.250,1,0,0", "5 fields"},
      {{',', "\n", "", NULL, ROWS, -1}, "1.1,1.250,2,1", "1.1,1.250,2", "mine.csv:2"},
      {{',', "\n", "", "a,b,c,d", ROWS, -1}, NULL, NULL, "mine.csv:1"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *copy = write_copy(&cases[i].style);
    g_autoptr(GString) changed = g_string_new(copy);

    if (cases[i].from != NULL)
      g_assert_cmpuint(g_string_replace(changed, cases[i].from, cases[i].to, 1), ==, 1);
    expect_refused(home, changed->str, -1, EPOCH_FETCH_ERROR_REFUSED, cases[i].text);
  }
  expect_refused(home, "", 0, EPOCH_FETCH_ERROR_REFUSED, "mine.csv");
  expect_refused(home, "\0\1\2\3", 4, EPOCH_FETCH_ERROR_REFUSED, "mine.csv");
  expect_refused(home, "\xff\xfe\xfd,1,1,1\n", -1, EPOCH_FETCH_ERROR_REFUSED, "mine.csv");
}

static void
test_extra_column(Home *home, gconstpointer unused)
{
  const Style style = {',', "\n", "", NULL, ROWS, -1};
  g_autofree char *copy = write_copy(&style);
  g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
  g_autofree char *rest = g_strjoinv(",7\n", lines);
  g_autofree char *headed = g_strconcat("width,height,colour,grade,id\n", rest, NULL);

  expect_refused(home, headed, -1, EPOCH_FETCH_ERROR_REFUSED, "a column “id”");
}

static void
test_too_large(Home *home, gconstpointer unused)
{
  g_autofree char *much = g_strnfill(2 * 1024 * 1024, '1');

  expect_refused(home, much, -1, EPOCH_FETCH_ERROR_REFUSED, "larger than");
}

/* A copy that is refused leaves what was there. */
static void
test_keeps(Home *home, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  home_fetch(home, NULL, &error);
  g_assert_no_error(error);
  g_assert_false(home_import(home, "nothing", -1, NULL, &error));
  home_expect_file(home->path, home->body);
}

static void
test_no_file(Home *home, gconstpointer unused)
{
  const char *places[] = {"/nowhere/at/all.csv", "/", "/dev/zero"};

  for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
    g_autoptr(GFile) file = g_file_new_for_path(places[i]);
    g_autoptr(GError) error = NULL;
    g_auto(Wait) wait = {0};

    epoch_fetch_import_async(home->dataset, file, NULL, support_wait_cb, &wait);
    g_assert_false(epoch_fetch_import_finish(support_wait(&wait), NULL, &error));
    g_assert_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_FILE);
    home_expect_none(home->path);
  }
}

static void
test_cancelled(Home *home, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autofree char *path = g_build_filename(home->folder, "mine.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path(path);
  g_autoptr(GError) error = NULL;
  g_auto(Wait) wait = {0};

  support_write(path, "x", 1);
  g_cancellable_cancel(cancellable);
  epoch_fetch_import_async(home->dataset, file, cancellable, support_wait_cb, &wait);
  g_assert_false(epoch_fetch_import_finish(support_wait(&wait), NULL, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
add(const char *name, void (*test)(Home *home, gconstpointer data))
{
  g_autofree char *path = g_strconcat("/fetch-import/", name, NULL);

  g_test_add(path, Home, NULL, home_set_up, test, home_tear_down);
}

int
main(int argc, char **argv)
{
  home_begin();
  g_test_init(&argc, &argv, NULL);
  add("exact", test_exact);
  add("same-values", test_same_values);
  add("stands-in", test_stands_in);
  add("refused", test_refused);
  add("extra-column", test_extra_column);
  add("too-large", test_too_large);
  add("keeps", test_keeps);
  add("no-file", test_no_file);
  add("cancelled", test_cancelled);
  return g_test_run();
}
