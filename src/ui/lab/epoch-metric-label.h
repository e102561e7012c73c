#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): what a metric is called where it is shown: "RMSE", with what its suffix says as
 * in "AUC (folds)" for "auc_cv", and "Guesses binary" for one that nothing more is known of. */
char *epoch_metric_label_dup(const char *name);

G_END_DECLS
