/* From a table to a fitted line: encoding of categories, filling of gaps, scaling, the model, and
 * the way back of its coefficients into the units of the table. */
#pragma once

#include <glib.h>

#include "base/job.h"
#include "linalg/matrix.h"
#include "prepare/impute.h"
#include "table/table.h"

typedef struct _EpochPipeline EpochPipeline;

typedef enum {
  EPOCH_SCALE_NONE,
  EPOCH_SCALE_STANDARD,
  EPOCH_SCALE_MIN_MAX,
} EpochScale;

typedef struct {
  gboolean ridge; /* else least squares */
  double alpha;   /* of ridge */
  EpochScale scale;
  enum ec_imputation imputation;
  gboolean intercept;
  gboolean refuse_unknown; /* whether a category that training rows lack is an error, or all 0 */
} EpochPipelineOptions;

#define EPOCH_PIPELINE_OPTIONS_INIT                                                                \
  {                                                                                                \
    FALSE, 1.0, EPOCH_SCALE_NONE, EC_IMPUTATION_MEDIAN, TRUE, FALSE                                \
  }

/**
 * epoch_pipeline_fit:
 * @train: the training rows
 * @columns: which of its columns are features
 * @y: (array): what to predict, one a row
 * @place: (nullable): what errors call the table, such as a file name
 * @error: where to put an error
 *
 * Learns everything from the training rows, and from them alone.
 *
 * Returns: (transfer full) (nullable): the fitted pipeline
 */
EpochPipeline *epoch_pipeline_fit(const struct ec_table *train, const size_t *columns,
                                  size_t n_columns, const double *y,
                                  const EpochPipelineOptions *options, const struct ec_job *job,
                                  const char *place, GError **error);

void epoch_pipeline_free(EpochPipeline *self);

/* Writes a prediction for each row of a table that has columns of the same names. */
gboolean epoch_pipeline_predict(EpochPipeline *self, const struct ec_table *table,
                                const char *place, double *predictions, GError **error);

/* One feature: a column of numbers, or one category of a column ("style=One_Story"). */
typedef struct {
  const char *name;
  size_t source;      /* which of the columns given to epoch_pipeline_fit() */
  double coefficient; /* in the units of the table; 0 where aliased or constant */
  double spread;      /* standard deviation on the training rows */
  double error;       /* standard error of the coefficient, NaN where it is not known */
  gboolean aliased;   /* left out, as other columns make it up */
  gboolean constant;  /* has one value only, and so says nothing */
  gsize n_filled;     /* missing values that were filled in training rows */
  double fill;        /* with what */
} EpochFeature;

gsize epoch_pipeline_n_features(EpochPipeline *self);
const EpochFeature *epoch_pipeline_get_feature(EpochPipeline *self, gsize index);
double epoch_pipeline_get_intercept(EpochPipeline *self);

/* Sentences on what does not show in the coefficients: columns that depend on others or never
 * vary, gaps that were filled, categories that became columns. %NULL-terminated. */
const char *const *epoch_pipeline_get_notes(EpochPipeline *self);

/* The model as JSON: {"model","features","intercept","coefficients",…} with 17 digits, and a final
 * newline. @target is the name of what is predicted. */
GString *epoch_pipeline_write(EpochPipeline *self, const char *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochPipeline, epoch_pipeline_free)
