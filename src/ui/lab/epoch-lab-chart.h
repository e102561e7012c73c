#pragma once

#include <gtk/gtk.h>

#include "chart/epoch-chart-document.h"

G_BEGIN_DECLS

/* (transfer floating): the card of a chart, as high as what it shows deserves: a scatter nearly
 * square at the width of a column, bars by how many there are. */
GtkWidget *epoch_lab_chart_new(EpochChartDocument *document);

G_END_DECLS
