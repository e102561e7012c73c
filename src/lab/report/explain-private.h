/* What the files of explanations share. */
#pragma once

#include "report/epoch-explain-private.h"

/* What a model of a pipeline says of prepared rows: one number a row, the probability of a class or
 * the amount. The `data` of explain_output(). */
typedef struct {
  const EpochPipeline *pipeline;
  gsize class_;
} ExplainOutput;

/* An ec_output_func. */
ec_status explain_output(void *data, const struct ec_matrix *x, double *outputs,
                         struct ec_error *error);

gsize explain_n_columns(const EpochPipeline *pipeline);

/* Adds up numbers of features by the column that each comes from. */
void explain_add_up(const EpochPipeline *pipeline, const double *features, double *columns);
