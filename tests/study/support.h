/* What the tests of the study domain share. */
#pragma once

#include <gio/gio.h>

#include "course/epoch-course.h"
#include "store/epoch-store.h"

/* (transfer full): A new empty folder, taken away by support_remove(). */
char *support_make_folder(void);
void support_remove(char *folder);

/* (transfer full): A path in the fixtures of these tests. */
char *support_dup_fixture(const char *name);

/* Waits for an asynchronous call: give support_wait_cb and the address of a Wait as callback and
 * data, then take its result. */
typedef struct {
  GAsyncResult *result;
} Wait;
void support_wait_cb(GObject *source, GAsyncResult *result, gpointer data);

/* (transfer none): The result, once there is one; the next wait on it drops it. */
GAsyncResult *support_wait(Wait *wait);
void support_wait_clear(Wait *wait);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Wait, support_wait_clear)

/* Runs the main context until nothing is left to do in it. */
void support_drain(void);

/* Drops an object whose tasks other threads have done: such a thread lets go of a task a moment
 * after its result has arrived. Asserts that nothing else holds the object. */
void support_finalize(gpointer object);

/* (transfer full): A store opened at a path. */
EpochStore *support_open(const char *path);

/* Closes a store and drops it; asserts that nothing else holds it. */
void support_close(EpochStore *store);

/* (transfer full): The bytes of a file. */
GBytes *support_read(const char *path);

/* Writes a file. */
void support_write(const char *path, const void *bytes, gsize length);

/* (transfer full): The fixture course; asserts that nothing is wrong with it. */
EpochCourse *support_load_course(void);

/* Writes and reads of a store that wait for their end and assert that it is a good one. */
void support_tick(EpochStore *store, const char *item, gboolean ticked);
void support_note(EpochStore *store, const char *id, const char *body);
/* (transfer full) (nullable) */
char *support_note_body(EpochStore *store, const char *id);

/* Does SQL on a file by a connection of its own, and reads the number that it gives. */
gint64 support_sql(const char *path, const char *sql);
