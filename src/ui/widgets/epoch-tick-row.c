#include "config.h"

#include "widgets/epoch-tick-row.h"

#include <glib/gi18n.h>

#include "markdown/epoch-markdown.h"
#include "widgets/epoch-log-time.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"

struct _EpochTickRow {
  AdwActionRow parent_instance;
  EpochSession *session;
  EpochItem *item;
  GtkCheckButton *check;
  double hours;      /* estimated; 0 where none are shown */
  gboolean updating; /* the check follows the progress, not the other way about */
};

G_DEFINE_FINAL_TYPE(EpochTickRow, epoch_tick_row, ADW_TYPE_ACTION_ROW)

static void
update(EpochTickRow *self)
{
  EpochProgress *progress = epoch_session_get_progress(self->session);
  gboolean ticked = epoch_progress_is_ticked(progress, epoch_item_get_id(self->item));

  self->updating = TRUE;
  gtk_check_button_set_active(self->check, ticked);
  self->updating = FALSE;
  if (ticked)
    gtk_widget_add_css_class(GTK_WIDGET(self), "done");
  else
    gtk_widget_remove_css_class(GTK_WIDGET(self), "done");
}

static void
changed_cb(EpochTickRow *self, const char *item)
{
  if (!item || g_str_equal(item, epoch_item_get_id(self->item)))
    update(self);
}

static void
toggled_cb(GtkCheckButton *check, EpochTickRow *self)
{
  if (self->updating)
    return;
  epoch_progress_set_ticked_async(epoch_session_get_progress(self->session),
                                  epoch_item_get_id(self->item), gtk_check_button_get_active(check),
                                  NULL, NULL);
}

static void
update_hours(EpochTickRow *self)
{
  double logged = epoch_progress_get_hours_on_item(epoch_session_get_progress(self->session),
                                                   epoch_item_get_id(self->item));
  g_autofree char *estimate = NULL;
  g_autofree char *text = NULL;

  estimate = epoch_format_hours(self->hours);
  /* Translators: hours worked so far, of hours estimated: "0.5 of 3 hours". */
  text = logged > 0 ? g_strdup_printf(_("%.1f of %s"), logged, estimate) : g_strdup(estimate);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(self), text);
}

GtkWidget *
epoch_tick_row_new(EpochSession *session, EpochItem *item)
{
  EpochTickRow *self = g_object_new(EPOCH_TYPE_TICK_ROW, NULL);
  g_autofree char *markup = epoch_markdown_inline_to_pango(epoch_item_get_text(item));
  g_autofree char *plain = epoch_markdown_inline_to_plain(epoch_item_get_text(item));

  self->session = g_object_ref(session);
  self->item = g_object_ref(item);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(self), markup);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, plain,
                                 -1);
  g_signal_connect_object(epoch_session_get_progress(session), "changed", G_CALLBACK(changed_cb),
                          self, G_CONNECT_SWAPPED);
  update(self);
  return GTK_WIDGET(self);
}

EpochItem *
epoch_tick_row_get_item(EpochTickRow *self)
{
  g_return_val_if_fail(EPOCH_IS_TICK_ROW(self), NULL);
  return self->item;
}

void
epoch_tick_row_add_hours(EpochTickRow *self, double hours)
{
  self->hours = hours;
  gtk_widget_add_css_class(GTK_WIDGET(self), "numeric");
  adw_action_row_add_suffix(
      ADW_ACTION_ROW(self),
      epoch_log_time_button_new(self->session, epoch_item_get_id(self->item)));
  g_signal_connect_object(epoch_session_get_progress(self->session), "time-changed",
                          G_CALLBACK(update_hours), self, G_CONNECT_SWAPPED);
  update_hours(self);
}

void
epoch_tick_row_add_week(EpochTickRow *self)
{
  EpochWeek *week = epoch_course_get_week(epoch_session_get_course(self->session),
                                          epoch_item_get_week(self->item));
  g_autofree char *subtitle = NULL;
  g_autofree char *place = NULL;
  GtkWidget *button;

  if (!week)
    return;
  subtitle = g_markup_printf_escaped(_("Week %d · %s"), epoch_week_get_number(week),
                                     epoch_week_get_title(week));
  adw_action_row_set_subtitle(ADW_ACTION_ROW(self), subtitle);
  place = g_strdup_printf("week/%d/%s/%s", epoch_week_get_number(week),
                          epoch_item_get_kind(self->item) == EPOCH_ITEM_TASK ? "tasks" : "project",
                          epoch_item_get_id(self->item));
  button = epoch_icon_button_new("go-next-symbolic", _("Go to the Week"));
  gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", place);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.go");
  adw_action_row_add_suffix(ADW_ACTION_ROW(self), button);
}

GtkWidget *
epoch_tick_row_find(GtkWidget *below, const char *item_id)
{
  if (EPOCH_IS_TICK_ROW(below) &&
      g_str_equal(epoch_item_get_id(EPOCH_TICK_ROW(below)->item), item_id))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child(below); child;
       child = gtk_widget_get_next_sibling(child)) {
    GtkWidget *found = epoch_tick_row_find(child, item_id);
    if (found)
      return found;
  }
  return NULL;
}

static void
epoch_tick_row_dispose(GObject *object)
{
  EpochTickRow *self = EPOCH_TICK_ROW(object);

  g_clear_object(&self->item);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_tick_row_parent_class)->dispose(object);
}

static void
epoch_tick_row_class_init(EpochTickRowClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_tick_row_dispose;
}

static void
epoch_tick_row_init(EpochTickRow *self)
{
  GtkWidget *check = gtk_check_button_new();

  self->check = GTK_CHECK_BUTTON(check);
  gtk_widget_set_valign(check, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(check, "selection-mode");
  gtk_widget_add_css_class(GTK_WIDGET(self), "tick-row");
  adw_action_row_set_title_lines(ADW_ACTION_ROW(self), 0);
  adw_action_row_set_subtitle_lines(ADW_ACTION_ROW(self), 0);
  adw_action_row_add_prefix(ADW_ACTION_ROW(self), check);
  adw_action_row_set_activatable_widget(ADW_ACTION_ROW(self), check);
  g_signal_connect(check, "toggled", G_CALLBACK(toggled_cb), self);
}
