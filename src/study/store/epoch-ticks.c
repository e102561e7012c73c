#include "config.h"

#include "store/epoch-ticks.h"

#include "store/epoch-store-task.h"

#define MAX_ID 256

typedef struct {
  char *item;
  gboolean ticked;
  gint64 time;
} Tick;

static void
tick_free(gpointer data)
{
  g_free(((Tick *)data)->item);
  g_free(data);
}

static gboolean
set(EpochStore *store, const Tick *tick, GError **error)
{
  return epoch_store_accept_text(tick->item, MAX_ID, "an id", error) &&
         epoch_store_execute(store, error,
                             "INSERT INTO ticks (item, ticked, time) VALUES (?1, ?2, ?3) "
                             "ON CONFLICT (item) DO UPDATE SET ticked = ?2, time = ?3",
                             "sii", tick->item, (gint64)tick->ticked, tick->time);
}

static void
set_in_thread(GTask *task, gpointer store, gpointer tick, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(task, set(store, tick, &error), &error);
}

void
epoch_ticks_set_async(EpochStore *store, const char *item, gboolean ticked, gint64 time,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Tick *tick;

  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(item != NULL && *item != '\0');
  tick = g_new0(Tick, 1);
  tick->item = g_strdup(item);
  tick->ticked = ticked ? 1 : 0;
  tick->time = time != 0 ? time : epoch_store_now();
  epoch_store_submit(store, epoch_ticks_set_async, set_in_thread, tick, tick_free, cancellable,
                     callback, user_data);
}

gboolean
epoch_ticks_set_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

static GHashTable *
load(EpochStore *store, GError **error)
{
  GHashTable *ticks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(EpochStatement) rows =
      epoch_store_query(store, error, "SELECT item, time FROM ticks WHERE ticked", "");

  while (rows != NULL && epoch_store_next(store, rows, error))
    g_hash_table_insert(ticks, g_strdup(epoch_statement_get_text(rows, 0)),
                        g_memdup2(&(gint64){sqlite3_column_int64(rows, 1)}, sizeof(gint64)));
  return ticks;
}

static void
load_in_thread(GTask *task, gpointer store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GHashTable *ticks = load(store, &error);

  epoch_store_return_result(task, ticks, (GDestroyNotify)g_hash_table_unref, error);
}

void
epoch_ticks_load_async(EpochStore *store, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  epoch_store_submit(store, epoch_ticks_load_async, load_in_thread, NULL, NULL, cancellable,
                     callback, user_data);
}

GHashTable *
epoch_ticks_load_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
