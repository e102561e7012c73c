/* What is written into the tables of the store is read from them again, after closing too. */
#include "config.h"

#include <string.h>

#include "store/epoch-marks.h"
#include "store/epoch-migrations.h"
#include "store/epoch-notes.h"
#include "store/epoch-places.h"
#include "store/epoch-runs.h"
#include "store/epoch-settings.h"
#include "store/epoch-store-private.h"
#include "store/epoch-ticks.h"
#include "store/epoch-time-entries.h"
#include "support.h"

typedef struct {
  char *folder;
  char *path;
  EpochStore *store;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = support_make_folder();
  fixture->path = g_build_filename(fixture->folder, "epoch", "epoch.db", NULL);
  fixture->store = support_open(fixture->path);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  support_close(fixture->store);
  g_free(fixture->path);
  support_remove(fixture->folder);
}

static void
reopen(Fixture *fixture)
{
  support_close(fixture->store);
  fixture->store = support_open(fixture->path);
}

static GHashTable *
load_ticks(EpochStore *store)
{
  g_auto(Wait) wait = {0};
  GError *error = NULL;
  GHashTable *ticks;

  epoch_ticks_load_async(store, NULL, support_wait_cb, &wait);
  ticks = epoch_ticks_load_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  return ticks;
}

static void
test_ticks(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) wait = {0};
  g_autoptr(GHashTable) ticks = NULL;

  support_tick(fixture->store, "w01.task.1", TRUE);
  support_tick(fixture->store, "w01.task.2", TRUE);
  support_tick(fixture->store, "w01.task.2", FALSE);
  epoch_ticks_set_async(fixture->store, "w01.task.3", TRUE, 1234567890, NULL, support_wait_cb,
                        &wait);
  g_assert_true(epoch_ticks_set_finish(fixture->store, support_wait(&wait), NULL));
  support_wait_clear(&wait);
  reopen(fixture);
  ticks = load_ticks(fixture->store);
  g_assert_cmpuint(g_hash_table_size(ticks), ==, 2);
  g_assert_true(g_hash_table_contains(ticks, "w01.task.1"));
  g_assert_cmpint(*(gint64 *)g_hash_table_lookup(ticks, "w01.task.3"), ==, 1234567890);
}

static void
test_notes(Fixture *fixture, gconstpointer data)
{
  static const char body[] = "# Día 1\n\n'; DROP TABLE notes; -- \"x\" \xf0\x9f\x8e\x93\r\n\t";
  g_auto(Wait) wait = {0};
  g_auto(Wait) deleted = {0};
  g_autoptr(GPtrArray) notes = NULL;
  g_autofree char *id = epoch_notes_dup_new_id();
  g_autofree char *found = NULL;
  g_autofree char *gone = NULL;
  g_autofree char *title = NULL;

  support_note(fixture->store, id, "first");
  support_note(fixture->store, id, body);
  support_note(fixture->store, "week:4", "");
  reopen(fixture);
  found = support_note_body(fixture->store, id);
  g_assert_cmpstr(found, ==, body);
  epoch_notes_list_async(fixture->store, "", NULL, support_wait_cb, &wait);
  notes = epoch_notes_list_finish(fixture->store, support_wait(&wait), NULL);
  support_wait_clear(&wait);
  g_assert_cmpuint(notes->len, ==, 2);
  for (guint k = 0; k < notes->len; k++) {
    EpochNote *note = g_ptr_array_index(notes, k);

    g_assert_cmpint(epoch_note_get_created(note), <=, epoch_note_get_updated(note));
    if (g_str_equal(epoch_note_get_id(note), id))
      title = epoch_note_dup_title(note);
  }
  g_assert_cmpstr(title, ==, "Día 1");
  epoch_notes_delete_async(fixture->store, id, NULL, support_wait_cb, &deleted);
  g_assert_true(epoch_notes_delete_finish(fixture->store, support_wait(&deleted), NULL));
  support_wait_clear(&deleted);
  gone = support_note_body(fixture->store, id);
  g_assert_null(gone);
}

static void
test_refused(Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_malloc(EPOCH_NOTE_MAX_BYTES + 2);
  const char *const bodies[] = {large, "not \xff UTF-8"};

  memset(large, 'a', EPOCH_NOTE_MAX_BYTES + 1);
  large[EPOCH_NOTE_MAX_BYTES + 1] = '\0';
  for (gsize k = 0; k < G_N_ELEMENTS(bodies); k++) {
    g_auto(Wait) wait = {0};
    g_autoptr(GError) error = NULL;

    epoch_notes_save_async(fixture->store, "a", "", bodies[k], NULL, support_wait_cb, &wait);
    g_assert_null(epoch_notes_save_finish(fixture->store, support_wait(&wait), &error));
    g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FAILED);
  }
  large[EPOCH_NOTE_MAX_BYTES] = '\0';
  support_note(fixture->store, "a", large);
}

static gint64
add_time(EpochStore *store, gint64 started, gint64 seconds, GError **error)
{
  g_auto(Wait) wait = {0};

  epoch_time_entries_add_async(store, "w01.task.1", started, seconds, "timer", NULL,
                               support_wait_cb, &wait);
  return epoch_time_entries_add_finish(store, support_wait(&wait), error);
}

static void
test_time(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) wait = {0};
  g_auto(Wait) deleted = {0};
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  gint64 first = add_time(fixture->store, 1000, 60, NULL);
  gint64 second = add_time(fixture->store, 2000, 86400, NULL);
  const EpochTimeEntry *entry;

  g_assert_cmpint(first, >, 0);
  g_assert_cmpint(second, >, first);
  g_assert_cmpint(add_time(fixture->store, 2000, 0, &error), ==, 0);
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FAILED);
  add_time(fixture->store, 3000, 1, NULL);
  epoch_time_entries_delete_async(fixture->store, first, NULL, support_wait_cb, &deleted);
  g_assert_true(epoch_time_entries_delete_finish(fixture->store, support_wait(&deleted), NULL));
  support_wait_clear(&deleted);
  reopen(fixture);
  epoch_time_entries_list_async(fixture->store, 0, 3000, NULL, support_wait_cb, &wait);
  entries = epoch_time_entries_list_finish(fixture->store, support_wait(&wait), NULL);
  support_wait_clear(&wait);
  g_assert_cmpuint(entries->len, ==, 1);
  entry = g_ptr_array_index(entries, 0);
  g_assert_cmpint(entry->id, ==, second);
  g_assert_cmpint(entry->seconds, ==, 86400);
  g_assert_cmpstr(entry->source, ==, "timer");
}

static void
save_run(EpochStore *store, EpochRun *run)
{
  g_auto(Wait) wait = {0};
  g_autoptr(GError) error = NULL;

  epoch_runs_save_async(store, run, NULL, support_wait_cb, &wait);
  g_assert_true(epoch_runs_save_finish(store, support_wait(&wait), &error));
  g_assert_no_error(error);
}

static EpochRun *
find_run(EpochStore *store, const char *id)
{
  g_auto(Wait) wait = {0};
  GError *error = NULL;
  EpochRun *run;

  epoch_runs_find_async(store, id, NULL, support_wait_cb, &wait);
  run = epoch_runs_find_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  return run;
}

static EpochRun *
make_run(void)
{
  EpochRun *run = epoch_run_new("run-1", "boston-linear", 5000);
  g_autoptr(JsonObject) params = json_object_new();
  g_autoptr(JsonObject) metrics = json_object_new();

  json_object_set_double_member(params, "alpha", 0.1);
  json_object_set_double_member(metrics, "rmse", 4.25);
  json_object_set_null_member(metrics, "auc");
  epoch_run_set_params(run, params);
  epoch_run_set_metrics(run, metrics);
  epoch_run_set_seed(run, G_MAXUINT64);
  epoch_run_set_status(run, EPOCH_RUN_STATUS_OK);
  epoch_run_set_wall_seconds(run, 1.5);
  epoch_run_set_dataset(run, "boston", "abc");
  epoch_run_set_folder(run, "/tmp/run-1");
  epoch_run_set_note(run, "Good.");
  epoch_run_set_starred(run, TRUE);
  epoch_run_set_tags(run, (const char *const[]){"b", "a", "b", "", NULL});
  epoch_run_add_artifact(run, "chart", "Loss", "loss.json");
  epoch_run_add_artifact(run, "model", "Model", "model.json");
  return run;
}

static void
test_runs(Fixture *fixture, gconstpointer data)
{
  g_autoptr(EpochRun) run = make_run();
  g_autoptr(EpochRun) found = NULL;
  g_autoptr(EpochRun) none = NULL;
  const EpochRunArtifact *artifact;
  double value;

  save_run(fixture->store, run);
  epoch_run_set_message(run, "Well");
  save_run(fixture->store, run);
  reopen(fixture);
  found = find_run(fixture->store, "run-1");
  g_assert_cmpstr(epoch_run_get_experiment(found), ==, "boston-linear");
  g_assert_true(epoch_run_get_seed(found) == G_MAXUINT64);
  g_assert_cmpint(epoch_run_get_status(found), ==, EPOCH_RUN_STATUS_OK);
  g_assert_cmpfloat(epoch_run_get_wall_seconds(found), ==, 1.5);
  g_assert_cmpstr(epoch_run_get_dataset_sha256(found), ==, "abc");
  g_assert_cmpstr(epoch_run_get_message(found), ==, "Well");
  g_assert_cmpfloat(json_object_get_double_member(epoch_run_get_params(found), "alpha"), ==, 0.1);
  g_assert_true(epoch_run_get_metric(found, "rmse", &value));
  g_assert_cmpfloat(value, ==, 4.25);
  g_assert_false(epoch_run_get_metric(found, "auc", NULL));
  g_assert_false(epoch_run_get_metric(found, "none", NULL));
  g_assert_cmpuint(epoch_run_get_artifacts(found)->len, ==, 2);
  artifact = g_ptr_array_index(epoch_run_get_artifacts(found), 1);
  g_assert_cmpstr(artifact->path, ==, "model.json");
  g_assert_cmpstrv(epoch_run_get_tags(found), ((const char *const[]){"a", "b", NULL}));
  g_assert_true(epoch_run_get_starred(found));
  none = find_run(fixture->store, "run-2");
  g_assert_null(none);
}

typedef void (*Save)(EpochStore *store, EpochRun *run, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data);

static gboolean
save_part(EpochStore *store, EpochRun *run, Save save, GError **error)
{
  g_auto(Wait) wait = {0};

  save(store, run, NULL, support_wait_cb, &wait);
  return epoch_runs_save_finish(store, support_wait(&wait), error);
}

/* Star, note, tags and the end of a run are stored each by itself, whatever else the object holds
 * that they are taken from. */
static void
test_parts_of_runs(Fixture *fixture, gconstpointer data)
{
  g_autoptr(EpochRun) run = make_run();
  g_autoptr(EpochRun) other = epoch_run_new("run-1", "another", 7);
  g_autoptr(EpochRun) ended = epoch_run_new("run-1", "boston-linear", 100);
  g_autoptr(EpochRun) gone = epoch_run_new("nowhere", "boston-linear", 1);
  g_autoptr(EpochRun) found = NULL;
  g_autoptr(GError) error = NULL;
  const char *tags[] = {"new", NULL};

  save_run(fixture->store, run);
  epoch_run_set_note(other, "as *typed*");
  epoch_run_set_tags(other, tags);
  g_assert_true(save_part(fixture->store, other, epoch_runs_save_star_async, &error));
  g_assert_true(save_part(fixture->store, other, epoch_runs_save_note_async, &error));
  g_assert_true(save_part(fixture->store, other, epoch_runs_save_tags_async, &error));
  epoch_run_set_status(ended, EPOCH_RUN_STATUS_FAILED);
  epoch_run_set_message(ended, "No room");
  epoch_run_add_artifact(ended, "model", "Model", "model.json");
  g_assert_true(save_part(fixture->store, ended, epoch_runs_save_end_async, &error));
  reopen(fixture);
  found = find_run(fixture->store, "run-1");
  g_assert_cmpstr(epoch_run_get_experiment(found), ==, "boston-linear");
  g_assert_cmpint(epoch_run_get_status(found), ==, EPOCH_RUN_STATUS_FAILED);
  g_assert_cmpstr(epoch_run_get_message(found), ==, "No room");
  g_assert_cmpuint(epoch_run_get_artifacts(found)->len, ==, 1);
  g_assert_false(epoch_run_get_starred(found));
  g_assert_cmpstr(epoch_run_get_note(found), ==, "as *typed*");
  g_assert_cmpstrv(epoch_run_get_tags(found), tags);

  epoch_run_set_tags(gone, tags);
  g_assert_false(save_part(fixture->store, gone, epoch_runs_save_star_async, NULL));
  g_assert_false(save_part(fixture->store, gone, epoch_runs_save_note_async, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false(save_part(fixture->store, gone, epoch_runs_save_tags_async, NULL));
  /* Whose record could not be made at the start is kept at the end all the same. */
  g_assert_true(save_part(fixture->store, gone, epoch_runs_save_end_async, NULL));
}

static GPtrArray *
list_runs(EpochStore *store, const char *experiment, guint limit)
{
  g_auto(Wait) wait = {0};

  epoch_runs_list_async(store, experiment, limit, NULL, support_wait_cb, &wait);
  return epoch_runs_list_finish(store, support_wait(&wait), NULL);
}

static void
test_lists_of_runs(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) some = NULL;
  g_autoptr(GPtrArray) left = NULL;
  g_autoptr(EpochRun) tagged = make_run();
  g_auto(Wait) interrupted = {0};
  g_auto(Wait) deleted = {0};

  for (int k = 0; k < 4; k++) {
    g_autofree char *id = g_strdup_printf("r%d", k);
    g_autoptr(EpochRun) run = epoch_run_new(id, k % 2 == 0 ? "even" : "odd", 100 + k);

    save_run(fixture->store, run);
  }
  save_run(fixture->store, tagged);
  all = list_runs(fixture->store, NULL, 2);
  g_assert_cmpuint(all->len, ==, 2);
  g_assert_cmpstr(epoch_run_get_id(g_ptr_array_index(all, 0)), ==, "run-1");
  g_assert_cmpstr(epoch_run_get_id(g_ptr_array_index(all, 1)), ==, "r3");
  g_assert_cmpuint(epoch_run_get_artifacts(g_ptr_array_index(all, 0))->len, ==, 2);
  some = list_runs(fixture->store, "even", 0);
  g_assert_cmpuint(some->len, ==, 2);
  epoch_runs_interrupt_async(fixture->store, NULL, support_wait_cb, &interrupted);
  g_assert_cmpint(epoch_runs_interrupt_finish(fixture->store, support_wait(&interrupted), NULL), ==,
                  4);
  epoch_runs_delete_async(fixture->store, "run-1", NULL, support_wait_cb, &deleted);
  g_assert_true(epoch_runs_delete_finish(fixture->store, support_wait(&deleted), NULL));
  support_wait_clear(&interrupted);
  support_wait_clear(&deleted);
  left = list_runs(fixture->store, NULL, 0);
  g_assert_cmpuint(left->len, ==, 4);
  g_assert_cmpint(epoch_run_get_status(g_ptr_array_index(left, 0)), ==,
                  EPOCH_RUN_STATUS_INTERRUPTED);
  support_close(fixture->store);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM run_artifacts"), ==, 0);
  g_assert_cmpint(support_sql(fixture->path, "SELECT count(*) FROM run_tags"), ==, 0);
  fixture->store = support_open(fixture->path);
}

static void
set_setting(EpochStore *store, const char *key, const char *value)
{
  g_auto(Wait) wait = {0};

  epoch_settings_set_async(store, key, value, NULL, support_wait_cb, &wait);
  g_assert_true(epoch_settings_set_finish(store, support_wait(&wait), NULL));
}

static char *
get_setting(EpochStore *store, const char *key)
{
  g_auto(Wait) wait = {0};
  GError *error = NULL;
  char *value;

  epoch_settings_get_async(store, key, NULL, support_wait_cb, &wait);
  value = epoch_settings_get_finish(store, support_wait(&wait), &error);
  g_assert_no_error(error);
  return value;
}

static void
test_settings(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) wait = {0};
  g_autoptr(GHashTable) all = NULL;
  g_autofree char *value = NULL;
  g_autofree char *none = NULL;

  set_setting(fixture->store, "a", "1");
  set_setting(fixture->store, "a", "{\"b\":2}");
  set_setting(fixture->store, "c", "");
  set_setting(fixture->store, "d", "4");
  set_setting(fixture->store, "d", NULL);
  reopen(fixture);
  value = get_setting(fixture->store, "a");
  g_assert_cmpstr(value, ==, "{\"b\":2}");
  none = get_setting(fixture->store, "d");
  g_assert_null(none);
  epoch_settings_load_async(fixture->store, NULL, support_wait_cb, &wait);
  all = epoch_settings_load_finish(fixture->store, support_wait(&wait), NULL);
  support_wait_clear(&wait);
  g_assert_cmpuint(g_hash_table_size(all), ==, 2);
  g_assert_cmpstr(g_hash_table_lookup(all, "c"), ==, "");
}

static void
set_mark(EpochStore *store, guint criterion, int mark)
{
  g_auto(Wait) wait = {0};

  epoch_marks_set_async(store, "w01.project", criterion, mark, NULL, support_wait_cb, &wait);
  g_assert_true(epoch_marks_set_finish(store, support_wait(&wait), NULL));
}

static void
test_marks(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) wait = {0};
  g_autoptr(GArray) marks = NULL;

  set_mark(fixture->store, 2, 80);
  set_mark(fixture->store, 0, 0);
  set_mark(fixture->store, 3, 10);
  set_mark(fixture->store, 3, -1);
  epoch_marks_load_async(fixture->store, "w01.project", NULL, support_wait_cb, &wait);
  marks = epoch_marks_load_finish(fixture->store, support_wait(&wait), NULL);
  support_wait_clear(&wait);
  g_assert_cmpuint(marks->len, ==, 3);
  g_assert_cmpint(g_array_index(marks, int, 0), ==, 0);
  g_assert_cmpint(g_array_index(marks, int, 1), ==, -1);
  g_assert_cmpint(g_array_index(marks, int, 2), ==, 80);
}

static char *
get_place(EpochStore *store, const char *name)
{
  g_auto(Wait) wait = {0};

  epoch_places_get_async(store, name, NULL, support_wait_cb, &wait);
  return epoch_places_get_finish(store, support_wait(&wait), NULL);
}

static void
test_places(Fixture *fixture, gconstpointer data)
{
  g_autofree char *page = NULL;
  g_autofree char *none = get_place(fixture->store, EPOCH_PLACE_LAST);

  g_assert_null(none);
  for (int k = 0; k < 2; k++) {
    g_auto(Wait) wait = {0};

    epoch_places_set_async(fixture->store, EPOCH_PLACE_LAST, k == 0 ? "lab" : "week:4/tasks", NULL,
                           support_wait_cb, &wait);
    g_assert_true(epoch_places_set_finish(fixture->store, support_wait(&wait), NULL));
  }
  page = get_place(fixture->store, EPOCH_PLACE_LAST);
  g_assert_cmpstr(page, ==, "week:4/tasks");
}

/* A cancelled write is told as one, and has not been made. */
static void
test_cancelled(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_auto(Wait) wait = {0};
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) ticks = NULL;

  g_cancellable_cancel(cancellable);
  epoch_ticks_set_async(fixture->store, "w01.task.1", TRUE, 0, cancellable, support_wait_cb, &wait);
  g_assert_false(epoch_ticks_set_finish(fixture->store, support_wait(&wait), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  support_wait_clear(&wait);
  ticks = load_ticks(fixture->store);
  g_assert_cmpuint(g_hash_table_size(ticks), ==, 0);
}

/* A write cancelled at any moment after it was asked for is told truly. */
static void
test_cancelled_late(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GHashTable) made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) ticks = NULL;

  for (int k = 0; k < 200; k++) {
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autofree char *item = g_strdup_printf("item.%d", k);
    g_auto(Wait) wait = {0};

    epoch_ticks_set_async(fixture->store, item, TRUE, 0, cancellable, support_wait_cb, &wait);
    g_usleep((gulong)g_test_rand_int_range(0, 500));
    g_cancellable_cancel(cancellable);
    if (epoch_ticks_set_finish(fixture->store, support_wait(&wait), NULL))
      g_hash_table_add(made, g_steal_pointer(&item));
  }
  ticks = load_ticks(fixture->store);
  g_assert_cmpuint(g_hash_table_size(ticks), ==, g_hash_table_size(made));
}

static void
test_closed(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) wait = {0};
  g_autoptr(GError) error = NULL;

  g_assert_true(epoch_store_is_open(fixture->store));
  epoch_store_close(fixture->store);
  g_assert_false(epoch_store_is_open(fixture->store));
  epoch_ticks_set_async(fixture->store, "a", TRUE, 0, NULL, support_wait_cb, &wait);
  g_assert_false(epoch_ticks_set_finish(fixture->store, support_wait(&wait), &error));
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FAILED);
}

static void
test_pragmas(Fixture *fixture, gconstpointer data)
{
  g_assert_true(epoch_store_run_sql(fixture->store,
                                    "CREATE TEMP TABLE seen AS SELECT "
                                    "(SELECT journal_mode FROM pragma_journal_mode) AS journal, "
                                    "(SELECT synchronous FROM pragma_synchronous) AS sync, "
                                    "(SELECT foreign_keys FROM pragma_foreign_keys) AS keys",
                                    NULL));
  /* A check that fails is an error of the statement. */
  g_assert_true(epoch_store_run_sql(fixture->store,
                                    "CREATE TEMP TABLE must (ok INTEGER CHECK (ok));"
                                    "INSERT INTO must SELECT journal = 'wal' AND sync = 2 "
                                    "AND keys = 1 FROM seen",
                                    NULL));
  reopen(fixture);
  g_assert_cmpint(support_sql(fixture->path, "PRAGMA application_id"), ==,
                  EPOCH_STORE_APPLICATION_ID);
  g_assert_cmpint(support_sql(fixture->path, "PRAGMA user_version"), ==,
                  epoch_migrations_get_default()->n_texts);
}

/* Shipped SQL never changes. */
static void
test_migrations_are_fixed(void)
{
  static const char *const sums[] = {
      "fcfc40177616e6e7a51af111e3f2b61bd5115c019b508f3237e64e39e2b2eed9",
  };
  const EpochMigrations *migrations = epoch_migrations_get_default();

  g_assert_cmpint(migrations->n_texts, ==, G_N_ELEMENTS(sums));
  for (int k = 0; k < migrations->n_texts; k++) {
    g_autofree char *sum =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, migrations->texts[k], -1);

    g_assert_cmpstr(sum, ==, sums[k]);
  }
}

#define ADD(name, func) g_test_add(name, Fixture, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("/store/ticks", test_ticks);
  ADD("/store/notes", test_notes);
  ADD("/store/refused", test_refused);
  ADD("/store/time", test_time);
  ADD("/store/runs", test_runs);
  ADD("/store/parts-of-runs", test_parts_of_runs);
  ADD("/store/lists-of-runs", test_lists_of_runs);
  ADD("/store/settings", test_settings);
  ADD("/store/marks", test_marks);
  ADD("/store/places", test_places);
  ADD("/store/cancelled", test_cancelled);
  ADD("/store/cancelled-late", test_cancelled_late);
  ADD("/store/closed", test_closed);
  ADD("/store/pragmas", test_pragmas);
  g_test_add_func("/store/migrations-are-fixed", test_migrations_are_fixed);
  return g_test_run();
}
