#include "config.h"

#include "support.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "store/epoch-notes.h"
#include "store/epoch-ticks.h"

char *
support_make_folder(void)
{
  GError *error = NULL;
  char *folder = g_dir_make_tmp("epoch-study-XXXXXX", &error);

  g_assert_no_error(error);
  return folder;
}

static void
remove_tree(const char *path)
{
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *child = g_build_filename(path, name, NULL);

    if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
      remove_tree(child);
    else
      g_unlink(child);
  }
  g_rmdir(path);
}

void
support_remove(char *folder)
{
  remove_tree(folder);
  g_free(folder);
}

char *
support_dup_fixture(const char *name)
{
  return g_build_filename(STUDY_FIXTURES, name, NULL);
}

void
support_wait_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  g_assert_null(wait->result);
  wait->result = g_object_ref(result);
}

GAsyncResult *
support_wait(Wait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration(NULL, TRUE);
  return wait->result;
}

void
support_wait_clear(Wait *wait)
{
  g_clear_object(&wait->result);
}

void
support_drain(void)
{
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

void
support_finalize(gpointer object)
{
  gint64 end = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;

  support_drain();
  while (g_atomic_int_get(&G_OBJECT(object)->ref_count) > 1 && g_get_monotonic_time() < end) {
    g_usleep(100);
    support_drain();
  }
  g_assert_finalize_object(G_OBJECT(object));
}

EpochStore *
support_open(const char *path)
{
  EpochStore *store = epoch_store_new(path);
  GError *error = NULL;

  g_assert_true(epoch_store_open(store, NULL, &error));
  g_assert_no_error(error);
  return store;
}

void
support_close(EpochStore *store)
{
  epoch_store_close(store);
  support_finalize(store);
}

GBytes *
support_read(const char *path)
{
  GError *error = NULL;
  char *bytes;
  gsize length;

  g_file_get_contents(path, &bytes, &length, &error);
  g_assert_no_error(error);
  return g_bytes_new_take(bytes, length);
}

void
support_write(const char *path, const void *bytes, gsize length)
{
  GError *error = NULL;

  g_file_set_contents_full(path, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error(error);
}

EpochCourse *
support_load_course(void)
{
  g_autofree char *folder = support_dup_fixture("course");
  GError *error = NULL;
  EpochCourse *course = epoch_course_load(folder, NULL, &error);
  GPtrArray *problems;

  g_assert_no_error(error);
  problems = epoch_course_get_problems(course);
  for (guint k = 0; k < problems->len; k++)
    g_test_message("%s", (char *)g_ptr_array_index(problems, k));
  g_assert_cmpuint(problems->len, ==, 0);
  return course;
}

void
support_tick(EpochStore *store, const char *item, gboolean ticked)
{
  g_auto(Wait) wait = {0};
  GError *error = NULL;

  epoch_ticks_set_async(store, item, ticked, 0, NULL, support_wait_cb, &wait);
  g_assert_true(epoch_ticks_set_finish(store, support_wait(&wait), &error));
  g_assert_no_error(error);
}

void
support_note(EpochStore *store, const char *id, const char *body)
{
  g_auto(Wait) wait = {0};
  g_autoptr(EpochNote) note = NULL;
  GError *error = NULL;

  epoch_notes_save_async(store, id, "", body, NULL, support_wait_cb, &wait);
  note = epoch_notes_save_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  g_assert_cmpstr(epoch_note_get_body(note), ==, body);
}

char *
support_note_body(EpochStore *store, const char *id)
{
  g_auto(Wait) wait = {0};
  g_autoptr(EpochNote) note = NULL;
  GError *error = NULL;

  epoch_notes_find_async(store, id, NULL, support_wait_cb, &wait);
  note = epoch_notes_find_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  return note != NULL ? g_strdup(epoch_note_get_body(note)) : NULL;
}

gint64
support_sql(const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  const char *rest = sql;
  gint64 number = 0;

  g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
  while (*rest != '\0') {
    g_assert_cmpint(sqlite3_prepare_v2(db, rest, -1, &statement, &rest), ==, SQLITE_OK);
    if (statement != NULL && sqlite3_step(statement) == SQLITE_ROW)
      number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
  }
  g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
  return number;
}
