#include "config.h"

#include "widgets/epoch-log-time.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define DEFAULT_MINUTES 30
#define MAX_MINUTES (16 * 60)

typedef struct {
  EpochSession *session;
  char *item;
  GtkWidget *button;
  GtkSpinButton *minutes;
} LogTime;

static void
log_time_free(gpointer data, GClosure *closure)
{
  LogTime *self = data;

  g_object_unref(self->session);
  g_free(self->item);
  g_free(self);
}

typedef struct {
  EpochSession *session;
  GtkWidget *button;
  int minutes;
  gint64 entry;
} Logged;

static void
logged_free(gpointer data, GClosure *closure)
{
  Logged *self = data;

  g_object_unref(self->session);
  g_object_unref(self->button);
  g_free(self);
}

static void
undone_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochSession) session = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_progress_delete_time_finish(EPOCH_PROGRESS(source), result, &error))
    epoch_session_report(session, error);
}

static void
undo_cb(AdwToast *toast, Logged *logged)
{
  epoch_progress_delete_time_async(epoch_session_get_progress(logged->session), logged->entry,
                                   undone_cb, g_object_ref(logged->session));
}

static void
logged_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Logged *logged = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  GtkWidget *overlay;
  AdwToast *toast;

  logged->entry = epoch_progress_log_time_finish(EPOCH_PROGRESS(source), result, &error);
  overlay = gtk_widget_get_ancestor(logged->button, ADW_TYPE_TOAST_OVERLAY);
  if (!logged->entry || !overlay) {
    if (error)
      epoch_session_report(logged->session, error);
    logged_free(logged, NULL);
    return;
  }
  text = g_strdup_printf(
      g_dngettext(NULL, "%d minute logged", "%d minutes logged", (gulong)logged->minutes),
      logged->minutes);
  toast = adw_toast_new(text);
  adw_toast_set_button_label(toast, _("_Undo"));
  g_signal_connect_data(toast, "button-clicked", G_CALLBACK(undo_cb), logged, logged_free, 0);
  adw_toast_overlay_add_toast(ADW_TOAST_OVERLAY(overlay), toast);
}

static void
log_cb(GtkWidget *widget, LogTime *self)
{
  Logged *logged = g_new0(Logged, 1);
  gint64 seconds;

  gtk_spin_button_update(self->minutes);
  logged->minutes = gtk_spin_button_get_value_as_int(self->minutes);
  logged->session = g_object_ref(self->session);
  logged->button = g_object_ref(self->button);
  seconds = logged->minutes * G_GINT64_CONSTANT(60);
  gtk_menu_button_popdown(GTK_MENU_BUTTON(self->button));
  epoch_progress_log_time_async(epoch_session_get_progress(self->session), self->item,
                                g_get_real_time() / G_USEC_PER_SEC - seconds, seconds, "manual",
                                logged_cb, logged);
}

static GtkWidget *
new_form(LogTime *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new(_("Time Worked"));
  GtkWidget *spin = gtk_spin_button_new_with_range(5, MAX_MINUTES, 5);
  GtkWidget *button = gtk_button_new_with_mnemonic(_("_Log"));

  gtk_widget_add_css_class(title, "heading");
  gtk_spin_button_set_value(GTK_SPIN_BUTTON(spin), DEFAULT_MINUTES);
  gtk_accessible_update_property(GTK_ACCESSIBLE(spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Minutes worked"), -1);
  gtk_widget_add_css_class(button, "suggested-action");
  gtk_box_append(GTK_BOX(line), spin);
  gtk_box_append(GTK_BOX(line), gtk_label_new(_("minutes")));
  gtk_box_append(GTK_BOX(box), title);
  gtk_box_append(GTK_BOX(box), line);
  gtk_box_append(GTK_BOX(box), button);
  gtk_widget_set_margin_top(box, 6);
  gtk_widget_set_margin_bottom(box, 6);
  gtk_widget_set_margin_start(box, 6);
  gtk_widget_set_margin_end(box, 6);
  self->minutes = GTK_SPIN_BUTTON(spin);
  g_signal_connect_data(button, "clicked", G_CALLBACK(log_cb), self, log_time_free, 0);
  return box;
}

/* The form is made when it is first asked for: a page has many such buttons. */
static void
create_popover_cb(GtkMenuButton *button, gpointer data)
{
  LogTime *self;
  GtkWidget *popover;

  if (gtk_menu_button_get_popover(button))
    return;
  self = g_new0(LogTime, 1);
  popover = gtk_popover_new();
  self->session = g_object_ref(g_object_get_data(G_OBJECT(button), "session"));
  self->item = g_strdup(g_object_get_data(G_OBJECT(button), "item"));
  self->button = GTK_WIDGET(button);
  gtk_popover_set_child(GTK_POPOVER(popover), new_form(self));
  gtk_menu_button_set_popover(button, popover);
}

GtkWidget *
epoch_log_time_button_new(EpochSession *session, const char *item_id)
{
  GtkWidget *button = gtk_menu_button_new();

  gtk_menu_button_set_icon_name(GTK_MENU_BUTTON(button), "epoch-hours-symbolic");
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text(button, _("Log Time"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Log Time"), -1);
  g_object_set_data_full(G_OBJECT(button), "session", g_object_ref(session), g_object_unref);
  g_object_set_data_full(G_OBJECT(button), "item", g_strdup(item_id), g_free);
  gtk_menu_button_set_create_popup_func(GTK_MENU_BUTTON(button), create_popover_cb, NULL, NULL);
  return button;
}
