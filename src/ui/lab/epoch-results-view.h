#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"
#include "store/epoch-run.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_RESULTS_VIEW (epoch_results_view_get_type())
G_DECLARE_FINAL_TYPE(EpochResultsView, epoch_results_view, EPOCH, RESULTS_VIEW, AdwBin)

/**
 * EpochResultsView:
 *
 * The middle of an experiment's page: what can be played with, what went wrong, the curves of the
 * run that trains, and the results of the run that ended last.
 */
GtkWidget *epoch_results_view_new(EpochSession *session, EpochExperiment *experiment);

/* Shows the results of a run with the change since the one before it (nullable). */
void epoch_results_view_show_run(EpochResultsView *self, EpochRun *run, EpochRun *before);

/* (nullable) (transfer none): the run whose results are shown. */
EpochRun *epoch_results_view_get_run(EpochResultsView *self);

/* A run has been started: its curves are to come. */
void epoch_results_view_begin(EpochResultsView *self);
void epoch_results_view_add_metric(EpochResultsView *self, const char *name, const char *split,
                                   gint64 step, double value);

/* The run was stopped: shows what it kept; where that is nothing, its curves stay. */
void epoch_results_view_show_stopped(EpochResultsView *self, EpochRun *run);

/* Says above the results what went wrong; what is there stays. */
void epoch_results_view_show_failure(EpochResultsView *self, const char *message);

G_END_DECLS
