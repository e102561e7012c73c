#include "config.h"

#include "store/epoch-runs.h"

#include "store/epoch-store-task.h"
#include "store/epoch-tables-private.h"

#define MAX_ID 256
#define MAX_JSON (1024 * 1024)
#define INSERT                                                                                     \
  "INSERT INTO runs (id, experiment, started, wall_seconds, status, seed, dataset, "               \
  "dataset_sha256, folder, message, params, metrics, note, starred) "                              \
  "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "                          \
  "ON CONFLICT (id) DO UPDATE SET experiment = ?2, started = ?3, wall_seconds = ?4, "              \
  "status = ?5, seed = ?6, dataset = ?7, dataset_sha256 = ?8, folder = ?9, message = ?10, "        \
  "params = ?11, metrics = ?12"
#define COLUMNS                                                                                    \
  "SELECT id, experiment, started, wall_seconds, status, seed, dataset, dataset_sha256, folder, "  \
  "message, params, metrics, note, starred FROM runs "

static char *
text_of_object(JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_alloc();

  json_node_init_object(node, object);
  return json_to_string(node, FALSE);
}

/* (transfer full): What is stored may have been changed by others: anything but an object is
 * taken for an empty one. */
static JsonObject *
object_of_text(const char *text)
{
  g_autoptr(JsonNode) node = json_from_string(text, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT(node) ? json_node_dup_object(node)
                                                      : json_object_new();
}

static EpochRunStatus
status_of_text(const char *text)
{
  for (EpochRunStatus status = 0; status <= EPOCH_RUN_STATUS_INTERRUPTED; status++)
    if (g_strcmp0(text, epoch_run_status_to_string(status)) == 0)
      return status;
  return EPOCH_RUN_STATUS_FAILED;
}

static EpochRun *
run_of_row(EpochStatement *row)
{
  EpochRun *run = epoch_run_new(epoch_statement_get_text(row, 0), epoch_statement_get_text(row, 1),
                                sqlite3_column_int64(row, 2));
  g_autoptr(JsonObject) params = object_of_text(epoch_statement_get_text(row, 10));
  g_autoptr(JsonObject) metrics = object_of_text(epoch_statement_get_text(row, 11));

  epoch_run_set_wall_seconds(run, sqlite3_column_double(row, 3));
  epoch_run_set_status(run, status_of_text(epoch_statement_get_text(row, 4)));
  epoch_run_set_seed(run, (guint64)sqlite3_column_int64(row, 5));
  epoch_run_set_dataset(run, epoch_statement_get_text(row, 6), epoch_statement_get_text(row, 7));
  epoch_run_set_folder(run, epoch_statement_get_text(row, 8));
  epoch_run_set_message(run, epoch_statement_get_text(row, 9));
  epoch_run_set_params(run, params);
  epoch_run_set_metrics(run, metrics);
  epoch_run_set_note(run, epoch_statement_get_text(row, 12));
  epoch_run_set_starred(run, sqlite3_column_int(row, 13));
  return run;
}

static gboolean
accept(EpochRun *run, const char *params, const char *metrics, GError **error)
{
  const char *message = epoch_run_get_message(run);
  const char *folder = epoch_run_get_folder(run);

  return epoch_store_accept_text(epoch_run_get_id(run), MAX_ID, "an id", error) &&
         epoch_store_accept_text(epoch_run_get_experiment(run), MAX_ID, "an id", error) &&
         epoch_store_accept_text(params, MAX_JSON, "a set of parameters", error) &&
         epoch_store_accept_text(metrics, MAX_JSON, "a set of metrics", error) &&
         epoch_store_accept_text(epoch_run_get_note(run), MAX_JSON, "a note", error) &&
         epoch_store_accept_text(message != NULL ? message : "", MAX_JSON, "a message", error) &&
         epoch_store_accept_text(folder != NULL ? folder : "", MAX_JSON, "a folder", error);
}

static gboolean
save_row(EpochStore *store, EpochRun *run, gboolean whole, GError **error)
{
  g_autofree char *params = text_of_object(epoch_run_get_params(run));
  g_autofree char *metrics = text_of_object(epoch_run_get_metrics(run));

  return accept(run, params, metrics, error) &&
         epoch_store_execute(store, error, whole ? INSERT ", note = ?13, starred = ?14" : INSERT,
                             "ssidsisssssssi", epoch_run_get_id(run), epoch_run_get_experiment(run),
                             epoch_run_get_started(run), epoch_run_get_wall_seconds(run),
                             epoch_run_status_to_string(epoch_run_get_status(run)),
                             (gint64)epoch_run_get_seed(run), epoch_run_get_dataset(run),
                             epoch_run_get_dataset_sha256(run), epoch_run_get_folder(run),
                             epoch_run_get_message(run), params, metrics, epoch_run_get_note(run),
                             (gint64)epoch_run_get_starred(run));
}

static gboolean
save(EpochStore *store, EpochRun *run, gboolean whole, GError **error)
{
  return epoch_store_begin(store, error) &&
         epoch_store_end(store,
                         save_row(store, run, whole, error) &&
                             epoch_run_artifacts_store(store, run, error) &&
                             (!whole || epoch_run_tags_store(store, run, error)),
                         error);
}

static void
save_in_thread(GTask *task, gpointer store, gpointer run, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(task, save(store, run, TRUE, &error), &error);
}

static void
save_end_in_thread(GTask *task, gpointer store, gpointer run, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(task, save(store, run, FALSE, &error), &error);
}

void
epoch_runs_save_end_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(EPOCH_IS_RUN(run));
  epoch_store_submit(store, epoch_runs_save_end_async, save_end_in_thread, epoch_run_copy(run),
                     g_object_unref, cancellable, callback, user_data);
}

void
epoch_runs_save_async(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(EPOCH_IS_RUN(run));
  epoch_store_submit(store, epoch_runs_save_async, save_in_thread, epoch_run_copy(run),
                     g_object_unref, cancellable, callback, user_data);
}

gboolean
epoch_runs_save_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

/* Adds the rows of a query to runs, and to the table id → run. */
static void
gather(EpochStore *store, EpochStatement *rows, GPtrArray *runs, GHashTable *by_id, GError **error)
{
  while (rows != NULL && epoch_store_next(store, rows, error)) {
    EpochRun *run = run_of_row(rows);

    g_ptr_array_add(runs, run);
    g_hash_table_insert(by_id, (gpointer)epoch_run_get_id(run), run);
  }
}

/* Loads one run where id is given, else those of an experiment or all. */
static GPtrArray *
load(EpochStore *store, const char *id, const char *experiment, guint limit, GError **error)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func(g_object_unref);
  g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GError) failure = NULL;
  g_autoptr(EpochStatement) rows =
      epoch_store_query(store, &failure,
                        COLUMNS "WHERE (?1 IS NULL OR id = ?1) AND (?2 IS NULL OR experiment = ?2) "
                                "ORDER BY started DESC, id LIMIT ?3",
                        "ssi", id, experiment, limit != 0 ? (gint64)limit : (gint64)-1);

  gather(store, rows, runs, by_id, &failure);
  if (failure == NULL && epoch_run_artifacts_load(store, by_id, id, &failure))
    epoch_run_tags_load(store, by_id, id, &failure);
  if (failure != NULL)
    g_propagate_error(error, g_steal_pointer(&failure));
  return runs;
}

static void
find_in_thread(GTask *task, gpointer store, gpointer id, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr(GPtrArray) runs = load(store, id, NULL, 1, &error);
  EpochRun *run = runs->len > 0 ? g_object_ref(g_ptr_array_index(runs, 0)) : NULL;

  epoch_store_return_result(task, run, g_object_unref, error);
}

void
epoch_runs_find_async(EpochStore *store, const char *id, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(id != NULL);
  epoch_store_submit(store, epoch_runs_find_async, find_in_thread, g_strdup(id), g_free,
                     cancellable, callback, user_data);
}

EpochRun *
epoch_runs_find_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

typedef struct {
  char *experiment;
  guint limit;
} Filter;

static void
filter_free(gpointer data)
{
  g_free(((Filter *)data)->experiment);
  g_free(data);
}

static void
list_in_thread(GTask *task, gpointer store, gpointer data, GCancellable *cancellable)
{
  const Filter *filter = data;
  GError *error = NULL;
  GPtrArray *runs = load(store, NULL, filter->experiment, filter->limit, &error);

  epoch_store_return_result(task, runs, (GDestroyNotify)g_ptr_array_unref, error);
}

void
epoch_runs_list_async(EpochStore *store, const char *experiment, guint limit,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Filter *filter;

  g_return_if_fail(EPOCH_IS_STORE(store));
  filter = g_new0(Filter, 1);
  filter->experiment = g_strdup(experiment);
  filter->limit = limit;
  epoch_store_submit(store, epoch_runs_list_async, list_in_thread, filter, filter_free, cancellable,
                     callback, user_data);
}

GPtrArray *
epoch_runs_list_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

static void
delete_in_thread(GTask *task, gpointer store, gpointer id, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(
      task,
      epoch_store_execute(store, &error, "DELETE FROM runs WHERE id = ?1", "s", (const char *)id),
      &error);
}

void
epoch_runs_delete_async(EpochStore *store, const char *id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(id != NULL);
  epoch_store_submit(store, epoch_runs_delete_async, delete_in_thread, g_strdup(id), g_free,
                     cancellable, callback, user_data);
}

gboolean
epoch_runs_delete_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

static void
interrupt_in_thread(GTask *task, gpointer store, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (epoch_store_execute(store, &error,
                          "UPDATE runs SET status = 'interrupted' WHERE status = 'running'", ""))
    g_task_return_int(task, sqlite3_changes(epoch_store_get_connection(store, NULL)->db));
  else
    g_task_return_error(task, error);
}

void
epoch_runs_interrupt_async(EpochStore *store, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  epoch_store_submit(store, epoch_runs_interrupt_async, interrupt_in_thread, NULL, NULL,
                     cancellable, callback, user_data);
}

int
epoch_runs_interrupt_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), -1);
  return (int)g_task_propagate_int(G_TASK(result), error);
}
