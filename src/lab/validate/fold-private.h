/* One fold: a recipe fitted on some rows and measured on others. What cross-validation, search and
 * curves are made of. */
#pragma once

#include "validate/epoch-cross-validation-private.h"

/* What all folds of a validation share. */
typedef struct {
  const EpochRecipe *recipe;
  const struct ec_table *table;
  const size_t *columns;
  gsize n_columns;
  const EpochTarget *target;
  const EpochFolds *folds;
  gboolean with_train; /* measure on the training rows too */
  double share;        /* of the training rows to be used, in an order drawn from @seed; 0: all */
  guint64 seed;
} FoldInput;

/* The rows of one side. */
typedef struct {
  gsize n_rows;
  size_t *rows;
  double *predictions;
  struct ec_matrix probabilities; /* empty for amounts */
  double scores[EPOCH_SCORE_MAX];
} FoldSide;

typedef struct {
  FoldSide train, test;
  double seconds; /* of the fit */
} Fold;

void fold_clear(Fold *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fold, fold_clear)

/* A copy of the recipe for which a category that the training rows lack is no error: with folds
 * that happens by chance. */
EpochRecipe *fold_new_recipe(const EpochRecipe *recipe, GError **error);

/* Whether sizes fit and no target is missing. */
gboolean fold_check_input(const FoldInput *input, GError **error);

/* Fits and measures; @self is empty before. */
gboolean fold_run(Fold *self, const FoldInput *input, gsize fold, const struct ec_job *job,
                  GError **error);

/* The job of one of many equal parts. */
struct ec_job fold_job(const struct ec_job *job, gsize index, gsize n);

/* Mean and standard deviation (1/n) of @n numbers that are @stride apart; those that are NaN make
 * both NaN. */
void fold_average(const double *values, gsize n, gsize stride, double *mean, double *deviation);
