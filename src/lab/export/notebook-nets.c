/* What the notebooks of experiments with networks are told: which rows were learnt from, and the
 * weights that the run ended with. */
#include "config.h"

#include <glib/gstdio.h>

#include "base/epoch-error.h"
#include "experiment/mnist-cnn/mnist-cnn-private.h"
#include "export/notebook-data-private.h"
#include "export/notebook-rows-private.h"

gboolean
notebook_mnist_cnn_collect(EpochRunContext *context, NotebookValues *values, GError **error)
{
  g_autoptr(EpochImages) images = epoch_images_read(context->dataset, error);
  gsize n = (gsize)epoch_run_context_get_integer(context, "rows");
  g_autofree gsize *rows = NULL;

  if (images == NULL) {
    return FALSE;
  }
  n = MIN(n, images->train.n);
  rows = epoch_mnist_cnn_choose_rows(images, context->seed, n);
  notebook_values_set_rows(values, "net.rows", rows, n);
  notebook_values_set_boolean(values, "net.some", n < images->train.n);
  notebook_values_set_texts(values, "net.classes", images->classes);
  return TRUE;
}
