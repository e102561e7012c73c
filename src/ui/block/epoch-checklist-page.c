#include "config.h"

#include "block/epoch-checklist-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "widgets/epoch-progress-ring.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-row.h"
#include "widgets/epoch-tick-row.h"

struct _EpochChecklistPage {
  AdwNavigationPage parent_instance;
  EpochSession *session;
  EpochBlock *block; /* (nullable): NULL on the page of the final tasks */
  GtkWidget *header;
  GtkWidget *body;
  EpochProgressRing *ring;
  GtkLabel *progress_label;
};

G_DEFINE_FINAL_TYPE(EpochChecklistPage, epoch_checklist_page, ADW_TYPE_NAVIGATION_PAGE)

static void
count_final(EpochChecklistPage *self, guint *n_ticked, guint *n_items)
{
  GPtrArray *categories = epoch_course_get_final(epoch_session_get_course(self->session));

  *n_ticked = *n_items = 0;
  for (guint i = 0; i < categories->len; i++) {
    GPtrArray *tasks = epoch_final_category_get_tasks(g_ptr_array_index(categories, i));
    for (guint j = 0; j < tasks->len; j++)
      *n_ticked += epoch_progress_is_ticked(epoch_session_get_progress(self->session),
                                            epoch_item_get_id(g_ptr_array_index(tasks, j)));
    *n_items += tasks->len;
  }
}

static void
update_progress(EpochChecklistPage *self)
{
  EpochProgress *progress = epoch_session_get_progress(self->session);
  g_autofree char *text = NULL;
  guint n_ticked, n_items;
  double fraction;

  if (self->block) {
    fraction = epoch_progress_get_block_fraction(progress, epoch_block_get_number(self->block));
    text = g_strdup_printf(_("%d%% of the block’s hours done"), (int)(fraction * 100));
  } else {
    count_final(self, &n_ticked, &n_items);
    fraction = n_items ? (double)n_ticked / n_items : 0;
    text = g_strdup_printf(_("%u of %u done"), n_ticked, n_items);
  }
  gtk_label_set_label(self->progress_label, text);
  epoch_progress_ring_set_fraction(self->ring, fraction);
}

static void
append_header(EpochChecklistPage *self, const char *eyebrow, const char *title, const char *text)
{
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new(title);

  self->header = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class(self->header, "week-header");
  if (eyebrow) {
    GtkWidget *small = gtk_label_new(eyebrow);
    gtk_label_set_xalign(GTK_LABEL(small), 0);
    gtk_widget_add_css_class(small, "eyebrow");
    gtk_widget_add_css_class(small, "caption-heading");
    gtk_box_append(GTK_BOX(self->header), small);
  }
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_add_css_class(label, "title-1");
  gtk_box_append(GTK_BOX(self->header), label);
  gtk_box_append(GTK_BOX(self->header), epoch_prose_label_new(text));
  self->ring = EPOCH_PROGRESS_RING(
      g_object_new(EPOCH_TYPE_PROGRESS_RING, "size", 22, "valign", GTK_ALIGN_CENTER, NULL));
  self->progress_label = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_xalign(self->progress_label, 0);
  gtk_label_set_wrap(self->progress_label, TRUE);
  gtk_widget_add_css_class(GTK_WIDGET(self->progress_label), "numeric");
  gtk_widget_set_margin_top(line, 12);
  gtk_box_append(GTK_BOX(line), GTK_WIDGET(self->ring));
  gtk_box_append(GTK_BOX(line), GTK_WIDGET(self->progress_label));
  gtk_box_append(GTK_BOX(self->header), line);
  gtk_box_append(GTK_BOX(self->body), self->header);
}

static void
append_prose(EpochChecklistPage *self, const char *title, const char *text)
{
  GtkWidget *section;

  if (!*text)
    return;
  section = epoch_section_new(title, NULL);
  gtk_box_set_spacing(GTK_BOX(section), 6);
  gtk_box_append(GTK_BOX(section), epoch_prose_label_new(text));
  gtk_box_append(GTK_BOX(self->body), section);
}

static void
append_weeks(EpochChecklistPage *self)
{
  GPtrArray *weeks = epoch_block_get_weeks(self->block);
  GtkWidget *section = epoch_section_new(_("Weeks"), NULL);
  GtkWidget *list = epoch_boxed_list_new(_("Weeks"));

  for (guint i = 0; i < weeks->len; i++) {
    EpochWeek *week = g_ptr_array_index(weeks, i);
    GtkWidget *row = adw_action_row_new();
    g_autofree char *place = g_strdup_printf("week/%d", epoch_week_get_number(week));
    g_autofree char *hours = epoch_format_hours(epoch_week_get_total_hours(week));
    g_autofree char *number = g_strdup_printf("%d", epoch_week_get_number(week));
    GtkWidget *prefix = gtk_label_new(number);

    gtk_widget_add_css_class(prefix, "week-number");
    gtk_widget_add_css_class(prefix, "numeric");
    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(row), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(row), epoch_week_get_title(week));
    adw_action_row_set_subtitle(ADW_ACTION_ROW(row), hours);
    adw_action_row_add_prefix(ADW_ACTION_ROW(row), prefix);
    epoch_row_lead_to(row, "win.go", place);
    gtk_list_box_append(GTK_LIST_BOX(list), row);
  }
  gtk_box_append(GTK_BOX(section), list);
  gtk_box_append(GTK_BOX(self->body), section);
}

/* The number of a final task stands in its id, "final.07". */
static void
add_number(GtkWidget *row, EpochItem *item)
{
  const char *dot = strrchr(epoch_item_get_id(item), '.');
  g_autofree char *number =
      g_strdup_printf("%d", dot ? (int)g_ascii_strtoull(dot + 1, NULL, 10) : 0);
  GtkWidget *label = gtk_label_new(number);

  gtk_widget_add_css_class(label, "week-number");
  gtk_widget_add_css_class(label, "numeric");
  adw_action_row_add_prefix(ADW_ACTION_ROW(row), label);
}

static GtkWidget *
new_item_row(EpochChecklistPage *self, EpochItem *item)
{
  GtkWidget *row;

  if (!epoch_item_is_tickable(item))
    return epoch_text_row_new(epoch_item_get_text(item), NULL, NULL);
  row = epoch_tick_row_new(self->session, item);
  if (epoch_item_get_kind(item) == EPOCH_ITEM_FINAL_TASK)
    add_number(row, item);
  return row;
}

static void
append_items(EpochChecklistPage *self, const char *title, const char *description, GPtrArray *items)
{
  GtkWidget *section, *list;

  if (!items->len)
    return;
  section = epoch_section_new(title, description);
  list = epoch_boxed_list_new(title);
  for (guint i = 0; i < items->len; i++)
    gtk_list_box_append(GTK_LIST_BOX(list), new_item_row(self, g_ptr_array_index(items, i)));
  gtk_box_append(GTK_BOX(section), list);
  gtk_box_append(GTK_BOX(self->body), section);
}

void
epoch_checklist_page_show(EpochChecklistPage *self, const char *item)
{
  GtkWidget *row;

  g_return_if_fail(EPOCH_IS_CHECKLIST_PAGE(self));
  row = item ? epoch_tick_row_find(self->body, item) : NULL;
  if (row)
    epoch_show_found(row);
}

static void
epoch_checklist_page_dispose(GObject *object)
{
  EpochChecklistPage *self = EPOCH_CHECKLIST_PAGE(object);

  g_clear_object(&self->block);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_checklist_page_parent_class)->dispose(object);
}

static void
epoch_checklist_page_class_init(EpochChecklistPageClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_checklist_page_dispose;
}

static void
epoch_checklist_page_init(EpochChecklistPage *self)
{
  GtkWidget *view = adw_toolbar_view_new();
  GtkWidget *scroller = gtk_scrolled_window_new();
  GtkWidget *clamp = adw_clamp_new();

  self->body = gtk_box_new(GTK_ORIENTATION_VERTICAL, 30);
  gtk_widget_set_margin_top(self->body, 18);
  gtk_widget_set_margin_bottom(self->body, 36);
  gtk_widget_set_margin_start(self->body, 18);
  gtk_widget_set_margin_end(self->body, 18);
  adw_clamp_set_maximum_size(ADW_CLAMP(clamp), 720);
  adw_clamp_set_child(ADW_CLAMP(clamp), self->body);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), clamp);
  adw_toolbar_view_add_top_bar(ADW_TOOLBAR_VIEW(view), adw_header_bar_new());
  adw_toolbar_view_set_content(ADW_TOOLBAR_VIEW(view), scroller);
  adw_navigation_page_set_child(ADW_NAVIGATION_PAGE(self), view);
}

static void
follow_progress(EpochChecklistPage *self)
{
  g_signal_connect_object(epoch_session_get_progress(self->session), "changed",
                          G_CALLBACK(update_progress), self, G_CONNECT_SWAPPED);
  update_progress(self);
}

GtkWidget *
epoch_block_page_new(EpochSession *session, EpochBlock *block)
{
  EpochChecklistPage *self = g_object_new(EPOCH_TYPE_CHECKLIST_PAGE, NULL);
  g_autofree char *title = g_strdup_printf(_("Block %d"), epoch_block_get_number(block));
  g_autofree char *colour = g_strdup_printf("block-%d", epoch_block_get_number(block));

  self->session = g_object_ref(session);
  self->block = g_object_ref(block);
  adw_navigation_page_set_title(ADW_NAVIGATION_PAGE(self), title);
  gtk_widget_add_css_class(self->body, colour);
  append_header(self, title, epoch_block_get_title(block), epoch_block_get_overview(block));
  append_prose(self, _("Goal"), epoch_block_get_goal(block));
  append_prose(self, _("What It Is Worth at Work"), epoch_block_get_job_relevance(block));
  append_prose(self, _("Capstone"), epoch_block_get_capstone(block));
  append_weeks(self);
  append_items(self, _("Self-Assessment"), _("Tick what you can answer with yes, honestly."),
               epoch_block_get_checks(block));
  append_items(self, _("Interview Questions"),
               _("Answer each aloud, in two minutes, as if someone were listening."),
               epoch_block_get_questions(block));
  follow_progress(self);
  return GTK_WIDGET(self);
}

GtkWidget *
epoch_final_page_new(EpochSession *session)
{
  EpochChecklistPage *self = g_object_new(EPOCH_TYPE_CHECKLIST_PAGE, NULL);
  GPtrArray *categories = epoch_course_get_final(epoch_session_get_course(session));

  self->session = g_object_ref(session);
  adw_navigation_page_set_title(ADW_NAVIGATION_PAGE(self), _("Final Checklist"));
  gtk_widget_add_css_class(self->body, "block-4");
  append_header(self, _("After week 16"), _("Ready for the Interview"),
                _("Thirty tasks that interviewers set. Do each once without help, on paper or at "
                  "the keyboard, and tick it when it went well."));
  for (guint i = 0; i < categories->len; i++) {
    EpochFinalCategory *category = g_ptr_array_index(categories, i);
    append_items(self, epoch_final_category_get_title(category), NULL,
                 epoch_final_category_get_tasks(category));
  }
  follow_progress(self);
  return GTK_WIDGET(self);
}
