#include "config.h"

#include "run/epoch-training.h"

#include <math.h>

#include "store/epoch-runs.h"

struct _EpochTraining {
  GObject parent_instance;
  EpochStore *store;
  EpochRunner *runner;
  EpochRun *run;
  gint64 began;        /* monotonic */
  JsonObject *results; /* what the run told of its results so far */
};

enum { ARTIFACT, METRIC, STORE_FAILED, ENDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochTraining, epoch_training, G_TYPE_OBJECT)

char *
epoch_training_dup_folder(EpochStore *store, const char *run_id)
{
  g_autofree char *beside = g_path_get_dirname(epoch_store_get_path(store));

  return g_build_filename(beside, "runs", run_id, NULL);
}

/* Ids sort by time, and are a name for a folder. */
static char *
dup_run_id(void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *time = g_date_time_format(now, "%Y%m%d-%H%M%S");

  return g_strdup_printf("%s-%06x", time, g_random_int() & 0xffffff);
}

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochTraining) self = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_runs_save_finish(EPOCH_STORE(source), result, &error))
    g_signal_emit(self, signals[STORE_FAILED], 0, error);
}

static void
saved_at_end_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochTraining) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochRun) run = g_object_ref(self->run);

  if (!epoch_runs_save_finish(EPOCH_STORE(source), result, &error))
    g_signal_emit(self, signals[STORE_FAILED], 0, error);
  g_signal_emit(self, signals[ENDED], 0, run);
}

/* A result has no step; the name of one that is not of the test has its split, as in the end event
 * that a child which had to be killed does not come to. */
static void
keep_result(EpochTraining *self, const char *name, const char *split, double value)
{
  g_autofree char *full = *split == '\0' || g_str_equal(split, "test")
                              ? g_strdup(name)
                              : g_strconcat(name, "_", split, NULL);

  json_object_set_double_member(self->results, full, value);
}

static void
metric_cb(EpochRunner *runner, const char *name, const char *split, gint64 step, double value,
          EpochTraining *self)
{
  if (step < 0 && isfinite(value))
    keep_result(self, name, split, value);
  g_signal_emit(self, signals[METRIC], 0, name, split, step, value);
}

static void
artifact_cb(EpochRunner *runner, const char *kind, const char *title, const char *path,
            EpochTraining *self)
{
  g_autofree char *name = g_path_get_basename(path);

  epoch_run_add_artifact(self->run, kind, title, name);
  g_signal_emit(self, signals[ARTIFACT], 0, kind, title, path);
}

static JsonObject *
get_object(JsonObject *event, const char *member)
{
  JsonNode *node = event ? json_object_get_member(event, member) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

/* What the child said at its start: the parameters as they really were, and the data. */
static void
take_start_event(EpochTraining *self)
{
  JsonObject *event = epoch_runner_get_start_event(self->runner);
  JsonObject *params = get_object(event, "params");
  JsonObject *dataset = get_object(event, "dataset");

  if (params)
    epoch_run_set_params(self->run, params);
  if (dataset)
    epoch_run_set_dataset(self->run,
                          json_object_get_string_member_with_default(dataset, "id", NULL),
                          json_object_get_string_member_with_default(dataset, "sha256", NULL));
}

static EpochRunStatus
to_status(EpochRunState state)
{
  switch (state) {
  case EPOCH_RUN_DONE:
    return EPOCH_RUN_STATUS_OK;
  case EPOCH_RUN_CANCELLED:
    return EPOCH_RUN_STATUS_CANCELLED;
  default:
    return EPOCH_RUN_STATUS_FAILED;
  }
}

static void
ended_cb(EpochRunner *runner, EpochRunState state, EpochTraining *self)
{
  JsonObject *event = epoch_runner_get_end_event(runner);
  JsonObject *metrics = get_object(event, "metrics");
  const char *message = epoch_runner_get_message(runner);

  take_start_event(self);
  epoch_run_set_status(self->run, to_status(state));
  epoch_run_set_metrics(self->run, metrics ? metrics : self->results);
  if (event && json_object_has_member(event, "wall_s"))
    epoch_run_set_wall_seconds(self->run,
                               json_object_get_double_member_with_default(event, "wall_s", 0));
  else
    epoch_run_set_wall_seconds(self->run,
                               (double)(g_get_monotonic_time() - self->began) / G_USEC_PER_SEC);
  if (message && *message)
    epoch_run_set_message(self->run, message);
  epoch_runs_save_end_async(self->store, self->run, NULL, saved_at_end_cb, g_object_ref(self));
}

gboolean
epoch_training_start(EpochTraining *self, const char *experiment, const char *const *settings,
                     guint64 seed, GError **error)
{
  g_autofree char *id = dup_run_id();
  g_autofree char *folder = NULL;
  g_autoptr(EpochRun) run = NULL;

  g_return_val_if_fail(EPOCH_IS_TRAINING(self) && experiment, FALSE);
  folder = epoch_training_dup_folder(self->store, id);
  run = epoch_run_new(id, experiment, g_get_real_time() / G_USEC_PER_SEC);
  epoch_run_set_seed(run, seed);
  epoch_run_set_folder(run, folder);
  if (!epoch_runner_start(self->runner, experiment, settings, seed, folder, error))
    return FALSE;
  g_set_object(&self->run, run);
  self->began = g_get_monotonic_time();
  g_clear_pointer(&self->results, json_object_unref);
  self->results = json_object_new();
  epoch_runs_save_async(self->store, run, NULL, saved_cb, g_object_ref(self));
  return TRUE;
}

void
epoch_training_stop(EpochTraining *self)
{
  g_return_if_fail(EPOCH_IS_TRAINING(self));
  epoch_runner_stop(self->runner);
}

gboolean
epoch_training_is_running(EpochTraining *self)
{
  EpochRunState state;

  g_return_val_if_fail(EPOCH_IS_TRAINING(self), FALSE);
  state = epoch_runner_get_state(self->runner);
  return state == EPOCH_RUN_RUNNING || state == EPOCH_RUN_STOPPING;
}

EpochRunner *
epoch_training_get_runner(EpochTraining *self)
{
  g_return_val_if_fail(EPOCH_IS_TRAINING(self), NULL);
  return self->runner;
}

EpochRun *
epoch_training_get_run(EpochTraining *self)
{
  g_return_val_if_fail(EPOCH_IS_TRAINING(self), NULL);
  return self->run;
}

static void
epoch_training_dispose(GObject *object)
{
  EpochTraining *self = EPOCH_TRAINING(object);

  if (self->runner)
    g_signal_handlers_disconnect_by_data(self->runner, self);
  g_clear_object(&self->runner);
  g_clear_object(&self->run);
  g_clear_pointer(&self->results, json_object_unref);
  g_clear_object(&self->store);
  G_OBJECT_CLASS(epoch_training_parent_class)->dispose(object);
}

static void
epoch_training_class_init(EpochTrainingClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_training_dispose;
  signals[ARTIFACT] =
      g_signal_new("artifact", EPOCH_TYPE_TRAINING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                   G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[METRIC] =
      g_signal_new("metric", EPOCH_TYPE_TRAINING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                   G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_DOUBLE);
  signals[STORE_FAILED] = g_signal_new("store-failed", EPOCH_TYPE_TRAINING, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[ENDED] = g_signal_new("ended", EPOCH_TYPE_TRAINING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, EPOCH_TYPE_RUN);
}

static void
epoch_training_init(EpochTraining *self)
{
  self->runner = epoch_runner_new();
  g_signal_connect(self->runner, "metric", G_CALLBACK(metric_cb), self);
  g_signal_connect(self->runner, "artifact", G_CALLBACK(artifact_cb), self);
  g_signal_connect(self->runner, "ended", G_CALLBACK(ended_cb), self);
}

EpochTraining *
epoch_training_new(EpochStore *store)
{
  EpochTraining *self = g_object_new(EPOCH_TYPE_TRAINING, NULL);

  self->store = g_object_ref(store);
  return self;
}
