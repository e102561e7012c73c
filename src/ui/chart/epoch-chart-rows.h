#pragma once

#include <gio/gio.h>

#include "ep-table.h"
#include "epoch-chart-document.h"

G_BEGIN_DECLS

/* One row of the table behind a chart: no more than its number. */
#define EPOCH_TYPE_CHART_ROW (epoch_chart_row_get_type())
G_DECLARE_FINAL_TYPE(EpochChartRow, epoch_chart_row, EPOCH, CHART_ROW, GObject)

guint epoch_chart_row_get_index(EpochChartRow *self);

/* The rows of the table behind a chart, made when asked for. */
#define EPOCH_TYPE_CHART_ROWS (epoch_chart_rows_get_type())
G_DECLARE_FINAL_TYPE(EpochChartRows, epoch_chart_rows, EPOCH, CHART_ROWS, GObject)

/* (transfer full) */
EpochChartRows *epoch_chart_rows_new(EpochChartDocument *document);

/* (transfer none) */
const struct ep_table *epoch_chart_rows_get_table(EpochChartRows *self);

G_END_DECLS
