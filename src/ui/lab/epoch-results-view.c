#include "config.h"

#include "lab/epoch-results-view.h"

#include <glib/gi18n.h>

#include "lab/epoch-live-charts.h"
#include "lab/epoch-run-results.h"
#include "lab/interactive/epoch-pane.h"
#include "widgets/epoch-prose.h"

struct _EpochResultsView {
  AdwBin parent_instance;
  GtkWidget *message;
  GtkLabel *message_text;
  GtkBox *panes;
  EpochLiveCharts *live;
  AdwBin *results;

  EpochSession *session;
  EpochExperiment *experiment;
  EpochRun *run; /* (nullable) */
};

G_DEFINE_FINAL_TYPE(EpochResultsView, epoch_results_view, ADW_TYPE_BIN)

/* Whether the learner brings the table. */
static gboolean
wants_file(EpochExperiment *experiment)
{
  g_autoptr(GListModel) parameters = epoch_experiment_new_parameters(experiment, NULL, NULL);

  for (guint i = 0; parameters && i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    if (epoch_parameter_get_kind(parameter) == EPOCH_PARAMETER_FILE)
      return TRUE;
  }
  return FALSE;
}

static GtkWidget *
new_empty(gboolean panes, gboolean file)
{
  GtkWidget *page = adw_status_page_new();

  adw_status_page_set_icon_name(ADW_STATUS_PAGE(page), "epoch-chart-scatter-symbolic");
  adw_status_page_set_title(ADW_STATUS_PAGE(page), _("No Result Yet"));
  adw_status_page_set_description(
      ADW_STATUS_PAGE(page),
      file ? _("Choose a table, or drop one on the window. Press Run, and the charts come here.")
           : _("The settings are ready as they are. Press Run, and the charts come here."));
  gtk_widget_add_css_class(page, "compact");
  /* A status page scrolls by itself, and would be a line high beside what scrolls already. */
  gtk_widget_set_size_request(page, -1, panes ? 240 : 340);
  return page;
}

/* Says something above the results; NULL says nothing. */
static void
say(EpochResultsView *self, const char *message, gboolean trouble)
{
  gtk_label_set_text(self->message_text, message ? message : "");
  gtk_widget_set_visible(self->message, message != NULL);
  if (trouble)
    gtk_widget_add_css_class(self->message, "trouble");
  else
    gtk_widget_remove_css_class(self->message, "trouble");
}

static void
show_live(EpochResultsView *self, gboolean live)
{
  gtk_widget_set_visible(GTK_WIDGET(self->live), live);
  gtk_widget_set_visible(GTK_WIDGET(self->results), !live);
}

void
epoch_results_view_show_run(EpochResultsView *self, EpochRun *run, EpochRun *before)
{
  g_return_if_fail(EPOCH_IS_RESULTS_VIEW(self) && EPOCH_IS_RUN(run));
  g_set_object(&self->run, run);
  show_live(self, FALSE);
  epoch_live_charts_clear(self->live);
  adw_bin_set_child(self->results,
                    epoch_run_results_new(self->session, self->experiment, run, before));
}

EpochRun *
epoch_results_view_get_run(EpochResultsView *self)
{
  g_return_val_if_fail(EPOCH_IS_RESULTS_VIEW(self), NULL);
  return self->run;
}

void
epoch_results_view_begin(EpochResultsView *self)
{
  g_return_if_fail(EPOCH_IS_RESULTS_VIEW(self));
  say(self, NULL, FALSE);
  epoch_live_charts_clear(self->live);
  show_live(self, FALSE);
}

void
epoch_results_view_add_metric(EpochResultsView *self, const char *name, const char *split,
                              gint64 step, double value)
{
  g_return_if_fail(EPOCH_IS_RESULTS_VIEW(self));
  /* Without a step it is a result, which comes at the end. */
  if (step < 0)
    return;
  epoch_live_charts_add(self->live, name, split, step, value);
  show_live(self, TRUE);
}

static gboolean
kept_anything(EpochResultsView *self, EpochRun *run)
{
  const char *const *charts = epoch_experiment_get_charts(self->experiment);
  GPtrArray *artifacts = epoch_run_get_artifacts(run);

  for (const char *const *name = epoch_experiment_get_metrics(self->experiment); *name; name++)
    if (epoch_run_get_metric(run, *name, NULL))
      return TRUE;
  for (guint i = 0; i < artifacts->len; i++) {
    EpochRunArtifact *artifact = g_ptr_array_index(artifacts, i);
    if (g_strv_contains(charts, artifact->kind) || epoch_pane_shows_kind(artifact->kind))
      return TRUE;
  }
  return FALSE;
}

void
epoch_results_view_show_stopped(EpochResultsView *self, EpochRun *run)
{
  g_return_if_fail(EPOCH_IS_RESULTS_VIEW(self) && EPOCH_IS_RUN(run));
  epoch_live_charts_finish(self->live);
  if (kept_anything(self, run)) {
    epoch_results_view_show_run(self, run, NULL);
    say(self, _("The run was stopped before its end. This is what it had found by then."), FALSE);
  } else if (!epoch_live_charts_is_empty(self->live)) {
    say(self, _("The run was stopped before its end. These are its curves up to then."), FALSE);
  } else if (self->run) {
    say(self, _("The run was stopped before it had a result. These are those of the run before."),
        FALSE);
  } else {
    say(self, _("The run was stopped before it had a result."), FALSE);
  }
}

void
epoch_results_view_show_failure(EpochResultsView *self, const char *message)
{
  g_return_if_fail(EPOCH_IS_RESULTS_VIEW(self) && message);
  epoch_live_charts_finish(self->live);
  say(self, message, TRUE);
  gtk_accessible_announce(GTK_ACCESSIBLE(self), message, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
epoch_results_view_dispose(GObject *object)
{
  EpochResultsView *self = EPOCH_RESULTS_VIEW(object);

  g_clear_object(&self->run);
  g_clear_object(&self->experiment);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_results_view_parent_class)->dispose(object);
}

static void
epoch_results_view_class_init(EpochResultsViewClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_results_view_dispose;
}

static void
epoch_results_view_init(EpochResultsView *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 18);

  self->message = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
  self->message_text = GTK_LABEL(epoch_prose_label_new(""));
  gtk_box_append(GTK_BOX(self->message), GTK_WIDGET(self->message_text));
  gtk_widget_add_css_class(self->message, "lab-message");
  self->panes = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 24));
  self->live = EPOCH_LIVE_CHARTS(epoch_live_charts_new());
  self->results = ADW_BIN(adw_bin_new());
  gtk_widget_set_visible(GTK_WIDGET(self->panes), FALSE);
  gtk_box_append(GTK_BOX(box), self->message);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->panes));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->live));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->results));
  adw_bin_set_child(ADW_BIN(self), box);
  say(self, NULL, FALSE);
  show_live(self, FALSE);
}

static void
append_panes(EpochResultsView *self)
{
  for (const char *const *name = epoch_experiment_get_panes(self->experiment); *name; name++) {
    GtkWidget *pane = epoch_pane_new(*name);
    /* One of a newer version. */
    if (!pane)
      continue;
    gtk_box_append(self->panes, pane);
    gtk_widget_set_visible(GTK_WIDGET(self->panes), TRUE);
  }
}

GtkWidget *
epoch_results_view_new(EpochSession *session, EpochExperiment *experiment)
{
  EpochResultsView *self = g_object_new(EPOCH_TYPE_RESULTS_VIEW, NULL);

  self->session = g_object_ref(session);
  self->experiment = g_object_ref(experiment);
  append_panes(self);
  adw_bin_set_child(self->results, new_empty(gtk_widget_get_visible(GTK_WIDGET(self->panes)),
                                             wants_file(experiment)));
  return GTK_WIDGET(self);
}
