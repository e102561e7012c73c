#include "config.h"

#include "validate/epoch-curve-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-error.h"
#include "chart/epoch-chart-writer-private.h"
#include "validate/fold-private.h"

void
epoch_curve_free(EpochCurve *self)
{
  for (gsize i = 0; i < self->n_points; i++) {
    g_free(self->points[i].label);
  }
  g_free(self->points);
  g_free(self->key);
  g_free(self);
}

/* What a curve goes by. */
typedef struct {
  EpochCurve *curve;
  const EpochCurveOptions *options;
  FoldInput input;
  const struct ec_job *job;
  gsize n_all; /* points that are asked for */
  gsize score; /* its place among the scores of the target */
} Drawing;

static gboolean
begin(Drawing *self, GError **error)
{
  static const EpochCurveOptions defaults = {NULL, NULL, NULL};
  const char *const *names = epoch_score_get_names(self->input.target);

  if (self->options == NULL) {
    self->options = &defaults;
  }
  self->curve->points = g_new0(EpochCurvePoint, MAX(self->n_all, 1));
  self->curve->score = epoch_score_find(self->input.target, self->options->score, error);
  if (self->curve->score == NULL) {
    return FALSE;
  }
  while (names[self->score] != self->curve->score) {
    self->score++;
  }
  return fold_check_input(&self->input, error);
}

/* Measures one point over the folds. A fold that can not be fitted, as where few rows are of one
 * class only, is left out of the means; %FALSE where it was stopped or no memory is left. */
static gboolean
measure(Drawing *self, EpochCurvePoint *point, gsize *n_rows, GError **error)
{
  gsize n_folds = self->input.folds->n_folds;
  g_autofree double *train = g_new(double, MAX(n_folds, 1));
  g_autofree double *test = g_new(double, MAX(n_folds, 1));
  gsize n_fits = self->curve->n_points * n_folds;

  *n_rows = 0;
  for (gsize fold = 0; fold < n_folds; fold++) {
    g_auto(Fold) done = {0};
    g_autoptr(GError) cause = NULL;
    struct ec_job part = fold_job(self->job, n_fits + fold, self->n_all * n_folds);

    if (fold_run(&done, &self->input, fold, &part, &cause)) {
      train[point->n_folds] = done.train.scores[self->score];
      test[point->n_folds++] = done.test.scores[self->score];
    } else if (g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED) ||
               g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_MEMORY)) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return FALSE;
    }
    *n_rows = MAX(*n_rows, done.train.n_rows);
  }
  fold_average(train, point->n_folds, 1, &point->train_mean, &point->train_deviation);
  fold_average(test, point->n_folds, 1, &point->test_mean, &point->test_deviation);
  return TRUE;
}

/* Adds a point that was measured, or frees it where measuring was cut short. */
static gboolean
take_point(Drawing *self, EpochCurvePoint *point, gboolean well)
{
  if (!well) {
    g_free(point->label);
    return FALSE;
  }
  self->curve->points[self->curve->n_points++] = *point;
  if (self->options->point_done != NULL) {
    self->options->point_done(self->options->data, point, self->curve->n_points, self->n_all);
  }
  return TRUE;
}

/* The curve as far as it came; or the error, where that is nothing. */
static EpochCurve *
finish(EpochCurve *curve, GError *cause, GError **error)
{
  g_autoptr(EpochCurve) self = curve;

  if (cause == NULL) {
    return g_steal_pointer(&self);
  }
  self->stopped = g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED);
  if (self->stopped && self->n_points > 0) {
    g_error_free(cause);
    return g_steal_pointer(&self);
  }
  g_propagate_error(error, cause);
  return NULL;
}

EpochCurve *
epoch_learning_curve(const EpochRecipe *recipe, const struct ec_table *table, const size_t *columns,
                     gsize n_columns, const EpochTarget *target, const EpochFolds *folds,
                     const double *shares, gsize n_shares, guint64 seed,
                     const EpochCurveOptions *options, const struct ec_job *job, GError **error)
{
  g_autoptr(EpochRecipe) lenient = fold_new_recipe(recipe, error);
  g_autoptr(EpochCurve) curve = g_new0(EpochCurve, 1);
  GError *cause = NULL;
  Drawing self = {.curve = curve,
                  .options = options,
                  .input = {lenient, table, columns, n_columns, target, folds, TRUE, 0, seed},
                  .job = job,
                  .n_all = n_shares};

  if (lenient == NULL || !begin(&self, error)) {
    return NULL;
  }
  for (gsize i = 0; i < n_shares; i++) {
    EpochCurvePoint point = {0};
    gsize n_rows = 0;
    gboolean well;

    if (!(shares[i] > 0 && shares[i] <= 1)) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  _("a share of the training rows is above 0 and at most 1, not %g"), shares[i]);
      return NULL;
    }
    self.input.share = shares[i];
    well = measure(&self, &point, &n_rows, &cause);
    point.x = (double)n_rows;
    if (!take_point(&self, &point, well)) {
      break;
    }
  }
  return finish(g_steal_pointer(&curve), cause, error);
}

/* The number that a text stands for; its place among the values where it is none. */
static double
number_of(const EpochRecipe *recipe, const char *key, gsize place)
{
  GVariant *value = epoch_recipe_get(recipe, key);

  return g_variant_is_of_type(value, G_VARIANT_TYPE_INT64) ||
                 g_variant_is_of_type(value, G_VARIANT_TYPE_DOUBLE)
             ? epoch_recipe_get_number(recipe, key)
             : (double)place;
}

EpochCurve *
epoch_validation_curve(const EpochRecipe *recipe, const struct ec_table *table,
                       const size_t *columns, gsize n_columns, const EpochTarget *target,
                       const EpochFolds *folds, const char *key, const char *const *values,
                       const EpochCurveOptions *options, const struct ec_job *job, GError **error)
{
  g_autoptr(EpochRecipe) lenient = fold_new_recipe(recipe, error);
  g_autoptr(EpochCurve) curve = g_new0(EpochCurve, 1);
  GError *cause = NULL;
  Drawing self = {.curve = curve,
                  .options = options,
                  .input = {lenient, table, columns, n_columns, target, folds, TRUE, 0, 0},
                  .job = job,
                  .n_all = g_strv_length((char **)values)};

  if (lenient == NULL || !begin(&self, error)) {
    return NULL;
  }
  curve->key = g_strdup(key);
  for (gsize i = 0; i < self.n_all; i++) {
    EpochCurvePoint point = {0};
    gsize n_rows;

    if (!epoch_recipe_set_text(lenient, key, values[i], error)) {
      return NULL;
    }
    point.x = number_of(lenient, key, i);
    point.label = g_strdup(values[i]);
    if (!take_point(&self, &point, measure(&self, &point, &n_rows, &cause))) {
      break;
    }
  }
  return finish(g_steal_pointer(&curve), cause, error);
}

static void
add_line(EpochChartWriter *writer, const EpochCurve *self, gboolean train, const double *x)
{
  g_autofree double *y = g_new(double, MAX(self->n_points, 1));
  g_autofree double *lower = g_new(double, MAX(self->n_points, 1));
  g_autofree double *upper = g_new(double, MAX(self->n_points, 1));

  for (gsize i = 0; i < self->n_points; i++) {
    const EpochCurvePoint *point = &self->points[i];
    double deviation = train ? point->train_deviation : point->test_deviation;

    y[i] = train ? point->train_mean : point->test_mean;
    lower[i] = y[i] - deviation;
    upper[i] = y[i] + deviation;
  }
  epoch_chart_writer_add_series(writer, &(EpochChartSeries){
                                            .name = train ? _("Training rows") : _("Left-out rows"),
                                            .x = x,
                                            .y = y,
                                            .n = self->n_points,
                                            .lower = lower,
                                            .upper = upper,
                                        });
}

GString *
epoch_curve_write_chart(const EpochCurve *self, const char *title, const char *summary,
                        const char *x_label, const char *y_label)
{
  EpochChartWriter *writer = epoch_chart_writer_new("line", title, summary);
  g_autofree double *x = g_new(double, MAX(self->n_points, 1));

  for (gsize i = 0; i < self->n_points; i++) {
    x[i] = self->points[i].x;
  }
  epoch_chart_writer_set_axis(writer, "x", x_label, NULL);
  epoch_chart_writer_set_axis(writer, "y", y_label, NULL);
  add_line(writer, self, TRUE, x);
  add_line(writer, self, FALSE, x);
  return epoch_chart_writer_end(writer);
}
