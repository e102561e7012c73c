#include "config.h"

#include "lab/epoch-run-results.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "chart/epoch-chart-card.h"
#include "lab/epoch-metric-tile.h"
#include "lab/interactive/epoch-pane.h"
#include "widgets/epoch-prose.h"

/* Files of a run are small; a larger one is not the lab's. */
#define MAX_JSON_BYTES (8 * 1024 * 1024)
#define MAX_FOUND 20

char *
epoch_run_results_dup_path(EpochRun *run, const char *kind)
{
  GPtrArray *artifacts = epoch_run_get_artifacts(run);

  for (guint i = 0; epoch_run_get_folder(run) && i < artifacts->len; i++) {
    EpochRunArtifact *artifact = g_ptr_array_index(artifacts, i);
    g_autofree char *name = g_path_get_basename(artifact->path);
    if (g_str_equal(artifact->kind, kind))
      return g_build_filename(epoch_run_get_folder(run), name, NULL);
  }
  return NULL;
}

JsonObject *
epoch_run_results_load_file(const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr(JsonParser) parser = json_parser_new();
  JsonNode *root;
  gsize length;

  if (!g_file_get_contents(path, &text, &length, NULL) || length > MAX_JSON_BYTES ||
      !json_parser_load_from_data(parser, text, (gssize)length, NULL))
    return NULL;
  root = json_parser_get_root(parser);
  return root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_dup_object(root) : NULL;
}

JsonObject *
epoch_run_results_load(EpochRun *run, const char *kind)
{
  g_autofree char *path = epoch_run_results_dup_path(run, kind);

  return path ? epoch_run_results_load_file(path) : NULL;
}

char **
epoch_run_results_dup_found(EpochRun *run)
{
  g_autoptr(JsonObject) reading = epoch_run_results_load(run, "reading");
  JsonNode *node = reading ? json_object_get_member(reading, "found") : NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  JsonArray *found;

  if (!node || !JSON_NODE_HOLDS_ARRAY(node))
    return NULL;
  found = json_node_get_array(node);
  for (guint i = 0; i < MIN(json_array_get_length(found), MAX_FOUND); i++) {
    JsonNode *sentence = json_array_get_element(found, i);
    if (JSON_NODE_HOLDS_VALUE(sentence) && json_node_get_value_type(sentence) == G_TYPE_STRING)
      g_strv_builder_add(builder, json_node_get_string(sentence));
  }
  return g_strv_builder_end(builder);
}

static GtkWidget *
new_tiles(EpochSession *session, EpochExperiment *experiment, EpochRun *run, EpochRun *before)
{
  GtkWidget *tiles = gtk_flow_box_new();
  g_autoptr(JsonObject) facts = epoch_run_results_load(run, "facts");
  const char *unit = epoch_session_get_target_unit(session, epoch_run_get_dataset(run));

  gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(tiles), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous(GTK_FLOW_BOX(tiles), TRUE);
  gtk_flow_box_set_min_children_per_line(GTK_FLOW_BOX(tiles), 2);
  gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(tiles), 4);
  gtk_flow_box_set_row_spacing(GTK_FLOW_BOX(tiles), 12);
  gtk_flow_box_set_column_spacing(GTK_FLOW_BOX(tiles), 12);
  gtk_accessible_update_property(GTK_ACCESSIBLE(tiles), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Metrics"),
                                 -1);
  for (const char *const *name = epoch_experiment_get_metrics(experiment); *name; name++) {
    double value, old = NAN;
    GtkWidget *tile;
    if (!epoch_run_get_metric(run, *name, &value))
      continue;
    if (before && !epoch_run_get_metric(before, *name, &old))
      old = NAN;
    tile = epoch_metric_tile_new(*name, value, old, unit, facts);
    gtk_flow_box_append(GTK_FLOW_BOX(tiles), tile);
    gtk_widget_set_focusable(gtk_widget_get_parent(tile), FALSE);
  }
  return tiles;
}

static GtkWidget *
new_missing(const char *title, const char *message)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *heading = epoch_prose_label_new("");
  GtkWidget *text = epoch_prose_label_new("");

  gtk_label_set_text(GTK_LABEL(heading), title);
  gtk_label_set_text(GTK_LABEL(text), message);
  gtk_widget_add_css_class(heading, "heading");
  gtk_widget_add_css_class(text, "dimmed");
  gtk_box_append(GTK_BOX(box), heading);
  gtk_box_append(GTK_BOX(box), text);
  return box;
}

static void
chart_loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochChartDocument) document = epoch_chart_document_load_finish(result, &error);
  AdwBin *bin = data;

  /* Cancelled: the results are gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  adw_bin_set_child(bin, document ? epoch_chart_card_new(document)
                                  : new_missing(_("A Chart Is Missing"), error->message));
}

static void
append_chart(GtkWidget *box, EpochRun *run, const char *kind)
{
  g_autofree char *path = epoch_run_results_dup_path(run, kind);
  g_autoptr(GFile) file = NULL;
  GCancellable *cancellable;
  GtkWidget *bin;

  /* Not every run makes every chart. */
  if (!path)
    return;
  bin = adw_bin_new();
  cancellable = g_cancellable_new();
  g_signal_connect_object(bin, "destroy", G_CALLBACK(g_cancellable_cancel), cancellable,
                          G_CONNECT_SWAPPED);
  g_object_set_data_full(G_OBJECT(bin), "cancellable", cancellable, g_object_unref);
  file = g_file_new_for_path(path);
  epoch_chart_document_load_async(file, cancellable, chart_loaded_cb, bin);
  gtk_box_append(GTK_BOX(box), bin);
}

static void
append_kind(GtkWidget *box, EpochRun *run, const char *kind)
{
  GtkWidget *pane = epoch_pane_new_for_run(run, kind);

  if (pane)
    gtk_box_append(GTK_BOX(box), pane);
  else if (!epoch_pane_shows_kind(kind))
    append_chart(box, run, kind);
}

/* What can be played with stands first, where the experiment names it among its panes, and is
 * shown also where it names it nowhere; files of any other kind are not for the eye. */
static void
append_panes(GtkWidget *box, EpochExperiment *experiment, EpochRun *run, gboolean named)
{
  const char *const *charts = epoch_experiment_get_charts(experiment);
  const char *const *panes = epoch_experiment_get_panes(experiment);
  GPtrArray *artifacts = epoch_run_get_artifacts(run);

  for (guint i = 0; i < artifacts->len; i++) {
    EpochRunArtifact *artifact = g_ptr_array_index(artifacts, i);
    if (epoch_pane_shows_kind(artifact->kind) && !g_strv_contains(charts, artifact->kind) &&
        g_strv_contains(panes, artifact->kind) == named)
      append_kind(box, run, artifact->kind);
  }
}

static void
append_tiles(GtkWidget *box, EpochSession *session, EpochExperiment *experiment, EpochRun *run,
             EpochRun *before)
{
  GtkWidget *tiles = new_tiles(session, experiment, run, before);

  /* Nought tiles are no row either. */
  if (gtk_widget_get_first_child(tiles))
    gtk_box_append(GTK_BOX(box), tiles);
  else
    g_object_unref(g_object_ref_sink(tiles));
}

GtkWidget *
epoch_run_results_new(EpochSession *session, EpochExperiment *experiment, EpochRun *run,
                      EpochRun *before)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 24);

  append_tiles(box, session, experiment, run, before);
  append_panes(box, experiment, run, TRUE);
  for (const char *const *kind = epoch_experiment_get_charts(experiment); *kind; kind++)
    append_kind(box, run, *kind);
  append_panes(box, experiment, run, FALSE);
  return box;
}
