#include "config.h"

#include "app/epoch-application.h"

#include <glib/gi18n.h>

#include "app/epoch-session.h"
#include "preferences/epoch-preferences-dialog.h"
#include "window/epoch-window.h"

struct _EpochApplication {
  AdwApplication parent_instance;
  GSettings *settings;
  EpochSession *session;
};

G_DEFINE_FINAL_TYPE(EpochApplication, epoch_application, ADW_TYPE_APPLICATION)

static const struct {
  const char *action;
  const char *accelerators[4];
} shortcuts[] = {
    {"app.quit", {"<primary>q"}},
    {"app.preferences", {"<primary>comma"}},
    {"window.close", {"<primary>w"}},
    {"win.show-help-overlay", {"<primary>question"}},
    {"win.search", {"<primary>f"}},
    {"win.palette", {"<primary>k"}},
    {"win.go::today", {"<primary>1", "<alt>Home"}},
    {"win.go::lab", {"<primary>2"}},
    {"win.go::runs", {"<primary>3"}},
    {"win.next-week", {"<primary>Page_Down"}},
    {"win.previous-week", {"<primary>Page_Up"}},
    {"win.show-sidebar", {"F9"}},
    {"win.back", {"<alt>Up"}},
};

static void
preferences_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EpochApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(self));

  adw_dialog_present(epoch_preferences_dialog_new(self->session, self->settings),
                     GTK_WIDGET(window));
}

static void
about_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EpochApplication *self = data;
  GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(self));
  const char *developers[] = {_("The Epoch contributors"), NULL};
  AdwDialog *dialog = g_object_new(
      ADW_TYPE_ABOUT_DIALOG, "application-name", _("Epoch"), "application-icon",
      EPOCH_APPLICATION_ID, "version", EPOCH_VERSION, "developer-name", _("The Epoch contributors"),
      "developers", developers, "license-type", GTK_LICENSE_GPL_3_0, "website",
      "https://github.com/epochstudy/epoch", "issue-url",
      "https://github.com/epochstudy/epoch/issues", "copyright",
      /* Translators: the copyright line of the About dialog. */
      _("© 2026 The Epoch contributors"), "comments",
      _("Sixteen weeks from a first Python script to a deployed and monitored model, with a lab "
        "that trains the course’s models on this computer."),
      /* Translators: put your names here, one a line; they are shown in the About dialog. */
      "translator-credits", _("translator-credits"), NULL);

  adw_dialog_present(dialog, GTK_WIDGET(window));
}

static void
quit_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *application = data;
  g_autoptr(GList) windows = g_list_copy(gtk_application_get_windows(application));

  /* Closing saves what is still to be saved. A dialog would take the close for its own. */
  for (GList *window = windows; window; window = window->next) {
    AdwDialog *dialog;
    while (ADW_IS_APPLICATION_WINDOW(window->data) &&
           (dialog = adw_application_window_get_visible_dialog(window->data)))
      adw_dialog_force_close(dialog);
    gtk_window_close(window->data);
  }
}

/* Also how a second start with --place reaches the window of the first. */
static void
go_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_activate(G_APPLICATION(data));
  epoch_window_go(EPOCH_WINDOW(gtk_application_get_active_window(GTK_APPLICATION(data))),
                  g_variant_get_string(parameter, NULL));
}

static const GActionEntry actions[] = {
    {"go", go_action, "s", NULL, NULL, {0}},
    {"preferences", preferences_action, NULL, NULL, NULL, {0}},
    {"about", about_action, NULL, NULL, NULL, {0}},
    {"quit", quit_action, NULL, NULL, NULL, {0}},
};

static gboolean
style_to_scheme(GValue *value, GVariant *variant, gpointer data)
{
  const char *style = g_variant_get_string(variant, NULL);

  g_value_set_enum(value, g_str_equal(style, "light")  ? ADW_COLOR_SCHEME_FORCE_LIGHT
                          : g_str_equal(style, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK
                                                       : ADW_COLOR_SCHEME_DEFAULT);
  return TRUE;
}

static void
epoch_application_startup(GApplication *application)
{
  EpochApplication *self = EPOCH_APPLICATION(application);

  G_APPLICATION_CLASS(epoch_application_parent_class)->startup(application);
  gtk_window_set_default_icon_name(EPOCH_APPLICATION_ID);
  g_action_map_add_action_entries(G_ACTION_MAP(self), actions, G_N_ELEMENTS(actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS(shortcuts); i++)
    gtk_application_set_accels_for_action(GTK_APPLICATION(self), shortcuts[i].action,
                                          shortcuts[i].accelerators);

  self->settings = g_settings_new(EPOCH_APPLICATION_ID);
  g_settings_bind_with_mapping(self->settings, "style", adw_style_manager_get_default(),
                               "color-scheme", G_SETTINGS_BIND_GET, style_to_scheme, NULL, NULL,
                               NULL);
  self->session = epoch_session_new();
}

static void
epoch_application_activate(GApplication *application)
{
  EpochApplication *self = EPOCH_APPLICATION(application);
  GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(self));

  if (!window)
    window = GTK_WINDOW(epoch_window_new(GTK_APPLICATION(self), self->session, self->settings));
  gtk_window_present(window);
}

static int
epoch_application_handle_local_options(GApplication *application, GVariantDict *options)
{
  g_autoptr(GError) error = NULL;
  const char *place;

  if (g_variant_dict_contains(options, "version")) {
    g_print("epoch %s\n", EPOCH_VERSION);
    return 0;
  }
  if (!g_variant_dict_lookup(options, "place", "&s", &place))
    return -1;
  if (!g_application_register(application, NULL, &error)) {
    g_printerr("%s\n", error->message);
    return 1;
  }
  g_action_group_activate_action(G_ACTION_GROUP(application), "go", g_variant_new_string(place));
  return g_application_get_is_remote(application) ? 0 : -1;
}

static void
epoch_application_shutdown(GApplication *application)
{
  EpochApplication *self = EPOCH_APPLICATION(application);

  G_APPLICATION_CLASS(epoch_application_parent_class)->shutdown(application);
  /* Finishes what is still to be written and closes the store, whoever still holds the session. */
  if (self->session)
    epoch_store_close(epoch_session_get_store(self->session));
  g_clear_object(&self->session);
  g_clear_object(&self->settings);
}

static void
epoch_application_class_init(EpochApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS(klass);

  application_class->startup = epoch_application_startup;
  application_class->activate = epoch_application_activate;
  application_class->handle_local_options = epoch_application_handle_local_options;
  application_class->shutdown = epoch_application_shutdown;
}

static void
epoch_application_init(EpochApplication *self)
{
  const GOptionEntry options[] = {
      {"place", 'p', 0, G_OPTION_ARG_STRING, NULL, N_("Open at a place, such as week/4/tasks"),
       N_("PLACE")},
      {"version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Print the version"), NULL},
      {NULL},
  };

  g_application_add_main_option_entries(G_APPLICATION(self), options);
}

EpochApplication *
epoch_application_new(void)
{
  return g_object_new(EPOCH_TYPE_APPLICATION, "application-id", EPOCH_APPLICATION_ID,
                      "resource-base-path", "/io/github/epochstudy/Epoch", NULL);
}
