#include "config.h"

#include "lab/epoch-file-button.h"

#include <glib/gi18n.h>

struct _EpochFileButton {
  AdwBin parent_instance;
  GtkWidget *button;
  GtkLabel *name;
  char *path;
};

enum { PROP_PATH = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(EpochFileButton, epoch_file_button, ADW_TYPE_BIN)

GListModel *
epoch_file_button_new_filters(void)
{
  GListStore *filters = g_list_store_new(GTK_TYPE_FILE_FILTER);
  g_autoptr(GtkFileFilter) tables = gtk_file_filter_new();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new();

  gtk_file_filter_set_name(tables, _("Tables (CSV)"));
  for (const char *const *suffix = (const char *const[]){"csv", "tsv", "txt", NULL}; *suffix;
       suffix++)
    gtk_file_filter_add_suffix(tables, *suffix);
  gtk_file_filter_set_name(all, _("All Files"));
  gtk_file_filter_add_pattern(all, "*");
  g_list_store_append(filters, tables);
  g_list_store_append(filters, all);
  return G_LIST_MODEL(filters);
}

static void
opened_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochFileButton) self = data;
  g_autoptr(GFile) file = gtk_file_dialog_open_finish(GTK_FILE_DIALOG(source), result, NULL);
  g_autofree char *path = file ? g_file_get_path(file) : NULL;

  if (path)
    epoch_file_button_set_path(self, path);
}

static void
clicked_cb(EpochFileButton *self)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new();
  g_autoptr(GListModel) filters = epoch_file_button_new_filters();
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));

  gtk_file_dialog_set_title(dialog, _("Open a Table"));
  gtk_file_dialog_set_filters(dialog, filters);
  if (*self->path) {
    g_autoptr(GFile) file = g_file_new_for_path(self->path);
    gtk_file_dialog_set_initial_file(dialog, file);
  }
  gtk_file_dialog_open(dialog, GTK_IS_WINDOW(root) ? GTK_WINDOW(root) : NULL, NULL, opened_cb,
                       g_object_ref(self));
}

const char *
epoch_file_button_get_path(EpochFileButton *self)
{
  g_return_val_if_fail(EPOCH_IS_FILE_BUTTON(self), "");
  return self->path;
}

void
epoch_file_button_set_path(EpochFileButton *self, const char *path)
{
  g_autofree char *shown = NULL;

  g_return_if_fail(EPOCH_IS_FILE_BUTTON(self) && path);
  if (!g_set_str(&self->path, path))
    return;
  shown = *path ? g_filename_display_basename(path) : g_strdup(_("Choose a File…"));
  gtk_label_set_label(self->name, shown);
  gtk_widget_set_tooltip_text(self->button, *path ? path : NULL);
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_PATH]);
}

static void
epoch_file_button_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PATH)
    g_value_set_string(value, EPOCH_FILE_BUTTON(object)->path);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
epoch_file_button_finalize(GObject *object)
{
  g_free(EPOCH_FILE_BUTTON(object)->path);
  G_OBJECT_CLASS(epoch_file_button_parent_class)->finalize(object);
}

static void
epoch_file_button_class_init(EpochFileButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);

  object_class->get_property = epoch_file_button_get_property;
  object_class->finalize = epoch_file_button_finalize;
  properties[PROP_PATH] = g_param_spec_string(
      "path", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties(object_class, N_PROPERTIES, properties);
}

static void
epoch_file_button_init(EpochFileButton *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = gtk_button_new();
  self->name = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_ellipsize(self->name, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign(self->name, 0);
  gtk_widget_set_hexpand(GTK_WIDGET(self->name), TRUE);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->name));
  gtk_box_append(GTK_BOX(box), gtk_image_new_from_icon_name("document-open-symbolic"));
  gtk_button_set_child(GTK_BUTTON(self->button), box);
  g_signal_connect_swapped(self->button, "clicked", G_CALLBACK(clicked_cb), self);
  adw_bin_set_child(ADW_BIN(self), self->button);
  epoch_file_button_set_path(self, "");
}

GtkWidget *
epoch_file_button_new(void)
{
  return g_object_new(EPOCH_TYPE_FILE_BUTTON, NULL);
}
