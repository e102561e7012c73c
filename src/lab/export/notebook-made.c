/* What the notebooks of experiments on made-up points are told: the points, which come of Epoch's
 * own random numbers, and the weights that a net begins and ends with. */
#include "config.h"

#include <glib/gi18n.h>

#include "base/epoch-error.h"
#include "experiment/bias-variance/bias-variance-private.h"
#include "experiment/network-by-hand/network-by-hand-private.h"
#include "export/notebook-data-private.h"
#include "export/notebook-rows-private.h"

gboolean
notebook_bias_variance_collect(EpochRunContext *context, NotebookValues *values, GError **error)
{
  const struct ec_random root = ec_random_new(context->seed);
  g_autoptr(EpochDataset) dataset = epoch_dataset_load("boston-housing", error);
  g_autofree char *path = dataset != NULL ? epoch_dataset_dup_path(dataset) : NULL;
  gsize n = dataset != NULL ? (gsize)epoch_dataset_get_rows(dataset) : 0;
  g_autofree size_t *train = g_new(size_t, n + 1);
  g_autofree size_t *test = g_new(size_t, n + 1);
  gsize n_test = 0;

  if (dataset == NULL || !bias_split_rows(&root, n, train, test, &n_test, error)) {
    return FALSE;
  }
  notebook_values_set_rows(values, "test_rows", test, n_test);
  notebook_values_set_integer(values, "bias.max_degree", BIAS_MAX_DEGREE);
  notebook_values_set_integer(values, "bias.places", BIAS_N_PLACES);
  notebook_values_set_number(values, "bias.test_share", BIAS_TEST_SHARE);
  return notebook_data_set_file(values, path, error);
}

static void
network_clear(EpochNetworkByHand *self)
{
  epoch_points_clear(&self->points);
  ec_network_free(self->network);
  g_array_unref(self->losses);
  g_ptr_array_unref(self->snapshots);
  g_ptr_array_unref(self->found);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochNetworkByHand, network_clear)

static void
keep_network(EpochNetworkByHand *self, NotebookValues *values)
{
  const EpochPoints *points = &self->points;
  gsize n_weights = ec_network_n_weights(self->network);
  const EpochSnapshot *start = self->snapshots->pdata[0];

  notebook_values_set_numbers(values, "net.x", points->x, 2 * points->n);
  notebook_values_set_numbers(values, "net.y", points->y, points->n);
  notebook_values_set_rows(values, "test_rows", points->test, points->n_test);
  notebook_values_set_numbers(values, "net.start", start->weights, n_weights);
  notebook_values_set_numbers(values, "net.end", ec_network_get_weights(self->network), n_weights);
  notebook_values_set_texts(values, "net.classes", points->classes);
  notebook_values_set_number(values, "net.loss", start->train_loss);
}

gboolean
notebook_network_collect(EpochRunContext *context, NotebookValues *values, GError **error)
{
  g_auto(EpochNetworkByHand)
      self = {.context = context,
              .losses = g_array_new(FALSE, FALSE, sizeof(double)),
              .snapshots = g_ptr_array_new_with_free_func((GDestroyNotify)epoch_snapshot_free),
              .found = g_ptr_array_new_with_free_func(g_free)};

  if (!epoch_points_init(&self.points, context, error) ||
      !epoch_network_by_hand_train(&self, 0, 1, error)) {
    return FALSE;
  }
  if (context->stopped) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED,
                _("stopped before the run had its numbers, so that there is no notebook"));
    return FALSE;
  }
  keep_network(&self, values);
  return TRUE;
}
