/* Backups: made, checked, listed, and taken away again by the rule. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "store/epoch-backups.h"
#include "store/epoch-migrations.h"
#include "store/epoch-store-private.h"
#include "support.h"

typedef struct {
  char *folder;
  char *path;
  char *backups;
  guint n_warnings;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = support_make_folder();
  fixture->path = g_build_filename(fixture->folder, "epoch.db", NULL);
  fixture->backups = g_build_filename(fixture->folder, "backups", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  g_free(fixture->path);
  g_free(fixture->backups);
  support_remove(fixture->folder);
}

static guint
count_backups(const char *path)
{
  g_autoptr(GPtrArray) backups = epoch_backups_list(path, FALSE, 0, NULL);

  return backups->len;
}

/* Waits until the thread that nobody waits for has made n backups. */
static void
wait_for_backups(const char *path, guint n)
{
  gint64 end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

  while (count_backups(path) < n && g_get_monotonic_time() < end)
    g_usleep(2000);
  g_assert_cmpuint(count_backups(path), ==, n);
}

static char *
back_up(EpochStore *store, GError **error)
{
  g_auto(Wait) wait = {0};

  epoch_store_back_up_async(store, NULL, support_wait_cb, &wait);
  return epoch_store_back_up_finish(store, support_wait(&wait), error);
}

static void
test_make(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *wal = NULL;

  support_tick(store, "w01.task.1", TRUE);
  first = back_up(store, &error);
  g_assert_no_error(error);
  second = back_up(store, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(first, !=, second);
  support_close(store);
  wal = g_strconcat(second, "-wal", NULL);
  g_assert_false(g_file_test(wal, G_FILE_TEST_EXISTS));
  g_assert_cmpint(support_sql(second, "SELECT count(*) FROM ticks"), ==, 1);
  g_assert_cmpint(support_sql(second, "PRAGMA user_version"), ==,
                  epoch_migrations_get_default()->n_texts);
}

/* One at the start when the newest is older than a day, none when it is not. */
static void
test_daily(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) backups = NULL;
  g_autofree char *old_path = g_build_filename(fixture->backups, "epoch-20200101-120000.db", NULL);
  EpochStore *store = support_open(fixture->path);

  wait_for_backups(fixture->path, 1);
  support_close(store);
  support_close(support_open(fixture->path));
  g_assert_cmpuint(count_backups(fixture->path), ==, 1);
  backups = epoch_backups_list(fixture->path, FALSE, 0, NULL);
  g_assert_cmpint(g_rename(epoch_backup_get_path(g_ptr_array_index(backups, 0)), old_path), ==, 0);
  store = support_open(fixture->path);
  wait_for_backups(fixture->path, 2);
  support_close(store);
}

static void
test_list(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_auto(Wait) wait = {0};
  g_autofree char *good = back_up(store, NULL);
  g_autofree char *bad = g_build_filename(fixture->backups, "epoch-20250301-120000.db", NULL);
  g_autofree char *other = g_build_filename(fixture->backups, "epoch-2025-03-01.db", NULL);
  g_autofree char *no_date = g_build_filename(fixture->backups, "epoch-20251399-120000.db", NULL);
  g_autoptr(GPtrArray) backups = NULL;
  EpochBackup *newest, *oldest;

  support_close(store);
  support_write(bad, "nothing", 7);
  support_write(other, "nothing", 7);
  support_write(no_date, "nothing", 7);
  store = epoch_store_new(fixture->path);
  epoch_store_list_backups_async(store, NULL, support_wait_cb, &wait);
  backups = epoch_store_list_backups_finish(store, support_wait(&wait), NULL);
  support_wait_clear(&wait);
  g_assert_cmpuint(backups->len, >=, 2);
  newest = g_ptr_array_index(backups, 0);
  oldest = g_ptr_array_index(backups, backups->len - 1);
  g_assert_true(epoch_backup_is_verified(newest));
  g_assert_cmpint(epoch_backup_get_size(newest), >, 4096);
  g_assert_cmpstr(epoch_backup_get_path(oldest), ==, bad);
  g_assert_false(epoch_backup_is_verified(oldest));
  g_assert_cmpint(g_date_time_get_year(epoch_backup_get_date(oldest)), ==, 2025);
  g_assert_cmpint(g_date_time_get_hour(epoch_backup_get_date(oldest)), ==, 12);
  support_close(store);
}

static void
note_warning_cb(EpochStore *store, const char *message, gpointer data)
{
  g_test_message("%s", message);
  ((Fixture *)data)->n_warnings++;
}

/* The folder can not be made: it is told, and the store works. */
static void
test_failure(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = epoch_store_new(fixture->path);
  g_autoptr(GError) error = NULL;
  gint64 end = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

  support_write(fixture->backups, "a file", 6);
  g_signal_connect(store, "warning", G_CALLBACK(note_warning_cb), fixture);
  g_assert_true(epoch_store_open(store, NULL, NULL));
  while (fixture->n_warnings == 0 && g_get_monotonic_time() < end) {
    support_drain();
    g_usleep(2000);
  }
  g_assert_cmpuint(fixture->n_warnings, ==, 1);
  g_assert_null(back_up(store, &error));
  g_assert_nonnull(error);
  support_tick(store, "w01.task.1", TRUE);
  support_close(store);
}

static void
test_before_migration(Fixture *fixture, gconstpointer data)
{
  const char *texts[] = {epoch_migrations_get_default()->texts[0], "DELETE FROM ticks"};
  EpochMigrations migrations = {texts, 2};
  EpochStore *store = support_open(fixture->path);
  g_autoptr(GPtrArray) backups = NULL;
  const char *backup;

  wait_for_backups(fixture->path, 1);
  support_tick(store, "w01.task.1", TRUE);
  support_close(store);
  store = epoch_store_new(fixture->path);
  epoch_store_set_migrations(store, &migrations);
  g_assert_true(epoch_store_open(store, NULL, NULL));
  support_close(store);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM ticks"), ==, 0);
  backups = epoch_backups_list(fixture->path, TRUE, 2, NULL);
  g_assert_cmpuint(backups->len, ==, 2);
  backup = epoch_backup_get_path(g_ptr_array_index(backups, 0));
  g_assert_cmpint(support_sql(backup, "SELECT count(*) FROM ticks"), ==, 1);
  g_assert_cmpint(support_sql(backup, "PRAGMA user_version"), ==, 1);
}

/* While a backup is made by one connection, another writes: the copy is one moment of the store,
 * and every write is made. */
static void
test_while_writing(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  EpochStore *other = support_open(fixture->path);
  g_autofree char *body = g_strnfill(50000, 'x');
  g_auto(Wait) wait = {0};
  g_autofree char *backup = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n;

  for (int k = 0; k < 40; k++) {
    g_autofree char *id = g_strdup_printf("first:%d", k);
    support_note(other, id, body);
  }
  epoch_store_back_up_async(store, NULL, support_wait_cb, &wait);
  for (int k = 0; k < 40; k++) {
    g_autofree char *id = g_strdup_printf("second:%d", k);
    support_note(other, id, body);
  }
  backup = epoch_store_back_up_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  support_wait_clear(&wait);
  support_close(other);
  support_close(store);
  n = support_sql(backup, "SELECT count(*) FROM notes");
  g_assert_cmpint(n, >=, 40);
  g_assert_cmpint(n, <=, 80);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM notes"), ==, 80);
}

/* A year of daily backups: what is kept of them. */
static void
test_rotation(void)
{
  g_autoptr(GDateTime) now = g_date_time_new_local(2026, 3, 31, 12, 0, 0);
  GDateTime *dates[365];
  gboolean kept[365];
  guint n_kept = 0;

  for (int k = 0; k < 365; k++)
    dates[k] = g_date_time_add_days(now, -k);
  epoch_backups_choose(dates, 365, kept);
  for (int k = 0; k < 7; k++)
    g_assert_true(kept[k]);
  for (int k = 0; k < 365; k++)
    n_kept += kept[k];
  /* Tuesday 31 March and six days before; then the Sundays of the six weeks before those two. */
  g_assert_cmpuint(n_kept, ==, 7 + 6);
  g_assert_true(kept[9] && kept[16] && kept[23] && kept[30] && kept[37] && kept[44]);
  for (int k = 0; k < 365; k++)
    g_date_time_unref(dates[k]);
}

static void
test_rotation_of_one_day(void)
{
  g_autoptr(GDateTime) now = g_date_time_new_local(2026, 3, 31, 23, 0, 0);
  GDateTime *dates[20];
  gboolean kept[20];

  for (int k = 0; k < 20; k++)
    dates[k] = g_date_time_add_minutes(now, -k);
  epoch_backups_choose(dates, 20, kept);
  for (int k = 0; k < 20; k++) {
    g_assert_cmpint(kept[k], ==, k < 5);
    g_date_time_unref(dates[k]);
  }
  epoch_backups_choose(dates, 0, kept);
}

static void
test_rotation_of_files(Fixture *fixture, gconstpointer data)
{
  EpochStore *store = support_open(fixture->path);
  g_autofree char *stale =
      g_build_filename(fixture->backups, "epoch-20200101-000000.db.partial", NULL);
  g_autofree char *mine = g_build_filename(fixture->backups, "my own copy.db", NULL);

  wait_for_backups(fixture->path, 1);
  for (int k = 0; k < 30; k++) {
    g_autofree char *name = g_strdup_printf("epoch-20200101-0000%02d.db", k);
    g_autofree char *path = g_build_filename(fixture->backups, name, NULL);
    support_write(path, "old", 3);
  }
  support_write(stale, "old", 3);
  support_write(mine, "mine", 4);
  g_assert_cmpint(g_utime(stale, &(struct utimbuf){1, 1}), ==, 0);
  g_free(back_up(store, NULL));
  support_close(store);
  /* The newest five, and of the first of January 2020 the newest is among them. */
  g_assert_cmpuint(count_backups(fixture->path), ==, 5);
  g_assert_false(g_file_test(stale, G_FILE_TEST_EXISTS));
  g_assert_true(g_file_test(mine, G_FILE_TEST_EXISTS));
}

#define ADD(name, func) g_test_add("/backups/" name, Fixture, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("make", test_make);
  ADD("daily", test_daily);
  ADD("list", test_list);
  ADD("failure", test_failure);
  ADD("before-migration", test_before_migration);
  ADD("while-writing", test_while_writing);
  ADD("rotation-of-files", test_rotation_of_files);
  g_test_add_func("/backups/rotation", test_rotation);
  g_test_add_func("/backups/rotation-of-one-day", test_rotation_of_one_day);
  return g_test_run();
}
