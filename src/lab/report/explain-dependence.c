/* Partial dependence: how the prediction moves with one column, all else as it is. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "explain/partial-dependence.h"
#include "report/explain-private.h"

#define MAX_POINTS 60

/* What is set, and to what. */
typedef struct {
  gsize n_features;
  size_t *features;        /* those of the column */
  struct ec_matrix points; /* points by features */
  double *x;               /* of numbers: the points in the units of the table; else %NULL */
  char **names;            /* of categories; else %NULL */
} Points;

static void
points_clear(Points *self)
{
  g_free(self->features);
  ec_matrix_clear(&self->points);
  g_free(self->x);
  g_strfreev(self->names);
}

static void
find_features(Points *self, const EpochPipeline *pipeline, gsize column)
{
  self->features = g_new(size_t, epoch_pipeline_n_features(pipeline) + 1);
  for (gsize j = 0; j < epoch_pipeline_n_features(pipeline); j++) {
    if (epoch_pipeline_get_feature(pipeline, j)->source == column) {
      self->features[self->n_features++] = j;
    }
  }
}

static ec_status
make_number_points(Points *self, const EpochPipeline *pipeline, const struct ec_matrix *x,
                   struct ec_error *error)
{
  const struct ec_grid_options options = {EC_GRID_QUANTILE, MAX_POINTS, 0.02, 0.98};
  double grid[MAX_POINTS];
  size_t n = 0;
  ec_status status = ec_grid_make(x, self->features[0], &options, grid, &n, error);

  if (status == EC_OK) {
    status = ec_matrix_new(n, 1, &self->points, error);
  }
  if (status != EC_OK) {
    return status;
  }
  self->x = g_new(double, n);
  for (gsize i = 0; i < n; i++) {
    ec_matrix_set(&self->points, i, 0, grid[i]);
    self->x[i] = epoch_pipeline_unscale(pipeline, self->features[0], grid[i]);
  }
  return EC_OK;
}

/* Of codes: a point for each category. */
static ec_status
make_code_points(Points *self, const EpochPipeline *pipeline, struct ec_error *error)
{
  gsize feature = self->features[0], n = 0;
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  ec_status status;

  for (; epoch_pipeline_get_level(pipeline, feature, n) != NULL; n++) {
    g_strv_builder_add(names, epoch_pipeline_get_level(pipeline, feature, n));
  }
  status = ec_matrix_new(n, 1, &self->points, error);
  for (gsize i = 0; i < n && status == EC_OK; i++) {
    ec_matrix_set(&self->points, i, 0, (double)i);
  }
  self->names = g_strv_builder_end(names);
  return status;
}

/* Of columns of 0 and 1: a point for each, and first one for the category that has none, if there is
 * one. */
static ec_status
make_category_points(Points *self, const EpochPipeline *pipeline, const char *compared,
                     struct ec_error *error)
{
  gsize first = compared != NULL ? 1 : 0, n = self->n_features + first;
  ec_status status = ec_matrix_new(n, self->n_features, &self->points, error);

  self->names = g_new0(char *, n + 1);
  for (gsize i = 0; i < n && status == EC_OK; i++) {
    for (gsize j = 0; j < self->n_features; j++) {
      const EpochFeature *feature = epoch_pipeline_get_feature(pipeline, self->features[j]);
      double value = i == j + first ? 1 : 0;

      ec_matrix_set(&self->points, i, j, (value - feature->centre) / feature->scale);
    }
    self->names[i] = g_strdup(
        i < first ? compared
                  : epoch_pipeline_get_feature(pipeline, self->features[i - first])->category);
  }
  return status;
}

static ec_status
make_points(Points *self, const EpochPipeline *pipeline, const struct ec_matrix *x, gsize column,
            struct ec_error *error)
{
  const char *compared = NULL;

  if (epoch_pipeline_get_level(pipeline, self->features[0], 0) != NULL) {
    return make_code_points(self, pipeline, error);
  }
  return epoch_pipeline_is_one_hot(pipeline, column, &compared)
             ? make_category_points(self, pipeline, compared, error)
             : make_number_points(self, pipeline, x, error);
}

static gboolean
draw(const Points *self, const double *means, const char *label, const char *unit,
     const char *output, EpochRunContext *context, const char *kind, GError **error)
{
  g_autofree char *title = g_strdup_printf(_("How “%s” moves the prediction"), label);
  EpochChartWriter *chart = epoch_chart_writer_new(
      self->x != NULL ? "line" : "bars", title,
      _("The mean prediction if every row had this value and all else stayed as it is. It is what "
        "the model does, which need not be what the world would do."));
  const EpochChartSeries series = {
      .name = output, .x = self->x, .y = means, .n = self->points.n_rows};

  epoch_chart_writer_set_axis(chart, "x", label, unit);
  epoch_chart_writer_set_axis(chart, "y", output, NULL);
  if (self->x == NULL) {
    epoch_chart_writer_set_texts(chart, "categories", (const char *const *)self->names,
                                 self->points.n_rows);
  }
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, context, kind, error);
}

gboolean
epoch_explain_write_dependence(const EpochPipeline *pipeline, const struct ec_table *table,
                               gsize column, gsize class_, EpochDataset *card,
                               EpochRunContext *context, const char *kind, GError **error)
{
  const char *name = epoch_pipeline_get_columns(pipeline)[column];
  EpochColumn *known = card != NULL ? epoch_dataset_find_column(card, name) : NULL;
  const char *label = known != NULL ? epoch_column_get_label(known) : name;
  gsize n_classes = epoch_pipeline_n_classes(pipeline);
  g_autofree char *output =
      n_classes > 0
          ? g_strdup_printf(_("Probability of “%s”"), epoch_pipeline_get_classes(pipeline)[class_])
          : g_strdup(epoch_pipeline_get_target(pipeline));
  ExplainOutput data = {pipeline, class_};
  struct ec_matrix x = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  Points points = {.points = EC_MATRIX_INIT};
  g_autofree double *means = NULL;
  struct ec_job quiet = context->job;
  ec_status status;
  gboolean well;

  /* It is a part of drawing charts, and tells no progress of its own. */
  quiet.progress = NULL;
  find_features(&points, pipeline, column);
  if (points.n_features == 0 || !epoch_pipeline_prepare(pipeline, table, NULL, &x, error)) {
    well = points.n_features == 0;
    points_clear(&points);
    return well;
  }
  status = make_points(&points, pipeline, &x, column, &core_error);
  if (status == EC_OK) {
    means = g_new(double, points.points.n_rows + 1);
    status = ec_partial_dependence(&x, points.features, &points.points, explain_output, &data, NULL,
                                   0, &quiet, means, NULL, &core_error);
  }
  well = epoch_core_error_propagate(status, &core_error, NULL, error) &&
         draw(&points, means, label, known != NULL ? epoch_column_get_unit(known) : NULL, output,
              context, kind, error);
  ec_matrix_clear(&x);
  points_clear(&points);
  return well;
}
