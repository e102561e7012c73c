#include "config.h"

#include "store/epoch-store-task.h"

#include <glib/gi18n.h>
#include <string.h>

void
epoch_store_submit(EpochStore *store, gpointer tag, GTaskThreadFunc func, gpointer data,
                   GDestroyNotify free_data, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(store, cancellable, callback, user_data);

  g_task_set_source_tag(task, tag);
  g_task_set_task_data(task, data, free_data);
  epoch_store_push(store, task, func);
}

void
epoch_store_return_success(GTask *task, gboolean succeeded, GError **error)
{
  if (succeeded)
    g_task_return_boolean(task, TRUE);
  else
    g_task_return_error(task, g_steal_pointer(error));
}

void
epoch_store_return_result(GTask *task, gpointer result, GDestroyNotify free_result, GError *error)
{
  if (error == NULL) {
    g_task_return_pointer(task, result, free_result);
    return;
  }
  if (result != NULL)
    free_result(result);
  g_task_return_error(task, error);
}

gboolean
epoch_store_accept_text(const char *text, gsize limit, const char *what, GError **error)
{
  g_autofree char *message = NULL;

  if (strlen(text) > limit)
    message = g_strdup_printf(_("This could not be saved: %s may have %zu bytes. Make it shorter, "
                                "then try again."),
                              what, limit);
  else if (!g_utf8_validate(text, -1, NULL))
    message = g_strdup_printf(_("This could not be saved: %s is not valid text."), what);
  if (message != NULL)
    epoch_store_set_refused(error, message);
  return message == NULL;
}

gint64
epoch_store_now(void)
{
  return g_get_real_time() / G_USEC_PER_SEC;
}
