/* Rows in the order of their clusters; what the scores of clusters share. */
#pragma once

#include <stddef.h>

#include "base/status.h"

struct ec_clusters {
  size_t n, k;
  size_t *rows;    /* n: the rows, cluster by cluster, in their order within each */
  size_t *begins;  /* k + 1: where in `rows` each cluster begins, and n */
  size_t *cluster; /* n: the cluster of each row, from 0 in ascending order of the labels */
};

/* Sorts n rows by their labels; to be freed with ec_clusters_clear(). EMPTY, VALUE, NO_MEMORY. */
ec_status ec_clusters_new(const double *labels, size_t n, struct ec_clusters *clusters,
                          struct ec_error *error);
void ec_clusters_clear(struct ec_clusters *clusters);
