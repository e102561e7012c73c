#include "config.h"

#include "lab/epoch-experiment-card.h"

#include <glib/gi18n.h>

#include "dataset/epoch-dataset.h"
#include "lab/epoch-run-text.h"
#include "metric/epoch-metric.h"
#include "store/epoch-runs.h"
#include "widgets/epoch-prose.h"

typedef struct {
  EpochSession *session;
  EpochExperiment *experiment;
  GtkLabel *result;
  GCancellable *cancellable;
} Card;

static void
card_free(gpointer data)
{
  Card *self = data;

  g_cancellable_cancel(self->cancellable);
  g_object_unref(self->cancellable);
  g_signal_handlers_disconnect_by_data(self->session, self);
  g_object_unref(self->session);
  g_object_unref(self->experiment);
  g_free(self);
}

static char *
dup_result(Card *self, GPtrArray *runs)
{
  const char *name = epoch_experiment_get_metrics(self->experiment)[0];
  const EpochMetricInfo *info = name ? epoch_metric_info_find(name) : NULL;

  for (guint i = 0; i < runs->len; i++) {
    EpochRun *run = g_ptr_array_index(runs, i);
    double value;
    if (!info || !epoch_run_get_metric(run, name, &value))
      continue;
    g_autofree char *number = epoch_run_text_dup_metric(self->session, run, name);
    g_autofree char *when = epoch_format_time(epoch_run_get_started(run));
    /* Translators: a metric, its value, and when it was reached. */
    return g_strdup_printf(_("Last result: %s %s · %s"), epoch_metric_info_get_label(info), number,
                           when);
  }
  return g_strdup(_("Not run yet"));
}

static void
listed_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) runs = epoch_runs_list_finish(EPOCH_STORE(source), result, &error);
  g_autofree char *text = NULL;
  Card *self = data;

  /* Cancelled: the card is gone. */
  if (!runs)
    return;
  text = dup_result(self, runs);
  gtk_label_set_label(self->result, text);
}

static void
update(Card *self)
{
  epoch_runs_list_async(epoch_session_get_store(self->session),
                        epoch_experiment_get_id(self->experiment), 20, self->cancellable, listed_cb,
                        self);
}

static GtkWidget *
append_line(GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  if (style)
    gtk_widget_add_css_class(label, style);
  gtk_box_append(GTK_BOX(box), label);
  return label;
}

GtkWidget *
epoch_experiment_card_new(EpochSession *session, EpochExperiment *experiment)
{
  Card *self = g_new0(Card, 1);
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_button_new();
  g_autofree char *place = g_strdup_printf("lab/%s", epoch_experiment_get_id(experiment));
  g_autofree char *week = g_strdup_printf(_("Week %d"), epoch_experiment_get_week(experiment));
  g_autoptr(EpochDataset) dataset =
      epoch_dataset_load(epoch_experiment_get_dataset_id(experiment), NULL);

  self->session = g_object_ref(session);
  self->experiment = g_object_ref(experiment);
  self->cancellable = g_cancellable_new();
  append_line(box, week, "caption-heading");
  append_line(box, epoch_experiment_get_title(experiment), "title-3");
  append_line(box, epoch_experiment_get_question(experiment), NULL);
  if (dataset) {
    g_autofree char *data = g_strdup_printf(_("%s, %d rows"), epoch_dataset_get_title(dataset),
                                            (int)epoch_dataset_get_rows(dataset));
    gtk_widget_set_margin_top(append_line(box, data, "dimmed"), 6);
  }
  self->result = GTK_LABEL(append_line(box, "", "dimmed"));
  gtk_widget_add_css_class(GTK_WIDGET(self->result), "numeric");

  gtk_button_set_child(GTK_BUTTON(button), box);
  gtk_widget_add_css_class(button, "card");
  gtk_widget_add_css_class(button, "activatable");
  gtk_widget_add_css_class(button, "experiment-card");
  gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.go");
  gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", place);
  gtk_accessible_update_property(
      GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, epoch_experiment_get_title(experiment),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, epoch_experiment_get_question(experiment), -1);
  g_object_set_data_full(G_OBJECT(button), "card", self, card_free);
  g_signal_connect_swapped(session, "runs-changed", G_CALLBACK(update), self);
  update(self);
  return button;
}
