#include "config.h"

#include "week/epoch-rubric.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "store/epoch-marks.h"
#include "widgets/epoch-prose.h"

/* A slider that is being drawn is stored when it has rested for this long. */
#define STORE_DELAY_MS 300

typedef struct {
  EpochSession *session;
  EpochProject *project;
  GPtrArray *scales; /* one a criterion, borrowed */
  GtkLabel *total;
  int *marks;     /* one a criterion, -1 for none */
  guint *pending; /* sources that will store a mark */
  GCancellable *cancellable;
  gboolean loading;
} Rubric;

static void
stored_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochSession) session = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_marks_set_finish(EPOCH_STORE(source), result, &error))
    epoch_session_report(session, error);
}

static void
store_mark(Rubric *self, guint i)
{
  g_clear_handle_id(&self->pending[i], g_source_remove);
  epoch_marks_set_async(epoch_session_get_store(self->session),
                        epoch_item_get_id(EPOCH_ITEM(self->project)), i, self->marks[i], NULL,
                        stored_cb, g_object_ref(self->session));
}

static void
rubric_free(gpointer data)
{
  Rubric *self = data;

  for (guint i = 0; i < self->scales->len; i++)
    if (self->pending[i])
      store_mark(self, i);
  g_cancellable_cancel(self->cancellable);
  g_object_unref(self->cancellable);
  g_object_unref(self->session);
  g_object_unref(self->project);
  g_ptr_array_unref(self->scales);
  g_free(self->marks);
  g_free(self->pending);
  g_free(self);
}

static void
update_total(Rubric *self)
{
  gboolean any = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->scales->len; i++)
    any = any || self->marks[i] >= 0;
  if (any)
    text = g_strdup_printf(_("%.0f of 100"), epoch_project_compute_mark(self->project, self->marks,
                                                                        self->scales->len));
  else
    text = g_strdup(_("Not marked yet"));
  gtk_label_set_label(self->total, text);
}

static gboolean
store_cb(gpointer data)
{
  GtkRange *scale = data;
  Rubric *self = g_object_get_data(G_OBJECT(scale), "rubric");
  guint i = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(scale), "index"));

  self->pending[i] = 0;
  store_mark(self, i);
  return G_SOURCE_REMOVE;
}

static void
value_changed_cb(GtkRange *scale, Rubric *self)
{
  guint i = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(scale), "index"));

  if (self->loading)
    return;
  self->marks[i] = (int)round(gtk_range_get_value(scale));
  update_total(self);
  g_clear_handle_id(&self->pending[i], g_source_remove);
  self->pending[i] = g_timeout_add(STORE_DELAY_MS, store_cb, scale);
}

static char *
format_mark_cb(GtkScale *scale, double value, gpointer data)
{
  Rubric *self = data;
  guint i = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(scale), "index"));

  return self->marks[i] < 0 ? g_strdup("–") : g_strdup_printf("%.0f", value);
}

static GtkWidget *
new_row(Rubric *self, guint i, EpochRubricRow *criterion)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = epoch_prose_label_new(epoch_rubric_row_get_criterion(criterion));
  GtkWidget *scale = gtk_scale_new_with_range(GTK_ORIENTATION_HORIZONTAL, 0, 100, 5);
  g_autofree char *share = g_strdup_printf(_("%g%%"), epoch_rubric_row_get_percent(criterion));
  GtkWidget *share_label = gtk_label_new(share);

  gtk_widget_set_hexpand(name, TRUE);
  gtk_widget_add_css_class(share_label, "numeric");
  gtk_widget_add_css_class(share_label, "dimmed");
  gtk_box_append(GTK_BOX(line), name);
  gtk_box_append(GTK_BOX(line), share_label);
  gtk_box_append(GTK_BOX(box), line);
  gtk_box_append(GTK_BOX(box), scale);
  gtk_widget_set_margin_start(box, 12);
  gtk_widget_set_margin_end(box, 12);
  gtk_widget_set_margin_top(box, 9);
  gtk_widget_set_margin_bottom(box, 3);

  g_object_set_data(G_OBJECT(scale), "index", GUINT_TO_POINTER(i));
  g_object_set_data(G_OBJECT(scale), "rubric", self);
  gtk_range_set_round_digits(GTK_RANGE(scale), 0);
  gtk_scale_set_draw_value(GTK_SCALE(scale), TRUE);
  gtk_scale_set_value_pos(GTK_SCALE(scale), GTK_POS_RIGHT);
  gtk_scale_set_format_value_func(GTK_SCALE(scale), format_mark_cb, self, NULL);
  gtk_accessible_update_property(GTK_ACCESSIBLE(scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 epoch_rubric_row_get_criterion(criterion), -1);
  g_signal_connect(scale, "value-changed", G_CALLBACK(value_changed_cb), self);
  g_ptr_array_add(self->scales, scale);
  /* The slider takes the keyboard; the row around it has nothing to do with it. */
  return g_object_new(GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "focusable", FALSE, "child", box,
                      NULL);
}

static void
loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) marks = epoch_marks_load_finish(EPOCH_STORE(source), result, &error);
  Rubric *self = data;

  /* Cancelled: the rubric is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!marks) {
    epoch_session_report(self->session, error);
    return;
  }
  self->loading = TRUE;
  for (guint i = 0; i < MIN(marks->len, self->scales->len); i++) {
    self->marks[i] = g_array_index(marks, int, i);
    gtk_range_set_value(g_ptr_array_index(self->scales, i), MAX(0, self->marks[i]));
  }
  self->loading = FALSE;
  update_total(self);
}

GtkWidget *
epoch_rubric_new(EpochSession *session, EpochProject *project)
{
  Rubric *self = g_new0(Rubric, 1);
  GPtrArray *rubric = epoch_project_get_rubric(project);
  GtkWidget *section =
      epoch_section_new(_("Rubric"), _("Mark your own work as a reviewer would. The shares are "
                                       "the course’s; the marks are kept."));
  GtkWidget *list = epoch_boxed_list_new(_("Rubric"));
  GtkWidget *total_row = adw_action_row_new();

  self->session = g_object_ref(session);
  self->project = g_object_ref(project);
  self->scales = g_ptr_array_new();
  self->marks = g_new(int, rubric->len);
  self->pending = g_new0(guint, rubric->len);
  self->cancellable = g_cancellable_new();
  self->total = GTK_LABEL(gtk_label_new(NULL));
  for (guint i = 0; i < rubric->len; i++)
    self->marks[i] = -1;
  for (guint i = 0; i < rubric->len; i++)
    gtk_list_box_append(GTK_LIST_BOX(list), new_row(self, i, g_ptr_array_index(rubric, i)));

  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(total_row), _("Mark"));
  gtk_widget_add_css_class(GTK_WIDGET(self->total), "numeric");
  gtk_widget_add_css_class(GTK_WIDGET(self->total), "heading");
  adw_action_row_add_suffix(ADW_ACTION_ROW(total_row), GTK_WIDGET(self->total));
  gtk_list_box_append(GTK_LIST_BOX(list), total_row);
  update_total(self);
  gtk_box_append(GTK_BOX(section), list);
  g_object_set_data_full(G_OBJECT(section), "rubric", self, rubric_free);
  epoch_marks_load_async(epoch_session_get_store(session), epoch_item_get_id(EPOCH_ITEM(project)),
                         self->cancellable, loaded_cb, self);
  return section;
}
