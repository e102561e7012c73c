/* Reading a course that is as it should be. */
#include "config.h"

#include "support.h"

static void
test_blocks_and_weeks(void)
{
  g_autoptr(EpochCourse) course = support_load_course();
  EpochBlock *block = epoch_course_get_block(course, 1);
  EpochWeek *week = epoch_course_get_week(course, 1);

  g_assert_cmpstr(epoch_course_get_title(course), ==, "A short course");
  g_assert_cmpstr(epoch_course_get_hours_per_week(course), ==, "4–6");
  g_assert_cmpuint(epoch_course_get_blocks(course)->len, ==, 2);
  g_assert_cmpuint(epoch_course_get_weeks(course)->len, ==, 3);
  g_assert_cmpstr(epoch_block_get_title(block), ==, "Beginnings");
  g_assert_cmpstr(epoch_block_get_goal(block), ==, "Begin with `print`.");
  g_assert_cmpuint(epoch_block_get_weeks(block)->len, ==, 2);
  g_assert_true(g_ptr_array_index(epoch_block_get_weeks(block), 0) == week);
  g_assert_cmpuint(epoch_block_get_checks(block)->len, ==, 2);
  g_assert_cmpuint(epoch_block_get_questions(block)->len, ==, 1);
  g_assert_cmpstr(epoch_week_get_title(week), ==, "First steps");
  g_assert_cmpfloat(epoch_week_get_total_hours(week), ==, 5);
  g_assert_cmpfloat(epoch_week_get_task_hours(week), ==, 4);
  g_assert_cmpfloat(epoch_week_get_project_hours(week), ==, 1);
  g_assert_cmpuint(epoch_week_get_experiments(week)->len, ==, 1);
  g_assert_null(epoch_course_get_week(course, 4));
  g_assert_null(epoch_course_get_block(course, 3));
}

static void
test_lists_of_a_week(void)
{
  g_autoptr(EpochCourse) course = support_load_course();
  EpochWeek *week = epoch_course_get_week(course, 1);
  EpochTopic *topic = g_ptr_array_index(epoch_week_get_topics(week), 0);
  EpochTask *task = g_ptr_array_index(epoch_week_get_tasks(week), 1);
  EpochResource *resource = g_ptr_array_index(epoch_week_get_resources(week), 0);
  EpochResource *own = g_ptr_array_index(epoch_week_get_own_resources(week), 0);
  EpochItem *stretch = g_ptr_array_index(epoch_week_get_stretch(week), 0);

  g_assert_cmpstr(epoch_topic_get_text(topic), ==, "**Python:** variables, loops.");
  g_assert_cmpuint(epoch_topic_get_children(topic)->len, ==, 1);
  g_assert_cmpfloat(epoch_task_get_hours(task), ==, 3);
  g_assert_cmpint(epoch_item_get_week(EPOCH_ITEM(task)), ==, 1);
  g_assert_cmpint(epoch_item_get_block(EPOCH_ITEM(task)), ==, 1);
  g_assert_cmpstr(epoch_resource_get_topic(resource), ==, "Python");
  g_assert_cmpstr(epoch_resource_get_note(resource), ==, "Read the *first* half.");
  g_assert_cmpstr(epoch_item_get_url(EPOCH_ITEM(resource)), ==, "https://example.org/python");
  g_assert_false(epoch_resource_is_own(resource));
  g_assert_true(epoch_resource_is_own(own));
  g_assert_null(epoch_item_get_url(EPOCH_ITEM(own)));
  g_assert_cmpstr(epoch_item_get_url(stretch), ==, "https://example.org/levels");
}

static void
test_project(void)
{
  g_autoptr(EpochCourse) course = support_load_course();
  EpochProject *mini = epoch_week_get_project(epoch_course_get_week(course, 1));
  EpochProject *capstone = epoch_week_get_project(epoch_course_get_week(course, 2));
  EpochProjectDataset *dataset = g_ptr_array_index(epoch_project_get_datasets(capstone), 0);
  GPtrArray *parts = epoch_project_get_parts(capstone);
  EpochDeliverable *deliverable = g_ptr_array_index(epoch_project_get_deliverables(mini), 1);

  g_assert_false(epoch_project_is_capstone(mini));
  g_assert_true(epoch_project_is_capstone(capstone));
  g_assert_cmpint(epoch_project_get_number(mini), ==, 0);
  g_assert_cmpint(epoch_project_get_number(capstone), ==, 1);
  g_assert_cmpstr(epoch_project_get_task(mini), ==, "Build the game.");
  g_assert_cmpstr(epoch_project_dataset_get_note(dataset), ==, "Mind column `B`.");
  g_assert_cmpint(epoch_project_dataset_get_part(dataset), ==, 1);
  g_assert_cmpuint(parts->len, ==, 2);
  g_assert_cmpstr(g_ptr_array_index(parts, 0), ==, "**Explore.** Look at the data.");
  g_assert_cmpstr(g_ptr_array_index(parts, 1), ==, "Model.");
  g_assert_cmpuint(epoch_deliverable_get_children(deliverable)->len, ==, 2);
  g_assert_cmpint(epoch_deliverable_get_part(deliverable), ==, 0);
}

static void
test_marks(void)
{
  g_autoptr(EpochCourse) course = support_load_course();
  EpochProject *project = epoch_week_get_project(epoch_course_get_week(course, 1));

  g_assert_cmpfloat(epoch_project_compute_mark(project, NULL, 0), ==, 0);
  g_assert_cmpfloat_with_epsilon(epoch_project_compute_mark(project, (int[]){100, 100}, 2), 100,
                                 1e-9);
  g_assert_cmpfloat_with_epsilon(epoch_project_compute_mark(project, (int[]){50, 100}, 2), 70,
                                 1e-9);
  g_assert_cmpfloat_with_epsilon(epoch_project_compute_mark(project, (int[]){-1, 100}, 2), 40,
                                 1e-9);
  g_assert_cmpfloat_with_epsilon(epoch_project_compute_mark(project, (int[]){100}, 1), 60, 1e-9);
}

static void
test_items(void)
{
  static const char *const expected[] = {
      "w01.task.1",        "w01.task.2",        "w01.resource.1", "w01.own.1",
      "w01.deliverable.1", "w01.deliverable.2", "w01.outcome.1",  "w01.stretch.1",
      "w02.task.1",        "w02.resource.1",    "w02.own.1",      "w02.deliverable.1",
      "w02.outcome.1",     "w02.stretch.1",     "b1.check.1",     "b1.check.2",
      "w03.task.1",        "w03.deliverable.1", "final.01",       "final.02",
  };
  g_autoptr(EpochCourse) course = support_load_course();
  GPtrArray *items = epoch_course_get_tickable(course);
  EpochItem *check = epoch_course_get_item(course, "b1.check.2");
  EpochItem *question = epoch_course_get_item(course, "b1.question.1");

  g_assert_cmpuint(items->len, ==, G_N_ELEMENTS(expected));
  for (guint k = 0; k < items->len; k++)
    g_assert_cmpstr(epoch_item_get_id(g_ptr_array_index(items, k)), ==, expected[k]);
  g_assert_cmpint(epoch_item_get_kind(check), ==, EPOCH_ITEM_CHECK);
  g_assert_cmpint(epoch_item_get_block(check), ==, 1);
  g_assert_cmpint(epoch_item_get_week(check), ==, 0);
  g_assert_cmpstr(epoch_item_get_text(question), ==, "What is **overfitting**?");
  g_assert_false(epoch_item_is_tickable(question));
  g_assert_null(epoch_course_get_item(course, "w09.task.1"));
  g_assert_null(epoch_course_get_item(course, NULL));
  for (int kind = 0; kind < EPOCH_N_ITEM_KINDS; kind++)
    g_assert_nonnull(epoch_item_kind_to_string((EpochItemKind)kind));
}

static void
test_async(void)
{
  g_autofree char *folder = support_dup_fixture("course");
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_auto(Wait) wait = {0};
  g_auto(Wait) cancelled = {0};
  g_autoptr(GError) error = NULL;
  EpochCourse *course;

  epoch_course_load_async(folder, NULL, support_wait_cb, &wait);
  course = epoch_course_load_finish(support_wait(&wait), &error);
  g_assert_no_error(error);
  support_wait_clear(&wait);
  g_assert_finalize_object(course);

  g_cancellable_cancel(cancellable);
  epoch_course_load_async(folder, cancellable, support_wait_cb, &cancelled);
  g_assert_null(epoch_course_load_finish(support_wait(&cancelled), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The course that is shipped, without a single problem, and with what it is known to hold. */
static void
test_real_course(void)
{
  g_autofree char *folder = epoch_course_dup_default_folder();
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochCourse) course = epoch_course_load(folder, NULL, &error);
  guint n_checks = 0;
  guint n_questions = 0;
  guint n_final = 0;
  double percent = 0;

  g_assert_no_error(error);
  for (guint k = 0; k < epoch_course_get_problems(course)->len; k++)
    g_test_message("%s", (char *)g_ptr_array_index(epoch_course_get_problems(course), k));
  g_assert_cmpuint(epoch_course_get_problems(course)->len, ==, 0);
  g_assert_cmpuint(epoch_course_get_weeks(course)->len, ==, 16);
  g_assert_cmpuint(epoch_course_get_blocks(course)->len, ==, 4);
  for (int block = 1; block <= 4; block++) {
    g_assert_cmpuint(epoch_block_get_weeks(epoch_course_get_block(course, block))->len, ==, 4);
    n_checks += epoch_block_get_checks(epoch_course_get_block(course, block))->len;
    n_questions += epoch_block_get_questions(epoch_course_get_block(course, block))->len;
  }
  for (guint k = 0; k < epoch_course_get_final(course)->len; k++)
    n_final +=
        epoch_final_category_get_tasks(g_ptr_array_index(epoch_course_get_final(course), k))->len;
  g_assert_cmpuint(n_checks, ==, 20);
  g_assert_cmpuint(n_questions, ==, 20);
  g_assert_cmpuint(n_final, ==, 30);
  for (int number = 1; number <= 16; number++) {
    EpochProject *project = epoch_week_get_project(epoch_course_get_week(course, number));

    percent = 0;
    for (guint k = 0; k < epoch_project_get_rubric(project)->len; k++)
      percent +=
          epoch_rubric_row_get_percent(g_ptr_array_index(epoch_project_get_rubric(project), k));
    g_assert_cmpfloat(percent, ==, 100);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/course/blocks-and-weeks", test_blocks_and_weeks);
  g_test_add_func("/course/lists-of-a-week", test_lists_of_a_week);
  g_test_add_func("/course/project", test_project);
  g_test_add_func("/course/marks", test_marks);
  g_test_add_func("/course/items", test_items);
  g_test_add_func("/course/async", test_async);
  g_test_add_func("/course/real", test_real_course);
  return g_test_run();
}
