/* What the notebook of "mall-segments" is told: the centres that k-means ended with. Its starts are
 * drawn from Epoch's own random numbers, and from another start it may end elsewhere. */
#include "config.h"

#include "experiment/segments/segments-private.h"
#include "export/notebook-rows-private.h"

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
    notebook_rows_keep_centres(values, self.chosen->pipeline);
  }
  return TRUE;
}
