/* The charts that are made from values by counting and sorting them: histograms, boxes,
 * silhouettes. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-json-writer.h"
#include "chart/epoch-chart-writer-private.h"
#include "chart/epoch-chart-writer-raw-private.h"
#include "base/order.h"

#define MIN_BINS 10
#define MAX_BINS 40

/* (transfer full): the finite ones of the values, in rising order. */
static double *
sort_finite(const double *values, gsize n, gsize *n_finite)
{
  double *sorted = g_new(double, n + 1);

  for (gsize i = 0; i < n; i++) {
    sorted[i] = isfinite(values[i]) ? values[i] : NAN;
  }
  *n_finite = ec_sort_known(sorted, n, sorted);
  return sorted;
}

/* The width that people read easily, 1, 2 or 5 times a power of ten, that is nearest to @raw by
 * their ratio. */
static double
round_width(double raw)
{
  double power = pow(10, floor(log10(raw)));
  double first = raw / power;

  return first < sqrt(2)    ? power
         : first < sqrt(10) ? 2 * power
         : first < sqrt(50) ? 5 * power
                            : 10 * power;
}

/* The width of bins that suits sorted values: that of Freedman and Diaconis (1981), held within
 * sensible numbers of bins, and rounded. Whole numbers get whole bins. */
static double
choose_width(const double *sorted, gsize n)
{
  double range = sorted[n - 1] - sorted[0];
  double spread = ec_quantile(sorted, n, 0.75) - ec_quantile(sorted, n, 0.25);
  double width = 2 * spread / cbrt((double)n);
  gboolean whole = TRUE;

  if (!(range > 0)) {
    return 1;
  }
  for (gsize i = 0; i < n && whole; i++) {
    whole = sorted[i] == floor(sorted[i]);
  }
  width = CLAMP(width, range / MAX_BINS, range / MIN_BINS);
  if (whole && width < 1) {
    return 1;
  }
  return round_width(width);
}

void
epoch_chart_writer_set_histogram(EpochChartWriter *self, const double *values, gsize n,
                                 const char *const *names, const int *groups, gsize n_groups)
{
  gsize n_finite = 0, n_bins;
  g_autofree double *sorted = sort_finite(values, n, &n_finite);
  g_autofree double *edges = NULL;
  g_autofree double *counts = NULL;
  double width, first;

  if (n_finite == 0) {
    return;
  }
  width = choose_width(sorted, n_finite);
  first = floor(sorted[0] / width);
  n_bins = (gsize)(floor(sorted[n_finite - 1] / width) - first) + 1;
  edges = g_new(double, n_bins + 1);
  for (gsize i = 0; i <= n_bins; i++) {
    edges[i] = (first + (double)i) * width;
  }
  epoch_chart_writer_set_numbers(self, "edges", edges, n_bins + 1);
  counts = g_new(double, n_bins);
  for (gsize g = 0; g < MAX(n_groups, 1); g++) {
    const EpochChartSeries series = {
        .name = names != NULL ? names[g] : "", .y = counts, .n = n_bins};

    memset(counts, 0, n_bins * sizeof *counts);
    for (gsize i = 0; i < n; i++) {
      if (isfinite(values[i]) && (groups == NULL || groups[i] == (int)g)) {
        gsize bin = (gsize)(floor(values[i] / width) - first);

        counts[MIN(bin, n_bins - 1)]++;
      }
    }
    epoch_chart_writer_add_series(self, &series);
  }
}

void
epoch_chart_writer_add_box(EpochChartWriter *self, const double *values, gsize n)
{
  gsize n_finite = 0, first = 0, last;
  g_autofree double *sorted = sort_finite(values, n, &n_finite);
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_integer(&json, "n", (gint64)n_finite);
  if (n_finite > 0) {
    double q1 = ec_quantile(sorted, n_finite, 0.25), q3 = ec_quantile(sorted, n_finite, 0.75);
    double reach = 1.5 * (q3 - q1);

    last = n_finite - 1;
    while (sorted[first] < q1 - reach) {
      first++;
    }
    while (sorted[last] > q3 + reach) {
      last--;
    }
    epoch_json_writer_add_number(&json, "low", sorted[first]);
    epoch_json_writer_add_number(&json, "q1", q1);
    epoch_json_writer_add_number(&json, "median", ec_quantile(sorted, n_finite, 0.5));
    epoch_json_writer_add_number(&json, "q3", q3);
    epoch_json_writer_add_number(&json, "high", sorted[last]);
    /* Those above are moved down to those below. */
    memmove(sorted + first, sorted + last + 1, (n_finite - last - 1) * sizeof *sorted);
    epoch_json_writer_add_numbers(&json, "outliers", sorted, first + n_finite - last - 1);
  }
  epoch_json_writer_end(&json, '}');
  epoch_chart_writer_add_raw(self, "boxes", text->str);
}

void
epoch_chart_writer_add_cluster(EpochChartWriter *self, const char *name, const double *values,
                               gsize n)
{
  gsize n_finite = 0;
  g_autofree double *sorted = sort_finite(values, n, &n_finite);
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  for (gsize i = 0; i < n_finite / 2; i++) {
    double value = sorted[i];

    sorted[i] = sorted[n_finite - 1 - i];
    sorted[n_finite - 1 - i] = value;
  }
  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "name", name);
  epoch_json_writer_add_numbers(&json, "values", sorted, n_finite);
  epoch_json_writer_end(&json, '}');
  epoch_chart_writer_add_raw(self, "clusters", text->str);
}
