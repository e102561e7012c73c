/* The predictions for a table, as fitting and predicting write them. */
#pragma once

#include "model/epoch-pipeline-private.h"

typedef struct {
  gsize n_rows;
  double *values;                 /* amounts, codes or clusters; NULL of a transformation */
  struct ec_matrix probabilities; /* of a classifier, rows by classes */
  struct ec_matrix transformed;   /* of a transformation */
} Predictions;

void predictions_clear(Predictions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Predictions, predictions_clear)

/* Predicts all rows of a table; @self is empty before. */
gboolean predictions_make(Predictions *self, const EpochPipeline *pipeline,
                          const struct ec_table *table, const struct ec_job *job, const char *place,
                          GError **error);

/* As CSV: "row,prediction", then "p_<class>" for each class; of a transformation "row,pc1,pc2,…".
 * Rows count from 1; a class stands there by its name, a cluster by its number, and -1 means that
 * a row belongs to none. */
GString *predictions_write_csv(const Predictions *self, const EpochPipeline *pipeline);

/* The target of a pipeline, with which truths can be read and measured; %NULL where it has none. */
EpochTarget *predictions_new_target(const EpochPipeline *pipeline);
