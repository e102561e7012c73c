/* The columns of a learner's own table, each with what it holds. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-run-results.h"
#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "lab/interactive/epoch-spark.h"

#define MOST_COLUMNS 500
#define MOST_TOP 5

static double
get_number(JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member(object, member);
  GType type = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : 0;

  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double(node) : NAN;
}

static JsonArray *
get_array(JsonObject *object, const char *member)
{
  JsonNode *node = object ? json_object_get_member(object, member) : NULL;

  return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonObject *
get_object(JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member(object, member);

  return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/* "number, 71 distinct values, 2 missing" */
static char *
dup_kind(JsonObject *column)
{
  g_autoptr(GString) text = g_string_new(NULL);
  const char *kind = json_object_get_string_member_with_default(column, "kind", "");
  double distinct = get_number(column, "distinct"), missing = get_number(column, "missing");

  g_string_append(text, g_str_equal(kind, "number") ? _("numbers") : _("categories"));
  if (distinct >= 0)
    g_string_append_printf(
        text, ngettext(", %lu distinct value", ", %lu distinct values", (gulong)distinct),
        (gulong)distinct);
  if (missing > 0)
    g_string_append_printf(text, ngettext(", %lu missing", ", %lu missing", (gulong)missing),
                           (gulong)missing);
  return g_strdup(text->str);
}

static char *
dup_spread(JsonObject *column)
{
  g_autofree char *least = epoch_pane_format(get_number(column, "min"), 4);
  g_autofree char *most = epoch_pane_format(get_number(column, "max"), 4);
  g_autofree char *mean = epoch_pane_format(get_number(column, "mean"), 4);
  g_autofree char *sd = epoch_pane_format(get_number(column, "sd"), 4);

  if (isnan(get_number(column, "mean")))
    return NULL;
  /* Translators: the least and largest value of a column, its mean and its standard deviation. */
  return g_strdup_printf(_("from %s to %s, mean %s, standard deviation %s"), least, most, mean, sd);
}

/* "Southampton (120), Cherbourg (40)" */
static char *
dup_top(JsonObject *column)
{
  JsonArray *top = get_array(column, "top");
  g_autoptr(GString) text = g_string_new(NULL);

  for (guint i = 0; top && i < MIN(json_array_get_length(top), MOST_TOP); i++) {
    JsonNode *node = json_array_get_element(top, i);
    JsonArray *pair = JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    if (!pair || json_array_get_length(pair) != 2 ||
        json_node_get_value_type(json_array_get_element(pair, 0)) != G_TYPE_STRING)
      continue;
    g_string_append_printf(text, "%s%s (%.0f)", text->len ? ", " : "",
                           json_array_get_string_element(pair, 0),
                           json_array_get_double_element(pair, 1));
  }
  return text->len ? g_strdup(text->str) : NULL;
}

/* The counts of the histogram, or of the values that come most often. */
static GArray *
dup_counts(JsonObject *column)
{
  GArray *counts = g_array_new(FALSE, FALSE, sizeof(double));
  JsonObject *histogram = get_object(column, "histogram");
  JsonArray *array = histogram ? get_array(histogram, "counts") : get_array(column, "top");

  for (guint i = 0; array && i < MIN(json_array_get_length(array), 100); i++) {
    JsonNode *node = json_array_get_element(array, i);
    double count = NAN;
    if (JSON_NODE_HOLDS_ARRAY(node) && json_array_get_length(json_node_get_array(node)) == 2)
      node = json_array_get_element(json_node_get_array(node), 1);
    if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) != G_TYPE_STRING)
      count = json_node_get_double(node);
    count = isfinite(count) ? fmax(count, 0) : 0;
    g_array_append_val(counts, count);
  }
  return counts;
}

static GtkWidget *
new_row(JsonObject *column)
{
  GtkWidget *row = gtk_list_box_row_new();
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *kind = dup_kind(column);
  g_autofree char *spread = dup_spread(column);
  g_autofree char *top = spread ? NULL : dup_top(column);
  g_autoptr(GArray) counts = dup_counts(column);
  const char *name = json_object_get_string_member_with_default(column, "name", "");
  const char *more = spread ? spread : top;
  GtkWidget *caption = epoch_pane_label_new(kind, "caption");

  gtk_widget_add_css_class(caption, "dimmed");
  gtk_box_append(GTK_BOX(box), epoch_pane_label_new(name, "heading"));
  gtk_box_append(GTK_BOX(box), caption);
  if (more)
    gtk_box_append(GTK_BOX(box), epoch_pane_label_new(more, "caption"));
  gtk_widget_set_hexpand(box, TRUE);
  gtk_box_append(GTK_BOX(line), box);
  gtk_box_append(GTK_BOX(line), epoch_spark_new((const double *)(void *)counts->data, counts->len));
  g_object_set(line, "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end", 12,
               NULL);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), line);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more ? more : kind, -1);
  return row;
}

GtkWidget *
epoch_table_pane_new(EpochRun *run, const char *kind)
{
  g_autoptr(JsonObject) object = epoch_run_results_load(run, kind);
  JsonArray *columns = get_array(object, "columns");
  guint n = columns ? json_array_get_length(columns) : 0;
  g_autofree char *title = g_strdup_printf(ngettext("%u Column", "%u Columns", n), n);
  GtkWidget *box, *list;

  if (!object)
    return NULL;
  if (!columns)
    return epoch_pane_trouble_new(_("Columns"), _("The file of the columns is damaged. Run it "
                                                  "again."));
  box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  list = gtk_list_box_new();
  gtk_list_box_set_selection_mode(GTK_LIST_BOX(list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class(list, "boxed-list");
  gtk_accessible_update_property(GTK_ACCESSIBLE(list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  for (guint i = 0; i < MIN(n, MOST_COLUMNS); i++) {
    JsonNode *node = json_array_get_element(columns, i);
    if (JSON_NODE_HOLDS_OBJECT(node))
      gtk_list_box_append(GTK_LIST_BOX(list), new_row(json_node_get_object(node)));
  }
  gtk_box_append(GTK_BOX(box), epoch_pane_label_new(title, "heading"));
  gtk_box_append(GTK_BOX(box), list);
  return box;
}
