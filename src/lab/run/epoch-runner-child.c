/* The runner's child: how it is started, heard, stopped and missed. */
#include "config.h"

#include "run/epoch-runner.h"

#include <glib/gi18n.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "base/epoch-paths.h"
#include "run/epoch-line-reader.h"
#include "run/epoch-runner-private.h"

/* Between two notifications, in milliseconds: thirty a second. */
#define NOTIFY_INTERVAL 33
/* How long its pipes may stay open after its end, in milliseconds. */
#define GRACE_TIMEOUT 1000
/* How many of its last words on standard error are kept. */
#define MAX_LAST_WORDS 5

static gboolean
notify_cb(gpointer data)
{
  EpochRunner *self = data;

  self->notify_id = 0;
  epoch_runner_notify_progress(self);
  return G_SOURCE_REMOVE;
}

/* However many lines of progress come, the window is told thirty times a second at most. */
static void
take_progress(EpochRunner *self, JsonObject *event)
{
  const char *stage = epoch_json_get_string(event, "", "stage", "", NULL);
  double eta = -1;

  epoch_json_get_number(event, "", "done", FALSE, &self->fraction, NULL);
  epoch_json_get_number(event, "", "eta_s", FALSE, &eta, NULL);
  self->fraction = CLAMP(self->fraction, 0, 1);
  self->eta = eta >= 0 ? eta : -1;
  g_set_str(&self->stage, stage != NULL ? stage : "");
  if (self->notify_id == 0) {
    self->notify_id = g_timeout_add(NOTIFY_INTERVAL, notify_cb, self);
  }
}

static void
take_metric(EpochRunner *self, JsonObject *event)
{
  const char *name = epoch_json_get_string(event, "", "name", NULL, NULL);
  const char *split = epoch_json_get_string(event, "", "split", "", NULL);
  double value = NAN;
  gint64 step = -1;

  epoch_json_get_number(event, "", "value", FALSE, &value, NULL);
  epoch_json_get_integer(event, "", "step", FALSE, &step, NULL);
  if (name != NULL) {
    epoch_runner_emit_metric(self, name, split != NULL ? split : "", step, value);
  }
}

static void
take_artifact(EpochRunner *self, JsonObject *event)
{
  const char *kind = epoch_json_get_string(event, "", "kind", NULL, NULL);
  const char *title = epoch_json_get_string(event, "", "title", "", NULL);
  const char *file = epoch_json_get_string(event, "", "path", NULL, NULL);
  g_autofree char *path = NULL;

  /* A path from outside must not lead out of the run's folder. */
  if (kind == NULL || file == NULL || title == NULL || g_path_is_absolute(file) ||
      g_strcmp0(file, "..") == 0 || g_str_has_prefix(file, "../") || strstr(file, "/../") != NULL ||
      g_str_has_suffix(file, "/..")) {
    return;
  }
  path = g_build_filename(self->out_dir, file, NULL);
  epoch_runner_emit_artifact(self, kind, title, path);
}

static void
line_cb(const char *line, gsize length, gpointer data)
{
  EpochRunner *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) event = NULL;
  const char *kind;

  if (self->broken != NULL || self->end_event != NULL) {
    return;
  }
  event = epoch_json_parse(line, length, "epoch-lab", &error);
  kind = event != NULL ? epoch_json_get_string(event, "epoch-lab", "event", NULL, &error) : NULL;
  if (kind == NULL) {
    self->broken = g_strdup(error->message);
    return;
  }
  if (g_str_equal(kind, "start") && self->start_event == NULL) {
    self->start_event = json_object_ref(event);
  } else if (g_str_equal(kind, "progress")) {
    take_progress(self, event);
  } else if (g_str_equal(kind, "metric")) {
    take_metric(self, event);
  } else if (g_str_equal(kind, "artifact")) {
    take_artifact(self, event);
  } else if (g_str_equal(kind, "end")) {
    self->end_event = json_object_ref(event);
  }
  /* Events of a newer version are passed over. */
}

static void
word_cb(const char *line, gsize length, gpointer data)
{
  EpochRunner *self = data;
  g_autofree char *text = g_utf8_make_valid(line, (gssize)MIN(length, 2000));

  if (*g_strstrip(text) == '\0') {
    return;
  }
  g_queue_push_tail(&self->last_words, g_steal_pointer(&text));
  if (self->last_words.length > MAX_LAST_WORDS) {
    g_free(g_queue_pop_head(&self->last_words));
  }
}

static char *
join_last_words(EpochRunner *self)
{
  GString *text = g_string_new(NULL);

  for (GList *link = self->last_words.head; link != NULL; link = link->next) {
    g_string_append_printf(text, "\n%s", (const char *)link->data);
  }
  return g_string_free(text, FALSE);
}

/* Why a run without a proper end event failed. */
static char *
describe_failure(EpochRunner *self)
{
  g_autofree char *words = join_last_words(self);

  if (self->broken != NULL) {
    return g_strdup_printf(_("The training program said something that makes no sense (%s)."),
                           self->broken);
  }
  if (g_subprocess_get_if_signaled(self->child)) {
    return g_strdup_printf(_("The training program was ended by signal %d (%s).%s"),
                           g_subprocess_get_term_sig(self->child),
                           g_strsignal(g_subprocess_get_term_sig(self->child)), words);
  }
  if (self->last_words.length == 1) {
    return g_strdup(self->last_words.head->data);
  }
  return g_strdup_printf(_("The training program ended without a result (exit status %d).%s"),
                         g_subprocess_get_exit_status(self->child), words);
}

static EpochRunState
judge(EpochRunner *self)
{
  const char *status =
      self->end_event != NULL ? epoch_json_get_string(self->end_event, "", "status", "", NULL) : "";
  const char *message = self->end_event != NULL
                            ? epoch_json_get_string(self->end_event, "", "message", "", NULL)
                            : "";

  if (self->broken == NULL && g_strcmp0(status, "ok") == 0) {
    return EPOCH_RUN_DONE;
  }
  /* One that had to be killed because it did not end by itself was stopped all the same. */
  if (g_strcmp0(status, "cancelled") == 0 || self->state == EPOCH_RUN_STOPPING) {
    return EPOCH_RUN_CANCELLED;
  }
  g_free(self->message);
  self->message = g_strcmp0(status, "failed") == 0 && message != NULL && *message != '\0'
                      ? g_strdup(message)
                      : describe_failure(self);
  return EPOCH_RUN_FAILED;
}

/* One of three things has ended; with the last one the run has. */
static void
close_one(EpochRunner *self)
{
  EpochRunState state;

  if (--self->n_open > 0) {
    return;
  }
  /* Whoever hears of the end may drop the last reference. */
  g_object_ref(self);
  state = judge(self);
  g_clear_handle_id(&self->kill_id, g_source_remove);
  g_clear_handle_id(&self->grace_id, g_source_remove);
  if (self->notify_id != 0) {
    g_clear_handle_id(&self->notify_id, g_source_remove);
    epoch_runner_notify_progress(self);
  }
  g_clear_object(&self->child);
  g_clear_object(&self->cancellable);
  if (state == EPOCH_RUN_FAILED) {
    epoch_runner_notify_message(self);
  }
  epoch_runner_set_state(self, state);
  epoch_runner_emit_ended(self, state);
  g_object_unref(self);
}

/* Sends a signal to the child and to all that it started. */
static void
signal_group(EpochRunner *self, int number)
{
  /* The group has been made by now, as spawning waits until the child has become its program. */
  if (self->group > 0) {
    kill(-self->group, number);
  }
}

static void
lines_ended_cb(GError *error, gpointer data)
{
  EpochRunner *self = data;

  if (error != NULL && self->broken == NULL) {
    self->broken = g_strdup(error->message);
    /* Nothing that it says will be read any more, so that it would block on a full pipe. */
    signal_group(self, SIGKILL);
  }
  close_one(self);
}

static void
words_ended_cb(GError *error, gpointer data)
{
  close_one(data);
}

/* The child is gone, but something that it started still holds its pipes. */
static gboolean
grace_cb(gpointer data)
{
  EpochRunner *self = data;

  self->grace_id = 0;
  signal_group(self, SIGKILL);
  g_cancellable_cancel(self->cancellable);
  self->n_open = 1;
  close_one(self);
  return G_SOURCE_REMOVE;
}

static void
wait_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  EpochRunner *self = data;
  g_autoptr(GError) error = NULL;

  g_subprocess_wait_finish(G_SUBPROCESS(source), result, &error);
  /* After a cancellation the runner may be gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    return;
  }
  if (self->n_open > 1) {
    self->grace_id = g_timeout_add(GRACE_TIMEOUT, grace_cb, self);
  }
  close_one(self);
}

/* In the child before it becomes the training program: a process group of its own, so that
 * what it may start ends with it, and an end of its own when the window is gone. Only calls
 * that are safe between fork and exec. */
static void
child_setup(gpointer data)
{
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static char **
build_arguments(const char *experiment_id, const char *const *settings, guint64 seed,
                const char *out_dir)
{
  g_autoptr(GStrvBuilder) arguments = g_strv_builder_new();

  g_strv_builder_add_many(arguments, epoch_paths_get_lab(), "run", experiment_id, "--json", "--out",
                          out_dir, "--seed", NULL);
  g_strv_builder_take(arguments, g_strdup_printf("%" G_GUINT64_FORMAT, seed));
  for (gsize i = 0; settings != NULL && settings[i] != NULL; i++) {
    g_strv_builder_add_many(arguments, "--set", settings[i], NULL);
  }
  return g_strv_builder_end(arguments);
}

gboolean
epoch_runner_start(EpochRunner *self, const char *experiment_id, const char *const *settings,
                   guint64 seed, const char *out_dir, GError **error)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GError) cause = NULL;
  g_auto(GStrv) arguments = NULL;
  GSubprocess *child;
  const char *identifier;

  g_return_val_if_fail(EPOCH_IS_RUNNER(self), FALSE);
  g_return_val_if_fail(out_dir != NULL, FALSE);

  if (epoch_runner_is_running(self)) {
    g_set_error_literal(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CHILD,
                        _("A run is still going on."));
    return FALSE;
  }
  launcher =
      g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_child_setup(launcher, child_setup, NULL, NULL);
  arguments = build_arguments(experiment_id, settings, seed, out_dir);
  child = g_subprocess_launcher_spawnv(launcher, (const char *const *)arguments, &cause);
  if (child == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CHILD,
                _("The training program could not be started: %s"), cause->message);
    return FALSE;
  }
  epoch_runner_forget_run(self);
  g_set_str(&self->out_dir, out_dir);
  self->child = child;
  /* There is no identifier where the child has ended already. */
  identifier = g_subprocess_get_identifier(child);
  self->group = identifier != NULL ? (pid_t)g_ascii_strtoll(identifier, NULL, 10) : 0;
  self->cancellable = g_cancellable_new();
  self->n_open = 3;
  epoch_line_reader_start(g_subprocess_get_stdout_pipe(child), self->cancellable, line_cb,
                          lines_ended_cb, self);
  epoch_line_reader_start(g_subprocess_get_stderr_pipe(child), self->cancellable, word_cb,
                          words_ended_cb, self);
  g_subprocess_wait_async(child, self->cancellable, wait_cb, self);
  epoch_runner_notify_message(self);
  epoch_runner_set_state(self, EPOCH_RUN_RUNNING);
  epoch_runner_notify_progress(self);
  return TRUE;
}

static gboolean
kill_cb(gpointer data)
{
  EpochRunner *self = data;

  self->kill_id = 0;
  signal_group(self, SIGKILL);
  return G_SOURCE_REMOVE;
}

void
epoch_runner_stop(EpochRunner *self)
{
  g_return_if_fail(EPOCH_IS_RUNNER(self));

  if (self->state != EPOCH_RUN_RUNNING) {
    return;
  }
  signal_group(self, SIGTERM);
  self->kill_id = g_timeout_add(self->patience, kill_cb, self);
  epoch_runner_set_state(self, EPOCH_RUN_STOPPING);
}

void
epoch_runner_drop_child(EpochRunner *self)
{
  g_clear_handle_id(&self->notify_id, g_source_remove);
  g_clear_handle_id(&self->kill_id, g_source_remove);
  g_clear_handle_id(&self->grace_id, g_source_remove);
  if (self->cancellable != NULL) {
    g_cancellable_cancel(self->cancellable);
  }
  if (self->child != NULL) {
    signal_group(self, SIGKILL);
  }
  g_clear_object(&self->cancellable);
  g_clear_object(&self->child);
}
