#pragma once

#include "ep-chart.h"

/* The silhouettes of one cluster: of each of its rows how much nearer it is to its own cluster
 * than to the next one, -1 … 1, the largest first (Rousseeuw 1987). */
struct ep_cluster {
  const char *name;
  const double *values;
  size_t n;
};

/* Gives an EP_KIND_SILHOUETTE its clusters, and their mean as a guide unless it is NaN. False,
 * and nothing changed, without memory or where a value is not finite. */
bool ep_chart_set_silhouette(struct ep_chart *chart, const struct ep_cluster *clusters, size_t n,
                             double mean);
