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
 * Such a chart never changes afterwards, so that it can be read from any thread.
 *
 * Returns: (transfer full) (nullable): the chart, or %NULL with @error set
 */
EpochChartDocument *epoch_chart_document_new_from_data(const char *data, gssize length,
                                                       GError **error);

/**
 * epoch_chart_document_new_live:
 * @title: what the chart shows
 * @summary: (nullable): the same in a sentence
 * @x_label: (nullable): what the steps are called ("Iteration")
 * @y_label: (nullable): what is measured ("Loss")
 *
 * A line chart that grows while something trains. Unlike other documents it changes, and so
 * belongs to the main thread. Whoever shows it follows "changed", which is emitted once for
 * each point appended; a view draws at most once a frame, whatever the number of points.
 *
 * Returns: (transfer full): a chart without a series
 */
EpochChartDocument *epoch_chart_document_new_live(const char *title, const char *summary,
                                                  const char *x_label, const char *y_label);

/**
 * epoch_chart_document_append:
 * @self: a live chart
 * @series: the name of the series, which the first point of that name begins
 * @x: the step; points may come in any order, but rising ones cost least
 * @y: the value; one that is not finite leaves a gap
 *
 * Adds a point. Past %EPOCH_CHART_POINTS_MAX points all series are thinned out to half, so that
 * a run of any length can be followed: of every four neighbours the lowest and the highest
 * stay, as they are drawn.
 *
 * Returns: %FALSE where the chart is not live, @x is not finite, the series are as many as a
 *   chart can show, or memory ran out; the chart is then as it was
 */
gboolean epoch_chart_document_append(EpochChartDocument *self, const char *series, double x,
                                     double y);

/**
 * epoch_chart_document_finish:
 *
 * Says that no more points come: the axes close in on what there is.
 */
void epoch_chart_document_finish(EpochChartDocument *self);

/**
 * epoch_chart_document_get_live:
 *
 * Returns: whether points may still be appended
 */
gboolean epoch_chart_document_get_live(EpochChartDocument *self);

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
