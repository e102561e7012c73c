/* The files around the store: its lock, setting it aside, putting a backup in its place. */
#pragma once

#include "store/epoch-store.h"

G_BEGIN_DECLS

/* Takes the lock beside the store, shared by all that have it open, exclusive to move it. Waits up
 * to five seconds, then fails with LOCKED. A file descriptor to close, or -1 and an error. */
int epoch_store_files_lock(const char *path, gboolean exclusive, GCancellable *cancellable,
                           GError **error);

/* (transfer full): Moves the store and its -wal and -shm aside, over nothing; the path of the
 * store then. The lock must be held exclusively. */
char *epoch_store_files_set_aside(const char *path, GError **error);

/* Puts a copy of the file of a backup in the place of the store. The lock must be held exclusively,
 * and the backup have been checked. */
gboolean epoch_store_files_restore(const char *path, const char *backup, GError **error);

/* Whether a restore was cut off after it had been decided, and the ending of it. */
gboolean epoch_store_files_restore_is_pending(const char *path);
gboolean epoch_store_files_finish_restore(const char *path, GError **error);

/* Syncs a file or a folder to the disk. */
gboolean epoch_store_files_sync(const char *path, GError **error);

G_END_DECLS
