#include "config.h"

#include <glib/gi18n.h>

#include "week/epoch-week-views.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"
#include "widgets/epoch-tick-row.h"

/* The project as the last task: it is ticked deliverable by deliverable, in its own view. */
static GtkWidget *
new_project_row(EpochSession *session, EpochWeek *week)
{
  EpochProject *project = epoch_week_get_project(week);
  GtkWidget *row = adw_action_row_new();
  g_autofree char *place = g_strdup_printf("week/%d/project", epoch_week_get_number(week));
  g_autofree char *hours = epoch_format_hours(epoch_week_get_project_hours(week));
  g_autofree char *title = epoch_prose_dup_title(epoch_project_get_title(project));
  const char *task = epoch_project_get_task(project);

  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), task ? task
                                                   : epoch_project_is_capstone(project)
                                                       ? _("The capstone project")
                                                       : _("The project of the week"));
  adw_action_row_add_prefix(ADW_ACTION_ROW(row),
                            gtk_image_new_from_icon_name("epoch-project-symbolic"));
  epoch_row_add_value(row, hours);
  epoch_row_lead_to(row, "win.go", place);
  return row;
}

GtkWidget *
epoch_week_tasks_new(EpochSession *session, EpochWeek *week)
{
  GPtrArray *tasks = epoch_week_get_tasks(week);
  g_autofree char *hours = epoch_format_hours(epoch_week_get_task_hours(week));
  g_autofree char *description =
      g_strdup_printf(_("About %s before the project. Log the time that you really took, so that "
                        "the week shows what it cost you."),
                      hours);
  GtkWidget *section = epoch_section_new(_("Tasks"), description);
  GtkWidget *list = epoch_boxed_list_new(_("Tasks"));

  gtk_widget_set_margin_top(section, 6);
  for (guint i = 0; i < tasks->len; i++) {
    EpochTask *task = g_ptr_array_index(tasks, i);
    GtkWidget *row = epoch_tick_row_new(session, EPOCH_ITEM(task));
    epoch_tick_row_add_hours(EPOCH_TICK_ROW(row), epoch_task_get_hours(task));
    gtk_list_box_append(GTK_LIST_BOX(list), row);
  }
  if (epoch_week_get_project(week))
    gtk_list_box_append(GTK_LIST_BOX(list), new_project_row(session, week));
  gtk_box_append(GTK_BOX(section), list);
  return section;
}
