/* The table of ticks: which items of the course are done, and since when.
 * The window uses EpochProgress, which keeps them in memory. */
#pragma once

#include "store/epoch-store.h"

G_BEGIN_DECLS

/* Ticks an item or takes the tick away; item is an id of the course, time in seconds since
 * 1970 (0 is now). */
void epoch_ticks_set_async(EpochStore *store, const char *item, gboolean ticked, gint64 time,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean epoch_ticks_set_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Loads what is ticked: (transfer full) (element-type utf8 gint64): id → pointer to the time of
 * the tick, in seconds since 1970. */
void epoch_ticks_load_async(EpochStore *store, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GHashTable *epoch_ticks_load_finish(EpochStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
