#pragma once

#include <adwaita.h>

#include "epoch-chart-view.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_CHART_CARD (epoch_chart_card_get_type())
G_DECLARE_FINAL_TYPE(EpochChartCard, epoch_chart_card, EPOCH, CHART_CARD, AdwBin)

/**
 * epoch_chart_card_new:
 * @document: (nullable): the chart to show
 *
 * A chart as a card: its title, the chart or the table behind it, what it shows in a
 * sentence, and a menu to save and copy it. Actions: chart.show-table, chart.save-png,
 * chart.save-svg, chart.save-csv, chart.copy, chart.zoom-in, chart.zoom-out, chart.zoom-reset.
 */
GtkWidget *epoch_chart_card_new(EpochChartDocument *document);

void epoch_chart_card_set_document(EpochChartCard *self, EpochChartDocument *document);

/**
 * epoch_chart_card_get_document:
 *
 * Returns: (transfer none) (nullable): the chart that is shown
 */
EpochChartDocument *epoch_chart_card_get_document(EpochChartCard *self);

/**
 * epoch_chart_card_get_view:
 *
 * Returns: (transfer none): the chart inside the card
 */
EpochChartView *epoch_chart_card_get_view(EpochChartCard *self);

void epoch_chart_card_set_show_table(EpochChartCard *self, gboolean show_table);
gboolean epoch_chart_card_get_show_table(EpochChartCard *self);

G_END_DECLS
