#pragma once

#include <gio/gio.h>

struct ep_chart;

G_BEGIN_DECLS

#define EPOCH_CHART_ERROR (epoch_chart_error_quark())

/**
 * EpochChartError:
 * @EPOCH_CHART_ERROR_SYNTAX: the document is not JSON
 * @EPOCH_CHART_ERROR_INVALID: a member is missing, of the wrong type or does not fit the others
 * @EPOCH_CHART_ERROR_LIMIT: there is more of something than a chart can show
 * @EPOCH_CHART_ERROR_MEMORY: memory ran out
 */
typedef enum {
  EPOCH_CHART_ERROR_SYNTAX,
  EPOCH_CHART_ERROR_INVALID,
  EPOCH_CHART_ERROR_LIMIT,
  EPOCH_CHART_ERROR_MEMORY,
} EpochChartError;

GQuark epoch_chart_error_quark(void);

#define EPOCH_TYPE_CHART_DOCUMENT (epoch_chart_document_get_type())
G_DECLARE_FINAL_TYPE(EpochChartDocument, epoch_chart_document, EPOCH, CHART_DOCUMENT, GObject)

/* What a document may hold at most. */
#define EPOCH_CHART_POINTS_MAX 200000
#define EPOCH_CHART_SERIES_MAX 64
#define EPOCH_CHART_CATEGORIES_MAX 2000
#define EPOCH_CHART_GUIDES_MAX 64
#define EPOCH_CHART_BYTES_MAX (64 * 1024 * 1024)

/**
 * epoch_chart_document_new_from_data:
 * @data: a chart document in JSON; need not end in a zero
 * @length: its length in bytes, or -1 where it does
 *
 * Reads a chart. What is wrong is said with the path of the member, as in "series[0].y[12]".
 * The chart never changes afterwards, so that it can be read from any thread.
 *
 * Returns: (transfer full) (nullable): the chart, or %NULL with @error set
 */
EpochChartDocument *epoch_chart_document_new_from_data(const char *data, gssize length,
                                                       GError **error);

/**
 * epoch_chart_document_load_async:
 *
 * Reads a chart from a file in another thread.
 */
void epoch_chart_document_load_async(GFile *file, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * epoch_chart_document_load_finish:
 *
 * Returns: (transfer full) (nullable): the chart
 */
EpochChartDocument *epoch_chart_document_load_finish(GAsyncResult *result, GError **error);

/**
 * epoch_chart_document_new_overlay:
 * @title: (nullable): the title, or %NULL for that of the first chart
 * @documents: (array length=n): charts of one kind, of several runs
 * @names: (array length=n): what each is called
 *
 * Lays charts of several runs over each other.
 *
 * Returns: (transfer full) (nullable): one chart of all series
 */
EpochChartDocument *epoch_chart_document_new_overlay(const char *title,
                                                     EpochChartDocument *const *documents,
                                                     const char *const *names, gsize n,
                                                     GError **error);

/**
 * epoch_chart_document_get_chart:
 *
 * Returns: (transfer none): the chart for ep_layout_new() and its like
 */
const struct ep_chart *epoch_chart_document_get_chart(EpochChartDocument *self);

const char *epoch_chart_document_get_title(EpochChartDocument *self);
const char *epoch_chart_document_get_summary(EpochChartDocument *self);

G_END_DECLS
