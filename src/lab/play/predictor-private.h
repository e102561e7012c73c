/* What the files of the predictor share. */
#pragma once

#include "model/epoch-pipeline-private.h"
#include "play/epoch-predictor.h"

struct _EpochPredictor {
  EpochPipeline *pipeline;
  char *unit; /* of the target */
  gsize n_columns;
  char **names;   /* as people call them */
  char **units;   /* each "" where there is none */
  char **typical; /* see epoch_predictor_get_typical() */
};

/* The typical values of all columns; %NULL-terminated, (transfer full). */
char **predictor_find_typical(const EpochPipeline *pipeline);

/* A number in the form of a setting, with so many digits as a person would write. */
char *predictor_format(double value);
