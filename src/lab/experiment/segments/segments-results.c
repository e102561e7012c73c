/* The numbers of the chosen clusters: metrics, the facts behind them, the model, and the cluster of
 * each row. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "experiment/segments/segments-private.h"
#include "metric/silhouette.h"
#include "run/epoch-run-files-private.h"

/* The sum of squared distances to their mean of the rows of a cluster, or with -1 of all that are in
 * any. */
static double
measure_inertia(const EpochSegments *self, double cluster)
{
  double total = 0;

  for (gsize j = 0; j < self->x.n_columns; j++) {
    const double *x = ec_matrix_column(&self->x, j);
    double sum = 0, squares = 0;
    gsize n = 0;

    for (gsize i = 0; i < self->n; i++) {
      double label = self->chosen->labels[i];

      if (label == cluster || (cluster < 0 && label >= 0)) {
        sum += x[i];
        n++;
      }
    }
    for (gsize i = 0; i < self->n && n > 0; i++) {
      double label = self->chosen->labels[i], distance = x[i] - sum / (double)n;

      if (label == cluster || (cluster < 0 && label >= 0)) {
        squares += distance * distance;
      }
    }
    total += squares;
  }
  return total;
}

static void
write_clusters(EpochSegments *self, EpochJsonWriter *json)
{
  gsize n = 0;

  epoch_json_writer_name(json, "clusters");
  epoch_json_writer_begin(json, '[');
  for (gsize c = 0; c < self->chosen->n_clusters; c++) {
    g_autofree char *name = g_strdup_printf(_("Cluster %zu"), c);

    n += self->sizes[c];
    epoch_json_writer_begin(json, '{');
    epoch_json_writer_add_string(json, "name", name);
    epoch_json_writer_add_integer(json, "n", (gint64)self->sizes[c]);
    epoch_json_writer_add_number(json, "inertia", measure_inertia(self, (double)c));
    epoch_json_writer_end(json, '}');
  }
  epoch_json_writer_end(json, ']');
  if (n > 0) {
    epoch_json_writer_add_number(json, "sum_total", measure_inertia(self, -1));
  }
}

/* The mean distance of a row to the other rows of a cluster. */
static double
measure_distance(const EpochSegments *self, gsize row, gsize cluster)
{
  double sum = 0;
  gsize n = 0;

  for (gsize i = 0; i < self->n; i++) {
    double squares = 0;

    if (i == row || self->chosen->labels[i] != (double)cluster) {
      continue;
    }
    for (gsize j = 0; j < self->x.n_columns; j++) {
      double distance = ec_matrix_get(&self->x, i, j) - ec_matrix_get(&self->x, row, j);

      squares += distance * distance;
    }
    sum += sqrt(squares);
    n++;
  }
  return n > 0 ? sum / (double)n : NAN;
}

/* The row whose silhouette is nearest to the mean: an ordinary one. */
static gsize
find_ordinary(const EpochSegments *self)
{
  const EpochClustering *chosen = self->chosen;
  double least = INFINITY;
  gsize ordinary = 0;

  for (gsize i = 0; i < self->n; i++) {
    double distance = fabs(chosen->values[i] - chosen->silhouette);

    if (chosen->labels[i] >= 0 && self->sizes[(gsize)chosen->labels[i]] > 1 && distance < least) {
      least = distance;
      ordinary = i;
    }
  }
  return ordinary;
}

static void
write_silhouette(EpochSegments *self, EpochJsonWriter *json)
{
  const EpochClustering *chosen = self->chosen;
  gsize row = find_ordinary(self), own = (gsize)chosen->labels[row], nearest = own, n = 0;
  g_autofree char *name = g_strdup_printf(_("Cluster %zu"), own);
  g_autofree char *other = NULL;
  double least = INFINITY, sum = 0;

  for (gsize i = 0; i < self->n; i++) {
    if (chosen->labels[i] >= 0) {
      sum += chosen->values[i];
      n++;
    }
  }
  for (gsize c = 0; c < chosen->n_clusters; c++) {
    double distance = c != own ? measure_distance(self, row, c) : NAN;

    if (distance < least) {
      least = distance;
      nearest = c;
    }
  }
  other = g_strdup_printf(_("Cluster %zu"), nearest);
  epoch_json_writer_name(json, "silhouette");
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_number(json, "sum", sum);
  epoch_json_writer_add_integer(json, "n", (gint64)n);
  epoch_json_writer_add_integer(json, "row", (gint64)self->rows[row] + 1);
  epoch_json_writer_add_string(json, "cluster", name);
  epoch_json_writer_add_string(json, "nearest", other);
  epoch_json_writer_add_number(json, "a", measure_distance(self, row, own));
  epoch_json_writer_add_number(json, "b", least);
  epoch_json_writer_end(json, '}');
}

static gboolean
write_facts(EpochSegments *self, GError **error)
{
  const struct ec_pca_result *pca = ec_pca_get_result(epoch_pipeline_get_model(self->picture));
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "task", "clustering");
  epoch_json_writer_add_integer(&json, "n", (gint64)self->n);
  epoch_json_writer_add_integer(&json, "noise", (gint64)self->chosen->n_noise);
  write_clusters(self, &json);
  if (!isnan(self->chosen->silhouette)) {
    write_silhouette(self, &json);
  }
  epoch_json_writer_add_numbers(&json, "components", pca->variances, MIN(pca->n_components, 2));
  epoch_json_writer_add_number(&json, "total_variance", pca->total_variance);
  epoch_json_writer_end(&json, '}');
  return epoch_run_files_write_facts(self->context, text, error);
}

/* What needs at least two clusters, without the noise. */
static gboolean
tell_scores(EpochSegments *self, GError **error)
{
  g_autofree size_t *rows = g_new(size_t, self->n + 1);
  g_autofree double *labels = g_new(double, self->n + 1);
  struct ec_matrix kept = EC_MATRIX_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  double calinski = NAN, davies = NAN;
  gsize n = 0;
  ec_status status;

  if (isnan(self->chosen->silhouette)) {
    return TRUE;
  }
  for (gsize i = 0; i < self->n; i++) {
    if (self->chosen->labels[i] >= 0) {
      rows[n] = i;
      labels[n++] = self->chosen->labels[i];
    }
  }
  status = ec_matrix_new(n, self->x.n_columns, &kept, &core_error);
  if (status == EC_OK) {
    ec_matrix_copy_rows(&self->x, rows, n, &kept);
    status = ec_calinski_harabasz(&kept, labels, &calinski, &core_error);
  }
  if (status == EC_OK) {
    status = ec_davies_bouldin(&kept, labels, &davies, &core_error);
  }
  ec_matrix_clear(&kept);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  epoch_run_context_metric(self->context, "silhouette", "", self->chosen->silhouette);
  epoch_run_context_metric(self->context, "calinski_harabasz", "", calinski);
  epoch_run_context_metric(self->context, "davies_bouldin", "", davies);
  return TRUE;
}

static void
append_number(GString *text, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append(text, g_ascii_formatd(number, sizeof number, "%.17g", value));
}

/* "predictions.csv": row, cluster (-1: noise), and its place in the picture. */
static gboolean
write_rows(EpochSegments *self, GError **error)
{
  gsize n_components = MIN(self->scores.n_columns, 2);
  g_autoptr(GString) text =
      g_string_new(n_components > 1 ? "row,cluster,pc1,pc2\n" : "row,cluster,pc1\n");

  for (gsize i = 0; i < self->n; i++) {
    g_string_append_printf(text, "%zu,%d", self->rows[i] + 1, (int)self->chosen->labels[i]);
    for (gsize j = 0; j < n_components; j++) {
      g_string_append_c(text, ',');
      append_number(text, ec_matrix_get(&self->scores, i, j));
    }
    g_string_append_c(text, '\n');
  }
  return epoch_run_context_write(self->context, "predictions", _("Predictions"), "predictions.csv",
                                 text, error);
}

gboolean
epoch_segments_write_results(EpochSegments *self, GError **error)
{
  const struct ec_pca_result *pca = ec_pca_get_result(epoch_pipeline_get_model(self->picture));
  g_autoptr(GString) model = epoch_pipeline_write(self->chosen->pipeline, error);
  double explained = 0;

  if (model == NULL || !tell_scores(self, error)) {
    return FALSE;
  }
  if (!isnan(self->chosen->inertia)) {
    epoch_run_context_metric(self->context, "inertia", "", self->chosen->inertia);
  }
  for (gsize j = 0; j < MIN(pca->n_components, 2); j++) {
    explained += pca->shares[j];
  }
  /* All of it is 1, not what rounding leaves. */
  epoch_run_context_metric(self->context, "explained_variance", "",
                           explained > 1 - 1e-12 ? 1 : explained);
  return write_facts(self, error) &&
         epoch_run_context_write(self->context, "model", _("Model"), "model.json", model, error) &&
         write_rows(self, error);
}
