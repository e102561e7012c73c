/* A penalty on the coefficients of a regression, from next to nothing to so much that none is
 * left: what it does to each coefficient, and to the error over folds. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "chart/epoch-chart-writer-private.h"
#include "dataset/epoch-table-private.h"
#include "experiment/regression/epoch-regression-private.h"
#include "validate/epoch-curve-private.h"

#define N_ALPHAS 25
#define N_FOLDS 5
#define MAX_LINES 8

typedef struct {
  EpochRegression *regression;
  const EpochRegressionInput *input;
  struct ec_table *train;
  EpochTarget *target;
  double alpha; /* the one that was chosen */
  double alphas[N_ALPHAS];
  double logs[N_ALPHAS];
} Penalty;

/* The grid: for the lasso from where surely all coefficients are 0 down to next to no penalty; for
 * ridge as far on both sides of the size that the columns themselves have. */
static void
make_grid(Penalty *self)
{
  const EpochPipeline *pipeline = self->regression->pipeline;
  gboolean ridge = g_str_equal(epoch_recipe_get_kind(self->input->recipe)->id, "ridge");
  double widest = 0, squares = 0, top, decades = ridge ? 7 : 4;
  gsize n = self->regression->train.n;

  for (gsize j = 0; j < epoch_pipeline_n_features(pipeline); j++) {
    const EpochFeature *feature = epoch_pipeline_get_feature(pipeline, j);

    widest = fmax(widest, feature->spread / feature->scale);
  }
  for (gsize i = 0; i < n; i++) {
    squares += pow(self->regression->train.y[i] - self->regression->mean, 2) / (double)n;
  }
  if (ridge) {
    top = 1000 * (double)n * widest * widest;
  } else {
    top = widest * sqrt(squares);
    if (epoch_recipe_has(self->input->recipe, "l1_ratio")) {
      top /= fmax(epoch_recipe_get_number(self->input->recipe, "l1_ratio"), 0.05);
    }
  }
  top = isfinite(top) && top > 0 ? top : 1;
  for (gsize k = 0; k < N_ALPHAS; k++) {
    self->logs[k] = log10(top) - decades * (1 - (double)k / (N_ALPHAS - 1));
    self->alphas[k] = pow(10, self->logs[k]);
  }
}

/* What a rise of each feature by one standard deviation does, for each penalty, penalty by
 * penalty; (transfer full). */
static double *
follow(Penalty *self, GError **error)
{
  const EpochRegressionInput *input = self->input;
  gsize n = epoch_pipeline_n_features(self->regression->pipeline);
  g_autofree double *effects = g_new0(double, n *N_ALPHAS + 1);
  struct ec_job quiet = input->context->job;

  quiet.progress = NULL;
  for (gsize k = 0; k < N_ALPHAS; k++) {
    g_autoptr(EpochRecipe) recipe = epoch_recipe_copy(input->recipe);
    g_autoptr(EpochPipeline) pipeline = NULL;

    if (!epoch_recipe_set_number(recipe, "alpha", self->alphas[k], error)) {
      return NULL;
    }
    pipeline = epoch_pipeline_fit(recipe, self->train, input->columns, input->n_columns,
                                  self->target, &quiet, NULL, error);
    if (pipeline == NULL) {
      return NULL;
    }
    for (gsize j = 0; j < n; j++) {
      const EpochFeature *feature = epoch_pipeline_get_feature(pipeline, j);

      effects[k * n + j] = feature->coefficient * feature->spread;
    }
  }
  return g_steal_pointer(&effects);
}

/* How many features the chosen penalty leaves. */
static gsize
count_left(const EpochPipeline *pipeline)
{
  gsize n_left = 0;

  for (gsize j = 0; j < epoch_pipeline_n_features(pipeline); j++) {
    n_left += epoch_pipeline_get_feature(pipeline, j)->coefficient != 0;
  }
  return n_left;
}

static char *
describe_left(Penalty *self)
{
  const EpochPipeline *pipeline = self->regression->pipeline;
  gsize n = epoch_pipeline_n_features(pipeline), n_left = count_left(pipeline);
  g_autofree char *alpha = epoch_amount_round(self->alpha, 3);

  if (g_str_equal(epoch_recipe_get_kind(self->input->recipe)->id, "ridge")) {
    return g_strdup_printf(_("Ridge (L2) makes all coefficients small and none of them 0: at α = "
                             "%s all of the %zu columns have a say."),
                           alpha, n_left);
  }
  return g_strdup_printf(_("The L1 penalty sets coefficients to exactly 0, one after another: at α "
                           "= %s, %zu of %zu columns are left."),
                         alpha, n_left, n);
}

/* A line for each of the largest coefficients. */
static gboolean
write_paths(Penalty *self, const double *effects, GError **error)
{
  gsize n = epoch_pipeline_n_features(self->regression->pipeline), n_lines = MIN(n, MAX_LINES);
  g_autofree gboolean *drawn = g_new0(gboolean, n + 1);
  g_autofree char *left = describe_left(self);
  /* Translators: a sentence follows. */
  g_autofree char *summary =
      g_strdup_printf(_("From left to right large coefficients cost more. %s"), left);
  EpochChartWriter *chart =
      epoch_chart_writer_new("line", _("What the penalty does to the coefficients"), summary);

  g_ptr_array_add(self->regression->more, g_steal_pointer(&left));
  for (gsize line = 0; line < n_lines; line++) {
    double y[N_ALPHAS];
    EpochChartSeries series = {.x = self->logs, .y = y, .n = N_ALPHAS};
    gsize most = n;

    /* Those are largest that are so with the least penalty. */
    for (gsize j = 0; j < n; j++) {
      if (!drawn[j] && (most == n || fabs(effects[j]) > fabs(effects[most]))) {
        most = j;
      }
    }
    drawn[most] = TRUE;
    for (gsize k = 0; k < N_ALPHAS; k++) {
      y[k] = effects[k * n + most];
    }
    series.name = epoch_pipeline_get_feature_names(self->regression->pipeline)[most];
    epoch_chart_writer_add_series(chart, &series);
  }
  epoch_chart_writer_set_axis(chart, "x", _("log₁₀ of the penalty α"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Change of the prediction for one standard deviation"),
                              epoch_column_get_unit(self->regression->target));
  if (self->alpha > 0) {
    epoch_chart_writer_add_guide(chart, "vertical", log10(self->alpha), _("Chosen"));
  }
  return epoch_chart_writer_write(chart, self->input->context, "paths", error);
}

/* The number of columns that are left, against the penalty. */
static gboolean
write_left(Penalty *self, const double *effects, GError **error)
{
  gsize n = epoch_pipeline_n_features(self->regression->pipeline);
  double y[N_ALPHAS] = {0};
  const EpochChartSeries series = {
      .name = _("Columns"), .x = self->logs, .y = y, .n = N_ALPHAS, .steps = TRUE};
  EpochChartWriter *chart;

  if (g_str_equal(epoch_recipe_get_kind(self->input->recipe)->id, "ridge")) {
    return TRUE;
  }
  for (gsize k = 0; k < N_ALPHAS; k++) {
    for (gsize j = 0; j < n; j++) {
      y[k] += effects[k * n + j] != 0;
    }
  }
  chart = epoch_chart_writer_new("line", _("How many columns are left"),
                                 _("The columns whose coefficient is not 0. The penalty chooses "
                                   "columns, which least squares and ridge do not."));
  epoch_chart_writer_set_axis(chart, "x", _("log₁₀ of the penalty α"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Columns"), NULL);
  epoch_chart_writer_add_series(chart, &series);
  if (self->alpha > 0) {
    epoch_chart_writer_add_guide(chart, "vertical", log10(self->alpha), _("Chosen"));
  }
  return epoch_chart_writer_write(chart, self->input->context, "left", error);
}

static void
find_best(Penalty *self, const EpochCurve *curve, gsize best)
{
  const char *unit = epoch_column_get_unit(self->regression->target);
  const EpochCurvePoint *point = &curve->points[best];
  g_autofree char *alpha = epoch_amount_round(self->alphas[best], 2);
  g_autofree char *mean = epoch_amount_format(point->test_mean, unit);
  g_autofree char *spread = epoch_amount_format(point->test_deviation, unit);

  epoch_run_context_metric(self->input->context, "best_alpha", "", self->alphas[best]);
  g_ptr_array_add(self->regression->more,
                  g_strdup_printf(best == 0
                                      ? _("Over %d folds of the training rows the least penalty "
                                          "that was tried, α = %s, is best, with an RMSE of %s ± "
                                          "%s: these columns need none.")
                                      : _("Over %d folds of the training rows α = %s is best, "
                                          "with an RMSE of %s ± %s. Penalties whose errors differ "
                                          "by much less than that are as good as each other."),
                                  N_FOLDS, alpha, mean, spread));
}

static gboolean
write_curve(Penalty *self, const EpochCurve *curve, GError **error)
{
  double mean[N_ALPHAS], lower[N_ALPHAS], upper[N_ALPHAS], train[N_ALPHAS];
  const EpochChartSeries left_out = {.name = _("Left-out folds"),
                                     .x = self->logs,
                                     .y = mean,
                                     .n = curve->n_points,
                                     .lower = lower,
                                     .upper = upper};
  const EpochChartSeries fitted = {
      .name = _("Fitted folds"), .x = self->logs, .y = train, .n = curve->n_points};
  g_autofree char *summary = NULL;
  g_autofree char *alpha = NULL;
  EpochChartWriter *chart;
  gsize best = 0;

  for (gsize k = 0; k < curve->n_points; k++) {
    const EpochCurvePoint *point = &curve->points[k];

    mean[k] = point->test_mean;
    lower[k] = point->test_mean - point->test_deviation;
    upper[k] = point->test_mean + point->test_deviation;
    train[k] = point->train_mean;
    best = mean[k] < mean[best] ? k : best;
  }
  find_best(self, curve, best);
  alpha = epoch_amount_round(self->alphas[best], 2);
  summary = g_strdup_printf(_("The RMSE over %d folds of the training rows, with a band of one "
                              "standard deviation. It is least at α = %s. The test rows took no "
                              "part in this."),
                            N_FOLDS, alpha);
  chart = epoch_chart_writer_new("line", _("Which penalty is best?"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("log₁₀ of the penalty α"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("RMSE"),
                              epoch_column_get_unit(self->regression->target));
  epoch_chart_writer_add_series(chart, &left_out);
  epoch_chart_writer_add_series(chart, &fitted);
  epoch_chart_writer_add_guide(chart, "vertical", self->logs[best], _("Best"));
  return epoch_chart_writer_write(chart, self->input->context, "penalty", error);
}

static gboolean
cross_validate(Penalty *self, GError **error)
{
  const EpochRegressionInput *input = self->input;
  gsize n = self->regression->train.n;
  g_autoptr(EpochFolds) folds =
      epoch_folds_new(NULL, n, MIN(N_FOLDS, n), input->context->seed, error);
  const EpochCurveOptions options = {.score = "rmse"};
  g_auto(GStrv) values = g_new0(char *, N_ALPHAS + 1);
  struct ec_job quiet = input->context->job;
  g_autoptr(EpochCurve) curve = NULL;
  g_autoptr(GError) cause = NULL;

  quiet.progress = NULL;
  for (gsize k = 0; k < N_ALPHAS; k++) {
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    values[k] = g_strdup(g_ascii_dtostr(text, sizeof text, self->alphas[k]));
  }
  if (folds == NULL) {
    return FALSE;
  }
  curve = epoch_validation_curve(input->recipe, self->train, input->columns, input->n_columns,
                                 self->target, folds, "alpha", (const char *const *)values,
                                 &options, &quiet, &cause);
  if (g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED)) {
    return TRUE;
  }
  if (curve == NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  return curve->n_points == 0 || write_curve(self, curve, error);
}

gboolean
epoch_regression_write_penalty(EpochRegression *self, const EpochRegressionInput *input,
                               GError **error)
{
  Penalty penalty = {.regression = self, .input = input};
  g_autoptr(EpochTable) train = NULL;
  g_autoptr(EpochTarget) target = NULL;
  g_autofree double *effects = NULL;

  if (!epoch_recipe_has(input->recipe, "alpha") || epoch_run_context_is_stopped(input->context)) {
    return TRUE;
  }
  train = epoch_regression_take_train(self, input->table, &target, error);
  if (train == NULL) {
    return FALSE;
  }
  penalty.train = train;
  penalty.target = target;
  penalty.alpha = epoch_recipe_get_number(input->recipe, "alpha");
  make_grid(&penalty);
  effects = follow(&penalty, error);
  return effects != NULL && write_paths(&penalty, effects, error) &&
         write_left(&penalty, effects, error) && cross_validate(&penalty, error);
}
