#include "config.h"

#include "preferences/epoch-preferences-dialog.h"

#include <glib/gi18n.h>

#include "today/epoch-first-start.h"
#include "widgets/epoch-row.h"

static const char *const styles[] = {"follow", "light", "dark"};

static void
style_selected_cb(AdwComboRow *row, GParamSpec *pspec, GSettings *settings)
{
  guint selected = adw_combo_row_get_selected(row);

  if (selected < G_N_ELEMENTS(styles))
    g_settings_set_string(settings, "style", styles[selected]);
}

static GtkWidget *
new_appearance(GSettings *settings)
{
  GtkWidget *group = adw_preferences_group_new();
  GtkWidget *row = adw_combo_row_new();
  const char *names[] = {_("Follow System"), _("Light"), _("Dark"), NULL};
  g_autoptr(GtkStringList) model = gtk_string_list_new(names);
  g_autofree char *style = g_settings_get_string(settings, "style");

  adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), _("Appearance"));
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("Style"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Style"),
                                 -1);
  adw_combo_row_set_model(ADW_COMBO_ROW(row), G_LIST_MODEL(model));
  for (guint i = 0; i < G_N_ELEMENTS(styles); i++)
    if (g_str_equal(style, styles[i]))
      adw_combo_row_set_selected(ADW_COMBO_ROW(row), i);
  g_signal_connect_object(row, "notify::selected", G_CALLBACK(style_selected_cb), settings, 0);
  adw_preferences_group_add(ADW_PREFERENCES_GROUP(group), row);
  return group;
}

static void
open_folder_cb(GtkButton *button, EpochSession *session)
{
  g_autoptr(GFile) file =
      g_file_new_for_path(epoch_store_get_path(epoch_session_get_store(session)));
  g_autoptr(GtkFileLauncher) launcher = gtk_file_launcher_new(file);

  gtk_file_launcher_open_containing_folder(
      launcher, GTK_WINDOW(gtk_widget_get_root(GTK_WIDGET(button))), NULL, NULL, NULL);
}

static GtkWidget *
new_data(EpochSession *session)
{
  GtkWidget *group = adw_preferences_group_new();
  GtkWidget *row = adw_action_row_new();
  GtkWidget *button = epoch_icon_button_new("folder-open-symbolic", _("Open the Folder"));
  g_autofree char *folder =
      g_path_get_dirname(epoch_store_get_path(epoch_session_get_store(session)));

  adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), _("Your Data"));
  adw_preferences_group_set_description(ADW_PREFERENCES_GROUP(group),
                                        _("Ticks, notes, hours and runs stay on this computer. A "
                                          "checked backup is made every day that "
                                          "Epoch is used."));
  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("Folder"));
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), folder);
  adw_action_row_set_subtitle_selectable(ADW_ACTION_ROW(row), TRUE);
  gtk_widget_add_css_class(row, "property");
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), button);
  g_signal_connect_object(button, "clicked", G_CALLBACK(open_folder_cb), session, 0);
  adw_preferences_group_add(ADW_PREFERENCES_GROUP(group), row);
  return group;
}

AdwDialog *
epoch_preferences_dialog_new(EpochSession *session, GSettings *settings)
{
  AdwDialog *dialog = adw_preferences_dialog_new();
  GtkWidget *page = adw_preferences_page_new();

  adw_preferences_page_add(ADW_PREFERENCES_PAGE(page),
                           ADW_PREFERENCES_GROUP(new_appearance(settings)));
  if (epoch_session_get_plan(session))
    adw_preferences_page_add(ADW_PREFERENCES_PAGE(page),
                             ADW_PREFERENCES_GROUP(epoch_plan_group_new(session)));
  adw_preferences_page_add(ADW_PREFERENCES_PAGE(page), ADW_PREFERENCES_GROUP(new_data(session)));
  adw_preferences_dialog_add(ADW_PREFERENCES_DIALOG(dialog), ADW_PREFERENCES_PAGE(page));
  return dialog;
}
