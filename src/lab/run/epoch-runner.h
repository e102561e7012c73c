/* Runs an experiment in a child process and tells how it goes. Main thread only. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EpochRunState:
 * @EPOCH_RUN_IDLE: not started
 * @EPOCH_RUN_RUNNING: the child is at work
 * @EPOCH_RUN_STOPPING: it was asked to stop
 * @EPOCH_RUN_DONE: ended well
 * @EPOCH_RUN_CANCELLED: ended because it was asked to
 * @EPOCH_RUN_FAILED: ended otherwise; "message" says why
 */
typedef enum {
  EPOCH_RUN_IDLE,
  EPOCH_RUN_RUNNING,
  EPOCH_RUN_STOPPING,
  EPOCH_RUN_DONE,
  EPOCH_RUN_CANCELLED,
  EPOCH_RUN_FAILED,
} EpochRunState;

/**
 * EpochRunner:
 *
 * Properties, read-only, notified at most about thirty times a second: "state"
 * (#EpochRunState), "running" (boolean), "stage" (what is being done), "fraction" (0 to 1),
 * "eta" (seconds left, -1 where unknown), "message" (why it failed; else empty).
 *
 * Signals:
 * "metric" (const char *name, const char *split, gint64 step, double value): step is -1 where
 *   the metric has none; split is "" where it has none;
 * "artifact" (const char *kind, const char *title, const char *path): path is absolute;
 * "ended" (EpochRunState state): once a run, after everything else.
 */
#define EPOCH_TYPE_RUNNER (epoch_runner_get_type())
G_DECLARE_FINAL_TYPE(EpochRunner, epoch_runner, EPOCH, RUNNER, GObject)

EpochRunner *epoch_runner_new(void);

/**
 * epoch_runner_start:
 * @experiment_id: which experiment
 * @settings: (nullable): a %NULL-terminated list of "KEY=VALUE", see epoch_parameter_format()
 * @seed: the seed
 * @out_dir: the folder for the run's files; made where it is absent
 * @error: where to put an error
 *
 * Starts the child. One run at a time; may be called again after "ended".
 *
 * Returns: whether the child was started; otherwise @error is set and the state unchanged
 */
gboolean epoch_runner_start(EpochRunner *self, const char *experiment_id,
                            const char *const *settings, guint64 seed, const char *out_dir,
                            GError **error);

/**
 * epoch_runner_stop:
 *
 * Asks the child to end (SIGTERM), and makes it (SIGKILL) where it has not within 150 ms: a run
 * stops within 0.2 s, whatever it is doing. What it had written and told by then stays. Does nothing where
 * nothing runs. Disposing of the runner kills the child at once.
 */
void epoch_runner_stop(EpochRunner *self);

/* How many milliseconds the child has to end by itself instead of 150, where it matters more that
 * it comes to its end than when. */
void epoch_runner_set_patience(EpochRunner *self, guint milliseconds);

EpochRunState epoch_runner_get_state(EpochRunner *self);
const char *epoch_runner_get_stage(EpochRunner *self);
double epoch_runner_get_fraction(EpochRunner *self);
double epoch_runner_get_eta(EpochRunner *self);
const char *epoch_runner_get_message(EpochRunner *self);
/* (nullable): the folder of the run's files. */
const char *epoch_runner_get_out_dir(EpochRunner *self);

/**
 * epoch_runner_get_start_event:
 *
 * Returns: (transfer none) (nullable): the start event: experiment, run, seed, params, dataset
 */
JsonObject *epoch_runner_get_start_event(EpochRunner *self);

/**
 * epoch_runner_get_end_event:
 *
 * Returns: (transfer none) (nullable): the end event: status, metrics, wall_s, message
 */
JsonObject *epoch_runner_get_end_event(EpochRunner *self);

G_END_DECLS
