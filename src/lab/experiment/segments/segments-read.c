/* The rows of "mall-segments", and how they are put into clusters. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "experiment/segments/segments-private.h"
#include "metric/silhouette.h"
#include "model/dbscan.h"
#include "model/kmeans.h"

void
epoch_clustering_free(EpochClustering *self)
{
  if (self != NULL) {
    g_clear_pointer(&self->pipeline, epoch_pipeline_free);
    g_free(self->values);
    g_free(self);
  }
}

void
epoch_segments_clear(EpochSegments *self)
{
  ec_table_free(self->table);
  g_free(self->rows);
  g_clear_pointer(&self->columns, g_array_unref);
  g_clear_pointer(&self->used, g_array_unref);
  g_clear_pointer(&self->picture, epoch_pipeline_free);
  ec_matrix_clear(&self->x);
  ec_matrix_clear(&self->scores);
  g_clear_pointer(&self->tried, g_ptr_array_unref);
  g_clear_pointer(&self->own, epoch_clustering_free);
  g_free(self->sizes);
  for (gsize i = 0; i < EPOCH_SEGMENTS_MAX_SHOWN; i++) {
    g_free(self->words[i].name);
    g_free(self->words[i].description);
  }
  g_clear_pointer(&self->found, g_ptr_array_unref);
}

struct ec_job
epoch_segments_job(const EpochSegments *self, double begin, double end)
{
  return ec_job_part(&self->context->job, begin, end);
}

gboolean
epoch_segments_was_stopped(EpochSegments *self, GError **error)
{
  if (!g_error_matches(*error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED) ||
      !epoch_run_context_is_stopped(self->context)) {
    return FALSE;
  }
  g_clear_error(error);
  return TRUE;
}

static EpochRecipe *
new_recipe(const EpochSegments *self, const char *kind, EpochTask task, GError **error)
{
  g_autoptr(EpochRecipe) recipe = epoch_recipe_new(kind, task, self->context->seed, error);

  if (recipe == NULL ||
      !epoch_recipe_set_text(recipe, "scale", epoch_run_context_get_choice(self->context, "scale"),
                             error) ||
      !epoch_recipe_set_text(recipe, "impute", "median", error)) {
    return NULL;
  }
  return g_steal_pointer(&recipe);
}

static EpochRecipe *
new_clustering_recipe(const EpochSegments *self, gsize k, GError **error)
{
  g_autoptr(EpochRecipe) recipe =
      new_recipe(self, k > 0 ? "kmeans" : "dbscan", EPOCH_TASK_CLUSTERING, error);
  EpochRunContext *context = self->context;
  gboolean well;

  if (recipe == NULL) {
    return NULL;
  }
  if (k > 0) {
    well = epoch_recipe_set_number(recipe, "clusters", (double)k, error) &&
           epoch_recipe_set_number(recipe, "starts",
                                   (double)epoch_run_context_get_integer(context, "starts"), error);
  } else {
    well = epoch_recipe_set_number(recipe, "eps", self->eps, error) &&
           epoch_recipe_set_number(recipe, "min_samples",
                                   (double)epoch_run_context_get_integer(context, "min_samples"),
                                   error);
  }
  return well ? g_steal_pointer(&recipe) : NULL;
}

/* The silhouettes of the rows that are in a cluster. */
static gboolean
measure(EpochClustering *self, const struct ec_matrix *x, const struct ec_job *job, GError **error)
{
  g_autofree size_t *rows = g_new(size_t, x->n_rows + 1);
  g_autofree double *labels = g_new(double, x->n_rows + 1);
  g_autofree double *values = g_new(double, x->n_rows + 1);
  struct ec_matrix kept = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  gsize n = 0;
  ec_status status;

  for (gsize i = 0; i < x->n_rows; i++) {
    self->values[i] = NAN;
    if (self->labels[i] >= 0) {
      rows[n] = i;
      labels[n++] = self->labels[i];
    }
  }
  status = ec_matrix_new(n, x->n_columns, &kept, &core_error);
  if (status == EC_OK) {
    ec_matrix_copy_rows(x, rows, n, &kept);
    status = ec_silhouette(&kept, labels, job, values, &self->silhouette, &core_error);
  }
  ec_matrix_clear(&kept);
  for (gsize i = 0; i < n && status == EC_OK; i++) {
    self->values[rows[i]] = values[i];
  }
  /* One cluster, or as many as rows, have none; that is no failure. */
  return status == EC_ERROR_VALUE || status == EC_ERROR_EMPTY ||
         epoch_core_error_propagate(status, &core_error, NULL, error);
}

static void
take_labels(EpochClustering *self)
{
  const struct ec_model *model = epoch_pipeline_get_model(self->pipeline);
  const struct ec_kmeans_result *kmeans = ec_kmeans_get_result(model);
  const struct ec_dbscan_result *dbscan = ec_dbscan_get_result(model);

  self->silhouette = NAN;
  self->inertia = kmeans != NULL ? kmeans->inertia : NAN;
  self->labels = kmeans != NULL ? kmeans->labels : dbscan->labels;
  self->n_clusters = kmeans != NULL ? kmeans->centres.n_rows : dbscan->n_clusters;
  self->n_noise = kmeans != NULL ? 0 : dbscan->n_noise;
}

EpochClustering *
epoch_segments_cluster(EpochSegments *self, const struct ec_table *table, gsize k,
                       const struct ec_job *job, GError **error)
{
  g_autoptr(EpochClustering) made = g_new0(EpochClustering, 1);
  g_autoptr(EpochRecipe) recipe = new_clustering_recipe(self, k, error);
  struct ec_job first = ec_job_part(job, 0, 0.5), second = ec_job_part(job, 0.5, 1);
  struct ec_matrix x = EC_MATRIX_INIT;
  gboolean well;

  if (recipe == NULL) {
    return NULL;
  }
  made->pipeline = epoch_pipeline_fit(recipe, table, (const size_t *)(void *)self->used->data,
                                      self->used->len, NULL, &first, NULL, error);
  if (made->pipeline == NULL || !epoch_pipeline_prepare(made->pipeline, table, NULL, &x, error)) {
    return NULL;
  }
  take_labels(made);
  made->values = g_new(double, x.n_rows + 1);
  well = measure(made, &x, &second, error);
  ec_matrix_clear(&x);
  return well ? g_steal_pointer(&made) : NULL;
}

/* The columns that decide who is near to whom: those of numbers, and categories where they may. */
static gboolean
find_used(EpochSegments *self, GError **error)
{
  gboolean with_categories = epoch_run_context_get_boolean(self->context, "categories");

  self->used = g_array_new(FALSE, FALSE, sizeof(size_t));
  for (guint i = 0; i < self->columns->len; i++) {
    const EpochExploreColumn *column = &g_array_index(self->columns, EpochExploreColumn, i);

    if (column->is_number || with_categories) {
      g_array_append_val(self->used, column->column);
    }
  }
  if (self->used->len == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("choose at least one column of numbers, or let categories take part: there is "
                  "nothing to measure distances by otherwise"));
    return FALSE;
  }
  return TRUE;
}

/* Leaves out the rows with gaps in the columns that count, where that was chosen. */
static gboolean
keep_rows(EpochSegments *self, GError **error)
{
  gsize n = ec_table_n_rows(self->table), n_left_out;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *kept = NULL;
  ec_status status;

  self->rows = g_new(size_t, n + 1);
  if (!g_str_equal(epoch_run_context_get_choice(self->context, "missing"), "leave-out")) {
    for (self->n = 0; self->n < n; self->n++) {
      self->rows[self->n] = self->n;
    }
    return TRUE;
  }
  ec_table_complete_rows(self->table, (const size_t *)(void *)self->used->data, self->used->len,
                         self->rows, &self->n);
  status = ec_table_select_rows(self->table, self->rows, self->n, &kept, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  ec_table_free(self->table);
  self->table = kept;
  n_left_out = n - self->n;
  if (n_left_out > 0) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(ngettext("%zu person with gaps was left out.",
                                             "%zu people with gaps were left out.", n_left_out),
                                    n_left_out));
  }
  return TRUE;
}

/* Tells which gaps the median stands in for. */
static void
find_gaps(EpochSegments *self)
{
  for (gsize j = 0; j < epoch_pipeline_n_features(self->picture); j++) {
    const EpochFeature *feature = epoch_pipeline_get_feature(self->picture, j);
    g_autofree char *label = NULL;
    g_autofree char *fill = NULL;

    if (feature->n_filled == 0) {
      continue;
    }
    label = epoch_segments_label(self, j);
    fill = epoch_amount_trim(feature->fill, 3);
    g_ptr_array_add(self->found,
                    g_strdup_printf(ngettext("“%s” is missing in %zu row; the median, %s, stands "
                                             "there.",
                                             "“%s” is missing in %zu rows; the median, %s, stands "
                                             "there.",
                                             feature->n_filled),
                                    label, feature->n_filled, fill));
  }
}

gboolean
epoch_segments_read(EpochSegments *self, GError **error)
{
  EpochRunContext *context = self->context;
  g_autofree const char **names = epoch_run_context_get_columns(context, "columns");
  g_autoptr(EpochRecipe) recipe = NULL;

  self->table = epoch_table_read_dataset(context->dataset, &context->job, error);
  if (self->table == NULL) {
    return FALSE;
  }
  self->columns = epoch_explore_columns_new(self->table, context->dataset, names, error);
  if (self->columns == NULL || !find_used(self, error) || !keep_rows(self, error)) {
    return FALSE;
  }
  /* What a row holds has moved with the rows that were left out. */
  g_clear_pointer(&self->columns, g_array_unref);
  self->columns = epoch_explore_columns_new(self->table, context->dataset, names, error);
  recipe = new_recipe(self, "pca", EPOCH_TASK_TRANSFORMATION, error);
  if (self->columns == NULL || recipe == NULL) {
    return FALSE;
  }
  self->picture = epoch_pipeline_fit(recipe, self->table, (const size_t *)(void *)self->used->data,
                                     self->used->len, NULL, &context->job, NULL, error);
  if (self->picture == NULL ||
      !epoch_pipeline_prepare(self->picture, self->table, NULL, &self->x, error) ||
      !epoch_pipeline_transform(self->picture, self->table, &context->job, NULL, &self->scores,
                                error)) {
    return FALSE;
  }
  find_gaps(self);
  return TRUE;
}
