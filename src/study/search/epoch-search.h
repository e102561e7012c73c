/* EpochSearch: full-text search over the course, the experiments and the learner's notes.
 *
 * The index is in memory and is made in a thread of its own. All words must be found, the last
 * one as the beginning of a word; case and accents do not matter; any text is a valid query. */
#pragma once

#include "course/epoch-course.h"
#include "search/epoch-search-result.h"
#include "store/epoch-note.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_SEARCH (epoch_search_get_type())
G_DECLARE_FINAL_TYPE(EpochSearch, epoch_search, EPOCH, SEARCH, GObject)

/* Starts indexing the course at once; queries wait for it. */
EpochSearch *epoch_search_new(EpochCourse *course);

/* Adds an experiment to the index, or replaces it. */
void epoch_search_add_experiment(EpochSearch *self, const char *id, int week, const char *title,
                                 const char *question);

/* Adds a note to the index, or replaces it: call it after loading, and after each save. */
void epoch_search_add_note(EpochSearch *self, EpochNote *note);
void epoch_search_remove_note(EpochSearch *self, const char *id);

/* Finds at most limit things, best first, and cancels the query before: that one finishes with
 * G_IO_ERROR_CANCELLED. An empty text finds nothing.
 * (transfer full) (element-type EpochSearchResult). */
void epoch_search_query_async(EpochSearch *self, const char *text, guint limit,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
GPtrArray *epoch_search_query_finish(EpochSearch *self, GAsyncResult *result, GError **error);

G_END_DECLS
