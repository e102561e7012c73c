#include "config.h"

#include "validate/epoch-cross-validation-private.h"

#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "validate/fold-private.h"

void
epoch_cross_validation_free(EpochCrossValidation *self)
{
  g_free(self->scores);
  g_free(self->train_scores);
  g_free(self->means);
  g_free(self->deviations);
  g_free(self->train_means);
  g_free(self->train_deviations);
  g_free(self->predictions);
  g_free(self->seconds);
  ec_matrix_clear(&self->probabilities);
  g_free(self);
}

static EpochCrossValidation *
result_new(const EpochTarget *target, gsize n_folds, gboolean with_train, GError **error)
{
  g_autoptr(EpochCrossValidation) self = g_new0(EpochCrossValidation, 1);
  struct ec_error core_error = EC_ERROR_INIT;
  gsize n;

  self->names = epoch_score_get_names(target);
  self->n_scores = g_strv_length((char **)self->names);
  self->n_rows = target->n_rows;
  n = MAX(n_folds * self->n_scores, 1);
  self->scores = g_new(double, n);
  self->train_scores = with_train ? g_new(double, n) : NULL;
  self->seconds = g_new0(double, MAX(n_folds, 1));
  self->predictions = g_new(double, MAX(self->n_rows, 1));
  for (gsize i = 0; i < self->n_rows; i++) {
    self->predictions[i] = NAN;
  }
  if (target->n_classes > 0) {
    ec_status status =
        ec_matrix_new(self->n_rows, target->n_classes, &self->probabilities, &core_error);

    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return NULL;
    }
    for (gsize i = 0; i < self->n_rows * target->n_classes; i++) {
      self->probabilities.data[i] = NAN;
    }
  }
  return g_steal_pointer(&self);
}

/* Keeps the predictions for the rows that the fold leaves out. */
static void
keep_predictions(EpochCrossValidation *self, const Fold *fold)
{
  for (gsize i = 0; i < fold->test.n_rows; i++) {
    size_t row = fold->test.rows[i];

    self->predictions[row] = fold->test.predictions[i];
    for (gsize k = 0; k < fold->test.probabilities.n_columns; k++) {
      ec_matrix_set(&self->probabilities, row, k, ec_matrix_get(&fold->test.probabilities, i, k));
    }
  }
}

/* Mean and deviation of each score over the folds that were done. */
static void
average(const EpochCrossValidation *self, const double *scores, double **means, double **deviations)
{
  *means = g_new(double, self->n_scores);
  *deviations = g_new(double, self->n_scores);
  for (gsize i = 0; i < self->n_scores; i++) {
    fold_average(scores + i, self->n_folds, self->n_scores, &(*means)[i], &(*deviations)[i]);
  }
}

static gboolean
do_fold(EpochCrossValidation *self, const FoldInput *input, gsize fold, const struct ec_job *job,
        GError **error)
{
  g_auto(Fold) done = {0};

  if (!fold_run(&done, input, fold, job, error)) {
    return FALSE;
  }
  memcpy(self->scores + fold * self->n_scores, done.test.scores, self->n_scores * sizeof(double));
  if (self->train_scores != NULL) {
    memcpy(self->train_scores + fold * self->n_scores, done.train.scores,
           self->n_scores * sizeof(double));
  }
  self->seconds[fold] = done.seconds;
  keep_predictions(self, &done);
  return TRUE;
}

EpochCrossValidation *
epoch_cross_validate(const EpochRecipe *recipe, const struct ec_table *table, const size_t *columns,
                     gsize n_columns, const EpochTarget *target, const EpochFolds *folds,
                     const EpochCrossValidationOptions *options, const struct ec_job *job,
                     GError **error)
{
  static const EpochCrossValidationOptions defaults = {FALSE, NULL, NULL};
  g_autoptr(EpochRecipe) lenient = fold_new_recipe(recipe, error);
  g_autoptr(EpochCrossValidation) self = NULL;
  g_autoptr(GError) cause = NULL;
  FoldInput input = {lenient, table, columns, n_columns, target, folds, FALSE, 0, 0};

  options = options != NULL ? options : &defaults;
  input.with_train = options->with_train;
  if (lenient == NULL || !fold_check_input(&input, error)) {
    return NULL;
  }
  self = result_new(target, folds->n_folds, options->with_train, error);
  while (self != NULL && self->n_folds < folds->n_folds) {
    struct ec_job part = fold_job(job, self->n_folds, folds->n_folds);

    if (!do_fold(self, &input, self->n_folds, &part, &cause)) {
      break;
    }
    self->n_folds++;
    if (options->fold_done != NULL) {
      options->fold_done(options->data, self->n_folds - 1,
                         self->scores + (self->n_folds - 1) * self->n_scores, self->n_scores);
    }
  }
  if (cause != NULL) {
    self->stopped = g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED);
    if (!self->stopped || self->n_folds == 0) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return NULL;
    }
  }
  if (self != NULL) {
    average(self, self->scores, &self->means, &self->deviations);
    if (self->train_scores != NULL) {
      average(self, self->train_scores, &self->train_means, &self->train_deviations);
    }
  }
  return g_steal_pointer(&self);
}

static double
get(const EpochCrossValidation *self, const double *values, const char *name)
{
  for (gsize i = 0; i < self->n_scores; i++) {
    if (g_str_equal(self->names[i], name)) {
      return values[i];
    }
  }
  return NAN;
}

double
epoch_cross_validation_get_mean(const EpochCrossValidation *self, const char *name)
{
  return get(self, self->means, name);
}

double
epoch_cross_validation_get_deviation(const EpochCrossValidation *self, const char *name)
{
  return get(self, self->deviations, name);
}
