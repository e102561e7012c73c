#include "config.h"

#include "week/epoch-week-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "markdown/epoch-markdown.h"
#include "week/epoch-week-notes.h"
#include "week/epoch-week-views.h"
#include "widgets/epoch-progress-ring.h"
#include "widgets/epoch-prose.h"
#include "widgets/epoch-shortcuts.h"
#include "widgets/epoch-tick-row.h"

struct _EpochWeekPage {
  AdwNavigationPage parent_instance;

  GtkScrolledWindow *scroller;
  GtkBox *header;
  GtkLabel *eyebrow;
  GtkLabel *title_label;
  GtkLabel *outcomes;
  EpochProgressRing *ring;
  GtkLabel *progress_label;
  AdwInlineViewSwitcher *switcher;
  AdwViewStack *stack;
  GtkButton *previous;
  GtkButton *next;
  GtkBox *body;

  EpochSession *session;
  EpochWeek *week;
  EpochWeekNotes *notes; /* (nullable): borrowed; NULL until shown */
};

G_DEFINE_FINAL_TYPE(EpochWeekPage, epoch_week_page, ADW_TYPE_NAVIGATION_PAGE)

static GtkWidget *
new_notes(EpochSession *session, EpochWeek *week)
{
  return epoch_week_notes_new(session, epoch_week_get_number(week));
}

static const struct {
  const char *name;
  const char *title;
  const char *icon;
  GtkWidget *(*create)(EpochSession *session, EpochWeek *week);
} views[] = {
    {"learn", N_("Learn"), "epoch-learn-symbolic", epoch_week_learn_new},
    {"tasks", N_("Tasks"), "epoch-tasks-symbolic", epoch_week_tasks_new},
    {"resources", N_("Resources"), "epoch-resources-symbolic", epoch_week_resources_new},
    {"lab", N_("Lab"), "epoch-lab-symbolic", epoch_week_lab_new},
    {"project", N_("Project"), "epoch-project-symbolic", epoch_week_project_new},
    {"notes", N_("Notes"), "epoch-notes-symbolic", new_notes},
};

static void
update_progress(EpochWeekPage *self)
{
  EpochProgress *progress = epoch_session_get_progress(self->session);
  int number = epoch_week_get_number(self->week);
  double fraction = epoch_progress_get_week_fraction(progress, number);
  double logged = epoch_progress_get_hours_in_week(progress, number);
  g_autofree char *total = epoch_format_hours(epoch_week_get_total_hours(self->week));
  g_autofree char *text = NULL;

  if (logged > 0)
    /* Translators: percent done, hours worked, hours estimated in all. */
    text =
        g_strdup_printf(_("%d%% done · %.1f of %s worked"), (int)(fraction * 100), logged, total);
  else
    text = g_strdup_printf(_("%d%% done · %s: %g for tasks, %g for the project"),
                           (int)(fraction * 100), total, epoch_week_get_task_hours(self->week),
                           epoch_week_get_project_hours(self->week));
  gtk_label_set_label(self->progress_label, text);
  epoch_progress_ring_set_fraction(self->ring, fraction);
}

/* Makes what the outcomes list into a sentence: "Afterwards you can write …, use … and …." */
static char *
dup_outcomes_sentence(EpochWeek *week)
{
  GPtrArray *outcomes = epoch_week_get_outcomes(week);
  g_autoptr(GString) text = g_string_new(NULL);

  for (guint i = 0; i < outcomes->len; i++) {
    g_autofree char *item =
        epoch_markdown_inline_to_plain(epoch_item_get_text(g_ptr_array_index(outcomes, i)));
    gsize length = strlen(item);

    if (length && item[length - 1] == '.')
      item[length - 1] = '\0';
    /* "Write" becomes "write"; "K-means" and "CNN" stay. */
    if (g_ascii_isupper(item[0]) && g_ascii_islower(item[1]))
      item[0] = g_ascii_tolower(item[0]);
    if (i > 0)
      g_string_append(text, i + 1 == outcomes->len ? _("; and ") : "; ");
    g_string_append(text, item);
  }
  /* Translators: what follows is the list of the week's outcomes, in lower case. */
  return text->len ? g_strdup_printf(_("Afterwards you can %s."), text->str) : g_strdup("");
}

static void
fill_header(EpochWeekPage *self)
{
  int number = epoch_week_get_number(self->week);
  EpochBlock *block = epoch_course_get_block(epoch_session_get_course(self->session),
                                             epoch_week_get_block(self->week));
  g_autofree char *title = g_strdup_printf(_("Week %d"), number);
  g_autofree char *eyebrow =
      block ? g_strdup_printf(_("Week %d · Block %d: %s"), number, epoch_block_get_number(block),
                              epoch_block_get_title(block))
            : g_strdup(title);
  g_autofree char *outcomes = dup_outcomes_sentence(self->week);
  g_autofree char *colour = g_strdup_printf("block-%d", epoch_week_get_block(self->week));

  adw_navigation_page_set_title(ADW_NAVIGATION_PAGE(self), title);
  gtk_label_set_label(self->eyebrow, eyebrow);
  gtk_label_set_label(self->title_label, epoch_week_get_title(self->week));
  gtk_label_set_label(self->outcomes, outcomes);
  gtk_widget_set_visible(GTK_WIDGET(self->outcomes), *outcomes);
  gtk_widget_add_css_class(GTK_WIDGET(self->body), colour);
}

static void
set_neighbour(EpochWeekPage *self, GtkButton *button, int number, gboolean forward)
{
  EpochWeek *week = epoch_course_get_week(epoch_session_get_course(self->session), number);
  g_autofree char *place = g_strdup_printf("week/%d", number);
  g_autofree char *label = NULL;
  GtkWidget *child, *arrow;

  gtk_widget_set_visible(GTK_WIDGET(button), week != NULL);
  if (!week)
    return;
  label = g_strdup_printf(_("Week %d: %s"), number, epoch_week_get_title(week));
  child = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append(GTK_BOX(child),
                 g_object_new(GTK_TYPE_LABEL, "label", label, "ellipsize", PANGO_ELLIPSIZE_END,
                              "tooltip-text", epoch_week_get_title(week), NULL));
  arrow = gtk_image_new_from_icon_name(forward ? "go-next-symbolic" : "go-previous-symbolic");
  if (forward)
    gtk_box_append(GTK_BOX(child), arrow);
  else
    gtk_box_prepend(GTK_BOX(child), arrow);
  gtk_button_set_child(button, child);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", place);
  gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.go");
}

/* Makes the view that is shown, where it is shown for the first time. */
static void
ensure_view(EpochWeekPage *self)
{
  const char *name = adw_view_stack_get_visible_child_name(self->stack);
  GtkWidget *bin = adw_view_stack_get_visible_child(self->stack);

  if (!name || !self->week || adw_bin_get_child(ADW_BIN(bin)))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS(views); i++) {
    if (!g_str_equal(views[i].name, name))
      continue;
    GtkWidget *view = views[i].create(self->session, self->week);
    adw_bin_set_child(ADW_BIN(bin), view);
    if (EPOCH_IS_WEEK_NOTES(view))
      self->notes = EPOCH_WEEK_NOTES(view);
  }
}

static void
view_changed_cb(EpochWeekPage *self)
{
  g_autofree char *place = NULL;

  ensure_view(self);
  if (!self->week || !gtk_widget_get_mapped(GTK_WIDGET(self)))
    return;
  place = g_strdup_printf("week/%d/%s", epoch_week_get_number(self->week),
                          epoch_week_page_get_view(self));
  epoch_session_set_last_place(self->session, place);
}

const char *
epoch_week_page_get_view(EpochWeekPage *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK_PAGE(self), NULL);
  return adw_view_stack_get_visible_child_name(self->stack);
}

void
epoch_week_page_show(EpochWeekPage *self, const char *view, const char *item)
{
  GtkWidget *row;

  g_return_if_fail(EPOCH_IS_WEEK_PAGE(self));
  if (view)
    adw_view_stack_set_visible_child_name(self->stack, view);
  ensure_view(self);
  if (!item)
    return;
  row = epoch_tick_row_find(adw_view_stack_get_visible_child(self->stack), item);
  if (row)
    epoch_show_found(row);
}

EpochWeek *
epoch_week_page_get_week(EpochWeekPage *self)
{
  g_return_val_if_fail(EPOCH_IS_WEEK_PAGE(self), NULL);
  return self->week;
}

void
epoch_week_page_flush(EpochWeekPage *self)
{
  g_return_if_fail(EPOCH_IS_WEEK_PAGE(self));
  if (self->notes)
    epoch_week_notes_flush(self->notes);
}

static void
switch_view(GtkWidget *widget, const char *name, GVariant *parameter)
{
  epoch_week_page_show(EPOCH_WEEK_PAGE(widget), g_variant_get_string(parameter, NULL), NULL);
}

static void
epoch_week_page_dispose(GObject *object)
{
  EpochWeekPage *self = EPOCH_WEEK_PAGE(object);

  /* The stack still changes its visible child while it goes; that is nobody's doing. */
  g_clear_object(&self->week);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_WEEK_PAGE);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_week_page_parent_class)->dispose(object);
}

static void
epoch_week_page_class_init(EpochWeekPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_week_page_dispose;
  g_type_ensure(EPOCH_TYPE_PROGRESS_RING);
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/week/epoch-week-page.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, scroller);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, header);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, eyebrow);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, title_label);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, outcomes);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, ring);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, progress_label);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, switcher);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, stack);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, previous);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, next);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekPage, body);
  gtk_widget_class_bind_template_callback(widget_class, view_changed_cb);

  gtk_widget_class_install_action(widget_class, "week.view", "s", switch_view);
}

/* Alt+1 to Alt+6. */
static void
add_shortcuts(EpochWeekPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS(views); i++) {
    g_autofree char *trigger = g_strdup_printf("<Alt>%u", i + 1);
    epoch_shortcuts_add(GTK_WIDGET(self), trigger, "week.view",
                        g_variant_new_string(views[i].name));
  }
}

static void
epoch_week_page_init(EpochWeekPage *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  for (gsize i = 0; i < G_N_ELEMENTS(views); i++)
    adw_view_stack_add_titled_with_icon(self->stack, adw_bin_new(), views[i].name,
                                        _(views[i].title), views[i].icon);
  add_shortcuts(self);
}

GtkWidget *
epoch_week_page_new(EpochSession *session, EpochWeek *week)
{
  EpochWeekPage *self = g_object_new(EPOCH_TYPE_WEEK_PAGE, NULL);
  EpochProgress *progress = epoch_session_get_progress(session);
  int number = epoch_week_get_number(week);

  self->session = g_object_ref(session);
  self->week = g_object_ref(week);
  fill_header(self);
  update_progress(self);
  set_neighbour(self, self->previous, number - 1, FALSE);
  set_neighbour(self, self->next, number + 1, TRUE);
  g_signal_connect_object(progress, "changed", G_CALLBACK(update_progress), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(progress, "time-changed", G_CALLBACK(update_progress), self,
                          G_CONNECT_SWAPPED);
  ensure_view(self);
  return GTK_WIDGET(self);
}
