#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_RUN_SUMMARY (epoch_run_summary_get_type())
G_DECLARE_FINAL_TYPE(EpochRunSummary, epoch_run_summary, EPOCH, RUN_SUMMARY, AdwBin)

/**
 * EpochRunSummary:
 *
 * The best, last, lowest and highest value of each metric of an experiment, among some runs.
 */
GtkWidget *epoch_run_summary_new(void);

/* @runs (element-type EpochRun) in any order; those that did not end well do not count. Shows
 * nothing where @experiment is NULL or no run has a metric. */
void epoch_run_summary_set(EpochRunSummary *self, EpochSession *session,
                           EpochExperiment *experiment, GPtrArray *runs);

G_END_DECLS
