#include "config.h"

#include "search/epoch-search-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define ROW_ACTION "epoch-action"

static const struct {
  const char *name;
  const char *icon;
} kinds[] = {
    [EPOCH_SEARCH_WEEK] = {N_("Week"), "epoch-week-symbolic"},
    [EPOCH_SEARCH_TOPIC] = {N_("Topic"), "epoch-learn-symbolic"},
    [EPOCH_SEARCH_TASK] = {N_("Task"), "epoch-tasks-symbolic"},
    [EPOCH_SEARCH_RESOURCE] = {N_("Resource"), "epoch-resources-symbolic"},
    [EPOCH_SEARCH_PROJECT] = {N_("Project"), "epoch-project-symbolic"},
    [EPOCH_SEARCH_DELIVERABLE] = {N_("Deliverable"), "epoch-project-symbolic"},
    [EPOCH_SEARCH_ETHICS] = {N_("Ethics"), "epoch-ethics-symbolic"},
    [EPOCH_SEARCH_OUTCOME] = {N_("Outcome"), "epoch-goal-symbolic"},
    [EPOCH_SEARCH_STRETCH] = {N_("Stretch goal"), "epoch-stretch-symbolic"},
    [EPOCH_SEARCH_CHECK] = {N_("Self-assessment"), "epoch-assessment-symbolic"},
    [EPOCH_SEARCH_QUESTION] = {N_("Interview question"), "epoch-interview-symbolic"},
    [EPOCH_SEARCH_FINAL_TASK] = {N_("Final task"), "epoch-assessment-symbolic"},
    [EPOCH_SEARCH_BLOCK] = {N_("Block"), "epoch-course-symbolic"},
    [EPOCH_SEARCH_EXPERIMENT] = {N_("Experiment"), "epoch-lab-symbolic"},
    [EPOCH_SEARCH_NOTE] = {N_("Note"), "epoch-notes-symbolic"},
};

/* The view of a week that each kind stands in. */
static const char *
get_view(EpochSearchKind kind)
{
  switch (kind) {
  case EPOCH_SEARCH_TASK:
    return "tasks";
  case EPOCH_SEARCH_RESOURCE:
    return "resources";
  case EPOCH_SEARCH_PROJECT:
  case EPOCH_SEARCH_DELIVERABLE:
    return "project";
  case EPOCH_SEARCH_NOTE:
    return "notes";
  default:
    return "learn";
  }
}

/* The number in an id or a page, as the 2 of "b2.check.3". */
static int
first_number(const char *text)
{
  while (*text && !g_ascii_isdigit(*text))
    text++;
  return (int)g_ascii_strtoull(text, NULL, 10);
}

static char *
dup_place(EpochSearchResult *result)
{
  EpochSearchKind kind = epoch_search_result_get_kind(result);
  const char *id = epoch_search_result_get_id(result);
  int week = epoch_search_result_get_week(result);

  switch (kind) {
  case EPOCH_SEARCH_WEEK:
    return g_strdup_printf("week/%d", week);
  case EPOCH_SEARCH_BLOCK:
    return g_strdup_printf("block/%d", first_number(epoch_search_result_get_page(result)));
  case EPOCH_SEARCH_CHECK:
  case EPOCH_SEARCH_QUESTION:
    return g_strdup_printf("block/%d/%s", first_number(id), id);
  case EPOCH_SEARCH_FINAL_TASK:
    return g_strdup_printf("final/%s", id);
  case EPOCH_SEARCH_EXPERIMENT:
    return g_strdup_printf("lab/%s", id);
  case EPOCH_SEARCH_NOTE:
    return g_strdup_printf("week/%d/notes", first_number(id));
  default:
    return *id ? g_strdup_printf("week/%d/%s/%s", week, get_view(kind), id)
               : g_strdup_printf("week/%d/%s", week, get_view(kind));
  }
}

/* Escapes a text and sets what matched in it off. */
static char *
dup_markup(const char *text, const EpochSearchRange *ranges, guint n)
{
  GString *markup = g_string_new(NULL);
  gsize length = strlen(text), at = 0;

  for (guint i = 0; i < n && ranges[i].end <= length && ranges[i].start >= at; i++) {
    g_autofree char *before = g_markup_escape_text(text + at, (gssize)(ranges[i].start - at));
    g_autofree char *match =
        g_markup_escape_text(text + ranges[i].start, (gssize)(ranges[i].end - ranges[i].start));
    g_string_append_printf(markup, "%s<b>%s</b>", before, match);
    at = ranges[i].end;
  }
  g_autofree char *rest = g_markup_escape_text(text + at, -1);
  g_string_append(markup, rest);
  return g_string_free(markup, FALSE);
}

static char *
dup_subtitle(EpochSearchResult *result)
{
  const char *kind = _(kinds[epoch_search_result_get_kind(result)].name);
  int week = epoch_search_result_get_week(result);
  guint n;
  const EpochSearchRange *ranges = epoch_search_result_get_snippet_ranges(result, &n);
  g_autofree char *snippet = dup_markup(epoch_search_result_get_snippet(result), ranges, n);
  g_autofree char *where = week ? g_markup_printf_escaped(_("%s · Week %d"), kind, week)
                                : g_markup_escape_text(kind, -1);

  return *snippet ? g_strdup_printf("%s\n%s", where, snippet) : g_steal_pointer(&where);
}

static GtkWidget *
new_row(const char *icon, const char *action)
{
  GtkWidget *row = adw_action_row_new();
  GtkWidget *image = gtk_image_new_from_icon_name(icon);

  adw_action_row_add_prefix(ADW_ACTION_ROW(row), image);
  adw_action_row_set_title_lines(ADW_ACTION_ROW(row), 2);
  adw_action_row_set_subtitle_lines(ADW_ACTION_ROW(row), 3);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), TRUE);
  g_object_set_data_full(G_OBJECT(row), ROW_ACTION, g_strdup(action), g_free);
  return row;
}

GtkWidget *
epoch_search_row_new(EpochSearchResult *result)
{
  g_autofree char *place = dup_place(result);
  g_autofree char *action = g_strdup_printf("win.go::%s", place);
  GtkWidget *row = new_row(kinds[epoch_search_result_get_kind(result)].icon, action);
  guint n;
  const EpochSearchRange *ranges = epoch_search_result_get_title_ranges(result, &n);
  g_autofree char *title = dup_markup(epoch_search_result_get_title(result), ranges, n);
  g_autofree char *subtitle = dup_subtitle(result);

  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), subtitle);
  return row;
}

GtkWidget *
epoch_search_row_new_for_command(const char *title, const char *action, const char *keys)
{
  GtkWidget *row = new_row("system-run-symbolic", action);
  GdkModifierType modifiers;
  guint key;

  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), title);
  if (keys && gtk_accelerator_parse(keys, &key, &modifiers)) {
    g_autofree char *text = gtk_accelerator_get_label(key, modifiers);
    GtkWidget *label = gtk_label_new(text);
    gtk_widget_add_css_class(label, "dimmed");
    gtk_widget_add_css_class(label, "caption");
    adw_action_row_add_suffix(ADW_ACTION_ROW(row), label);
  }
  return row;
}

const char *
epoch_search_row_get_action(GtkWidget *row)
{
  return g_object_get_data(G_OBJECT(row), ROW_ACTION);
}

const char *
epoch_search_row_get_title(GtkWidget *row)
{
  return adw_preferences_row_get_title(ADW_PREFERENCES_ROW(row));
}
