/* Backups on request, and what is done with the files of a store that is closed. */
#include "config.h"

#include "store/epoch-store.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "store/epoch-backups.h"
#include "store/epoch-store-error.h"
#include "store/epoch-store-files.h"
#include "store/epoch-store-private.h"

static void
push(EpochStore *self, GTaskThreadFunc func, gpointer tag, const char *data,
     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(self, cancellable, callback, user_data);

  g_task_set_source_tag(task, tag);
  g_task_set_task_data(task, g_strdup(data), g_free);
  epoch_store_push(self, task, func);
}

static void
return_text(GTask *task, char *text, GError *error)
{
  if (text != NULL)
    g_task_return_pointer(task, text, g_free);
  else
    g_task_return_error(task, error);
}

static void
back_up_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *path = NULL;

  if (epoch_store_get_connection(source, &error) != NULL)
    path = epoch_backups_make(epoch_store_get_path(source), cancellable, &error);
  return_text(task, path, error);
}

void
epoch_store_back_up_async(EpochStore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(self));
  push(self, back_up_in_thread, epoch_store_back_up_async, NULL, cancellable, callback, user_data);
}

char *
epoch_store_back_up_finish(EpochStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void
list_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr(GPtrArray) backups = epoch_backups_list(
      epoch_store_get_path(source), TRUE, epoch_store_get_migrations(source)->n_texts, cancellable);

  /* A check that was broken off says nothing about a backup. */
  if (!g_task_return_error_if_cancelled(task))
    g_task_return_pointer(task, g_steal_pointer(&backups), (GDestroyNotify)g_ptr_array_unref);
}

void
epoch_store_list_backups_async(EpochStore *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(self, cancellable, callback, user_data);

  g_return_if_fail(EPOCH_IS_STORE(self));
  g_task_set_source_tag(task, epoch_store_list_backups_async);
  /* It touches nothing of the owner's, so no write has to wait for it. */
  g_task_run_in_thread(task, list_in_thread);
}

GPtrArray *
epoch_store_list_backups_finish(EpochStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

/* The exclusive lock of a closed store; -1 and an error where it is open, here or elsewhere. */
static int
lock_closed(EpochStore *self, GCancellable *cancellable, GError **error)
{
  if (epoch_store_is_open(self)) {
    epoch_store_set_refused(error, _("Epoch's data is open. Close it, then try again."));
    return -1;
  }
  return epoch_store_files_lock(epoch_store_get_path(self), TRUE, cancellable, error);
}

static void
set_aside_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  int lock = lock_closed(source, cancellable, &error);
  char *path = lock >= 0 ? epoch_store_files_set_aside(epoch_store_get_path(source), &error) : NULL;

  if (lock >= 0)
    close(lock);
  return_text(task, path, error);
}

void
epoch_store_set_aside_async(EpochStore *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(self));
  push(self, set_aside_in_thread, epoch_store_set_aside_async, NULL, cancellable, callback,
       user_data);
}

char *
epoch_store_set_aside_finish(EpochStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void
restore_in_thread(GTask *task, gpointer source, gpointer backup, GCancellable *cancellable)
{
  GError *error = NULL;
  int lock = lock_closed(source, cancellable, &error);
  gboolean restored = lock >= 0 &&
                      epoch_backups_verify(backup, epoch_store_get_migrations(source)->n_texts,
                                           cancellable, &error) &&
                      epoch_store_files_restore(epoch_store_get_path(source), backup, &error);

  if (lock >= 0)
    close(lock);
  if (restored)
    g_task_return_boolean(task, TRUE);
  else
    g_task_return_error(task, error);
}

void
epoch_store_restore_async(EpochStore *self, const char *backup_path, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(self));
  g_return_if_fail(backup_path != NULL);
  push(self, restore_in_thread, epoch_store_restore_async, backup_path, cancellable, callback,
       user_data);
}

gboolean
epoch_store_restore_finish(EpochStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}
