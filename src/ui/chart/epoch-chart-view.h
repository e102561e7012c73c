#pragma once

#include <gtk/gtk.h>

#include "epoch-chart-document.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_CHART_VIEW (epoch_chart_view_get_type())
G_DECLARE_FINAL_TYPE(EpochChartView, epoch_chart_view, EPOCH, CHART_VIEW, GtkWidget)

/**
 * epoch_chart_view_new:
 * @document: (nullable): the chart to show
 *
 * A chart that is drawn crisply at any scale, answers the pointer with exact values, and can
 * be walked through and zoomed with the keyboard.
 */
GtkWidget *epoch_chart_view_new(EpochChartDocument *document);

void epoch_chart_view_set_document(EpochChartView *self, EpochChartDocument *document);

/* Whether the height that suits the chart is also the least, as it should be on a page that scrolls
 * and gives its children the least they ask for. */
void epoch_chart_view_set_whole_height(EpochChartView *self, gboolean whole_height);

/**
 * epoch_chart_view_get_document:
 *
 * Returns: (transfer none) (nullable): the chart that is shown
 */
EpochChartDocument *epoch_chart_view_get_document(EpochChartView *self);

/**
 * epoch_chart_view_dup_value_text:
 *
 * Returns: (transfer full) (nullable): the datum under the cursor in words, as it is read out
 */
char *epoch_chart_view_dup_value_text(EpochChartView *self);

/**
 * epoch_chart_view_zoom:
 * @factor: above 1 to see less and larger
 *
 * Zooms about the middle of what is shown, where the chart can be zoomed at all.
 */
void epoch_chart_view_zoom(EpochChartView *self, double factor);

void epoch_chart_view_reset_zoom(EpochChartView *self);

/**
 * epoch_chart_view_get_zoomed:
 *
 * Returns: whether only a part of the chart is shown
 */
gboolean epoch_chart_view_get_zoomed(EpochChartView *self);

/**
 * epoch_chart_view_get_frames:
 *
 * Returns: how often a live chart was drawn since it is shown, to measure the frame rate
 */
guint epoch_chart_view_get_frames(EpochChartView *self);

G_END_DECLS
