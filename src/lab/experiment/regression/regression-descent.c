/* The way of gradient descent down the surface of its loss. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "dataset/epoch-table-private.h"
#include "experiment/regression/epoch-regression-private.h"
#include "model/descent.h"

#define N_GRID 41

typedef struct {
  EpochRegression *regression;
  const EpochRegressionInput *input;
  const struct ec_descent_result *result;
  struct ec_matrix x;
  gsize first, second; /* the two weights that are drawn */
  gsize n_path;        /* iterates that are drawn */
  double *weights;     /* of the iterate with the least loss */
} Descent;

/* The iterates that are worth drawing: where the descent left for infinity, its first steps. */
static void
choose_path(Descent *self)
{
  const struct ec_descent_result *result = self->result;

  self->n_path = result->n_path;
  for (gsize k = 1; k < result->n_path; k++) {
    if (!(result->path_losses[k] <= 4 * result->losses[0])) {
      self->n_path = isfinite(result->path_losses[k]) ? k + 1 : k;
      break;
    }
  }
}

/* The two coefficients that have gone farthest; the columns are scaled, so they compare. */
static void
choose_weights(Descent *self)
{
  const struct ec_descent_result *result = self->result;
  const double *last = result->path_weights + (self->n_path - 1) * result->n_weights;
  gsize best = 0;

  for (gsize k = 1; k < self->n_path; k++) {
    best = result->path_losses[k] < result->path_losses[best] ? k : best;
  }
  self->weights = g_memdup2(result->path_weights + best * result->n_weights,
                            result->n_weights * sizeof(double));
  self->first = fabs(last[1]) > fabs(last[0]) ? 1 : 0;
  self->second = 1 - self->first;
  for (gsize j = 2; j < result->n_features; j++) {
    if (fabs(last[j]) > fabs(last[self->first])) {
      self->second = self->first;
      self->first = j;
    } else if (fabs(last[j]) > fabs(last[self->second])) {
      self->second = j;
    }
  }
}

/* An axis that all drawn iterates lie within, with some room. */
static void
make_axis(const Descent *self, gsize weight, double *axis)
{
  double low = INFINITY, high = -INFINITY, room;

  for (gsize k = 0; k < self->n_path; k++) {
    double value = self->result->path_weights[k * self->result->n_weights + weight];

    low = fmin(low, value);
    high = fmax(high, value);
  }
  room = 0.35 * (high - low) + 1e-9 * fmax(1, fabs(high));
  for (gsize i = 0; i < N_GRID; i++) {
    axis[i] = low - room + (high - low + 2 * room) * (double)i / (N_GRID - 1);
  }
}

static gboolean
fill_grid(Descent *self, const double *x, const double *y, double *losses, GError **error)
{
  const struct ec_data data = {.x = self->x, .y = self->regression->train.y};
  g_autofree double *weights = g_memdup2(self->weights, self->result->n_weights * sizeof(double));
  struct ec_error core_error = EC_ERROR_INIT;

  for (gsize i = 0; i < N_GRID * N_GRID; i++) {
    ec_status status;

    weights[self->first] = x[i % N_GRID];
    weights[self->second] = y[i / N_GRID];
    status =
        ec_descent_loss(&data, weights, self->result->n_weights, NULL, &losses[i], &core_error);
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_surface(Descent *self, GError **error)
{
  const char *const *names = epoch_pipeline_get_feature_names(self->regression->pipeline);
  double x[N_GRID], y[N_GRID];
  g_autofree double *losses = g_new(double, N_GRID *N_GRID);
  g_autofree double *path_x = g_new(double, self->n_path + 1);
  g_autofree double *path_y = g_new(double, self->n_path + 1);
  const EpochChartSeries path = {
      .name = _("Its way"), .x = path_x, .y = path_y, .n = self->n_path, .line = TRUE};
  const EpochChartSeries start = {.name = _("Start"), .x = path_x, .y = path_y, .n = 1};
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  make_axis(self, self->first, x);
  make_axis(self, self->second, y);
  if (!fill_grid(self, x, y, losses, error)) {
    return FALSE;
  }
  for (gsize k = 0; k < self->n_path; k++) {
    path_x[k] = self->result->path_weights[k * self->result->n_weights + self->first];
    path_y[k] = self->result->path_weights[k * self->result->n_weights + self->second];
  }
  summary = g_strdup_printf(
      _("The loss over the two strongest coefficients, “%s” and “%s”, with "
        "all others at the best values that it found; each step goes against the slope. "
        "In a long narrow valley it goes to and fro."),
      names[self->first], names[self->second]);
  chart = epoch_chart_writer_new("field", _("The way down the loss"), summary);
  epoch_chart_writer_set_axis(chart, "x", names[self->first], NULL);
  epoch_chart_writer_set_axis(chart, "y", names[self->second], NULL);
  epoch_chart_writer_set_grid(chart, x, N_GRID, y, N_GRID, losses);
  epoch_chart_writer_add_series(chart, &path);
  epoch_chart_writer_add_series(chart, &start);
  return epoch_chart_writer_write(chart, self->input->context, "surface", error);
}

static gboolean
write_losses(Descent *self, GError **error)
{
  const struct ec_descent_result *result = self->result;
  gsize n = result->n_epochs + 1;
  g_autofree double *epochs = g_new(double, n + 1);
  const EpochChartSeries series = {.name = _("Loss"), .x = epochs, .y = result->losses, .n = n};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", _("The loss, epoch by epoch"),
      _("Half the mean squared error on the training rows after each pass over them. A line that "
        "is still falling has not arrived yet; one that rises never will."));

  for (gsize k = 0; k < n; k++) {
    epochs[k] = (double)k;
  }
  epoch_chart_writer_set_axis(chart, "x", _("Epoch"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Loss"), NULL);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->input->context, "losses", error);
}

static void
find_rate(Descent *self)
{
  const struct ec_descent_result *result = self->result;
  g_autofree char *rate =
      epoch_amount_trim(epoch_recipe_get_number(self->input->recipe, "rate"), 3);
  g_autofree char *largest = epoch_amount_round(result->largest_rate, 3);
  g_autofree char *condition = epoch_amount_round(result->condition, 2);
  GPtrArray *more = self->regression->more;

  if (result->outcome == EC_DESCENT_DIVERGED) {
    g_ptr_array_add(more,
                    isfinite(result->largest_rate)
                        ? g_strdup_printf(_("The learning rate %s is too large: each step went "
                                            "farther past the minimum than the one before, and "
                                            "the loss grew without bound. Up to %s it would "
                                            "arrive."),
                                          rate, largest)
                        : g_strdup_printf(_("The learning rate %s is too large: the loss grew "
                                            "without bound."),
                                          rate));
    g_ptr_array_add(more, g_strdup(_("The predictions are those of the best step before that, and "
                                     "worth nothing.")));
    return;
  }
  g_ptr_array_add(more,
                  result->outcome == EC_DESCENT_CONVERGED
                      ? g_strdup_printf(_("Gradient descent has arrived after %zu epochs: the "
                                          "slope is 0 to eight decimals."),
                                        result->n_epochs)
                      : g_strdup_printf(_("After %zu epochs gradient descent has not arrived yet; "
                                          "least squares would be the place that it is on the way "
                                          "to."),
                                        result->n_epochs));
  if (isfinite(result->largest_rate)) {
    g_ptr_array_add(more, g_strdup_printf(_("The largest learning rate that is stable here is %s. "
                                            "The loss bends %s times as strongly in its "
                                            "steepest direction as in its flattest, and so many "
                                            "steps are about what it needs."),
                                          largest, condition));
  }
}

gboolean
epoch_regression_write_descent(EpochRegression *self, const EpochRegressionInput *input,
                               GError **error)
{
  Descent descent = {.regression = self, .input = input, .x = EC_MATRIX_INIT};
  g_autoptr(EpochTable) train = NULL;
  g_autoptr(EpochTarget) target = NULL;
  gboolean well;

  if (!g_str_equal(epoch_recipe_get_kind(input->recipe)->id, "descent")) {
    return TRUE;
  }
  descent.result = ec_descent_get_result(epoch_pipeline_get_model(self->pipeline));
  find_rate(&descent);
  choose_path(&descent);
  train = epoch_regression_take_train(self, input->table, &target, error);
  well = train != NULL && write_losses(&descent, error) &&
         epoch_pipeline_prepare(self->pipeline, train, NULL, &descent.x, error);
  if (well && descent.result->n_features > 1) {
    choose_weights(&descent);
    well = write_surface(&descent, error);
  }
  g_free(descent.weights);
  ec_matrix_clear(&descent.x);
  return well;
}
