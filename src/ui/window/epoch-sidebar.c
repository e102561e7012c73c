#include "config.h"

#include "window/epoch-sidebar.h"

#include <glib/gi18n.h>

#include "widgets/epoch-progress-ring.h"

struct _EpochSidebar {
  AdwBin parent_instance;
  GtkListBox *list;
  EpochSession *session;
};

enum { PLACE_ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochSidebar, epoch_sidebar, ADW_TYPE_BIN)

/* What a row keeps. */
#define ROW_PLACE "epoch-place"
#define ROW_RING "epoch-ring"
#define ROW_WEEK "epoch-week"
#define ROW_BLOCK "epoch-block"

static GtkWidget *
new_row(const char *place, const char *title, const char *name)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *row = g_object_new(GTK_TYPE_LIST_BOX_ROW, "child", box, NULL);

  g_object_set_data_full(G_OBJECT(row), ROW_PLACE, g_strdup(place), g_free);
  gtk_widget_set_tooltip_text(row, title);
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static void
append_label(GtkWidget *row, const char *text)
{
  GtkWidget *label = g_object_new(GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "hexpand", TRUE,
                                  "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  gtk_box_append(GTK_BOX(gtk_list_box_row_get_child(GTK_LIST_BOX_ROW(row))), label);
}

static void
append(GtkWidget *row, GtkWidget *child)
{
  gtk_box_append(GTK_BOX(gtk_list_box_row_get_child(GTK_LIST_BOX_ROW(row))), child);
}

static GtkWidget *
append_place(EpochSidebar *self, const char *place, const char *title, const char *icon)
{
  GtkWidget *row = new_row(place, title, title);

  append(row, gtk_image_new_from_icon_name(icon));
  append_label(row, title);
  gtk_list_box_append(self->list, row);
  return row;
}

static void
append_ring(GtkWidget *row)
{
  GtkWidget *ring = epoch_progress_ring_new();

  gtk_widget_set_valign(ring, GTK_ALIGN_CENTER);
  append(row, ring);
  g_object_set_data(G_OBJECT(row), ROW_RING, ring);
}

static void
append_week(EpochSidebar *self, EpochWeek *week)
{
  int number = epoch_week_get_number(week);
  g_autofree char *place = g_strdup_printf("week/%d", number);
  g_autofree char *digits = g_strdup_printf("%d", number);
  g_autofree char *name = g_strdup_printf(_("Week %d: %s"), number, epoch_week_get_title(week));
  GtkWidget *row = new_row(place, epoch_week_get_title(week), name);
  GtkWidget *label = gtk_label_new(digits);

  gtk_widget_add_css_class(label, "week-number");
  gtk_widget_add_css_class(label, "numeric");
  append(row, label);
  append_label(row, epoch_week_get_title(week));
  append_ring(row);
  g_object_set_data(G_OBJECT(row), ROW_WEEK, GINT_TO_POINTER(number));
  g_object_set_data(G_OBJECT(row), ROW_BLOCK, GINT_TO_POINTER(epoch_week_get_block(week)));
  gtk_list_box_append(self->list, row);
}

static void
append_block(EpochSidebar *self, EpochBlock *block)
{
  int number = epoch_block_get_number(block);
  GPtrArray *weeks = epoch_block_get_weeks(block);
  g_autofree char *place = g_strdup_printf("block/%d", number);
  g_autofree char *title = g_strdup_printf(_("Block %d"), number);
  g_autofree char *name = g_strdup_printf(_("Block %d: %s"), number, epoch_block_get_title(block));
  GtkWidget *row = new_row(place, epoch_block_get_title(block), name);

  append_label(row, title);
  append_ring(row);
  gtk_widget_add_css_class(row, "sidebar-heading");
  g_object_set_data(G_OBJECT(row), ROW_BLOCK, GINT_TO_POINTER(number));
  gtk_list_box_append(self->list, row);
  for (guint i = 0; i < weeks->len; i++)
    append_week(self, g_ptr_array_index(weeks, i));
}

static void
update_row(EpochSidebar *self, GtkListBoxRow *row)
{
  EpochProgress *progress = epoch_session_get_progress(self->session);
  EpochProgressRing *ring = g_object_get_data(G_OBJECT(row), ROW_RING);
  int week = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(row), ROW_WEEK));
  int block = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(row), ROW_BLOCK));
  double fraction;
  g_autofree char *done = NULL;

  if (!ring)
    return;
  fraction = week ? epoch_progress_get_week_fraction(progress, week)
                  : epoch_progress_get_block_fraction(progress, block);
  epoch_progress_ring_set_fraction(ring, fraction);
  done = g_strdup_printf(_("%d%% done"), (int)(fraction * 100));
  gtk_accessible_update_property(GTK_ACCESSIBLE(row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, done,
                                 -1);
}

static void
update(EpochSidebar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index(self->list, i)); i++)
    update_row(self, row);
}

static void
set_colours(EpochSidebar *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index(self->list, i)); i++) {
    int block = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(row), ROW_BLOCK));
    g_autofree char *colour = g_strdup_printf("block-%d", block);
    if (block)
      gtk_widget_add_css_class(GTK_WIDGET(row), colour);
  }
}

void
epoch_sidebar_set_session(EpochSidebar *self, EpochSession *session)
{
  GPtrArray *blocks = epoch_course_get_blocks(epoch_session_get_course(session));

  g_return_if_fail(EPOCH_IS_SIDEBAR(self) && !self->session);
  self->session = g_object_ref(session);
  append_place(self, "today", _("Today"), "epoch-today-symbolic");
  for (guint i = 0; i < blocks->len; i++)
    append_block(self, g_ptr_array_index(blocks, i));
  gtk_widget_add_css_class(
      append_place(self, "final", _("Final Checklist"), "epoch-assessment-symbolic"),
      "sidebar-gap");
  append_place(self, "lab", _("Lab"), "epoch-lab-symbolic");
  set_colours(self);
  g_signal_connect_object(epoch_session_get_progress(session), "changed", G_CALLBACK(update), self,
                          G_CONNECT_SWAPPED);
  update(self);
}

void
epoch_sidebar_select(EpochSidebar *self, const char *place)
{
  GtkListBoxRow *row;

  g_return_if_fail(EPOCH_IS_SIDEBAR(self));
  for (int i = 0; (row = gtk_list_box_get_row_at_index(self->list, i)); i++) {
    if (g_strcmp0(g_object_get_data(G_OBJECT(row), ROW_PLACE), place) == 0) {
      gtk_list_box_select_row(self->list, row);
      return;
    }
  }
  gtk_list_box_unselect_all(self->list);
}

static void
row_activated_cb(EpochSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit(self, signals[PLACE_ACTIVATED], 0, g_object_get_data(G_OBJECT(row), ROW_PLACE));
}

static void
epoch_sidebar_dispose(GObject *object)
{
  g_clear_object(&EPOCH_SIDEBAR(object)->session);
  G_OBJECT_CLASS(epoch_sidebar_parent_class)->dispose(object);
}

static void
epoch_sidebar_class_init(EpochSidebarClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_sidebar_dispose;
  signals[PLACE_ACTIVATED] = g_signal_new("place-activated", EPOCH_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
epoch_sidebar_init(EpochSidebar *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new();

  self->list = GTK_LIST_BOX(gtk_list_box_new());
  gtk_widget_add_css_class(GTK_WIDGET(self->list), "navigation-sidebar");
  /* One press of Tab enters the sidebar and the next leaves it; the arrows go through it. */
  gtk_list_box_set_tab_behavior(self->list, GTK_LIST_TAB_ITEM);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Course"), -1);
  g_signal_connect_swapped(self->list, "row-activated", G_CALLBACK(row_activated_cb), self);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), GTK_WIDGET(self->list));
  adw_bin_set_child(ADW_BIN(self), scroller);
}
