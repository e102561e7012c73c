#include "config.h"

#include "window/epoch-window-private.h"

#include <glib/gi18n.h>

#include "browser/epoch-web-context.h"
#include "search/epoch-search-dialog.h"
#include "window/epoch-store-page.h"

G_DEFINE_FINAL_TYPE(EpochWindow, epoch_window, ADW_TYPE_APPLICATION_WINDOW)

static void start(EpochWindow *self);

static void
toast(EpochWindow *self, const char *text)
{
  AdwToast *made = adw_toast_new(text);

  adw_toast_set_use_markup(made, FALSE);
  adw_toast_overlay_add_toast(self->toasts, made);
}

/* What the banner's button does depends on what the banner says. */
#define BANNER_DISMISS "dismiss"
#define BANNER_PROBLEMS "problems"

static void
show_banner(EpochWindow *self, const char *text, const char *kind, const char *button)
{
  adw_banner_set_use_markup(self->banner, FALSE);
  adw_banner_set_title(self->banner, text);
  adw_banner_set_button_label(self->banner, button);
  adw_banner_set_revealed(self->banner, TRUE);
  g_object_set_data(G_OBJECT(self->banner), "kind", (gpointer)kind);
}

static void
show_problems_dialog(EpochWindow *self)
{
  GPtrArray *problems = epoch_session_get_problems(self->session);
  g_autoptr(GString) text = g_string_new(NULL);
  AdwDialog *dialog;
  GtkWidget *label = gtk_label_new(NULL);

  for (guint i = 0; i < problems->len; i++)
    g_string_append_printf(text, "%s%s", i ? "\n" : "", (char *)g_ptr_array_index(problems, i));
  dialog = adw_alert_dialog_new(
      _("Damaged Files"),
      _("These places could not be read; all the rest is as it should be. Installing Epoch again "
        "mends them. Your own data is not affected."));
  gtk_label_set_label(GTK_LABEL(label), text->str);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable(GTK_LABEL(label), TRUE);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_add_css_class(label, "monospace");
  gtk_widget_add_css_class(label, "caption");
  adw_alert_dialog_set_extra_child(ADW_ALERT_DIALOG(dialog), label);
  adw_alert_dialog_add_response(ADW_ALERT_DIALOG(dialog), "close", _("_Close"));
  adw_dialog_present(dialog, GTK_WIDGET(self));
}

static void
banner_clicked_cb(EpochWindow *self)
{
  if (g_strcmp0(g_object_get_data(G_OBJECT(self->banner), "kind"), BANNER_PROBLEMS) == 0)
    show_problems_dialog(self);
  adw_banner_set_revealed(self->banner, FALSE);
}

static void
place_activated_cb(EpochWindow *self, const char *place)
{
  epoch_window_go(self, place);
}

static void
visible_page_cb(EpochWindow *self)
{
  if (self->session)
    epoch_window_page_changed(self);
}

static void
trouble_cb(EpochWindow *self, const GError *error)
{
  show_banner(self, error->message, BANNER_DISMISS, _("_Dismiss"));
}

static void
warning_cb(EpochWindow *self, const char *message)
{
  show_banner(self, message, BANNER_DISMISS, _("_Dismiss"));
}

static void
show_store_page(EpochWindow *self, const GError *error)
{
  GtkWidget *page = epoch_store_page_new(epoch_session_get_store(self->session), error);

  g_signal_connect_swapped(page, "try-again", G_CALLBACK(start), self);
  adw_bin_set_child(self->trouble, page);
  gtk_stack_set_visible_child_name(self->states, "trouble");
}

static void
closed_damaged_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochWindow) self = data;
  g_autoptr(GError) error = NULL;

  epoch_store_close_finish(EPOCH_STORE(source), result);
  if (!self->session)
    return;
  error = g_error_new_literal(EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_DAMAGED,
                              g_object_get_data(G_OBJECT(self), "damage"));
  show_store_page(self, error);
}

static void
damage_found_cb(EpochWindow *self, const char *message)
{
  epoch_window_flush(self);
  g_object_set_data_full(G_OBJECT(self), "damage", g_strdup(message), g_free);
  epoch_store_close_async(epoch_session_get_store(self->session), closed_damaged_cb,
                          g_object_ref(self));
}

static void
show_course(EpochWindow *self)
{
  GPtrArray *problems = epoch_session_get_problems(self->session);

  if (!self->kept) {
    self->kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_object_unref);
    epoch_sidebar_set_session(self->sidebar, self->session);
  }
  adw_bin_set_child(self->trouble, NULL);
  gtk_stack_set_visible_child_name(self->states, "course");
  if (!self->place)
    epoch_window_go(self, "today");
  if (self->wanted)
    epoch_window_go(self, self->wanted);
  g_clear_pointer(&self->wanted, g_free);
  if (problems->len) {
    g_autofree char *text = g_strdup_printf(
        g_dngettext(NULL, "%u place of the course’s files could not be read; the rest is here.",
                    "%u places of the course’s files could not be read; the rest is here.",
                    problems->len),
        problems->len);
    show_banner(self, text, BANNER_PROBLEMS, _("_Details"));
  }
}

static void
started_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochWindow) self = data;
  g_autoptr(GError) error = NULL;

  if (!self->session)
    return;
  if (epoch_session_start_finish(EPOCH_SESSION(source), result, &error))
    show_course(self);
  else
    show_store_page(self, error);
}

static void
start(EpochWindow *self)
{
  gtk_stack_set_visible_child_name(self->states, "loading");
  epoch_session_start_async(self->session, started_cb, g_object_ref(self));
}

static void
go_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  epoch_window_go(EPOCH_WINDOW(widget), g_variant_get_string(parameter, NULL));
}

static void
open_address_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  epoch_window_open_address(EPOCH_WINDOW(widget), _("Web Page"),
                            g_variant_get_string(parameter, NULL));
}

static void
open_outside_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *address = g_variant_get_string(parameter, NULL);
  g_autoptr(GtkUriLauncher) launcher = NULL;

  if (!epoch_web_address_is_allowed(address))
    return;
  launcher = gtk_uri_launcher_new(address);
  gtk_uri_launcher_launch(launcher, GTK_WINDOW(widget), NULL, NULL, NULL);
}

static void
toast_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  toast(EPOCH_WINDOW(widget), g_variant_get_string(parameter, NULL));
}

static void
search_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochWindow *self = EPOCH_WINDOW(widget);

  if (!self->kept || adw_application_window_get_visible_dialog(ADW_APPLICATION_WINDOW(self)))
    return;
  adw_dialog_present(epoch_search_dialog_new(self->session, g_str_equal(name, "win.palette")),
                     widget);
}

static void
week_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochWindow *self = EPOCH_WINDOW(widget);
  int week = epoch_window_get_week(self) + (g_str_equal(name, "win.next-week") ? 1 : -1);
  g_autofree char *place = g_strdup_printf("week/%d", week);

  epoch_window_go(self, place);
}

static void
back_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  epoch_window_back(EPOCH_WINDOW(widget));
}

static void
show_sidebar_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochWindow *self = EPOCH_WINDOW(widget);

  adw_navigation_split_view_set_show_content(self->split_view, FALSE);
  gtk_widget_child_focus(GTK_WIDGET(self->sidebar), GTK_DIR_TAB_FORWARD);
}

static void
backed_up_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochWindow) self = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = epoch_store_back_up_finish(EPOCH_STORE(source), result, &error);

  if (!self->session)
    return;
  if (path)
    toast(self, _("Backup made and checked"));
  else
    trouble_cb(self, error);
}

static void
back_up_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochWindow *self = EPOCH_WINDOW(widget);

  epoch_window_flush(self);
  epoch_store_back_up_async(epoch_session_get_store(self->session), NULL, backed_up_cb,
                            g_object_ref(self));
}

static gboolean
epoch_window_close_request(GtkWindow *window)
{
  EpochWindow *self = EPOCH_WINDOW(window);
  int width, height;

  if (self->kept)
    epoch_window_flush(self);
  gtk_window_get_default_size(window, &width, &height);
  if (!gtk_window_is_maximized(window)) {
    g_settings_set_int(self->settings, "window-width", width);
    g_settings_set_int(self->settings, "window-height", height);
  }
  g_settings_set_boolean(self->settings, "window-maximized", gtk_window_is_maximized(window));
  return GTK_WINDOW_CLASS(epoch_window_parent_class)->close_request(window);
}

static void
epoch_window_dispose(GObject *object)
{
  EpochWindow *self = EPOCH_WINDOW(object);

  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->session);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_WINDOW);
  g_clear_pointer(&self->kept, g_hash_table_unref);
  g_clear_pointer(&self->history, g_ptr_array_unref);
  g_clear_pointer(&self->place, g_free);
  g_clear_pointer(&self->wanted, g_free);
  g_clear_object(&self->settings);
  G_OBJECT_CLASS(epoch_window_parent_class)->dispose(object);
}

static void
epoch_window_class_init(EpochWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_window_dispose;
  GTK_WINDOW_CLASS(klass)->close_request = epoch_window_close_request;
  g_type_ensure(EPOCH_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/window/epoch-window.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, toasts);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, states);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, trouble);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, split_view);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, content_page);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, sidebar);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, pages);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, banner);
  gtk_widget_class_bind_template_child(widget_class, EpochWindow, drop_hint);
  gtk_widget_class_bind_template_callback(widget_class, place_activated_cb);
  gtk_widget_class_bind_template_callback(widget_class, visible_page_cb);
  gtk_widget_class_bind_template_callback(widget_class, banner_clicked_cb);

  gtk_widget_class_install_action(widget_class, "win.go", "s", go_action);
  gtk_widget_class_install_action(widget_class, "win.open-address", "s", open_address_action);
  gtk_widget_class_install_action(widget_class, "win.open-outside", "s", open_outside_action);
  gtk_widget_class_install_action(widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action(widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action(widget_class, "win.palette", NULL, search_action);
  gtk_widget_class_install_action(widget_class, "win.next-week", NULL, week_action);
  gtk_widget_class_install_action(widget_class, "win.previous-week", NULL, week_action);
  gtk_widget_class_install_action(widget_class, "win.back", NULL, back_action);
  gtk_widget_class_install_action(widget_class, "win.show-sidebar", NULL, show_sidebar_action);
  gtk_widget_class_install_action(widget_class, "win.back-up", NULL, back_up_action);
}

static void
epoch_window_init(EpochWindow *self)
{
  self->history = g_ptr_array_new_with_free_func(g_free);
  gtk_widget_init_template(GTK_WIDGET(self));
  epoch_window_take_drops(self);
}

EpochWindow *
epoch_window_new(GtkApplication *application, EpochSession *session, GSettings *settings)
{
  EpochWindow *self = g_object_new(EPOCH_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref(session);
  self->settings = g_object_ref(settings);
  gtk_window_set_default_size(GTK_WINDOW(self), g_settings_get_int(settings, "window-width"),
                              g_settings_get_int(settings, "window-height"));
  if (g_settings_get_boolean(settings, "window-maximized"))
    gtk_window_maximize(GTK_WINDOW(self));
  g_signal_connect_swapped(session, "trouble", G_CALLBACK(trouble_cb), self);
  g_signal_connect_swapped(session, "warning", G_CALLBACK(warning_cb), self);
  g_signal_connect_swapped(session, "damage-found", G_CALLBACK(damage_found_cb), self);
  start(self);
  return self;
}
