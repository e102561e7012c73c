/* EpochStore: everything that the learner has done, in one SQLite file.
 *
 * All work on the file is done by one owner thread, in the order in which it was asked for. A
 * table has a header of its own (epoch-ticks.h, epoch-notes.h, …) with _async and _finish
 * functions. A write that finishes without error has been committed and synced to the disk: no
 * crash and no power cut loses it. A cancelled write has not been made; one that had begun when
 * it was cancelled finishes with what truly happened.
 *
 * Every error is an EPOCH_STORE_ERROR whose message is a sentence or two for the learner, saying
 * what happened and what to do; it can be shown as it is. */
#pragma once

#include <gio/gio.h>

#include "store/epoch-backup.h"

G_BEGIN_DECLS

#define EPOCH_STORE_ERROR (epoch_store_error_quark())
GQuark epoch_store_error_quark(void);

typedef enum {
  EPOCH_STORE_ERROR_FULL,       /* No room on the disk; works again once there is. */
  EPOCH_STORE_ERROR_LOCKED,     /* Another process held the file for over five seconds. */
  EPOCH_STORE_ERROR_DAMAGED,    /* Not a sound store: set it aside, or restore a backup. */
  EPOCH_STORE_ERROR_NEWER,      /* Written by a newer Epoch; not touched. */
  EPOCH_STORE_ERROR_READ_ONLY,  /* The file or its file system can not be written. */
  EPOCH_STORE_ERROR_PERMISSION, /* The file or its folder may not be opened. */
  EPOCH_STORE_ERROR_FAILED,     /* Anything else. */
} EpochStoreError;

#define EPOCH_TYPE_STORE (epoch_store_get_type())
G_DECLARE_FINAL_TYPE(EpochStore, epoch_store, EPOCH, STORE, GObject)

/* Signals, emitted in the main context in which the store was made:
 * "warning" (const char *message): something that the learner should know but that stopped
 *   nothing, such as a backup that could not be made. A sentence or two, to be shown as it is.
 * "damage-found" (const char *message): the check in the background found damage after the
 *   store had been opened; offer to restore a backup. */

/* (transfer full): $XDG_DATA_HOME/epoch/epoch.db. */
char *epoch_store_dup_default_path(void);

/* A store on a file; NULL is the default path. Touches no file until it is opened. */
EpochStore *epoch_store_new(const char *path);

const char *epoch_store_get_path(EpochStore *self);

/* Whether the store has been opened and not been closed since. */
gboolean epoch_store_is_open(EpochStore *self);

/* Opens the file, makes it where there is none, and brings its tables up to date, after a
 * backup where that changes an existing store. A backup is also made, after opening, where the
 * newest is older than a day. Waits five seconds for another process, then fails with LOCKED.
 * After a failure the store is closed and may be opened again. */
gboolean epoch_store_open(EpochStore *self, GCancellable *cancellable, GError **error);
void epoch_store_open_async(EpochStore *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_store_open_finish(EpochStore *self, GAsyncResult *result, GError **error);

/* Finishes all that was asked for before, then closes the file. Nothing needs to be open. The
 * first form blocks: it is for the very end of the program. */
void epoch_store_close(EpochStore *self);
void epoch_store_close_async(EpochStore *self, GAsyncReadyCallback callback, gpointer user_data);
void epoch_store_close_finish(EpochStore *self, GAsyncResult *result);

/* Makes a backup of the open store now. (transfer full): the path of the backup. */
void epoch_store_back_up_async(EpochStore *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
char *epoch_store_back_up_finish(EpochStore *self, GAsyncResult *result, GError **error);

/* Lists the backups, newest first, each checked now; works on a closed store too.
 * (transfer full) (element-type EpochBackup). */
void epoch_store_list_backups_async(EpochStore *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *epoch_store_list_backups_finish(EpochStore *self, GAsyncResult *result, GError **error);

/* Moves the file of a store that is not open, with its -wal and -shm, to
 * epoch.db.damaged-YYYYMMDD-HHMMSS beside it, over nothing, so that a new one can be begun.
 * (transfer full): the path that the file has now. */
void epoch_store_set_aside_async(EpochStore *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
char *epoch_store_set_aside_finish(EpochStore *self, GAsyncResult *result, GError **error);

/* Checks a backup, sets the present file aside and puts a copy of the backup in its place; a
 * crash at any moment leaves either the one or the other. The store must be closed; open it
 * again afterwards. */
void epoch_store_restore_async(EpochStore *self, const char *backup_path, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_store_restore_finish(EpochStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
