#include "config.h"

#include "window/epoch-store-page.h"

#include <glib/gi18n.h>

struct _EpochStorePage {
  AdwBin parent_instance;
  AdwStatusPage *status;
  GtkBox *buttons;
  EpochStore *store;
  EpochBackup *backup; /* (nullable): the newest that is sound */
  GCancellable *cancellable;
};

enum { TRY_AGAIN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochStorePage, epoch_store_page, ADW_TYPE_BIN)

static GtkWidget *
append_button(EpochStorePage *self, const char *label, gboolean suggested, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic(label);

  gtk_widget_add_css_class(button, "pill");
  gtk_widget_set_halign(button, GTK_ALIGN_CENTER);
  if (suggested)
    gtk_widget_add_css_class(button, "suggested-action");
  g_signal_connect_swapped(button, "clicked", clicked, self);
  gtk_box_append(self->buttons, button);
  return button;
}

static void
try_again_cb(EpochStorePage *self)
{
  g_signal_emit(self, signals[TRY_AGAIN], 0);
}

static void
quit_cb(EpochStorePage *self)
{
  gtk_window_close(GTK_WINDOW(gtk_widget_get_root(GTK_WIDGET(self))));
}

/* An attempt to help that failed is told where the help was asked for. */
static void
show_failure(EpochStorePage *self, const GError *error)
{
  g_autofree char *message = g_markup_escape_text(error->message, -1);

  adw_status_page_set_description(self->status, message);
  gtk_widget_set_sensitive(GTK_WIDGET(self->buttons), TRUE);
}

static void
restored_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochStorePage) self = data;
  g_autoptr(GError) error = NULL;

  if (epoch_store_restore_finish(EPOCH_STORE(source), result, &error))
    g_signal_emit(self, signals[TRY_AGAIN], 0);
  else
    show_failure(self, error);
}

static void
restore_cb(EpochStorePage *self)
{
  gtk_widget_set_sensitive(GTK_WIDGET(self->buttons), FALSE);
  epoch_store_restore_async(self->store, epoch_backup_get_path(self->backup), NULL, restored_cb,
                            g_object_ref(self));
}

static void
set_aside_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochStorePage) self = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = epoch_store_set_aside_finish(EPOCH_STORE(source), result, &error);

  if (path)
    g_signal_emit(self, signals[TRY_AGAIN], 0);
  else
    show_failure(self, error);
}

static void
begin_anew_cb(EpochStorePage *self)
{
  gtk_widget_set_sensitive(GTK_WIDGET(self->buttons), FALSE);
  epoch_store_set_aside_async(self->store, NULL, set_aside_cb, g_object_ref(self));
}

static void
offer_help(EpochStorePage *self)
{
  if (self->backup) {
    /* Translators: a day and a time, in the notation of strftime. */
    g_autofree char *date =
        g_date_time_format(epoch_backup_get_date(self->backup), _("%-d %B %Y, %H:%M"));
    g_autofree char *label = g_strdup_printf(_("_Restore the Backup of %s"), date);
    append_button(self, label, TRUE, G_CALLBACK(restore_cb));
  }
  append_button(self, _("_Begin Anew and Keep the Damaged File"), FALSE, G_CALLBACK(begin_anew_cb));
  append_button(self, _("_Quit"), FALSE, G_CALLBACK(quit_cb));
}

static void
listed_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) backups =
      epoch_store_list_backups_finish(EPOCH_STORE(source), result, &error);
  EpochStorePage *self = data;

  /* Cancelled: the page is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  for (guint i = 0; backups && i < backups->len && !self->backup; i++)
    if (epoch_backup_is_verified(g_ptr_array_index(backups, i)))
      self->backup = g_object_ref(g_ptr_array_index(backups, i));
  offer_help(self);
}

static const char *
get_title(const GError *error)
{
  if (error->domain != EPOCH_STORE_ERROR)
    return _("The Course Could Not Be Read");
  switch ((EpochStoreError)error->code) {
  case EPOCH_STORE_ERROR_FULL:
    return _("The Disk Is Full");
  case EPOCH_STORE_ERROR_LOCKED:
    return _("Your Data Is in Use");
  case EPOCH_STORE_ERROR_DAMAGED:
    return _("Your Data Is Damaged");
  case EPOCH_STORE_ERROR_NEWER:
    return _("Your Data Is from a Newer Epoch");
  case EPOCH_STORE_ERROR_READ_ONLY:
  case EPOCH_STORE_ERROR_PERMISSION:
    return _("Your Data Can Not Be Written");
  case EPOCH_STORE_ERROR_FAILED:
    break;
  }
  return _("Your Data Could Not Be Opened");
}

static void
epoch_store_page_dispose(GObject *object)
{
  EpochStorePage *self = EPOCH_STORE_PAGE(object);

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  g_clear_object(&self->backup);
  g_clear_object(&self->store);
  G_OBJECT_CLASS(epoch_store_page_parent_class)->dispose(object);
}

static void
epoch_store_page_class_init(EpochStorePageClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_store_page_dispose;
  signals[TRY_AGAIN] = g_signal_new("try-again", EPOCH_TYPE_STORE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
epoch_store_page_init(EpochStorePage *self)
{
  GtkWidget *view = adw_toolbar_view_new();
  GtkWidget *header = adw_header_bar_new();

  self->cancellable = g_cancellable_new();
  self->status = ADW_STATUS_PAGE(adw_status_page_new());
  self->buttons = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 12));
  adw_status_page_set_child(self->status, GTK_WIDGET(self->buttons));
  adw_header_bar_set_show_title(ADW_HEADER_BAR(header), FALSE);
  adw_toolbar_view_add_top_bar(ADW_TOOLBAR_VIEW(view), header);
  adw_toolbar_view_set_content(ADW_TOOLBAR_VIEW(view), GTK_WIDGET(self->status));
  adw_bin_set_child(ADW_BIN(self), view);
}

GtkWidget *
epoch_store_page_new(EpochStore *store, const GError *error)
{
  EpochStorePage *self = g_object_new(EPOCH_TYPE_STORE_PAGE, NULL);
  g_autofree char *message = g_markup_escape_text(error->message, -1);

  self->store = g_object_ref(store);
  adw_status_page_set_icon_name(self->status, "dialog-warning-symbolic");
  adw_status_page_set_title(self->status, get_title(error));
  adw_status_page_set_description(self->status, message);
  if (g_error_matches(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_DAMAGED)) {
    epoch_store_list_backups_async(store, self->cancellable, listed_cb, self);
    return GTK_WIDGET(self);
  }
  if (!g_error_matches(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_NEWER))
    append_button(self, _("_Try Again"), TRUE, G_CALLBACK(try_again_cb));
  append_button(self, _("_Quit"), FALSE, G_CALLBACK(quit_cb));
  return GTK_WIDGET(self);
}
