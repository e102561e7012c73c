/* Reading the course's JSON files: files with limits, members with their types checked.
 *
 * A file may have EPOCH_COURSE_MAX_BYTES, EPOCH_COURSE_MAX_DEPTH levels of nesting, and
 * EPOCH_COURSE_MAX_ELEMENTS elements in an array; a text EPOCH_COURSE_MAX_TEXT bytes. What breaks a
 * limit or has the wrong type becomes a problem, "FILE: PLACE: what was wrong", and counts
 * as absent. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define EPOCH_COURSE_MAX_BYTES (2 * 1024 * 1024)
#define EPOCH_COURSE_MAX_DEPTH 32
#define EPOCH_COURSE_MAX_ELEMENTS 1000
#define EPOCH_COURSE_MAX_TEXT (64 * 1024)

/* An object in a file: where it is, and where problems go. On the reader's stack; path is "" for
 * the root, else such as "project.rubric[2]". */
typedef struct {
  const char *file;
  GPtrArray *problems;
  JsonObject *object;
  const char *path;
} EpochPlace;

/* Called for each element of an array that is an object; path is its place. */
typedef void (*EpochPlaceFunc)(const EpochPlace *place, guint index, gpointer data);

/* (transfer full) (nullable): The root object of a file in a folder, or NULL and a problem. */
JsonNode *epoch_course_json_load(const char *folder, const char *file, GPtrArray *problems);

/* (transfer full) (nullable): The same of a text in memory, which need not end with a zero. */
JsonNode *epoch_course_json_parse(const char *text, gsize length, const char *file,
                                  GPtrArray *problems);

/* Adds a problem with a member of the object; member may be NULL for the object itself. */
void epoch_place_complain(const EpochPlace *place, const char *member, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Whether a member is there and not null. */
gboolean epoch_place_has(const EpochPlace *place, const char *member);

/* (nullable): The text of a member that has to be there, or NULL and a problem. Blank is one. */
const char *epoch_place_get_text(const EpochPlace *place, const char *member);

/* (nullable): The text of a member that may be absent or null. */
const char *epoch_place_get_optional_text(const EpochPlace *place, const char *member);

/* (nullable): The address of a member that may be absent or null: http or https. */
const char *epoch_place_get_url(const EpochPlace *place, const char *member);

/* (nullable): An id: 1 to 64 of letters, digits, ".", "-" and "_". */
const char *epoch_place_get_id(const EpochPlace *place, const char *member);

/* The number of a member that has to be there and in [low, high]; 0 and a problem otherwise. */
double epoch_place_get_number(const EpochPlace *place, const char *member, double low, double high);

/* The same for a whole number. */
int epoch_place_get_integer(const EpochPlace *place, const char *member, int low, int high);

/* (nullable): The array of a member that has to be there unless optional. */
JsonArray *epoch_place_get_array(const EpochPlace *place, const char *member, gboolean optional);

/* Calls a function for each element, an object, of an array; text elements are taken for objects
 * whose only member is "text". */
void epoch_place_foreach(const EpochPlace *place, const char *member, gboolean optional,
                         EpochPlaceFunc func, gpointer data);

/* (transfer full): The texts of an array that may be absent; an element may also be an object
 * with "text". */
GPtrArray *epoch_place_dup_texts(const EpochPlace *place, const char *member);

/* Whether there is an object there; then inner is it, with path, which has to be freed after. */
gboolean epoch_place_enter(const EpochPlace *place, const char *member, EpochPlace *inner,
                           char **path);

G_END_DECLS
