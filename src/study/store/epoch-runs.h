/* The table of runs, with those of their artifacts and tags. */
#pragma once

#include "store/epoch-run.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

/* Saves a run, new or changed, whole, as it is at the time of this call. */
void epoch_runs_save_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_runs_save_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Saves how a run has ended: all but its star, its note and its tags, which the learner may have
 * set while it trained. A run that is not there is saved whole. epoch_runs_save_finish() ends this
 * and the three below. */
void epoch_runs_save_end_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/* Save the star, the note or the tags of a run, and nothing else. Fail where it is not there. */
void epoch_runs_save_star_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
void epoch_runs_save_note_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
void epoch_runs_save_tags_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

/* Finds a run by its id. (transfer full) (nullable): NULL without an error where there is none. */
void epoch_runs_find_async(EpochStore *store, const char *id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
EpochRun *epoch_runs_find_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Lists the runs of an experiment, or all where experiment is NULL, newest first; at most limit
 * where that is not 0. (transfer full) (element-type EpochRun). */
void epoch_runs_list_async(EpochStore *store, const char *experiment, guint limit,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
GPtrArray *epoch_runs_list_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Deletes the record of a run, not its folder; saving the run again undoes this. */
void epoch_runs_delete_async(EpochStore *store, const char *id, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_runs_delete_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Marks as interrupted what is still recorded as running; for the start of the program.
 * Returns how many there were, -1 on error. */
void epoch_runs_interrupt_async(EpochStore *store, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
int epoch_runs_interrupt_finish(EpochStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
