/* Making one backup; see epoch-backups.h. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>

#include "store/epoch-backups-private.h"
#include "store/epoch-backups.h"
#include "store/epoch-connection.h"
#include "store/epoch-store-error.h"
#include "store/epoch-store-files.h"

#define PAGES_A_STEP 256
#define STALE_SECONDS 3600

/* Copies all pages of the snapshot that source has open; looks between steps whether to stop. */
static gboolean
copy_pages(sqlite3 *source, sqlite3 *target, const char *path, GCancellable *cancellable,
           GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init(target, "main", source, "main");
  int code = backup != NULL ? SQLITE_OK : sqlite3_extended_errcode(target);

  while (code == SQLITE_OK && !g_cancellable_is_cancelled(cancellable))
    code = sqlite3_backup_step(backup, PAGES_A_STEP);
  if (backup != NULL)
    sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE)
    return TRUE;
  if (!g_cancellable_set_error_if_cancelled(cancellable, error))
    epoch_store_set_error(error, target, code, path);
  return FALSE;
}

/* (transfer full): The rows of each table, as one text. */
static char *
dup_counts(sqlite3 *db)
{
  g_autoptr(GString) counts = g_string_new(NULL);
  sqlite3_stmt *tables = NULL;

  if (sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
                         -1, &tables, NULL) == SQLITE_OK) {
    while (sqlite3_step(tables) == SQLITE_ROW) {
      const char *table = (const char *)sqlite3_column_text(tables, 0);
      char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"", table);

      g_string_append_printf(counts, "%s %" G_GINT64_FORMAT "\n", table,
                             epoch_connection_read_number(db, sql, -1));
      sqlite3_free(sql);
    }
  }
  sqlite3_finalize(tables);
  return g_string_free_and_steal(g_steal_pointer(&counts));
}

/* Copies the store as it is now to target. What is copied says that it uses a -wal; a backup is
 * one file alone. */
static gboolean
fill(sqlite3 *source, sqlite3 *target, const char *store_path, const char *path, char **counts,
     GCancellable *cancellable, GError **error)
{
  if (!epoch_connection_run(source, store_path, "BEGIN; SELECT count(*) FROM sqlite_schema", error))
    return FALSE;
  *counts = dup_counts(source);
  return copy_pages(source, target, path, cancellable, error) &&
         epoch_connection_run(target, path, "PRAGMA journal_mode = DELETE", error);
}

/* (transfer full): Copies the store to partial; the row counts of the snapshot. */
static char *
copy_store(const char *store_path, const char *partial, GCancellable *cancellable, GError **error)
{
  g_autofree char *counts = NULL;
  sqlite3 *source = epoch_connection_open_file(store_path, SQLITE_OPEN_READWRITE, error);
  sqlite3 *target = NULL;
  gboolean copied = FALSE;

  if (source == NULL)
    return NULL;
  /* This connection must never be the one that moves the -wal into the store. */
  sqlite3_db_config(source, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  target = epoch_connection_open_file(partial, SQLITE_OPEN_READWRITE, error);
  if (target != NULL)
    copied = fill(source, target, store_path, partial, &counts, cancellable, error);
  sqlite3_close_v2(target);
  sqlite3_close_v2(source);
  return copied ? g_steal_pointer(&counts) : NULL;
}

static gboolean
verify(const char *partial, const char *counts, GCancellable *cancellable, GError **error)
{
  g_autofree char *found = NULL;
  sqlite3 *db;

  if (!epoch_backups_verify(partial, G_MAXINT, cancellable, error))
    return FALSE;
  db = epoch_connection_open_file(partial, SQLITE_OPEN_READONLY, error);
  if (db == NULL)
    return FALSE;
  found = dup_counts(db);
  sqlite3_close_v2(db);
  if (!g_str_equal(found, counts))
    epoch_store_set_damaged(error, partial, "the copy has not the rows of the store");
  return g_str_equal(found, counts);
}

/* What a crash has left of earlier backups. */
static void
sweep(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    GStatBuf status;

    if (g_str_has_prefix(name, "epoch-") && strstr(name, ".db.partial") != NULL &&
        g_stat(path, &status) == 0 && time(NULL) - status.st_mtime > STALE_SECONDS)
      g_unlink(path);
  }
}

/* (transfer full): A name that no backup has, with its partial file made, so that nobody else, in
 * another thread or process, takes the same. NULL and an error where it can not be made. */
static char *
reserve_name(const char *folder, char **partial, GError **error)
{
  g_autoptr(GDateTime) date = g_date_time_new_now_local();

  for (;;) {
    g_autofree char *name = epoch_backups_dup_name(folder, date);
    g_autofree char *file = g_strconcat(name, ".partial", NULL);
    GDateTime *next = g_date_time_add_seconds(date, 1);

    g_date_time_unref(date);
    date = next;
    if (g_file_test(name, G_FILE_TEST_EXISTS))
      continue;
    g_autofd int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
      *partial = g_steal_pointer(&file);
      return g_steal_pointer(&name);
    }
    if (errno != EEXIST) {
      epoch_store_set_errno(error, errno, file);
      return NULL;
    }
  }
}

static gboolean
make(const char *store_path, const char *folder, const char *name, const char *partial,
     GCancellable *cancellable, GError **error)
{
  g_autofree char *counts = copy_store(store_path, partial, cancellable, error);

  if (counts == NULL || !epoch_store_files_sync(partial, error) ||
      !verify(partial, counts, cancellable, error))
    return FALSE;
  if (g_rename(partial, name) != 0) {
    epoch_store_set_errno(error, errno, name);
    return FALSE;
  }
  return epoch_store_files_sync(folder, error);
}

char *
epoch_backups_make(const char *store_path, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = epoch_backups_dup_folder(store_path);
  g_autofree char *name = NULL;
  g_autofree char *partial = NULL;
  g_autofree char *journal = NULL;

  if (g_mkdir_with_parents(folder, 0700) != 0) {
    epoch_store_set_errno(error, errno, folder);
    return NULL;
  }
  sweep(folder);
  name = reserve_name(folder, &partial, error);
  if (name == NULL)
    return NULL;
  if (make(store_path, folder, name, partial, cancellable, error)) {
    epoch_backups_rotate(store_path);
    return g_steal_pointer(&name);
  }
  journal = g_strconcat(partial, "-journal", NULL);
  g_unlink(partial);
  g_unlink(journal);
  return NULL;
}
