/* The folder of backups beside the store: backups/epoch-YYYYMMDD-HHMMSS.db, in local time.
 *
 * A backup is copied page by page from one snapshot with the backup interface of SQLite, which
 * lets others read and write meanwhile. It has the ending .partial until it has been opened,
 * checked whole, compared with the store row count by row count, and synced; only then older ones are
 * taken away. The newest five stay, of the last seven days with a backup the newest each, of the
 * last eight weeks with one likewise. All functions block. */
#pragma once

#include "store/epoch-backup.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

#define EPOCH_BACKUPS_KEPT 5
#define EPOCH_BACKUPS_KEPT_DAYS 7
#define EPOCH_BACKUPS_KEPT_WEEKS 8

EpochBackup *epoch_backup_new(const char *path, GDateTime *date, gint64 size, gboolean verified);

/* Whether there is a backup of the store at all. */
gboolean epoch_backups_exist(const char *store_path);

/* (transfer full): Makes a backup and takes away those that are no longer kept; its path. */
char *epoch_backups_make(const char *store_path, GCancellable *cancellable, GError **error);

/* (transfer full) (element-type EpochBackup): Newest first; verified where checks is TRUE and
 * they are sound. version is the highest user_version that is known. */
GPtrArray *epoch_backups_list(const char *store_path, gboolean checks, int version,
                              GCancellable *cancellable);

/* Checks a backup whole, without making any file beside it. Errors are DAMAGED and NEWER. */
gboolean epoch_backups_verify(const char *path, int version, GCancellable *cancellable,
                              GError **error);

/* Whether the newest backup is older than a day, or there is none. */
gboolean epoch_backups_are_due(const char *store_path, GDateTime *now);

/* Decides which backups are kept: n dates, newest first, and as many answers. */
void epoch_backups_choose(GDateTime *const *dates, guint n, gboolean *kept);

G_END_DECLS
