/* Trains a model on a learner's own table. */
#pragma once

#include <gio/gio.h>

#include "run/epoch-events.h"
#include "run/epoch-run.h"

G_BEGIN_DECLS

typedef struct {
  const char *model; /* "linear" or "ridge" */
  const char *csv;
  const char *target;
  const char *test;            /* (nullable): another table to predict */
  const char *const *settings; /* (nullable): "KEY=VALUE", %NULL-terminated */
  guint n_threads;
  const char *out; /* (nullable): the folder for model.json and predictions.csv */
} EpochFitRequest;

/* A line of the table of coefficients. */
typedef struct {
  char *name; /* %NULL for the intercept */
  double coefficient;
  double error; /* its standard error; NaN where it is not known */
} EpochFitTerm;

/**
 * epoch_fit:
 * @request: what to fit
 * @events: whom to tell
 * @terms: (out) (optional) (transfer container) (element-type EpochFitTerm): what was found
 * @error: where to put the reason for a status other than ok
 *
 * Reads the table, infers the types of its columns, fills gaps, turns text into columns of 0 and
 * 1, fits, measures, and writes "model.json" and "predictions.csv".
 */
EpochRunStatus epoch_fit(const EpochFitRequest *request, EpochEvents *events, GArray **terms,
                         GError **error);

/* The names of the models, %NULL-terminated, and what can be set for one (a list model of
 * #EpochParameter; %NULL with @error for an unknown model). */
const char *const *epoch_fit_get_models(void);
GListModel *epoch_fit_new_parameters(const char *model, GError **error);

G_END_DECLS
