/* The table of places: where the learner last was. */
#pragma once

#include "store/epoch-store.h"

G_BEGIN_DECLS

/* The page that was last left, for "Continue". */
#define EPOCH_PLACE_LAST "last"

/* Remembers a page, such as "week:4/tasks", under a name: EPOCH_PLACE_LAST or, say, "week:4" for
 * the view that was last open in that week. */
void epoch_places_set_async(EpochStore *store, const char *name, const char *page,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean epoch_places_set_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* (transfer full) (nullable): The page under a name; NULL without an error where there is none. */
void epoch_places_get_async(EpochStore *store, const char *name, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
char *epoch_places_get_finish(EpochStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
