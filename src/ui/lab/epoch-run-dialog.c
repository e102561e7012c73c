#include "config.h"

#include "lab/epoch-run-dialog.h"

#include <glib/gi18n.h>

#include "lab/epoch-lab-wish.h"
#include "lab/epoch-run-note.h"
#include "lab/epoch-run-text.h"
#include "lab/epoch-tag-editor.h"
#include "metric/epoch-metric.h"
#include "store/epoch-runs.h"
#include "widgets/epoch-prose.h"

typedef struct {
  AdwDialog *dialog;
  EpochSession *session;
  EpochRun *run;
  gboolean note_changed;
} Run;

static void
run_free(gpointer data)
{
  Run *self = data;

  g_object_unref(self->session);
  g_object_unref(self->run);
  g_free(self);
}

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochSession) session = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_runs_save_finish(EPOCH_STORE(source), result, &error))
    epoch_session_report(session, error);
  epoch_session_runs_changed(session);
}

static void
tags_changed_cb(EpochTagEditor *editor, Run *self)
{
  g_auto(GStrv) tags = epoch_tag_editor_dup_tags(editor);

  epoch_run_set_tags(self->run, (const char *const *)tags);
  epoch_runs_save_tags_async(epoch_session_get_store(self->session), self->run, NULL, saved_cb,
                             g_object_ref(self->session));
}

static void
note_changed_cb(EpochRunNote *note, Run *self)
{
  self->note_changed = TRUE;
}

/* The table shows whether there is a note, which is soon enough when the dialog is closed. */
static void
closed_cb(AdwDialog *dialog, Run *self)
{
  if (self->note_changed)
    epoch_session_runs_changed(self->session);
}

static void
use_settings_cb(GtkButton *button, Run *self)
{
  const char *experiment = epoch_run_get_experiment(self->run);
  g_autofree char *place = g_strdup_printf("lab/%s", experiment);

  epoch_lab_wish_make(epoch_lab_wish_of(self->session), experiment,
                      epoch_run_get_params(self->run));
  gtk_widget_activate_action(GTK_WIDGET(button), "win.go", "s", place);
  adw_dialog_close(self->dialog);
}

static void
append_fact(GtkWidget *list, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new();

  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), value);
  adw_action_row_set_subtitle_selectable(ADW_ACTION_ROW(row), TRUE);
  gtk_widget_add_css_class(row, "property");
  gtk_widget_set_focusable(row, FALSE);
  gtk_list_box_append(GTK_LIST_BOX(list), row);
}

static char *
dup_metrics(Run *self, EpochExperiment *experiment)
{
  g_autoptr(GString) text = g_string_new(NULL);

  for (const char *const *name = epoch_experiment_get_metrics(experiment); *name; name++) {
    g_autofree char *label = epoch_metric_dup_label(*name);
    g_autofree char *value = NULL;
    if (!epoch_run_get_metric(self->run, *name, NULL))
      continue;
    value = epoch_run_text_dup_metric(self->session, self->run, *name);
    g_string_append_printf(text, "%s%s %s", text->len ? " · " : "", label, value);
  }
  return g_strdup(text->str);
}

static GtkWidget *
new_facts(Run *self, EpochExperiment *experiment)
{
  GtkWidget *list = epoch_boxed_list_new(_("About the Run"));
  g_autofree char *metrics = experiment ? dup_metrics(self, experiment) : g_strdup("");
  g_autofree char *settings =
      experiment ? epoch_run_text_dup_settings(self->run, experiment) : g_strdup("");
  g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, epoch_run_get_seed(self->run));
  const char *message = epoch_run_get_message(self->run);

  append_fact(list, _("State"), epoch_run_text_get_status(self->run));
  if (message && *message)
    append_fact(list, _("Message"), message);
  if (*metrics)
    append_fact(list, _("Metrics"), metrics);
  if (*settings)
    append_fact(list, _("Settings"), settings);
  append_fact(list, _("Seed"), seed);
  return list;
}

static GtkWidget *
new_body(Run *self, EpochExperiment *experiment, const char *const *known)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *tags = epoch_section_new(_("Tags"), NULL);
  GtkWidget *editor = epoch_tag_editor_new(epoch_run_get_tags(self->run), known);
  GtkWidget *note = epoch_run_note_new(self->session, self->run);

  g_signal_connect(editor, "changed", G_CALLBACK(tags_changed_cb), self);
  g_signal_connect(note, "changed", G_CALLBACK(note_changed_cb), self);
  gtk_box_append(GTK_BOX(tags), editor);
  gtk_box_append(GTK_BOX(box), tags);
  gtk_box_append(GTK_BOX(box), note);
  gtk_box_append(GTK_BOX(box), new_facts(self, experiment));
  if (experiment) {
    GtkWidget *use = gtk_button_new_with_mnemonic(_("_Use These Settings Again"));
    gtk_widget_add_css_class(use, "pill");
    gtk_widget_set_halign(use, GTK_ALIGN_CENTER);
    g_signal_connect(use, "clicked", G_CALLBACK(use_settings_cb), self);
    gtk_box_append(GTK_BOX(box), use);
  }
  gtk_widget_set_margin_top(box, 12);
  gtk_widget_set_margin_bottom(box, 24);
  gtk_widget_set_margin_start(box, 18);
  gtk_widget_set_margin_end(box, 18);
  return box;
}

AdwDialog *
epoch_run_dialog_new(EpochSession *session, EpochRun *run, const char *const *known)
{
  Run *self = g_new0(Run, 1);
  EpochExperiment *experiment =
      epoch_session_get_experiment(session, epoch_run_get_experiment(run));
  AdwDialog *dialog = adw_dialog_new();
  GtkWidget *view = adw_toolbar_view_new();
  GtkWidget *scroller = gtk_scrolled_window_new();
  g_autofree char *when = epoch_format_time(epoch_run_get_started(run));
  /* Translators: when a run was started. */
  g_autofree char *title = g_strdup_printf(_("Run of %s"), when);

  self->dialog = dialog;
  self->session = g_object_ref(session);
  self->run = g_object_ref(run);
  g_object_set_data_full(G_OBJECT(dialog), "run", self, run_free);
  adw_dialog_set_title(dialog, title);
  adw_dialog_set_content_width(dialog, 520);
  adw_dialog_set_content_height(dialog, 620);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), new_body(self, experiment, known));
  adw_toolbar_view_add_top_bar(ADW_TOOLBAR_VIEW(view), adw_header_bar_new());
  adw_toolbar_view_set_content(ADW_TOOLBAR_VIEW(view), scroller);
  adw_dialog_set_child(dialog, view);
  g_signal_connect(dialog, "closed", G_CALLBACK(closed_cb), self);
  return dialog;
}
