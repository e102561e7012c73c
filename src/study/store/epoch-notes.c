#include "config.h"

#include "store/epoch-notes.h"

#include "store/epoch-store-task.h"

#define MAX_ID 256
#define COLUMNS "SELECT id, scope, body, created, updated FROM notes "

char *
epoch_notes_dup_new_id(void)
{
  g_autofree char *uuid = g_uuid_string_random();

  return g_strconcat("note:", uuid, NULL);
}

static EpochNote *
note_of_row(EpochStatement *row)
{
  return epoch_note_new(epoch_statement_get_text(row, 0), epoch_statement_get_text(row, 1),
                        epoch_statement_get_text(row, 2), sqlite3_column_int64(row, 3),
                        sqlite3_column_int64(row, 4));
}

static gboolean
accept(EpochNote *note, GError **error)
{
  return epoch_store_accept_text(epoch_note_get_id(note), MAX_ID, "an id", error) &&
         epoch_store_accept_text(epoch_note_get_scope(note), MAX_ID, "a scope", error) &&
         epoch_store_accept_text(epoch_note_get_body(note), EPOCH_NOTE_MAX_BYTES, "a note", error);
}

/* One statement both writes and gives back what is stored: it keeps the time of the first save. */
static EpochNote *
save(EpochStore *store, EpochNote *note, GError **error)
{
  g_autoptr(EpochStatement) row = NULL;
  g_autoptr(EpochNote) saved = NULL;
  g_autoptr(GError) failure = NULL;

  if (!accept(note, error))
    return NULL;
  row = epoch_store_query(store, error,
                          "INSERT INTO notes (id, scope, body, created, updated) "
                          "VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT (id) "
                          "DO UPDATE SET scope = ?2, body = ?3, updated = ?4 RETURNING created",
                          "sssi", epoch_note_get_id(note), epoch_note_get_scope(note),
                          epoch_note_get_body(note), epoch_note_get_updated(note));
  if (row == NULL)
    return NULL;
  if (epoch_store_next(store, row, &failure))
    saved = epoch_note_new(epoch_note_get_id(note), epoch_note_get_scope(note),
                           epoch_note_get_body(note), sqlite3_column_int64(row, 0),
                           epoch_note_get_updated(note));
  /* The statement commits only when it has been stepped to its end. */
  if (failure == NULL)
    epoch_store_next(store, row, &failure);
  if (failure == NULL)
    return g_steal_pointer(&saved);
  g_propagate_error(error, g_steal_pointer(&failure));
  return NULL;
}

static void
save_in_thread(GTask *task, gpointer store, gpointer note, GCancellable *cancellable)
{
  GError *error = NULL;
  EpochNote *saved = save(store, note, &error);

  epoch_store_return_result(task, saved, g_object_unref, error);
}

void
epoch_notes_save_async(EpochStore *store, const char *id, const char *scope, const char *body,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  gint64 now = epoch_store_now();

  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(id != NULL && *id != '\0' && scope != NULL && body != NULL);
  epoch_store_submit(store, epoch_notes_save_async, save_in_thread,
                     epoch_note_new(id, scope, body, now, now), g_object_unref, cancellable,
                     callback, user_data);
}

EpochNote *
epoch_notes_save_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void
find_in_thread(GTask *task, gpointer store, gpointer id, GCancellable *cancellable)
{
  GError *error = NULL;
  EpochNote *note = NULL;
  g_autoptr(EpochStatement) row =
      epoch_store_query(store, &error, COLUMNS "WHERE id = ?1", "s", (const char *)id);

  if (row != NULL && epoch_store_next(store, row, &error))
    note = note_of_row(row);
  epoch_store_return_result(task, note, g_object_unref, error);
}

void
epoch_notes_find_async(EpochStore *store, const char *id, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(id != NULL);
  epoch_store_submit(store, epoch_notes_find_async, find_in_thread, g_strdup(id), g_free,
                     cancellable, callback, user_data);
}

EpochNote *
epoch_notes_find_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void
list_in_thread(GTask *task, gpointer store, gpointer scope, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *notes = g_ptr_array_new_with_free_func(g_object_unref);
  g_autoptr(EpochStatement) rows = epoch_store_query(
      store, &error, COLUMNS "WHERE ?1 IS NULL OR scope = ?1 ORDER BY updated DESC, id", "s",
      (const char *)scope);

  while (rows != NULL && epoch_store_next(store, rows, &error))
    g_ptr_array_add(notes, note_of_row(rows));
  epoch_store_return_result(task, notes, (GDestroyNotify)g_ptr_array_unref, error);
}

void
epoch_notes_list_async(EpochStore *store, const char *scope, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  epoch_store_submit(store, epoch_notes_list_async, list_in_thread, g_strdup(scope), g_free,
                     cancellable, callback, user_data);
}

GPtrArray *
epoch_notes_list_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void
delete_in_thread(GTask *task, gpointer store, gpointer id, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(
      task,
      epoch_store_execute(store, &error, "DELETE FROM notes WHERE id = ?1", "s", (const char *)id),
      &error);
}

void
epoch_notes_delete_async(EpochStore *store, const char *id, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(id != NULL);
  epoch_store_submit(store, epoch_notes_delete_async, delete_in_thread, g_strdup(id), g_free,
                     cancellable, callback, user_data);
}

gboolean
epoch_notes_delete_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}
