#pragma once

#include "epoch-chart-reader.h"

G_BEGIN_DECLS

/* Each reads what a kind of chart holds in place of series; FALSE with the error set. */
gboolean epoch_chart_parser_read_boxes(EpochChartReader *reader, JsonObject *root);
gboolean epoch_chart_parser_read_heatmap(EpochChartReader *reader, JsonObject *root);
gboolean epoch_chart_parser_read_silhouette(EpochChartReader *reader, JsonObject *root);
gboolean epoch_chart_parser_read_matrix(EpochChartReader *reader, JsonObject *root);
gboolean epoch_chart_parser_read_tree(EpochChartReader *reader, JsonObject *root);
gboolean epoch_chart_parser_read_field(EpochChartReader *reader, JsonObject *root);
gboolean epoch_chart_parser_read_images(EpochChartReader *reader, JsonObject *root);

/* Reads "range", two numbers of which the second is the larger; 0 and 0 where it is absent. */
gboolean epoch_chart_parser_read_range(EpochChartReader *reader, JsonObject *root, double *lo,
                                       double *hi);

/* Reads the series, which a field may be without. */
gboolean epoch_chart_parser_read_series(EpochChartReader *reader, JsonObject *root);

/* Reads "horizontal" into the chart. */
gboolean epoch_chart_parser_read_horizontal(EpochChartReader *reader, JsonObject *root);

G_END_DECLS
