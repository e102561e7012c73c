#pragma once

#include <gtk/gtk.h>

#include "epoch-chart-document.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_CHART_TABLE (epoch_chart_table_get_type())
G_DECLARE_FINAL_TYPE(EpochChartTable, epoch_chart_table, EPOCH, CHART_TABLE, GtkWidget)

/**
 * epoch_chart_table_new:
 *
 * The numbers behind a chart as a table whose columns can be sorted.
 */
GtkWidget *epoch_chart_table_new(void);

/**
 * epoch_chart_table_set_document:
 * @document: (nullable): the chart whose numbers to show
 */
void epoch_chart_table_set_document(EpochChartTable *self, EpochChartDocument *document);

G_END_DECLS
