/* What the files of the chart writer share. */
#pragma once

#include "chart/epoch-chart-writer-private.h"

/* Appends @member, which is JSON, to a list of the document. */
void epoch_chart_writer_add_raw(EpochChartWriter *self, const char *list, const char *member);
