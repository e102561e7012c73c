/* What the files that group the rows of a learner's own table share. */
#pragma once

#include "experiment/own-table/own-table-private.h"

/* Rows, and the groups that they were put into. */
typedef struct {
  EpochOwnTable *self;
  GArray *columns;         /* of size_t: what is looked at */
  EpochPipeline *pipeline; /* of the model that groups */
  struct ec_matrix x;      /* what it sees: rows by features */
  double *labels;          /* one a row: 0 … n_clusters - 1, -1 for none */
  gsize n_clusters;
  gsize n_noise;
  size_t *sample; /* rows at even distances: the silhouette compares each with each */
  gsize n_sample; /* those of a cluster alone */
  double *widths; /* their silhouettes; NULL where they are not determined */
  double mean;    /* of these */
} EpochGroups;

/* Takes the sample and measures its silhouettes; leaves `widths` NULL where there are not at least
 * two groups. */
gboolean epoch_groups_measure(EpochGroups *groups, GError **error);

/* Sizes, silhouettes and centres of the groups, as charts, sentences, metrics and facts. */
gboolean epoch_groups_report(EpochGroups *groups, GError **error);

/* (transfer full): "Cluster 1", or "No cluster" for -1. */
char *epoch_groups_name(gssize cluster);

/* What principal components found: their shares and what they are made of. */
gboolean epoch_own_table_report_components(EpochOwnTable *self, const EpochPipeline *pca,
                                           GError **error);
