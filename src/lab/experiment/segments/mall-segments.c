/* Week 7: what kinds of customers are there? k-means or DBSCAN, how many clusters, a picture by
 * principal components, and clusters in words; then whether shuffled columns give the same. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "experiment/registry-private.h"
#include "experiment/segments/segments-private.h"
#include "run/epoch-run-files-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_READ 0.05
#define DONE_SEARCH 0.6
#define DONE_CHOOSE 0.7
#define DONE_DRAW 0.75

static void
find_clusters(EpochSegments *self)
{
  const EpochClustering *chosen = self->chosen;

  for (gsize i = 0; i < self->n_shown; i++) {
    g_ptr_array_add(self->found, g_strdup(self->words[i].description));
  }
  if (chosen->n_clusters > self->n_shown) {
    gsize n_more = chosen->n_clusters - self->n_shown;

    g_ptr_array_add(self->found,
                    g_strdup_printf(ngettext("%zu smaller cluster is not described.",
                                             "%zu smaller clusters are not described.", n_more),
                                    n_more));
  }
}

static void
find_noise(EpochSegments *self)
{
  const EpochClustering *chosen = self->chosen;
  g_autofree char *eps = epoch_amount_round(self->eps, 3);
  g_autofree char *alone = epoch_amount_trim((double)chosen->n_noise, 12);
  g_autofree char *share = epoch_amount_share((double)chosen->n_noise / (double)self->n);

  if (!isnan(chosen->inertia)) {
    return;
  }
  g_ptr_array_add(self->found,
                  g_strdup_printf(ngettext("With a reach of %s DBSCAN finds %zu cluster and leaves "
                                           "%s people (%s) as noise, in none.",
                                           "With a reach of %s DBSCAN finds %zu clusters and "
                                           "leaves %s people (%s) as noise, in none.",
                                           chosen->n_clusters),
                                  eps, chosen->n_clusters, alone, share));
  if (chosen->n_clusters == 1) {
    g_ptr_array_add(
        self->found,
        g_strdup(_("One cluster means one crowd: from anybody in it to anybody else "
                   "leads a way over near neighbours, with no gap on it. DBSCAN may say "
                   "so; k-means, which is told how many to find, never can.")));
  }
}

/* What there is where it was stopped before anything was chosen. */
static gboolean
end_early(EpochSegments *self, GError **error)
{
  g_ptr_array_add(self->found, g_strdup(_("It was stopped before the clusters were chosen; the "
                                          "numbers of clusters that were tried are kept.")));
  return epoch_segments_draw_variance(self, error) &&
         epoch_run_files_write_reading(self->context, self->found, error);
}

static gboolean
draw(EpochSegments *self, GError **error)
{
  epoch_events_progress(self->context->events, DONE_CHOOSE, _("Drawing charts"));
  epoch_segments_describe(self);
  find_noise(self);
  find_clusters(self);
  return epoch_segments_draw_picture(self, error) && epoch_segments_draw_variance(self, error) &&
         epoch_segments_draw_clusters(self, error) && epoch_segments_write_results(self, error);
}

gboolean
epoch_mall_segments_run(EpochRunContext *context, GError **error)
{
  g_auto(EpochSegments)
      self = {.context = context,
              .tried = g_ptr_array_new_with_free_func((GDestroyNotify)epoch_clustering_free),
              .found = g_ptr_array_new_with_free_func(g_free)};
  gboolean is_kmeans = g_str_equal(epoch_run_context_get_choice(context, "method"), "kmeans");

  epoch_events_progress(context->events, 0, _("Reading the data"));
  if (!epoch_segments_read(&self, error) ||
      (is_kmeans && !epoch_segments_search(&self, DONE_READ, DONE_SEARCH, error)) ||
      !epoch_segments_choose(&self, is_kmeans ? DONE_SEARCH : DONE_READ, DONE_CHOOSE, error)) {
    return FALSE;
  }
  if (self.chosen == NULL) {
    return end_early(&self, error);
  }
  if (!draw(&self, error) || !epoch_segments_check(&self, DONE_DRAW, 1, error) ||
      !epoch_run_files_write_reading(context, self.found, error)) {
    return FALSE;
  }
  if (!context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  return TRUE;
}
