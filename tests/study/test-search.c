/* Search: what is found, where it matched, and that no text is an error. */
#include "config.h"

#include <string.h>

#include "search/epoch-search-private.h"
#include "search/epoch-search.h"
#include "support.h"

typedef struct {
  EpochCourse *course;
  EpochSearch *search;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->course = support_load_course();
  fixture->search = epoch_search_new(fixture->course);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  support_finalize(fixture->search);
  g_assert_finalize_object(fixture->course);
}

static GPtrArray *
find(Fixture *fixture, const char *text)
{
  g_auto(Wait) wait = {0};
  GError *error = NULL;
  GPtrArray *results;

  epoch_search_query_async(fixture->search, text, 20, NULL, support_wait_cb, &wait);
  results = epoch_search_query_finish(fixture->search, support_wait(&wait), &error);
  g_assert_no_error(error);
  return results;
}

/* Whether a search finds an item of that kind and id. */
static gboolean
finds(Fixture *fixture, const char *text, EpochSearchKind kind, const char *id)
{
  g_autoptr(GPtrArray) results = find(fixture, text);

  for (guint k = 0; k < results->len; k++) {
    EpochSearchResult *result = g_ptr_array_index(results, k);

    if (epoch_search_result_get_kind(result) == kind &&
        g_str_equal(epoch_search_result_get_id(result), id))
      return TRUE;
  }
  return FALSE;
}

static void
test_kinds(Fixture *fixture, gconstpointer data)
{
  epoch_search_add_experiment(fixture->search, "boston-linear", 2, "A straight line",
                              "How well does a line predict prices?");
  g_assert_true(finds(fixture, "first steps", EPOCH_SEARCH_WEEK, ""));
  g_assert_true(finds(fixture, "week 2", EPOCH_SEARCH_WEEK, ""));
  g_assert_true(finds(fixture, "tuples", EPOCH_SEARCH_TOPIC, ""));
  g_assert_true(finds(fixture, "git commit", EPOCH_SEARCH_TASK, "w01.task.2"));
  g_assert_true(finds(fixture, "tutorial", EPOCH_SEARCH_RESOURCE, "w01.resource.1"));
  g_assert_true(finds(fixture, "chapter", EPOCH_SEARCH_RESOURCE, "w01.own.1"));
  g_assert_true(finds(fixture, "boston housing", EPOCH_SEARCH_PROJECT, "w02.project"));
  g_assert_true(finds(fixture, "readme run", EPOCH_SEARCH_DELIVERABLE, "w01.deliverable.2"));
  g_assert_true(finds(fixture, "reproducibility", EPOCH_SEARCH_ETHICS, ""));
  g_assert_true(finds(fixture, "write script", EPOCH_SEARCH_OUTCOME, "w01.outcome.1"));
  g_assert_true(finds(fixture, "levels", EPOCH_SEARCH_STRETCH, "w01.stretch.1"));
  g_assert_true(finds(fixture, "variable is", EPOCH_SEARCH_CHECK, "b1.check.1"));
  g_assert_true(finds(fixture, "overfitting", EPOCH_SEARCH_QUESTION, "b1.question.1"));
  g_assert_true(finds(fixture, "confusion", EPOCH_SEARCH_FINAL_TASK, "final.02"));
  g_assert_true(finds(fixture, "beginnings", EPOCH_SEARCH_BLOCK, ""));
  g_assert_true(finds(fixture, "straight line", EPOCH_SEARCH_EXPERIMENT, "boston-linear"));
}

static void
test_words(Fixture *fixture, gconstpointer data)
{
  g_assert_true(finds(fixture, "gradi", EPOCH_SEARCH_TASK, "w02.task.1"));
  g_assert_true(finds(fixture, "GRADIENT DESC", EPOCH_SEARCH_TASK, "w02.task.1"));
  g_assert_true(finds(fixture, "descent learn", EPOCH_SEARCH_TASK, "w02.task.1"));
  g_assert_true(finds(fixture, "cafe", EPOCH_SEARCH_RESOURCE, "w01.resource.1"));
  g_assert_true(finds(fixture, "CAFÉ tut", EPOCH_SEARCH_RESOURCE, "w01.resource.1"));
  g_assert_true(finds(fixture, "bias-variance", EPOCH_SEARCH_FINAL_TASK, "final.01"));
  g_assert_false(finds(fixture, "gradi descent", EPOCH_SEARCH_TASK, "w02.task.1"));
  g_assert_false(finds(fixture, "gradient overfitting", EPOCH_SEARCH_TASK, "w02.task.1"));
}

/* Each range, taken from the text, is a word that was asked for. */
static void
test_ranges(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) results = find(fixture, "café tut");
  EpochSearchResult *result;
  const EpochSearchRange *ranges;
  const char *title;
  guint n;

  g_assert_cmpuint(results->len, >, 0);
  result = g_ptr_array_index(results, 0);
  title = epoch_search_result_get_title(result);
  g_assert_cmpstr(title, ==, "The café tutorial");
  ranges = epoch_search_result_get_title_ranges(result, &n);
  g_assert_cmpuint(n, ==, 2);
  g_assert_cmpint(strncmp(title + ranges[0].start, "café", ranges[0].end - ranges[0].start), ==, 0);
  g_assert_cmpuint(ranges[0].end - ranges[0].start, ==, strlen("café"));
  g_assert_cmpint(strncmp(title + ranges[1].start, "tutorial", 8), ==, 0);
  g_assert_cmpstr(epoch_search_result_get_page(result), ==, "week:1/resources");
  g_assert_cmpint(epoch_search_result_get_week(result), ==, 1);
  g_assert_nonnull(strstr(epoch_search_result_get_snippet(result), "Read the first half."));
  epoch_search_result_get_snippet_ranges(result, &n);
  g_assert_cmpuint(n, ==, 0);
}

/* A word in the title outweighs one in the body. */
static void
test_rank(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) results = NULL;

  epoch_search_add_experiment(fixture->search, "one", 1, "Something else", "About zebras");
  epoch_search_add_experiment(fixture->search, "two", 1, "About zebras", "Something else");
  results = find(fixture, "zebras");
  g_assert_cmpuint(results->len, ==, 2);
  g_assert_cmpstr(epoch_search_result_get_id(g_ptr_array_index(results, 0)), ==, "two");
}

static void
test_notes(Fixture *fixture, gconstpointer data)
{
  g_autoptr(EpochNote) week =
      epoch_note_new("week:1", "week:1", "# Backprop\n\nThe chain rule.", 1, 1);
  g_autoptr(EpochNote) changed = epoch_note_new("week:1", "week:1", "# Forward\n\nOnly.", 1, 2);
  g_autoptr(EpochNote) free_note = epoch_note_new("note:1", "", "<b>Tags & \x02 control</b>", 1, 1);
  g_autoptr(GPtrArray) results = NULL;

  epoch_search_add_note(fixture->search, week);
  epoch_search_add_note(fixture->search, free_note);
  results = find(fixture, "chain");
  g_assert_cmpuint(results->len, ==, 1);
  g_assert_cmpstr(epoch_search_result_get_title(g_ptr_array_index(results, 0)), ==, "Backprop");
  g_assert_cmpstr(epoch_search_result_get_page(g_ptr_array_index(results, 0)), ==, "week:1/notes");
  g_assert_true(finds(fixture, "control", EPOCH_SEARCH_NOTE, "note:1"));
  epoch_search_add_note(fixture->search, changed);
  g_assert_false(finds(fixture, "chain", EPOCH_SEARCH_NOTE, "week:1"));
  g_assert_true(finds(fixture, "forward", EPOCH_SEARCH_NOTE, "week:1"));
  epoch_search_remove_note(fixture->search, "week:1");
  g_assert_false(finds(fixture, "forward", EPOCH_SEARCH_NOTE, "week:1"));
}

/* What the query language would take for its own is text here. */
static void
test_hostile(Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
      "",       " ",        "\"",         "\"\"",      "'",         "*",         "git*",
      "git OR", "NOT",      "AND AND",    "NEAR(a b)", "title:git", "{a b}:c",   "a^b",
      "(",      ")",        "((((",       "-git",      "+git",      "git\"; --", "\\",
      "!!! ?",  "\xff\xfe", "a\xc3",      "🎓",         "ß",         "​",       "week:4/tasks",
      "git \"", "col : x",  "\"git\" \"", "%s%n",      "\x02\x03",  "a\tb\nc",
  };
  g_autofree char *large = g_strnfill(100000, 'a');
  g_autoptr(GString) many = g_string_new(NULL);

  for (gsize k = 0; k < G_N_ELEMENTS(texts); k++)
    g_ptr_array_unref(find(fixture, texts[k]));
  g_ptr_array_unref(find(fixture, large));
  for (int k = 0; k < 5000; k++)
    g_string_append(many, "a ");
  g_ptr_array_unref(find(fixture, many->str));
  /* And each is what it says: quotes and operators around a word still find the word. */
  g_assert_true(finds(fixture, "\"git\" commit", EPOCH_SEARCH_TASK, "w01.task.2"));
  g_assert_true(finds(fixture, "(gradient", EPOCH_SEARCH_TASK, "w02.task.1"));
  g_assert_true(finds(fixture, "gradient !!!", EPOCH_SEARCH_TASK, "w02.task.1"));
}

static void
test_random(Fixture *fixture, gconstpointer data)
{
  for (int round = 0; round < 500; round++) {
    char text[24] = {0};

    for (int k = 0; k < g_test_rand_int_range(1, 23); k++)
      text[k] = (char)g_test_rand_int_range(1, 256);
    g_ptr_array_unref(find(fixture, text));
  }
}

static void
test_later_cancels(Fixture *fixture, gconstpointer data)
{
  Wait waits[20] = {0};
  g_autoptr(GPtrArray) last = NULL;

  for (int k = 0; k < 20; k++)
    epoch_search_query_async(fixture->search, "git", 5, NULL, support_wait_cb, &waits[k]);
  for (int k = 0; k < 19; k++) {
    g_autoptr(GError) error = NULL;

    g_assert_null(epoch_search_query_finish(fixture->search, support_wait(&waits[k]), &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    support_wait_clear(&waits[k]);
  }
  last = epoch_search_query_finish(fixture->search, support_wait(&waits[19]), NULL);
  g_assert_nonnull(last);
  support_wait_clear(&waits[19]);
}

static void
test_cancelled(Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  g_autoptr(GError) error = NULL;
  g_auto(Wait) wait = {0};

  epoch_search_query_async(fixture->search, "git", 5, cancellable, support_wait_cb, &wait);
  g_cancellable_cancel(cancellable);
  g_assert_null(epoch_search_query_finish(fixture->search, support_wait(&wait), &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  support_wait_clear(&wait);
}

static void
test_limit(Fixture *fixture, gconstpointer data)
{
  g_auto(Wait) wait = {0};
  g_autoptr(GPtrArray) results = NULL;

  epoch_search_query_async(fixture->search, "e", 3, NULL, support_wait_cb, &wait);
  results = epoch_search_query_finish(fixture->search, support_wait(&wait), NULL);
  g_assert_cmpuint(results->len, ==, 3);
}

/* The shipped course and two hundred notes: under 10 ms, times five for the sanitizers. */
static void
test_time(void)
{
  static const char *const texts[] = {"gra", "neural network", "p", "the", "learn", "docker ci"};
  g_autofree char *folder = epoch_course_dup_default_folder();
  g_autoptr(EpochCourse) course = epoch_course_load(folder, NULL, NULL);
  Fixture fixture = {course, epoch_search_new(course)};
  double slowest = 0;

  g_assert_nonnull(course);
  for (int k = 0; k < 200; k++) {
    g_autofree char *id = g_strdup_printf("note:%d", k);
    g_autofree char *body =
        g_strdup_printf("# Note %d\n\nThe network learns, the docker does not.", k);
    g_autoptr(EpochNote) note = epoch_note_new(id, "", body, 1, 1);

    epoch_search_add_note(fixture.search, note);
  }
  g_ptr_array_unref(find(&fixture, "warm"));
  for (gsize k = 0; k < G_N_ELEMENTS(texts); k++) {
    gint64 began = g_get_monotonic_time();
    g_autoptr(GPtrArray) results = find(&fixture, texts[k]);
    double milliseconds = (double)(g_get_monotonic_time() - began) / 1000;

    g_assert_cmpuint(results->len, >, 0);
    slowest = MAX(slowest, milliseconds);
  }
  g_test_message("The slowest query took %.2f ms.", slowest);
  g_assert_cmpfloat(slowest, <, 50);
  support_finalize(fixture.search);
}

#define ADD(name, func) g_test_add("/search/" name, Fixture, NULL, set_up, func, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("kinds", test_kinds);
  ADD("words", test_words);
  ADD("ranges", test_ranges);
  ADD("rank", test_rank);
  ADD("notes", test_notes);
  ADD("hostile", test_hostile);
  ADD("random", test_random);
  ADD("later-cancels", test_later_cancels);
  ADD("cancelled", test_cancelled);
  ADD("limit", test_limit);
  g_test_add_func("/search/time", test_time);
  return g_test_run();
}
