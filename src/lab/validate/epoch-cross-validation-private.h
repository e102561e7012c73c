/* Cross-validation: a recipe fitted as often as there are folds, each time on all folds but one,
 * and measured on that one. Whatever is learnt, the scaling and the fills too, is learnt without
 * the fold that it is measured on. */
#pragma once

#include <glib.h>

#include "base/job.h"
#include "linalg/matrix.h"
#include "model/epoch-pipeline-private.h"
#include "validate/epoch-score-private.h"

G_BEGIN_DECLS

/* Which fold each row is in. */
typedef struct {
  gsize n_rows;
  gsize n_folds;
  gsize *fold; /* one a row, 0 … n_folds - 1 */
} EpochFolds;

/**
 * epoch_folds_new:
 * @target: (nullable): for classes the folds are stratified: each has its share of every class
 * @n_rows: how many rows
 * @n_folds: 2 … n_rows
 * @seed: of the order of rows; equal seeds give equal folds
 *
 * Returns: (transfer full) (nullable): the folds
 */
EpochFolds *epoch_folds_new(const EpochTarget *target, gsize n_rows, gsize n_folds, guint64 seed,
                            GError **error);
/* Folds that are given, such as those of another program; @fold is copied. */
EpochFolds *epoch_folds_new_given(const gsize *fold, gsize n_rows, gsize n_folds);
void epoch_folds_free(EpochFolds *self);

/* The rows of a fold (@inside) or of all others, in their order; @rows has room for all rows. */
gsize epoch_folds_get_rows(const EpochFolds *self, gsize fold, gboolean inside, size_t *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochFolds, epoch_folds_free)

typedef struct {
  gboolean with_train; /* measure on the training rows of each fold too */
  /* Called after each fold, on the calling thread: for live metrics. May be %NULL. */
  void (*fold_done)(gpointer data, gsize fold, const double *scores, gsize n_scores);
  gpointer data;
} EpochCrossValidationOptions;

typedef struct {
  gsize n_folds; /* that were done: all, or fewer where it was stopped */
  gsize n_scores;
  const char *const *names;   /* of the scores: epoch_score_get_names() */
  double *scores;             /* n_folds by n_scores, fold by fold */
  double *train_scores;       /* the same on training rows; %NULL unless asked for */
  double *means, *deviations; /* of each score over the folds; deviations with 1/n, as in NumPy */
  double *train_means, *train_deviations; /* %NULL unless asked for */
  gsize n_rows;
  double *predictions; /* out of fold: each row by the one model that has not seen it; NaN for rows
                          of folds that were not done */
  struct ec_matrix probabilities; /* the same, rows by classes; empty for amounts */
  double *seconds;                /* of each fold's fit */
  gboolean stopped;
} EpochCrossValidation;

/**
 * epoch_cross_validate:
 * @recipe: what to fit; a category that the training folds lack is ignored, whatever it says
 * @table: all rows
 * @columns: which columns are features
 * @target: what to predict, one value a row, none missing
 * @folds: the folds
 * @options: (nullable): how
 * @job: (nullable): progress a fold, cancelling, threads
 *
 * Returns: (transfer full) (nullable): what was found; of a stopped one the folds that were done,
 *   and %NULL where there are none
 */
EpochCrossValidation *epoch_cross_validate(const EpochRecipe *recipe, const struct ec_table *table,
                                           const size_t *columns, gsize n_columns,
                                           const EpochTarget *target, const EpochFolds *folds,
                                           const EpochCrossValidationOptions *options,
                                           const struct ec_job *job, GError **error);
void epoch_cross_validation_free(EpochCrossValidation *self);

/* Mean and deviation of a score by name; NaN where there is no such score. */
double epoch_cross_validation_get_mean(const EpochCrossValidation *self, const char *name);
double epoch_cross_validation_get_deviation(const EpochCrossValidation *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochCrossValidation, epoch_cross_validation_free)

G_END_DECLS
