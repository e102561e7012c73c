/* The table of metrics. */
#pragma once

#include "metric/epoch-metric.h"

struct _EpochMetricInfo {
  const char *name;
  const char *label;
  const char *title;
  const char *formula;
  const char *meaning;
  const char *good;
  gboolean higher_is_better;
  EpochMetricUnit unit;
};

/* The length of a metric's name without "_train" and the like. */
gsize epoch_metric_base_length(const char *name);
