/* EpochCourse: the whole course, read once from a folder (course.json, week-01.json, …).
 *
 * A file that is damaged, missing or hostile does not keep the rest from opening: what was
 * wrong with it is told by epoch_course_get_problems(), and what could be read of it is kept.
 * A course never changes once read, and may be read from any thread. */
#pragma once

#include <gio/gio.h>

#include "course/epoch-block.h"
#include "course/epoch-final-category.h"
#include "course/epoch-week.h"

G_BEGIN_DECLS

#define EPOCH_COURSE_ERROR (epoch_course_error_quark())
GQuark epoch_course_error_quark(void);

typedef enum {
  EPOCH_COURSE_ERROR_NOTHING, /* Not one week or block could be read. */
} EpochCourseError;

#define EPOCH_TYPE_COURSE (epoch_course_get_type())
G_DECLARE_FINAL_TYPE(EpochCourse, epoch_course, EPOCH, COURSE, GObject)

/* (transfer full): Where the course is: the curriculum folder in $EPOCH_DATA_DIR, or in the
 * installed data. */
char *epoch_course_dup_default_folder(void);

/* (transfer full): Reads the course in a folder; blocks. Fails with EPOCH_COURSE_ERROR_NOTHING
 * where nothing in it could be read, or with G_IO_ERROR_CANCELLED. */
EpochCourse *epoch_course_load(const char *folder, GCancellable *cancellable, GError **error);

/* The same in a thread of its own. */
void epoch_course_load_async(const char *folder, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
EpochCourse *epoch_course_load_finish(GAsyncResult *result, GError **error);

/* The title of the course, "" where it has none. */
const char *epoch_course_get_title(EpochCourse *self);

/* (nullable): The hours a week that the course asks for, as a text such as "12–14". */
const char *epoch_course_get_hours_per_week(EpochCourse *self);

/* (element-type EpochBlock) (transfer none): In order. */
GPtrArray *epoch_course_get_blocks(EpochCourse *self);
/* (element-type EpochWeek) (transfer none): In order, those that could be read. */
GPtrArray *epoch_course_get_weeks(EpochCourse *self);
/* (element-type EpochFinalCategory) (transfer none) */
GPtrArray *epoch_course_get_final(EpochCourse *self);

/* (nullable) (transfer none): The week or block of a number. */
EpochWeek *epoch_course_get_week(EpochCourse *self, int number);
EpochBlock *epoch_course_get_block(EpochCourse *self, int number);

/* (nullable) (transfer none): The item of an id. */
EpochItem *epoch_course_get_item(EpochCourse *self, const char *id);

/* (element-type EpochItem) (transfer none): Every item that can be ticked, in course order: week
 * by week its tasks, resources, own resources, deliverables, outcomes and stretch goals; after
 * the last week of a block its checks; at the end the final tasks. */
GPtrArray *epoch_course_get_tickable(EpochCourse *self);

/* (element-type utf8) (transfer none): What was wrong, each a sentence that names the file and
 * the place, such as "week-04.json: tasks[2].hours: expected a number, found a string". Empty
 * where all is well. */
GPtrArray *epoch_course_get_problems(EpochCourse *self);

G_END_DECLS
