#include "config.h"

#include "epoch-chart-table.h"

#include <math.h>

#include "epoch-chart-rows.h"

/* Sorting makes an object of each row; beyond this many it would be felt. */
#define SORTED_MAX 20000

struct _EpochChartTable {
  GtkWidget parent_instance;
  GtkWidget *scrolled;
  GtkColumnView *columns;
  EpochChartDocument *live; /* grows still; NULL: no */
};

G_DEFINE_FINAL_TYPE(EpochChartTable, epoch_chart_table, GTK_TYPE_WIDGET)

/* What a column's callbacks need to know. */
struct column {
  EpochChartRows *rows;
  size_t number;
};

static struct column *
column_new(EpochChartRows *rows, size_t number)
{
  struct column *column = g_new(struct column, 1);

  *column = (struct column){g_object_ref(rows), number};
  return column;
}

static void
column_free(gpointer data)
{
  struct column *column = data;

  g_object_unref(column->rows);
  g_free(column);
}

static void
column_free_closure(gpointer data, GClosure *closure)
{
  column_free(data);
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *item, struct column *column)
{
  GtkWidget *label = gtk_label_new(NULL);
  gboolean numeric = ep_table_is_numeric(epoch_chart_rows_get_table(column->rows), column->number);

  gtk_label_set_xalign(GTK_LABEL(label), numeric ? 1 : 0);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  if (numeric) {
    gtk_widget_add_css_class(label, "numeric");
  }
  gtk_list_item_set_child(item, label);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *item, struct column *column)
{
  EpochChartRow *row = gtk_list_item_get_item(item);
  char text[512];
  g_autofree char *valid = NULL;

  ep_table_write_cell(epoch_chart_rows_get_table(column->rows), epoch_chart_row_get_index(row),
                      column->number, text, sizeof text);
  valid = g_utf8_make_valid(text, -1);
  gtk_label_set_text(GTK_LABEL(gtk_list_item_get_child(item)), valid);
}

/* Numbers by size with missing ones last; words as the language sorts them. */
static int
compare_rows(gconstpointer left, gconstpointer right, gpointer data)
{
  const struct column *column = data;
  const struct ep_table *table = epoch_chart_rows_get_table(column->rows);
  guint a = epoch_chart_row_get_index((EpochChartRow *)left);
  guint b = epoch_chart_row_get_index((EpochChartRow *)right);
  char words[2][512];

  if (ep_table_is_numeric(table, column->number)) {
    double x = ep_table_get_number(table, a, column->number);
    double y = ep_table_get_number(table, b, column->number);
    if (isnan(x) || isnan(y)) {
      return isnan(x) - isnan(y);
    }
    return x < y ? -1 : x > y;
  }
  ep_table_write_cell(table, a, column->number, words[0], sizeof words[0]);
  ep_table_write_cell(table, b, column->number, words[1], sizeof words[1]);
  return g_utf8_collate(words[0], words[1]);
}

static void
add_column(EpochChartTable *self, EpochChartRows *rows, size_t number)
{
  const struct ep_table *table = epoch_chart_rows_get_table(rows);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  g_autoptr(GtkColumnViewColumn) column = NULL;

  g_signal_connect_data(factory, "setup", G_CALLBACK(setup_cb), column_new(rows, number),
                        column_free_closure, 0);
  g_signal_connect_data(factory, "bind", G_CALLBACK(bind_cb), column_new(rows, number),
                        column_free_closure, 0);
  column = gtk_column_view_column_new(ep_table_get_heading(table, number), factory);
  /* Numbers stay under their heading; words take the room that is left. */
  gtk_column_view_column_set_expand(column, !ep_table_is_numeric(table, number));
  gtk_column_view_column_set_resizable(column, TRUE);
  if (ep_table_get_n_rows(table) <= SORTED_MAX) {
    g_autoptr(GtkSorter) sorter =
        GTK_SORTER(gtk_custom_sorter_new(compare_rows, column_new(rows, number), column_free));
    gtk_column_view_column_set_sorter(column, sorter);
  }
  gtk_column_view_append_column(self->columns, column);
}

/* Where all columns are of numbers, an empty one takes the rest of the width, so that the lines
 * between rows reach across. */
static void
add_rest(EpochChartTable *self, EpochChartRows *rows)
{
  const struct ep_table *table = epoch_chart_rows_get_table(rows);
  g_autoptr(GtkColumnViewColumn) rest = NULL;

  for (size_t i = 0; i < ep_table_get_n_columns(table); i++) {
    if (!ep_table_is_numeric(table, i)) {
      return;
    }
  }
  rest = gtk_column_view_column_new(NULL, gtk_signal_list_item_factory_new());
  gtk_column_view_column_set_expand(rest, TRUE);
  gtk_column_view_append_column(self->columns, rest);
}

static void
remove_columns(EpochChartTable *self)
{
  GListModel *columns = gtk_column_view_get_columns(self->columns);

  gtk_column_view_set_model(self->columns, NULL);
  while (g_list_model_get_n_items(columns) > 0) {
    g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item(columns, 0);
    gtk_column_view_remove_column(self->columns, column);
  }
}

/* A table that changed under its reader's eyes could not be read: the rows that came since it was
 * opened are added once no more come. */
static void
changed_cb(EpochChartTable *self, EpochChartDocument *document)
{
  if (!epoch_chart_document_get_live(document)) {
    g_autoptr(EpochChartDocument) finished = g_object_ref(document);
    epoch_chart_table_set_document(self, finished);
  }
}

static void
follow(EpochChartTable *self, EpochChartDocument *document)
{
  if (self->live != NULL) {
    g_signal_handlers_disconnect_by_func(self->live, changed_cb, self);
  }
  g_clear_object(&self->live);
  if (document != NULL && epoch_chart_document_get_live(document)) {
    self->live = g_object_ref(document);
    g_signal_connect_object(document, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
  }
}

void
epoch_chart_table_set_document(EpochChartTable *self, EpochChartDocument *document)
{
  g_autoptr(EpochChartRows) rows = NULL;
  g_autoptr(GtkNoSelection) selection = NULL;
  GtkSortListModel *sorted;
  GtkSorter *sorter;

  g_return_if_fail(EPOCH_IS_CHART_TABLE(self));
  follow(self, document);
  remove_columns(self);
  if (document == NULL) {
    return;
  }
  rows = epoch_chart_rows_new(document);
  for (size_t i = 0; i < ep_table_get_n_columns(epoch_chart_rows_get_table(rows)); i++) {
    add_column(self, rows, i);
  }
  add_rest(self, rows);
  sorter = gtk_column_view_get_sorter(self->columns);
  sorted = gtk_sort_list_model_new(G_LIST_MODEL(g_object_ref(rows)),
                                   sorter != NULL ? g_object_ref(sorter) : NULL);
  selection = gtk_no_selection_new(G_LIST_MODEL(sorted));
  gtk_column_view_set_model(self->columns, GTK_SELECTION_MODEL(selection));
}

static void
epoch_chart_table_dispose(GObject *object)
{
  follow(EPOCH_CHART_TABLE(object), NULL);
  gtk_widget_dispose_template(GTK_WIDGET(object), EPOCH_TYPE_CHART_TABLE);
  G_OBJECT_CLASS(epoch_chart_table_parent_class)->dispose(object);
}

static void
epoch_chart_table_class_init(EpochChartTableClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = epoch_chart_table_dispose;
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/chart/epoch-chart-table.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochChartTable, scrolled);
  gtk_widget_class_bind_template_child(widget_class, EpochChartTable, columns);
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
epoch_chart_table_init(EpochChartTable *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
}

GtkWidget *
epoch_chart_table_new(void)
{
  return g_object_new(EPOCH_TYPE_CHART_TABLE, NULL);
}
