/* Opening a store that is locked, newer, damaged or forbidden, and what can be done then. */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/epoch-migrations.h"
#include "store/epoch-store-files.h"
#include "store/epoch-store-private.h"
#include "support.h"

#define NOBODY 65534

typedef struct {
  char *folder;
  char *path;
  char *wal;
} Fixture;

/* A store with some hundred pages, closed. */
static void
set_up(Fixture *fixture, gconstpointer data)
{
  EpochStore *store;
  g_autofree char *body = g_strnfill(300000, 'n');

  fixture->folder = support_make_folder();
  fixture->path = g_build_filename(fixture->folder, "epoch.db", NULL);
  fixture->wal = g_strconcat(fixture->path, "-wal", NULL);
  store = support_open(fixture->path);
  support_note(store, "kept", "This must not be lost.");
  support_note(store, "large", body);
  support_close(store);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  g_free(fixture->path);
  g_free(fixture->wal);
  support_remove(fixture->folder);
}

/* Tries to open, and expects that code. */
static void
expect(const char *path, EpochStoreError code)
{
  EpochStore *store = epoch_store_new(path);
  g_autoptr(GError) error = NULL;

  g_assert_false(epoch_store_open(store, NULL, &error));
  g_test_message("%s", error->message);
  g_assert_error(error, EPOCH_STORE_ERROR, (int)code);
  g_assert_false(epoch_store_is_open(store));
  g_assert_true(g_str_has_suffix(error->message, "."));
  support_close(store);
}

static void
expect_intact(const char *path)
{
  EpochStore *store = support_open(path);
  g_autofree char *body = support_note_body(store, "kept");

  g_assert_cmpstr(body, ==, "This must not be lost.");
  support_close(store);
}

static void
test_locked(Fixture *fixture, gconstpointer data)
{
  gint64 began = g_get_monotonic_time();
  double seconds;
  sqlite3 *holder;

  g_assert_cmpint(sqlite3_open(fixture->path, &holder), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_exec(holder, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  expect(fixture->path, EPOCH_STORE_ERROR_LOCKED);
  seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
  g_assert_cmpfloat(seconds, >, 4.5);
  g_assert_cmpfloat(seconds, <, 10);
  g_assert_cmpint(sqlite3_exec(holder, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_close(holder), ==, SQLITE_OK);
  expect_intact(fixture->path);
}

/* Two windows may be open at a time; each sees what the other has committed. */
static void
test_two(Fixture *fixture, gconstpointer data)
{
  EpochStore *one = support_open(fixture->path);
  EpochStore *two = support_open(fixture->path);
  g_autofree char *seen = NULL;

  support_note(one, "shared", "from one");
  seen = support_note_body(two, "shared");
  g_assert_cmpstr(seen, ==, "from one");
  support_close(one);
  support_close(two);
}

/* The lock of another process, not of this one. */
static void
test_locked_by_process(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSubprocess) holder = NULL;
  g_autoptr(GError) error = NULL;
  char ready;

  holder = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                            "/proc/self/exe", "--hold", fixture->path, NULL);
  g_assert_no_error(error);
  g_input_stream_read(g_subprocess_get_stdout_pipe(holder), &ready, 1, NULL, &error);
  g_assert_no_error(error);
  expect(fixture->path, EPOCH_STORE_ERROR_LOCKED);
  g_output_stream_close(g_subprocess_get_stdin_pipe(holder), NULL, NULL);
  g_assert_true(g_subprocess_wait_check(holder, NULL, &error));
  expect_intact(fixture->path);
}

/* The process that test_locked_by_process() starts: holds the lock until its input ends. */
static int
hold(const char *path)
{
  sqlite3 *db;
  char byte;

  g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint(write(STDOUT_FILENO, "!", 1), ==, 1);
  while (read(STDIN_FILENO, &byte, 1) > 0)
    ;
  sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
  return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}

static void
expect_same_bytes(const char *path, GBytes *before)
{
  g_autoptr(GBytes) after = support_read(path);

  g_assert_true(g_bytes_equal(before, after));
}

static void
test_newer(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GBytes) before = NULL;

  support_sql(fixture->path, "PRAGMA user_version = 99; CREATE TABLE future (x)");
  before = support_read(fixture->path);
  expect(fixture->path, EPOCH_STORE_ERROR_NEWER);
  expect_same_bytes(fixture->path, before);
}

/* The newer version stands only in the -wal: neither file may change. */
static void
test_newer_in_wal(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) wal_before = NULL;
  sqlite3 *db;

  g_assert_cmpint(sqlite3_open(fixture->path, &db), ==, SQLITE_OK);
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_assert_cmpint(sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
  before = support_read(fixture->path);
  wal_before = support_read(fixture->wal);
  g_assert_cmpuint(g_bytes_get_size(wal_before), >, 0);
  expect(fixture->path, EPOCH_STORE_ERROR_NEWER);
  expect_same_bytes(fixture->path, before);
  expect_same_bytes(fixture->wal, wal_before);
}

/* Overwrites length bytes at a place with noise. */
static void
spoil(const char *path, long at, gsize length)
{
  FILE *file = fopen(path, "r+b");

  g_assert_nonnull(file);
  g_assert_cmpint(fseek(file, at, SEEK_SET), ==, 0);
  for (gsize k = 0; k < length; k++)
    g_assert_cmpint(fputc(g_test_rand_int_range(0, 256), file), !=, EOF);
  g_assert_cmpint(fclose(file), ==, 0);
}

static void
test_not_a_store(Fixture *fixture, gconstpointer data)
{
  static const char text[] = "My diary. This is not a database, whatever its name may say, and it "
                             "is long enough to be looked at as one.";
  support_write(fixture->path, text, sizeof text);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
  support_write(fixture->path, "short", 5);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
  g_unlink(fixture->path);
  g_assert_cmpint(g_mkdir(fixture->path, 0700), ==, 0);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
}

static void
test_other_program(Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename(fixture->folder, "other.db", NULL);
  g_autoptr(GBytes) before = NULL;

  support_sql(other, "PRAGMA application_id = 77; CREATE TABLE t (x)");
  before = support_read(other);
  expect(other, EPOCH_STORE_ERROR_DAMAGED);
  expect_same_bytes(other, before);
}

static void
test_garbage_pages(Fixture *fixture, gconstpointer data)
{
  spoil(fixture->path, 4096, 20 * 4096);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
}

static void
test_truncated(Fixture *fixture, gconstpointer data)
{
  GStatBuf status;

  g_assert_cmpint(g_stat(fixture->path, &status), ==, 0);
  g_assert_cmpint(truncate(fixture->path, status.st_size - 3 * 4096 - 17), ==, 0);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
}

/* Leaves n commits in the -wal, as a crash would. */
static void
leave_wal(Fixture *fixture, int n)
{
  sqlite3 *db;

  g_assert_cmpint(sqlite3_open(fixture->path, &db), ==, SQLITE_OK);
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  for (int k = 0; k < n; k++) {
    g_autofree char *sql = g_strdup_printf("INSERT INTO ticks VALUES ('item.%d', 1, 1)", k);

    g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  }
  g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
}

static void
test_wal(Fixture *fixture, gconstpointer data)
{
  leave_wal(fixture, 10);
  expect_intact(fixture->path);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM ticks"), ==, 10);
}

static void
test_bad_wal(Fixture *fixture, gconstpointer data)
{
  leave_wal(fixture, 10);
  spoil(fixture->wal, 0, 20 * 1024);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
}

/* SQLite itself would drop all that was committed from here on, and say nothing. */
static void
test_bad_frame(Fixture *fixture, gconstpointer data)
{
  leave_wal(fixture, 10);
  spoil(fixture->wal, 32 + 3 * (4096 + 24) + 200, 50);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
}

/* A transaction that was cut off is what a crash leaves: no damage. */
static void
test_cut_wal(Fixture *fixture, gconstpointer data)
{
  leave_wal(fixture, 10);
  g_assert_cmpint(truncate(fixture->wal, 32 + 9 * (4096 + 24) + 1000), ==, 0);
  expect_intact(fixture->path);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM ticks"), ==, 9);
}

static char *
set_aside(const char *path)
{
  EpochStore *store = epoch_store_new(path);
  g_auto(Wait) wait = {0};
  GError *error = NULL;
  char *name;

  epoch_store_set_aside_async(store, NULL, support_wait_cb, &wait);
  name = epoch_store_set_aside_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  support_wait_clear(&wait);
  support_close(store);
  return name;
}

static void
test_set_aside(Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *first_wal = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) wal = NULL;

  leave_wal(fixture, 3);
  bytes = support_read(fixture->path);
  wal = support_read(fixture->wal);
  first = set_aside(fixture->path);
  g_assert_true(g_str_has_prefix(first, fixture->path));
  g_assert_nonnull(strstr(first, "epoch.db.damaged-"));
  first_wal = g_strconcat(first, "-wal", NULL);
  expect_same_bytes(first, bytes);
  expect_same_bytes(first_wal, wal);
  g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
  g_assert_false(g_file_test(fixture->wal, G_FILE_TEST_EXISTS));
  /* A second one in the same second goes over nothing. */
  support_write(fixture->path, "other", 5);
  second = set_aside(fixture->path);
  g_assert_cmpstr(first, !=, second);
  expect_same_bytes(first, bytes);
  support_close(support_open(fixture->path));
}

static char *
back_up(EpochStore *store)
{
  g_auto(Wait) wait = {0};
  GError *error = NULL;
  char *path;

  epoch_store_back_up_async(store, NULL, support_wait_cb, &wait);
  path = epoch_store_back_up_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  return path;
}

static gboolean
restore(const char *path, const char *backup, GError **error)
{
  EpochStore *store = epoch_store_new(path);
  g_auto(Wait) wait = {0};
  gboolean restored;

  epoch_store_restore_async(store, backup, NULL, support_wait_cb, &wait);
  restored = epoch_store_restore_finish(store, support_wait(&wait), error);
  support_wait_clear(&wait);
  support_close(store);
  return restored;
}

static void
test_restore(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autofree char *backup = back_up(store);
  g_autoptr(GError) error = NULL;

  support_close(store);
  leave_wal(fixture, 5);
  spoil(fixture->path, 0, 50000);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
  g_assert_true(restore(fixture->path, backup, &error));
  g_assert_no_error(error);
  expect_intact(fixture->path);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM ticks"), ==, 0);
}

static void
test_restore_of_damaged(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autofree char *backup = back_up(store);
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GError) error = NULL;

  support_close(store);
  before = support_read(fixture->path);
  spoil(backup, 5000, 40000);
  g_assert_false(restore(fixture->path, backup, &error));
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_DAMAGED);
  expect_same_bytes(fixture->path, before);
}

static void
test_restore_while_open(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autofree char *backup = back_up(store);
  g_autoptr(GError) error = NULL;

  /* Another object is as another process: the lock is in its way. */
  g_assert_false(restore(fixture->path, backup, &error));
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_LOCKED);
  support_close(store);
  expect_intact(fixture->path);
}

/* A restore that was decided, and cut off at once, is ended by the next opening. */
static void
test_restore_cut_off(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autofree char *backup = back_up(store);
  g_autofree char *pending = g_strconcat(fixture->path, ".restoring", NULL);
  g_autoptr(GBytes) bytes = support_read(backup);

  support_close(store);
  support_write(pending, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  leave_wal(fixture, 5);
  spoil(fixture->path, 0, 5000);
  expect_intact(fixture->path);
  g_assert_false(g_file_test(pending, G_FILE_TEST_EXISTS));
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM ticks"), ==, 0);
}

static void
note_warning_cb(EpochStore *store, const char *message, gpointer data)
{
  g_assert_true(g_utf8_validate(message, -1, NULL));
  *(guint *)data += 1;
}

/* A file of no bytes, or none, is a beginning only where there are no backups. */
static void
test_empty(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autofree char *backup = back_up(store);
  guint n_warnings = 0;

  support_close(store);
  g_assert_cmpint(truncate(fixture->path, 0), ==, 0);
  expect(fixture->path, EPOCH_STORE_ERROR_DAMAGED);
  g_unlink(fixture->path);
  store = epoch_store_new(fixture->path);
  g_signal_connect(store, "warning", G_CALLBACK(note_warning_cb), &n_warnings);
  g_assert_true(epoch_store_open(store, NULL, NULL));
  support_drain();
  g_assert_cmpuint(n_warnings, ==, 1);
  support_close(store);
}

static void
test_permission(Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock = g_strconcat(fixture->path, ".lock", NULL);

  if (geteuid() != 0) {
    g_chmod(fixture->folder, 0500);
    g_chmod(fixture->path, 0);
    expect(fixture->path, EPOCH_STORE_ERROR_PERMISSION);
    g_chmod(fixture->folder, 0700);
    return;
  }
  g_unlink(lock);
  g_assert_cmpint(seteuid(NOBODY), ==, 0);
  expect(fixture->path, EPOCH_STORE_ERROR_PERMISSION);
  g_assert_cmpint(seteuid(0), ==, 0);
  expect_intact(fixture->path);
}

static void
test_read_only(Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock = g_strconcat(fixture->path, ".lock", NULL);
  g_autoptr(GBytes) before = support_read(fixture->path);

  g_unlink(lock);
  g_assert_cmpint(g_chmod(fixture->path, 0444), ==, 0);
  g_assert_cmpint(g_chmod(fixture->folder, 0777), ==, 0);
  if (geteuid() == 0)
    g_assert_cmpint(seteuid(NOBODY), ==, 0);
  expect(fixture->path, EPOCH_STORE_ERROR_READ_ONLY);
  if (getuid() == 0)
    g_assert_cmpint(seteuid(0), ==, 0);
  expect_same_bytes(fixture->path, before);
}

static void
damage_found_cb(EpochStore *store, const char *message, gpointer data)
{
  g_test_message("%s", message);
  *(guint *)data += 1;
}

/* A store too large to be checked while the learner waits is opened at once, and checked then. */
static void
test_damage_found_later(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autofree char *body = g_strnfill(1000000, 'b');
  g_autofree char *stamp = g_strconcat(fixture->path, ".checked", NULL);
  gint64 end = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
  guint n_found = 0;

  for (int k = 0; k < 12; k++) {
    g_autofree char *id = g_strdup_printf("large:%d", k);
    support_note(store, id, body);
  }
  support_close(store);
  g_unlink(stamp);
  /* The pages of a long note form a chain: noise in the middle of it breaks the chain. */
  spoil(fixture->path, 6 * 1024 * 1024, 8192);
  store = epoch_store_new(fixture->path);
  g_signal_connect(store, "damage-found", G_CALLBACK(damage_found_cb), &n_found);
  g_assert_true(epoch_store_open(store, NULL, NULL));
  while (n_found == 0 && g_get_monotonic_time() < end) {
    support_drain();
    g_usleep(1000);
  }
  g_assert_cmpuint(n_found, ==, 1);
  support_close(store);
}

/* Migrations: one that fails leaves the version before, and what was there. */
static void
test_migrations(Fixture *fixture, gconstpointer data)
{
  const char *texts[] = {
      epoch_migrations_get_default()->texts[0],
      "CREATE TABLE second (x); INSERT INTO second VALUES (2)",
      "CREATE TABLE third (x); INSERT INTO third VALUES (3); INSERT INTO no_such_table VALUES (1)",
  };
  EpochMigrations migrations = {texts, 3};
  EpochStore *store = epoch_store_new(fixture->path);
  g_autoptr(GError) error = NULL;

  epoch_store_set_migrations(store, &migrations);
  g_assert_false(epoch_store_open(store, NULL, &error));
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FAILED);
  g_assert_cmpint(support_sql(fixture->path, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint(support_sql(fixture->path, "SELECT x FROM second"), ==, 2);
  g_assert_cmpint(
      support_sql(fixture->path, "SELECT count(*) FROM sqlite_schema WHERE name = 'third'"), ==, 0);
  texts[2] = "CREATE TABLE third (x)";
  g_assert_true(epoch_store_open(store, NULL, NULL));
  support_close(store);
  g_assert_cmpint(support_sql(fixture->path, "PRAGMA user_version"), ==, 3);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM notes"), ==, 2);
}

#define ADD(name, func) g_test_add("/store-open/" name, Fixture, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  if (argc == 3 && g_str_equal(argv[1], "--hold"))
    return hold(argv[2]);
  g_test_init(&argc, &argv, NULL);
  ADD("locked", test_locked);
  ADD("locked-by-process", test_locked_by_process);
  ADD("two", test_two);
  ADD("newer", test_newer);
  ADD("newer-in-wal", test_newer_in_wal);
  ADD("not-a-store", test_not_a_store);
  ADD("other-program", test_other_program);
  ADD("garbage-pages", test_garbage_pages);
  ADD("truncated", test_truncated);
  ADD("wal", test_wal);
  ADD("bad-wal", test_bad_wal);
  ADD("bad-frame", test_bad_frame);
  ADD("cut-wal", test_cut_wal);
  ADD("set-aside", test_set_aside);
  ADD("restore", test_restore);
  ADD("restore-of-damaged", test_restore_of_damaged);
  ADD("restore-while-open", test_restore_while_open);
  ADD("restore-cut-off", test_restore_cut_off);
  ADD("empty", test_empty);
  ADD("permission", test_permission);
  ADD("read-only", test_read_only);
  ADD("damage-found-later", test_damage_found_later);
  ADD("migrations", test_migrations);
  return g_test_run();
}
