/* An experiment as a Jupyter notebook in the course's own tools: pandas, NumPy, matplotlib and
 * scikit-learn. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * epoch_notebook_export:
 * @experiment_id: such as "boston-linear"
 * @settings: (nullable): "KEY=VALUE", %NULL-terminated; what is not set has its default
 * @seed: of the run
 * @path: the file to write; one that is there is replaced as a whole or not at all
 * @error: where to put an error
 *
 * Runs the experiment in this process, on one thread and without files, and writes a notebook
 * (nbformat 4.5) that does the same: it holds the data, the rows of Epoch's split and folds, and
 * Epoch's numbers, beside which its last cell lays its own. The same arguments give the same bytes.
 *
 * As with epoch_run(), SIGTERM and SIGINT end it early, and then there is no file.
 *
 * Errors: of %EPOCH_LAB_ERROR; INPUT and NOT_FOUND where the experiment or a setting does not
 * exist or makes no sense, FILE where @path can not be written, and what the run may fail with.
 *
 * Returns: whether the notebook was written
 */
gboolean epoch_notebook_export(const char *experiment_id, const char *const *settings, guint64 seed,
                               const char *path, GError **error);

G_END_DECLS
