/* Reading a course of which something is damaged: the problem is named, the rest opens. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "course/epoch-course-json.h"
#include "support.h"

static const char *const files[] = {"course.json", "week-01.json", "week-02.json", "week-03.json"};

/* (transfer full): A copy of the fixture course. */
static char *
copy_course(void)
{
  char *folder = support_make_folder();

  for (gsize k = 0; k < G_N_ELEMENTS(files); k++) {
    g_autofree char *name = g_build_filename("course", files[k], NULL);
    g_autofree char *from = support_dup_fixture(name);
    g_autofree char *to = g_build_filename(folder, files[k], NULL);
    g_autoptr(GBytes) bytes = support_read(from);

    support_write(to, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  }
  return folder;
}

static void
replace(const char *folder, const char *file, const char *old_text, const char *new_text)
{
  g_autofree char *path = g_build_filename(folder, file, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GString) changed = NULL;

  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  changed = g_string_new(text);
  g_assert_cmpuint(g_string_replace(changed, old_text, new_text, 1), ==, 1);
  support_write(path, changed->str, changed->len);
}

/* Loads a folder and asserts that the one problem contains a text. */
static EpochCourse *
load_with_problem(const char *folder, const char *expected)
{
  GError *error = NULL;
  EpochCourse *course = epoch_course_load(folder, NULL, &error);
  GPtrArray *problems;

  g_assert_no_error(error);
  problems = epoch_course_get_problems(course);
  g_assert_cmpuint(problems->len, >, 0);
  if (strstr(g_ptr_array_index(problems, 0), expected) == NULL)
    g_error("expected \"%s\", found \"%s\"", expected, (char *)g_ptr_array_index(problems, 0));
  return course;
}

typedef struct {
  const char *name;
  const char *file;
  const char *old_text;
  const char *new_text;
  const char *problem;
} Damage;

static const Damage damages[] = {
    {"type", "week-02.json", "\"hours\": 2", "\"hours\": \"two\"",
     "week-02.json: tasks[0].hours: expected a number, found a string"},
    {"range", "week-02.json", "\"hours\": 2", "\"hours\": -2", "tasks[0].hours: expected a number"},
    {"huge", "week-02.json", "\"hours\": 2", "\"hours\": 1e308", "tasks[0].hours"},
    {"not-whole", "week-01.json", "\"week\": 1", "\"week\": 1.5",
     "week-01.json: week: expected a whole number"},
    {"other-week", "week-01.json", "\"week\": 1", "\"week\": 2", "week-01.json: week: expected 1"},
    {"missing", "week-01.json", "\"title\": \"First steps\",", "",
     "week-01.json: title: expected a string, found nothing"},
    {"blank", "week-01.json", "\"First steps\"", "\"  \"",
     "title: expected a text, found an empty"},
    {"list", "week-01.json", "\"topics\": [", "\"topics\": 7, \"x\": [",
     "week-01.json: topics: expected an array, found a number"},
    {"element", "week-01.json",
     "{ \"id\": \"w01.task.1\", \"text\": \"Install an editor.\", \"hours\": 1 }", "[1]",
     "week-01.json: tasks[0]: expected an object, found an array"},
    {"same-id", "week-02.json", "w02.task.1", "w01.task.1",
     "week-02.json: tasks[0].id: \"w01.task.1\" is already the id of week-01.json: tasks[0]"},
    {"bad-id", "week-02.json", "w02.task.1", "../etc", "tasks[0].id: an id has"},
    {"no-id", "week-02.json", "\"id\": \"w02.task.1\",", "", "tasks[0].id: expected a string"},
    {"scheme", "week-01.json", "https://example.org/python", "javascript:alert(1)",
     "resources[0].url: expected an http or https address"},
    {"file-scheme", "week-01.json", "https://example.org/python", "file:///etc/passwd",
     "resources[0].url"},
    {"project", "week-01.json", "\"project\": {", "\"project\": null, \"x\": {",
     "week-01.json: project: expected an object, found nothing"},
    {"kind", "week-01.json", "\"mini\"", "\"maxi\"", "project.kind: expected \"mini\""},
    {"percent", "week-01.json", "\"percent\": 60", "\"percent\": 600", "project.rubric[0].percent"},
    {"range-of-weeks", "course.json", "[1, 2]", "[2, 1]", "course.json: blocks[0].weeks"},
    {"weeks-too-many", "course.json", "[1, 2]", "[1, 2000000000]", "course.json: blocks[0].weeks"},
    {"two-blocks", "course.json", "\"block\": 2", "\"block\": 1",
     "course.json: blocks[1].block: there is a block 1 already"},
    {"question", "course.json", "\"question\":", "\"text\":",
     "course.json: blocks[0].interview[0].question: expected a string"},
    {"syntax", "week-02.json", "\"block\": 1,", "\"block\": 1", "week-02.json: line 3, column "},
    {"trailing", "week-02.json", "\"experiments\": []", "\"experiments\": [],",
     "week-02.json: line "},
    {"hours-pair", "course.json", "[4, 6]", "[6, 4]", "course.json: hours_per_week"},
};

static void
test_damage(gconstpointer data)
{
  const Damage *damage = data;
  char *folder = copy_course();
  g_autoptr(EpochCourse) course = NULL;

  replace(folder, damage->file, damage->old_text, damage->new_text);
  course = load_with_problem(folder, damage->problem);
  /* Week 3 has nothing to do with any of it. */
  g_assert_nonnull(epoch_course_get_item(course, "w03.task.1"));
  support_remove(folder);
}

static void
test_missing_files(void)
{
  char *folder = copy_course();
  g_autofree char *week = g_build_filename(folder, "week-02.json", NULL);
  g_autofree char *outline = g_build_filename(folder, "course.json", NULL);
  g_autoptr(EpochCourse) without_week = NULL;
  g_autoptr(EpochCourse) without_outline = NULL;

  g_unlink(week);
  without_week = load_with_problem(folder, "week-02.json: the file could not be opened");
  g_assert_cmpuint(epoch_course_get_weeks(without_week)->len, ==, 2);
  g_unlink(outline);
  without_outline = load_with_problem(folder, "course.json: the file could not be opened");
  g_assert_cmpuint(epoch_course_get_weeks(without_outline)->len, ==, 2);
  g_assert_cmpuint(epoch_course_get_blocks(without_outline)->len, ==, 2);
  g_assert_cmpstr(epoch_block_get_title(epoch_course_get_block(without_outline, 2)), ==, "Block 2");
  support_remove(folder);
}

static void
test_nothing(void)
{
  char *folder = support_make_folder();
  g_autoptr(GError) error = NULL;

  g_assert_null(epoch_course_load(folder, NULL, &error));
  g_assert_error(error, EPOCH_COURSE_ERROR, EPOCH_COURSE_ERROR_NOTHING);
  g_assert_nonnull(strstr(error->message, "course.json"));
  support_remove(folder);
}

/* A pipe under the name of a week would make a careless reader wait for ever. */
static void
test_pipe(void)
{
  char *folder = copy_course();
  g_autofree char *path = g_build_filename(folder, "week-02.json", NULL);
  g_autoptr(EpochCourse) course = NULL;

  g_unlink(path);
  g_assert_cmpint(mkfifo(path, 0600), ==, 0);
  course = load_with_problem(folder, "week-02.json: expected a file, found something else");
  support_remove(folder);
}

static void
write_and_expect(const char *text, gsize length, const char *problem)
{
  char *folder = copy_course();
  g_autofree char *path = g_build_filename(folder, "week-02.json", NULL);
  g_autoptr(EpochCourse) course = NULL;

  support_write(path, text, length);
  course = load_with_problem(folder, problem);
  g_assert_cmpuint(epoch_course_get_weeks(course)->len, ==, 2);
  support_remove(folder);
}

static void
test_limits(void)
{
  g_autoptr(GString) deep = g_string_new(NULL);
  g_autofree char *large = g_malloc0(EPOCH_COURSE_MAX_BYTES + 1);

  for (int k = 0; k < 100000; k++)
    g_string_append_c(deep, '[');
  write_and_expect(deep->str, deep->len, "week-02.json: the file is nested 100000 levels deep");
  memset(large, ' ', EPOCH_COURSE_MAX_BYTES + 1);
  write_and_expect(large, EPOCH_COURSE_MAX_BYTES + 1, "week-02.json: the file is too large");
  write_and_expect("{\n\"title\": \"\xff\"}", 14,
                   "week-02.json: line 2: the text is not valid UTF-8");
  write_and_expect("", 0, "week-02.json: ");
  write_and_expect("[]", 2, "week-02.json: expected an object that holds everything");
  write_and_expect("null", 4, "week-02.json: expected an object that holds everything");
}

static void
test_many_elements(void)
{
  char *folder = copy_course();
  g_autoptr(GString) topics = g_string_new("\"topics\": [");
  g_autoptr(EpochCourse) course = NULL;

  for (int k = 0; k < EPOCH_COURSE_MAX_ELEMENTS + 1; k++)
    g_string_append(topics, "\"a\",");
  replace(folder, "week-03.json", "\"topics\": [", topics->str);
  course = load_with_problem(folder, "week-03.json: topics: has 1002 elements");
  g_assert_cmpuint(epoch_week_get_topics(epoch_course_get_week(course, 3))->len, ==,
                   EPOCH_COURSE_MAX_ELEMENTS);
  support_remove(folder);
}

/* One random change of a text: a byte, a cut, a doubling or a swap of two stretches. */
static void
mutate(GString *text)
{
  static const char *const bits[] = {"null", "[]",   "{}",    "-1", "1e999", "\"", "\\u0000",
                                     "true", "\xff", "[[[[[", ",",  ":",     "}",  "\"\\ud800\""};
  gsize at = (gsize)g_test_rand_int_range(0, (gint32)text->len);
  gsize wanted = (gsize)g_test_rand_int_range(1, 40);
  gsize n = MIN(wanted, text->len - at);
  const char *bit = bits[g_test_rand_int_range(0, G_N_ELEMENTS(bits))];

  switch (g_test_rand_int_range(0, 5)) {
  case 0:
    text->str[at] = (char)g_test_rand_int_range(1, 256);
    break;
  case 1:
    g_string_erase(text, (gssize)at, (gssize)n);
    break;
  case 2:
    g_string_truncate(text, at);
    break;
  case 3:
    g_string_erase(text, (gssize)at, (gssize)n);
    g_string_insert(text, (gssize)at, bit);
    break;
  default:
    g_string_insert(text, (gssize)at, bit);
  }
}

static void
walk(EpochCourse *course)
{
  GPtrArray *items = epoch_course_get_tickable(course);

  for (guint k = 0; k < items->len; k++) {
    EpochItem *item = g_ptr_array_index(items, k);

    g_assert_true(epoch_course_get_item(course, epoch_item_get_id(item)) == item);
    g_assert_true(g_utf8_validate(epoch_item_get_text(item), -1, NULL));
  }
}

/* Whatever stands in the files: no crash, and what opens is whole. */
static void
test_mutations(void)
{
  for (int round = 0; round < 800; round++) {
    char *folder = copy_course();
    const char *file = files[g_test_rand_int_range(0, G_N_ELEMENTS(files))];
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GString) mutated = NULL;
    g_autoptr(EpochCourse) course = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    mutated = g_string_new(text);
    for (int k = g_test_rand_int_range(1, 4); k > 0 && mutated->len > 0; k--)
      mutate(mutated);
    support_write(path, mutated->str, mutated->len);
    course = epoch_course_load(folder, NULL, &error);
    g_assert_no_error(error);
    walk(course);
    for (guint k = 0; k < epoch_course_get_problems(course)->len; k++)
      g_assert_true(
          g_utf8_validate(g_ptr_array_index(epoch_course_get_problems(course), k), -1, NULL));
    support_remove(folder);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS(damages); k++) {
    g_autofree char *name = g_strconcat("/course-damage/", damages[k].name, NULL);

    g_test_add_data_func(name, &damages[k], test_damage);
  }
  g_test_add_func("/course-damage/missing-files", test_missing_files);
  g_test_add_func("/course-damage/nothing", test_nothing);
  g_test_add_func("/course-damage/pipe", test_pipe);
  g_test_add_func("/course-damage/limits", test_limits);
  g_test_add_func("/course-damage/many-elements", test_many_elements);
  g_test_add_func("/course-damage/mutations", test_mutations);
  return g_test_run();
}
