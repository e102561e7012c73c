#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * epoch_notebook_save_async:
 * @experiment: the id of an experiment
 * @settings: "KEY=VALUE", %NULL-terminated
 * @seed: the seed
 * @widget: in whose window to ask
 *
 * Asks for a file and lets `epoch-lab export` write the experiment to it as a Jupyter notebook.
 */
void epoch_notebook_save_async(const char *experiment, const char *const *settings, guint64 seed,
                               GtkWidget *widget, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/**
 * epoch_notebook_save_finish:
 *
 * Returns: (transfer full) (nullable): where it was written; where the learner closed the dialog,
 *   %NULL with %GTK_DIALOG_ERROR_DISMISSED
 */
GFile *epoch_notebook_save_finish(GAsyncResult *result, GError **error);

G_END_DECLS
