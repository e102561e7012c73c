/* The table of time entries: how long the learner worked on what.
 * The window uses EpochProgress, which keeps the sums in memory. */
#pragma once

#include "store/epoch-store.h"

G_BEGIN_DECLS

typedef struct {
  gint64 id;
  char *item;     /* an id of the course, or "" */
  gint64 started; /* in seconds since 1970 */
  gint64 seconds;
  char *source; /* "timer", "manual", … */
} EpochTimeEntry;

#define EPOCH_TYPE_TIME_ENTRY (epoch_time_entry_get_type())
GType epoch_time_entry_get_type(void);
EpochTimeEntry *epoch_time_entry_copy(const EpochTimeEntry *self);
void epoch_time_entry_free(EpochTimeEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTimeEntry, epoch_time_entry_free)

/* Adds an entry; seconds is 1 to 86400. Returns its id, 0 on error. */
void epoch_time_entries_add_async(EpochStore *store, const char *item, gint64 started,
                                  gint64 seconds, const char *source, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gint64 epoch_time_entries_add_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Deletes an entry; that there is none is no error. */
void epoch_time_entries_delete_async(EpochStore *store, gint64 id, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean epoch_time_entries_delete_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* Lists the entries that started in [from, to), oldest first; to 0 is without end.
 * (transfer full) (element-type EpochTimeEntry). */
void epoch_time_entries_list_async(EpochStore *store, gint64 from, gint64 to,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *epoch_time_entries_list_finish(EpochStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
