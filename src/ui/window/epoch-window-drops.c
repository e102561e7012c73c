/* A table that is dropped on the window, wherever in it: it is opened in the lab. */
#include "config.h"

#include "window/epoch-window-private.h"

#include <glib/gi18n.h>

#include "lab/epoch-own-table.h"

/* What a table's name ends in; what is in it is looked at where it is opened. */
static const char *const suffixes[] = {".csv", ".tsv", ".txt", NULL};

static gboolean
is_table(GFile *file)
{
  g_autofree char *name = g_file_get_basename(file);
  g_autofree char *small = name ? g_ascii_strdown(name, -1) : NULL;

  for (const char *const *suffix = suffixes; small && *suffix; suffix++)
    if (g_str_has_suffix(small, *suffix))
      return TRUE;
  return FALSE;
}

static void
refuse(EpochWindow *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename(file);
  g_autofree char *shown = name ? g_filename_display_name(name) : g_strdup("");
  g_autoptr(GError) error = g_error_new(
      G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      _("“%s” is not a table: drop a CSV file (.csv, .tsv or .txt) whose first line names the "
        "columns."),
      shown);

  epoch_session_report(self->session, error);
}

static gboolean
drop_cb(EpochWindow *self, const GValue *value)
{
  g_autoptr(GSList) files = gdk_file_list_get_files(g_value_get_boxed(value));

  if (!files)
    return FALSE;
  /* One at a time: of several the first that is a table. */
  for (GSList *link = files; link; link = link->next) {
    if (is_table(link->data)) {
      epoch_own_table_open(self->session, GTK_WIDGET(self), link->data);
      return TRUE;
    }
  }
  refuse(self, files->data);
  return TRUE;
}

/* Nothing is taken while the course is not open, nor beneath a dialog, where it would not be seen. */
static gboolean
accept_cb(EpochWindow *self, GdkDrop *drop)
{
  return self->kept && epoch_own_table_is_there(self->session) &&
         !adw_application_window_get_visible_dialog(ADW_APPLICATION_WINDOW(self)) &&
         gdk_content_formats_contain_gtype(gdk_drop_get_formats(drop), GDK_TYPE_FILE_LIST);
}

static void
current_cb(GtkDropTarget *target, GParamSpec *pspec, EpochWindow *self)
{
  gtk_widget_set_visible(self->drop_hint, gtk_drop_target_get_current_drop(target) != NULL);
}

void
epoch_window_take_drops(EpochWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new(GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  /* Before a field below the pointer takes the name of the file for text. */
  gtk_event_controller_set_propagation_phase(GTK_EVENT_CONTROLLER(target), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped(target, "accept", G_CALLBACK(accept_cb), self);
  g_signal_connect_swapped(target, "drop", G_CALLBACK(drop_cb), self);
  g_signal_connect(target, "notify::current-drop", G_CALLBACK(current_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(target));
}
