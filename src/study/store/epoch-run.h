/* EpochRun: one run of an experiment, as it is kept. The setters change this object alone;
 * epoch_runs_save_async() stores it. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  EPOCH_RUN_STATUS_RUNNING,
  EPOCH_RUN_STATUS_OK,
  EPOCH_RUN_STATUS_CANCELLED,
  EPOCH_RUN_STATUS_FAILED,
  EPOCH_RUN_STATUS_INTERRUPTED, /* It was running when Epoch last ended. */
} EpochRunStatus;

/* "running", "ok", "cancelled", "failed", "interrupted". */
const char *epoch_run_status_to_string(EpochRunStatus status);

/* One file that a run has written. */
typedef struct {
  char *kind; /* "chart", "model", "confusion-matrix", … */
  char *title;
  char *path; /* relative to the run's folder */
} EpochRunArtifact;

#define EPOCH_TYPE_RUN (epoch_run_get_type())
G_DECLARE_FINAL_TYPE(EpochRun, epoch_run, EPOCH, RUN, GObject)

/* A new run with the status EPOCH_RUN_STATUS_RUNNING; started is in seconds since 1970. */
EpochRun *epoch_run_new(const char *id, const char *experiment, gint64 started);

const char *epoch_run_get_id(EpochRun *self);
const char *epoch_run_get_experiment(EpochRun *self);
gint64 epoch_run_get_started(EpochRun *self);

EpochRunStatus epoch_run_get_status(EpochRun *self);
void epoch_run_set_status(EpochRun *self, EpochRunStatus status);

/* How long it took, in seconds. */
double epoch_run_get_wall_seconds(EpochRun *self);
void epoch_run_set_wall_seconds(EpochRun *self, double seconds);

guint64 epoch_run_get_seed(EpochRun *self);
void epoch_run_set_seed(EpochRun *self, guint64 seed);

/* (nullable): The data set that it was trained on, and the SHA-256 of that. */
const char *epoch_run_get_dataset(EpochRun *self);
const char *epoch_run_get_dataset_sha256(EpochRun *self);
void epoch_run_set_dataset(EpochRun *self, const char *dataset, const char *sha256);

/* (nullable): The folder of what it wrote. */
const char *epoch_run_get_folder(EpochRun *self);
void epoch_run_set_folder(EpochRun *self, const char *folder);

/* (nullable): Why it failed or what it has to say. */
const char *epoch_run_get_message(EpochRun *self);
void epoch_run_set_message(EpochRun *self, const char *message);

/* (transfer none): Parameters by key; never NULL. Setting takes a reference. */
JsonObject *epoch_run_get_params(EpochRun *self);
void epoch_run_set_params(EpochRun *self, JsonObject *params);

/* (transfer none): Final metrics by name, each a number or null; never NULL. */
JsonObject *epoch_run_get_metrics(EpochRun *self);
void epoch_run_set_metrics(EpochRun *self, JsonObject *metrics);

/* Whether the run has a finite number for a metric, and which. value may be NULL. */
gboolean epoch_run_get_metric(EpochRun *self, const char *name, double *value);

/* (element-type EpochRunArtifact) (transfer none) */
GPtrArray *epoch_run_get_artifacts(EpochRun *self);
void epoch_run_add_artifact(EpochRun *self, const char *kind, const char *title, const char *path);

/* The learner's own remark, "" where there is none. */
const char *epoch_run_get_note(EpochRun *self);
void epoch_run_set_note(EpochRun *self, const char *note);

gboolean epoch_run_get_starred(EpochRun *self);
void epoch_run_set_starred(EpochRun *self, gboolean starred);

/* (array zero-terminated=1) (transfer none): Sorted, each once; never NULL. */
const char *const *epoch_run_get_tags(EpochRun *self);
void epoch_run_set_tags(EpochRun *self, const char *const *tags);

G_END_DECLS
