#pragma once

#include <gtk/gtk.h>

#include "chart/epoch-chart-document.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_CHART_THUMBNAIL (epoch_chart_thumbnail_get_type())
G_DECLARE_FINAL_TYPE(EpochChartThumbnail, epoch_chart_thumbnail, EPOCH, CHART_THUMBNAIL, GtkWidget)

/**
 * EpochChartThumbnail:
 *
 * A chart as a small picture: its shape alone, without words or numbers. Without a chart it shows
 * that there is none yet. It is for the eye: a screen reader passes it by.
 */
GtkWidget *epoch_chart_thumbnail_new(void);

void epoch_chart_thumbnail_set_document(EpochChartThumbnail *self, EpochChartDocument *document);

G_END_DECLS
