/* Progress: what counts, what comes next, hours, and what happens when the store refuses. */
#include "config.h"

#include "progress/epoch-progress.h"
#include "store/epoch-store-private.h"
#include "support.h"

typedef struct {
  char *folder;
  char *path;
  EpochStore *store;
  EpochCourse *course;
  EpochProgress *progress;
  guint n_changed;
  guint n_failed;
  char *last_changed;
} Fixture;

static void
changed_cb(EpochProgress *progress, const char *item, gpointer data)
{
  Fixture *fixture = data;

  fixture->n_changed++;
  g_set_str(&fixture->last_changed, item);
}

static void
failed_cb(EpochProgress *progress, const char *item, const GError *error, gpointer data)
{
  g_assert_true(error->domain == EPOCH_STORE_ERROR);
  ((Fixture *)data)->n_failed++;
}

static void
load(Fixture *fixture)
{
  g_auto(Wait) wait = {0};

  fixture->progress = epoch_progress_new(fixture->course, fixture->store);
  epoch_progress_load_async(fixture->progress, NULL, support_wait_cb, &wait);
  g_assert_true(epoch_progress_load_finish(fixture->progress, support_wait(&wait), NULL));
  g_signal_connect(fixture->progress, "changed", G_CALLBACK(changed_cb), fixture);
  g_signal_connect(fixture->progress, "failed", G_CALLBACK(failed_cb), fixture);
}

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = support_make_folder();
  fixture->path = g_build_filename(fixture->folder, "epoch.db", NULL);
  fixture->store = support_open(fixture->path);
  fixture->course = support_load_course();
  load(fixture);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  support_finalize(fixture->progress);
  support_close(fixture->store);
  g_assert_finalize_object(fixture->course);
  g_free(fixture->last_changed);
  g_free(fixture->path);
  support_remove(fixture->folder);
}

static void
tick(Fixture *fixture, const char *item, gboolean ticked)
{
  g_auto(Wait) wait = {0};

  epoch_progress_set_ticked_async(fixture->progress, item, ticked, support_wait_cb, &wait);
  /* At once, before it is stored. */
  g_assert_cmpint(epoch_progress_is_ticked(fixture->progress, item), ==, ticked);
  g_assert_true(epoch_progress_set_ticked_finish(fixture->progress, support_wait(&wait), NULL));
}

static void
expect_fractions(Fixture *fixture, double week, double block, double course)
{
  g_assert_cmpfloat_with_epsilon(epoch_progress_get_week_fraction(fixture->progress, 1), week,
                                 1e-9);
  g_assert_cmpfloat_with_epsilon(epoch_progress_get_block_fraction(fixture->progress, 1), block,
                                 1e-9);
  g_assert_cmpfloat_with_epsilon(epoch_progress_get_course_fraction(fixture->progress), course,
                                 1e-9);
}

/* Week 1: tasks of 1 and 3 hours, a project of 1 hour with two deliverables. Week 2: a task of 2
 * hours, a project of 4 with one. Week 3: a task and a deliverable without hours, which count 1. */
static void
test_fractions(Fixture *fixture, gconstpointer data)
{
  expect_fractions(fixture, 0, 0, 0);
  tick(fixture, "w01.task.2", TRUE);
  expect_fractions(fixture, 3 / 5.0, 3 / 11.0, 3 / 13.0);
  tick(fixture, "w01.deliverable.1", TRUE);
  expect_fractions(fixture, 3.5 / 5, 3.5 / 11, 3.5 / 13);
  tick(fixture, "w01.outcome.1", TRUE);
  expect_fractions(fixture, 3.5 / 5, 3.5 / 11, 3.5 / 13);
  tick(fixture, "w03.task.1", TRUE);
  expect_fractions(fixture, 3.5 / 5, 3.5 / 11, 4.5 / 13);
  g_assert_cmpfloat(epoch_progress_get_week_fraction(fixture->progress, 3), ==, 0.5);
  tick(fixture, "w01.task.2", FALSE);
  expect_fractions(fixture, 0.5 / 5, 0.5 / 11, 1.5 / 13);
  g_assert_cmpfloat(epoch_progress_get_week_fraction(fixture->progress, 77), ==, 0);
  g_assert_cmpfloat(epoch_progress_get_block_fraction(fixture->progress, 77), ==, 0);
}

static const char *
next_id(Fixture *fixture)
{
  EpochItem *item = epoch_progress_get_next_item(fixture->progress);

  return item != NULL ? epoch_item_get_id(item) : NULL;
}

static void
test_next(Fixture *fixture, gconstpointer data)
{
  static const char *const order[] = {
      "w01.task.1", "w01.task.2",        "w01.deliverable.1", "w01.deliverable.2",
      "w02.task.1", "w02.deliverable.1", "w03.task.1",        "w03.deliverable.1",
  };
  guint ticked, all;

  tick(fixture, "w02.task.1", TRUE);
  tick(fixture, "w02.task.1", FALSE);
  for (gsize k = 0; k < G_N_ELEMENTS(order); k++) {
    g_assert_cmpstr(next_id(fixture), ==, order[k]);
    tick(fixture, order[k], TRUE);
  }
  g_assert_null(next_id(fixture));
  g_assert_null(epoch_progress_get_next_item_in_week(fixture->progress, 2));
  tick(fixture, "w02.task.1", FALSE);
  g_assert_nonnull(epoch_progress_get_next_item_in_week(fixture->progress, 2));
  g_assert_null(epoch_progress_get_next_item_in_week(fixture->progress, 1));
  epoch_progress_count(fixture->progress, 1, EPOCH_ITEM_TASK, &ticked, &all);
  g_assert_cmpuint(ticked, ==, 2);
  g_assert_cmpuint(all, ==, 2);
  expect_fractions(fixture, 1, 9 / 11.0, 11 / 13.0);
}

static void
test_kept(Fixture *fixture, gconstpointer data)
{
  tick(fixture, "w01.task.1", TRUE);
  g_assert_cmpint(epoch_progress_get_ticked_time(fixture->progress, "w01.task.1"), >, 1600000000);
  support_finalize(fixture->progress);
  support_close(fixture->store);
  fixture->store = support_open(fixture->path);
  load(fixture);
  g_assert_true(epoch_progress_is_ticked(fixture->progress, "w01.task.1"));
  g_assert_false(epoch_progress_is_ticked(fixture->progress, "w01.task.2"));
}

/* What can not be stored is taken back, and told. */
static void
test_failure(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) wait = {0};
  g_autoptr(GError) error = NULL;

  tick(fixture, "w01.task.1", TRUE);
  epoch_store_close(fixture->store);
  fixture->n_changed = 0;
  epoch_progress_set_ticked_async(fixture->progress, "w01.task.2", TRUE, support_wait_cb, &wait);
  g_assert_true(epoch_progress_is_ticked(fixture->progress, "w01.task.2"));
  g_assert_cmpuint(fixture->n_changed, ==, 1);
  g_assert_false(epoch_progress_set_ticked_finish(fixture->progress, support_wait(&wait), &error));
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FAILED);
  g_assert_false(epoch_progress_is_ticked(fixture->progress, "w01.task.2"));
  g_assert_cmpuint(fixture->n_changed, ==, 2);
  g_assert_cmpuint(fixture->n_failed, ==, 1);
  g_assert_cmpstr(fixture->last_changed, ==, "w01.task.2");
  g_assert_true(epoch_progress_is_ticked(fixture->progress, "w01.task.1"));
}

/* Two changes of one item under way: the first fails, the second is made. */
static void
test_failure_between(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) first = {0};
  g_auto(Wait) second = {0};

  epoch_store_close(fixture->store);
  epoch_progress_set_ticked_async(fixture->progress, "w01.task.1", TRUE, support_wait_cb, &first);
  epoch_store_open_async(fixture->store, NULL, NULL, NULL);
  epoch_progress_set_ticked_async(fixture->progress, "w01.task.1", TRUE, support_wait_cb, &second);
  g_assert_false(epoch_progress_set_ticked_finish(fixture->progress, support_wait(&first), NULL));
  g_assert_true(epoch_progress_is_ticked(fixture->progress, "w01.task.1"));
  g_assert_true(epoch_progress_set_ticked_finish(fixture->progress, support_wait(&second), NULL));
  g_assert_true(epoch_progress_is_ticked(fixture->progress, "w01.task.1"));
  g_assert_cmpuint(fixture->n_failed, ==, 1);
}

static gint64
log_time(Fixture *fixture, const char *item, GDateTime *when, gint64 seconds)
{
  g_auto(Wait) wait = {0};
  gint64 entry;

  epoch_progress_log_time_async(fixture->progress, item, g_date_time_to_unix(when), seconds,
                                "manual", support_wait_cb, &wait);
  entry = epoch_progress_log_time_finish(fixture->progress, support_wait(&wait), NULL);
  g_assert_cmpint(entry, >, 0);
  return entry;
}

static void
expect_hours(Fixture *fixture)
{
  GDate first, second;

  g_date_clear(&first, 1);
  g_date_set_dmy(&first, 10, G_DATE_MARCH, 2026);
  second = first;
  g_date_add_days(&second, 1);
  g_assert_cmpfloat(epoch_progress_get_hours_on_day(fixture->progress, &first), ==, 1.5);
  g_assert_cmpfloat(epoch_progress_get_hours_on_day(fixture->progress, &second), ==, 2);
  g_assert_cmpfloat(epoch_progress_get_hours_between(fixture->progress, &first, &second), ==, 3.5);
  g_assert_cmpfloat(epoch_progress_get_hours_on_item(fixture->progress, "w01.task.1"), ==, 1);
  g_assert_cmpfloat(epoch_progress_get_hours_in_week(fixture->progress, 1), ==, 3);
  g_assert_cmpfloat(epoch_progress_get_hours_in_week(fixture->progress, 2), ==, 0);
}

static void
test_hours(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GDateTime) evening = g_date_time_new_local(2026, 3, 10, 23, 59, 0);
  g_autoptr(GDateTime) night = g_date_time_new_local(2026, 3, 11, 0, 1, 0);
  g_auto(Wait) wait = {0};
  gint64 entry;

  log_time(fixture, "w01.task.1", evening, 3600);
  log_time(fixture, "", evening, 1800);
  log_time(fixture, "w01.project", night, 7200);
  entry = log_time(fixture, "w01.task.1", night, 60);
  epoch_progress_delete_time_async(fixture->progress, entry, support_wait_cb, &wait);
  g_assert_true(epoch_progress_delete_time_finish(fixture->progress, support_wait(&wait), NULL));
  support_wait_clear(&wait);
  expect_hours(fixture);
  support_finalize(fixture->progress);
  load(fixture);
  expect_hours(fixture);
}

#define ADD(name, func) g_test_add("/progress/" name, Fixture, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("fractions", test_fractions);
  ADD("next", test_next);
  ADD("kept", test_kept);
  ADD("failure", test_failure);
  ADD("failure-between", test_failure_between);
  ADD("hours", test_hours);
  return g_test_run();
}
