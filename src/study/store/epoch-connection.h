/* EpochConnection: the open file of a store. It is made, used and closed by one thread.
 *
 * Opening does, in this order, so that nothing is touched that should not be:
 *   1. looks at the file's first bytes and its -wal, without SQLite (epoch-inspection.h): a newer
 *      or damaged store is refused here;
 *   2. takes a shared lock on epoch.db.lock, and ends a restore that was cut off;
 *   3. opens it with SQLite, and looks again at the version, which may stand in the -wal;
 *   4. checks the pages with quick_check where that is quick: a file of up to 8 MB always (it
 *      takes under 1 ms a megabyte), one of up to 64 MB where it was not closed properly. A larger
 *      one is checked in the background: at once where it was not closed properly, else once a
 *      week;
 *   5. takes and leaves the write lock, which shows whether the file can be written at all;
 *   6. migrates, after a backup. */
#pragma once

#include <sqlite3.h>

#include "store/epoch-migrations.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

typedef struct {
  sqlite3 *db;
  GHashTable *statements; /* text → sqlite3_stmt */
  int lock;               /* file descriptor of the lock, -1 where there is none */
  gboolean check_due;     /* the background should check the pages now */
  GPtrArray *warnings;    /* (element-type utf8): what the learner should be told */
} EpochConnection;

EpochConnection *epoch_connection_open(const char *path, const EpochMigrations *migrations,
                                       GCancellable *cancellable, GError **error);
void epoch_connection_close(EpochConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochConnection, epoch_connection_close)

/* Opens a file of SQLite as all connections of this program are: no trust in its schema, waiting
 * five seconds for locks. flags are those of sqlite3_open_v2(). */
sqlite3 *epoch_connection_open_file(const char *path, int flags, GError **error);

/* Does statements without values. */
gboolean epoch_connection_run(sqlite3 *db, const char *path, const char *sql, GError **error);

/* Reads the one whole number of a query; fallback where it fails. */
gint64 epoch_connection_read_number(sqlite3 *db, const char *sql, gint64 fallback);

/* Checks the pages by "quick_check" or "integrity_check"; an error of DAMAGED says what is wrong.
 * A cancelled check is an error, G_IO_ERROR_CANCELLED. */
gboolean epoch_connection_check(sqlite3 *db, const char *path, const char *pragma,
                                GCancellable *cancellable, GError **error);

G_END_DECLS
