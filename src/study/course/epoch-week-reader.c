/* week-NN.json: one week, but for its project. */
#include "config.h"

#include "course/epoch-course-reader.h"

#define MAX_HOURS 1000

typedef struct {
  EpochReading *reading;
  GPtrArray *records;
  EpochItemKind kind;
  int week;
  int block;
} Context;

static GPtrArray *
read_records(const Context *outer, const EpochPlace *place, const char *member, EpochItemKind kind,
             EpochPlaceFunc func)
{
  Context context = *outer;

  context.records = g_ptr_array_new_with_free_func(g_object_unref);
  context.kind = kind;
  epoch_place_foreach(place, member, FALSE, func, &context);
  return context.records;
}

static EpochItemHead
head_of(const Context *context)
{
  return (EpochItemHead){.kind = context->kind, .week = context->week, .block = context->block};
}

static void
add_item(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  EpochItemHead head = head_of(context);

  if (epoch_reading_item(context->reading, place, "text", &head))
    g_ptr_array_add(context->records, epoch_item_new(&head));
}

static void
add_task(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  EpochItemHead head = head_of(context);
  double hours = epoch_place_get_number(place, "hours", 0, MAX_HOURS);

  if (epoch_reading_item(context->reading, place, "text", &head))
    g_ptr_array_add(context->records, epoch_task_new(&head, hours));
}

static void
add_resource(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  EpochItemHead head = head_of(context);
  const char *topic = epoch_place_get_optional_text(place, "topic");
  const char *note = epoch_place_get_optional_text(place, "note");

  if (epoch_reading_item(context->reading, place, "title", &head))
    g_ptr_array_add(context->records, epoch_resource_new(&head, topic, note));
}

/* A resource of the learner's own has a title, and a text that says what to do with it. */
static void
add_own_resource(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  EpochItemHead head = head_of(context);
  const char *text = epoch_place_get_optional_text(place, "text");

  if (epoch_reading_item(context->reading, place, "title", &head))
    g_ptr_array_add(context->records, epoch_resource_new(&head, NULL, text));
}

static void
add_ethics(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  const char *title = epoch_place_get_text(place, "title");
  const char *text = epoch_place_get_text(place, "text");

  if (title != NULL && text != NULL)
    g_ptr_array_add(context->records, epoch_ethics_new(title, text));
}

/* The nesting is bounded by that of the file. */
static void
add_topic(const EpochPlace *place, guint index, gpointer records)
{
  const char *text = epoch_place_get_text(place, "text");
  GPtrArray *children;

  if (text == NULL)
    return;
  children = g_ptr_array_new_with_free_func(g_object_unref);
  epoch_place_foreach(place, "children", TRUE, add_topic, children);
  g_ptr_array_add(records, epoch_topic_new(text, children));
}

static void
read_hours(const EpochPlace *place, EpochWeekParts *parts)
{
  g_autofree char *path = NULL;
  EpochPlace hours;

  if (!epoch_place_enter(place, "hours", &hours, &path))
    return;
  parts->total_hours = epoch_place_get_number(&hours, "total", 0, MAX_HOURS);
  parts->task_hours = epoch_place_get_number(&hours, "tasks", 0, MAX_HOURS);
  parts->project_hours = epoch_place_get_number(&hours, "project", 0, MAX_HOURS);
}

static void
read_lists(const Context *context, const EpochPlace *place, EpochWeekParts *parts)
{
  parts->take_topics = g_ptr_array_new_with_free_func(g_object_unref);
  epoch_place_foreach(place, "topics", FALSE, add_topic, parts->take_topics);
  parts->take_tasks = read_records(context, place, "tasks", EPOCH_ITEM_TASK, add_task);
  parts->take_resources =
      read_records(context, place, "resources", EPOCH_ITEM_RESOURCE, add_resource);
  parts->take_own_resources =
      read_records(context, place, "own_resources", EPOCH_ITEM_OWN_RESOURCE, add_own_resource);
  parts->take_ethics = read_records(context, place, "ethics", 0, add_ethics);
  parts->take_outcomes = read_records(context, place, "outcomes", EPOCH_ITEM_OUTCOME, add_item);
  parts->take_stretch = read_records(context, place, "stretch", EPOCH_ITEM_STRETCH, add_item);
  parts->take_experiments = epoch_place_dup_texts(place, "experiments");
}

EpochWeek *
epoch_reading_week(EpochReading *reading, const char *file, JsonObject *root, int expected)
{
  EpochPlace place = {file, reading->problems, root, ""};
  Context context = {.reading = reading, .week = expected};
  EpochWeekParts parts = {.number = expected};
  g_autofree char *stand_in = NULL;
  int number = epoch_place_get_integer(&place, "week", 1, EPOCH_COURSE_MAX_WEEKS);

  if (number != 0 && number != expected)
    epoch_place_complain(&place, "week", "expected %d, as in the file's name, found %d", expected,
                         number);
  /* A week whose block can not be read is shown in the first. */
  parts.block = MAX(epoch_place_get_integer(&place, "block", 1, EPOCH_COURSE_MAX_BLOCKS), 1);
  context.block = parts.block;
  parts.title = epoch_place_get_text(&place, "title");
  if (parts.title == NULL)
    parts.title = stand_in = g_strdup_printf("Week %d", expected);
  parts.prerequisites = epoch_place_get_optional_text(&place, "prerequisites");
  if (parts.prerequisites == NULL)
    parts.prerequisites = "";
  read_hours(&place, &parts);
  read_lists(&context, &place, &parts);
  parts.take_project = epoch_reading_project(reading, &place, expected, parts.block);
  return epoch_week_new(&parts);
}
