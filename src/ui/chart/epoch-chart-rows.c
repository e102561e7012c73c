#include "config.h"

#include "epoch-chart-rows.h"

struct _EpochChartRow {
  GObject parent_instance;
  guint index;
};

G_DEFINE_FINAL_TYPE(EpochChartRow, epoch_chart_row, G_TYPE_OBJECT)

static void
epoch_chart_row_class_init(EpochChartRowClass *class)
{
}

static void
epoch_chart_row_init(EpochChartRow *self)
{
}

guint
epoch_chart_row_get_index(EpochChartRow *self)
{
  return self->index;
}

struct _EpochChartRows {
  GObject parent_instance;
  EpochChartDocument *document; /* the table borrows its chart */
  struct ep_table *table;
};

static GType
get_item_type(GListModel *model)
{
  return EPOCH_TYPE_CHART_ROW;
}

static guint
get_n_items(GListModel *model)
{
  return (guint)ep_table_get_n_rows(EPOCH_CHART_ROWS(model)->table);
}

static gpointer
get_item(GListModel *model, guint position)
{
  EpochChartRow *row;

  if (position >= get_n_items(model)) {
    return NULL;
  }
  row = g_object_new(EPOCH_TYPE_CHART_ROW, NULL);
  row->index = position;
  return row;
}

static void
list_model_init(GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE(EpochChartRows, epoch_chart_rows, G_TYPE_OBJECT,
                              G_IMPLEMENT_INTERFACE(G_TYPE_LIST_MODEL, list_model_init))

static void
epoch_chart_rows_finalize(GObject *object)
{
  EpochChartRows *self = EPOCH_CHART_ROWS(object);

  ep_table_free(self->table);
  g_clear_object(&self->document);
  G_OBJECT_CLASS(epoch_chart_rows_parent_class)->finalize(object);
}

static void
epoch_chart_rows_class_init(EpochChartRowsClass *class)
{
  G_OBJECT_CLASS(class)->finalize = epoch_chart_rows_finalize;
}

static void
epoch_chart_rows_init(EpochChartRows *self)
{
}

EpochChartRows *
epoch_chart_rows_new(EpochChartDocument *document)
{
  EpochChartRows *self = g_object_new(EPOCH_TYPE_CHART_ROWS, NULL);

  self->document = g_object_ref(document);
  self->table = ep_table_new(epoch_chart_document_get_chart(document));
  if (self->table == NULL) {
    /* GLib ends the process for lack of memory; so does this small piece above it. */
    g_error("There is not enough memory for a table.");
  }
  return self;
}

const struct ep_table *
epoch_chart_rows_get_table(EpochChartRows *self)
{
  return self->table;
}
