/* Runs an experiment in this process. What the command line calls; the window starts a child
 * instead, with #EpochRunner. */
#pragma once

#include "run/epoch-events.h"

G_BEGIN_DECLS

typedef struct {
  const char *experiment_id;
  const char *const *settings; /* (nullable): "KEY=VALUE", %NULL-terminated */
  guint64 seed;
  guint n_threads; /* 0: as many as there are processors */
  const char *out; /* (nullable): the folder for files, made where absent; %NULL: no files */
  /* (nullable): the checkpoint of a run of the same settings and seed, to go on from there */
  const char *resume;
} EpochRunRequest;

/**
 * EpochRunStatus:
 * @EPOCH_RUN_STATUS_OK: ended well, or was stopped and said so
 * @EPOCH_RUN_STATUS_FAILED: failed; the end event has said why
 * @EPOCH_RUN_STATUS_USAGE: not begun, as what was asked for makes no sense
 *
 * The values are the exit codes of epoch-lab.
 */
typedef enum {
  EPOCH_RUN_STATUS_OK = 0,
  EPOCH_RUN_STATUS_FAILED = 1,
  EPOCH_RUN_STATUS_USAGE = 2,
} EpochRunStatus;

/**
 * epoch_run:
 * @request: what to run
 * @events: whom to tell
 * @error: where to put the reason for a status other than ok
 *
 * Runs an experiment to its end. SIGTERM and SIGINT are blocked meanwhile, and end it early:
 * it keeps what it has, says "cancelled", and the status is ok.
 */
EpochRunStatus epoch_run(const EpochRunRequest *request, EpochEvents *events, GError **error);

G_END_DECLS
