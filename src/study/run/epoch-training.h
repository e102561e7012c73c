/* EpochTraining: one run of an experiment, trained in a child process and kept in the store.
 *
 * The run is stored before the child starts and again when it has ended, so that a crash in
 * between leaves a run that epoch_runs_interrupt_async() finds. Star, note and tags that are given
 * to it while it trains stay as they are. For the main thread.
 *
 * Signals:
 * "artifact" (const char *kind, const char *title, const char *path): a file was written; the
 *   path is absolute;
 * "metric" (const char *name, const char *split, gint64 step, double value);
 * "ended" (EpochRun *run): the run has ended, with whatever status, and has been stored, or
 *   could not be: "store-failed" (const GError *error) then came before. */
#pragma once

#include "run/epoch-runner.h"
#include "store/epoch-run.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_TRAINING (epoch_training_get_type())
G_DECLARE_FINAL_TYPE(EpochTraining, epoch_training, EPOCH, TRAINING, GObject)

EpochTraining *epoch_training_new(EpochStore *store);

/* Starts a run of an experiment with settings of the form "KEY=VALUE" (NULL-terminated; nullable)
 * and a seed. Fails where one is under way or the child can not be started. */
gboolean epoch_training_start(EpochTraining *self, const char *experiment,
                              const char *const *settings, guint64 seed, GError **error);
/* Asks the child to end. */
void epoch_training_stop(EpochTraining *self);
gboolean epoch_training_is_running(EpochTraining *self);

/* (transfer none): The child; its properties tell how it goes. */
EpochRunner *epoch_training_get_runner(EpochTraining *self);
/* (nullable) (transfer none): The run that was started last. */
EpochRun *epoch_training_get_run(EpochTraining *self);

/* (transfer full): The folder of a run's files: runs/<id> beside the store's file. */
char *epoch_training_dup_folder(EpochStore *store, const char *run_id);

G_END_DECLS
