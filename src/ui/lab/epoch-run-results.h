#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

#include "app/epoch-session.h"
#include "store/epoch-run.h"

G_BEGIN_DECLS

/* (transfer floating): the results of a run: its metrics as tiles, with the change since another
 * run (nullable), and its charts. What of its files is missing or damaged says so in its place. */
GtkWidget *epoch_run_results_new(EpochSession *session, EpochExperiment *experiment, EpochRun *run,
                                 EpochRun *before);

/* (transfer full) (nullable): what the run found, in sentences of inline Markdown. */
char **epoch_run_results_dup_found(EpochRun *run);

/* (transfer full) (nullable): the JSON object in the run's file of a kind, where it has one. */
JsonObject *epoch_run_results_load(EpochRun *run, const char *kind);

/* The same of a file; may be called in any thread. */
JsonObject *epoch_run_results_load_file(const char *path);

/* (transfer full) (nullable): the path of the run's file of a kind, where it has one. */
char *epoch_run_results_dup_path(EpochRun *run, const char *kind);

G_END_DECLS
