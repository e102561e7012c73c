/* What the code of an experiment works with: its parameters, its data set, and where to tell and
 * keep what it finds. */
#pragma once

#include "base/job.h"
#include "experiment/epoch-experiment.h"
#include "run/epoch-events.h"
#include "run/epoch-run.h"

typedef struct {
  EpochDataset *dataset;  /* (nullable): the card, where there is one */
  GListModel *parameters; /* of EpochParameter */
  GHashTable *values;     /* key → checked GVariant, one for each parameter */
  guint64 seed;
  struct ec_job job; /* reports to the events; says when to stop */
  char *out;         /* (nullable): the folder for files */
  char *resume;      /* (nullable): the checkpoint to go on from */
  EpochEvents *events;
  GArray *metrics;  /* of EpochRunMetric, for the end event */
  gboolean stopped; /* whether somebody asked to stop */
} EpochRunContext;

/* Runs an experiment; where it returns %FALSE, @error is set. A function that was asked to stop and
 * has kept what it found returns %TRUE. */
typedef gboolean (*EpochExperimentFunc)(EpochRunContext *context, GError **error);

/* A context without parameters and data set. @out may be %NULL; @events stays the caller's. */
void epoch_run_context_init(EpochRunContext *self, EpochEvents *events, const char *out,
                            guint64 seed);
void epoch_run_context_clear(EpochRunContext *self);

/* Makes the folder for files where there is none yet; makes the threads. */
gboolean epoch_run_context_make_folder(EpochRunContext *self, GError **error);
gboolean epoch_run_context_start_threads(EpochRunContext *self, guint n_threads, GError **error);

/* Tells how the run ended: @well, or with @error; the time counts from @began (monotonic). */
EpochRunStatus epoch_run_context_finish(EpochRunContext *self, gboolean well, gint64 began,
                                        const GError *error);

gint64 epoch_run_context_get_integer(EpochRunContext *self, const char *key);
gboolean epoch_run_context_get_boolean(EpochRunContext *self, const char *key);
double epoch_run_context_get_number(EpochRunContext *self, const char *key);
const char *epoch_run_context_get_choice(EpochRunContext *self, const char *key);
/* (transfer container) */
const char **epoch_run_context_get_columns(EpochRunContext *self, const char *key);

/* Whether to stop: SIGTERM or SIGINT is waiting. From then on it stays so. */
gboolean epoch_run_context_is_stopped(EpochRunContext *self);

/* Tells a metric of a split of the data, and keeps it for the end event: as "rmse" for the split
 * "test", as "rmse_train" for "train", and so on. */
void epoch_run_context_metric(EpochRunContext *self, const char *name, const char *split,
                              double value);

/* Writes a file of the run as a whole or not at all, and tells of it. Does nothing where the run
 * keeps no files. */
gboolean epoch_run_context_write(EpochRunContext *self, const char *kind, const char *title,
                                 const char *file, GString *text, GError **error);

/* Blocks SIGTERM and SIGINT, so that from here on they wait for epoch_run_context_is_stopped(). */
void epoch_run_context_block_signals(void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochRunContext, epoch_run_context_clear)
