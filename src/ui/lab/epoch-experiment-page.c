#include "config.h"

#include "lab/epoch-experiment-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-dataset-dialog.h"
#include "lab/epoch-dataset-fetch.h"
#include "lab/epoch-lab-wish.h"
#include "lab/epoch-notebook-save.h"
#include "lab/epoch-parameter-form.h"
#include "lab/epoch-results-view.h"
#include "lab/epoch-run-results.h"
#include "lab/epoch-run-text.h"
#include "lab/epoch-scroll-through.h"
#include "run/epoch-training.h"
#include "store/epoch-runs.h"
#include "widgets/epoch-progress-ring.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-shortcuts.h"

/* A time left is told only where it is worth waiting for. */
#define LEAST_ETA 3.0

struct _EpochExperimentPage {
  AdwNavigationPage parent_instance;

  GtkWidget *runs_button;
  GtkLabel *title_label;
  GtkLabel *question;
  AdwBin *form_bin;
  GtkSpinButton *seed;
  AdwActionRow *data_row;
  GtkBox *form_box;
  AdwBin *results_bin;
  GtkBox *reading_box;
  EpochProgressRing *ring;
  GtkLabel *stage;
  GtkButton *run_button;

  EpochSession *session;
  EpochExperiment *experiment;
  EpochParameterForm *form;
  EpochDatasetFetch *fetch; /* what says that the chosen data set is not here */
  EpochResultsView *results;
  gboolean wished; /* the settings were chosen elsewhere; those of the last run do not matter */
  EpochTraining *training;
  GtkWidget *found; /* the part of the reading that tells what a run found */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE(EpochExperimentPage, epoch_experiment_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_found(EpochExperimentPage *self, EpochRun *run)
{
  g_auto(GStrv) found = epoch_run_results_dup_found(run);
  GtkWidget *old = gtk_widget_get_last_child(self->found);

  if (GTK_IS_LIST_BOX(old))
    gtk_box_remove(GTK_BOX(self->found), old);
  gtk_widget_set_visible(self->found, found && *found);
  if (!found || !*found)
    return;
  GtkWidget *list = epoch_boxed_list_new(_("What Was Found"));
  for (char **sentence = found; *sentence; sentence++)
    gtk_list_box_append(GTK_LIST_BOX(list), epoch_text_row_new(*sentence, NULL, NULL));
  gtk_box_append(GTK_BOX(self->found), list);
}

static void
listed_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) runs = epoch_runs_list_finish(EPOCH_STORE(source), result, &error);
  EpochExperimentPage *self = data;
  EpochRun *run = NULL, *before = NULL;

  /* Cancelled: the page is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!runs) {
    epoch_session_report(self->session, error);
    return;
  }
  for (guint i = 0; i < runs->len && !before; i++) {
    EpochRun *one = g_ptr_array_index(runs, i);
    if (epoch_run_get_status(one) != EPOCH_RUN_STATUS_OK)
      continue;
    if (!run)
      run = one;
    else if (epoch_run_text_same_table(one, run))
      before = one;
  }
  if (!run)
    return;
  if (!epoch_results_view_get_run(self->results) && !self->wished)
    epoch_parameter_form_set_params(self->form, epoch_run_get_params(run));
  epoch_results_view_show_run(self->results, run, before);
  show_found(self, run);
}

static void
load_runs(EpochExperimentPage *self)
{
  epoch_runs_list_async(epoch_session_get_store(self->session),
                        epoch_experiment_get_id(self->experiment), 20, self->cancellable, listed_cb,
                        self);
}

static char *
dup_stage(EpochRunner *runner)
{
  const char *stage = epoch_runner_get_stage(runner);
  double eta = epoch_runner_get_eta(runner);

  if (epoch_runner_get_state(runner) == EPOCH_RUN_STOPPING)
    return g_strdup(_("Stopping…"));
  if (!stage || !*stage)
    return g_strdup(_("Starting…"));
  if (eta >= LEAST_ETA)
    /* Translators: what is being done, and how many seconds are left. */
    return g_strdup_printf(_("%s · %.0f s left"), stage, ceil(eta));
  return g_strdup(stage);
}

static void
update_running(EpochExperimentPage *self)
{
  EpochRunner *runner = epoch_training_get_runner(self->training);
  gboolean running = epoch_training_is_running(self->training);
  g_autofree char *stage = running ? dup_stage(runner) : NULL;

  gtk_widget_set_visible(GTK_WIDGET(self->ring), running);
  gtk_button_set_label(self->run_button, running ? _("_Stop") : _("_Run"));
  gtk_widget_set_sensitive(GTK_WIDGET(self->run_button),
                           epoch_runner_get_state(runner) != EPOCH_RUN_STOPPING &&
                               (running || epoch_dataset_fetch_is_here(self->fetch)));
  if (running) {
    epoch_progress_ring_set_fraction(self->ring, epoch_runner_get_fraction(runner));
    gtk_label_set_label(self->stage, stage);
    gtk_widget_remove_css_class(GTK_WIDGET(self->run_button), "suggested-action");
  } else {
    gtk_widget_add_css_class(GTK_WIDGET(self->run_button), "suggested-action");
  }
}

static char *
dup_done(double seconds)
{
  if (seconds < 1)
    /* Translators: how long a run took, in milliseconds. */
    return g_strdup_printf(_("Done in %.0f ms"), ceil(seconds * 1000));
  /* Translators: how long a run took, in seconds. */
  return g_strdup_printf(_("Done in %.1f s"), seconds);
}

static char *
dup_end_text(EpochRun *run)
{
  switch (epoch_run_get_status(run)) {
  case EPOCH_RUN_STATUS_OK:
    return dup_done(epoch_run_get_wall_seconds(run));
  case EPOCH_RUN_STATUS_CANCELLED:
    return g_strdup(_("Stopped"));
  default:
    return g_strdup(_("Failed"));
  }
}

static void
ended_cb(EpochTraining *training, EpochRun *run, EpochExperimentPage *self)
{
  g_autofree char *text = dup_end_text(run);

  update_running(self);
  gtk_label_set_label(self->stage, text);
  gtk_accessible_announce(GTK_ACCESSIBLE(self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  if (epoch_run_get_status(run) == EPOCH_RUN_STATUS_OK)
    load_runs(self);
  else if (epoch_run_get_status(run) == EPOCH_RUN_STATUS_CANCELLED)
    epoch_results_view_show_stopped(self->results, run);
  else
    epoch_results_view_show_failure(self->results, epoch_run_get_message(run)
                                                       ? epoch_run_get_message(run)
                                                       : _("The run ended without saying why."));
  epoch_session_runs_changed(self->session);
}

static void
metric_cb(EpochTraining *training, const char *name, const char *split, gint64 step, double value,
          EpochExperimentPage *self)
{
  epoch_results_view_add_metric(self->results, name, split, step, value);
}

static void
store_failed_cb(EpochTraining *training, const GError *error, EpochExperimentPage *self)
{
  epoch_session_report(self->session, error);
}

static void
run_clicked_cb(EpochExperimentPage *self)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) settings = NULL;

  if (epoch_training_is_running(self->training)) {
    epoch_training_stop(self->training);
    return;
  }
  if (!epoch_dataset_fetch_is_here(self->fetch))
    return;
  settings = epoch_parameter_form_dup_settings(self->form);
  epoch_results_view_begin(self->results);
  if (!epoch_training_start(self->training, epoch_experiment_get_id(self->experiment),
                            (const char *const *)settings,
                            (guint64)gtk_spin_button_get_value(self->seed), &error))
    epoch_results_view_show_failure(self->results, error->message);
  else
    epoch_session_runs_changed(self->session);
  update_running(self);
}

static void
data_activated_cb(EpochExperimentPage *self)
{
  g_autofree char *dataset = epoch_parameter_form_dup_value_text(self->form, "dataset");

  adw_dialog_present(epoch_dataset_dialog_new(
                         dataset ? dataset : epoch_experiment_get_dataset_id(self->experiment)),
                     GTK_WIDGET(self));
}

/* Takes over what was chosen elsewhere for this experiment. */
static void
showing_cb(EpochExperimentPage *self)
{
  const char *id = epoch_experiment_get_id(self->experiment);
  g_autoptr(JsonObject) params = epoch_lab_wish_take(epoch_lab_wish_of(self->session), id);

  if (!params)
    return;
  epoch_parameter_form_reset(self->form);
  epoch_parameter_form_set_params(self->form, params);
  self->wished = TRUE;
}

static void
wish_made_cb(EpochExperimentPage *self)
{
  if (gtk_widget_get_mapped(GTK_WIDGET(self)))
    showing_cb(self);
}

static void
reset_cb(EpochExperimentPage *self)
{
  epoch_parameter_form_reset(self->form);
  gtk_spin_button_set_value(self->seed, 1);
}

static void
run_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  run_clicked_cb(EPOCH_EXPERIMENT_PAGE(widget));
}

static void
exported_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochExperimentPage) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = epoch_notebook_save_finish(result, &error);
  GtkWidget *overlay = gtk_widget_get_ancestor(GTK_WIDGET(self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *name = file ? g_file_get_basename(file) : NULL;

  if (file && overlay) {
    g_autofree char *text = g_strdup_printf(_("Exported as %s"), name);
    AdwToast *toast = adw_toast_new("");
    adw_toast_set_use_markup(toast, FALSE);
    adw_toast_set_title(toast, text);
    adw_toast_overlay_add_toast(ADW_TOAST_OVERLAY(overlay), toast);
  } else if (error && self->results &&
             !g_error_matches(error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)) {
    epoch_results_view_show_failure(self->results, error->message);
  }
}

/* The settings as they stand, whether they were run or not. */
static void
export_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochExperimentPage *self = EPOCH_EXPERIMENT_PAGE(widget);
  g_auto(GStrv) settings = epoch_parameter_form_dup_settings(self->form);

  epoch_notebook_save_async(epoch_experiment_get_id(self->experiment),
                            (const char *const *)settings,
                            (guint64)gtk_spin_button_get_value(self->seed), widget, NULL,
                            exported_cb, g_object_ref(self));
}

static void
fill_reading(EpochExperimentPage *self)
{
  const char *const *tries = epoch_experiment_get_try(self->experiment);
  GtkWidget *section;

  self->found = epoch_section_new(_("What Was Found"), NULL);
  gtk_widget_set_visible(self->found, FALSE);
  gtk_box_append(self->reading_box, self->found);

  section = epoch_section_new(_("What This Is About"), NULL);
  gtk_box_append(GTK_BOX(section),
                 epoch_prose_box_new(epoch_experiment_get_teaches(self->experiment)));
  gtk_box_append(self->reading_box, section);

  section = epoch_section_new(_("What Happens Here"), NULL);
  gtk_box_append(GTK_BOX(section),
                 epoch_prose_box_new(epoch_experiment_get_happens(self->experiment)));
  gtk_box_append(self->reading_box, section);

  if (*tries) {
    GtkWidget *list = epoch_boxed_list_new(_("What to Try"));
    section = epoch_section_new(_("What to Try"), NULL);
    for (; *tries; tries++)
      gtk_list_box_append(GTK_LIST_BOX(list), epoch_text_row_new(*tries, NULL, NULL));
    gtk_box_append(GTK_BOX(section), list);
    gtk_box_append(self->reading_box, section);
  }
}

static void
epoch_experiment_page_dispose(GObject *object)
{
  EpochExperimentPage *self = EPOCH_EXPERIMENT_PAGE(object);

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  if (self->training) {
    g_signal_handlers_disconnect_by_data(self->training, self);
    g_signal_handlers_disconnect_by_data(epoch_training_get_runner(self->training), self);
  }
  g_clear_object(&self->training);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_EXPERIMENT_PAGE);
  g_clear_object(&self->experiment);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_experiment_page_parent_class)->dispose(object);
}

static void
epoch_experiment_page_class_init(EpochExperimentPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_experiment_page_dispose;
  g_type_ensure(EPOCH_TYPE_PROGRESS_RING);
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/lab/epoch-experiment-page.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, runs_button);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, title_label);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, question);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, form_bin);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, form_box);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, seed);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, data_row);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, results_bin);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, reading_box);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, ring);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, stage);
  gtk_widget_class_bind_template_child(widget_class, EpochExperimentPage, run_button);
  gtk_widget_class_bind_template_callback(widget_class, run_clicked_cb);
  gtk_widget_class_bind_template_callback(widget_class, data_activated_cb);
  gtk_widget_class_bind_template_callback(widget_class, reset_cb);
  gtk_widget_class_install_action(widget_class, "experiment.run", NULL, run_action);
  gtk_widget_class_install_action(widget_class, "experiment.export", NULL, export_action);
}

static void
epoch_experiment_page_init(EpochExperimentPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  epoch_scroll_through(GTK_WIDGET(self->seed));
  self->cancellable = g_cancellable_new();
  epoch_shortcuts_add(GTK_WIDGET(self), "<Control>Return|<Control>KP_Enter", "experiment.run",
                      NULL);
}

GtkWidget *
epoch_experiment_page_new(EpochSession *session, EpochExperiment *experiment)
{
  EpochExperimentPage *self = g_object_new(EPOCH_TYPE_EXPERIMENT_PAGE, "title",
                                           epoch_experiment_get_title(experiment), NULL);
  g_autofree char *runs = g_strdup_printf("runs/%s", epoch_experiment_get_id(experiment));
  EpochRunner *runner;

  self->session = g_object_ref(session);
  self->experiment = g_object_ref(experiment);
  gtk_label_set_label(self->title_label, epoch_experiment_get_title(experiment));
  gtk_label_set_label(self->question, epoch_experiment_get_question(experiment));
  gtk_actionable_set_action_target(GTK_ACTIONABLE(self->runs_button), "s", runs);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(self->runs_button), "win.go");
  self->form = EPOCH_PARAMETER_FORM(epoch_parameter_form_new(experiment));
  adw_bin_set_child(self->form_bin, GTK_WIDGET(self->form));
  self->fetch = EPOCH_DATASET_FETCH(epoch_dataset_fetch_new(experiment, self->form));
  /* Above the form, so that it is in sight when it comes. */
  gtk_box_insert_child_after(self->form_box, GTK_WIDGET(self->fetch),
                             gtk_widget_get_first_child(GTK_WIDGET(self->form_box)));
  self->results = EPOCH_RESULTS_VIEW(epoch_results_view_new(session, experiment));
  adw_bin_set_child(self->results_bin, GTK_WIDGET(self->results));
  gtk_widget_set_visible(GTK_WIDGET(self->data_row),
                         epoch_experiment_get_dataset_id(experiment) != NULL);
  fill_reading(self);

  self->training = epoch_training_new(epoch_session_get_store(session));
  runner = epoch_training_get_runner(self->training);
  g_signal_connect_swapped(runner, "notify", G_CALLBACK(update_running), self);
  g_signal_connect_object(self->fetch, "notify::here", G_CALLBACK(update_running), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect(self->training, "metric", G_CALLBACK(metric_cb), self);
  g_signal_connect(self->training, "ended", G_CALLBACK(ended_cb), self);
  g_signal_connect(self->training, "store-failed", G_CALLBACK(store_failed_cb), self);
  g_signal_connect_object(epoch_lab_wish_of(session), "made", G_CALLBACK(wish_made_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect(self, "showing", G_CALLBACK(showing_cb), NULL);
  update_running(self);
  load_runs(self);
  return GTK_WIDGET(self);
}
