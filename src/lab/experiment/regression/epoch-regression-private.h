/* One regression: a table split in two, a line fitted on one part and measured on both. */
#pragma once

#include "dataset/epoch-dataset.h"
#include "metric/regression.h"
#include "model/epoch-pipeline-private.h"
#include "report/epoch-report-regression-private.h"
#include "run/epoch-run-context-private.h"
#include "table/table.h"

/* One part of the rows. */
typedef struct {
  size_t n;
  size_t *rows; /* in the table, from 0 */
  double *y;    /* the truth */
  double *p;    /* the predictions */
  struct ec_regression_metrics metrics;
} EpochRegressionPart;

typedef struct {
  EpochDataset *dataset; /* borrowed */
  EpochColumn *target;   /* borrowed */
  EpochPipeline *pipeline;
  EpochRegressionPart train;
  EpochRegressionPart test;
  double mean;                           /* of the target in the training rows */
  struct ec_regression_metrics baseline; /* on the test rows, of always guessing the mean */
  gsize n_unseen;                        /* test rows with a category that no training row has */
  gsize n_repeats;                       /* splits that were done, this one included */
  const double *repeats;                 /* borrowed: the test RMSE of each */
  gboolean has_products;                 /* whether columns were multiplied with each other */
  GPtrArray *more;                       /* sentences for the reading */
} EpochRegression;

/**
 * epoch_regression_new:
 * @table: all rows
 * @columns: which columns are features
 * @target: which one is predicted; has no gaps
 * @seed: splits the rows together with @split_index
 * @test_share: the share of rows for the test
 * @error: where to put an error
 *
 * Splits, fits and measures.
 *
 * Returns: (transfer full) (nullable): the regression
 */
EpochRegression *epoch_regression_new(EpochDataset *dataset, const struct ec_table *table,
                                      const size_t *columns, gsize n_columns, guint64 seed,
                                      guint64 split_index, double test_share,
                                      const EpochRecipe *recipe, const struct ec_job *job,
                                      GError **error);

void epoch_regression_free(EpochRegression *self);

/* Writes the charts, the facts, the reading, the model and the predictions of a run. */
gboolean epoch_regression_write_charts(EpochRegression *self, EpochRunContext *context,
                                       GError **error);
gboolean epoch_regression_write_reading(EpochRegression *self, EpochRunContext *context,
                                        GError **error);
gboolean epoch_regression_write_tables(EpochRegression *self, EpochRunContext *context,
                                       GError **error);

/* All predictions, as reports take them; borrowed. */
EpochAmounts epoch_regression_report(EpochRegression *self);

/* What else a regression is measured with: the rows that it was split from. */
typedef struct {
  EpochRunContext *context;
  const struct ec_table *table;
  const size_t *columns;
  gsize n_columns;
  const EpochRecipe *recipe;
} EpochRegressionInput;

/* Of a model with a penalty: the coefficients and the cross-validated error over a grid of
 * penalties. Does nothing for others. */
gboolean epoch_regression_write_penalty(EpochRegression *self, const EpochRegressionInput *input,
                                        GError **error);

/* Of gradient descent: its way over the surface of the loss, and the learning rates that it can
 * have. Does nothing for others. */
gboolean epoch_regression_write_descent(EpochRegression *self, const EpochRegressionInput *input,
                                        GError **error);

/* The training rows as a table and a target; both the caller's. */
struct ec_table *epoch_regression_take_train(EpochRegression *self, const struct ec_table *table,
                                             EpochTarget **target, GError **error);

/* Mean and standard deviation (with n − 1) of the repeats' errors. */
void epoch_regression_spread(EpochRegression *self, double *mean, double *deviation);

/* The column of the card from which a feature comes, and the size and words of the change that a
 * sentence about it speaks of. */
EpochColumn *epoch_regression_get_source(EpochRegression *self, const EpochFeature *feature);
double epoch_regression_get_change(EpochRegression *self, const EpochFeature *feature,
                                   char **words);

/* The features by the size of what one standard deviation of them does to the prediction, largest
 * first. */
const EpochFeature **epoch_regression_sort_features(EpochRegression *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochRegression, epoch_regression_free)
