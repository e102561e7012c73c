/* The table of notes. The note of a week has its scope, "week:4", as its id; a free note has an id
 * from epoch_notes_dup_new_id(). Saving is safe at every key stroke; wait half a second after
 * the last one, and save at once when the page is left. Saves are made in the order asked for. */
#pragma once

#include "store/epoch-note.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

/* The longest body that is stored, in bytes. */
#define EPOCH_NOTE_MAX_BYTES (4 * 1024 * 1024)

/* (transfer full): An id for a new free note. */
char *epoch_notes_dup_new_id(void);

/* Saves a note, new or changed; its text is kept byte for byte. (transfer full): the note as
 * it is stored now. */
void epoch_notes_save_async(EpochStore *store, const char *id, const char *scope, const char *body,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
EpochNote *epoch_notes_save_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Finds a note by its id. (transfer full) (nullable): NULL without an error where there is none. */
void epoch_notes_find_async(EpochStore *store, const char *id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
EpochNote *epoch_notes_find_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Lists the notes of a scope, or all where scope is NULL, last changed first.
 * (transfer full) (element-type EpochNote). */
void epoch_notes_list_async(EpochStore *store, const char *scope, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *epoch_notes_list_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Deletes a note; that there is none is no error. Saving it again undoes this. */
void epoch_notes_delete_async(EpochStore *store, const char *id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_notes_delete_finish(EpochStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
