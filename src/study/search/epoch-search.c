#include "config.h"

#include "search/epoch-search.h"

#include "search/epoch-search-private.h"
#include "store/epoch-worker.h"

/* The worker's alone; freed by it, since SQLite's connection is. */
typedef struct {
  EpochCourse *course;
  sqlite3 *index;
} Index;

struct _EpochSearch {
  GObject parent_instance;
  EpochWorker *worker;
  Index *index;
  GCancellable *latest; /* of the query that was asked for last */
};

G_DEFINE_FINAL_TYPE(EpochSearch, epoch_search, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochSearch *self = EPOCH_SEARCH(object);

  /* Every task holds the search, so nothing is queued any more. */
  epoch_worker_stop(self->worker);
  sqlite3_close_v2(self->index->index);
  g_object_unref(self->index->course);
  g_free(self->index);
  g_clear_object(&self->latest);
  G_OBJECT_CLASS(epoch_search_parent_class)->finalize(object);
}

static void
epoch_search_class_init(EpochSearchClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_search_init(EpochSearch *self)
{
  self->worker = epoch_worker_new("epoch-search");
  self->index = g_new0(Index, 1);
}

static void
push(EpochSearch *self, GTaskThreadFunc func, gpointer data, GDestroyNotify free_data)
{
  g_autoptr(GTask) task = g_task_new(self, NULL, NULL, NULL);

  g_task_set_task_data(task, data, free_data);
  epoch_worker_push(self->worker, task, func);
}

static void
add_entry(const EpochSearchEntry *entry, gpointer index)
{
  epoch_search_index_add(index, entry);
}

static void
build_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Index *index = EPOCH_SEARCH(source)->index;

  index->index = epoch_search_index_open();
  if (index->index != NULL) {
    sqlite3_exec(index->index, "BEGIN", NULL, NULL, NULL);
    epoch_search_foreach_entry(index->course, add_entry, index->index);
    sqlite3_exec(index->index, "COMMIT", NULL, NULL, NULL);
  }
  g_task_return_boolean(task, TRUE);
}

EpochSearch *
epoch_search_new(EpochCourse *course)
{
  EpochSearch *self;

  g_return_val_if_fail(EPOCH_IS_COURSE(course), NULL);
  self = g_object_new(EPOCH_TYPE_SEARCH, NULL);
  self->index->course = g_object_ref(course);
  push(self, build_in_thread, NULL, NULL);
  return self;
}

/* An entry of its own texts, on its way to the worker. A title of NULL takes it away. */
typedef struct {
  EpochSearchKind kind;
  int week;
  char *id;
  char *page;
  char *title;
  char *body;
} Change;

static void
change_free(gpointer data)
{
  Change *change = data;

  g_free(change->id);
  g_free(change->page);
  g_free(change->title);
  g_free(change->body);
  g_free(change);
}

static void
change_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Change *change = data;
  sqlite3 *index = EPOCH_SEARCH(source)->index->index;
  EpochSearchEntry entry = {change->kind, change->week,  change->id,
                            change->page, change->title, change->body};

  if (index != NULL && change->title == NULL)
    epoch_search_index_remove(index, change->kind, change->id);
  else if (index != NULL)
    epoch_search_index_add(index, &entry);
  g_task_return_boolean(task, TRUE);
}

void
epoch_search_add_experiment(EpochSearch *self, const char *id, int week, const char *title,
                            const char *question)
{
  Change *change;

  g_return_if_fail(EPOCH_IS_SEARCH(self));
  g_return_if_fail(id != NULL && *id != '\0' && title != NULL);
  change = g_new0(Change, 1);
  change->kind = EPOCH_SEARCH_EXPERIMENT;
  change->week = week;
  change->id = g_strdup(id);
  change->page = g_strconcat("lab:", id, NULL);
  change->title = g_strdup(title);
  change->body = g_strdup(question != NULL ? question : "");
  push(self, change_in_thread, change, change_free);
}

/* The week in a scope such as "week:4", 0 for any other. */
static int
week_of_scope(const char *scope)
{
  guint64 week;

  if (!g_str_has_prefix(scope, "week:") ||
      !g_ascii_string_to_unsigned(scope + strlen("week:"), 10, 1, 99, &week, NULL))
    return 0;
  return (int)week;
}

void
epoch_search_add_note(EpochSearch *self, EpochNote *note)
{
  Change *change;

  g_return_if_fail(EPOCH_IS_SEARCH(self));
  g_return_if_fail(EPOCH_IS_NOTE(note));
  change = g_new0(Change, 1);
  change->kind = EPOCH_SEARCH_NOTE;
  change->week = week_of_scope(epoch_note_get_scope(note));
  change->id = g_strdup(epoch_note_get_id(note));
  /* The note of a week is on the week's own page. */
  change->page = change->week > 0 && g_str_equal(change->id, epoch_note_get_scope(note))
                     ? g_strdup_printf("week:%d/notes", change->week)
                     : g_strconcat("note:", change->id, NULL);
  change->title = epoch_note_dup_title(note);
  change->body = g_strdup(epoch_note_get_body(note));
  push(self, change_in_thread, change, change_free);
}

void
epoch_search_remove_note(EpochSearch *self, const char *id)
{
  Change *change;

  g_return_if_fail(EPOCH_IS_SEARCH(self));
  g_return_if_fail(id != NULL);
  change = g_new0(Change, 1);
  change->kind = EPOCH_SEARCH_NOTE;
  change->id = g_strdup(id);
  push(self, change_in_thread, change, change_free);
}

typedef struct {
  char *text;
  guint limit;
  GCancellable *outer; /* (nullable): the caller's */
  gulong handler;
} Query;

static void
query_free(gpointer data)
{
  Query *query = data;

  if (query->outer != NULL)
    g_cancellable_disconnect(query->outer, query->handler);
  g_clear_object(&query->outer);
  g_free(query->text);
  g_free(query);
}

static void
query_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Query *query = data;
  sqlite3 *index = EPOCH_SEARCH(source)->index->index;

  if (index == NULL)
    g_task_return_pointer(task, g_ptr_array_new_with_free_func(g_object_unref),
                          (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_pointer(task, epoch_search_index_query(index, query->text, query->limit),
                          (GDestroyNotify)g_ptr_array_unref);
}

static void
cancelled_cb(GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel(inner);
}

void
epoch_search_query_async(EpochSearch *self, const char *text, guint limit,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  Query *query;

  g_return_if_fail(EPOCH_IS_SEARCH(self));
  g_return_if_fail(text != NULL);
  if (self->latest != NULL)
    g_cancellable_cancel(self->latest);
  g_clear_object(&self->latest);
  self->latest = g_cancellable_new();
  query = g_new0(Query, 1);
  query->text = g_strdup(text);
  query->limit = limit;
  if (cancellable != NULL) {
    query->outer = g_object_ref(cancellable);
    query->handler = g_cancellable_connect(cancellable, G_CALLBACK(cancelled_cb),
                                           g_object_ref(self->latest), g_object_unref);
  }
  task = g_task_new(self, self->latest, callback, user_data);
  g_task_set_source_tag(task, epoch_search_query_async);
  g_task_set_task_data(task, query, query_free);
  epoch_worker_push(self->worker, task, query_in_thread);
}

GPtrArray *
epoch_search_query_finish(EpochSearch *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, self), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
