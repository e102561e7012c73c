/* What the two halves of the runner share: the object (epoch-runner.c) and its child
 * (epoch-runner-child.c). */
#pragma once

#include <sys/types.h>

#include "run/epoch-runner.h"

struct _EpochRunner {
  GObject parent_instance;

  EpochRunState state;
  char *stage;
  char *message;
  char *out_dir;
  double fraction;
  double eta;
  JsonObject *start_event;
  JsonObject *end_event;

  GSubprocess *child;
  pid_t group;               /* the child's process group */
  GCancellable *cancellable; /* one a run: late results of an older one are known by it */
  GQueue last_words;
  char *broken;   /* why a line made no sense; NULL where all did */
  int n_open;     /* of standard output, standard error and the process itself */
  guint patience; /* see epoch_runner_set_patience() */
  guint notify_id;
  guint kill_id;
  guint grace_id;
};

/* Changes the state and tells of it. */
void epoch_runner_set_state(EpochRunner *self, EpochRunState state);
/* Tells of stage, fraction and time left; of the message. */
void epoch_runner_notify_progress(EpochRunner *self);
void epoch_runner_notify_message(EpochRunner *self);
void epoch_runner_emit_metric(EpochRunner *self, const char *name, const char *split, gint64 step,
                              double value);
void epoch_runner_emit_artifact(EpochRunner *self, const char *kind, const char *title,
                                const char *path);
void epoch_runner_emit_ended(EpochRunner *self, EpochRunState state);

/* Makes the runner as it was before any run. */
void epoch_runner_forget_run(EpochRunner *self);
gboolean epoch_runner_is_running(EpochRunner *self);

/* Ends the child at once, and hears no more of it. */
void epoch_runner_drop_child(EpochRunner *self);
