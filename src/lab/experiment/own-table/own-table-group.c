/* Groups in a learner's own table, without a target: k-means, DBSCAN, principal components. */
#include "config.h"

#include "experiment/own-table/own-table-group-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "chart/epoch-chart-writer-private.h"
#include "fit/predictions-private.h"
#include "model/dbscan.h"
#include "model/pca.h"
#include "run/epoch-run-files-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_LOOKED 0.15
#define DONE_CHOSEN 0.5
#define DONE_GROUPED 0.7

/* What is tried where the number of clusters is to be found. */
#define FEWEST_CLUSTERS 2
#define MOST_CLUSTERS 8

#define MAX_POINTS 4000
#define MAX_CURVE_POINTS 400

static gboolean
find_columns(EpochGroups *groups, GError **error)
{
  groups->columns = g_array_new(FALSE, FALSE, sizeof(size_t));
  for (gsize i = 0; groups->self->columns[i] != NULL; i++) {
    struct ec_error core_error = EC_ERROR_INIT;
    size_t column = 0;
    ec_status status =
        ec_table_find_column(groups->self->table, groups->self->columns[i], &column, &core_error);

    if (!epoch_core_error_propagate(status, &core_error, groups->self->path, error)) {
      return FALSE;
    }
    g_array_append_val(groups->columns, column);
  }
  return TRUE;
}

static EpochPipeline *
fit(EpochGroups *groups, const EpochRecipe *recipe, GError **error)
{
  struct ec_job quiet = groups->self->context->job;

  quiet.progress = NULL;
  return epoch_pipeline_fit(recipe, groups->self->table,
                            (const size_t *)(void *)groups->columns->data, groups->columns->len,
                            NULL, &quiet, groups->self->path, error);
}

/* Fits, and takes what the model sees and into which group it puts each row. */
static gboolean
group(EpochGroups *groups, const EpochRecipe *recipe, GError **error)
{
  EpochOwnTable *self = groups->self;

  g_clear_pointer(&groups->pipeline, epoch_pipeline_free);
  ec_matrix_clear(&groups->x);
  g_free(groups->labels);
  groups->labels = g_new(double, self->n_rows + 1);
  groups->n_clusters = groups->n_noise = 0;
  groups->pipeline = fit(groups, recipe, error);
  if (groups->pipeline == NULL ||
      !epoch_pipeline_prepare(groups->pipeline, self->table, self->path, &groups->x, error) ||
      !epoch_pipeline_predict(groups->pipeline, self->table, NULL, self->path, groups->labels,
                              error)) {
    return FALSE;
  }
  for (gsize i = 0; i < self->n_rows; i++) {
    groups->n_noise += groups->labels[i] < 0;
    groups->n_clusters = MAX(groups->n_clusters, (gsize)(groups->labels[i] + 1));
  }
  return epoch_groups_measure(groups, error);
}

static EpochRecipe *
new_kmeans(EpochOwnTable *self, gsize n_clusters, GError **error)
{
  g_autoptr(EpochRecipe) recipe =
      epoch_recipe_new("kmeans", EPOCH_TASK_CLUSTERING, self->context->seed, error);

  if (recipe == NULL || !epoch_recipe_set_number(recipe, "clusters", (double)n_clusters, error)) {
    return NULL;
  }
  return g_steal_pointer(&recipe);
}

static gboolean
write_choice(EpochOwnTable *self, const double *k, const double *widths, gsize n, gsize best,
             GError **error)
{
  g_autofree char *amount = epoch_amount_round(widths[best], 2);
  g_autofree char *summary = g_strdup_printf(
      _("The mean silhouette: 1 where clusters lie far apart, 0 where they touch. It is largest "
        "for %zu clusters, %s."),
      (gsize)k[best], amount);
  EpochChartWriter *chart = epoch_chart_writer_new("line", _("How many clusters?"), summary);
  const EpochChartSeries series = {.name = _("Mean silhouette"), .x = k, .y = widths, .n = n};

  epoch_chart_writer_set_axis(chart, "x", _("Clusters"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Mean silhouette"), NULL);
  epoch_chart_writer_add_series(chart, &series);
  epoch_chart_writer_add_guide(chart, "vertical", k[best], NULL);
  return epoch_chart_writer_write(chart, self->context, "choice", error);
}

/* Tries numbers of clusters, and takes the one with the largest mean silhouette; 0 with @error. */
static gsize
choose_clusters(EpochGroups *groups, GError **error)
{
  EpochOwnTable *self = groups->self;
  double k[MOST_CLUSTERS], widths[MOST_CLUSTERS];
  gsize n = 0, best = 0, most = MIN(MOST_CLUSTERS, self->n_rows - 1);

  for (gsize clusters = FEWEST_CLUSTERS;
       clusters <= most && !epoch_run_context_is_stopped(self->context); clusters++) {
    g_autoptr(EpochRecipe) recipe = new_kmeans(self, clusters, error);

    if (recipe == NULL || !group(groups, recipe, error)) {
      return 0;
    }
    if (groups->widths == NULL) {
      continue;
    }
    k[n] = (double)clusters;
    widths[n] = groups->mean;
    best = widths[n] > widths[best] ? n : best;
    epoch_events_metric(self->context->events, "silhouette", (gint64)clusters, widths[n++], "");
    epoch_events_progress(self->context->events,
                          DONE_LOOKED + (DONE_CHOSEN - DONE_LOOKED) * (double)(clusters - 1) /
                                            (double)(most - 1),
                          NULL);
  }
  if (n == 0) {
    return MIN(FEWEST_CLUSTERS, self->n_rows);
  }
  return write_choice(self, k, widths, n, best, error) ? (gsize)k[best] : 0;
}

static gboolean
run_kmeans(EpochGroups *groups, GError **error)
{
  EpochOwnTable *self = groups->self;
  gsize n_clusters = (gsize)epoch_run_context_get_integer(self->context, "clusters");
  g_autoptr(EpochRecipe) recipe = NULL;

  if (n_clusters > self->n_rows) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s: %zu rows can not be put into %zu clusters"), self->path, self->n_rows,
                n_clusters);
    return FALSE;
  }
  if (n_clusters == 0) {
    epoch_events_progress(self->context->events, DONE_LOOKED, _("Trying numbers of clusters"));
    n_clusters = choose_clusters(groups, error);
  }
  recipe = n_clusters > 0 ? new_kmeans(self, n_clusters, error) : NULL;
  return recipe != NULL && group(groups, recipe, error);
}

static gboolean
write_distances(EpochOwnTable *self, const double *distances, gsize n, gint64 k, double eps,
                GError **error)
{
  gsize n_points = MIN(n, MAX_CURVE_POINTS);
  g_autofree double *x = g_new(double, n_points + 1);
  g_autofree double *y = g_new(double, n_points + 1);
  g_autofree char *amount = epoch_amount_round(eps, 3);
  g_autofree char *summary = g_strdup_printf(
      _("How far each row is from its neighbour number %zu, itself counted, nearest first. Where "
        "the curve bends upwards, clusters end and stray rows begin. A reach of %s is used."),
      (gsize)k, amount);
  EpochChartWriter *chart =
      epoch_chart_writer_new("line", _("How far to the neighbours?"), summary);
  const EpochChartSeries series = {.name = _("Distance"), .x = x, .y = y, .n = n_points};

  for (gsize i = 0; i < n_points; i++) {
    gsize at = n_points > 1 ? i * (n - 1) / (n_points - 1) : 0;

    x[i] = (double)at + 1;
    y[i] = distances[at];
  }
  epoch_chart_writer_set_axis(chart, "x", _("Rows"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Distance, in scaled columns"), NULL);
  epoch_chart_writer_add_series(chart, &series);
  epoch_chart_writer_add_guide(chart, "horizontal", eps, _("Reach"));
  return epoch_chart_writer_write(chart, self->context, "distances", error);
}

static EpochRecipe *
new_dbscan(EpochOwnTable *self, double eps, gint64 k, GError **error)
{
  g_autoptr(EpochRecipe) recipe =
      epoch_recipe_new("dbscan", EPOCH_TASK_CLUSTERING, self->context->seed, error);

  if (recipe == NULL || !epoch_recipe_set_number(recipe, "eps", eps, error) ||
      !epoch_recipe_set_number(recipe, "min_samples", (double)k, error)) {
    return NULL;
  }
  return g_steal_pointer(&recipe);
}

/* Tries reaches along the curve of distances, and takes the one with the clearest groups: the mean
 * silhouette, times the share of rows that are in a group at all. The bend of the curve, which is
 * looked for by eye, lies among them. 0 with @error. */
static double
choose_reach(EpochGroups *groups, const double *distances, gint64 k, GError **error)
{
  static const double shares[] = {0.5, 0.75, 0.9, 0.95, 0.975, 0.99};
  gsize n = groups->self->n_rows;
  double best = 0, clearest = -INFINITY, last = 0;

  for (guint i = 0; i < G_N_ELEMENTS(shares); i++) {
    double eps = distances[(gsize)(shares[i] * (double)(n - 1))], clear;
    g_autoptr(EpochRecipe) recipe = NULL;

    if (eps <= last || epoch_run_context_is_stopped(groups->self->context)) {
      continue;
    }
    epoch_events_progress(groups->self->context->events,
                          DONE_LOOKED + (DONE_CHOSEN - DONE_LOOKED) * i / G_N_ELEMENTS(shares),
                          _("Trying reaches"));
    last = eps;
    recipe = new_dbscan(groups->self, eps, k, error);
    if (recipe == NULL || !group(groups, recipe, error)) {
      return 0;
    }
    clear = groups->widths != NULL ? groups->mean * (1 - (double)groups->n_noise / (double)n) : -1;
    if (clear > clearest) {
      clearest = clear;
      best = eps;
    }
  }
  /* Rows that are all alike have no distance at all. */
  return best > 0 ? best : 0.5;
}

static gboolean
run_dbscan(EpochGroups *groups, GError **error)
{
  EpochOwnTable *self = groups->self;
  gint64 k = epoch_run_context_get_integer(self->context, "neighbours");
  double eps = epoch_run_context_get_number(self->context, "reach");
  g_autofree double *distances = g_new(double, self->n_rows + 1);
  /* One cluster costs next to nothing, and prepares the columns as DBSCAN does. */
  g_autoptr(EpochRecipe) first = new_kmeans(self, 1, error);
  g_autoptr(EpochRecipe) recipe = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_job quiet = self->context->job;
  gint64 nearest = MIN(k, (gint64)self->n_rows);
  ec_status status;

  quiet.progress = NULL;
  if (first == NULL || !group(groups, first, error)) {
    return FALSE;
  }
  status = ec_dbscan_distances(&groups->x, (size_t)nearest, &quiet, distances, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, self->path, error)) {
    return FALSE;
  }
  if (eps == 0) {
    eps = choose_reach(groups, distances, k, error);
  }
  if (eps == 0 || !write_distances(self, distances, self->n_rows, nearest, eps, error)) {
    return FALSE;
  }
  recipe = new_dbscan(self, eps, k, error);
  return recipe != NULL && group(groups, recipe, error);
}

/* One colour of the picture. */
static void
add_points(EpochChartWriter *chart, const EpochGroups *groups, const struct ec_matrix *places,
           gssize cluster)
{
  gsize n_rows = places->n_rows, n = 0, step = n_rows / MAX_POINTS + 1;
  g_autofree double *x = g_new(double, n_rows + 1);
  g_autofree double *y = g_new(double, n_rows + 1);
  g_auto(GStrv) labels = g_new0(char *, n_rows + 1);
  g_autofree char *name = groups->labels != NULL ? epoch_groups_name(cluster) : g_strdup(_("Rows"));
  EpochChartSeries series = {.name = name, .x = x, .y = y, .labels = (const char *const *)labels};

  for (gsize i = 0; i < n_rows; i += step) {
    if (groups->labels == NULL || (gssize)groups->labels[i] == cluster) {
      x[n] = ec_matrix_get(places, i, 0);
      y[n] = ec_matrix_get(places, i, 1);
      labels[n++] = g_strdup_printf(_("Row %zu"), i + 1);
    }
  }
  series.n = n;
  if (n > 0) {
    epoch_chart_writer_add_series(chart, &series);
  }
}

/* The rows on the plane that shows most of them, in the colours of the groups. */
static gboolean
write_picture(EpochGroups *groups, const EpochPipeline *pca, GError **error)
{
  EpochOwnTable *self = groups->self;
  const struct ec_pca_result *result = ec_pca_get_result(epoch_pipeline_get_model(pca));
  struct ec_matrix places = EC_MATRIX_INIT;
  g_autofree char *summary = NULL;
  g_autofree char *shown = NULL;
  EpochChartWriter *chart;

  if (result->n_components < 2) {
    return TRUE;
  }
  if (!epoch_pipeline_transform(pca, self->table, NULL, self->path, &places, error)) {
    return FALSE;
  }
  shown = epoch_amount_percent(result->shares[0] + result->shares[1]);
  summary = g_strdup_printf(_("Every row on the plane along which rows differ most. It shows %s of "
                              "their differences; what lies behind one another here may be far "
                              "apart in other directions."),
                            shown);
  chart = epoch_chart_writer_new("scatter", _("The rows on a plane"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("First component"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Second component"), NULL);
  for (gssize k = 0; k < (gssize)groups->n_clusters || (k == 0 && groups->labels == NULL); k++) {
    add_points(chart, groups, &places, k);
  }
  if (groups->n_noise > 0) {
    add_points(chart, groups, &places, -1);
  }
  ec_matrix_clear(&places);
  return epoch_chart_writer_write(chart, self->context, "picture", error);
}

/* The model, and the group of each row or its places along the components. */
static gboolean
write_tables(EpochGroups *groups, const EpochPipeline *pipeline, GError **error)
{
  EpochOwnTable *self = groups->self;
  g_autoptr(GString) model = epoch_pipeline_write(pipeline, error);
  g_autoptr(GString) text = NULL;
  g_auto(Predictions) predictions = {0};

  if (model == NULL ||
      (groups->labels == NULL &&
       !predictions_make(&predictions, pipeline, self->table, NULL, self->path, error))) {
    return FALSE;
  }
  text = groups->labels == NULL ? predictions_write_csv(&predictions, pipeline)
                                : g_string_new("row,cluster\n");
  for (gsize i = 0; i < self->n_rows && groups->labels != NULL; i++) {
    g_string_append_printf(text, "%zu,", i + 1);
    if (groups->labels[i] >= 0) {
      g_string_append_printf(text, "%zu", (gsize)groups->labels[i] + 1);
    }
    g_string_append_c(text, '\n');
  }
  return epoch_run_context_write(self->context, "model", _("Model"), "model.json", model, error) &&
         epoch_run_context_write(self->context, "predictions", _("Predictions"), "predictions.csv",
                                 text, error);
}

static gboolean
work(EpochGroups *groups, GError **error)
{
  EpochOwnTable *self = groups->self;
  g_autoptr(EpochRecipe) recipe =
      epoch_recipe_new("pca", EPOCH_TASK_TRANSFORMATION, self->context->seed, error);
  g_autoptr(EpochPipeline) pca = NULL;
  gboolean components = g_str_equal(self->model, "pca");

  if (recipe == NULL || !find_columns(groups, error) ||
      (pca = fit(groups, recipe, error)) == NULL) {
    return FALSE;
  }
  if (!components && !(g_str_equal(self->model, "dbscan") ? run_dbscan(groups, error)
                                                          : run_kmeans(groups, error))) {
    return FALSE;
  }
  epoch_events_progress(self->context->events, DONE_GROUPED, _("Drawing charts"));
  return (components ? epoch_own_table_report_components(self, pca, error)
                     : epoch_groups_report(groups, error)) &&
         write_picture(groups, pca, error) &&
         write_tables(groups, components ? pca : groups->pipeline, error);
}

gboolean
epoch_own_table_group(EpochOwnTable *self, GError **error)
{
  EpochGroups groups = {.self = self, .x = EC_MATRIX_INIT};
  gboolean well = work(&groups, error);

  g_clear_pointer(&groups.columns, g_array_unref);
  g_clear_pointer(&groups.pipeline, epoch_pipeline_free);
  ec_matrix_clear(&groups.x);
  g_free(groups.labels);
  g_free(groups.sample);
  g_free(groups.widths);
  return well;
}
