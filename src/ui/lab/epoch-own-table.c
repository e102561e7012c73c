#include "config.h"

#include "lab/epoch-own-table.h"

#include <glib/gi18n.h>

#include "lab/epoch-file-button.h"
#include "lab/epoch-lab-wish.h"

#define EXPERIMENT "own-table"

gboolean
epoch_own_table_is_there(EpochSession *session)
{
  return epoch_session_get_experiment(session, EXPERIMENT) != NULL;
}

void
epoch_own_table_open(EpochSession *session, GtkWidget *widget, GFile *file)
{
  g_autofree char *path = g_file_get_path(file);
  g_autoptr(JsonObject) params = json_object_new();

  /* What is not on this computer has no path; what is no name in UTF-8 can not be a setting. */
  if (!path || !g_utf8_validate(path, -1, NULL)) {
    g_autoptr(GError) error =
        g_error_new_literal(G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                            _("Only a file on this computer can be opened as a table."));
    epoch_session_report(session, error);
    return;
  }
  json_object_set_string_member(params, "file", path);
  epoch_lab_wish_make(epoch_lab_wish_of(session), EXPERIMENT, params);
  gtk_widget_activate_action(widget, "win.go", "s", "lab/" EXPERIMENT);
}

typedef struct {
  GtkWidget *widget;
  EpochSession *session;
} Opening;

static void
opened_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr(GFile) file = gtk_file_dialog_open_finish(GTK_FILE_DIALOG(source), result, NULL);

  if (file && gtk_widget_get_root(opening->widget))
    epoch_own_table_open(opening->session, opening->widget, file);
  g_object_unref(opening->widget);
  g_object_unref(opening->session);
  g_free(opening);
}

static void
clicked_cb(GtkWidget *button, EpochSession *session)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new();
  g_autoptr(GListModel) filters = epoch_file_button_new_filters();
  Opening *opening = g_new0(Opening, 1);

  opening->widget = g_object_ref(button);
  opening->session = g_object_ref(session);
  gtk_file_dialog_set_title(dialog, _("Open a Table"));
  gtk_file_dialog_set_filters(dialog, filters);
  gtk_file_dialog_open(dialog, GTK_WINDOW(gtk_widget_get_root(button)), NULL, opened_cb, opening);
}

GtkWidget *
epoch_own_table_button_new(EpochSession *session)
{
  GtkWidget *button = gtk_button_new();

  gtk_button_set_child(GTK_BUTTON(button),
                       g_object_new(ADW_TYPE_BUTTON_CONTENT, "icon-name", "document-open-symbolic",
                                    "label", _("_Open a Table…"), "use-underline", TRUE,
                                    "can-shrink", TRUE, NULL));
  gtk_button_set_can_shrink(GTK_BUTTON(button), TRUE);
  gtk_widget_set_tooltip_text(button, _("Look at a Table of Your Own, and Train on It"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Open a Table…"), -1);
  g_signal_connect_object(button, "clicked", G_CALLBACK(clicked_cb), session, 0);
  return button;
}
