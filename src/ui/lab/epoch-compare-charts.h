#pragma once

#include <gtk/gtk.h>

#include "experiment/epoch-experiment.h"

G_BEGIN_DECLS

/* Appends the charts that runs of an experiment have in common, laid over one another. Their files
 * are read in another thread, so the charts come a moment later; after @cancellable is cancelled
 * they do not come at all. */
void epoch_compare_charts_append(GtkBox *box, EpochExperiment *experiment, GPtrArray *runs,
                                 GCancellable *cancellable);

G_END_DECLS
