/* From the course to the texts of the index. */
#include "config.h"

#include "markdown/epoch-markdown.h"
#include "search/epoch-search-private.h"

typedef struct {
  EpochSearchEntryFunc func;
  gpointer data;
} Sink;

/* Hands on one text; title and body are inline Markdown. */
static void
emit(const Sink *sink, EpochSearchKind kind, int week, const char *id, const char *page,
     const char *title, const char *body)
{
  g_autofree char *plain_title = epoch_markdown_inline_to_plain(title);
  g_autofree char *plain_body = epoch_markdown_inline_to_plain(body != NULL ? body : "");
  EpochSearchEntry entry = {kind, week, id, page, plain_title, plain_body};

  sink->func(&entry, sink->data);
}

static char *
dup_page(int week, const char *view)
{
  return g_strdup_printf("week:%d/%s", week, view);
}

static char *
dup_joined(GPtrArray *texts)
{
  g_autoptr(GString) joined = g_string_new(NULL);

  for (guint k = 0; k < texts->len; k++)
    g_string_append_printf(joined, "%s%s", k > 0 ? " " : "", (char *)g_ptr_array_index(texts, k));
  return g_string_free_and_steal(g_steal_pointer(&joined));
}

static void
join_topics(GPtrArray *topics, GString *joined)
{
  for (guint k = 0; k < topics->len; k++) {
    g_string_append_printf(joined, "%s ", epoch_topic_get_text(g_ptr_array_index(topics, k)));
    join_topics(epoch_topic_get_children(g_ptr_array_index(topics, k)), joined);
  }
}

static void
emit_topics(const Sink *sink, int week, GPtrArray *topics)
{
  g_autofree char *page = dup_page(week, "learn");

  for (guint k = 0; k < topics->len; k++) {
    EpochTopic *topic = g_ptr_array_index(topics, k);
    g_autoptr(GString) body = g_string_new(NULL);

    join_topics(epoch_topic_get_children(topic), body);
    emit(sink, EPOCH_SEARCH_TOPIC, week, "", page, epoch_topic_get_text(topic), body->str);
  }
}

static void
emit_ethics(const Sink *sink, int week, GPtrArray *points)
{
  g_autofree char *page = dup_page(week, "learn");

  for (guint k = 0; k < points->len; k++)
    emit(sink, EPOCH_SEARCH_ETHICS, week, "", page,
         epoch_ethics_get_title(g_ptr_array_index(points, k)),
         epoch_ethics_get_text(g_ptr_array_index(points, k)));
}

static void
emit_items(const Sink *sink, EpochSearchKind kind, int week, const char *page, GPtrArray *items)
{
  for (guint k = 0; k < items->len; k++) {
    EpochItem *item = g_ptr_array_index(items, k);

    emit(sink, kind, week, epoch_item_get_id(item), page, epoch_item_get_text(item), NULL);
  }
}

static void
emit_resources(const Sink *sink, int week, GPtrArray *resources)
{
  g_autofree char *page = dup_page(week, "resources");

  for (guint k = 0; k < resources->len; k++) {
    EpochResource *resource = g_ptr_array_index(resources, k);
    const char *topic = epoch_resource_get_topic(resource);
    const char *note = epoch_resource_get_note(resource);
    g_autofree char *body =
        g_strdup_printf("%s %s", topic != NULL ? topic : "", note != NULL ? note : "");

    emit(sink, EPOCH_SEARCH_RESOURCE, week, epoch_item_get_id(EPOCH_ITEM(resource)), page,
         epoch_resource_get_title(resource), body);
  }
}

/* (transfer full): The description of a project, its parts and its data sets. */
static char *
dup_project_body(EpochProject *project)
{
  g_autofree char *parts = dup_joined(epoch_project_get_parts(project));
  GPtrArray *datasets = epoch_project_get_datasets(project);
  GString *body = g_string_new(epoch_project_get_description(project));

  g_string_append_printf(body, " %s", parts);
  for (guint k = 0; k < datasets->len; k++)
    g_string_append_printf(body, " %s",
                           epoch_project_dataset_get_title(g_ptr_array_index(datasets, k)));
  return g_string_free_and_steal(body);
}

static void
emit_project(const Sink *sink, int week, EpochProject *project)
{
  g_autofree char *page = dup_page(week, "project");
  g_autofree char *body = dup_project_body(project);
  GPtrArray *deliverables = epoch_project_get_deliverables(project);

  emit(sink, EPOCH_SEARCH_PROJECT, week, epoch_item_get_id(EPOCH_ITEM(project)), page,
       epoch_project_get_title(project), body);
  for (guint k = 0; k < deliverables->len; k++) {
    EpochItem *deliverable = g_ptr_array_index(deliverables, k);
    g_autofree char *children =
        dup_joined(epoch_deliverable_get_children(EPOCH_DELIVERABLE(deliverable)));

    emit(sink, EPOCH_SEARCH_DELIVERABLE, week, epoch_item_get_id(deliverable), page,
         epoch_item_get_text(deliverable), children);
  }
}

static void
emit_week(const Sink *sink, EpochWeek *week)
{
  int number = epoch_week_get_number(week);
  g_autofree char *learn = dup_page(number, "learn");
  g_autofree char *tasks = dup_page(number, "tasks");
  g_autofree char *body =
      g_strdup_printf("Week %d. %s", number, epoch_week_get_prerequisites(week));

  emit(sink, EPOCH_SEARCH_WEEK, number, "", learn, epoch_week_get_title(week), body);
  emit_topics(sink, number, epoch_week_get_topics(week));
  emit_items(sink, EPOCH_SEARCH_TASK, number, tasks, epoch_week_get_tasks(week));
  emit_resources(sink, number, epoch_week_get_resources(week));
  emit_resources(sink, number, epoch_week_get_own_resources(week));
  if (epoch_week_get_project(week) != NULL)
    emit_project(sink, number, epoch_week_get_project(week));
  emit_ethics(sink, number, epoch_week_get_ethics(week));
  emit_items(sink, EPOCH_SEARCH_OUTCOME, number, learn, epoch_week_get_outcomes(week));
  emit_items(sink, EPOCH_SEARCH_STRETCH, number, tasks, epoch_week_get_stretch(week));
}

static void
emit_block(const Sink *sink, EpochBlock *block)
{
  GPtrArray *weeks = epoch_block_get_weeks(block);
  int first = weeks->len > 0 ? epoch_week_get_number(g_ptr_array_index(weeks, 0)) : 0;
  int last = weeks->len > 0 ? epoch_week_get_number(g_ptr_array_index(weeks, weeks->len - 1)) : 0;
  g_autofree char *page = dup_page(first, "learn");
  g_autofree char *checks = dup_page(last, "project");
  g_autofree char *interview = g_strdup_printf("interview:%d", epoch_block_get_number(block));
  g_autofree char *body =
      g_strdup_printf("Block %d. %s %s %s %s", epoch_block_get_number(block),
                      epoch_block_get_goal(block), epoch_block_get_overview(block),
                      epoch_block_get_capstone(block), epoch_block_get_job_relevance(block));

  emit(sink, EPOCH_SEARCH_BLOCK, first, "", page, epoch_block_get_title(block), body);
  emit_items(sink, EPOCH_SEARCH_CHECK, 0, checks, epoch_block_get_checks(block));
  emit_items(sink, EPOCH_SEARCH_QUESTION, 0, interview, epoch_block_get_questions(block));
}

void
epoch_search_foreach_entry(EpochCourse *course, EpochSearchEntryFunc func, gpointer data)
{
  Sink sink = {func, data};
  GPtrArray *weeks = epoch_course_get_weeks(course);
  GPtrArray *blocks = epoch_course_get_blocks(course);
  GPtrArray *final = epoch_course_get_final(course);

  for (guint k = 0; k < weeks->len; k++)
    emit_week(&sink, g_ptr_array_index(weeks, k));
  for (guint k = 0; k < blocks->len; k++)
    emit_block(&sink, g_ptr_array_index(blocks, k));
  for (guint k = 0; k < final->len; k++)
    emit_items(&sink, EPOCH_SEARCH_FINAL_TASK, 0, "progress:final",
               epoch_final_category_get_tasks(g_ptr_array_index(final, k)));
}
