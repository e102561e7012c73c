#include "config.h"

#include "today/epoch-today-page.h"

#include <glib/gi18n.h>

#include "markdown/epoch-markdown.h"
#include "today/epoch-first-start.h"
#include "widgets/epoch-day-bars.h"
#include "widgets/epoch-progress-ring.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"
#include "widgets/epoch-tick-row.h"
#include "window/epoch-place-title.h"

#define NEXT_ITEMS 3
#define DONE_ITEMS 4
/* A day begins anew while the window is open: it is looked at this often. */
#define DAY_CHECK_SECONDS 60

struct _EpochTodayPage {
  AdwNavigationPage parent_instance;

  GtkLabel *greeting;
  GtkLabel *place;
  AdwBin *first_start;
  GtkWidget *continue_section;
  AdwActionRow *continue_row;
  GtkImage *continue_icon;
  GtkWidget *next_section;
  GtkListBox *next_list;
  GtkLabel *week_hours;
  EpochDayBars *day_bars;
  GtkLabel *course_percent;
  GtkListBox *blocks_list;
  GtkWidget *done_section;
  GtkListBox *done_list;

  EpochSession *session;
  guint day_id;
  int shown_day; /* the day of the year that the page is made for */
};

G_DEFINE_FINAL_TYPE(EpochTodayPage, epoch_today_page, ADW_TYPE_NAVIGATION_PAGE)

static void
get_today(GDate *today)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local();

  g_date_clear(today, 1);
  g_date_set_dmy(today, (GDateDay)g_date_time_get_day_of_month(now), g_date_time_get_month(now),
                 (GDateYear)g_date_time_get_year(now));
}

static const char *
get_greeting(void)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  int hour = g_date_time_get_hour(now);

  if (hour < 5)
    return _("Still awake");
  if (hour < 12)
    return _("Good morning");
  return hour < 18 ? _("Good afternoon") : _("Good evening");
}

static char *
dup_place(EpochTodayPage *self, const GDate *today)
{
  EpochPlan *plan = epoch_session_get_plan(self->session);
  GPtrArray *weeks = epoch_course_get_weeks(epoch_session_get_course(self->session));
  char date[128];
  int week, day;

  /* Translators: a day, in the notation of strftime: "Monday, 23 November". */
  g_date_strftime(date, sizeof date, _("%A, %-d %B"), today);
  if (!epoch_plan_is_set(plan))
    return g_strdup(date);
  switch (epoch_plan_get_place(plan, today, (int)weeks->len, &week, &day)) {
  case EPOCH_PLAN_BEFORE:
    return g_strdup_printf(g_dngettext(NULL, "%s · the course begins in %d day",
                                       "%s · the course begins in %d days", (gulong)day),
                           date, day);
  case EPOCH_PLAN_DURING:
    return g_strdup_printf(_("%s · week %d, day %d"), date, week, day);
  case EPOCH_PLAN_AFTER:
    return g_strdup_printf(_("%s · the sixteen weeks are over; go on at your own pace"), date);
  }
  g_assert_not_reached();
}

static void
update_continue(EpochTodayPage *self)
{
  const char *place = epoch_session_get_last_place(self->session);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  const char *icon;
  gboolean known = place && epoch_place_describe(self->session, place, &title, &subtitle, &icon);

  gtk_widget_set_visible(self->continue_section, known);
  if (!known)
    return;
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(self->continue_row), title);
  adw_action_row_set_subtitle(self->continue_row, subtitle);
  gtk_image_set_from_icon_name(self->continue_icon, icon);
  /* The target comes first: the row is in the window, where an action is looked up at once. */
  gtk_actionable_set_action_target(GTK_ACTIONABLE(self->continue_row), "s", place);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(self->continue_row), "win.go");
}

static gboolean
is_work(EpochItem *item)
{
  return epoch_item_get_kind(item) == EPOCH_ITEM_TASK ||
         epoch_item_get_kind(item) == EPOCH_ITEM_DELIVERABLE;
}

/* The first tasks and deliverables that are not ticked. One that was ticked here stays until the
 * page is shown again, so that a slip can be taken back where it happened. */
static void
update_next(EpochTodayPage *self)
{
  GPtrArray *items = epoch_course_get_tickable(epoch_session_get_course(self->session));
  EpochProgress *progress = epoch_session_get_progress(self->session);
  guint n = 0;

  gtk_list_box_remove_all(self->next_list);
  for (guint i = 0; i < items->len && n < NEXT_ITEMS; i++) {
    EpochItem *item = g_ptr_array_index(items, i);
    GtkWidget *row;
    if (!is_work(item) || epoch_progress_is_ticked(progress, epoch_item_get_id(item)))
      continue;
    row = epoch_tick_row_new(self->session, item);
    epoch_tick_row_add_week(EPOCH_TICK_ROW(row));
    gtk_list_box_append(self->next_list, row);
    n++;
  }
  gtk_widget_set_visible(self->next_section, n > 0);
}

static void
update_hours(EpochTodayPage *self)
{
  EpochPlan *plan = epoch_session_get_plan(self->session);
  EpochProgress *progress = epoch_session_get_progress(self->session);
  double worked[EPOCH_DAY_BARS_DAYS], planned[EPOCH_DAY_BARS_DAYS], sum = 0, plan_sum = 0;
  GDate today, first;
  int index;
  g_autofree char *text = NULL;

  get_today(&today);
  index = (int)g_date_get_weekday(&today) - G_DATE_MONDAY;
  first = today;
  g_date_subtract_days(&first, (guint)index);
  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++) {
    GDate day = first;
    g_date_add_days(&day, (guint)i);
    worked[i] = epoch_progress_get_hours_on_day(progress, &day);
    planned[i] = epoch_plan_get_hours_on_day(plan, &day);
    sum += worked[i];
    plan_sum += planned[i];
  }
  epoch_day_bars_set(self->day_bars, &first, worked, planned, index);
  /* Translators: hours worked this week, of hours planned. */
  text = g_strdup_printf(_("%.1f of %g hours"), sum, plan_sum);
  gtk_label_set_label(self->week_hours, text);
}

static GtkWidget *
new_block_row(EpochTodayPage *self, EpochBlock *block)
{
  int number = epoch_block_get_number(block);
  double fraction =
      epoch_progress_get_block_fraction(epoch_session_get_progress(self->session), number);
  GtkWidget *row = adw_action_row_new();
  GtkWidget *ring = epoch_progress_ring_new();
  g_autofree char *place = g_strdup_printf("block/%d", number);
  g_autofree char *colour = g_strdup_printf("block-%d", number);
  g_autofree char *subtitle = g_strdup_printf(_("Block %d"), number);
  g_autofree char *percent = g_strdup_printf(_("%d%%"), (int)(fraction * 100));

  epoch_progress_ring_set_fraction(EPOCH_PROGRESS_RING(ring), fraction);
  gtk_widget_add_css_class(row, colour);
  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), epoch_block_get_title(block));
  adw_action_row_set_subtitle(ADW_ACTION_ROW(row), subtitle);
  adw_action_row_set_title_lines(ADW_ACTION_ROW(row), 2);
  adw_action_row_add_prefix(ADW_ACTION_ROW(row), ring);
  epoch_row_add_value(row, percent);
  epoch_row_lead_to(row, "win.go", place);
  return row;
}

static void
update_blocks(EpochTodayPage *self)
{
  GPtrArray *blocks = epoch_course_get_blocks(epoch_session_get_course(self->session));
  double fraction = epoch_progress_get_course_fraction(epoch_session_get_progress(self->session));
  g_autofree char *percent = g_strdup_printf(_("%d%%"), (int)(fraction * 100));

  gtk_list_box_remove_all(self->blocks_list);
  for (guint i = 0; i < blocks->len; i++)
    gtk_list_box_append(self->blocks_list, new_block_row(self, g_ptr_array_index(blocks, i)));
  gtk_label_set_label(self->course_percent, percent);
}

typedef struct {
  EpochItem *item;
  gint64 time;
} Done;

static int
compare_done(gconstpointer a, gconstpointer b)
{
  const Done *left = a, *right = b;

  return left->time < right->time ? 1 : left->time > right->time ? -1 : 0;
}

static void
update_done(EpochTodayPage *self)
{
  GPtrArray *items = epoch_course_get_tickable(epoch_session_get_course(self->session));
  EpochProgress *progress = epoch_session_get_progress(self->session);
  g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(Done));

  for (guint i = 0; i < items->len; i++) {
    Done one = {g_ptr_array_index(items, i), 0};
    one.time = epoch_progress_get_ticked_time(progress, epoch_item_get_id(one.item));
    if (one.time)
      g_array_append_val(done, one);
  }
  g_array_sort(done, compare_done);
  gtk_list_box_remove_all(self->done_list);
  for (guint i = 0; i < MIN(done->len, DONE_ITEMS); i++) {
    Done *one = &g_array_index(done, Done, i);
    GtkWidget *row = adw_action_row_new();
    g_autofree char *text = epoch_markdown_inline_to_pango(epoch_item_get_text(one->item));
    g_autofree char *when = epoch_format_time(one->time);

    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), text);
    adw_action_row_set_title_lines(ADW_ACTION_ROW(row), 2);
    adw_action_row_add_prefix(ADW_ACTION_ROW(row),
                              gtk_image_new_from_icon_name("object-select-symbolic"));
    epoch_row_add_value(row, when);
    gtk_list_box_append(self->done_list, row);
  }
  gtk_widget_set_visible(self->done_section, done->len > 0);
}

static void
update_all(EpochTodayPage *self)
{
  GDate today;
  g_autofree char *place = NULL;
  EpochPlan *plan = epoch_session_get_plan(self->session);
  gboolean answered =
      epoch_plan_is_set(plan) && gtk_widget_get_focus_child(GTK_WIDGET(self->first_start)) != NULL;

  get_today(&today);
  self->shown_day = (int)g_date_get_day_of_year(&today);
  place = dup_place(self, &today);
  gtk_label_set_label(self->greeting, get_greeting());
  gtk_label_set_label(self->place, place);
  if (epoch_plan_is_set(plan))
    adw_bin_set_child(self->first_start, NULL);
  else if (!adw_bin_get_child(self->first_start))
    adw_bin_set_child(self->first_start, epoch_first_start_new(self->session));
  gtk_widget_set_visible(GTK_WIDGET(self->first_start), !epoch_plan_is_set(plan));
  update_continue(self);
  update_next(self);
  update_hours(self);
  update_blocks(self);
  update_done(self);
  /* The button that was pressed is gone; the keyboard goes to what stands in its place. */
  if (answered)
    gtk_widget_child_focus(GTK_WIDGET(self->next_list), GTK_DIR_TAB_FORWARD);
}

static void
progress_changed_cb(EpochTodayPage *self)
{
  update_blocks(self);
  update_done(self);
}

static gboolean
day_cb(gpointer data)
{
  EpochTodayPage *self = data;
  GDate today;

  get_today(&today);
  if ((int)g_date_get_day_of_year(&today) != self->shown_day)
    update_all(self);
  return G_SOURCE_CONTINUE;
}

static void
epoch_today_page_showing(AdwNavigationPage *page)
{
  EpochTodayPage *self = EPOCH_TODAY_PAGE(page);

  ADW_NAVIGATION_PAGE_CLASS(epoch_today_page_parent_class)->showing(page);
  update_all(self);
}

static void
epoch_today_page_dispose(GObject *object)
{
  EpochTodayPage *self = EPOCH_TODAY_PAGE(object);

  g_clear_handle_id(&self->day_id, g_source_remove);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_TODAY_PAGE);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_today_page_parent_class)->dispose(object);
}

static void
epoch_today_page_class_init(EpochTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_today_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS(klass)->showing = epoch_today_page_showing;
  g_type_ensure(EPOCH_TYPE_DAY_BARS);
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/today/epoch-today-page.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, greeting);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, place);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, first_start);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, continue_section);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, continue_row);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, continue_icon);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, next_section);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, next_list);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, week_hours);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, day_bars);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, course_percent);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, blocks_list);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, done_section);
  gtk_widget_class_bind_template_child(widget_class, EpochTodayPage, done_list);
}

static void
epoch_today_page_init(EpochTodayPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->day_id = g_timeout_add_seconds(DAY_CHECK_SECONDS, day_cb, self);
}

GtkWidget *
epoch_today_page_new(EpochSession *session)
{
  EpochTodayPage *self = g_object_new(EPOCH_TYPE_TODAY_PAGE, NULL);
  EpochProgress *progress = epoch_session_get_progress(session);

  self->session = g_object_ref(session);
  g_signal_connect_object(progress, "changed", G_CALLBACK(progress_changed_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(progress, "time-changed", G_CALLBACK(update_hours), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(session, "plan-changed", G_CALLBACK(update_all), self, G_CONNECT_SWAPPED);
  update_all(self);
  return GTK_WIDGET(self);
}
