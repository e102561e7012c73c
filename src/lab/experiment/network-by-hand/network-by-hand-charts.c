/* What a small net has learnt, in pictures. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/network-by-hand/network-by-hand-private.h"

#define N_GRID 61

/* Points of a curve over the epochs, at most. */
#define MAX_CURVE 1000

/* The part of the plane that is drawn: all points, with a margin. */
static void
find_range(const EpochPoints *points, guint axis, double range[2])
{
  double margin;

  range[0] = INFINITY;
  range[1] = -INFINITY;
  for (gsize i = 0; i < points->n; i++) {
    range[0] = fmin(range[0], points->x[2 * i + axis]);
    range[1] = fmax(range[1], points->x[2 * i + axis]);
  }
  margin = range[1] > range[0] ? 0.15 * (range[1] - range[0]) : 1;
  range[0] -= margin;
  range[1] += margin;
}

static void
add_points(const EpochPoints *points, EpochChartWriter *chart, const char *name,
           const size_t *chosen, gsize n, double class)
{
  g_autofree double *x = g_new(double, n + 1);
  g_autofree double *y = g_new(double, n + 1);
  EpochChartSeries series = {.name = name, .x = x, .y = y};

  for (gsize i = 0; i < n; i++) {
    if (points->y[chosen[i]] == class) {
      x[series.n] = points->x[2 * chosen[i]];
      y[series.n++] = points->x[2 * chosen[i] + 1];
    }
  }
  if (series.n > 0) {
    epoch_chart_writer_add_series(chart, &series);
  }
}

/* The line on which a hidden unit's z is 0, as far as it is in the picture. */
static void
add_line(const EpochNetworkByHand *self, EpochChartWriter *chart, gsize unit,
         const double x_range[2], const double y_range[2])
{
  const double *w = ec_network_get_weights(self->network);
  double a = w[2 * unit], b = w[2 * unit + 1], c = w[2 * self->n_hidden + unit];
  const double *ranges[2] = {x_range, y_range};
  g_autofree char *name = g_strdup_printf(_("Where z of hidden unit %zu is 0"), unit + 1);
  double x[4], y[4];
  gsize n = 0;

  /* Where it meets each of the four sides. */
  for (guint side = 0; side < 4 && n < 2; side++) {
    double fixed = ranges[side / 2][side % 2], factor = side / 2 == 0 ? b : a;
    double other = factor != 0 ? -(c + (side / 2 == 0 ? a : b) * fixed) / factor : NAN;
    const double *within = ranges[1 - side / 2];

    if (other >= within[0] && other <= within[1]) {
      x[n] = side / 2 == 0 ? fixed : other;
      y[n++] = side / 2 == 0 ? other : fixed;
    }
  }
  if (n == 2) {
    const EpochChartSeries series = {
        .name = name, .x = x, .y = y, .n = n, .line = TRUE, .undirected = TRUE};

    epoch_chart_writer_add_series(chart, &series);
  }
}

/* The field of the probability of the second class under the weights of the net. */
static void
set_field(const EpochNetworkByHand *self, EpochChartWriter *chart, double x_range[2],
          double y_range[2])
{
  const EpochPoints *points = &self->points;
  double x[N_GRID], y[N_GRID];
  g_autofree double *values = g_new(double, N_GRID *N_GRID);

  find_range(points, 0, x_range);
  find_range(points, 1, y_range);
  for (gsize i = 0; i < N_GRID; i++) {
    double share = (double)i / (N_GRID - 1);

    x[i] = x_range[0] + share * (x_range[1] - x_range[0]);
    y[i] = y_range[0] + share * (y_range[1] - y_range[0]);
  }
  for (gsize j = 0; j < N_GRID; j++) {
    for (gsize i = 0; i < N_GRID; i++) {
      const double point[2] = {x[i], y[j]};

      values[i + j * N_GRID] = epoch_network_by_hand_ask(self, point);
    }
  }
  epoch_chart_writer_set_axis(chart, "x", points->axes[0], NULL);
  epoch_chart_writer_set_axis(chart, "y", points->axes[1], NULL);
  epoch_chart_writer_set_texts(chart, "classes", points->classes, 2);
  epoch_chart_writer_set_grid(chart, x, N_GRID, y, N_GRID, values);
}

static gboolean
draw_boundary(EpochNetworkByHand *self, GError **error)
{
  const EpochPoints *points = &self->points;
  double accuracy = epoch_network_by_hand_measure(self, points->test, points->n_test);
  g_autofree char *share = epoch_amount_share(accuracy);
  g_autofree char *summary = g_strdup_printf(
      self->n_hidden > 0 ? _("What the net says of every place: the border is where it gives both "
                             "classes one half. Each line is where one hidden unit changes its "
                             "mind. The points are those set aside; %s are told right.")
                         : _("What the neuron says of every place: the border is where it gives "
                             "both classes one half, and it is a straight line. The points are "
                             "those set aside; %s are told right."),
      share);
  EpochChartWriter *chart = epoch_chart_writer_new("field", _("The border"), summary);
  double x_range[2], y_range[2];

  set_field(self, chart, x_range, y_range);
  for (guint c = 0; c < 2; c++) {
    add_points(points, chart, points->classes[c], points->test, points->n_test, c);
  }
  for (gsize u = 0; u < self->n_hidden; u++) {
    add_line(self, chart, u, x_range, y_range);
  }
  return epoch_chart_writer_write(chart, self->context, "boundary", error);
}

/* The border as it was at one time, with the points that were learnt from. */
static gboolean
draw_snapshot(EpochNetworkByHand *self, const EpochSnapshot *snapshot, guint number, GError **error)
{
  const EpochPoints *points = &self->points;
  gsize size = ec_network_n_weights(self->network) * sizeof(double);
  g_autofree double *kept = g_memdup2(ec_network_get_weights(self->network), size);
  g_autofree char *kind = g_strdup_printf("boundary-%u", number);
  g_autofree char *loss = epoch_amount_round(snapshot->train_loss, 3);
  g_autofree char *title = g_strdup_printf(_("The border after epoch %zu"), snapshot->epoch);
  g_autofree char *summary = g_strdup_printf(
      _("What the net said at this time. The points are those it learns from; their "
        "mean loss was %s."),
      loss);
  EpochChartWriter *chart = epoch_chart_writer_new("field", title, summary);
  double x_range[2], y_range[2];

  memcpy(ec_network_get_weights(self->network), snapshot->weights, size);
  set_field(self, chart, x_range, y_range);
  memcpy(ec_network_get_weights(self->network), kept, size);
  for (guint c = 0; c < 2; c++) {
    add_points(points, chart, points->classes[c], points->train, points->n_train, c);
  }
  return epoch_chart_writer_write(chart, self->context, kind, error);
}

/* At the start, half way, and at the end. */
static gboolean
draw_snapshots(EpochNetworkByHand *self, GError **error)
{
  guint n = self->snapshots->len;

  return draw_snapshot(self, self->snapshots->pdata[0], 1, error) &&
         draw_snapshot(self, self->snapshots->pdata[n / 2], 2, error) &&
         draw_snapshot(self, self->snapshots->pdata[n - 1], 3, error);
}

static gboolean
draw_loss(EpochNetworkByHand *self, GError **error)
{
  gsize n = self->losses->len, every = n / MAX_CURVE + 1, n_kept = 0;
  guint n_tested = self->snapshots->len;
  g_autofree double *x = g_new(double, n / every + 2);
  g_autofree double *y = g_new(double, n / every + 2);
  g_autofree double *test_x = g_new(double, n_tested + 1);
  g_autofree double *test_y = g_new(double, n_tested + 1);
  EpochChartSeries train = {.name = _("Learnt from"), .x = x, .y = y};
  EpochChartSeries test = {.name = _("Set aside"), .x = test_x, .y = test_y, .n = n_tested};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", _("The loss, epoch by epoch"),
      _("The mean cross-entropy of the points learnt from, and of those set aside. A curve that "
        "jumps means that steps are too large, one that creeps that they are too small; where the "
        "two part, the net learns its points by heart."));

  for (gsize i = 0; i < n; i += every) {
    x[n_kept] = (double)i;
    y[n_kept++] = g_array_index(self->losses, double, i);
  }
  train.n = n_kept;
  for (guint i = 0; i < n_tested; i++) {
    const EpochSnapshot *snapshot = self->snapshots->pdata[i];

    test_x[i] = (double)snapshot->epoch;
    test_y[i] = snapshot->test_loss;
  }
  epoch_chart_writer_set_axis(chart, "x", _("Epoch"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Loss"), NULL);
  epoch_chart_writer_add_series(chart, &train);
  epoch_chart_writer_add_series(chart, &test);
  return epoch_chart_writer_write(chart, self->context, "loss", error);
}

static gboolean
draw_gradients(EpochNetworkByHand *self, GError **error)
{
  guint n = self->snapshots->len, n_layers = self->n_hidden > 0 ? 2 : 1;
  g_autofree double *x = g_new(double, n);
  g_autofree double *y = g_new(double, n);
  EpochChartWriter *chart = epoch_chart_writer_new(
      "line", _("How large are the gradients?"),
      n_layers > 1
          ? _("The length of the mean gradient of each layer. It falls as the net comes to rest. A "
              "layer whose gradient is near 0 while the loss is still large does not learn.")
          : _("The length of the mean gradient. It falls as the neuron comes to rest."));

  epoch_chart_writer_set_axis(chart, "x", _("Epoch"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Length of the gradient"), NULL);
  for (guint layer = 0; layer < n_layers; layer++) {
    const EpochChartSeries series = {.name = n_layers == 1 ? _("Neuron")
                                             : layer == 0  ? _("Hidden layer")
                                                           : _("Output"),
                                     .x = x,
                                     .y = y,
                                     .n = n};

    for (guint i = 0; i < n; i++) {
      const EpochSnapshot *snapshot = self->snapshots->pdata[i];

      x[i] = (double)snapshot->epoch;
      y[i] = snapshot->gradients[layer];
    }
    epoch_chart_writer_add_series(chart, &series);
  }
  return epoch_chart_writer_write(chart, self->context, "gradients", error);
}

/* A row for each unit: its weights, its bias, and how much the output listens to it. */
static gboolean
draw_weights(EpochNetworkByHand *self, GError **error)
{
  const double *w = ec_network_get_weights(self->network);
  gsize h = self->n_hidden, n_rows = h > 0 ? h + 1 : 1, n_columns = h > 0 ? 4 : 3;
  const char *columns[4] = {"x₁", "x₂", _("Bias"), _("Into the output")};
  g_auto(GStrv) rows = g_new0(char *, n_rows + 1);
  g_autofree double *values = g_new(double, n_rows *n_columns);
  double range[2] = {0, 0};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "heatmap", _("The weights"),
      h > 0 ? _("What each hidden unit takes from the inputs, and what the output takes from it. "
                "The output itself has a bias alone beside that.")
            : _("What the neuron takes from each input."));

  for (gsize i = 0; i < n_rows * n_columns; i++) {
    values[i] = NAN;
  }
  for (gsize u = 0; u < MAX(h, 1); u++) {
    rows[u] = h > 0 ? g_strdup_printf(_("Hidden unit %zu"), u + 1) : g_strdup(_("Neuron"));
    values[u * n_columns] = w[2 * u];
    values[u * n_columns + 1] = w[2 * u + 1];
    values[u * n_columns + 2] = w[2 * MAX(h, 1) + u];
    if (h > 0) {
      values[u * n_columns + 3] = w[3 * h + u];
    }
  }
  if (h > 0) {
    rows[h] = g_strdup(_("Output"));
    values[h * n_columns + 2] = w[4 * h];
  }
  for (gsize i = 0; i < n_rows * n_columns; i++) {
    range[1] = isnan(values[i]) ? range[1] : fmax(range[1], fabs(values[i]));
  }
  range[0] = -range[1];
  epoch_chart_writer_set_texts(chart, "columns", columns, n_columns);
  epoch_chart_writer_set_texts(chart, "rows", (const char *const *)rows, n_rows);
  epoch_chart_writer_set_rows(chart, "values", values, n_rows, n_columns);
  epoch_chart_writer_set_text(chart, "scale", "diverging");
  epoch_chart_writer_set_numbers(chart, "range", range, 2);
  epoch_chart_writer_set_number(chart, "digits", 2);
  return epoch_chart_writer_write(chart, self->context, "weights", error);
}

gboolean
epoch_network_by_hand_draw(EpochNetworkByHand *self, GError **error)
{
  return draw_boundary(self, error) && draw_loss(self, error) && draw_snapshots(self, error) &&
         draw_weights(self, error) && draw_gradients(self, error);
}
