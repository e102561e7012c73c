/* What the files of the pipeline share. */
#pragma once

#include "model/epoch-pipeline-private.h"
#include "model/epoch-preparation-private.h"

struct _EpochPipeline {
  const EpochModelKind *kind;
  EpochTask task;
  char *target; /* empty where there is none */
  gsize n_classes;
  char **classes; /* %NULL-terminated */
  gboolean class_numbers;
  EpochPreparation *preparation;
  struct ec_model *model;
  EpochFeature *features;
  gsize n_features;
  /* Of a linear model, in the units of the table. */
  gsize n_coefficient_rows; /* 0: it has none */
  double *intercepts;       /* n_coefficient_rows */
  double *coefficients;     /* n_coefficient_rows by n_features */
  gboolean has_intercept;
  char **settings; /* "KEY=VALUE", for the file */
  guint64 seed;
  char **notes;
};

/* A pipeline around a model and its preparation, both taken over: makes the features and, of a
 * linear model, the coefficients in the units of the table. */
EpochPipeline *pipeline_new(const EpochModelKind *kind, EpochTask task, const char *target,
                            char **classes, EpochPreparation *preparation, struct ec_model *model);

/* The result of a model that ends in one set of coefficients; NULL of any other. */
struct ec_linear_result;
const struct ec_linear_result *pipeline_get_linear(const EpochPipeline *self);

/* Makes coefficients in the units of the table out of those of scaled features. */
void pipeline_take_coefficients(EpochPipeline *self);

/* Makes the sentences on what was found in the training rows. */
void pipeline_take_notes(EpochPipeline *self, const EpochRecipe *recipe,
                         const struct ec_table *train, const size_t *columns);
