#pragma once

#include <gtk/gtk.h>

#include "experiment/epoch-experiment.h"

G_BEGIN_DECLS

/* Appends to a box the charts of an experiment that can be laid over one another, each with the
 * series of every run (element-type EpochRun): of a scatter or a line the last series, which is
 * that of the test, of bars the values of each category. */
void epoch_compare_charts_append(GtkBox *box, EpochExperiment *experiment, GPtrArray *runs);

G_END_DECLS
