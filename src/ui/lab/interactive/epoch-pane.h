#pragma once

#include <gtk/gtk.h>

#include "store/epoch-run.h"

G_BEGIN_DECLS

/* What can be played with in the lab, one file each. */

/* (transfer floating) (nullable): a pane that an experiment names in "panes", such as "game"; NULL
 * for a name that this version does not know. */
GtkWidget *epoch_pane_new(const char *name);

/* Whether files of a kind, such as "scores", are shown by a pane of their own. */
gboolean epoch_pane_shows_kind(const char *kind);

/* (transfer floating) (nullable): the pane for a run's file of such a kind; NULL where the run has
 * no such file. A damaged one says so in its place. */
GtkWidget *epoch_pane_new_for_run(EpochRun *run, const char *kind);

G_END_DECLS
