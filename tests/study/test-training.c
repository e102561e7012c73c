/* Runs that are trained by the real program and kept in a real store. */
#include "run/epoch-training.h"
#include "store/epoch-runs.h"
#include "store/epoch-store.h"
#include "support.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
  EpochStore *store;
  EpochTraining *training;
  GMainLoop *loop;
  EpochRun *ended; /* the run that the last "ended" named */
  guint artifacts;
} Fixture;

static gboolean
too_late_cb(gpointer data)
{
  g_error("nothing has happened for a minute");
  return G_SOURCE_REMOVE;
}

static void
run_loop(Fixture *self)
{
  guint id = g_timeout_add_seconds(60, too_late_cb, NULL);

  g_main_loop_run(self->loop);
  g_source_remove(id);
}

static void
ended_cb(EpochTraining *training, EpochRun *run, Fixture *self)
{
  g_set_object(&self->ended, run);
  g_main_loop_quit(self->loop);
}

static void
artifact_cb(EpochTraining *training, const char *kind, const char *title, const char *path,
            Fixture *self)
{
  g_assert_true(g_path_is_absolute(path));
  g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
  self->artifacts++;
}

static void
store_failed_cb(EpochTraining *training, const GError *error, Fixture *self)
{
  g_error("the store failed: %s", error->message);
}

static void
setup(Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp("epoch-training-XXXXXX", &error);
  g_assert_no_error(error);
  path = g_build_filename(self->folder, "epoch.db", NULL);
  self->store = epoch_store_new(path);
  epoch_store_open(self->store, NULL, &error);
  g_assert_no_error(error);
  self->loop = g_main_loop_new(NULL, FALSE);
  self->training = epoch_training_new(self->store);
  g_signal_connect(self->training, "ended", G_CALLBACK(ended_cb), self);
  g_signal_connect(self->training, "artifact", G_CALLBACK(artifact_cb), self);
  g_signal_connect(self->training, "store-failed", G_CALLBACK(store_failed_cb), self);
}

static void
remove_tree(const char *path)
{
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  const char *name;

  while (folder && (name = g_dir_read_name(folder))) {
    g_autofree char *child = g_build_filename(path, name, NULL);
    if (g_file_test(child, G_FILE_TEST_IS_DIR))
      remove_tree(child);
    else
      g_unlink(child);
  }
  g_rmdir(path);
}

static void
teardown(Fixture *self, gconstpointer data)
{
  g_clear_object(&self->training);
  g_clear_object(&self->ended);
  epoch_store_close(self->store);
  support_finalize(self->store);
  g_main_loop_unref(self->loop);
  remove_tree(self->folder);
  g_free(self->folder);
}

typedef struct {
  Fixture *fixture;
  EpochRun *run;
} Find;

static void
found_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Find *find = data;
  g_autoptr(GError) error = NULL;

  find->run = epoch_runs_find_finish(EPOCH_STORE(source), result, &error);
  g_assert_no_error(error);
  g_main_loop_quit(find->fixture->loop);
}

static EpochRun *
find_run(Fixture *self, const char *id)
{
  Find find = {self, NULL};

  epoch_runs_find_async(self->store, id, NULL, found_cb, &find);
  run_loop(self);
  return find.run;
}

static void
test_run_is_kept(Fixture *self, gconstpointer data)
{
  const char *settings[] = {"model=ridge", "alpha=3", NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochRun) kept = NULL;
  g_autofree char *folder = NULL;
  double rmse;

  g_assert_true(epoch_training_start(self->training, "boston-linear", settings, 5, &error));
  g_assert_no_error(error);
  g_assert_true(epoch_training_is_running(self->training));
  run_loop(self);

  g_assert_cmpint(epoch_run_get_status(self->ended), ==, EPOCH_RUN_STATUS_OK);
  g_assert_cmpuint(self->artifacts, >=, 4);
  kept = find_run(self, epoch_run_get_id(self->ended));
  g_assert_nonnull(kept);
  g_assert_cmpint(epoch_run_get_status(kept), ==, EPOCH_RUN_STATUS_OK);
  g_assert_cmpuint(epoch_run_get_seed(kept), ==, 5);
  g_assert_cmpstr(epoch_run_get_dataset(kept), ==, "boston-housing");
  g_assert_cmpuint(strlen(epoch_run_get_dataset_sha256(kept)), ==, 64);
  g_assert_cmpstr(json_object_get_string_member(epoch_run_get_params(kept), "model"), ==, "ridge");
  g_assert_cmpfloat(json_object_get_double_member(epoch_run_get_params(kept), "alpha"), ==, 3);
  g_assert_true(epoch_run_get_metric(kept, "rmse", &rmse));
  g_assert_cmpfloat(rmse, >, 1);
  g_assert_cmpuint(epoch_run_get_artifacts(kept)->len, ==, self->artifacts);
  folder = epoch_training_dup_folder(self->store, epoch_run_get_id(kept));
  g_assert_cmpstr(epoch_run_get_folder(kept), ==, folder);
}

/* While it is under way the record says so; stopped, it says that. */
static void
test_stopped(Fixture *self, gconstpointer data)
{
  const char *settings[] = {"repeats=2000", "dataset=ames-housing", NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochRun) kept = NULL;
  const char *id;

  g_assert_true(epoch_training_start(self->training, "boston-linear", settings, 1, &error));
  id = epoch_run_get_id(epoch_training_get_run(self->training));
  kept = find_run(self, id);
  g_assert_nonnull(kept);
  g_assert_cmpint(epoch_run_get_status(kept), ==, EPOCH_RUN_STATUS_RUNNING);
  g_assert_false(epoch_training_start(self->training, "boston-linear", NULL, 1, &error));
  g_assert_nonnull(error);
  g_clear_object(&kept);

  epoch_training_stop(self->training);
  run_loop(self);
  kept = find_run(self, id);
  g_assert_cmpint(epoch_run_get_status(kept), ==, EPOCH_RUN_STATUS_CANCELLED);
}

static void
test_failed(Fixture *self, gconstpointer data)
{
  const char *settings[] = {"alpha=many", NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochRun) kept = NULL;

  g_assert_true(epoch_training_start(self->training, "boston-linear", settings, 1, &error));
  run_loop(self);
  kept = find_run(self, epoch_run_get_id(self->ended));
  g_assert_cmpint(epoch_run_get_status(kept), ==, EPOCH_RUN_STATUS_FAILED);
  g_assert_nonnull(strstr(epoch_run_get_message(kept), "alpha"));
}

static void
quit_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;
  g_autoptr(GError) error = NULL;

  g_assert_true(epoch_runs_save_finish(EPOCH_STORE(source), result, &error));
  g_assert_no_error(error);
  g_main_loop_quit(self->loop);
}

/* A star, a note and tags that are given while a run trains are there when it has ended. */
static void
test_marked_meanwhile(Fixture *self, gconstpointer data)
{
  const char *settings[] = {"repeats=2000", "dataset=ames-housing", NULL};
  const char *tags[] = {"slow", "week 4", NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochRun) marked = NULL;
  g_autoptr(EpochRun) kept = NULL;

  g_assert_true(epoch_training_start(self->training, "boston-linear", settings, 1, &error));
  marked = find_run(self, epoch_run_get_id(epoch_training_get_run(self->training)));
  epoch_run_set_starred(marked, TRUE);
  epoch_run_set_note(marked, "**why** so slow?");
  epoch_run_set_tags(marked, tags);
  epoch_runs_save_star_async(self->store, marked, NULL, quit_cb, self);
  run_loop(self);
  epoch_runs_save_note_async(self->store, marked, NULL, quit_cb, self);
  run_loop(self);
  epoch_runs_save_tags_async(self->store, marked, NULL, quit_cb, self);
  run_loop(self);
  g_assert_true(epoch_training_is_running(self->training));

  epoch_training_stop(self->training);
  run_loop(self);
  kept = find_run(self, epoch_run_get_id(marked));
  g_assert_cmpint(epoch_run_get_status(kept), ==, EPOCH_RUN_STATUS_CANCELLED);
  g_assert_true(epoch_run_get_starred(kept));
  g_assert_cmpstr(epoch_run_get_note(kept), ==, "**why** so slow?");
  g_assert_cmpstrv(epoch_run_get_tags(kept), tags);
}

/* And the other way round: a star given by someone who saw the run as it trained, and stored
 * after its end, does not take it back to training. */
static void
test_marked_late(Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochRun) seen = NULL;
  g_autoptr(EpochRun) kept = NULL;

  g_assert_true(epoch_training_start(self->training, "boston-linear", NULL, 1, &error));
  seen = find_run(self, epoch_run_get_id(epoch_training_get_run(self->training)));
  g_assert_cmpint(epoch_run_get_status(seen), ==, EPOCH_RUN_STATUS_RUNNING);
  run_loop(self);
  epoch_run_set_starred(seen, TRUE);
  epoch_runs_save_star_async(self->store, seen, NULL, quit_cb, self);
  run_loop(self);
  kept = find_run(self, epoch_run_get_id(seen));
  g_assert_true(epoch_run_get_starred(kept));
  g_assert_cmpint(epoch_run_get_status(kept), ==, EPOCH_RUN_STATUS_OK);
  g_assert_true(epoch_run_get_metric(kept, "rmse", NULL));
}

/* Two runs one after the other from the same object are two records. */
static void
test_again(Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  g_autoptr(EpochRun) kept = NULL;

  g_assert_true(epoch_training_start(self->training, "boston-linear", NULL, 1, &error));
  run_loop(self);
  first = g_strdup(epoch_run_get_id(self->ended));
  g_assert_true(epoch_training_start(self->training, "boston-linear", NULL, 1, &error));
  run_loop(self);
  g_assert_cmpstr(first, !=, epoch_run_get_id(self->ended));
  kept = find_run(self, first);
  g_assert_nonnull(kept);
}

#define ADD(name, function) g_test_add(name, Fixture, NULL, setup, function, teardown)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("/training/kept", test_run_is_kept);
  ADD("/training/stopped", test_stopped);
  ADD("/training/failed", test_failed);
  ADD("/training/again", test_again);
  ADD("/training/marked-meanwhile", test_marked_meanwhile);
  ADD("/training/marked-late", test_marked_late);
  return g_test_run();
}
