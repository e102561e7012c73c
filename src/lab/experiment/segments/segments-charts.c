/* The chosen clusters in pictures: their sizes, their silhouettes, and how they differ. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "experiment/segments/segments-private.h"

/* More values of one cluster than this are thinned out: a silhouette is drawn by a few hundred. */
#define MAX_VALUES 1000

static gboolean
draw_sizes(EpochSegments *self, GError **error)
{
  gsize n = self->n_shown;
  g_autofree const char **names = g_new(const char *, n + 2);
  g_autofree double *sizes = g_new(double, n + 2);
  EpochChartSeries series = {.name = _("People"), .y = sizes};
  EpochChartWriter *chart = epoch_chart_writer_new(
      "bars", _("How large are they?"),
      _("How many people are in each cluster. A cluster of very few is often a handful of outliers "
        "and no kind of customer."));

  for (gsize i = 0; i < n; i++) {
    names[i] = self->words[i].name;
    sizes[i] = (double)self->sizes[self->shown[i]];
  }
  if (self->chosen->n_noise > 0) {
    names[n] = _("Noise");
    sizes[n++] = (double)self->chosen->n_noise;
  }
  series.n = n;
  epoch_chart_writer_set_axis(chart, "x", _("Cluster"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("People"), NULL);
  epoch_chart_writer_set_boolean(chart, "horizontal", TRUE);
  epoch_chart_writer_set_texts(chart, "categories", names, n);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "sizes", error);
}

static int
compare_descending(gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? 1 : x > y ? -1 : 0;
}

/* The silhouettes of one cluster, sorted, thinned out evenly where there are too many. */
static gsize
collect_values(const EpochSegments *self, gsize cluster, double *values)
{
  gsize n = 0, n_kept;

  for (gsize i = 0; i < self->n; i++) {
    if (self->chosen->labels[i] == (double)cluster) {
      values[n++] = self->chosen->values[i];
    }
  }
  qsort(values, n, sizeof *values, compare_descending);
  n_kept = MIN(n, MAX_VALUES);
  for (gsize i = 0; i < n_kept; i++) {
    values[i] = values[n_kept > 1 ? i * (n - 1) / (n_kept - 1) : 0];
  }
  return n_kept;
}

static gboolean
draw_silhouettes(EpochSegments *self, GError **error)
{
  g_autofree double *values = g_new(double, self->n + 1);
  g_autofree char *mean = NULL;
  g_autofree char *share = NULL;
  g_autofree char *summary = NULL;
  gsize n_below = 0, n_in = 0, largest = 0;
  EpochChartWriter *chart;

  if (isnan(self->chosen->silhouette)) {
    return TRUE;
  }
  for (gsize i = 0; i < self->n; i++) {
    n_in += self->chosen->labels[i] >= 0;
    n_below += self->chosen->values[i] < 0;
  }
  for (gsize i = 0; i < self->n_shown; i++) {
    largest = MAX(largest, self->sizes[self->shown[i]]);
  }
  mean = epoch_amount_round(self->chosen->silhouette, 3);
  share = epoch_amount_share((double)n_below / (double)n_in);
  summary = g_strdup_printf(
      largest > MAX_VALUES
          ? _("Each person is a bar, longest first: near 1 well inside the cluster, near 0 between "
              "two, below 0 nearer to another one. The mean is %s, and %s are below 0. Of large "
              "clusters every few bars only are drawn.")
          : _("Each person is a bar, longest first: near 1 well inside the cluster, near 0 between "
              "two, below 0 nearer to another one. The mean is %s, and %s are below 0."),
      mean, share);
  chart = epoch_chart_writer_new("silhouette", _("Who is well placed?"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Silhouette"), NULL);
  for (gsize i = 0; i < self->n_shown; i++) {
    gsize n = collect_values(self, self->shown[i], values);

    epoch_chart_writer_add_cluster(chart, self->words[i].name, values, n);
  }
  epoch_chart_writer_set_number(chart, "mean", self->chosen->silhouette);
  return epoch_chart_writer_write(chart, self->context, "silhouette", error);
}

/* The means of a column in the shown clusters, in standard deviations from the mean of all rows,
 * into every n-th place of `values`. */
static void
measure_profile(const EpochSegments *self, const EpochExploreColumn *column, double *values,
                gsize stride)
{
  double mean = 0, squares = 0, n = 0;

  for (gsize i = 0; i < self->n; i++) {
    if (!isnan(column->numbers[i])) {
      mean += column->numbers[i];
      n++;
    }
  }
  mean /= n;
  for (gsize i = 0; i < self->n; i++) {
    if (!isnan(column->numbers[i])) {
      squares += (column->numbers[i] - mean) * (column->numbers[i] - mean);
    }
  }
  for (gsize c = 0; c < self->n_shown; c++) {
    double sum = 0, count = 0;

    for (gsize i = 0; i < self->n; i++) {
      if (self->chosen->labels[i] == (double)self->shown[c] && !isnan(column->numbers[i])) {
        sum += column->numbers[i] - mean;
        count++;
      }
    }
    /* A constant column differs nowhere; no known value gives NaN, which stays empty. */
    values[c * stride] = squares > 0 ? sum / count / sqrt(squares / n) : 0 * sum / count;
  }
}

static gboolean
draw_profile(EpochSegments *self, GError **error)
{
  g_autoptr(GPtrArray) numbers = g_ptr_array_new();
  g_autofree const char **columns = NULL;
  g_autofree const char **rows = g_new(const char *, self->n_shown + 1);
  g_autofree double *values = NULL;
  double range[2] = {-1, 1};
  EpochChartWriter *chart;

  for (guint i = 0; i < self->columns->len; i++) {
    if (g_array_index(self->columns, EpochExploreColumn, i).is_number) {
      g_ptr_array_add(numbers, &g_array_index(self->columns, EpochExploreColumn, i));
    }
  }
  if (numbers->len == 0 || self->n_shown == 0) {
    return TRUE;
  }
  columns = g_new(const char *, numbers->len);
  values = g_new(double, self->n_shown * numbers->len);
  for (guint i = 0; i < numbers->len; i++) {
    const EpochExploreColumn *column = g_ptr_array_index(numbers, i);

    columns[i] = column->label;
    measure_profile(self, column, values + i, numbers->len);
  }
  for (gsize i = 0; i < self->n_shown * numbers->len; i++) {
    range[1] = fmax(range[1], fabs(values[i]));
  }
  range[0] = -range[1];
  for (gsize i = 0; i < self->n_shown; i++) {
    rows[i] = self->words[i].name;
  }
  chart = epoch_chart_writer_new("heatmap", _("How do they differ?"),
                                 _("The mean of each column in each cluster, in standard "
                                   "deviations from the mean of all: 0 is "
                                   "like everybody, 1 is far above, −1 far below."));
  epoch_chart_writer_set_texts(chart, "columns", columns, numbers->len);
  epoch_chart_writer_set_texts(chart, "rows", rows, self->n_shown);
  epoch_chart_writer_set_rows(chart, "values", values, self->n_shown, numbers->len);
  epoch_chart_writer_set_text(chart, "scale", "diverging");
  epoch_chart_writer_set_numbers(chart, "range", range, 2);
  epoch_chart_writer_set_number(chart, "digits", 2);
  return epoch_chart_writer_write(chart, self->context, "profile", error);
}

gboolean
epoch_segments_draw_clusters(EpochSegments *self, GError **error)
{
  return draw_profile(self, error) && draw_sizes(self, error) && draw_silhouettes(self, error);
}
