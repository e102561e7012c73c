#include "config.h"

#include "store/epoch-connection.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store/epoch-backups.h"
#include "store/epoch-inspection.h"
#include "store/epoch-store-error.h"
#include "store/epoch-store-files.h"

#define BUSY_MILLISECONDS 5000
#define MEGABYTE (1024 * 1024)
#define ALWAYS_CHECKED_BYTES (8 * MEGABYTE)
#define CHECKED_AFTER_CRASH_BYTES (64 * MEGABYTE)

sqlite3 *
epoch_connection_open_file(const char *path, int flags, GError **error)
{
  sqlite3 *db = NULL;
  int code = sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_EXRESCODE, NULL);

  if (code != SQLITE_OK) {
    epoch_store_set_error(error, db, code, path);
    sqlite3_close_v2(db);
    return NULL;
  }
  sqlite3_busy_timeout(db, BUSY_MILLISECONDS);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  return db;
}

gboolean
epoch_connection_run(sqlite3 *db, const char *path, const char *sql, GError **error)
{
  int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    epoch_store_set_error(error, db, code, path);
  return code == SQLITE_OK;
}

gint64
epoch_connection_read_number(sqlite3 *db, const char *sql, gint64 fallback)
{
  sqlite3_stmt *statement = NULL;
  gint64 number = fallback;

  if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

static int
stop_if_cancelled(void *cancellable)
{
  return g_cancellable_is_cancelled(cancellable);
}

/* What is found begins with a line that names the database, of which there is one. */
static void
set_found(GError **error, const char *path, const char *found)
{
  const char *line = strrchr(found, '\n');

  epoch_store_set_damaged(error, path, line != NULL ? line + 1 : found);
}

gboolean
epoch_connection_check(sqlite3 *db, const char *path, const char *pragma, GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *sql = g_strdup_printf("PRAGMA %s(1)", pragma);
  sqlite3_stmt *statement = NULL;
  gboolean sound = FALSE;
  int code;

  sqlite3_progress_handler(db, 1000, cancellable != NULL ? stop_if_cancelled : NULL, cancellable);
  code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_step(statement);
  if (code == SQLITE_ROW) {
    const char *found = (const char *)sqlite3_column_text(statement, 0);

    sound = g_strcmp0(found, "ok") == 0;
    if (!sound)
      set_found(error, path, found != NULL ? found : "it could not be checked");
  } else if (!g_cancellable_set_error_if_cancelled(cancellable, error)) {
    epoch_store_set_error(error, db, code, path);
  }
  sqlite3_finalize(statement);
  sqlite3_progress_handler(db, 0, NULL, NULL);
  return sound;
}

/* Makes the folder, for the learner's eyes alone. */
static gboolean
ensure_folder(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);

  if (g_mkdir_with_parents(folder, 0700) == 0)
    return TRUE;
  epoch_store_set_errno(error, errno, folder);
  return FALSE;
}

static gboolean
end_pending_restore(const char *path, GCancellable *cancellable, GError **error)
{
  g_autofd int lock = -1;

  if (!epoch_store_files_restore_is_pending(path))
    return TRUE;
  lock = epoch_store_files_lock(path, TRUE, cancellable, error);
  if (lock < 0)
    return FALSE;
  /* Another process may have ended it while this one waited. */
  return !epoch_store_files_restore_is_pending(path) ||
         epoch_store_files_finish_restore(path, error);
}

/* The version as SQLite sees it, with what stands in the -wal. Closing must not move that into
 * the file as long as the version is not known to be ours. */
static gboolean
check_version(EpochConnection *self, const char *path, int known, GError **error)
{
  int version;

  sqlite3_db_config(self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* An error in reading is seen here; the numbers below can then be read. */
  if (!epoch_connection_run(self->db, path, "SELECT count(*) FROM sqlite_schema", error))
    return FALSE;
  version = (int)epoch_connection_read_number(self->db, "PRAGMA user_version", 0);
  if (version > known) {
    epoch_store_set_newer(error, path, version, known);
    return FALSE;
  }
  sqlite3_db_config(self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return TRUE;
}

static gboolean
set_up(EpochConnection *self, const char *path, GError **error)
{
  if (sqlite3_db_readonly(self->db, "main") == 1) {
    epoch_store_set_error(error, NULL, SQLITE_READONLY, path);
    return FALSE;
  }
  return epoch_connection_run(self->db, path,
                              "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA journal_size_limit = 4194304;",
                              error) &&
         epoch_connection_run(self->db, path, "BEGIN IMMEDIATE; COMMIT", error);
}

static gboolean
check_pages(EpochConnection *self, const char *path, const EpochInspection *inspection,
            GCancellable *cancellable, GError **error)
{
  gint64 limit = inspection->unclean ? CHECKED_AFTER_CRASH_BYTES : ALWAYS_CHECKED_BYTES;

  if (inspection->fresh)
    return TRUE;
  if (inspection->size > limit) {
    self->check_due = inspection->unclean;
    return TRUE;
  }
  return epoch_connection_check(self->db, path, "quick_check", cancellable, error);
}

static gboolean
migrate(EpochConnection *self, const char *path, const EpochMigrations *migrations, GError **error)
{
  gint64 version = epoch_connection_read_number(self->db, "PRAGMA user_version", 0);
  g_autoptr(GError) failure = NULL;
  g_autofree char *backup = NULL;

  if (version > 0 && version < migrations->n_texts) {
    backup = epoch_backups_make(path, NULL, &failure);
    if (backup == NULL)
      g_ptr_array_add(
          self->warnings,
          g_strdup_printf(_("No backup could be made before Epoch's data was brought up "
                            "to date. %s"),
                          failure->message));
  }
  return epoch_migrations_run(migrations, self->db, path, error);
}

/* A new file is there for good only once its folder has been synced. */
static gboolean
settle(EpochConnection *self, const char *path, const EpochInspection *inspection, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);

  if (!inspection->fresh)
    return TRUE;
  if (epoch_backups_exist(path))
    g_ptr_array_add(self->warnings,
                    g_strdup(_("Epoch's data was not found, so a new file was begun. There are "
                               "backups that you can restore.")));
  return epoch_store_files_sync(folder, error);
}

EpochConnection *
epoch_connection_open(const char *path, const EpochMigrations *migrations,
                      GCancellable *cancellable, GError **error)
{
  g_autoptr(EpochConnection) self = g_new0(EpochConnection, 1);
  EpochInspection inspection;

  self->lock = -1;
  self->warnings = g_ptr_array_new_with_free_func(g_free);
  self->statements = g_hash_table_new(g_str_hash, g_str_equal);
  if (!ensure_folder(path, error) || !end_pending_restore(path, cancellable, error) ||
      !epoch_inspection_make(path, migrations->n_texts, &inspection, error))
    return NULL;
  self->lock = epoch_store_files_lock(path, FALSE, cancellable, error);
  if (self->lock < 0)
    return NULL;
  self->db = epoch_connection_open_file(
      path, SQLITE_OPEN_READWRITE | (inspection.fresh ? SQLITE_OPEN_CREATE : 0), error);
  if (self->db == NULL || !check_version(self, path, migrations->n_texts, error) ||
      !check_pages(self, path, &inspection, cancellable, error) || !set_up(self, path, error) ||
      !migrate(self, path, migrations, error) || !settle(self, path, &inspection, error))
    return NULL;
  return g_steal_pointer(&self);
}

void
epoch_connection_close(EpochConnection *self)
{
  GHashTableIter iter;
  gpointer statement;

  g_hash_table_iter_init(&iter, self->statements);
  while (g_hash_table_iter_next(&iter, NULL, &statement))
    sqlite3_finalize(statement);
  g_hash_table_unref(self->statements);
  sqlite3_close_v2(self->db);
  if (self->lock >= 0)
    close(self->lock);
  g_ptr_array_unref(self->warnings);
  g_free(self);
}
