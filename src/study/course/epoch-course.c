#include "config.h"

#include "course/epoch-course.h"

#include <string.h>

#include "course/epoch-course-reader.h"

struct _EpochCourse {
  GObject parent_instance;
  char *title;
  char *hours_per_week;
  GPtrArray *blocks;
  GPtrArray *weeks;
  GPtrArray *final;
  GPtrArray *tickable;
  GPtrArray *problems;
  GHashTable *items; /* id → EpochItem */
};

G_DEFINE_QUARK(epoch - course - error, epoch_course_error)
G_DEFINE_FINAL_TYPE(EpochCourse, epoch_course, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochCourse *self = EPOCH_COURSE(object);

  g_free(self->title);
  g_free(self->hours_per_week);
  g_ptr_array_unref(self->blocks);
  g_ptr_array_unref(self->weeks);
  g_ptr_array_unref(self->final);
  g_ptr_array_unref(self->tickable);
  g_ptr_array_unref(self->problems);
  g_hash_table_unref(self->items);
  G_OBJECT_CLASS(epoch_course_parent_class)->finalize(object);
}

static void
epoch_course_class_init(EpochCourseClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_course_init(EpochCourse *self)
{
  self->blocks = g_ptr_array_new_with_free_func(g_object_unref);
  self->weeks = g_ptr_array_new_with_free_func(g_object_unref);
  self->final = g_ptr_array_new_with_free_func(g_object_unref);
  self->tickable = g_ptr_array_new_with_free_func(g_object_unref);
  self->problems = g_ptr_array_new_with_free_func(g_free);
  self->items = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_object_unref);
}

/* The table's keys are the items' own ids. */
static void
index_item(EpochCourse *self, EpochItem *item)
{
  g_hash_table_insert(self->items, (gpointer)epoch_item_get_id(item), g_object_ref(item));
  if (epoch_item_is_tickable(item))
    g_ptr_array_add(self->tickable, g_object_ref(item));
}

static void
index_items(EpochCourse *self, GPtrArray *items)
{
  for (guint k = 0; k < items->len; k++)
    index_item(self, g_ptr_array_index(items, k));
}

static void
index_week(EpochCourse *self, EpochWeek *week)
{
  EpochProject *project = epoch_week_get_project(week);

  index_items(self, epoch_week_get_tasks(week));
  index_items(self, epoch_week_get_resources(week));
  index_items(self, epoch_week_get_own_resources(week));
  if (project != NULL) {
    index_item(self, EPOCH_ITEM(project));
    index_items(self, epoch_project_get_deliverables(project));
  }
  index_items(self, epoch_week_get_outcomes(week));
  index_items(self, epoch_week_get_stretch(week));
}

static void
index_course(EpochCourse *self)
{
  for (guint k = 0; k < self->blocks->len; k++) {
    EpochBlock *block = g_ptr_array_index(self->blocks, k);
    GPtrArray *weeks = epoch_block_get_weeks(block);

    for (guint w = 0; w < weeks->len; w++)
      index_week(self, g_ptr_array_index(weeks, w));
    index_items(self, epoch_block_get_checks(block));
    index_items(self, epoch_block_get_questions(block));
  }
  for (guint k = 0; k < self->final->len; k++)
    index_items(self, epoch_final_category_get_tasks(g_ptr_array_index(self->final, k)));
}

/* The number in "week-NN.json", 0 where the name is another. */
static int
week_of_name(const char *name)
{
  if (strlen(name) == strlen("week-NN.json") && g_str_has_prefix(name, "week-") &&
      g_str_has_suffix(name, ".json") && g_ascii_isdigit(name[5]) && g_ascii_isdigit(name[6]))
    return (name[5] - '0') * 10 + (name[6] - '0');
  return 0;
}

/* Marks the weeks to read: those that the blocks name, and those that there are files for. */
static void
find_weeks(const char *folder, GArray *named, gboolean *wanted)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;

  for (guint k = 0; named != NULL && k < named->len; k++)
    wanted[g_array_index(named, int, k)] = TRUE;
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
    wanted[week_of_name(name)] = TRUE;
  wanted[0] = FALSE;
}

/* The block of a week; one without a description stands in where course.json has none. */
static EpochBlock *
ensure_block(EpochCourse *self, int number)
{
  g_autofree char *title = g_strdup_printf("Block %d", number);
  EpochBlockParts parts = {.number = number,
                           .title = title,
                           .goal = "",
                           .job_relevance = "",
                           .capstone = "",
                           .overview = ""};
  guint at = 0;

  for (; at < self->blocks->len; at++) {
    EpochBlock *block = g_ptr_array_index(self->blocks, at);

    if (epoch_block_get_number(block) == number)
      return block;
    if (epoch_block_get_number(block) > number)
      break;
  }
  g_ptr_array_insert(self->blocks, (int)at, epoch_block_new(&parts));
  return g_ptr_array_index(self->blocks, at);
}

static void
load_outline(EpochCourse *self, EpochReading *reading, const char *folder, EpochOutline *outline)
{
  g_autoptr(JsonNode) root = epoch_course_json_load(folder, "course.json", self->problems);

  if (root == NULL)
    return;
  epoch_reading_outline(reading, "course.json", json_node_get_object(root), outline);
  self->title = g_steal_pointer(&outline->title);
  self->hours_per_week = g_steal_pointer(&outline->hours_per_week);
  g_ptr_array_extend_and_steal(self->blocks, g_steal_pointer(&outline->blocks));
  g_ptr_array_extend_and_steal(self->final, g_steal_pointer(&outline->final));
}

static void
load_week(EpochCourse *self, EpochReading *reading, const char *folder, int number)
{
  g_autofree char *file = g_strdup_printf("week-%02d.json", number);
  g_autoptr(JsonNode) root = epoch_course_json_load(folder, file, self->problems);
  EpochWeek *week;

  if (root == NULL)
    return;
  week = epoch_reading_week(reading, file, json_node_get_object(root), number);
  g_ptr_array_add(self->weeks, week);
  epoch_block_add_week(ensure_block(self, epoch_week_get_block(week)), week);
}

EpochCourse *
epoch_course_load(const char *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr(EpochCourse) self = g_object_new(EPOCH_TYPE_COURSE, NULL);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  EpochReading reading = {self->problems, seen};
  g_auto(EpochOutline) outline = {0};
  gboolean wanted[100] = {FALSE};

  g_return_val_if_fail(folder != NULL, NULL);
  load_outline(self, &reading, folder, &outline);
  find_weeks(folder, outline.weeks, wanted);
  for (int number = 1; number <= EPOCH_COURSE_MAX_WEEKS; number++) {
    if (g_cancellable_set_error_if_cancelled(cancellable, error))
      return NULL;
    if (wanted[number])
      load_week(self, &reading, folder, number);
  }
  if (self->blocks->len == 0) {
    g_set_error(error, EPOCH_COURSE_ERROR, EPOCH_COURSE_ERROR_NOTHING,
                "The course in %s could not be read. %s", folder,
                self->problems->len > 0 ? (char *)g_ptr_array_index(self->problems, 0) : "");
    return NULL;
  }
  if (self->title == NULL)
    self->title = g_strdup("");
  index_course(self);
  return g_steal_pointer(&self);
}

static void
load_in_thread(GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  GError *error = NULL;
  EpochCourse *course = epoch_course_load(folder, cancellable, &error);

  if (course != NULL)
    g_task_return_pointer(task, course, g_object_unref);
  else
    g_task_return_error(task, error);
}

void
epoch_course_load_async(const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);

  g_return_if_fail(folder != NULL);
  g_task_set_source_tag(task, epoch_course_load_async);
  g_task_set_task_data(task, g_strdup(folder), g_free);
  g_task_run_in_thread(task, load_in_thread);
}

EpochCourse *
epoch_course_load_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

char *
epoch_course_dup_default_folder(void)
{
  const char *data = g_getenv("EPOCH_DATA_DIR");

  return g_build_filename(data != NULL && *data != '\0' ? data : EPOCH_INSTALLED_DATA_DIR,
                          "curriculum", NULL);
}

const char *
epoch_course_get_title(EpochCourse *self)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return self->title;
}

const char *
epoch_course_get_hours_per_week(EpochCourse *self)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return self->hours_per_week;
}

GPtrArray *
epoch_course_get_blocks(EpochCourse *self)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return self->blocks;
}

GPtrArray *
epoch_course_get_weeks(EpochCourse *self)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return self->weeks;
}

GPtrArray *
epoch_course_get_final(EpochCourse *self)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return self->final;
}

EpochWeek *
epoch_course_get_week(EpochCourse *self, int number)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  for (guint k = 0; k < self->weeks->len; k++)
    if (epoch_week_get_number(g_ptr_array_index(self->weeks, k)) == number)
      return g_ptr_array_index(self->weeks, k);
  return NULL;
}

EpochBlock *
epoch_course_get_block(EpochCourse *self, int number)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  for (guint k = 0; k < self->blocks->len; k++)
    if (epoch_block_get_number(g_ptr_array_index(self->blocks, k)) == number)
      return g_ptr_array_index(self->blocks, k);
  return NULL;
}

EpochItem *
epoch_course_get_item(EpochCourse *self, const char *id)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return id != NULL ? g_hash_table_lookup(self->items, id) : NULL;
}

GPtrArray *
epoch_course_get_tickable(EpochCourse *self)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return self->tickable;
}

GPtrArray *
epoch_course_get_problems(EpochCourse *self)
{
  g_return_val_if_fail(EPOCH_IS_COURSE(self), NULL);
  return self->problems;
}
