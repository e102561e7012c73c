#include "config.h"

#include "today/epoch-first-start.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MOST_HOURS 80

/* The rows of the plan, and the session that they change. */
typedef struct {
  EpochSession *session;
  AdwActionRow *start_row;
  GtkCalendar *calendar;
  AdwSpinRow *hours_row;
  GtkToggleButton *days[7];
  gboolean at_once; /* each change is stored as it is made */
} PlanRows;

static void
plan_rows_free(gpointer data)
{
  PlanRows *self = data;

  g_object_unref(self->session);
  g_free(self);
}

static void
show_start(PlanRows *self)
{
  g_autoptr(GDateTime) date = gtk_calendar_get_date(self->calendar);
  /* Translators: a day, in the notation of strftime: "Monday, 23 November 2026". */
  g_autofree char *text = g_date_time_format(date, _("%A, %-d %B %Y"));

  adw_action_row_set_subtitle(self->start_row, text);
}

static void
store_plan(PlanRows *self)
{
  EpochPlan *plan = epoch_session_get_plan(self->session);
  g_autoptr(GDateTime) date = gtk_calendar_get_date(self->calendar);
  GDate start;
  guint weekdays = 0;

  g_date_clear(&start, 1);
  g_date_set_dmy(&start, (GDateDay)g_date_time_get_day_of_month(date), g_date_time_get_month(date),
                 (GDateYear)g_date_time_get_year(date));
  for (int i = 0; i < 7; i++)
    if (gtk_toggle_button_get_active(self->days[i]))
      weekdays |= EPOCH_PLAN_DAY(G_DATE_MONDAY + i);
  epoch_plan_set_start(plan, &start);
  epoch_plan_set_hours(plan, adw_spin_row_get_value(self->hours_row));
  epoch_plan_set_weekdays(plan, weekdays);
  epoch_session_save_plan(self->session);
}

static void
changed_cb(PlanRows *self)
{
  show_start(self);
  if (self->at_once)
    store_plan(self);
}

static GtkWidget *
new_start_row(PlanRows *self, const GDate *start)
{
  GtkWidget *row = adw_action_row_new();
  GtkWidget *button = gtk_menu_button_new();
  GtkWidget *popover = gtk_popover_new();
  g_autoptr(GDateTime) date = g_date_time_new_local(g_date_get_year(start), g_date_get_month(start),
                                                    g_date_get_day(start), 0, 0, 0);

  self->start_row = ADW_ACTION_ROW(row);
  self->calendar = GTK_CALENDAR(gtk_calendar_new());
  gtk_calendar_select_day(self->calendar, date);
  gtk_popover_set_child(GTK_POPOVER(popover), GTK_WIDGET(self->calendar));
  gtk_menu_button_set_popover(GTK_MENU_BUTTON(button), popover);
  gtk_menu_button_set_icon_name(GTK_MENU_BUTTON(button), "x-office-calendar-symbolic");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_tooltip_text(button, _("Choose the Day"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Choose the Day"), -1);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("First Day"));
  adw_action_row_add_suffix(ADW_ACTION_ROW(row), button);
  adw_action_row_set_activatable_widget(ADW_ACTION_ROW(row), button);
  show_start(self);
  g_signal_connect_swapped(self->calendar, "day-selected", G_CALLBACK(changed_cb), self);
  return row;
}

static GtkWidget *
new_hours_row(PlanRows *self, double hours)
{
  GtkWidget *row = adw_spin_row_new_with_range(1, MOST_HOURS, 1);

  /* As a spin row is made, it and all in it are hidden from screen readers. */
  g_object_set(row, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  self->hours_row = ADW_SPIN_ROW(row);
  adw_spin_row_set_value(self->hours_row, hours);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("Hours a Week"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Hours a Week"), -1);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), _("The course is made for 12 to 14"));
  g_signal_connect_swapped(row, "notify::value", G_CALLBACK(changed_cb), self);
  return row;
}

static GtkWidget *
new_days_row(PlanRows *self, guint weekdays)
{
  GtkWidget *row = adw_preferences_row_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *title = gtk_label_new(_("Days"));
  GtkWidget *days = adw_wrap_box_new();
  GDate day;

  gtk_label_set_xalign(GTK_LABEL(title), 0);
  adw_wrap_box_set_child_spacing(ADW_WRAP_BOX(days), 6);
  adw_wrap_box_set_line_spacing(ADW_WRAP_BOX(days), 6);
  /* Any Monday will do, to have the names of the days from the system. */
  g_date_clear(&day, 1);
  g_date_set_dmy(&day, 5, G_DATE_JANUARY, 2026);
  for (int i = 0; i < 7; i++) {
    char name[64], full[64];
    g_date_strftime(name, sizeof name, "%a", &day);
    g_date_strftime(full, sizeof full, "%A", &day);
    self->days[i] = GTK_TOGGLE_BUTTON(gtk_toggle_button_new_with_label(name));
    gtk_toggle_button_set_active(self->days[i], weekdays & EPOCH_PLAN_DAY(G_DATE_MONDAY + i));
    gtk_accessible_update_property(GTK_ACCESSIBLE(self->days[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   full, -1);
    adw_wrap_box_append(ADW_WRAP_BOX(days), GTK_WIDGET(self->days[i]));
    g_signal_connect_swapped(self->days[i], "toggled", G_CALLBACK(changed_cb), self);
    g_date_add_days(&day, 1);
  }
  gtk_widget_set_margin_top(box, 12);
  gtk_widget_set_margin_bottom(box, 12);
  gtk_widget_set_margin_start(box, 12);
  gtk_widget_set_margin_end(box, 12);
  gtk_box_append(GTK_BOX(box), title);
  gtk_box_append(GTK_BOX(box), days);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
  gtk_widget_set_focusable(row, FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), _("Days"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Days"), -1);
  return row;
}

static PlanRows *
add_rows(GtkWidget *group, EpochSession *session, gboolean at_once)
{
  EpochPlan *plan = epoch_session_get_plan(session);
  PlanRows *self = g_new0(PlanRows, 1);

  self->session = g_object_ref(session);
  adw_preferences_group_add(ADW_PREFERENCES_GROUP(group),
                            new_start_row(self, epoch_plan_get_start(plan)));
  adw_preferences_group_add(ADW_PREFERENCES_GROUP(group),
                            new_hours_row(self, epoch_plan_get_hours(plan)));
  adw_preferences_group_add(ADW_PREFERENCES_GROUP(group),
                            new_days_row(self, epoch_plan_get_weekdays(plan)));
  self->at_once = at_once;
  g_object_set_data_full(G_OBJECT(group), "plan-rows", self, plan_rows_free);
  return self;
}

GtkWidget *
epoch_plan_group_new(EpochSession *session)
{
  GtkWidget *group = adw_preferences_group_new();

  adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), _("Plan"));
  add_rows(group, session, TRUE);
  return group;
}

/* The defaults are the answer: they are stored, so that nobody is asked again. */
static void
skip_cb(PlanRows *self)
{
  epoch_session_save_plan(self->session);
}

GtkWidget *
epoch_first_start_new(EpochSession *session)
{
  GtkWidget *group = adw_preferences_group_new();
  GtkWidget *buttons = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *start = gtk_button_new_with_mnemonic(_("_Start"));
  GtkWidget *skip = gtk_button_new_with_mnemonic(_("S_kip"));
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 18);
  PlanRows *rows;

  adw_preferences_group_set_title(ADW_PREFERENCES_GROUP(group), _("Your Plan"));
  adw_preferences_group_set_description(ADW_PREFERENCES_GROUP(group),
                                        _("Sixteen weeks at your own pace. The answers only set "
                                          "what Today expects of a day; they can "
                                          "be changed in the preferences."));
  rows = add_rows(group, session, FALSE);
  gtk_widget_add_css_class(start, "pill");
  gtk_widget_add_css_class(start, "suggested-action");
  gtk_widget_add_css_class(skip, "pill");
  gtk_widget_set_halign(buttons, GTK_ALIGN_CENTER);
  gtk_box_append(GTK_BOX(buttons), start);
  gtk_box_append(GTK_BOX(buttons), skip);
  gtk_box_append(GTK_BOX(box), group);
  gtk_box_append(GTK_BOX(box), buttons);
  g_signal_connect_swapped(start, "clicked", G_CALLBACK(store_plan), rows);
  g_signal_connect_swapped(skip, "clicked", G_CALLBACK(skip_cb), rows);
  return box;
}
