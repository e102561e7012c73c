#include "config.h"

#include "lab/epoch-compare-charts.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "chart/epoch-chart-card.h"
#include "lab/epoch-run-results.h"
#include "store/epoch-run.h"
#include "widgets/epoch-prose.h"

static JsonArray *
get_array(JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member(object, member);

  return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonObject *
get_last_series(JsonObject *chart)
{
  JsonArray *series = get_array(chart, "series");
  guint n = series ? json_array_get_length(series) : 0;
  JsonNode *last = n ? json_array_get_element(series, n - 1) : NULL;

  return last && JSON_NODE_HOLDS_OBJECT(last) ? json_node_get_object(last) : NULL;
}

/* (transfer full) (element-type utf8): the categories of all the charts, in the order in which
 * they come first. */
static GPtrArray *
union_categories(GPtrArray *charts)
{
  GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

  for (guint i = 0; i < charts->len; i++) {
    JsonArray *names = get_array(g_ptr_array_index(charts, i), "categories");
    for (guint j = 0; names && j < json_array_get_length(names); j++) {
      char *name = g_strdup(json_array_get_string_element(names, j));
      if (!name || g_hash_table_contains(seen, name)) {
        g_free(name);
        continue;
      }
      g_ptr_array_add(all, name);
      g_hash_table_add(seen, name);
    }
  }
  return all;
}

/* The values of a series in the order of all the categories, null where it has none. */
static JsonArray *
spread(JsonObject *chart, JsonObject *series, GPtrArray *categories)
{
  JsonArray *names = get_array(chart, "categories");
  JsonArray *values = get_array(series, "y");
  JsonArray *spread = json_array_new();
  guint n = names && values ? MIN(json_array_get_length(names), json_array_get_length(values)) : 0;

  for (guint i = 0; i < categories->len; i++) {
    JsonNode *value = NULL;
    for (guint j = 0; j < n && !value; j++)
      if (g_strcmp0(json_array_get_string_element(names, j), g_ptr_array_index(categories, i)) == 0)
        value = json_array_get_element(values, j);
    if (value)
      json_array_add_element(spread, json_node_copy(value));
    else
      json_array_add_null_element(spread);
  }
  return spread;
}

static void
copy_member(JsonObject *from, const char *member, JsonObject *to)
{
  JsonNode *node = json_object_get_member(from, member);

  if (node)
    json_object_set_member(to, member, json_node_copy(node));
}

static JsonObject *
new_series(JsonObject *chart, guint run, GPtrArray *categories)
{
  static const char *const members[] = {"x", "y", "labels", "lower", "upper", "steps"};
  JsonObject *old = get_last_series(chart);
  JsonObject *series = json_object_new();
  g_autofree char *name = g_strdup_printf(_("Run %u"), run + 1);

  json_object_set_string_member(series, "name", name);
  if (categories) {
    json_object_set_array_member(series, "y", spread(chart, old, categories));
  } else {
    for (guint i = 0; i < G_N_ELEMENTS(members); i++)
      copy_member(old, members[i], series);
  }
  return series;
}

/* (transfer full): one document of the charts of all runs. */
static JsonNode *
merge(GPtrArray *charts, gboolean bars)
{
  JsonObject *first = g_ptr_array_index(charts, 0);
  JsonObject *merged = json_object_new();
  JsonArray *series = json_array_new();
  JsonNode *node = json_node_new(JSON_NODE_OBJECT);
  g_autoptr(GPtrArray) categories = bars ? union_categories(charts) : NULL;
  const char *const members[] = {"chart", "title", "x", "y", "guides", "horizontal"};

  for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
    copy_member(first, members[i], merged);
  json_object_set_string_member(merged, "summary",
                                _("The same chart of every run, laid over one another."));
  if (categories) {
    JsonArray *names = json_array_new();
    for (guint i = 0; i < categories->len; i++)
      json_array_add_string_element(names, g_ptr_array_index(categories, i));
    json_object_set_array_member(merged, "categories", names);
  }
  for (guint i = 0; i < charts->len; i++)
    json_array_add_object_element(series, new_series(g_ptr_array_index(charts, i), i, categories));
  json_object_set_array_member(merged, "series", series);
  json_node_take_object(node, merged);
  return node;
}

/* (transfer full) (nullable): the charts of one kind laid over one another, NULL where one of the
 * files lacks what is to be compared. */
static EpochChartDocument *
overlay(GPtrArray *paths)
{
  static const char *const overlaid[] = {"scatter", "line", "bars", NULL};
  g_autoptr(GPtrArray) charts = g_ptr_array_new_with_free_func((GDestroyNotify)json_object_unref);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  const char *type;

  for (guint i = 0; i < paths->len; i++) {
    JsonObject *chart = epoch_run_results_load_file(g_ptr_array_index(paths, i));
    if (!chart || !get_last_series(chart)) {
      g_clear_pointer(&chart, json_object_unref);
      return NULL;
    }
    g_ptr_array_add(charts, chart);
  }
  type = json_object_get_string_member_with_default(g_ptr_array_index(charts, 0), "chart", "");
  /* Boxes, trees and maps can not be laid over one another, and the bins of two histograms are not
   * the same. */
  if (!g_strv_contains(overlaid, type))
    return NULL;
  node = merge(charts, g_str_equal(type, "bars"));
  text = json_to_string(node, FALSE);
  return epoch_chart_document_new_from_data(text, -1, NULL);
}

static void
read_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *kinds = data;
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func(g_object_unref);

  for (guint i = 0; i < kinds->len && !g_cancellable_is_cancelled(cancellable); i++) {
    EpochChartDocument *document = overlay(g_ptr_array_index(kinds, i));
    if (document)
      g_ptr_array_add(documents, document);
  }
  g_task_return_pointer(task, g_steal_pointer(&documents), (GDestroyNotify)g_ptr_array_unref);
}

static void
read_cb(GObject *section, GAsyncResult *result, gpointer data)
{
  g_autoptr(GPtrArray) documents = g_task_propagate_pointer(G_TASK(result), NULL);

  /* Cancelled: the page is gone. */
  if (!documents)
    return;
  gtk_widget_set_visible(GTK_WIDGET(section), documents->len > 0);
  for (guint i = 0; i < documents->len; i++)
    gtk_box_append(GTK_BOX(section), epoch_chart_card_new(g_ptr_array_index(documents, i)));
}

/* (transfer full) (nullable) (element-type filename): the files of one kind; NULL where a run has
 * none, so that there is nothing to compare. */
static GPtrArray *
find_files(GPtrArray *runs, const char *kind)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);

  for (guint i = 0; i < runs->len; i++) {
    char *path = epoch_run_results_dup_path(g_ptr_array_index(runs, i), kind);
    if (!path)
      return NULL;
    g_ptr_array_add(paths, path);
  }
  return g_steal_pointer(&paths);
}

void
epoch_compare_charts_append(GtkBox *box, EpochExperiment *experiment, GPtrArray *runs,
                            GCancellable *cancellable)
{
  GtkWidget *section = epoch_section_new(_("Charts"), NULL);
  GPtrArray *kinds = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GTask) task = g_task_new(section, cancellable, read_cb, NULL);

  for (const char *const *kind = epoch_experiment_get_charts(experiment); *kind; kind++) {
    GPtrArray *paths = find_files(runs, *kind);
    if (paths)
      g_ptr_array_add(kinds, paths);
  }
  gtk_box_set_spacing(GTK_BOX(section), 24);
  gtk_box_append(box, section);
  g_task_set_source_tag(task, epoch_compare_charts_append);
  g_task_set_task_data(task, kinds, (GDestroyNotify)g_ptr_array_unref);
  g_task_run_in_thread(task, read_in_thread);
}
