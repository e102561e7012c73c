/* The object: its two threads, opening and closing. What is done with its files while it is
 * closed, and the backups, are in epoch-store-care.c. */
#include "config.h"

#include "store/epoch-store.h"

#include <glib/gi18n.h>

#include "store/epoch-backups.h"
#include "store/epoch-store-error.h"
#include "store/epoch-store-private.h"
#include "store/epoch-worker.h"

#define DAYS_BETWEEN_CHECKS 7

struct _EpochStore {
  GObject parent_instance;
  char *path;
  GMainContext *context; /* where signals are emitted */
  EpochWorker *owner;
  EpochWorker *keeper; /* backups and checks that nobody waits for */
  const EpochMigrations *migrations;
  gint open; /* atomic; set by the owner thread */
  /* The owner thread's alone. */
  EpochConnection *connection;
  GCancellable *keeping; /* cancelled at closing */
};

enum { WARNING, DAMAGE_FOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochStore, epoch_store, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochStore *self = EPOCH_STORE(object);

  /* Every task holds the store, so nothing is queued any more. */
  if (self->keeping != NULL)
    g_cancellable_cancel(self->keeping);
  g_clear_pointer(&self->keeper, epoch_worker_stop);
  g_clear_pointer(&self->owner, epoch_worker_stop);
  g_clear_pointer(&self->connection, epoch_connection_close);
  g_clear_object(&self->keeping);
  g_main_context_unref(self->context);
  g_free(self->path);
  G_OBJECT_CLASS(epoch_store_parent_class)->finalize(object);
}

static guint
add_signal(EpochStoreClass *klass, const char *name)
{
  return g_signal_new(name, G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
epoch_store_class_init(EpochStoreClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
  signals[WARNING] = add_signal(klass, "warning");
  signals[DAMAGE_FOUND] = add_signal(klass, "damage-found");
}

static void
epoch_store_init(EpochStore *self)
{
  self->context = g_main_context_ref_thread_default();
  self->owner = epoch_worker_new("epoch-store");
  self->keeper = epoch_worker_new("epoch-keeper");
  self->migrations = epoch_migrations_get_default();
}

char *
epoch_store_dup_default_path(void)
{
  return g_build_filename(g_get_user_data_dir(), "epoch", "epoch.db", NULL);
}

EpochStore *
epoch_store_new(const char *path)
{
  EpochStore *self = g_object_new(EPOCH_TYPE_STORE, NULL);

  self->path = path != NULL ? g_canonicalize_filename(path, NULL) : epoch_store_dup_default_path();
  return self;
}

const char *
epoch_store_get_path(EpochStore *self)
{
  g_return_val_if_fail(EPOCH_IS_STORE(self), NULL);
  return self->path;
}

gboolean
epoch_store_is_open(EpochStore *self)
{
  g_return_val_if_fail(EPOCH_IS_STORE(self), FALSE);
  return g_atomic_int_get(&self->open);
}

void
epoch_store_set_migrations(EpochStore *self, const EpochMigrations *migrations)
{
  g_return_if_fail(!epoch_store_is_open(self));
  self->migrations = migrations;
}

const EpochMigrations *
epoch_store_get_migrations(EpochStore *self)
{
  return self->migrations;
}

EpochConnection *
epoch_store_get_connection(EpochStore *self, GError **error)
{
  g_assert(epoch_worker_is_current(self->owner));
  if (self->connection == NULL)
    epoch_store_set_refused(error, _("Epoch's data is not open. Open it, then try again."));
  return self->connection;
}

void
epoch_store_push(EpochStore *self, GTask *task, GTaskThreadFunc func)
{
  g_task_set_check_cancellable(task, FALSE);
  epoch_worker_push(self->owner, task, func);
}

/* A signal on its way from one of the threads to the main context. */
typedef struct {
  EpochStore *store;
  guint signal;
  char *message;
} Emission;

static void
emission_free(gpointer data)
{
  Emission *emission = data;

  g_object_unref(emission->store);
  g_free(emission->message);
  g_free(emission);
}

static gboolean
emit_cb(gpointer data)
{
  Emission *emission = data;

  g_signal_emit(emission->store, signals[emission->signal], 0, emission->message);
  return G_SOURCE_REMOVE;
}

static void
emit_later(EpochStore *self, guint signal, const char *message)
{
  Emission *emission = g_new0(Emission, 1);

  emission->store = g_object_ref(self);
  emission->signal = signal;
  emission->message = g_strdup(message);
  g_main_context_invoke_full(self->context, G_PRIORITY_DEFAULT, emit_cb, emission, emission_free);
}

void
epoch_store_warn(EpochStore *self, const char *message)
{
  emit_later(self, WARNING, message);
}

/* Once a day, as long as the store is not closed again. */
static void
make_due_backup(EpochStore *self, GCancellable *cancellable)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autoptr(GError) error = NULL;
  g_autofree char *backup = NULL;
  g_autofree char *message = NULL;

  if (!epoch_backups_are_due(self->path, now))
    return;
  backup = epoch_backups_make(self->path, cancellable, &error);
  if (backup != NULL || g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  message = g_strdup_printf(_("Today's backup could not be made. %s"), error->message);
  epoch_store_warn(self, message);
}

/* The time of the last check is that of a file beside the store: it must not be a part of what it
 * checks. */
static gboolean
check_is_due(EpochStore *self)
{
  g_autofree char *stamp = g_strconcat(self->path, ".checked", NULL);
  g_autoptr(GFile) file = g_file_new_for_path(stamp);
  g_autoptr(GFileInfo) info =
      g_file_query_info(file, G_FILE_ATTRIBUTE_TIME_MODIFIED, 0, NULL, NULL);
  g_autoptr(GDateTime) then = info != NULL ? g_file_info_get_modification_date_time(info) : NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();

  return then == NULL || g_date_time_difference(now, then) > DAYS_BETWEEN_CHECKS * G_TIME_SPAN_DAY;
}

static void
make_due_check(EpochStore *self, gboolean now, GCancellable *cancellable)
{
  g_autofree char *stamp = g_strconcat(self->path, ".checked", NULL);
  g_autoptr(GError) error = NULL;
  sqlite3 *db;

  if (!now && !check_is_due(self))
    return;
  db = epoch_connection_open_file(self->path, SQLITE_OPEN_READWRITE, NULL);
  if (db == NULL)
    return;
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (epoch_connection_check(db, self->path, "integrity_check", cancellable, &error))
    g_file_set_contents(stamp, "", 0, NULL);
  else if (g_error_matches(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_DAMAGED))
    emit_later(self, DAMAGE_FOUND, error->message);
  sqlite3_close_v2(db);
}

static void
keep_in_thread(GTask *task, gpointer source, gpointer check_now, GCancellable *cancellable)
{
  make_due_check(source, GPOINTER_TO_INT(check_now), cancellable);
  make_due_backup(source, cancellable);
  g_task_return_boolean(task, TRUE);
}

static void
start_keeping(EpochStore *self)
{
  g_autoptr(GTask) task = NULL;

  self->keeping = g_cancellable_new();
  task = g_task_new(self, self->keeping, NULL, NULL);
  g_task_set_task_data(task, GINT_TO_POINTER(self->connection->check_due), NULL);
  epoch_worker_push(self->keeper, task, keep_in_thread);
}

static gboolean
open_now(EpochStore *self, GCancellable *cancellable, GError **error)
{
  if (self->connection != NULL)
    return TRUE;
  self->connection = epoch_connection_open(self->path, self->migrations, cancellable, error);
  if (self->connection == NULL)
    return FALSE;
  for (guint k = 0; k < self->connection->warnings->len; k++)
    epoch_store_warn(self, g_ptr_array_index(self->connection->warnings, k));
  g_atomic_int_set(&self->open, TRUE);
  start_keeping(self);
  return TRUE;
}

static void
open_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (open_now(source, cancellable, &error))
    g_task_return_boolean(task, TRUE);
  else
    g_task_return_error(task, error);
}

void
epoch_store_open_async(EpochStore *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(self, cancellable, callback, user_data);

  g_return_if_fail(EPOCH_IS_STORE(self));
  g_task_set_source_tag(task, epoch_store_open_async);
  epoch_store_push(self, task, open_in_thread);
}

gboolean
epoch_store_open_finish(EpochStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

/* Closing waits for the keeper, which looks at its cancellable often: its connection must be gone
 * before this one, so that the last to close moves the -wal into the file. */
static void
close_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  EpochStore *self = source;

  if (self->connection != NULL) {
    g_cancellable_cancel(self->keeping);
    epoch_worker_stop(self->keeper);
    self->keeper = epoch_worker_new("epoch-keeper");
    g_clear_object(&self->keeping);
    g_atomic_int_set(&self->open, FALSE);
    g_clear_pointer(&self->connection, epoch_connection_close);
  }
  g_task_return_boolean(task, TRUE);
}

void
epoch_store_close_async(EpochStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(self, NULL, callback, user_data);

  g_return_if_fail(EPOCH_IS_STORE(self));
  g_task_set_source_tag(task, epoch_store_close_async);
  epoch_store_push(self, task, close_in_thread);
}

void
epoch_store_close_finish(EpochStore *self, GAsyncResult *result)
{
  g_return_if_fail(g_task_is_valid(result, self));
  g_task_propagate_boolean(G_TASK(result), NULL);
}

static void
waited_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref(result);
}

/* Does a job and waits for it, without letting anything else of the caller's main context run. */
static gboolean
push_and_wait(EpochStore *self, GTaskThreadFunc func, const char *data, GCancellable *cancellable,
              GError **error)
{
  g_autoptr(GMainContext) context = g_main_context_new();
  g_autoptr(GAsyncResult) result = NULL;
  GTask *task;

  g_main_context_push_thread_default(context);
  task = g_task_new(self, cancellable, waited_cb, &result);
  g_task_set_task_data(task, g_strdup(data), g_free);
  epoch_store_push(self, task, func);
  g_object_unref(task);
  while (result == NULL)
    g_main_context_iteration(context, TRUE);
  g_main_context_pop_thread_default(context);
  return g_task_propagate_boolean(G_TASK(result), error);
}

gboolean
epoch_store_open(EpochStore *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail(EPOCH_IS_STORE(self), FALSE);
  return push_and_wait(self, open_in_thread, NULL, cancellable, error);
}

void
epoch_store_close(EpochStore *self)
{
  g_return_if_fail(EPOCH_IS_STORE(self));
  push_and_wait(self, close_in_thread, NULL, NULL, NULL);
}

static void
run_sql_in_thread(GTask *task, gpointer source, gpointer sql, GCancellable *cancellable)
{
  GError *error = NULL;
  EpochConnection *connection = epoch_store_get_connection(source, &error);

  if (connection != NULL &&
      epoch_connection_run(connection->db, EPOCH_STORE(source)->path, sql, &error))
    g_task_return_boolean(task, TRUE);
  else
    g_task_return_error(task, error);
}

gboolean
epoch_store_run_sql(EpochStore *self, const char *sql, GError **error)
{
  return push_and_wait(self, run_sql_in_thread, sql, NULL, error);
}
