#pragma once

#include <gtk/gtk.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* Adds the columns of the table of runs to a view of #EpochRunItem: the tick to compare, the
 * star, when, the experiment (where there are several: @experiment is nullable), its
 * metrics, settings, seed, time taken, state, and the button to delete. */
void epoch_run_columns_add(GtkColumnView *view, EpochSession *session, EpochExperiment *experiment);

G_END_DECLS
