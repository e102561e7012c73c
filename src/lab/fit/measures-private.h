/* What is told of a fitted model: scores of its predictions, and what it knows of itself. */
#pragma once

#include "fit/predictions-private.h"
#include "run/epoch-run-context-private.h"

/* Tells all scores of predictions on the rows of which the truth @y is known. */
void measures_tell_scores(EpochRunContext *context, const EpochTarget *target, const double *y,
                          const Predictions *predictions, const char *split);

/* Tells what is particular to the model: out-of-bag scores, inertia and silhouette, explained
 * variance. @table and @target (nullable) are the rows that it was fitted on. */
gboolean measures_tell_model(EpochRunContext *context, const EpochPipeline *pipeline,
                             const EpochTarget *target, const struct ec_table *table,
                             const char *place, GError **error);
