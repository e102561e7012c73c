#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "markdown/epoch-markdown.h"
#include "week/epoch-rubric.h"
#include "week/epoch-week-views.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"
#include "widgets/epoch-tick-row.h"

static GtkWidget *
new_dataset_row(EpochProjectDataset *dataset)
{
  GtkWidget *row = adw_action_row_new();
  const char *address = epoch_project_dataset_get_url(dataset);
  const char *note = epoch_project_dataset_get_note(dataset);
  g_autofree char *subtitle = epoch_markdown_inline_to_pango(note ? note : "");
  int part = epoch_project_dataset_get_part(dataset);

  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), TRUE);
  g_autofree char *title = g_markup_escape_text(epoch_project_dataset_get_title(dataset), -1);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), subtitle);
  adw_action_row_set_title_lines(ADW_ACTION_ROW(row), 0);
  adw_action_row_set_subtitle_lines(ADW_ACTION_ROW(row), 0);
  adw_action_row_add_prefix(ADW_ACTION_ROW(row),
                            gtk_image_new_from_icon_name("epoch-data-symbolic"));
  if (part) {
    g_autofree char *text = g_strdup_printf(_("Part %d"), part);
    epoch_row_add_value(row, text);
  }
  if (!address)
    return row;
  epoch_row_lead_to(row, "win.open-address", address);
  return row;
}

static void
append_brief(GtkWidget *box, EpochProject *project)
{
  g_autofree char *number =
      epoch_project_get_number(project)
          ? g_strdup_printf(_("Capstone project %d"), epoch_project_get_number(project))
          : g_strdup(epoch_project_is_capstone(project) ? _("Capstone project")
                                                        : _("Project of the week"));
  GtkWidget *section = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *eyebrow = gtk_label_new(number);
  g_autofree char *name = epoch_prose_dup_title(epoch_project_get_title(project));
  GtkWidget *title = gtk_label_new(name);
  GPtrArray *parts = epoch_project_get_parts(project);

  gtk_label_set_xalign(GTK_LABEL(eyebrow), 0);
  gtk_widget_add_css_class(eyebrow, "caption-heading");
  gtk_widget_add_css_class(eyebrow, "block-color");
  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_label_set_wrap(GTK_LABEL(title), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(title), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class(title, "title-2");
  gtk_widget_set_margin_top(section, 6);
  gtk_box_append(GTK_BOX(section), eyebrow);
  gtk_box_append(GTK_BOX(section), title);
  gtk_box_append(GTK_BOX(section), epoch_prose_box_new(epoch_project_get_description(project)));
  for (guint i = 0; i < parts->len; i++) {
    g_autofree char *term = NULL;
    g_autofree char *rest = NULL;
    GtkWidget *part = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);

    epoch_prose_split(g_ptr_array_index(parts, i), &term, &rest);
    gtk_widget_add_css_class(part, "aside");
    gtk_widget_set_margin_top(part, 6);
    if (term) {
      GtkWidget *heading = epoch_prose_label_new(term);
      gtk_widget_add_css_class(heading, "heading");
      gtk_box_append(GTK_BOX(part), heading);
    }
    gtk_box_append(GTK_BOX(part), epoch_prose_box_new(rest));
    gtk_box_append(GTK_BOX(section), part);
  }
  gtk_box_append(GTK_BOX(box), section);
}

static void
append_datasets(GtkWidget *box, EpochProject *project)
{
  GPtrArray *datasets = epoch_project_get_datasets(project);
  GtkWidget *section, *list;

  if (!datasets->len)
    return;
  section = epoch_section_new(_("Data"), NULL);
  list = epoch_boxed_list_new(_("Data"));
  for (guint i = 0; i < datasets->len; i++)
    gtk_list_box_append(GTK_LIST_BOX(list), new_dataset_row(g_ptr_array_index(datasets, i)));
  gtk_box_append(GTK_BOX(section), list);
  gtk_box_append(GTK_BOX(box), section);
}

/* The part of the project that a deliverable is of, and what it consists of as points. */
static void
add_details(GtkWidget *row, EpochDeliverable *deliverable)
{
  GPtrArray *children = epoch_deliverable_get_children(deliverable);
  g_autoptr(GString) markup = g_string_new(NULL);

  if (epoch_deliverable_get_part(deliverable))
    g_string_append_printf(markup, _("Part %d"), epoch_deliverable_get_part(deliverable));

  for (guint i = 0; i < children->len; i++) {
    g_autofree char *child = epoch_markdown_inline_to_pango(g_ptr_array_index(children, i));
    g_string_append_printf(markup, "%s•  %s", markup->len ? "\n" : "", child);
  }
  if (markup->len)
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), markup->str);
}

static void
append_deliverables(GtkWidget *box, EpochSession *session, EpochProject *project)
{
  GPtrArray *deliverables = epoch_project_get_deliverables(project);
  GtkWidget *section, *list;

  if (!deliverables->len)
    return;
  section = epoch_section_new(_("Deliverables"), NULL);
  list = epoch_boxed_list_new(_("Deliverables"));
  for (guint i = 0; i < deliverables->len; i++) {
    EpochDeliverable *deliverable = g_ptr_array_index(deliverables, i);
    GtkWidget *row = epoch_tick_row_new(session, EPOCH_ITEM(deliverable));
    add_details(row, deliverable);
    gtk_list_box_append(GTK_LIST_BOX(list), row);
  }
  gtk_box_append(GTK_BOX(section), list);
  gtk_box_append(GTK_BOX(box), section);
}

GtkWidget *
epoch_week_project_new(EpochSession *session, EpochWeek *week)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 24);
  EpochProject *project = epoch_week_get_project(week);

  if (!project) {
    gtk_box_append(GTK_BOX(box),
                   epoch_prose_label_new(_("The file of this week is damaged where its project "
                                           "stands. Install Epoch again to mend it.")));
    return box;
  }
  append_brief(box, project);
  append_datasets(box, project);
  append_deliverables(box, session, project);
  if (epoch_project_get_rubric(project)->len)
    gtk_box_append(GTK_BOX(box), epoch_rubric_new(session, project));
  return box;
}
