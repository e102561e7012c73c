#include "config.h"

#include "lab/epoch-lab-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dataset/epoch-dataset.h"
#include "lab/epoch-experiment-card.h"
#include "lab/epoch-own-table.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"

struct _EpochLabPage {
  AdwNavigationPage parent_instance;
  GtkSearchEntry *search;
  GtkWidget *nothing;
  GPtrArray *sections; /* the weeks' sections, borrowed; each holds its cards */
};

/* A card keeps under this key what it can be found by, casefolded. */
#define WORDS "epoch-words"

G_DEFINE_FINAL_TYPE(EpochLabPage, epoch_lab_page, ADW_TYPE_NAVIGATION_PAGE)

static void
epoch_lab_page_finalize(GObject *object)
{
  g_ptr_array_unref(EPOCH_LAB_PAGE(object)->sections);
  G_OBJECT_CLASS(epoch_lab_page_parent_class)->finalize(object);
}

static void
epoch_lab_page_class_init(EpochLabPageClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = epoch_lab_page_finalize;
}

static void
epoch_lab_page_init(EpochLabPage *self)
{
  self->sections = g_ptr_array_new();
}

/* Where it is narrow a button is its icon, for two letters of its label would say less. */
static void
shorten(AdwBreakpoint *narrow, GtkWidget *button)
{
  g_auto(GValue) none = G_VALUE_INIT;

  g_value_init(&none, G_TYPE_STRING);
  g_value_set_static_string(&none, "");
  adw_breakpoint_add_setter(narrow, G_OBJECT(gtk_button_get_child(GTK_BUTTON(button))), "label",
                            &none);
}

static GtkWidget *
new_header(EpochSession *session, AdwBreakpoint *narrow)
{
  GtkWidget *header = adw_header_bar_new();
  GtkWidget *runs = gtk_button_new();

  gtk_button_set_child(GTK_BUTTON(runs),
                       g_object_new(ADW_TYPE_BUTTON_CONTENT, "icon-name", "epoch-runs-symbolic",
                                    "label", _("Runs"), "can-shrink", TRUE, NULL));
  gtk_button_set_can_shrink(GTK_BUTTON(runs), TRUE);
  gtk_widget_set_tooltip_text(runs, _("All Runs, to Search and Compare"));
  gtk_actionable_set_detailed_action_name(GTK_ACTIONABLE(runs), "win.go::runs");
  gtk_accessible_update_property(GTK_ACCESSIBLE(runs), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Runs"),
                                 -1);
  shorten(narrow, runs);
  adw_header_bar_pack_end(ADW_HEADER_BAR(header), runs);
  if (epoch_own_table_is_there(session)) {
    GtkWidget *open = epoch_own_table_button_new(session);
    shorten(narrow, open);
    adw_header_bar_pack_start(ADW_HEADER_BAR(header), open);
  }
  return header;
}

static GtkWidget *
new_status(const char *icon, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new();

  adw_status_page_set_icon_name(ADW_STATUS_PAGE(page), icon);
  adw_status_page_set_title(ADW_STATUS_PAGE(page), title);
  adw_status_page_set_description(ADW_STATUS_PAGE(page), description);
  return page;
}

static gboolean
has_words(GtkWidget *card, char **words)
{
  const char *text = g_object_get_data(G_OBJECT(card), WORDS);

  for (; *words; words++)
    if (!strstr(text, *words))
      return FALSE;
  return TRUE;
}

/* Shows the cards that have all the words, and the weeks that have such cards. */
static void
search_changed_cb(EpochLabPage *self)
{
  g_autofree char *text = g_utf8_casefold(gtk_editable_get_text(GTK_EDITABLE(self->search)), -1);
  g_auto(GStrv) words = g_strsplit(g_strstrip(text), " ", -1);
  gboolean any = FALSE;

  for (guint i = 0; i < self->sections->len; i++) {
    GtkWidget *section = g_ptr_array_index(self->sections, i);
    gboolean shown = FALSE;
    for (GtkWidget *card = gtk_widget_get_first_child(section); card;
         card = gtk_widget_get_next_sibling(card)) {
      if (!g_object_get_data(G_OBJECT(card), WORDS))
        continue;
      gtk_widget_set_visible(card, has_words(card, words));
      shown = shown || gtk_widget_get_visible(card);
    }
    gtk_widget_set_visible(section, shown);
    any = any || shown;
  }
  gtk_widget_set_visible(self->nothing, !any);
}

static GtkWidget *
new_card(EpochSession *session, EpochExperiment *experiment, const char *week)
{
  GtkWidget *card = epoch_experiment_card_new(session, experiment);
  const char *id = epoch_experiment_get_dataset_id(experiment);
  g_autoptr(EpochDataset) dataset = id ? epoch_dataset_load(id, NULL) : NULL;
  g_autofree char *words =
      g_strjoin("\n", epoch_experiment_get_title(experiment),
                epoch_experiment_get_question(experiment), epoch_experiment_get_task(experiment),
                week, dataset ? epoch_dataset_get_title(dataset) : "", NULL);

  g_object_set_data_full(G_OBJECT(card), WORDS, g_utf8_casefold(words, -1), g_free);
  return card;
}

/* The section of a week, with its title in the colour of its block. */
static GtkWidget *
new_section(EpochSession *session, int number, char **title)
{
  EpochWeek *week = epoch_course_get_week(epoch_session_get_course(session), number);
  g_autofree char *plain = week ? epoch_prose_dup_title(epoch_week_get_title(week)) : NULL;
  g_autofree char *colour = g_strdup_printf("block-%d", week ? epoch_week_get_block(week) : 1);
  GtkWidget *section;

  /* Translators: the number of a week, and its title. */
  *title = plain ? g_strdup_printf(_("Week %d: %s"), number, plain)
                 : g_strdup_printf(_("Week %d"), number);
  section = epoch_section_new(*title, NULL);
  gtk_widget_add_css_class(section, colour);
  gtk_widget_set_margin_top(section, 12);
  return section;
}

static void
append_experiments(EpochLabPage *self, GtkWidget *box, EpochSession *session)
{
  GPtrArray *experiments = epoch_session_get_experiments(session);
  g_autofree char *title = NULL;
  GtkWidget *section = NULL;
  int week = 0;

  for (guint i = 0; i < experiments->len; i++) {
    EpochExperiment *experiment = g_ptr_array_index(experiments, i);
    if (!section || epoch_experiment_get_week(experiment) != week) {
      week = epoch_experiment_get_week(experiment);
      g_clear_pointer(&title, g_free);
      section = new_section(session, week, &title);
      g_ptr_array_add(self->sections, section);
      gtk_box_append(GTK_BOX(box), section);
    }
    gtk_box_append(GTK_BOX(section), new_card(session, experiment, title));
  }
}

static GtkWidget *
new_search(EpochLabPage *self)
{
  GtkWidget *search = gtk_search_entry_new();

  self->search = GTK_SEARCH_ENTRY(search);
  gtk_search_entry_set_placeholder_text(self->search, _("Search experiments"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Search experiments"), -1);
  g_signal_connect_swapped(search, "search-changed", G_CALLBACK(search_changed_cb), self);
  return search;
}

static GtkWidget *
new_gallery(EpochLabPage *self, EpochSession *session)
{
  GtkWidget *scroller = gtk_scrolled_window_new();
  GtkWidget *clamp = adw_clamp_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *title = gtk_label_new(_("Lab"));

  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_widget_add_css_class(title, "title-1");
  gtk_box_append(GTK_BOX(box), title);
  gtk_box_append(GTK_BOX(box),
                 epoch_prose_label_new(_("Train the course’s models on real data, here on this "
                                         "computer. Each run is kept, so that you can change one "
                                         "thing and see what it did.")));
  gtk_box_append(GTK_BOX(box), new_search(self));
  append_experiments(self, box, session);
  self->nothing = new_status("system-search-symbolic", _("Nothing Found"),
                             _("No experiment has these words in its title, its question, its "
                               "data set or its week."));
  gtk_widget_add_css_class(self->nothing, "compact");
  gtk_widget_set_size_request(self->nothing, -1, 260);
  gtk_widget_set_visible(self->nothing, FALSE);
  gtk_box_append(GTK_BOX(box), self->nothing);
  g_object_set(box, "margin-top", 18, "margin-bottom", 36, "margin-start", 18, "margin-end", 18,
               NULL);
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
  AdwBreakpoint *narrow = adw_breakpoint_new(adw_breakpoint_condition_parse("max-width: 500sp"));
  GtkWidget *view = adw_toolbar_view_new();
  GtkWidget *bin = adw_breakpoint_bin_new();

  adw_toolbar_view_add_top_bar(ADW_TOOLBAR_VIEW(view), new_header(session, narrow));
  adw_toolbar_view_set_content(
      ADW_TOOLBAR_VIEW(view),
      experiments->len ? new_gallery(self, session)
                       : new_status("epoch-lab-symbolic", _("No Experiments"),
                                    _("The files of the experiments are missing. Installing Epoch "
                                      "again brings them back.")));
  gtk_widget_set_size_request(bin, 320, 150);
  adw_breakpoint_bin_set_child(ADW_BREAKPOINT_BIN(bin), view);
  adw_breakpoint_bin_add_breakpoint(ADW_BREAKPOINT_BIN(bin), narrow);
  adw_navigation_page_set_child(ADW_NAVIGATION_PAGE(self), bin);
  return GTK_WIDGET(self);
}
