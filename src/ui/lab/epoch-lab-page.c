#include "config.h"

#include "lab/epoch-lab-page.h"

#include <glib/gi18n.h>

#include "lab/epoch-experiment-card.h"
#include "widgets/epoch-prose.h"

struct _EpochLabPage {
  AdwNavigationPage parent_instance;
};

G_DEFINE_FINAL_TYPE(EpochLabPage, epoch_lab_page, ADW_TYPE_NAVIGATION_PAGE)

static void
epoch_lab_page_class_init(EpochLabPageClass *klass)
{
}

static void
epoch_lab_page_init(EpochLabPage *self)
{
}

static GtkWidget *
new_header(void)
{
  GtkWidget *header = adw_header_bar_new();
  GtkWidget *runs = gtk_button_new();

  gtk_button_set_child(GTK_BUTTON(runs),
                       g_object_new(ADW_TYPE_BUTTON_CONTENT, "icon-name", "epoch-runs-symbolic",
                                    "label", _("Runs"), NULL));
  gtk_widget_set_tooltip_text(runs, _("All Runs, to Search and Compare"));
  gtk_actionable_set_detailed_action_name(GTK_ACTIONABLE(runs), "win.go::runs");
  adw_header_bar_pack_end(ADW_HEADER_BAR(header), runs);
  return header;
}

static GtkWidget *
new_empty(void)
{
  GtkWidget *page = adw_status_page_new();

  adw_status_page_set_icon_name(ADW_STATUS_PAGE(page), "epoch-lab-symbolic");
  adw_status_page_set_title(ADW_STATUS_PAGE(page), _("No Experiments"));
  adw_status_page_set_description(
      ADW_STATUS_PAGE(page),
      _("The files of the experiments are missing. Installing Epoch again brings them back."));
  return page;
}

static GtkWidget *
new_gallery(EpochSession *session, GPtrArray *experiments)
{
  GtkWidget *scroller = gtk_scrolled_window_new();
  GtkWidget *clamp = adw_clamp_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *title = gtk_label_new(_("Lab"));
  int block = 0;
  GtkWidget *section = NULL;

  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_widget_add_css_class(title, "title-1");
  gtk_box_append(GTK_BOX(box), title);
  gtk_box_append(GTK_BOX(box),
                 epoch_prose_label_new(_("Train the course’s models on real data, here on this "
                                         "computer. Each run is kept, so that you can change one "
                                         "thing and see what it did.")));
  for (guint i = 0; i < experiments->len; i++) {
    EpochExperiment *experiment = g_ptr_array_index(experiments, i);
    EpochWeek *week = epoch_course_get_week(epoch_session_get_course(session),
                                            epoch_experiment_get_week(experiment));
    int its_block = week ? epoch_week_get_block(week) : 0;
    if (!section || its_block != block) {
      EpochBlock *found = epoch_course_get_block(epoch_session_get_course(session), its_block);
      g_autofree char *colour = g_strdup_printf("block-%d", its_block);
      block = its_block;
      section = epoch_section_new(found ? epoch_block_get_title(found) : _("Experiments"), NULL);
      gtk_widget_add_css_class(section, colour);
      gtk_widget_set_margin_top(section, 12);
      gtk_box_append(GTK_BOX(box), section);
    }
    gtk_box_append(GTK_BOX(section), epoch_experiment_card_new(session, experiment));
  }
  gtk_widget_set_margin_top(box, 18);
  gtk_widget_set_margin_bottom(box, 36);
  gtk_widget_set_margin_start(box, 18);
  gtk_widget_set_margin_end(box, 18);
  adw_clamp_set_maximum_size(ADW_CLAMP(clamp), 720);
  adw_clamp_set_child(ADW_CLAMP(clamp), box);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), clamp);
  return scroller;
}

GtkWidget *
epoch_lab_page_new(EpochSession *session)
{
  EpochLabPage *self = g_object_new(EPOCH_TYPE_LAB_PAGE, "title", _("Lab"), NULL);
  GPtrArray *experiments = epoch_session_get_experiments(session);
  GtkWidget *view = adw_toolbar_view_new();

  adw_toolbar_view_add_top_bar(ADW_TOOLBAR_VIEW(view), new_header());
  adw_toolbar_view_set_content(ADW_TOOLBAR_VIEW(view),
                               experiments->len ? new_gallery(session, experiments) : new_empty());
  adw_navigation_page_set_child(ADW_NAVIGATION_PAGE(self), view);
  return GTK_WIDGET(self);
}
