#include "config.h"

#include "store/epoch-marks.h"

#include "store/epoch-store-task.h"

#define MAX_ID 256
#define MAX_CRITERIA 1000

typedef struct {
  char *project;
  gint64 criterion;
  gint64 mark;
} Mark;

static void
mark_free(gpointer data)
{
  g_free(((Mark *)data)->project);
  g_free(data);
}

static gboolean
set(EpochStore *store, const Mark *mark, GError **error)
{
  if (mark->mark < 0)
    return epoch_store_execute(store, error,
                               "DELETE FROM marks WHERE project = ?1 AND criterion = ?2", "si",
                               mark->project, mark->criterion);
  return epoch_store_accept_text(mark->project, MAX_ID, "an id", error) &&
         epoch_store_execute(store, error,
                             "INSERT INTO marks (project, criterion, mark) VALUES (?1, ?2, ?3) "
                             "ON CONFLICT (project, criterion) DO UPDATE SET mark = ?3",
                             "sii", mark->project, mark->criterion, mark->mark);
}

static void
set_in_thread(GTask *task, gpointer store, gpointer mark, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(task, set(store, mark, &error), &error);
}

void
epoch_marks_set_async(EpochStore *store, const char *project, guint criterion, int mark,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Mark *data;

  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(project != NULL && criterion < MAX_CRITERIA);
  g_return_if_fail(mark >= -1 && mark <= 100);
  data = g_new0(Mark, 1);
  data->project = g_strdup(project);
  data->criterion = criterion;
  data->mark = mark;
  epoch_store_submit(store, epoch_marks_set_async, set_in_thread, data, mark_free, cancellable,
                     callback, user_data);
}

gboolean
epoch_marks_set_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

static void
load_in_thread(GTask *task, gpointer store, gpointer project, GCancellable *cancellable)
{
  GError *error = NULL;
  GArray *marks = g_array_new(FALSE, FALSE, sizeof(int));
  g_autoptr(EpochStatement) rows =
      epoch_store_query(store, &error,
                        "SELECT criterion, mark FROM marks WHERE project = ?1 AND criterion < ?2 "
                        "ORDER BY criterion",
                        "si", (const char *)project, (gint64)MAX_CRITERIA);

  while (rows != NULL && epoch_store_next(store, rows, &error)) {
    int mark = sqlite3_column_int(rows, 1);

    while (marks->len < (guint)sqlite3_column_int(rows, 0))
      g_array_append_val(marks, (int){-1});
    g_array_append_val(marks, mark);
  }
  epoch_store_return_result(task, marks, (GDestroyNotify)g_array_unref, error);
}

void
epoch_marks_load_async(EpochStore *store, const char *project, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(project != NULL);
  epoch_store_submit(store, epoch_marks_load_async, load_in_thread, g_strdup(project), g_free,
                     cancellable, callback, user_data);
}

GArray *
epoch_marks_load_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
