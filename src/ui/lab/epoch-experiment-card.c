#include "config.h"

#include "lab/epoch-experiment-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dataset/epoch-dataset.h"
#include "lab/epoch-chart-thumbnail.h"
#include "lab/epoch-run-results.h"
#include "lab/epoch-run-text.h"
#include "lab/interactive/epoch-pane.h"
#include "metric/epoch-metric.h"
#include "store/epoch-runs.h"
#include "widgets/epoch-prose.h"

#define MOST_CHARS 44

typedef struct {
  EpochSession *session;
  EpochExperiment *experiment;
  GtkLabel *result;
  EpochChartThumbnail *picture;
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

/* What the last run reached by the experiment's main metric, with the change since the one before
 * it that can be compared: on the same table. */
static char *
dup_result(Card *self, GPtrArray *runs)
{
  const char *name = NULL;
  EpochRun *last = NULL;
  g_autofree char *change = NULL;

  for (guint i = 0; i < runs->len && !change; i++) {
    EpochRun *run = g_ptr_array_index(runs, i);
    if (epoch_run_get_status(run) != EPOCH_RUN_STATUS_OK)
      continue;
    if (last && epoch_run_text_same_table(run, last))
      change = epoch_run_text_dup_change(self->session, last, run, name, NULL);
    if (!last && (name = epoch_run_text_get_main_metric(run, self->experiment)))
      last = run;
  }
  if (!last)
    return g_strdup(runs->len ? _("No result yet") : _("Not run yet"));
  g_autofree char *number = epoch_run_text_dup_metric(self->session, last, name);
  g_autofree char *when = epoch_format_time(epoch_run_get_started(last));
  g_autofree char *label = epoch_metric_dup_label(name);
  if (change)
    /* Translators: a metric, its value, its change since the run before, and when that was. */
    return g_strdup_printf(_("Last result: %s %s, %s · %s"), label, number, change, when);
  /* Translators: a metric, its value, and when it was reached. */
  return g_strdup_printf(_("Last result: %s %s · %s"), label, number, when);
}

static void
picture_loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochChartDocument) document = epoch_chart_document_load_finish(result, NULL);
  Card *self = data;

  /* Without its file a card is still a card; cancelled, it is gone. */
  if (document)
    epoch_chart_thumbnail_set_document(self->picture, document);
}

/* The first chart of a run, in the experiment's order. */
static char *
dup_first_chart(Card *self, EpochRun *run)
{
  for (const char *const *kind = epoch_experiment_get_charts(self->experiment); *kind; kind++) {
    char *path = epoch_pane_shows_kind(*kind) ? NULL : epoch_run_results_dup_path(run, *kind);
    if (path)
      return path;
  }
  return NULL;
}

static void
show_picture(Card *self, GPtrArray *runs)
{
  for (guint i = 0; i < runs->len; i++) {
    EpochRun *run = g_ptr_array_index(runs, i);
    g_autofree char *path =
        epoch_run_get_status(run) == EPOCH_RUN_STATUS_OK ? dup_first_chart(self, run) : NULL;
    g_autoptr(GFile) file = path ? g_file_new_for_path(path) : NULL;
    if (!file)
      continue;
    epoch_chart_document_load_async(file, self->cancellable, picture_loaded_cb, self);
    return;
  }
  epoch_chart_thumbnail_set_document(self->picture, NULL);
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
  show_picture(self, runs);
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
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  /* A long question wraps, and leaves the picture beside it. */
  gtk_label_set_max_width_chars(GTK_LABEL(label), MOST_CHARS);
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
  GtkWidget *beside = adw_wrap_box_new();
  GtkWidget *button = gtk_button_new();
  g_autofree char *place = g_strdup_printf("lab/%s", epoch_experiment_get_id(experiment));
  const char *dataset_id = epoch_experiment_get_dataset_id(experiment);
  g_autoptr(EpochDataset) dataset = dataset_id ? epoch_dataset_load(dataset_id, NULL) : NULL;

  self->session = g_object_ref(session);
  self->experiment = g_object_ref(experiment);
  self->cancellable = g_cancellable_new();
  append_line(box, epoch_experiment_get_title(experiment), "title-3");
  append_line(box, epoch_experiment_get_question(experiment), NULL);
  if (dataset) {
    g_autofree char *data = g_strdup_printf(_("%s, %d rows"), epoch_dataset_get_title(dataset),
                                            (int)epoch_dataset_get_rows(dataset));
    gtk_widget_set_margin_top(append_line(box, data, "dimmed"), 6);
  }
  self->result = GTK_LABEL(append_line(box, "", "dimmed"));
  gtk_widget_add_css_class(GTK_WIDGET(self->result), "numeric");

  self->picture = EPOCH_CHART_THUMBNAIL(epoch_chart_thumbnail_new());
  gtk_widget_set_hexpand(box, TRUE);
  gtk_widget_set_valign(box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign(GTK_WIDGET(self->picture), GTK_ALIGN_CENTER);
  gtk_widget_set_valign(GTK_WIDGET(self->picture), GTK_ALIGN_CENTER);
  adw_wrap_box_set_child_spacing(ADW_WRAP_BOX(beside), 18);
  adw_wrap_box_set_line_spacing(ADW_WRAP_BOX(beside), 12);
  adw_wrap_box_set_justify(ADW_WRAP_BOX(beside), ADW_JUSTIFY_FILL);
  adw_wrap_box_append(ADW_WRAP_BOX(beside), box);
  adw_wrap_box_append(ADW_WRAP_BOX(beside), GTK_WIDGET(self->picture));
  gtk_button_set_child(GTK_BUTTON(button), beside);
  gtk_widget_add_css_class(button, "card");
  gtk_widget_add_css_class(button, "activatable");
  gtk_widget_add_css_class(button, "experiment-card");
  gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", place);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.go");
  gtk_accessible_update_property(
      GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, epoch_experiment_get_title(experiment),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, epoch_experiment_get_question(experiment), -1);
  g_object_set_data_full(G_OBJECT(button), "card", self, card_free);
  g_signal_connect_swapped(session, "runs-changed", G_CALLBACK(update), self);
  update(self);
  return button;
}
