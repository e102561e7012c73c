#pragma once

#include "app/epoch-session.h"
#include "store/epoch-run.h"

G_BEGIN_DECLS

/* How a stored run is told to people. All (transfer full). */

/* A parameter's value: "0.2", "Ridge", "12 of 13". "–" where the run has none. */
char *epoch_run_text_dup_param(EpochRun *run, EpochParameter *parameter);

/* The settings that differ from the defaults, in a line: "Model: Ridge, Ridge penalty α: 10";
 * "Defaults" where none does. */
char *epoch_run_text_dup_settings(EpochRun *run, EpochExperiment *experiment);

/* A metric with its unit, "–" where the run has none. */
char *epoch_run_text_dup_metric(EpochSession *session, EpochRun *run, const char *name);

/* "Done", "Stopped", "Failed", … */
const char *epoch_run_text_get_status(EpochRun *run);

/* The parameters of an experiment as they are for the data set that the run used;
 * (transfer full) (nullable). */
GListModel *epoch_run_text_dup_parameters(EpochRun *run, EpochExperiment *experiment);

/* (transfer full) (nullable): by how much a metric changed since another run, with the word for
 * whether that is good: "▼ $210 better"; NULL where one of them lacks it or its good side is not
 * known. @better (nullable) is set to 1, -1, or 0 where nothing changed. */
char *epoch_run_text_dup_change(EpochSession *session, EpochRun *run, EpochRun *before,
                                const char *name, int *better);

/* (nullable): the first of the experiment's metrics that the run has. */
const char *epoch_run_text_get_main_metric(EpochRun *run, EpochExperiment *experiment);

/* Whether the metrics of two runs can be compared: both are of one table. */
gboolean epoch_run_text_same_table(EpochRun *run, EpochRun *other);

G_END_DECLS
