#include "config.h"

#include "store/epoch-places.h"

#include "store/epoch-store-task.h"

#define MAX_PLACE 1024

typedef struct {
  char *name;
  char *page;
} Place;

static void
place_free(gpointer data)
{
  Place *place = data;

  g_free(place->name);
  g_free(place->page);
  g_free(place);
}

static gboolean
set(EpochStore *store, const Place *place, GError **error)
{
  return epoch_store_accept_text(place->name, MAX_PLACE, "a name", error) &&
         epoch_store_accept_text(place->page, MAX_PLACE, "a page", error) &&
         epoch_store_execute(store, error,
                             "INSERT INTO places (name, page, visited) VALUES (?1, ?2, ?3) "
                             "ON CONFLICT (name) DO UPDATE SET page = ?2, visited = ?3",
                             "ssi", place->name, place->page, epoch_store_now());
}

static void
set_in_thread(GTask *task, gpointer store, gpointer place, GCancellable *cancellable)
{
  GError *error = NULL;

  epoch_store_return_success(task, set(store, place, &error), &error);
}

void
epoch_places_set_async(EpochStore *store, const char *name, const char *page,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Place *place;

  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(name != NULL && page != NULL);
  place = g_new0(Place, 1);
  place->name = g_strdup(name);
  place->page = g_strdup(page);
  epoch_store_submit(store, epoch_places_set_async, set_in_thread, place, place_free, cancellable,
                     callback, user_data);
}

gboolean
epoch_places_set_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}

static void
get_in_thread(GTask *task, gpointer store, gpointer name, GCancellable *cancellable)
{
  GError *error = NULL;
  char *page = NULL;
  g_autoptr(EpochStatement) row = epoch_store_query(
      store, &error, "SELECT page FROM places WHERE name = ?1", "s", (const char *)name);

  if (row != NULL && epoch_store_next(store, row, &error))
    page = g_strdup(epoch_statement_get_text(row, 0));
  epoch_store_return_result(task, page, g_free, error);
}

void
epoch_places_get_async(EpochStore *store, const char *name, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail(EPOCH_IS_STORE(store));
  g_return_if_fail(name != NULL);
  epoch_store_submit(store, epoch_places_get_async, get_in_thread, g_strdup(name), g_free,
                     cancellable, callback, user_data);
}

char *
epoch_places_get_finish(EpochStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, store), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
