#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_RUNS_PAGE (epoch_runs_page_get_type())
G_DECLARE_FINAL_TYPE(EpochRunsPage, epoch_runs_page, EPOCH, RUNS_PAGE, AdwNavigationPage)

/**
 * EpochRunsPage:
 *
 * The history of runs as a table: sorted by any column, searched, starred, deleted with undo, and
 * two or more chosen to be compared. @experiment (nullable) shows those of one experiment.
 */
GtkWidget *epoch_runs_page_new(EpochSession *session, const char *experiment);

G_END_DECLS
