#pragma once

#include "kinds/ep-silhouette.h"

struct ep_silhouette_cluster {
  char *name;
  double *values; /* falling */
  size_t n;
  double mean;
};

struct ep_silhouette {
  struct ep_silhouette_cluster *clusters;
  size_t n;
  size_t n_rows;
};
