/* The member "project" of week-NN.json. */
#include "config.h"

#include "course/epoch-course-reader.h"

typedef struct {
  EpochReading *reading;
  GPtrArray *records;
  int week;
  int block;
} Context;

/* Which part something belongs to; 0 where that is not said. */
static int
read_part(const EpochPlace *place)
{
  return epoch_place_has(place, "part") ? epoch_place_get_integer(place, "part", 1, 99) : 0;
}

/* A part has a title and a text, or one of the two; they become one paragraph. */
static void
add_part(const EpochPlace *place, guint index, gpointer parts)
{
  const char *title = epoch_place_get_optional_text(place, "title");
  const char *text = epoch_place_get_optional_text(place, "text");

  if (title != NULL && text != NULL)
    g_ptr_array_add(parts, g_strdup_printf("**%s%s** %s", title,
                                           g_str_has_suffix(title, ".") ? "" : ".", text));
  else if (title != NULL || text != NULL)
    g_ptr_array_add(parts, g_strdup(title != NULL ? title : text));
  else
    epoch_place_complain(place, NULL, "expected a title or a text, found neither");
}

static void
add_dataset(const EpochPlace *place, guint index, gpointer datasets)
{
  const char *title = epoch_place_get_text(place, "title");
  const char *url = epoch_place_get_url(place, "url");
  const char *note = epoch_place_get_optional_text(place, "note");

  if (title != NULL)
    g_ptr_array_add(datasets, epoch_project_dataset_new(title, url, note, read_part(place)));
}

static void
add_deliverable(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  EpochItemHead head = {
      .kind = EPOCH_ITEM_DELIVERABLE, .week = context->week, .block = context->block};
  GPtrArray *children;

  if (!epoch_reading_item(context->reading, place, "text", &head))
    return;
  children = epoch_place_dup_texts(place, "children");
  g_ptr_array_add(context->records, epoch_deliverable_new(&head, children, read_part(place)));
}

static void
add_row(const EpochPlace *place, guint index, gpointer rubric)
{
  const char *criterion = epoch_place_get_text(place, "criterion");
  double percent = epoch_place_get_number(place, "percent", 0, 100);

  if (criterion != NULL)
    g_ptr_array_add(rubric, epoch_rubric_row_new(criterion, percent));
}

static gboolean
read_kind(const EpochPlace *place)
{
  const char *kind = epoch_place_get_text(place, "kind");

  if (kind != NULL && !g_str_equal(kind, "mini") && !g_str_equal(kind, "capstone"))
    epoch_place_complain(place, "kind", "expected \"mini\" or \"capstone\", found \"%.80s\"", kind);
  return g_strcmp0(kind, "capstone") == 0;
}

static GPtrArray *
read_objects(const EpochPlace *place, const char *member, EpochPlaceFunc func)
{
  GPtrArray *records = g_ptr_array_new_with_free_func(g_object_unref);

  epoch_place_foreach(place, member, FALSE, func, records);
  return records;
}

static GPtrArray *
read_deliverables(EpochReading *reading, const EpochPlace *place, int week, int block)
{
  Context context = {reading, g_ptr_array_new_with_free_func(g_object_unref), week, block};

  epoch_place_foreach(place, "deliverables", FALSE, add_deliverable, &context);
  return context.records;
}

EpochProject *
epoch_reading_project(EpochReading *reading, const EpochPlace *week, int number, int block)
{
  EpochItemHead head = {.kind = EPOCH_ITEM_PROJECT, .week = number, .block = block};
  EpochProjectParts parts = {0};
  g_autofree char *path = NULL;
  EpochPlace place;

  if (!epoch_place_enter(week, "project", &place, &path) ||
      !epoch_reading_item(reading, &place, "title", &head))
    return NULL;
  parts.capstone = read_kind(&place);
  parts.description = epoch_place_get_optional_text(&place, "description");
  if (parts.description == NULL)
    parts.description = "";
  parts.task = epoch_place_get_optional_text(&place, "task");
  if (epoch_place_has(&place, "number"))
    parts.number = epoch_place_get_integer(&place, "number", 1, 100);
  parts.take_datasets = read_objects(&place, "datasets", add_dataset);
  parts.take_parts = g_ptr_array_new_with_free_func(g_free);
  epoch_place_foreach(&place, "parts", FALSE, add_part, parts.take_parts);
  parts.take_deliverables = read_deliverables(reading, &place, number, block);
  parts.take_rubric = read_objects(&place, "rubric", add_row);
  return epoch_project_new(&head, &parts);
}
