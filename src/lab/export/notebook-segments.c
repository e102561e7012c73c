/* What the notebook of "mall-segments" is told: the centres that k-means ended with. Its starts are
 * drawn from Epoch's own random numbers, and from another start it may end elsewhere. */
#include "config.h"

#include <string.h>

#include "experiment/segments-private.h"
#include "export/notebook-rows-private.h"
#include "model/kmeans.h"

static void
keep_centres(const EpochSegments *segments, NotebookValues *values)
{
  const EpochPipeline *pipeline = segments->chosen->pipeline;
  const struct ec_kmeans_result *result = ec_kmeans_get_result(epoch_pipeline_get_model(pipeline));
  gsize k = result->centres.n_rows, n = result->centres.n_columns;
  g_autofree double *centres = g_new(double, k *n + 1);
  g_autofree const char **names = g_new0(const char *, n + 1);

  for (gsize j = 0; j < n; j++) {
    names[j] = epoch_pipeline_get_feature(pipeline, j)->name;
    for (gsize i = 0; i < k; i++) {
      centres[i * n + j] = ec_matrix_get(&result->centres, i, j);
    }
  }
  notebook_values_set_numbers(values, "segments.centres", centres, k * n);
  notebook_values_set_texts(values, "segments.features", names);
}

gboolean
notebook_segments_collect(EpochRunContext *context, NotebookValues *values, GError **error)
{
  g_auto(EpochSegments)
      self = {.context = context,
              .tried = g_ptr_array_new_with_free_func((GDestroyNotify)epoch_clustering_free),
              .found = g_ptr_array_new_with_free_func(g_free)};

  if (!g_str_equal(epoch_run_context_get_choice(context, "method"), "kmeans")) {
    return TRUE;
  }
  if (!epoch_segments_read(&self, error) || !epoch_segments_search(&self, 0, 0.8, error) ||
      !epoch_segments_choose(&self, 0.8, 1, error)) {
    return FALSE;
  }
  if (self.chosen != NULL) {
    keep_centres(&self, values);
  }
  return TRUE;
}
