/* Trains a model on a learner's own table. */
#pragma once

#include <gio/gio.h>

#include "run/epoch-events.h"
#include "run/epoch-run.h"

G_BEGIN_DECLS

typedef struct {
  const char *model; /* one of epoch_fit_dup_models() */
  const char *csv;
  const char *target;          /* (nullable): of a model that needs none */
  const char *test;            /* (nullable): another table to predict */
  const char *const *settings; /* (nullable): "KEY=VALUE", %NULL-terminated */
  guint64 seed;
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
 * @terms: (out) (optional) (nullable) (transfer container) (element-type EpochFitTerm): the
 *   coefficients of a linear model with one set of them
 * @error: where to put the reason for a status other than ok
 *
 * Reads the table, infers the types of its columns, fills gaps, turns text into columns of 0 and
 * 1 or into categories, fits, measures, and writes "model.json" and "predictions.csv": for the
 * test table where there is one, else for the training table.
 */
EpochRunStatus epoch_fit(const EpochFitRequest *request, EpochEvents *events, GArray **terms,
                         GError **error);

/* (transfer full): the names of the models, %NULL-terminated, and the title and a sentence on one
 * (%NULL for an unknown one). */
char **epoch_fit_dup_models(void);
const char *epoch_fit_get_title(const char *model);
const char *epoch_fit_get_summary(const char *model);

/* Whether a model needs a target; %TRUE for an unknown one. */
gboolean epoch_fit_needs_target(const char *model);

/* What can be set for a model: a list model of #EpochParameter; %NULL with @error for an unknown
 * model. */
GListModel *epoch_fit_new_parameters(const char *model, GError **error);

G_END_DECLS
