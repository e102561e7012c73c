#include "config.h"

#include "app/epoch-session.h"

#include "dataset/epoch-dataset.h"
#include "store/epoch-places.h"
#include "store/epoch-runs.h"

struct _EpochSession {
  GObject parent_instance;
  EpochCourse *course;
  EpochStore *store;
  EpochProgress *progress;
  EpochSearch *search;
  EpochPlan *plan;
  GPtrArray *experiments;
  GPtrArray *problems;
  char *last_place;
  GHashTable *units; /* data set → the unit of its target, "" where it has none */
};

enum { TROUBLE, WARNING, DAMAGE_FOUND, PLAN_CHANGED, RUNS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochSession, epoch_session, G_TYPE_OBJECT)

static void
warning_cb(EpochStore *store, const char *message, EpochSession *self)
{
  g_signal_emit(self, signals[WARNING], 0, message);
}

static void
damage_found_cb(EpochStore *store, const char *message, EpochSession *self)
{
  g_signal_emit(self, signals[DAMAGE_FOUND], 0, message);
}

static void
tick_failed_cb(EpochProgress *progress, const char *item, GError *error, EpochSession *self)
{
  epoch_session_report(self, error);
}

static void
epoch_session_dispose(GObject *object)
{
  EpochSession *self = EPOCH_SESSION(object);

  if (self->progress)
    g_signal_handlers_disconnect_by_data(self->progress, self);
  if (self->store) {
    g_signal_handlers_disconnect_by_data(self->store, self);
    epoch_store_close(self->store);
  }
  g_clear_object(&self->search);
  g_clear_object(&self->progress);
  g_clear_object(&self->plan);
  g_clear_object(&self->store);
  g_clear_object(&self->course);
  g_clear_pointer(&self->experiments, g_ptr_array_unref);
  g_clear_pointer(&self->problems, g_ptr_array_unref);
  g_clear_pointer(&self->last_place, g_free);
  g_clear_pointer(&self->units, g_hash_table_unref);
  G_OBJECT_CLASS(epoch_session_parent_class)->dispose(object);
}

static void
epoch_session_class_init(EpochSessionClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_session_dispose;

  signals[TROUBLE] = g_signal_new("trouble", EPOCH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[WARNING] = g_signal_new("warning", EPOCH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[DAMAGE_FOUND] = g_signal_new("damage-found", EPOCH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PLAN_CHANGED] = g_signal_new("plan-changed", EPOCH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RUNS_CHANGED] = g_signal_new("runs-changed", EPOCH_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
epoch_session_init(EpochSession *self)
{
  self->store = epoch_store_new(NULL);
  self->problems = g_ptr_array_new_with_free_func(g_free);
  self->experiments = g_ptr_array_new_with_free_func(g_object_unref);
  self->units = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_signal_connect(self->store, "warning", G_CALLBACK(warning_cb), self);
  g_signal_connect(self->store, "damage-found", G_CALLBACK(damage_found_cb), self);
}

EpochSession *
epoch_session_new(void)
{
  return g_object_new(EPOCH_TYPE_SESSION, NULL);
}

/* The start, step by step; the task is handed from one to the next. */

static void
notes_loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochSession *self = g_task_get_source_object(task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) notes = epoch_notes_list_finish(self->store, result, &error);

  if (!notes) {
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  for (guint i = 0; i < notes->len; i++)
    epoch_search_add_note(self->search, g_ptr_array_index(notes, i));
  g_task_return_boolean(task, TRUE);
}

static void
place_loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochSession *self = g_task_get_source_object(task);

  g_free(self->last_place);
  /* Not to know where one was is no reason not to start. */
  self->last_place = epoch_places_get_finish(self->store, result, NULL);
  epoch_notes_list_async(self->store, NULL, NULL, notes_loaded_cb, g_steal_pointer(&task));
}

static void
runs_interrupted_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochSession *self = g_task_get_source_object(task);
  g_autoptr(GError) error = NULL;

  if (epoch_runs_interrupt_finish(self->store, result, &error) < 0) {
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  epoch_places_get_async(self->store, EPOCH_PLACE_LAST, NULL, place_loaded_cb,
                         g_steal_pointer(&task));
}

static void
plan_loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochSession *self = g_task_get_source_object(task);
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochPlan) plan = epoch_plan_load_finish(self->store, result, &error);

  if (!plan) {
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  g_set_object(&self->plan, plan);
  epoch_runs_interrupt_async(self->store, NULL, runs_interrupted_cb, g_steal_pointer(&task));
}

static void
progress_loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochSession *self = g_task_get_source_object(task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  GDate today;

  if (!epoch_progress_load_finish(self->progress, result, &error)) {
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  g_date_clear(&today, 1);
  g_date_set_dmy(&today, g_date_time_get_day_of_month(now), g_date_time_get_month(now),
                 g_date_time_get_year(now));
  epoch_plan_load_async(self->store, &today, NULL, plan_loaded_cb, g_steal_pointer(&task));
}

static void
store_opened_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochSession *self = g_task_get_source_object(task);
  g_autoptr(GError) error = NULL;

  if (!epoch_store_open_finish(self->store, result, &error)) {
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  if (!self->progress) {
    self->progress = epoch_progress_new(self->course, self->store);
    g_signal_connect(self->progress, "failed", G_CALLBACK(tick_failed_cb), self);
  }
  epoch_progress_load_async(self->progress, NULL, progress_loaded_cb, g_steal_pointer(&task));
}

static void
add_experiments(EpochSession *self)
{
  g_autoptr(GPtrArray) problems = NULL;

  g_ptr_array_unref(self->experiments);
  self->experiments = epoch_experiment_list(&problems);
  for (guint i = 0; i < self->experiments->len; i++) {
    EpochExperiment *experiment = g_ptr_array_index(self->experiments, i);
    epoch_search_add_experiment(
        self->search, epoch_experiment_get_id(experiment), epoch_experiment_get_week(experiment),
        epoch_experiment_get_title(experiment), epoch_experiment_get_question(experiment));
  }
  for (guint i = 0; problems && i < problems->len; i++)
    g_ptr_array_add(self->problems, g_strdup(g_ptr_array_index(problems, i)));
}

static void
course_loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochSession *self = g_task_get_source_object(task);
  g_autoptr(GError) error = NULL;
  GPtrArray *problems;

  self->course = epoch_course_load_finish(result, &error);
  if (!self->course) {
    g_task_return_error(task, g_steal_pointer(&error));
    return;
  }
  problems = epoch_course_get_problems(self->course);
  for (guint i = 0; i < problems->len; i++)
    g_ptr_array_add(self->problems, g_strdup(g_ptr_array_index(problems, i)));
  self->search = epoch_search_new(self->course);
  add_experiments(self);
  epoch_store_open_async(self->store, NULL, store_opened_cb, g_steal_pointer(&task));
}

void
epoch_session_start_async(EpochSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail(EPOCH_IS_SESSION(self));
  task = g_task_new(self, NULL, callback, user_data);
  if (self->course) {
    epoch_store_open_async(self->store, NULL, store_opened_cb, g_steal_pointer(&task));
  } else {
    g_autofree char *folder = epoch_course_dup_default_folder();
    epoch_course_load_async(folder, NULL, course_loaded_cb, g_steal_pointer(&task));
  }
}

gboolean
epoch_session_start_finish(EpochSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean(G_TASK(result), error);
}

EpochCourse *
epoch_session_get_course(EpochSession *self)
{
  return self->course;
}

EpochStore *
epoch_session_get_store(EpochSession *self)
{
  return self->store;
}

EpochProgress *
epoch_session_get_progress(EpochSession *self)
{
  return self->progress;
}

EpochSearch *
epoch_session_get_search(EpochSession *self)
{
  return self->search;
}

EpochPlan *
epoch_session_get_plan(EpochSession *self)
{
  return self->plan;
}

GPtrArray *
epoch_session_get_experiments(EpochSession *self)
{
  return self->experiments;
}

EpochExperiment *
epoch_session_get_experiment(EpochSession *self, const char *id)
{
  for (guint i = 0; i < self->experiments->len; i++) {
    EpochExperiment *experiment = g_ptr_array_index(self->experiments, i);
    if (g_strcmp0(epoch_experiment_get_id(experiment), id) == 0)
      return experiment;
  }
  return NULL;
}

static char *
dup_target_unit(const char *id)
{
  g_autoptr(EpochDataset) dataset = epoch_dataset_load(id, NULL);
  EpochColumn *target =
      dataset ? epoch_dataset_find_column(dataset, epoch_dataset_get_target(dataset)) : NULL;

  return g_strdup(target ? epoch_column_get_unit(target) : "");
}

const char *
epoch_session_get_target_unit(EpochSession *self, const char *dataset)
{
  const char *unit;

  if (!dataset)
    return NULL;
  if (!g_hash_table_contains(self->units, dataset))
    g_hash_table_insert(self->units, g_strdup(dataset), dup_target_unit(dataset));
  unit = g_hash_table_lookup(self->units, dataset);
  return *unit ? unit : NULL;
}

GPtrArray *
epoch_session_get_problems(EpochSession *self)
{
  return self->problems;
}

const char *
epoch_session_get_last_place(EpochSession *self)
{
  return self->last_place;
}

static void
place_stored_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochSession) self = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_places_set_finish(self->store, result, &error))
    g_debug("The last place was not stored: %s", error->message);
}

void
epoch_session_set_last_place(EpochSession *self, const char *place)
{
  if (!g_set_str(&self->last_place, place) || !epoch_store_is_open(self->store))
    return;
  epoch_places_set_async(self->store, EPOCH_PLACE_LAST, place, NULL, place_stored_cb,
                         g_object_ref(self));
}

static void
plan_saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochSession) self = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_plan_save_finish(self->plan, result, &error))
    epoch_session_report(self, error);
  g_signal_emit(self, signals[PLAN_CHANGED], 0);
}

void
epoch_session_save_plan(EpochSession *self)
{
  epoch_plan_save_async(self->plan, self->store, NULL, plan_saved_cb, g_object_ref(self));
}

void
epoch_session_note_saved(EpochSession *self, EpochNote *note)
{
  epoch_search_add_note(self->search, note);
}

void
epoch_session_runs_changed(EpochSession *self)
{
  g_signal_emit(self, signals[RUNS_CHANGED], 0);
}

void
epoch_session_report(EpochSession *self, const GError *error)
{
  if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit(self, signals[TROUBLE], 0, error);
}
