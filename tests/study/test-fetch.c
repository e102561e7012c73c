/* Fetching, from a server on this computer that does all that servers and networks do. */
#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "fetch-support.h"

/* Patience enough for a slow machine, and little for those that say nothing. */
static const EpochFetchOptions once = {5000, 20000, 1, 1};
static const EpochFetchOptions often = {5000, 20000, 4, 1};
static const EpochFetchOptions impatient = {5000, 300, 1, 1};

typedef struct {
  gint64 last, all;
  guint n;
  GCancellable *cancel; /* (nullable): cancelled at the first call */
} Told;

static void
told_cb(gint64 done, gint64 all, gpointer data)
{
  Told *told = data;

  g_assert_cmpint(done, >=, told->last);
  told->last = done;
  told->all = all;
  told->n++;
  if (told->cancel != NULL)
    g_cancellable_cancel(told->cancel);
}

static gsize
size_of(const char *path)
{
  g_autoptr(GBytes) bytes = support_read(path);

  return g_bytes_get_size(bytes);
}

static void
expect_done(Home *home)
{
  home_expect_file(home->path, home->body);
  home_expect_none(home->part);
  g_assert_true(epoch_dataset_is_here(home->dataset));
}

/* A fetch that fails: with that code, that text in its sentence, and that much of a part left. */
static void
expect_failure(Home *home, const EpochFetchOptions *options, int code, const char *text, gsize left)
{
  g_autoptr(GError) error = NULL;

  g_assert_false(home_fetch(home, options, &error));
  g_assert_error(error, EPOCH_FETCH_ERROR, code);
  home_expect_said(error, text);
  home_expect_none(home->path);
  if (left == 0)
    home_expect_none(home->part);
  else
    g_assert_cmpuint(size_of(home->part), ==, left);
  g_assert_false(epoch_dataset_is_here(home->dataset));
}

static void
expect_success(Home *home, const EpochFetchOptions *options, guint n_requests)
{
  g_autoptr(GError) error = NULL;

  home_fetch(home, options, &error);
  g_assert_no_error(error);
  expect_done(home);
  g_assert_cmpuint(loopback_get_n_requests(home->server), ==, n_requests);
}

static gsize
size_of_half(Home *home)
{
  return g_bytes_get_size(home->body) / 2;
}

static void
test_whole(Home *home, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_auto(Wait) wait = {0};
  Told told = {0};

  g_assert_true(epoch_dataset_is_remote(home->dataset));
  g_assert_false(epoch_dataset_is_here(home->dataset));
  g_assert_cmpstr(epoch_dataset_get_home(home->dataset), ==, "127.0.0.1");
  epoch_fetch_async(home->dataset, NULL, NULL, told_cb, &told, support_wait_cb, &wait);
  epoch_fetch_finish(support_wait(&wait), &error);
  g_assert_no_error(error);
  expect_done(home);
  g_assert_cmpint(told.n, >, 0);
  g_assert_cmpint(told.all, ==, (gint64)g_bytes_get_size(home->body));
  g_assert_true(loopback_was_asked(home->server, "GET /tiny.data HTTP/1.1\r\n"));
  g_assert_true(loopback_was_asked(home->server, "User-Agent: Epoch/"));
  g_assert_false(loopback_was_asked(home->server, "Range:"));
  /* What is there, and right, is not fetched again. */
  expect_success(home, NULL, 1);
}

/* What has its name but is damaged is fetched anew. */
static void
test_damaged(Home *home, gconstpointer unused)
{
  g_autofree char *folder = g_path_get_dirname(home->path);

  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  support_write(home->path, "damaged", 7);
  expect_success(home, &once, 1);
}

static void
test_no_length(Home *home, gconstpointer unused)
{
  loopback_set_mode(home->server, LOOPBACK_NO_LENGTH, -1);
  expect_success(home, &once, 1);
}

/* Cut off three times, each time half of the rest comes; it goes on by itself. */
static void
test_cut(Home *home, gconstpointer unused)
{
  g_autofree char *range = NULL;
  gsize half = size_of_half(home), rest = g_bytes_get_size(home->body) - half;

  home->server->tag = "\"one\"";
  loopback_set_mode(home->server, LOOPBACK_CUT, 2);
  expect_success(home, &often, 3);
  range = g_strdup_printf("Range: bytes=%zu-\r\n", half + rest / 2);
  g_assert_true(loopback_was_asked(home->server, range));
  g_assert_true(loopback_was_asked(home->server, "If-Range: \"one\"\r\n"));
}

/* Cut off for good; the next call goes on. */
static void
test_later(Home *home, gconstpointer unused)
{
  g_autofree char *range = g_strdup_printf("Range: bytes=%zu-\r\n", size_of_half(home));

  home->server->tag = "\"one\"";
  loopback_set_mode(home->server, LOOPBACK_CUT, -1);
  expect_failure(home, &once, EPOCH_FETCH_ERROR_NETWORK, "broke off", size_of_half(home));
  loopback_set_mode(home->server, LOOPBACK_WELL, 0);
  expect_success(home, &once, 1);
  g_assert_true(loopback_was_asked(home->server, range));
  g_assert_true(loopback_was_asked(home->server, "If-Range: \"one\"\r\n"));
}

/* The server has another version by then, or can not begin in the middle: all of it comes. */
static void
test_other_version(Home *home, gconstpointer mode)
{
  home->server->tag = "\"one\"";
  loopback_set_mode(home->server, LOOPBACK_CUT, -1);
  expect_failure(home, &once, EPOCH_FETCH_ERROR_NETWORK, "broke off", size_of_half(home));
  home->server->tag = "\"two\"";
  loopback_set_mode(home->server, (LoopbackMode)GPOINTER_TO_INT(mode), -1);
  expect_success(home, &once, 1);
}

static void
write_part(Home *home, const char *bytes, gsize length)
{
  g_autofree char *folder = g_path_get_dirname(home->path);

  g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
  support_write(home->part, bytes, length);
}

/* A part of another version whose tag is not known: the checksum tells, and all of it is fetched. */
static void
test_wrong_part(Home *home, gconstpointer unused)
{
  write_part(home, "garbage", 7);
  expect_success(home, &once, 2);
}

static void
test_complete_parts(Home *home, gconstpointer unused)
{
  gsize length = 0;
  const char *bytes = g_bytes_get_data(home->body, &length);
  g_autofree char *longer = g_strconcat(bytes, "more", NULL);
  g_autofree char *wrong = g_strnfill(length, 'w');

  write_part(home, bytes, length);
  expect_success(home, &once, 0);
  g_assert_cmpint(g_unlink(home->path), ==, 0);
  write_part(home, longer, length + 4);
  expect_success(home, &once, 1);
  g_assert_cmpint(g_unlink(home->path), ==, 0);
  loopback_set_mode(home->server, LOOPBACK_WELL, 0);
  write_part(home, wrong, length);
  expect_success(home, &once, 1);
}

static void
test_no_such_part(Home *home, gconstpointer unused)
{
  write_part(home, "garbage", 7);
  loopback_set_mode(home->server, LOOPBACK_NO_SUCH_PART, -1);
  expect_success(home, &once, 2);
}

static void
test_wrong_range(Home *home, gconstpointer unused)
{
  write_part(home, "garbage", 7);
  loopback_set_mode(home->server, LOOPBACK_WRONG_RANGE, -1);
  expect_failure(home, &once, EPOCH_FETCH_ERROR_SERVER, "another part", 7);
  loopback_set_mode(home->server, LOOPBACK_WRONG_TOTAL, -1);
  expect_failure(home, &once, EPOCH_FETCH_ERROR_CHECKSUM, "bytes", 0);
}

static void
test_wrong_bytes(Home *home, gconstpointer unused)
{
  gsize length = 0;
  const char *bytes = g_bytes_get_data(home->body, &length);
  g_autofree char *changed = g_memdup2(bytes, length);

  changed[length / 2] ^= 1;
  loopback_set_body(home->server, changed, length);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_CHECKSUM, "SHA-256", 0);
  g_assert_cmpuint(loopback_get_n_requests(home->server), ==, 1);
}

static void
test_wrong_size(Home *home, gconstpointer unused)
{
  loopback_set_body(home->server, "short", 5);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_CHECKSUM, "5 bytes", 0);
  loopback_set_mode(home->server, LOOPBACK_ENDLESS, -1);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_CHECKSUM, "bytes", 0);
  /* Ended too early, without having said how much there is. */
  loopback_set_mode(home->server, LOOPBACK_NO_LENGTH, -1);
  expect_failure(home, &once, EPOCH_FETCH_ERROR_NETWORK, "broke off", 5);
}

static void
test_empty(Home *home, gconstpointer unused)
{
  loopback_set_body(home->server, "", 0);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_NETWORK, "broke off", 0);
  loopback_set_mode(home->server, LOOPBACK_GARBAGE, -1);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_NETWORK, "broke off", 0);
}

static void
test_statuses(Home *home, gconstpointer unused)
{
  const struct {
    int status;
    const char *text;
  } answers[] = {
      {404, "does not have the file any more (error 404)"},
      {410, "any more (error 410)"},
      {403, "(error 403)"},
      {500, "(error 500)"},
      {503, "Try again later"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
    loopback_set_mode(home->server, LOOPBACK_STATUS, -1);
    home->server->status = answers[i].status;
    expect_failure(home, &often, EPOCH_FETCH_ERROR_SERVER, answers[i].text, 0);
    g_assert_cmpuint(loopback_get_n_requests(home->server), ==, 1);
  }
  /* A page of an error is no part of the file. */
  write_part(home, "part", 4);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_SERVER, "503", 4);
}

static void
test_redirects(Home *home, gconstpointer unused)
{
  g_autofree char *other = g_strdup_printf("http://127.0.0.1:%u/elsewhere?a=b", home->server->port);
  const char *forbidden[] = {"http://127.0.0.2/",       "http://localhost/",
                             "http://192.0.2.1/t.data", "file:///etc/passwd",
                             "ftp://127.0.0.1/",        "http://127.0.0.1.nip.io/",
                             "gopher://127.0.0.1/",     "data:,x"};

  home->server->location = other;
  loopback_set_mode(home->server, LOOPBACK_REDIRECT, 2);
  expect_success(home, &once, 3);
  g_assert_true(loopback_was_asked(home->server, "GET /elsewhere?a=b "));
  g_assert_cmpint(g_unlink(home->path), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(forbidden); i++) {
    home->server->location = forbidden[i];
    loopback_set_mode(home->server, LOOPBACK_REDIRECT, -1);
    expect_failure(home, &often, EPOCH_FETCH_ERROR_REDIRECT, "no secure address", 0);
    g_assert_cmpuint(loopback_get_n_requests(home->server), ==, 1);
  }
  home->server->location = "/tiny.data";
  loopback_set_mode(home->server, LOOPBACK_REDIRECT, -1);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_REDIRECT, "in circles", 0);
}

static void
test_silent(Home *home, gconstpointer unused)
{
  const EpochFetchOptions hasty = {200, 100, 4, 1};
  gint64 began = g_get_monotonic_time();

  loopback_set_mode(home->server, LOOPBACK_SILENT, -1);
  expect_failure(home, &hasty, EPOCH_FETCH_ERROR_TIMEOUT, "stopped answering", 0);
  g_assert_cmpint(g_get_monotonic_time() - began, <, 5 * G_USEC_PER_SEC);
  loopback_set_mode(home->server, LOOPBACK_STALL, -1);
  expect_failure(home, &impatient, EPOCH_FETCH_ERROR_TIMEOUT, "is kept", size_of_half(home));
  loopback_set_mode(home->server, LOOPBACK_WELL, 0);
  expect_success(home, &once, 1);
}

static void
test_no_network(Home *home, gconstpointer unused)
{
  g_socket_service_stop(home->server->service);
  g_socket_listener_close(G_SOCKET_LISTENER(home->server->service));
  expect_failure(home, &often, EPOCH_FETCH_ERROR_NETWORK, "can not be reached", 0);
}

static void
test_cancel(Home *home, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  g_auto(Wait) wait = {0};
  Told told = {.cancel = cancellable};
  gint64 began = g_get_monotonic_time();
  guint n;

  loopback_set_mode(home->server, LOOPBACK_STALL, -1);
  epoch_fetch_async(home->dataset, &once, cancellable, told_cb, &told, support_wait_cb, &wait);
  g_assert_false(epoch_fetch_finish(support_wait(&wait), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint(g_get_monotonic_time() - began, <, 5 * G_USEC_PER_SEC);
  home_expect_none(home->path);
  g_assert_cmpuint(size_of(home->part), >, 0);
  /* Nothing is told any more. */
  n = told.n;
  support_drain();
  g_assert_cmpuint(told.n, ==, n);
  /* Cancelled before it began: nobody is asked. */
  loopback_set_mode(home->server, LOOPBACK_WELL, 0);
  support_wait_clear(&wait);
  g_clear_error(&error);
  epoch_fetch_async(home->dataset, &once, cancellable, NULL, NULL, support_wait_cb, &wait);
  g_assert_false(epoch_fetch_finish(support_wait(&wait), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint(loopback_get_n_requests(home->server), ==, 0);
  expect_success(home, &once, 1);
}

/* Two at once: the second is told, and the first is not disturbed. */
static void
test_busy(Home *home, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_auto(Wait) wait = {0};
  Told told = {0};

  loopback_set_mode(home->server, LOOPBACK_STALL, 1);
  epoch_fetch_async(home->dataset, &often, NULL, told_cb, &told, support_wait_cb, &wait);
  while (told.n == 0)
    g_main_context_iteration(NULL, TRUE);
  g_assert_false(home_fetch(home, &once, &error));
  g_assert_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_BUSY);
  g_clear_error(&error);
  loopback_set_mode(home->server, LOOPBACK_WELL, 0);
  epoch_fetch_finish(support_wait(&wait), &error);
  g_assert_no_error(error);
  expect_done(home);
}

/* A disk that is full, as far as this program goes: files end after 5000 bytes. */
static void
test_full(Home *home, gconstpointer unused)
{
  struct rlimit before, little;

  g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
  little = before;
  little.rlim_cur = 5000;
  signal(SIGXFSZ, SIG_IGN);
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &little), ==, 0);
  expect_failure(home, &often, EPOCH_FETCH_ERROR_FULL, "no room left", 5000);
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
  expect_success(home, &once, 2);
}

/* A file stands where the folder should be. */
static void
test_no_folder(Home *home, gconstpointer unused)
{
  g_autofree char *folder = g_path_get_dirname(home->path);
  g_autofree char *above = g_path_get_dirname(folder);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint(g_mkdir_with_parents(above, 0700), ==, 0);
  g_rmdir(folder);
  support_write(folder, "x", 1);
  g_assert_false(home_fetch(home, &once, &error));
  g_assert_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_FILE);
  g_assert_cmpint(g_unlink(folder), ==, 0);
}

static void
test_proxy(Home *home, gconstpointer unused)
{
  g_autofree char *proxy = g_strdup_printf("http://127.0.0.1:%u", home->server->port);
  g_autofree char *asked =
      g_strdup_printf("GET http://127.0.0.1:%u/tiny.data HTTP/1.1\r\n", home->server->port);

  g_setenv("http_proxy", proxy, TRUE);
  expect_success(home, &once, 1);
  g_unsetenv("http_proxy");
  g_assert_true(loopback_was_asked(home->server, asked));
}

static void
test_addresses(void)
{
  const char *good[] = {"https://archive.ics.uci.edu/a", "HTTPS://example.org", "http://[::1]:80/",
                        "http://127.0.0.1:8000/x"};
  const char *bad[] = {"http://example.org/",
                       "http://localhost/",
                       "ftp://example.org",
                       "file:///etc/passwd",
                       "http://127.0.0.1.org/",
                       "https:///x",
                       "",
                       "x",
                       "//example.org",
                       "http://a@127.0.0.1.org/",
                       "https://"};

  for (gsize i = 0; i < G_N_ELEMENTS(good); i++)
    g_assert_true(epoch_fetch_address_is_allowed(good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
    g_assert_false(epoch_fetch_address_is_allowed(bad[i]));
}

static void
add(const char *name, gconstpointer data, void (*test)(Home *home, gconstpointer data))
{
  g_autofree char *path = g_strconcat("/fetch/", name, NULL);

  g_test_add(path, Home, data, home_set_up, test, home_tear_down);
}

int
main(int argc, char **argv)
{
  const char *proxies[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                           "ALL_PROXY",  "no_proxy",    "NO_PROXY"};

  home_begin();
  for (gsize i = 0; i < G_N_ELEMENTS(proxies); i++)
    g_unsetenv(proxies[i]);
  g_test_init(&argc, &argv, NULL);
  add("whole", NULL, test_whole);
  add("damaged", NULL, test_damaged);
  add("no-length", NULL, test_no_length);
  add("cut", NULL, test_cut);
  add("later", NULL, test_later);
  add("other-version", GINT_TO_POINTER(LOOPBACK_WELL), test_other_version);
  add("ignored-range", GINT_TO_POINTER(LOOPBACK_NO_RANGE), test_other_version);
  add("wrong-part", NULL, test_wrong_part);
  add("complete-parts", NULL, test_complete_parts);
  add("no-such-part", NULL, test_no_such_part);
  add("wrong-range", NULL, test_wrong_range);
  add("wrong-bytes", NULL, test_wrong_bytes);
  add("wrong-size", NULL, test_wrong_size);
  add("empty", NULL, test_empty);
  add("statuses", NULL, test_statuses);
  add("redirects", NULL, test_redirects);
  add("silent", NULL, test_silent);
  add("no-network", NULL, test_no_network);
  add("cancel", NULL, test_cancel);
  add("busy", NULL, test_busy);
  add("full", NULL, test_full);
  add("no-folder", NULL, test_no_folder);
  add("proxy", NULL, test_proxy);
  g_test_add_func("/fetch/addresses", test_addresses);
  return g_test_run();
}
