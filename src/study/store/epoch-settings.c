#include "config.h"

#include "store/epoch-settings.h"

#include "store/epoch-store-task.h"
#include "store/epoch-tables-private.h"

#define MAX_KEY 256
#define MAX_VALUE (1024 * 1024)

typedef struct {
  char *key;
  char *value;
} Setting;

static void
setting_free(gpointer data)
{
  Setting *setting = data;

  g_free(setting->key);
  g_free(setting->value);
  g_free(setting);
}

gboolean
epoch_settings_set(EpochStore *store, const char *key, const char *value, GError **error)
{
  if (value == NULL)
    return epoch_store_execute(store, error, "DELETE FROM settings WHERE key = ?1", "s", key);
  return epoch_store_accept_text(key, MAX_KEY, "a key", error) &&
         epoch_store_accept_text(value, MAX_VALUE, "a setting", error) &&
         epoch_store_execute(store, error,
                             "INSERT INTO settings (key, value) VALUES (?1, ?2) "
                             "ON CONFLICT (key) DO UPDATE SET value = ?2",
                             "ss", key, value);
}

char *
epoch_settings_get(EpochStore *store, const char *key, GError **error)
{
  g_autoptr(EpochStatement) row =
      epoch_store_query(store, error, "SELECT value FROM settings WHERE key = ?1", "s", key);

  if (row == NULL || !epoch_store_next(store, row, error))
    return NULL;
  return g_strdup(epoch_statement_get_text(row, 0));
}

static void
set_in_thread(GTask *task, gpointer store, gpointer data, GCancellable *cancellable)
{
  const Setting *setting = data;
  GError *error = NULL;

  epoch_store_return_success(task, epoch_settings_set(store, setting->key, setting->value, &error),
                             &error);
}

void
epoch_settings_set_async(EpochStore *store, const char *key, const char *value,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Setting *setting;

  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(key != NULL && *key != '\0');
  setting = g_new0(Setting, 1);
  setting->key = g_strdup(key);
  setting->value = g_strdup(value);
  epoch_store_submit(store, epoch_settings_set_async, set_in_thread, setting, setting_free,
                     cancellable, callback, user_data);
}

gboolean
epoch_settings_set_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

static void
get_in_thread(GTask *task, gpointer store, gpointer key, GCancellable *cancellable)
{
  GError *error = NULL;
  char *value = epoch_settings_get(store, key, &error);

  epoch_store_return_result(task, value, g_free, error);
}

void
epoch_settings_get_async(EpochStore *store, const char *key, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(key != NULL);
  epoch_store_submit(store, epoch_settings_get_async, get_in_thread, g_strdup(key), g_free,
                     cancellable, callback, user_data);
}

char *
epoch_settings_get_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void
load_in_thread(GTask *task, gpointer store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GHashTable *settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(EpochStatement) rows =
      epoch_store_query(store, &error, "SELECT key, value FROM settings", "");

  while (rows != NULL && epoch_store_next(store, rows, &error))
    g_hash_table_insert(settings, g_strdup(epoch_statement_get_text(rows, 0)),
                        g_strdup(epoch_statement_get_text(rows, 1)));
  epoch_store_return_result(task, settings, (GDestroyNotify)g_hash_table_unref, error);
}

void
epoch_settings_load_async(EpochStore *store, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  epoch_store_submit(store, epoch_settings_load_async, load_in_thread, NULL, NULL, cancellable,
                     callback, user_data);
}

GHashTable *
epoch_settings_load_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
