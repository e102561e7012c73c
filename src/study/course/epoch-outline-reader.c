/* course.json: the title, the blocks and the final checklist. */
#include "config.h"

#include "course/epoch-course-reader.h"

/* What the functions called for each element share. */
typedef struct {
  EpochReading *reading;
  EpochOutline *outline;
  GPtrArray *items;
  EpochItemKind kind;
  int block;
} Context;

gboolean
epoch_reading_item(EpochReading *reading, const EpochPlace *place, const char *text_member,
                   EpochItemHead *head)
{
  const char *first;

  head->id = epoch_place_get_id(place, "id");
  head->text = epoch_place_get_text(place, text_member);
  head->url = epoch_place_get_url(place, "url");
  if (head->id == NULL || head->text == NULL)
    return FALSE;
  first = g_hash_table_lookup(reading->seen, head->id);
  if (first != NULL) {
    epoch_place_complain(place, "id", "\"%s\" is already the id of %s", head->id, first);
    return FALSE;
  }
  g_hash_table_insert(reading->seen, g_strdup(head->id),
                      g_strdup_printf("%s: %s", place->file, place->path));
  return TRUE;
}

static void
add_check(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  EpochItemHead head = {.kind = context->kind, .block = context->block};
  const char *member = context->kind == EPOCH_ITEM_QUESTION ? "question" : "text";

  if (epoch_reading_item(context->reading, place, member, &head))
    g_ptr_array_add(context->items, epoch_item_new(&head));
}

static GPtrArray *
read_items(Context *outer, const EpochPlace *place, const char *member, EpochItemKind kind,
           int block)
{
  Context context = *outer;

  context.items = g_ptr_array_new_with_free_func(g_object_unref);
  context.kind = kind;
  context.block = block;
  epoch_place_foreach(place, member, kind != EPOCH_ITEM_FINAL_TASK, add_check, &context);
  return context.items;
}

/* Reads an array of two whole numbers of at most three digits; FALSE where it is no such array. */
static gboolean
read_pair(const EpochPlace *place, const char *member, int *pair)
{
  JsonArray *array = epoch_place_get_array(place, member, FALSE);

  if (array == NULL || json_array_get_length(array) != 2)
    return FALSE;
  for (guint k = 0; k < 2; k++) {
    JsonNode *node = json_array_get_element(array, k);

    if (!JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64)
      return FALSE;
    pair[k] = (int)CLAMP(json_node_get_int(node), -1, 1000);
  }
  return TRUE;
}

/* "weeks": [first, last] of a block. */
static void
read_range(const EpochPlace *place, GArray *weeks)
{
  int ends[2];

  if (!read_pair(place, "weeks", ends) || ends[0] < 1 || ends[1] < ends[0] ||
      ends[1] > EPOCH_COURSE_MAX_WEEKS) {
    epoch_place_complain(place, "weeks", "expected the first and the last week, such as [1, 4]");
    return;
  }
  for (int week = ends[0]; week <= ends[1]; week++)
    g_array_append_val(weeks, week);
}

static const char *
text_or_empty(const EpochPlace *place, const char *member)
{
  const char *text = epoch_place_get_optional_text(place, member);

  return text != NULL ? text : "";
}

static gboolean
has_block(GPtrArray *blocks, int number)
{
  for (guint k = 0; k < blocks->len; k++)
    if (epoch_block_get_number(g_ptr_array_index(blocks, k)) == number)
      return TRUE;
  return FALSE;
}

static void
add_block(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  EpochBlockParts parts = {
      .number = epoch_place_get_integer(place, "block", 1, EPOCH_COURSE_MAX_BLOCKS),
      .title = epoch_place_get_text(place, "title"),
      .goal = text_or_empty(place, "goal"),
      .job_relevance = text_or_empty(place, "job_relevance"),
      .capstone = text_or_empty(place, "capstone"),
      .overview = text_or_empty(place, "overview"),
  };
  g_autofree char *stand_in = NULL;

  if (parts.number == 0)
    return;
  if (has_block(context->outline->blocks, parts.number)) {
    epoch_place_complain(place, "block", "there is a block %d already", parts.number);
    return;
  }
  if (parts.title == NULL)
    parts.title = stand_in = g_strdup_printf("Block %d", parts.number);
  parts.take_checks = read_items(context, place, "self_assessment", EPOCH_ITEM_CHECK, parts.number);
  parts.take_questions = read_items(context, place, "interview", EPOCH_ITEM_QUESTION, parts.number);
  read_range(place, context->outline->weeks);
  g_ptr_array_add(context->outline->blocks, epoch_block_new(&parts));
}

static void
add_category(const EpochPlace *place, guint index, gpointer data)
{
  Context *context = data;
  const char *title = epoch_place_get_text(place, "category");
  GPtrArray *tasks = read_items(context, place, "tasks", EPOCH_ITEM_FINAL_TASK, 0);

  g_ptr_array_add(context->outline->final,
                  epoch_final_category_new(title != NULL ? title : "", tasks));
}

/* The hours a week are from one number to another, such as [12, 14]. */
static char *
read_hours(const EpochPlace *place)
{
  int hours[2];

  if (!epoch_place_has(place, "hours_per_week"))
    return NULL;
  if (!read_pair(place, "hours_per_week", hours) || hours[0] < 1 || hours[1] < hours[0]) {
    epoch_place_complain(place, "hours_per_week",
                         "expected the least and the most, such as "
                         "[12, 14]");
    return NULL;
  }
  return hours[0] == hours[1] ? g_strdup_printf("%d", hours[0])
                              : g_strdup_printf("%d–%d", hours[0], hours[1]);
}

static int
compare_blocks(gconstpointer a, gconstpointer b)
{
  return epoch_block_get_number(*(EpochBlock **)a) - epoch_block_get_number(*(EpochBlock **)b);
}

void
epoch_reading_outline(EpochReading *reading, const char *file, JsonObject *root,
                      EpochOutline *outline)
{
  EpochPlace place = {file, reading->problems, root, ""};
  Context context = {.reading = reading, .outline = outline};

  outline->title = g_strdup(text_or_empty(&place, "title"));
  outline->hours_per_week = read_hours(&place);
  outline->blocks = g_ptr_array_new_with_free_func(g_object_unref);
  outline->final = g_ptr_array_new_with_free_func(g_object_unref);
  outline->weeks = g_array_new(FALSE, FALSE, sizeof(int));
  epoch_place_foreach(&place, "blocks", FALSE, add_block, &context);
  epoch_place_foreach(&place, "final", FALSE, add_category, &context);
  g_ptr_array_sort(outline->blocks, compare_blocks);
}

void
epoch_outline_clear(EpochOutline *outline)
{
  g_clear_pointer(&outline->title, g_free);
  g_clear_pointer(&outline->hours_per_week, g_free);
  g_clear_pointer(&outline->blocks, g_ptr_array_unref);
  g_clear_pointer(&outline->final, g_ptr_array_unref);
  g_clear_pointer(&outline->weeks, g_array_unref);
}
