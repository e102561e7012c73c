/* What the files of the search share. */
#pragma once

#include <sqlite3.h>

#include "course/epoch-course.h"
#include "search/epoch-search-result.h"

G_BEGIN_DECLS

/* One text of the index. */
typedef struct {
  EpochSearchKind kind;
  int week;
  const char *id;
  const char *page;
  const char *title; /* plain text */
  const char *body;  /* plain text */
} EpochSearchEntry;

typedef void (*EpochSearchEntryFunc)(const EpochSearchEntry *entry, gpointer data);

/* Calls a function for every text of the course. */
void epoch_search_foreach_entry(EpochCourse *course, EpochSearchEntryFunc func, gpointer data);

/* The index: an FTS5 table in memory. For one thread. */
sqlite3 *epoch_search_index_open(void);
void epoch_search_index_add(sqlite3 *index, const EpochSearchEntry *entry);
void epoch_search_index_remove(sqlite3 *index, EpochSearchKind kind, const char *id);

/* (transfer full) (element-type EpochSearchResult) */
GPtrArray *epoch_search_index_query(sqlite3 *index, const char *text, guint limit);

/* (transfer full): The query in the language of FTS5 of what a learner typed: each word in
 * quotes, the last one as a beginning; NULL where there is no word in it. */
char *epoch_search_dup_expression(const char *text);

/* Makes a result of a row whose title and snippet mark what matched with these two characters,
 * which no text of the index has. */
#define EPOCH_SEARCH_MATCH_START "\x02"
#define EPOCH_SEARCH_MATCH_END "\x03"
EpochSearchResult *epoch_search_result_new(EpochSearchKind kind, int week, const char *id,
                                           const char *page, const char *marked_title,
                                           const char *marked_snippet);

G_END_DECLS
