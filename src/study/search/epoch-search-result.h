/* EpochSearchResult: one thing that a search has found. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  EPOCH_SEARCH_WEEK,
  EPOCH_SEARCH_TOPIC,
  EPOCH_SEARCH_TASK,
  EPOCH_SEARCH_RESOURCE, /* the course's and the learner's own */
  EPOCH_SEARCH_PROJECT,
  EPOCH_SEARCH_DELIVERABLE,
  EPOCH_SEARCH_ETHICS,
  EPOCH_SEARCH_OUTCOME,
  EPOCH_SEARCH_STRETCH,
  EPOCH_SEARCH_CHECK,
  EPOCH_SEARCH_QUESTION,
  EPOCH_SEARCH_FINAL_TASK,
  EPOCH_SEARCH_BLOCK,
  EPOCH_SEARCH_EXPERIMENT,
  EPOCH_SEARCH_NOTE,
} EpochSearchKind;

/* A part of a text that matched: bytes [start, end), on character boundaries. */
typedef struct {
  guint start;
  guint end;
} EpochSearchRange;

#define EPOCH_TYPE_SEARCH_RESULT (epoch_search_result_get_type())
G_DECLARE_FINAL_TYPE(EpochSearchResult, epoch_search_result, EPOCH, SEARCH_RESULT, GObject)

EpochSearchKind epoch_search_result_get_kind(EpochSearchResult *self);

/* The week that it belongs to, 0 for none. */
int epoch_search_result_get_week(EpochSearchResult *self);

/* The id of the item, experiment or note; "" for a week, block, topic and ethics. */
const char *epoch_search_result_get_id(EpochSearchResult *self);

/* The page to open, such as "week:4/tasks", "week:4/learn", "lab:boston-linear",
 * "note:<id>", "week:4/notes" (the note of a week), "interview:2" (the questions of block 2),
 * "week:4/project" (a check of the block that ends there), "progress:final". */
const char *epoch_search_result_get_page(EpochSearchResult *self);

/* Plain text, never markup, of one line. */
const char *epoch_search_result_get_title(EpochSearchResult *self);

/* Plain text of one line around what matched; "" where there is only the title. */
const char *epoch_search_result_get_snippet(EpochSearchResult *self);

/* What matched, in order and apart. n receives how many; may be NULL where n is 0. */
const EpochSearchRange *epoch_search_result_get_title_ranges(EpochSearchResult *self, guint *n);
const EpochSearchRange *epoch_search_result_get_snippet_ranges(EpochSearchResult *self, guint *n);

G_END_DECLS
