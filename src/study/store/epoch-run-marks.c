/* What a learner says of a run: star, note and tags, each stored by itself. A run that trains
 * meanwhile stores how it ended, and the one does not undo the other. */
#include "config.h"

#include "store/epoch-connection.h"
#include "store/epoch-runs.h"
#include "store/epoch-store-private.h"
#include "store/epoch-store-task.h"
#include "store/epoch-tables-private.h"

#define MAX_NOTE (1024 * 1024)

/* Fails where the run is no longer there: what was said of it would be lost in silence. */
static gboolean
update_one(EpochStore *store, const char *sql, const char *types, const char *id, const char *text,
           gint64 number, GError **error)
{
  gboolean done = text ? epoch_store_execute(store, error, sql, types, id, text)
                       : epoch_store_execute(store, error, sql, types, id, number);

  if (!done)
    return FALSE;
  if (sqlite3_changes(epoch_store_get_connection(store, NULL)->db) > 0)
    return TRUE;
  g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The run is no longer kept.");
  return FALSE;
}

static void
star_in_thread(GTask *task, gpointer store, gpointer run, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(task,
                             update_one(store, "UPDATE runs SET starred = ?2 WHERE id = ?1", "si",
                                        epoch_run_get_id(run), NULL, epoch_run_get_starred(run),
                                        &error),
                             &error);
}

void
epoch_runs_save_star_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(EPOCH_IS_RUN(run));
  epoch_store_submit(store, epoch_runs_save_star_async, star_in_thread, epoch_run_copy(run),
                     g_object_unref, cancellable, callback, user_data);
}

static void
note_in_thread(GTask *task, gpointer store, gpointer run, GCancellable *cancellable)
{
  GError *error = NULL;
  const char *note = epoch_run_get_note(run);

  epoch_store_return_success(task,
                             epoch_store_accept_text(note, MAX_NOTE, "a note", &error) &&
                                 update_one(store, "UPDATE runs SET note = ?2 WHERE id = ?1", "ss",
                                            epoch_run_get_id(run), note, 0, &error),
                             &error);
}

void
epoch_runs_save_note_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(EPOCH_IS_RUN(run));
  epoch_store_submit(store, epoch_runs_save_note_async, note_in_thread, epoch_run_copy(run),
                     g_object_unref, cancellable, callback, user_data);
}

static void
tags_in_thread(GTask *task, gpointer store, gpointer run, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(
      task,
      epoch_store_begin(store, &error) &&
          epoch_store_end(store, epoch_run_tags_store(store, run, &error), &error),
      &error);
}

void
epoch_runs_save_tags_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(EPOCH_IS_RUN(run));
  epoch_store_submit(store, epoch_runs_save_tags_async, tags_in_thread, epoch_run_copy(run),
                     g_object_unref, cancellable, callback, user_data);
}
