/* Learning curves (a score against the number of training rows) and validation curves (against a
 * setting), each on training rows and on the rows left out, with their spread over the folds. */
#pragma once

#include <glib.h>

#include "validate/epoch-cross-validation-private.h"

G_BEGIN_DECLS

typedef struct {
  double x;    /* training rows, or the setting's value (its place where it is not a number) */
  char *label; /* of a validation curve: the value as text */
  double train_mean, train_deviation; /* over the folds; NaN where no fold could be fitted */
  double test_mean, test_deviation;
  gsize n_folds; /* that were measured */
} EpochCurvePoint;

typedef struct {
  const char *score;
  char *key; /* (nullable): the setting of a validation curve */
  gsize n_points;
  EpochCurvePoint *points; /* those that were measured */
  gboolean stopped;
} EpochCurve;

typedef struct {
  const char *score; /* %NULL for the usual one of the task */
  /* Called after each point, on the calling thread. May be %NULL. */
  void (*point_done)(gpointer data, const EpochCurvePoint *point, gsize n_done, gsize n_all);
  gpointer data;
} EpochCurveOptions;

/**
 * epoch_learning_curve:
 * @shares: (array): of the training rows of a fold, above 0 and at most 1, rising
 * @seed: of the order in which rows are added; the rows of a smaller share are among those of a
 *   larger one
 *
 * Returns: (transfer full) (nullable): the curve; where it was stopped, the points that were done
 */
EpochCurve *epoch_learning_curve(const EpochRecipe *recipe, const struct ec_table *table,
                                 const size_t *columns, gsize n_columns, const EpochTarget *target,
                                 const EpochFolds *folds, const double *shares, gsize n_shares,
                                 guint64 seed, const EpochCurveOptions *options,
                                 const struct ec_job *job, GError **error);

/**
 * epoch_validation_curve:
 * @key: a setting of the recipe
 * @values: its values, each as after the "=" of --set; %NULL-terminated
 */
EpochCurve *epoch_validation_curve(const EpochRecipe *recipe, const struct ec_table *table,
                                   const size_t *columns, gsize n_columns,
                                   const EpochTarget *target, const EpochFolds *folds,
                                   const char *key, const char *const *values,
                                   const EpochCurveOptions *options, const struct ec_job *job,
                                   GError **error);
void epoch_curve_free(EpochCurve *self);

/* The curve as a chart document of kind "line", with a band of one standard deviation around each
 * of its two lines; (transfer full). */
GString *epoch_curve_write_chart(const EpochCurve *self, const char *title, const char *summary,
                                 const char *x_label, const char *y_label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochCurve, epoch_curve_free)

G_END_DECLS
