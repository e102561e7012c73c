/* The run beside which a notebook lays its own result. */
#pragma once

#include "export/notebook-values-private.h"

G_BEGIN_DECLS

/**
 * notebook_run:
 * @out: (nullable): a folder for the files of the run
 * @values: where to put what the run told
 *
 * Runs an experiment on one thread. Sets "expected" to a dictionary of all
 * metrics of the end, "expected.NAME" to each of them, and "trace.NAME.SPLIT" to the list of those
 * that were told step by step, in the order in which they were told: "trace.auc.forest" is the AUC
 * of the forest fold by fold. Where there is no split, it is "trace.NAME".
 *
 * Returns: whether the run came to its end
 */
gboolean notebook_run(const char *experiment_id, const char *const *settings, guint64 seed,
                      const char *out, NotebookValues *values, GError **error);

G_END_DECLS
