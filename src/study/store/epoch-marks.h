/* The table of rubric marks: for a project, what the learner gives each criterion. */
#pragma once

#include "store/epoch-store.h"

G_BEGIN_DECLS

/* Sets the mark, 0 to 100, of the rubric's row of that index, from 0; -1 takes it away. */
void epoch_marks_set_async(EpochStore *store, const char *project, guint criterion, int mark,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean epoch_marks_set_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* (transfer full) (element-type int): The marks of a project by index, -1 where a row has none,
 * up to the last that has one; fits epoch_project_compute_mark(). */
void epoch_marks_load_async(EpochStore *store, const char *project, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
GArray *epoch_marks_load_finish(EpochStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
