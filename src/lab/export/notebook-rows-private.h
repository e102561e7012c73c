/* The rows of an experiment's split and folds. They come of Epoch's own random numbers, which no
 * other library draws, so that a notebook has to be told them. */
#pragma once

#include "export/notebook-values-private.h"
#include "model/epoch-pipeline-private.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/**
 * notebook_rows_collect:
 * @experiment_id: such as "boston-linear"
 * @context: its values, its data set and its seed
 * @values: what the run has told; where to put "test_rows" (rows of the table, from 0, rising) and
 *   "folds" (the fold, from 0, of each row that is not among them, in the order of the table)
 *
 * Does nothing for an experiment that splits no rows.
 *
 * Returns: whether that went well
 */
gboolean notebook_rows_collect(const char *experiment_id, EpochRunContext *context,
                               NotebookValues *values, GError **error);

/* What one experiment alone has to tell. */
gboolean notebook_bias_variance_collect(EpochRunContext *context, NotebookValues *values,
                                        GError **error);
gboolean notebook_mnist_cnn_collect(EpochRunContext *context, NotebookValues *values,
                                    GError **error);
gboolean notebook_network_collect(EpochRunContext *context, NotebookValues *values, GError **error);
gboolean notebook_own_table_collect(EpochRunContext *context, NotebookValues *values,
                                    GError **error);
gboolean notebook_segments_collect(EpochRunContext *context, NotebookValues *values,
                                   GError **error);

/* Sets "centres" to the centres that k-means ended with, one after another, in prepared units, and
 * "centres.features" to the names of their columns. */
void notebook_rows_keep_centres(NotebookValues *values, const EpochPipeline *pipeline);

G_END_DECLS
