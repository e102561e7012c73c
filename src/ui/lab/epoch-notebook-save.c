#include "config.h"

#include "lab/epoch-notebook-save.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-paths.h"

typedef struct {
  char *experiment;
  char **settings;
  guint64 seed;
  char *path;
} Save;

static void
save_free(gpointer data)
{
  Save *save = data;

  g_free(save->experiment);
  g_strfreev(save->settings);
  g_free(save->path);
  g_free(save);
}

/* What the program said last on standard error, without its own name. */
static char *
dup_reason(const char *words)
{
  g_autofree char *text = g_utf8_make_valid(words ? words : "", -1);
  g_auto(GStrv) lines = g_strsplit(g_strstrip(text), "\n", -1);
  guint n = g_strv_length(lines);
  const char *last = n ? lines[n - 1] : "";

  if (g_str_has_prefix(last, "epoch-lab: "))
    last += strlen("epoch-lab: ");
  return g_strdup(*last ? last : _("The notebook could not be written."));
}

static void
ended_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GSubprocess *child = G_SUBPROCESS(source);
  GError *error = NULL;
  g_autofree char *words = NULL;
  Save *save = g_task_get_task_data(task);

  if (!g_subprocess_communicate_utf8_finish(child, result, NULL, &words, &error)) {
    g_subprocess_force_exit(child);
    g_task_return_error(task, error);
  } else if (g_subprocess_get_successful(child)) {
    g_task_return_pointer(task, g_file_new_for_path(save->path), g_object_unref);
  } else {
    g_autofree char *reason = dup_reason(words);
    g_task_return_new_error_literal(task, G_IO_ERROR, G_IO_ERROR_FAILED, reason);
  }
}

/* In a child, as all that runs a model: whatever becomes of it, the window stays. */
static void
start(GTask *task)
{
  Save *save = g_task_get_task_data(task);
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();
  g_auto(GStrv) command = NULL;
  g_autoptr(GSubprocess) child = NULL;
  GError *error = NULL;

  g_strv_builder_add_many(arguments, epoch_paths_get_lab(), "export", save->experiment, "--out",
                          save->path, "--seed", NULL);
  g_strv_builder_take(arguments, g_strdup_printf("%" G_GUINT64_FORMAT, save->seed));
  for (char **setting = save->settings; *setting; setting++)
    g_strv_builder_add_many(arguments, "--set", *setting, NULL);
  command = g_strv_builder_end(arguments);
  child =
      g_subprocess_newv((const char *const *)command,
                        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  if (child)
    g_subprocess_communicate_utf8_async(child, NULL, g_task_get_cancellable(task), ended_cb,
                                        g_object_ref(task));
  else
    g_task_return_error(task, error);
}

static void
chosen_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  g_autoptr(GFile) file = gtk_file_dialog_save_finish(GTK_FILE_DIALOG(source), result, &error);
  Save *save = g_task_get_task_data(task);

  if (!file) {
    g_task_return_error(task, error);
    return;
  }
  save->path = g_file_get_path(file);
  if (save->path)
    start(task);
  else
    g_task_return_new_error_literal(task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                    _("A notebook can only be written to this computer."));
}

void
epoch_notebook_save_async(const char *experiment, const char *const *settings, guint64 seed,
                          GtkWidget *widget, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new(NULL, cancellable, callback, user_data);
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new();
  g_autofree char *name = g_strconcat(experiment, ".ipynb", NULL);
  Save *save = g_new0(Save, 1);

  save->experiment = g_strdup(experiment);
  save->settings = g_strdupv((char **)settings);
  save->seed = seed;
  g_task_set_source_tag(task, epoch_notebook_save_async);
  g_task_set_task_data(task, save, save_free);
  gtk_file_dialog_set_title(dialog, _("Export as Notebook"));
  gtk_file_dialog_set_initial_name(dialog, name);
  gtk_file_dialog_save(dialog, GTK_WINDOW(gtk_widget_get_root(widget)), cancellable, chosen_cb,
                       task);
}

GFile *
epoch_notebook_save_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
