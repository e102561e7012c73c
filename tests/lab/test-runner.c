/* The runner: a real run, stopping one, and children that misbehave in every way. */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/epoch-paths.h"
#include "lab-helper.h"
#include "run/epoch-runner.h"

typedef struct {
  EpochRunner *runner;
  char *folder;
  guint n_metrics;
  guint n_artifacts;
  guint n_ended;
  guint n_notified;
  char *bad_path; /* of an artifact outside of the folder */
} Watch;

static void
metric_cb(EpochRunner *runner, const char *name, const char *split, gint64 step, double value,
          Watch *watch)
{
  watch->n_metrics++;
}

static void
artifact_cb(EpochRunner *runner, const char *kind, const char *title, const char *path,
            Watch *watch)
{
  watch->n_artifacts++;
  if (!g_str_has_prefix(path, watch->folder)) {
    g_set_str(&watch->bad_path, path);
  }
}

static void
ended_cb(EpochRunner *runner, int state, Watch *watch)
{
  watch->n_ended++;
}

static void
notify_cb(EpochRunner *runner, GParamSpec *pspec, Watch *watch)
{
  watch->n_notified++;
}

static Watch *
watch_new(void)
{
  Watch *watch = g_new0(Watch, 1);

  watch->runner = epoch_runner_new();
  watch->folder = helper_make_folder();
  g_signal_connect(watch->runner, "metric", G_CALLBACK(metric_cb), watch);
  g_signal_connect(watch->runner, "artifact", G_CALLBACK(artifact_cb), watch);
  g_signal_connect(watch->runner, "ended", G_CALLBACK(ended_cb), watch);
  g_signal_connect(watch->runner, "notify::fraction", G_CALLBACK(notify_cb), watch);
  return watch;
}

static void
watch_free(Watch *watch)
{
  if (watch->runner != NULL) {
    g_assert_finalize_object(watch->runner);
  }
  helper_remove_folder(watch->folder);
  g_free(watch->folder);
  g_free(watch->bad_path);
  g_free(watch);
}

static void
start(Watch *watch, const char *const *settings)
{
  g_autoptr(GError) error = NULL;

  g_assert_true(
      epoch_runner_start(watch->runner, "boston-linear", settings, 1, watch->folder, &error));
  g_assert_no_error(error);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_RUNNING);
}

static void
wait_for_end(Watch *watch)
{
  while (watch->n_ended == 0) {
    g_main_context_iteration(NULL, TRUE);
  }
  g_assert_cmpuint(watch->n_ended, ==, 1);
}

/* Whether no child is left: neither at work nor as a zombie. */
static void
assert_no_child(void)
{
  gint64 until = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
  siginfo_t info;

  /* Only looks: taking the child away from GLib, which waits for it, would be the test's fault. */
  while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
    g_assert_cmpint(g_get_monotonic_time(), <, until);
    g_main_context_iteration(NULL, FALSE);
    g_usleep(2000);
  }
}

static void
test_run(void)
{
  Watch *watch = watch_new();
  JsonObject *end;

  start(watch, (const char *const[]){"repeats=3", NULL});
  wait_for_end(watch);
  g_assert_cmpstr(epoch_runner_get_message(watch->runner), ==, "");
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_DONE);
  g_assert_cmpuint(watch->n_metrics, ==, 12 + 3 + 2);
  g_assert_cmpuint(watch->n_artifacts, >=, 8);
  g_assert_null(watch->bad_path);
  g_assert_cmpfloat(epoch_runner_get_fraction(watch->runner), ==, 1);
  g_assert_nonnull(epoch_runner_get_start_event(watch->runner));
  end = epoch_runner_get_end_event(watch->runner);
  g_assert_cmpstr(json_object_get_string_member(end, "status"), ==, "ok");
  assert_no_child();
  watch_free(watch);
}

static gboolean
stop_cb(gpointer data)
{
  epoch_runner_stop(((Watch *)data)->runner);
  return G_SOURCE_REMOVE;
}

/* A real run is stopped in the middle: it says so, and keeps what it had found. */
static void
test_stop(void)
{
  Watch *watch = watch_new();
  g_autoptr(JsonObject) checkpoint = NULL;

  /* What is tried is how it ends by itself, however slow the sanitizers make it. */
  epoch_runner_set_patience(watch->runner, 60000);
  start(watch, (const char *const[]){"dataset=ames-housing", "repeats=2000", NULL});
  while (watch->n_metrics < 16) {
    g_main_context_iteration(NULL, TRUE);
  }
  epoch_runner_stop(watch->runner);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_STOPPING);
  wait_for_end(watch);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_CANCELLED);
  checkpoint = helper_load(watch->folder, "checkpoint.json");
  g_assert_cmpint(json_object_get_int_member(checkpoint, "splits_done"), >=, 3);
  g_assert_cmpint(json_object_get_int_member(checkpoint, "splits_done"), <, 2000);
  g_assert_cmpuint(json_array_get_length(json_object_get_array_member(checkpoint, "rmse")), ==,
                   (guint)json_object_get_int_member(checkpoint, "splits_done"));
  watch_free(watch);
  assert_no_child();
}

static void
test_refused_setting(void)
{
  Watch *watch = watch_new();

  start(watch, (const char *const[]){"test_share=7", NULL});
  wait_for_end(watch);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_FAILED);
  g_assert_nonnull(strstr(epoch_runner_get_message(watch->runner), "0.05 to 0.5"));
  watch_free(watch);
}

/* Makes epoch-lab what the lines of shell say. The environment names a file of ours from the
 * beginning, as it must not be changed once there are threads. */
static void
use_script(const char *lines)
{
  g_autofree char *text = g_strconcat("#!/bin/sh\n", lines, "\n", NULL);

  g_assert_true(g_file_set_contents_full(epoch_paths_get_lab(), text, -1,
                                         G_FILE_SET_CONTENTS_CONSISTENT, 0755, NULL));
}

/* Makes it the real one again. */
static void
restore(void)
{
  use_script("exec \"$REAL_EPOCH_LAB\" \"$@\"");
}

/* What a misbehaving child leads to. */
static void
assert_ends(const char *lines, EpochRunState state, const char *message)
{
  Watch *watch = watch_new();

  use_script(lines);
  start(watch, NULL);
  wait_for_end(watch);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, state);
  if (strstr(epoch_runner_get_message(watch->runner), message) == NULL) {
    g_error("“%s” is not part of “%s”", message, epoch_runner_get_message(watch->runner));
  }
  g_assert_null(watch->bad_path);
  restore();
  watch_free(watch);
  assert_no_child();
}

#define END_OK "echo '{\"event\":\"end\",\"status\":\"ok\",\"metrics\":{}}'"

static void
test_misbehaviour(void)
{
  assert_ends(END_OK, EPOCH_RUN_DONE, "");
  assert_ends("exit 0", EPOCH_RUN_FAILED, "ended without a result (exit status 0)");
  assert_ends("exit 3", EPOCH_RUN_FAILED, "ended without a result (exit status 3)");
  assert_ends("echo no such thing >&2; exit 1", EPOCH_RUN_FAILED, "no such thing");
  assert_ends("for i in 1 2 3 4 5 6 7; do echo word$i >&2; done; exit 1", EPOCH_RUN_FAILED,
              "word3\nword4\nword5\nword6\nword7");
  assert_ends("kill -SEGV $$", EPOCH_RUN_FAILED, "ended by signal 11");
  assert_ends("echo hello; sleep 0.05; " END_OK, EPOCH_RUN_FAILED, "makes no sense");
  assert_ends("echo '[1]'; " END_OK, EPOCH_RUN_FAILED, "an object");
  assert_ends("echo '{\"event\":7}'; " END_OK, EPOCH_RUN_FAILED, "\"event\" is a number");
  assert_ends("echo '{\"event\":\"weather\",\"rain\":1}'; " END_OK, EPOCH_RUN_DONE, "");
  assert_ends("echo '{\"event\":\"progress\",\"done\":\"much\"}'; "
              "echo '{\"event\":\"metric\"}'; echo '{\"event\":\"artifact\",\"kind\":1}'; " END_OK,
              EPOCH_RUN_DONE, "");
  assert_ends("echo '{\"event\":\"artifact\",\"kind\":\"x\",\"path\":\"../../etc/passwd\"}'; "
              "echo '{\"event\":\"artifact\",\"kind\":\"x\",\"path\":\"/etc/passwd\"}'; " END_OK,
              EPOCH_RUN_DONE, "");
  assert_ends("echo '{\"event\":\"end\",\"status\":\"failed\",\"message\":\"too hot\"}'; exit 1",
              EPOCH_RUN_FAILED, "too hot");
  assert_ends("head -c 3000000 /dev/zero | tr '\\0' x; " END_OK, EPOCH_RUN_FAILED,
              "a line of more than 1048576 bytes");
  assert_ends(END_OK "; sleep 600 &", EPOCH_RUN_DONE, "");
  assert_ends("printf '\\377\\376\\n'; " END_OK, EPOCH_RUN_FAILED, "not UTF-8");
}

/* Thousands of lines of progress reach the window as a few notifications. */
static void
test_coalesced(void)
{
  Watch *watch = watch_new();
  gint64 began = g_get_monotonic_time();

  use_script("i=0; while [ $i -lt 5000 ]; do i=$((i+1)); "
             "echo '{\"event\":\"progress\",\"done\":0.5,\"stage\":\"a\"}'; "
             "done; " END_OK);
  start(watch, NULL);
  wait_for_end(watch);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_DONE);
  g_assert_cmpuint(watch->n_notified, <=,
                   3 + (guint)((g_get_monotonic_time() - began) / (G_USEC_PER_SEC / 31)));
  g_assert_cmpfloat(epoch_runner_get_fraction(watch->runner), ==, 0.5);
  restore();
  watch_free(watch);
}

/* A child that does not listen to SIGTERM is made to end. */
static void
test_deaf(void)
{
  Watch *watch = watch_new();
  gint64 began;

  use_script("trap '' TERM; echo '{\"event\":\"start\"}'; "
             "while true; do sleep 0.1; done");
  start(watch, NULL);
  while (epoch_runner_get_start_event(watch->runner) == NULL) {
    g_main_context_iteration(NULL, TRUE);
  }
  began = g_get_monotonic_time();
  epoch_runner_stop(watch->runner);
  wait_for_end(watch);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_CANCELLED);
  g_assert_null(epoch_runner_get_end_event(watch->runner));
  /* It had its time to end by itself. How soon it is gone is what "epoch-lab bench stop" measures;
   * here it is only no matter of its own hour of sleep. */
  g_assert_cmpint(g_get_monotonic_time() - began, >=, 140 * G_USEC_PER_SEC / 1000);
  g_assert_cmpint(g_get_monotonic_time() - began, <, 10 * G_USEC_PER_SEC);
  restore();
  watch_free(watch);
  assert_no_child();
}

/* Dropping the runner in the middle of a run ends the child. */
static void
test_dropped(void)
{
  Watch *watch = watch_new();

  use_script("echo '{\"event\":\"start\"}'; sleep 600");
  start(watch, NULL);
  while (epoch_runner_get_start_event(watch->runner) == NULL) {
    g_main_context_iteration(NULL, TRUE);
  }
  g_assert_finalize_object(g_steal_pointer(&watch->runner));
  assert_no_child();
  g_assert_cmpuint(watch->n_ended, ==, 0);
  restore();
  watch_free(watch);
}

static void
drop_cb(EpochRunner *runner, int state, Watch *watch)
{
  g_clear_object(&watch->runner);
}

/* Whoever hears of the end may drop the runner at once. */
static void
test_dropped_at_end(void)
{
  Watch *watch = watch_new();

  use_script(END_OK);
  g_signal_connect(watch->runner, "ended", G_CALLBACK(drop_cb), watch);
  start(watch, NULL);
  wait_for_end(watch);
  g_assert_null(watch->runner);
  restore();
  watch_free(watch);
}

static void
test_no_program(void)
{
  Watch *watch = watch_new();
  g_autoptr(GError) error = NULL;

  g_assert_cmpint(g_unlink(epoch_paths_get_lab()), ==, 0);
  g_assert_false(
      epoch_runner_start(watch->runner, "boston-linear", NULL, 1, watch->folder, &error));
  g_assert_nonnull(error);
  g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_IDLE);
  restore();
  /* The same runner can be used afterwards, and twice. */
  for (guint i = 0; i < 2; i++) {
    watch->n_ended = 0;
    start(watch, NULL);
    g_assert_false(
        epoch_runner_start(watch->runner, "boston-linear", NULL, 1, watch->folder, NULL));
    wait_for_end(watch);
    g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_DONE);
  }
  watch_free(watch);
}

/* Stopping at any moment after the start gives an end, and never a failure. */
static void
test_stop_anytime(void)
{
  for (guint i = 0; i < 12; i++) {
    Watch *watch = watch_new();

    start(watch, (const char *const[]){"repeats=2000", "dataset=ames-housing", NULL});
    g_timeout_add(i * 12, stop_cb, watch);
    wait_for_end(watch);
    g_assert_cmpint(epoch_runner_get_state(watch->runner), ==, EPOCH_RUN_CANCELLED);
    watch_free(watch);
  }
  assert_no_child();
}

int
main(int argc, char **argv)
{
  g_autofree char *folder = helper_make_folder();
  g_autofree char *stand_in = g_build_filename(folder, "epoch-lab", NULL);
  int status;

  g_setenv("REAL_EPOCH_LAB", epoch_paths_get_lab(), TRUE);
  g_setenv("EPOCH_LAB", stand_in, TRUE);
  restore();
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/runner/run", test_run);
  g_test_add_func("/runner/stop", test_stop);
  g_test_add_func("/runner/stop-anytime", test_stop_anytime);
  g_test_add_func("/runner/refused-setting", test_refused_setting);
  g_test_add_func("/runner/misbehaviour", test_misbehaviour);
  g_test_add_func("/runner/coalesced", test_coalesced);
  g_test_add_func("/runner/deaf", test_deaf);
  g_test_add_func("/runner/dropped", test_dropped);
  g_test_add_func("/runner/dropped-at-end", test_dropped_at_end);
  g_test_add_func("/runner/no-program", test_no_program);
  status = g_test_run();
  helper_remove_folder(folder);
  return status;
}
