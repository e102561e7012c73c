/* From the JSON of the course's files to its records. */
#pragma once

#include "course/epoch-course-json.h"
#include "course/epoch-records-private.h"

G_BEGIN_DECLS

#define EPOCH_COURSE_MAX_WEEKS 99
#define EPOCH_COURSE_MAX_BLOCKS 20

/* What is kept while the files are read one after the other. */
typedef struct {
  GPtrArray *problems; /* (element-type utf8) */
  GHashTable *seen;    /* id → the place where it was first found */
} EpochReading;

/* What course.json says. */
typedef struct {
  char *title;
  char *hours_per_week;
  GPtrArray *blocks; /* (element-type EpochBlock), sorted, each number once */
  GPtrArray *final;  /* (element-type EpochFinalCategory) */
  GArray *weeks;     /* (element-type int): the weeks that the blocks name */
} EpochOutline;

/* Reads an item's id, text and address, and whether the id is a new one. False and a problem
 * where it can not be an item; the item is then left out. */
gboolean epoch_reading_item(EpochReading *reading, const EpochPlace *place, const char *text_member,
                            EpochItemHead *head);

/* Reads the root of course.json. */
void epoch_reading_outline(EpochReading *reading, const char *file, JsonObject *root,
                           EpochOutline *outline);
void epoch_outline_clear(EpochOutline *outline);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochOutline, epoch_outline_clear)

/* (transfer full) (nullable): Reads the root of a week's file; expected is the number in the file's
 * name. */
EpochWeek *epoch_reading_week(EpochReading *reading, const char *file, JsonObject *root,
                              int expected);

/* (transfer full) (nullable): Reads the member "project" of a week. */
EpochProject *epoch_reading_project(EpochReading *reading, const EpochPlace *week, int number,
                                    int block);

G_END_DECLS
