#include "config.h"

#include "store/epoch-time-entries.h"

#include <glib/gi18n.h>

#include "store/epoch-store-task.h"

#define MAX_ID 256
#define MAX_SECONDS 86400

G_DEFINE_BOXED_TYPE(EpochTimeEntry, epoch_time_entry, epoch_time_entry_copy, epoch_time_entry_free)

EpochTimeEntry *
epoch_time_entry_copy(const EpochTimeEntry *self)
{
  EpochTimeEntry *copy = g_memdup2(self, sizeof *self);

  copy->item = g_strdup(self->item);
  copy->source = g_strdup(self->source);
  return copy;
}

void
epoch_time_entry_free(EpochTimeEntry *self)
{
  g_free(self->item);
  g_free(self->source);
  g_free(self);
}

static gint64
add(EpochStore *store, const EpochTimeEntry *entry, GError **error)
{
  if (!epoch_store_accept_text(entry->item, MAX_ID, "an id", error) ||
      !epoch_store_accept_text(entry->source, MAX_ID, "a source", error))
    return 0;
  if (entry->seconds < 1 || entry->seconds > MAX_SECONDS) {
    epoch_store_set_refused(error, _("A time entry has at least a second and at most a day."));
    return 0;
  }
  if (!epoch_store_execute(store, error,
                           "INSERT INTO time_entries (item, started, seconds, source) "
                           "VALUES (?1, ?2, ?3, ?4)",
                           "siis", entry->item, entry->started, entry->seconds, entry->source))
    return 0;
  return sqlite3_last_insert_rowid(epoch_store_get_connection(store, NULL)->db);
}

static void
add_in_thread(GTask *task, gpointer store, gpointer entry, GCancellable *cancellable)
{
  GError *error = NULL;
  gint64 id = add(store, entry, &error);

  epoch_store_return_result(task, g_memdup2(&id, sizeof id), g_free, error);
}

void
epoch_time_entries_add_async(EpochStore *store, const char *item, gint64 started, gint64 seconds,
                             const char *source, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  EpochTimeEntry entry = {0, (char *)item, started, seconds, (char *)source};

  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(item != NULL && source != NULL);
  epoch_store_submit(store, epoch_time_entries_add_async, add_in_thread,
                     epoch_time_entry_copy(&entry), (GDestroyNotify)epoch_time_entry_free,
                     cancellable, callback, user_data);
}

gint64
epoch_time_entries_add_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = NULL;

  g_return_val_if_fail(g_task_is_valid(result, store), 0);
  id = g_task_propagate_pointer(G_TASK(result), error);
  return id != NULL ? *id : 0;
}

static void
delete_in_thread(GTask *task, gpointer store, gpointer id, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(task,
                             epoch_store_execute(store, &error,
                                                 "DELETE FROM time_entries WHERE id = ?1", "i",
                                                 *(gint64 *)id),
                             &error);
}

void
epoch_time_entries_delete_async(EpochStore *store, gint64 id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  epoch_store_submit(store, epoch_time_entries_delete_async, delete_in_thread,
                     g_memdup2(&id, sizeof id), g_free, cancellable, callback, user_data);
}

gboolean
epoch_time_entries_delete_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

static EpochTimeEntry *
entry_of_row(EpochStatement *row)
{
  EpochTimeEntry entry = {sqlite3_column_int64(row, 0), (char *)epoch_statement_get_text(row, 1),
                          sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3),
                          (char *)epoch_statement_get_text(row, 4)};

  return epoch_time_entry_copy(&entry);
}

static void
list_in_thread(GTask *task, gpointer store, gpointer data, GCancellable *cancellable)
{
  const gint64 *range = data;
  GError *error = NULL;
  GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)epoch_time_entry_free);
  g_autoptr(EpochStatement) rows =
      epoch_store_query(store, &error,
                        "SELECT id, item, started, seconds, source FROM time_entries "
                        "WHERE started >= ?1 AND started < ?2 ORDER BY started, id",
                        "ii", range[0], range[1]);

  while (rows != NULL && epoch_store_next(store, rows, &error))
    g_ptr_array_add(entries, entry_of_row(rows));
  epoch_store_return_result(task, entries, (GDestroyNotify)g_ptr_array_unref, error);
}

void
epoch_time_entries_list_async(EpochStore *store, gint64 from, gint64 to, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  gint64 range[2] = {from, to != 0 ? to : G_MAXINT64};

  g_return_if_fail(EPOCH_IS_STORE(store));
  epoch_store_submit(store, epoch_time_entries_list_async, list_in_thread,
                     g_memdup2(range, sizeof range), g_free, cancellable, callback, user_data);
}

GPtrArray *
epoch_time_entries_list_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
