#include "config.h"

#include "window/epoch-window-private.h"

#include <glib/gi18n.h>

#include "block/epoch-checklist-page.h"
#include "browser/epoch-browser-page.h"
#include "lab/epoch-compare-page.h"
#include "lab/epoch-experiment-page.h"
#include "lab/epoch-lab-page.h"
#include "lab/epoch-runs-page.h"
#include "markdown/epoch-markdown.h"
#include "today/epoch-today-page.h"
#include "week/epoch-week-page.h"

/* Places left more than this many steps ago are forgotten. */
#define MAX_HISTORY 50

/* The row of the sidebar that a place belongs to, which is also what a kept page is kept by. */
static char *
dup_root(const EpochPlace *place)
{
  switch (place->kind) {
  case EPOCH_PLACE_WEEK:
    return g_strdup_printf("week/%d", place->number);
  case EPOCH_PLACE_BLOCK:
    return g_strdup_printf("block/%d", place->number);
  case EPOCH_PLACE_FINAL:
    return g_strdup("final");
  case EPOCH_PLACE_LAB:
    return g_strdup("lab");
  case EPOCH_PLACE_TODAY:
    return g_strdup("today");
  default:
    return NULL;
  }
}

static GtkWidget *
new_root_page(EpochWindow *self, const EpochPlace *place)
{
  EpochCourse *course = epoch_session_get_course(self->session);
  EpochWeek *week;
  EpochBlock *block;

  switch (place->kind) {
  case EPOCH_PLACE_TODAY:
    return epoch_today_page_new(self->session);
  case EPOCH_PLACE_WEEK:
    week = epoch_course_get_week(course, place->number);
    return week ? epoch_week_page_new(self->session, week) : NULL;
  case EPOCH_PLACE_BLOCK:
    block = epoch_course_get_block(course, place->number);
    return block ? epoch_block_page_new(self->session, block) : NULL;
  case EPOCH_PLACE_FINAL:
    return epoch_final_page_new(self->session);
  case EPOCH_PLACE_LAB:
    return epoch_lab_page_new(self->session);
  default:
    return NULL;
  }
}

/* (transfer none) (nullable): the page of a place, made where it is not kept. */
static AdwNavigationPage *
ensure_page(EpochWindow *self, const char *key, GtkWidget *(*create)(EpochWindow *, gconstpointer),
            gconstpointer data)
{
  AdwNavigationPage *page = g_hash_table_lookup(self->kept, key);

  if (!page) {
    GtkWidget *made = create(self, data);
    if (!made)
      return NULL;
    page = ADW_NAVIGATION_PAGE(made);
    adw_navigation_page_set_tag(page, key);
    g_hash_table_insert(self->kept, g_strdup(key), g_object_ref_sink(page));
  }
  return page;
}

static GtkWidget *
create_root(EpochWindow *self, gconstpointer data)
{
  return new_root_page(self, data);
}

static GtkWidget *
create_experiment(EpochWindow *self, gconstpointer data)
{
  EpochExperiment *experiment = epoch_session_get_experiment(self->session, data);

  return experiment ? epoch_experiment_page_new(self->session, experiment) : NULL;
}

static void
remember(EpochWindow *self, const char *root)
{
  if (self->place && g_str_equal(self->place, root))
    return;
  if (self->place)
    g_ptr_array_add(self->history, g_steal_pointer(&self->place));
  if (self->history->len > MAX_HISTORY)
    g_ptr_array_remove_index(self->history, 0);
  g_set_str(&self->place, root);
}

static gboolean
go_root(EpochWindow *self, const EpochPlace *place)
{
  g_autofree char *root = dup_root(place);
  AdwNavigationPage *page = ensure_page(self, root, create_root, place);
  AdwNavigationPage *visible = adw_navigation_view_get_visible_page(self->pages);

  if (!page)
    return FALSE;
  if (visible != page) {
    if (EPOCH_IS_WEEK_PAGE(visible))
      epoch_week_page_flush(EPOCH_WEEK_PAGE(visible));
    adw_navigation_view_replace(self->pages, &page, 1);
  }
  remember(self, root);
  epoch_window_page_changed(self);
  if (EPOCH_IS_WEEK_PAGE(page))
    epoch_week_page_show(EPOCH_WEEK_PAGE(page), place->view, place->item);
  else if (EPOCH_IS_CHECKLIST_PAGE(page) && place->item)
    epoch_checklist_page_show(EPOCH_CHECKLIST_PAGE(page), place->item);
  return TRUE;
}

/* Shows a page above the present one, or goes back to it where it is below. */
static void
push(EpochWindow *self, AdwNavigationPage *page)
{
  const char *tag = adw_navigation_page_get_tag(page);
  AdwNavigationPage *below = tag ? adw_navigation_view_find_page(self->pages, tag) : NULL;

  if (adw_navigation_view_get_visible_page(self->pages) == page)
    return;
  if (below == page)
    adw_navigation_view_pop_to_page(self->pages, page);
  else
    adw_navigation_view_push(self->pages, page);
}

/* The pages of the lab stand above the lab itself or the week that leads to them. */
static void
ensure_lab_below(EpochWindow *self)
{
  if (self->place && (g_str_has_prefix(self->place, "week/") || g_str_equal(self->place, "lab")))
    return;
  epoch_window_go(self, "lab");
}

/* A resource stands above the resources of its week. */
static void
ensure_week_below(EpochWindow *self, int week)
{
  g_autofree char *place = g_strdup_printf("week/%d/resources", week);

  if (week > 0 && epoch_window_get_week(self) != week)
    epoch_window_go(self, place);
}

static gboolean
go_page(EpochWindow *self, const EpochPlace *place)
{
  g_autofree char *key = epoch_place_to_string(place);
  AdwNavigationPage *page = NULL;
  EpochItem *item;

  if (place->kind != EPOCH_PLACE_RESOURCE)
    ensure_lab_below(self);
  switch (place->kind) {
  case EPOCH_PLACE_EXPERIMENT:
    page = ensure_page(self, key, create_experiment, place->item);
    break;
  case EPOCH_PLACE_RUNS:
    page = ADW_NAVIGATION_PAGE(epoch_runs_page_new(self->session, place->item));
    break;
  case EPOCH_PLACE_COMPARE:
    page = ADW_NAVIGATION_PAGE(
        epoch_compare_page_new(self->session, (const char *const *)place->runs));
    break;
  case EPOCH_PLACE_RESOURCE:
    item = epoch_course_get_item(epoch_session_get_course(self->session), place->item);
    if (item && epoch_item_get_url(item)) {
      g_autofree char *title = epoch_markdown_inline_to_plain(epoch_item_get_text(item));
      ensure_week_below(self, epoch_item_get_week(item));
      epoch_window_open_address(self, title, epoch_item_get_url(item));
      return TRUE;
    }
    break;
  default:
    break;
  }
  if (page)
    push(self, page);
  return page != NULL;
}

void
epoch_window_open_address(EpochWindow *self, const char *title, const char *address)
{
  AdwNavigationPage *visible = adw_navigation_view_get_visible_page(self->pages);
  GtkWidget *page = epoch_browser_page_new(title, address);

  if (EPOCH_IS_WEEK_PAGE(visible))
    epoch_week_page_flush(EPOCH_WEEK_PAGE(visible));
  adw_navigation_view_push(self->pages, ADW_NAVIGATION_PAGE(page));
  adw_navigation_split_view_set_show_content(self->split_view, TRUE);
}

void
epoch_window_go(EpochWindow *self, const char *text)
{
  g_autoptr(EpochPlace) place = epoch_place_parse(text);
  g_autofree char *root = NULL;

  g_return_if_fail(EPOCH_IS_WINDOW(self));
  if (!place)
    return;
  if (g_strcmp0(gtk_stack_get_visible_child_name(self->states), "course") != 0) {
    g_set_str(&self->wanted, text);
    return;
  }
  root = dup_root(place);
  if (root ? !go_root(self, place) : !go_page(self, place))
    return;
  adw_navigation_split_view_set_show_content(self->split_view, TRUE);
  /* Today is where one starts, not where one was. */
  if (place->kind != EPOCH_PLACE_TODAY && place->kind != EPOCH_PLACE_LAB &&
      place->kind != EPOCH_PLACE_RUNS && place->kind != EPOCH_PLACE_COMPARE)
    epoch_session_set_last_place(self->session, text);
}

void
epoch_window_back(EpochWindow *self)
{
  g_autofree char *before = NULL;

  if (adw_navigation_view_pop(self->pages) || !self->history->len)
    return;
  before = g_ptr_array_steal_index(self->history, self->history->len - 1);
  g_clear_pointer(&self->place, g_free);
  epoch_window_go(self, before);
}

int
epoch_window_get_week(EpochWindow *self)
{
  g_autoptr(EpochPlace) place = self->place ? epoch_place_parse(self->place) : NULL;

  return place && place->kind == EPOCH_PLACE_WEEK ? place->number : 0;
}

void
epoch_window_page_changed(EpochWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page(self->pages);

  epoch_sidebar_select(self->sidebar, self->place);
  if (page)
    adw_navigation_page_set_title(self->content_page, adw_navigation_page_get_title(page));
}

void
epoch_window_flush(EpochWindow *self)
{
  GHashTableIter iter;
  gpointer page;

  g_hash_table_iter_init(&iter, self->kept);
  while (g_hash_table_iter_next(&iter, NULL, &page))
    if (EPOCH_IS_WEEK_PAGE(page))
      epoch_week_page_flush(page);
}
