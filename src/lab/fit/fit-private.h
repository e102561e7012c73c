/* What the files of fitting share. */
#pragma once

#include "fit/epoch-fit.h"
#include "model/epoch-pipeline-private.h"
#include "run/epoch-run-context-private.h"

typedef struct {
  const EpochFitRequest *request;
  EpochRunContext *context;
  const EpochModelKind *kind;
  unsigned tasks;         /* what may be done: of the kind's, those that were not ruled out */
  struct ec_table *table; /* all rows of the training file */
  struct ec_table *train; /* those of which the target is known; maybe the same */
  gsize n_train;          /* how many they are, and which */
  size_t *train_rows;
  char *sha256;
  EpochTarget *target;  /* of the training rows; NULL where there is none */
  size_t target_column; /* G_MAXSIZE where there is none */
  GArray *columns;      /* of size_t: the features */
  EpochRecipe *recipe;
  EpochPipeline *pipeline;
} Fit;

void fit_clear(Fit *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fit, fit_clear)

/* Tells a sentence, and frees it. */
void fit_tell(Fit *self, char *note);

/* Reads the table and decides what is learnt from and what is predicted. */
gboolean fit_read(Fit *self, GError **error);

/* The recipe for a task, with the settings of the request but for "task". */
EpochRecipe *fit_new_recipe(const EpochModelKind *kind, EpochTask task,
                            const EpochFitRequest *request, GError **error);

/* Measures what was fitted, and writes the predictions. */
gboolean fit_finish(Fit *self, GError **error);
