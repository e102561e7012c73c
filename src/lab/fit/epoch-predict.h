/* Predicts a table with a model that was fitted before. */
#pragma once

#include <gio/gio.h>

#include "run/epoch-events.h"
#include "run/epoch-run.h"

G_BEGIN_DECLS

typedef struct {
  const char *model; /* the file, as epoch_fit() wrote it */
  const char *csv;   /* the table */
  guint n_threads;
  const char *out; /* (nullable): the file for predictions */
} EpochPredictRequest;

/**
 * epoch_predict:
 * @request: what to predict
 * @events: whom to tell: start, metrics where the table has the target, the file, the end
 * @predictions: (out) (optional) (transfer full): the predictions as CSV
 * @error: where to put the reason for a status other than ok
 *
 * The same model gives the same bits for the same rows, whichever program fitted it and when.
 */
EpochRunStatus epoch_predict(const EpochPredictRequest *request, EpochEvents *events,
                             GString **predictions, GError **error);

G_END_DECLS
