#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "lab/epoch-experiment-card.h"
#include "week/epoch-week-views.h"

static GtkWidget *
new_empty(EpochWeek *week)
{
  GtkWidget *page = adw_status_page_new();
  GtkWidget *button = gtk_button_new_with_label(_("Open the Lab"));

  adw_status_page_set_icon_name(ADW_STATUS_PAGE(page), "epoch-lab-symbolic");
  adw_status_page_set_title(ADW_STATUS_PAGE(page), _("No Experiment This Week"));
  adw_status_page_set_description(ADW_STATUS_PAGE(page),
                                  _("This week is for reading and for your own code. The lab has "
                                    "experiments of other weeks."));
  gtk_widget_set_halign(button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(button, "pill");
  gtk_actionable_set_detailed_action_name(GTK_ACTIONABLE(button), "win.go::lab");
  adw_status_page_set_child(ADW_STATUS_PAGE(page), button);
  gtk_widget_add_css_class(page, "compact");
  gtk_widget_set_size_request(page, -1, 320);
  return page;
}

GtkWidget *
epoch_week_lab_new(EpochSession *session, EpochWeek *week)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  GPtrArray *ids = epoch_week_get_experiments(week);
  gboolean any = FALSE;

  gtk_widget_set_margin_top(box, 6);
  for (guint i = 0; i < ids->len; i++) {
    EpochExperiment *experiment = epoch_session_get_experiment(session, g_ptr_array_index(ids, i));
    if (!experiment)
      continue;
    gtk_box_append(GTK_BOX(box), epoch_experiment_card_new(session, experiment));
    any = TRUE;
  }
  if (!any)
    gtk_box_append(GTK_BOX(box), new_empty(week));
  return box;
}
