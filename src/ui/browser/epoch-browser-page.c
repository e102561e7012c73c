#include "config.h"

#include "browser/epoch-browser-page.h"

#include <glib/gi18n.h>

#include "browser/epoch-web-context.h"
#include "widgets/epoch-shortcuts.h"

/* The range of the setting "web-zoom", and how far one step goes. */
#define LEAST_ZOOM 0.5
#define MOST_ZOOM 3.0
#define ZOOM_STEP 1.1

struct _EpochBrowserPage {
  AdwNavigationPage parent_instance;

  GtkEntry *address;
  GtkStack *stack;
  GtkStack *reload_stack;
  GtkBox *view_box;
  GtkProgressBar *progress;
  AdwStatusPage *trouble;
  GtkLabel *trouble_address;

  WebKitWebView *view;
  GSettings *settings;
  char *start_address; /* what was asked for, shown until the view has an address of its own */
  char *failed;        /* (nullable): the address that could not be loaded */
};

G_DEFINE_FINAL_TYPE(EpochBrowserPage, epoch_browser_page, ADW_TYPE_NAVIGATION_PAGE)

const char *
epoch_browser_page_get_address(EpochBrowserPage *self)
{
  const char *address;

  g_return_val_if_fail(EPOCH_IS_BROWSER_PAGE(self), NULL);
  if (self->failed)
    return self->failed;
  address = webkit_web_view_get_uri(self->view);
  return address ? address : self->start_address;
}

static void
load(EpochBrowserPage *self, const char *address)
{
  g_clear_pointer(&self->failed, g_free);
  gtk_stack_set_visible_child_name(self->stack, "page");
  gtk_editable_set_text(GTK_EDITABLE(self->address), address);
  webkit_web_view_load_uri(self->view, address);
}

/* Says kindly what is wrong, with the address and a way on. */
static void
show_trouble(EpochBrowserPage *self, const char *address, const char *icon, const char *title,
             const char *description)
{
  g_free(self->failed);
  self->failed = g_strdup(address);
  adw_status_page_set_icon_name(self->trouble, icon);
  adw_status_page_set_title(self->trouble, title);
  adw_status_page_set_description(self->trouble, description);
  gtk_label_set_label(self->trouble_address, address);
  gtk_editable_set_text(GTK_EDITABLE(self->address), address);
  gtk_stack_set_visible_child_name(self->stack, "trouble");
}

static gboolean
load_failed_cb(WebKitWebView *view, WebKitLoadEvent event, const char *address, GError *error,
               EpochBrowserPage *self)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default();

  if (g_error_matches(error, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED) ||
      g_error_matches(error, WEBKIT_POLICY_ERROR,
                      WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE))
    return TRUE;
  if (!g_network_monitor_get_network_available(monitor))
    show_trouble(self, address, "network-offline-symbolic", _("You Are Offline"),
                 _("This page is on the web. It opens here as soon as there is a connection; the "
                   "rest of Epoch works without one."));
  else
    show_trouble(self, address, "network-error-symbolic", _("The Page Could Not Be Reached"),
                 _("The site did not answer, or its address has changed. Try again, or look for it "
                   "in your web browser."));
  return TRUE;
}

static gboolean
load_failed_tls_cb(WebKitWebView *view, const char *address, GTlsCertificate *certificate,
                   GTlsCertificateFlags errors, EpochBrowserPage *self)
{
  show_trouble(self, address, "channel-insecure-symbolic", _("The Connection Is Not Safe"),
               _("The site could not prove who it is, so nothing was loaded. A wrong clock on this "
                 "computer is a common cause."));
  return TRUE;
}

static void
web_process_terminated_cb(WebKitWebView *view, WebKitWebProcessTerminationReason reason,
                          EpochBrowserPage *self)
{
  g_autofree char *address = g_strdup(epoch_browser_page_get_address(self));

  show_trouble(self, address, "dialog-warning-symbolic", _("The Page Stopped Working"),
               _("The page ended unexpectedly. Nothing of yours was lost."));
}

static void
update_actions(EpochBrowserPage *self)
{
  GtkWidget *widget = GTK_WIDGET(self);

  gtk_widget_action_set_enabled(widget, "browser.back", webkit_web_view_can_go_back(self->view));
  gtk_widget_action_set_enabled(widget, "browser.forward",
                                webkit_web_view_can_go_forward(self->view));
}

static void
load_changed_cb(WebKitWebView *view, WebKitLoadEvent event, EpochBrowserPage *self)
{
  const char *address = webkit_web_view_get_uri(view);

  if (event == WEBKIT_LOAD_COMMITTED && address) {
    g_clear_pointer(&self->failed, g_free);
    gtk_stack_set_visible_child_name(self->stack, "page");
    gtk_editable_set_text(GTK_EDITABLE(self->address), address);
  }
  update_actions(self);
}

static void
progress_cb(WebKitWebView *view, GParamSpec *pspec, EpochBrowserPage *self)
{
  gboolean loading = webkit_web_view_is_loading(view);

  gtk_progress_bar_set_fraction(self->progress, webkit_web_view_get_estimated_load_progress(view));
  gtk_widget_set_visible(GTK_WIDGET(self->progress), loading);
  gtk_stack_set_visible_child_name(self->reload_stack, loading ? "stop" : "reload");
}

static void
title_cb(WebKitWebView *view, GParamSpec *pspec, EpochBrowserPage *self)
{
  const char *title = webkit_web_view_get_title(view);

  if (title && *title)
    adw_navigation_page_set_title(ADW_NAVIGATION_PAGE(self), title);
}

/* Keeps the view to the web: no file, no scheme of another program, no download. A link that
 * asks for a new window is opened here. */
static gboolean
decide_policy_cb(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type,
                 EpochBrowserPage *self)
{
  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) {
    WebKitResponsePolicyDecision *response = WEBKIT_RESPONSE_POLICY_DECISION(decision);
    if (webkit_response_policy_decision_is_mime_type_supported(response))
      return FALSE;
    webkit_policy_decision_ignore(decision);
    if (webkit_response_policy_decision_is_main_frame_main_resource(response)) {
      WebKitURIRequest *request = webkit_response_policy_decision_get_request(response);
      show_trouble(self, webkit_uri_request_get_uri(request), "folder-download-symbolic",
                   _("This Is a File to Download"),
                   _("Epoch shows pages; your web browser can fetch the file."));
    }
    return TRUE;
  }

  WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(
      WEBKIT_NAVIGATION_POLICY_DECISION(decision));
  const char *address = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
  gboolean blank =
      g_strcmp0(address, "about:blank") == 0 || g_strcmp0(address, "about:srcdoc") == 0;

  if (type == WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION) {
    if (epoch_web_address_is_allowed(address))
      webkit_web_view_load_uri(view, address);
    webkit_policy_decision_ignore(decision);
    return TRUE;
  }
  if (blank || epoch_web_address_is_allowed(address))
    return FALSE;
  webkit_policy_decision_ignore(decision);
  return TRUE;
}

/* Pages are read here, nothing more: no camera, no place, no notifications. */
static gboolean
permission_request_cb(WebKitWebView *view, WebKitPermissionRequest *request, gpointer user_data)
{
  webkit_permission_request_deny(request);
  return TRUE;
}

static void
address_activate_cb(EpochBrowserPage *self)
{
  g_autofree char *address =
      epoch_web_address_from_text(gtk_editable_get_text(GTK_EDITABLE(self->address)));

  if (!address) {
    gtk_widget_add_css_class(GTK_WIDGET(self->address), "error");
    gtk_widget_set_tooltip_text(GTK_WIDGET(self->address),
                                _("An address looks like https://example.org/page"));
    gtk_widget_error_bell(GTK_WIDGET(self->address));
    return;
  }
  gtk_widget_remove_css_class(GTK_WIDGET(self->address), "error");
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->address), NULL);
  load(self, address);
  gtk_widget_grab_focus(GTK_WIDGET(self->view));
}

static void
back_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  webkit_web_view_go_back(EPOCH_BROWSER_PAGE(widget)->view);
}

static void
forward_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  webkit_web_view_go_forward(EPOCH_BROWSER_PAGE(widget)->view);
}

static void
reload_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochBrowserPage *self = EPOCH_BROWSER_PAGE(widget);
  g_autofree char *address = g_strdup(epoch_browser_page_get_address(self));

  if (self->failed)
    load(self, address);
  else
    webkit_web_view_reload(self->view);
}

static void
stop_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  webkit_web_view_stop_loading(EPOCH_BROWSER_PAGE(widget)->view);
}

static void
open_outside_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochBrowserPage *self = EPOCH_BROWSER_PAGE(widget);
  g_autoptr(GtkUriLauncher) launcher = gtk_uri_launcher_new(epoch_browser_page_get_address(self));

  gtk_uri_launcher_launch(launcher, GTK_WINDOW(gtk_widget_get_root(widget)), NULL, NULL, NULL);
}

static void
copy_address_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochBrowserPage *self = EPOCH_BROWSER_PAGE(widget);

  gdk_clipboard_set_text(gtk_widget_get_clipboard(widget), epoch_browser_page_get_address(self));
  gtk_widget_activate_action(widget, "win.toast", "s", _("Address copied"));
}

static void
edit_address_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus(GTK_WIDGET(EPOCH_BROWSER_PAGE(widget)->address));
}

/* The zoom is kept for all pages. */
static void
zoom_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochBrowserPage *self = EPOCH_BROWSER_PAGE(widget);
  double zoom = webkit_web_view_get_zoom_level(self->view);
  double step = g_str_equal(name, "browser.zoom-in") ? ZOOM_STEP : 1 / ZOOM_STEP;

  zoom = g_str_equal(name, "browser.zoom-reset") ? 1 : zoom * step;
  g_settings_set_double(self->settings, "web-zoom", CLAMP(zoom, LEAST_ZOOM, MOST_ZOOM));
}

static void
epoch_browser_page_dispose(GObject *object)
{
  EpochBrowserPage *self = EPOCH_BROWSER_PAGE(object);

  if (self->view)
    g_signal_handlers_disconnect_by_data(self->view, self);
  self->view = NULL;
  g_clear_object(&self->settings);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_BROWSER_PAGE);
  G_OBJECT_CLASS(epoch_browser_page_parent_class)->dispose(object);
}

static void
epoch_browser_page_finalize(GObject *object)
{
  EpochBrowserPage *self = EPOCH_BROWSER_PAGE(object);

  g_free(self->start_address);
  g_free(self->failed);
  G_OBJECT_CLASS(epoch_browser_page_parent_class)->finalize(object);
}

static const struct {
  const char *trigger;
  const char *action;
} keys[] = {
    {"<Alt>Left", "browser.back"},
    {"<Alt>Right", "browser.forward"},
    {"<Control>r", "browser.reload"},
    {"<Control>l", "browser.edit-address"},
    {"<Control><Shift>o", "browser.open-outside"},
    {"<Control>plus|<Control>equal|<Control>KP_Add", "browser.zoom-in"},
    {"<Control>minus|<Control>KP_Subtract", "browser.zoom-out"},
    {"<Control>0", "browser.zoom-reset"},
};

static void
epoch_browser_page_class_init(EpochBrowserPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  object_class->dispose = epoch_browser_page_dispose;
  object_class->finalize = epoch_browser_page_finalize;
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/browser/epoch-browser-page.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochBrowserPage, address);
  gtk_widget_class_bind_template_child(widget_class, EpochBrowserPage, stack);
  gtk_widget_class_bind_template_child(widget_class, EpochBrowserPage, reload_stack);
  gtk_widget_class_bind_template_child(widget_class, EpochBrowserPage, view_box);
  gtk_widget_class_bind_template_child(widget_class, EpochBrowserPage, progress);
  gtk_widget_class_bind_template_child(widget_class, EpochBrowserPage, trouble);
  gtk_widget_class_bind_template_child(widget_class, EpochBrowserPage, trouble_address);
  gtk_widget_class_bind_template_callback(widget_class, address_activate_cb);

  gtk_widget_class_install_action(widget_class, "browser.back", NULL, back_action);
  gtk_widget_class_install_action(widget_class, "browser.forward", NULL, forward_action);
  gtk_widget_class_install_action(widget_class, "browser.reload", NULL, reload_action);
  gtk_widget_class_install_action(widget_class, "browser.stop", NULL, stop_action);
  gtk_widget_class_install_action(widget_class, "browser.open-outside", NULL, open_outside_action);
  gtk_widget_class_install_action(widget_class, "browser.copy-address", NULL, copy_address_action);
  gtk_widget_class_install_action(widget_class, "browser.edit-address", NULL, edit_address_action);
  gtk_widget_class_install_action(widget_class, "browser.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action(widget_class, "browser.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action(widget_class, "browser.zoom-reset", NULL, zoom_action);
}

static void
epoch_browser_page_init(EpochBrowserPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
    epoch_shortcuts_add(GTK_WIDGET(self), keys[i].trigger, keys[i].action, NULL);

  self->settings = g_settings_new(EPOCH_APPLICATION_ID);
  self->view = epoch_web_view_new_for_strangers();
  g_settings_bind(self->settings, "web-zoom", self->view, "zoom-level", G_SETTINGS_BIND_GET);
  gtk_widget_set_vexpand(GTK_WIDGET(self->view), TRUE);
  gtk_box_append(self->view_box, GTK_WIDGET(self->view));
  g_signal_connect(self->view, "load-changed", G_CALLBACK(load_changed_cb), self);
  g_signal_connect(self->view, "load-failed", G_CALLBACK(load_failed_cb), self);
  g_signal_connect(self->view, "load-failed-with-tls-errors", G_CALLBACK(load_failed_tls_cb), self);
  g_signal_connect(self->view, "web-process-terminated", G_CALLBACK(web_process_terminated_cb),
                   self);
  g_signal_connect(self->view, "decide-policy", G_CALLBACK(decide_policy_cb), self);
  g_signal_connect(self->view, "permission-request", G_CALLBACK(permission_request_cb), self);
  g_signal_connect(self->view, "notify::estimated-load-progress", G_CALLBACK(progress_cb), self);
  g_signal_connect(self->view, "notify::is-loading", G_CALLBACK(progress_cb), self);
  g_signal_connect(self->view, "notify::title", G_CALLBACK(title_cb), self);
  update_actions(self);
}

GtkWidget *
epoch_browser_page_new(const char *title, const char *address)
{
  EpochBrowserPage *self = g_object_new(EPOCH_TYPE_BROWSER_PAGE, "title", title, NULL);

  self->start_address = g_strdup(address);
  if (epoch_web_address_is_allowed(address))
    load(self, address);
  else
    show_trouble(self, address, "dialog-warning-symbolic", _("Not a Web Address"),
                 _("Only pages of the web open here."));
  return GTK_WIDGET(self);
}
