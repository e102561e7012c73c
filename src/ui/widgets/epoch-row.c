#include "config.h"

#include "widgets/epoch-row.h"

void
epoch_row_lead_to(GtkWidget *row, const char *action, const char *target)
{
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), gtk_image_new_from_icon_name("go-next-symbolic"));
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
  /* The target comes first: in a window an action is looked up at once. */
  gtk_actionable_set_action_target(GTK_ACTIONABLE(row), "s", target);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(row), action);
}

GtkWidget *
epoch_icon_button_new(const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name(icon);

  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text(button, name);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

void
epoch_row_add_value(GtkWidget *row, const char *text)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_widget_add_css_class(label, "numeric");
  gtk_widget_add_css_class(label, "dimmed");
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), label);
}
