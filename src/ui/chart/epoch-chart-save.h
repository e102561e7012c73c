#pragma once

#include <gtk/gtk.h>

#include "epoch-chart-document.h"

G_BEGIN_DECLS

typedef enum {
  EPOCH_CHART_FORMAT_PNG,
  EPOCH_CHART_FORMAT_SVG,
  EPOCH_CHART_FORMAT_CSV,
} EpochChartFormat;

/**
 * epoch_chart_save_to_bytes:
 * @widget: gives the font
 *
 * Writes a chart with its title and summary, on white, 960 × 540 or higher where the kind
 * asks for it (PNG at twice that), or its
 * table.
 *
 * Returns: (transfer full) (nullable): the contents of a file
 */
GBytes *epoch_chart_save_to_bytes(EpochChartDocument *document, EpochChartFormat format,
                                  GtkWidget *widget, GError **error);

/**
 * epoch_chart_save_async:
 *
 * Asks for a file and writes the chart to it.
 */
void epoch_chart_save_async(EpochChartDocument *document, EpochChartFormat format,
                            GtkWidget *widget, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);

/**
 * epoch_chart_save_finish:
 *
 * Returns: whether it was saved; where the user closed the dialog, %FALSE with
 *   %GTK_DIALOG_ERROR_DISMISSED
 */
gboolean epoch_chart_save_finish(GAsyncResult *result, GError **error);

/**
 * epoch_chart_save_copy:
 *
 * Puts the chart's picture into the clipboard of @widget.
 */
gboolean epoch_chart_save_copy(EpochChartDocument *document, GtkWidget *widget, GError **error);

G_END_DECLS
