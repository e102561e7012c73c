/* One table split in two, and models measured on it: what experiments with models share. All
 * models of a trial see the same training rows, the same folds and the same test rows. */
#pragma once

#include "model/epoch-pipeline-private.h"
#include "report/epoch-report-private.h"
#include "run/epoch-run-context-private.h"
#include "validate/epoch-cross-validation-private.h"

G_BEGIN_DECLS

typedef struct {
  gsize n;
  size_t *rows;           /* in the table, from 0, in their order */
  struct ec_table *table; /* these rows alone */
  EpochTarget *target;    /* of these rows */
} EpochTrialPart;

typedef struct {
  EpochRunContext *context; /* borrowed */
  struct ec_table *table;   /* all rows of which the target is known */
  GArray *columns;          /* of size_t: those that models may look at */
  EpochTarget *target;
  EpochTrialPart train;
  EpochTrialPart test;
  EpochFolds *folds; /* of the training rows; %NULL for fewer than two */
} EpochTrial;

/**
 * epoch_trial_new:
 * @table: (transfer full): a table, also on failure
 * @target: the name of the column that is predicted
 * @columns: the names of those that models may look at, %NULL-terminated; the target among them is
 *   passed over
 * @tasks: what may be made of the target; see epoch_target_new()
 * @test_share: the share of rows for the test, above 0 and below 1; of classes each gets its share
 * @n_folds: of the training rows; 0 for none
 *
 * Rows of which the target is missing are left out, and that is told.
 *
 * Returns: (transfer full) (nullable): the trial
 */
EpochTrial *epoch_trial_new(EpochRunContext *context, struct ec_table *table, const char *target,
                            const char *const *columns, unsigned tasks, double test_share,
                            gsize n_folds, GError **error);
void epoch_trial_free(EpochTrial *self);

/* Predictions of one part of the rows. */
typedef struct {
  double *predictions;
  struct ec_matrix probabilities; /* rows by classes; empty for amounts */
} EpochTrialPredictions;

/* One model of a trial. */
typedef struct {
  char *name; /* for people */
  EpochRecipe *recipe;
  EpochPipeline *pipeline;  /* fitted on all training rows */
  EpochCrossValidation *cv; /* (nullable): over the folds */
  EpochTrialPredictions train;
  EpochTrialPredictions test;
  double seconds; /* of the fit on all training rows */
} EpochTrialEntry;

/**
 * epoch_trial_enter:
 * @name: what people call the model
 * @recipe: (transfer full): how it is made; also on failure
 * @cross_validate: whether to measure it over the folds too
 * @fold_done: (nullable): called after each fold
 * @job: progress, cancelling, threads
 *
 * Fits a model on the training rows, predicts both parts, and measures it over the folds. Where it
 * is stopped during the folds, the entry has those that were done, or none.
 *
 * Returns: (transfer full) (nullable): the model's entry
 */
EpochTrialEntry *epoch_trial_enter(EpochTrial *self, const char *name, EpochRecipe *recipe,
                                   gboolean cross_validate,
                                   const EpochCrossValidationOptions *options,
                                   const struct ec_job *job, GError **error);
void epoch_trial_entry_free(EpochTrialEntry *self);

/* The report on the test or the training rows of a classifier; all in it is borrowed. */
EpochReport epoch_trial_report_test(const EpochTrial *self, const EpochTrialEntry *entry);
EpochReport epoch_trial_report_train(const EpochTrial *self, const EpochTrialEntry *entry);

/* "model.json", and "predictions.csv" of both parts: row, split, truth, prediction, and p_CLASS for
 * each class. */
gboolean epoch_trial_write_tables(const EpochTrial *self, const EpochTrialEntry *entry,
                                  GError **error);

/* Tells the means over the folds, as "auc_cv" and "auc_cv_sd", for a score. */
void epoch_trial_tell_cv(const EpochTrial *self, const EpochTrialEntry *entry, const char *score);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTrial, epoch_trial_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTrialEntry, epoch_trial_entry_free)

G_END_DECLS
