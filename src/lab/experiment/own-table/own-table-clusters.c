/* What groups of rows are like: how large, how far apart, and what makes them differ. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/own-table/own-table-group-private.h"
#include "metric/silhouette.h"
#include "report/epoch-report-charts-private.h"
#include "run/epoch-run-files-private.h"

#define MAX_NAMED 2        /* columns that a sentence names on either side */
#define MAX_SENTENCES 8    /* groups that are described */
#define MAX_PROFILE 30     /* columns of the heat map */
#define MAX_SILHOUETTES 20 /* groups of that chart */

/* A column sets a group apart from so many standard deviations on. */
#define APART 0.5

char *
epoch_groups_name(gssize cluster)
{
  return cluster < 0 ? g_strdup(_("No cluster"))
                     : g_strdup_printf(_("Cluster %zu"), (gsize)cluster + 1);
}

gboolean
epoch_groups_measure(EpochGroups *groups, GError **error)
{
  gsize n_rows = groups->self->n_rows, step = n_rows / EPOCH_OWN_TABLE_MAX_SAMPLE + 1;
  struct ec_matrix chosen = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_job quiet = groups->self->context->job;
  g_autofree double *labels = g_new(double, n_rows + 1);
  ec_status status;

  quiet.progress = NULL;
  g_free(groups->sample);
  g_free(groups->widths);
  groups->sample = g_new(size_t, n_rows + 1);
  groups->widths = NULL;
  groups->mean = NAN;
  groups->n_sample = 0;
  for (gsize i = 0; i < n_rows; i += step) {
    if (groups->labels[i] >= 0) {
      labels[groups->n_sample] = groups->labels[i];
      groups->sample[groups->n_sample++] = i;
    }
  }
  if (groups->n_sample < 3 || groups->n_clusters < 2) {
    return TRUE;
  }
  status = ec_matrix_new(groups->n_sample, groups->x.n_columns, &chosen, &core_error);
  if (status == EC_OK) {
    groups->widths = g_new(double, groups->n_sample + 1);
    ec_matrix_copy_rows(&groups->x, groups->sample, groups->n_sample, &chosen);
    status = ec_silhouette(&chosen, labels, &quiet, groups->widths, &groups->mean, &core_error);
  }
  ec_matrix_clear(&chosen);
  if (status != EC_OK) {
    g_clear_pointer(&groups->widths, g_free);
  }
  /* Where each row is a cluster of its own, there is nothing to compare. */
  return status == EC_ERROR_VALUE || epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* The mean of each feature in each group, group by group, and the groups' sizes. */
static double *
find_centres(const EpochGroups *groups, gsize *sizes)
{
  gsize n_columns = groups->x.n_columns;
  double *centres = g_new0(double, groups->n_clusters *n_columns + 1);

  for (gsize i = 0; i < groups->x.n_rows; i++) {
    if (groups->labels[i] >= 0) {
      sizes[(gsize)groups->labels[i]]++;
    }
  }
  for (gsize j = 0; j < n_columns; j++) {
    const double *column = ec_matrix_column(&groups->x, j);

    for (gsize i = 0; i < groups->x.n_rows; i++) {
      if (groups->labels[i] >= 0) {
        gsize k = (gsize)groups->labels[i];

        centres[k * n_columns + j] += column[i] / (double)sizes[k];
      }
    }
  }
  return centres;
}

static gboolean
write_sizes(const EpochGroups *groups, const gsize *sizes, GError **error)
{
  gsize n = groups->n_clusters + (groups->n_noise > 0);
  g_autofree double *counts = g_new(double, n + 1);
  g_auto(GStrv) names = g_new0(char *, n + 1);
  g_auto(GStrv) labels = g_new0(char *, n + 1);
  EpochChartSeries series = {
      .name = _("Rows"), .y = counts, .n = n, .labels = (const char *const *)labels};
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  for (gsize k = 0; k < n; k++) {
    gsize count = k < groups->n_clusters ? sizes[k] : groups->n_noise;
    g_autofree char *share = epoch_amount_share((double)count / (double)groups->self->n_rows);

    names[k] = epoch_groups_name(k < groups->n_clusters ? (gssize)k : -1);
    counts[k] = (double)count;
    labels[k] = g_strdup_printf(ngettext("%zu row, %s", "%zu rows, %s", count), count, share);
  }
  summary = g_strdup_printf(ngettext("%zu cluster was found in %zu rows.",
                                     "%zu clusters were found in %zu rows.", groups->n_clusters),
                            groups->n_clusters, groups->self->n_rows);
  if (groups->n_noise > 0) {
    g_autofree char *most = g_steal_pointer(&summary);

    summary = g_strdup_printf(ngettext("%s %zu row is too far from the others to belong to any.",
                                       "%s %zu rows are too far from the others to belong to any.",
                                       groups->n_noise),
                              most, groups->n_noise);
  }
  g_ptr_array_add(groups->self->found, g_strdup(summary));
  chart = epoch_chart_writer_new("bars", _("How large the clusters are"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Cluster"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Rows"), NULL);
  epoch_chart_writer_set_texts(chart, "categories", (const char *const *)names, n);
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, groups->self->context, "clusters", error);
}

static void
find_silhouette(const EpochGroups *groups)
{
  g_autofree char *mean = epoch_amount_round(groups->mean, 2);

  /* The bounds are those of Kaufman and Rousseeuw, "Finding Groups in Data", 1990, table 4. */
  g_ptr_array_add(
      groups->self->found,
      g_strdup_printf(groups->mean > 0.7   ? _("The mean silhouette is %s: the clusters lie well "
                                                 "apart.")
                      : groups->mean > 0.5 ? _("The mean silhouette is %s: there are clusters, "
                                               "and some of them touch.")
                      : groups->mean > 0.25
                          ? _("The mean silhouette is %s: the clusters are weak, and may be an "
                              "invention of the method.")
                          : _("The mean silhouette is %s: there are hardly any clusters in this "
                              "table."),
                      mean));
}

static gboolean
write_silhouette(const EpochGroups *groups, GError **error)
{
  g_autofree double *values = g_new(double, groups->n_sample + 1);
  g_autofree char *mean = epoch_amount_round(groups->mean, 2);
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  if (groups->widths == NULL) {
    return TRUE;
  }
  summary = g_strdup_printf(_("For each row, how much nearer it is to its own cluster than to the "
                              "next one. The mean is %s; a row below 0 would be better off in the "
                              "next cluster."),
                            mean);
  find_silhouette(groups);
  chart = epoch_chart_writer_new("silhouette", _("How well the rows fit their clusters"), summary);
  for (gsize k = 0; k < MIN(groups->n_clusters, MAX_SILHOUETTES); k++) {
    g_autofree char *name = epoch_groups_name((gssize)k);
    gsize n = 0;

    for (gsize s = 0; s < groups->n_sample; s++) {
      if ((gsize)groups->labels[groups->sample[s]] == k) {
        values[n++] = groups->widths[s];
      }
    }
    epoch_chart_writer_add_cluster(chart, name, values, n);
  }
  epoch_chart_writer_set_number(chart, "mean", groups->mean);
  return epoch_chart_writer_write(chart, groups->self->context, "silhouette", error);
}

/* Whether a feature says that a row is of a category. */
static gboolean
is_category(const EpochGroups *groups, gsize feature)
{
  return epoch_pipeline_get_feature(groups->pipeline, feature)->category != NULL;
}

/* What sets a group apart: the numbers or the categories whose mean is farthest from that of all
 * rows, on one side. */
static char *
list_apart(const EpochGroups *groups, const double *centre, gboolean categories, double sign)
{
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree gboolean *told = g_new0(gboolean, groups->x.n_columns + 1);

  for (gsize t = 0; t < MAX_NAMED; t++) {
    g_autofree char *name = NULL;
    gssize most = -1;

    for (gsize j = 0; j < groups->x.n_columns; j++) {
      if (!told[j] && is_category(groups, j) == categories && sign * centre[j] > APART &&
          (most < 0 || sign * centre[j] > sign * centre[most])) {
        most = (gssize)j;
      }
    }
    if (most < 0) {
      break;
    }
    told[most] = TRUE;
    name =
        epoch_report_name_feature(epoch_pipeline_get_feature(groups->pipeline, (gsize)most), NULL);
    g_string_append_printf(text, "%s“%s”", text->len > 0 ? ", " : "", name);
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Appends one of the things that are said of a group, unless its list is empty. */
static void
append_part(GString *text, const char *list, char *said)
{
  g_autofree char *owned = said;

  if (*list != '\0') {
    g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", owned);
  }
}

static void
describe(const EpochGroups *groups, const double *centres, const gsize *sizes)
{
  for (gsize k = 0; k < MIN(groups->n_clusters, MAX_SENTENCES); k++) {
    const double *centre = centres + k * groups->x.n_columns;
    g_autofree char *name = epoch_groups_name((gssize)k);
    g_autofree char *rows = g_strdup_printf(ngettext("%zu row", "%zu rows", sizes[k]), sizes[k]);
    g_autoptr(GString) text = g_string_new(NULL);

    g_autofree char *often = list_apart(groups, centre, TRUE, 1);
    g_autofree char *high = list_apart(groups, centre, FALSE, 1);
    g_autofree char *low = list_apart(groups, centre, FALSE, -1);

    /* Translators: what a cluster of rows is like; a list of categories, or of columns. */
    append_part(text, often, g_strdup_printf(_("more often %s"), often));
    append_part(text, high, g_strdup_printf(_("high in %s"), high));
    append_part(text, low, g_strdup_printf(_("low in %s"), low));
    /* Translators: the name of a cluster, how many rows it has, and what it is like. */
    g_ptr_array_add(groups->self->found,
                    g_strdup_printf(_("%s (%s): %s."), name, rows,
                                    text->len > 0 ? text->str : _("near the average throughout")));
  }
}

/* The groups' means as a heat map, in standard deviations from the mean of all rows. */
static gboolean
write_profile(const EpochGroups *groups, const double *centres, GError **error)
{
  gsize n_columns = groups->x.n_columns, n = MIN(n_columns, MAX_PROFILE);
  g_autofree double *values = g_new(double, n * groups->n_clusters + 1);
  g_auto(GStrv) rows = g_new0(char *, n + 1);
  g_auto(GStrv) columns = g_new0(char *, groups->n_clusters + 1);
  double most = 1, range[2];
  EpochChartWriter *chart = epoch_chart_writer_new(
      "heatmap", _("What the clusters are like"),
      _("The mean of each column in each cluster, in standard deviations from the mean of all "
        "rows: 0 is like the rest of the table."));

  for (gsize j = 0; j < n; j++) {
    rows[j] = epoch_report_name_feature(epoch_pipeline_get_feature(groups->pipeline, j), NULL);
    for (gsize k = 0; k < groups->n_clusters; k++) {
      double value = centres[k * n_columns + j];

      values[j * groups->n_clusters + k] = value;
      most = fmax(most, fabs(value));
    }
  }
  for (gsize k = 0; k < groups->n_clusters; k++) {
    columns[k] = epoch_groups_name((gssize)k);
  }
  range[0] = -most;
  range[1] = most;
  epoch_chart_writer_set_texts(chart, "columns", (const char *const *)columns, groups->n_clusters);
  epoch_chart_writer_set_texts(chart, "rows", (const char *const *)rows, n);
  epoch_chart_writer_set_rows(chart, "values", values, n, groups->n_clusters);
  epoch_chart_writer_set_text(chart, "scale", "diverging");
  epoch_chart_writer_set_numbers(chart, "range", range, 2);
  epoch_chart_writer_set_number(chart, "digits", 1);
  return epoch_chart_writer_write(chart, groups->self->context, "profile", error);
}

static double
square_distance(const struct ec_matrix *x, gsize row, const double *centre)
{
  double sum = 0;

  for (gsize j = 0; j < x->n_columns; j++) {
    double away = ec_matrix_get(x, row, j) - (centre != NULL ? centre[j] : 0);

    sum += away * away;
  }
  return sum;
}

/* The silhouette of one row in numbers: how far it is from its own group and from the next. */
static void
add_one_row(EpochJsonWriter *json, const EpochGroups *groups)
{
  g_autofree double *sums = g_new0(double, groups->n_clusters + 1);
  g_autofree double *counts = g_new0(double, groups->n_clusters + 1);
  g_autofree double *centre = g_new(double, groups->x.n_columns + 1);
  gsize row = groups->sample[0], own = (gsize)groups->labels[row], nearest = own == 0 ? 1 : 0;
  g_autofree char *name = epoch_groups_name((gssize)own);
  g_autofree char *next = NULL;

  for (gsize j = 0; j < groups->x.n_columns; j++) {
    centre[j] = ec_matrix_get(&groups->x, row, j);
  }
  for (gsize s = 1; s < groups->n_sample; s++) {
    gsize k = (gsize)groups->labels[groups->sample[s]];

    sums[k] += sqrt(square_distance(&groups->x, groups->sample[s], centre));
    counts[k]++;
  }
  for (gsize k = 0; k < groups->n_clusters; k++) {
    sums[k] = counts[k] > 0 ? sums[k] / counts[k] : k == own ? 0 : INFINITY;
    nearest = k != own && sums[k] < sums[nearest] ? k : nearest;
  }
  next = epoch_groups_name((gssize)nearest);
  epoch_json_writer_add_integer(json, "row", (gint64)row + 1);
  epoch_json_writer_add_string(json, "cluster", name);
  epoch_json_writer_add_string(json, "nearest", next);
  epoch_json_writer_add_number(json, "a", sums[own]);
  epoch_json_writer_add_number(json, "b", sums[nearest]);
}

/* The inertia of each group and of the whole; told as a metric, and kept as facts. */
static gboolean
write_facts(const EpochGroups *groups, const double *centres, const gsize *sizes, GError **error)
{
  EpochRunContext *context = groups->self->context;
  g_autofree double *inertias = g_new0(double, groups->n_clusters + 1);
  g_autofree double *middle = g_new0(double, groups->x.n_columns + 1);
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;
  double total = 0, within = 0, n_inside = (double)(groups->x.n_rows - groups->n_noise);

  for (gsize k = 0; k < groups->n_clusters; k++) {
    for (gsize j = 0; j < groups->x.n_columns; j++) {
      middle[j] += centres[k * groups->x.n_columns + j] * (double)sizes[k] / n_inside;
    }
  }
  for (gsize i = 0; i < groups->x.n_rows; i++) {
    if (groups->labels[i] >= 0) {
      gsize k = (gsize)groups->labels[i];

      inertias[k] += square_distance(&groups->x, i, centres + k * groups->x.n_columns);
      total += square_distance(&groups->x, i, middle);
    }
  }
  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "task", "clustering");
  epoch_json_writer_add_integer(&json, "n", (gint64)groups->x.n_rows);
  epoch_json_writer_add_integer(&json, "noise", (gint64)groups->n_noise);
  epoch_json_writer_name(&json, "clusters");
  epoch_json_writer_begin(&json, '[');
  for (gsize k = 0; k < groups->n_clusters; k++) {
    g_autofree char *name = epoch_groups_name((gssize)k);

    within += inertias[k];
    epoch_json_writer_begin(&json, '{');
    epoch_json_writer_add_string(&json, "name", name);
    epoch_json_writer_add_integer(&json, "n", (gint64)sizes[k]);
    epoch_json_writer_add_number(&json, "inertia", inertias[k]);
    epoch_json_writer_end(&json, '}');
  }
  epoch_json_writer_end(&json, ']');
  epoch_json_writer_add_number(&json, "sum_total", total);
  if (groups->widths != NULL) {
    epoch_json_writer_name(&json, "silhouette");
    epoch_json_writer_begin(&json, '{');
    epoch_json_writer_add_number(&json, "sum", groups->mean * (double)groups->n_sample);
    epoch_json_writer_add_integer(&json, "n", (gint64)groups->n_sample);
    add_one_row(&json, groups);
    epoch_json_writer_end(&json, '}');
  }
  epoch_json_writer_end(&json, '}');
  epoch_run_context_metric(context, "clusters", "", (double)groups->n_clusters);
  if (g_str_equal(groups->self->model, "dbscan")) {
    epoch_run_context_metric(context, "noise_rows", "", (double)groups->n_noise);
  }
  epoch_run_context_metric(context, "inertia", "", within);
  if (groups->widths != NULL) {
    epoch_run_context_metric(context, "silhouette", "", groups->mean);
  }
  return epoch_run_files_write_facts(context, text, error);
}

gboolean
epoch_groups_report(EpochGroups *groups, GError **error)
{
  g_autofree gsize *sizes = g_new0(gsize, groups->n_clusters + 1);
  g_autofree double *centres = find_centres(groups, sizes);

  if (!write_sizes(groups, sizes, error) || !write_silhouette(groups, error)) {
    return FALSE;
  }
  describe(groups, centres, sizes);
  return (groups->n_clusters == 0 || write_profile(groups, centres, error)) &&
         write_facts(groups, centres, sizes, error);
}
