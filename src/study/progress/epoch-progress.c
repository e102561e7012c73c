#include "config.h"

#include "progress/epoch-progress.h"

#include "progress/epoch-progress-private.h"
#include "store/epoch-ticks.h"
#include "store/epoch-time-entries.h"

enum { CHANGED, TIME_CHANGED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochProgress, epoch_progress, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochProgress *self = EPOCH_PROGRESS(object);

  g_clear_object(&self->course);
  g_clear_object(&self->store);
  g_hash_table_unref(self->shown);
  g_hash_table_unref(self->stored);
  g_hash_table_unref(self->pending);
  epoch_time_log_free(self->log);
  G_OBJECT_CLASS(epoch_progress_parent_class)->finalize(object);
}

static void
epoch_progress_class_init(EpochProgressClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
  signals[CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TIME_CHANGED] = g_signal_new("time-changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new("failed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
epoch_progress_init(EpochProgress *self)
{
  self->shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  self->stored = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  self->pending = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  self->log = epoch_time_log_new();
}

EpochProgress *
epoch_progress_new(EpochCourse *course, EpochStore *store)
{
  EpochProgress *self;

  g_return_val_if_fail(EPOCH_IS_COURSE(course), NULL);
  g_return_val_if_fail(EPOCH_IS_STORE(store), NULL);
  self = g_object_new(EPOCH_TYPE_PROGRESS, NULL);
  self->course = g_object_ref(course);
  self->store = g_object_ref(store);
  return self;
}

/* A time of 0 takes the item out of a table. */
static void
put(GHashTable *ticks, const char *item, gint64 time)
{
  if (time == 0)
    g_hash_table_remove(ticks, item);
  else
    g_hash_table_replace(ticks, g_strdup(item), g_memdup2(&time, sizeof time));
}

static gint64
look_up(GHashTable *ticks, const char *item)
{
  const gint64 *time = g_hash_table_lookup(ticks, item);

  return time != NULL ? *time : 0;
}

static void
time_loaded_cb(GObject *store, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochProgress *self = g_task_get_source_object(task);
  GError *error = NULL;
  g_autoptr(GPtrArray) entries = epoch_time_entries_list_finish(EPOCH_STORE(store), result, &error);

  if (entries == NULL) {
    g_task_return_error(task, error);
    return;
  }
  for (guint k = 0; k < entries->len; k++)
    epoch_time_log_add(self->log, g_ptr_array_index(entries, k));
  g_signal_emit(self, signals[CHANGED], 0, NULL);
  g_signal_emit(self, signals[TIME_CHANGED], 0);
  g_task_return_boolean(task, TRUE);
}

static void
ticks_loaded_cb(GObject *store, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochProgress *self = g_task_get_source_object(task);
  GError *error = NULL;
  g_autoptr(GHashTable) ticks = epoch_ticks_load_finish(EPOCH_STORE(store), result, &error);
  GHashTableIter iter;
  gpointer item, time;

  if (ticks == NULL) {
    g_task_return_error(task, error);
    return;
  }
  g_hash_table_iter_init(&iter, ticks);
  while (g_hash_table_iter_next(&iter, &item, &time)) {
    put(self->stored, item, *(gint64 *)time);
    /* What the learner did while this was loading stands. */
    if (!g_hash_table_contains(self->pending, item))
      put(self->shown, item, *(gint64 *)time);
  }
  epoch_time_entries_list_async(self->store, G_MININT64, 0, g_task_get_cancellable(task),
                                time_loaded_cb, g_object_ref(task));
}

void
epoch_progress_load_async(EpochProgress *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail(EPOCH_IS_PROGRESS(self));
  task = g_task_new(self, cancellable, callback, user_data);
  g_task_set_source_tag(task, epoch_progress_load_async);
  epoch_ticks_load_async(self->store, cancellable, ticks_loaded_cb, task);
}

gboolean
epoch_progress_load_finish(EpochProgress *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

gboolean
epoch_progress_is_ticked(EpochProgress *self, const char *item)
{
  return epoch_progress_get_ticked_time(self, item) != 0;
}

gint64
epoch_progress_get_ticked_time(EpochProgress *self, const char *item)
{
  g_return_val_if_fail(EPOCH_IS_PROGRESS(self), 0);
  g_return_val_if_fail(item != NULL, 0);
  return look_up(self->shown, item);
}

/* One write of a tick on its way. */
typedef struct {
  char *item;
  gint64 time; /* 0 where the tick is taken away */
} Write;

static void
write_free(gpointer data)
{
  g_free(((Write *)data)->item);
  g_free(data);
}

static void
count_pending(EpochProgress *self, const char *item, int change)
{
  int n = GPOINTER_TO_INT(g_hash_table_lookup(self->pending, item)) + change;

  if (n > 0)
    g_hash_table_replace(self->pending, g_strdup(item), GINT_TO_POINTER(n));
  else
    g_hash_table_remove(self->pending, item);
}

/* Where the store refused, memory goes back to what it has, unless the learner has changed the item
 * again since: the later write decides then. */
static void
revert(EpochProgress *self, const char *item, const GError *error)
{
  gint64 stored = look_up(self->stored, item);

  if (!g_hash_table_contains(self->pending, item) && look_up(self->shown, item) != stored) {
    put(self->shown, item, stored);
    g_signal_emit(self, signals[CHANGED], 0, item);
  }
  g_signal_emit(self, signals[FAILED], 0, item, error);
}

static void
written_cb(GObject *store, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochProgress *self = g_task_get_source_object(task);
  const Write *write = g_task_get_task_data(task);
  GError *error = NULL;

  count_pending(self, write->item, -1);
  if (epoch_ticks_set_finish(EPOCH_STORE(store), result, &error)) {
    put(self->stored, write->item, write->time);
    g_task_return_boolean(task, TRUE);
    return;
  }
  revert(self, write->item, error);
  g_task_return_error(task, error);
}

void
epoch_progress_set_ticked_async(EpochProgress *self, const char *item, gboolean ticked,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  gint64 now = g_get_real_time() / G_USEC_PER_SEC;
  GTask *task;
  Write *write;

  g_return_if_fail(EPOCH_IS_PROGRESS(self));
  g_return_if_fail(item != NULL && *item != '\0');
  task = g_task_new(self, NULL, callback, user_data);
  write = g_new0(Write, 1);
  write->item = g_strdup(item);
  write->time = ticked ? now : 0;
  g_task_set_source_tag(task, epoch_progress_set_ticked_async);
  g_task_set_task_data(task, write, write_free);
  count_pending(self, item, 1);
  put(self->shown, item, write->time);
  epoch_ticks_set_async(self->store, item, ticked, now, NULL, written_cb, task);
  g_signal_emit(self, signals[CHANGED], 0, write->item);
}

gboolean
epoch_progress_set_ticked_finish(EpochProgress *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

static void
logged_cb(GObject *store, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochProgress *self = g_task_get_source_object(task);
  EpochTimeEntry *entry = g_task_get_task_data(task);
  GError *error = NULL;

  entry->id = epoch_time_entries_add_finish(EPOCH_STORE(store), result, &error);
  if (entry->id == 0) {
    g_task_return_error(task, error);
    return;
  }
  epoch_time_log_add(self->log, entry);
  g_signal_emit(self, signals[TIME_CHANGED], 0);
  g_task_return_boolean(task, TRUE);
}

void
epoch_progress_log_time_async(EpochProgress *self, const char *item, gint64 started, gint64 seconds,
                              const char *source, GAsyncReadyCallback callback, gpointer user_data)
{
  EpochTimeEntry entry = {0, (char *)item, started, seconds, (char *)source};
  GTask *task;

  g_return_if_fail(EPOCH_IS_PROGRESS(self));
  g_return_if_fail(item != NULL && source != NULL);
  task = g_task_new(self, NULL, callback, user_data);
  g_task_set_source_tag(task, epoch_progress_log_time_async);
  g_task_set_task_data(task, epoch_time_entry_copy(&entry), (GDestroyNotify)epoch_time_entry_free);
  epoch_time_entries_add_async(self->store, item, started, seconds, source, NULL, logged_cb, task);
}

gint64
epoch_progress_log_time_finish(EpochProgress *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), 0);
  if (!g_task_propagate_boolean(G_TASK(result), error))
    return 0;
  return ((EpochTimeEntry *)g_task_get_task_data(G_TASK(result)))->id;
}

static void
deleted_cb(GObject *store, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  EpochProgress *self = g_task_get_source_object(task);
  GError *error = NULL;

  if (!epoch_time_entries_delete_finish(EPOCH_STORE(store), result, &error)) {
    g_task_return_error(task, error);
    return;
  }
  epoch_time_log_remove(self->log, *(gint64 *)g_task_get_task_data(task));
  g_signal_emit(self, signals[TIME_CHANGED], 0);
  g_task_return_boolean(task, TRUE);
}

void
epoch_progress_delete_time_async(EpochProgress *self, gint64 entry, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;

  g_return_if_fail(EPOCH_IS_PROGRESS(self));
  task = g_task_new(self, NULL, callback, user_data);
  g_task_set_source_tag(task, epoch_progress_delete_time_async);
  g_task_set_task_data(task, g_memdup2(&entry, sizeof entry), g_free);
  epoch_time_entries_delete_async(self->store, entry, NULL, deleted_cb, task);
}

gboolean
epoch_progress_delete_time_finish(EpochProgress *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}
