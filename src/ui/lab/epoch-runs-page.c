#include "config.h"

#include "lab/epoch-runs-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/epoch-run-columns.h"
#include "lab/epoch-run-item.h"
#include "lab/epoch-run-text.h"
#include "store/epoch-runs.h"

#define LEAST_COMPARED 2
#define MOST_COMPARED 8

struct _EpochRunsPage {
  AdwNavigationPage parent_instance;
  GtkSearchEntry *search;
  GtkButton *compare;
  GtkStack *stack;
  GtkColumnView *table;

  EpochSession *session;
  char *experiment; /* (nullable) */
  GListStore *items;
  GtkFilterListModel *filtered;
  GtkCustomFilter *filter;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE(EpochRunsPage, epoch_runs_page, ADW_TYPE_NAVIGATION_PAGE)

static void
update_stack(EpochRunsPage *self)
{
  guint n = g_list_model_get_n_items(G_LIST_MODEL(self->items));
  guint shown = g_list_model_get_n_items(G_LIST_MODEL(self->filtered));

  gtk_stack_set_visible_child_name(self->stack, !n ? "empty" : !shown ? "nothing" : "table");
}

/* (transfer container): the ids of the runs that are ticked; NULL where they can not be compared,
 * as they are too few, too many or of several experiments. */
static GPtrArray *
dup_chosen(EpochRunsPage *self)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new();
  const char *experiment = NULL;

  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->items)); i++) {
    g_autoptr(EpochRunItem) item = g_list_model_get_item(G_LIST_MODEL(self->items), i);
    EpochRun *run = epoch_run_item_get_run(item);
    if (!epoch_run_item_get_chosen(item))
      continue;
    if (experiment && !g_str_equal(experiment, epoch_run_get_experiment(run)))
      return NULL;
    experiment = epoch_run_get_experiment(run);
    g_ptr_array_add(ids, (gpointer)epoch_run_get_id(run));
  }
  return ids->len >= LEAST_COMPARED && ids->len <= MOST_COMPARED ? g_steal_pointer(&ids) : NULL;
}

static void
chosen_cb(EpochRunsPage *self)
{
  g_autoptr(GPtrArray) ids = dup_chosen(self);

  gtk_widget_set_sensitive(GTK_WIDGET(self->compare), ids != NULL);
}

static void
compare_cb(EpochRunsPage *self)
{
  g_autoptr(GPtrArray) ids = dup_chosen(self);
  g_autoptr(GString) place = g_string_new("compare");

  for (guint i = 0; ids && i < ids->len; i++)
    g_string_append_printf(place, "/%s", (char *)g_ptr_array_index(ids, i));
  if (ids)
    gtk_widget_activate_action(GTK_WIDGET(self), "win.go", "s", place->str);
}

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochSession) session = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_runs_save_finish(EPOCH_STORE(source), result, &error))
    epoch_session_report(session, error);
  epoch_session_runs_changed(session);
}

/* The table shows the star already; loading it anew would forget which runs are chosen. */
static void
star_saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochSession) session = data;
  g_autoptr(GError) error = NULL;

  if (!epoch_runs_save_finish(EPOCH_STORE(source), result, &error))
    epoch_session_report(session, error);
}

static void
starred_cb(EpochRunItem *item, GParamSpec *pspec, EpochRunsPage *self)
{
  epoch_runs_save_async(epoch_session_get_store(self->session), epoch_run_item_get_run(item), NULL,
                        star_saved_cb, g_object_ref(self->session));
}

static gboolean
matches_cb(gpointer object, gpointer data)
{
  EpochRunsPage *self = data;
  EpochRun *run = epoch_run_item_get_run(object);
  EpochExperiment *experiment =
      epoch_session_get_experiment(self->session, epoch_run_get_experiment(run));
  g_autofree char *settings =
      experiment ? epoch_run_text_dup_settings(run, experiment) : g_strdup("");
  g_autofree char *tags = g_strjoinv(" ", (char **)epoch_run_get_tags(run));
  g_autofree char *all = g_strdup_printf(
      "%s %s %s %s %s",
      experiment ? epoch_experiment_get_title(experiment) : epoch_run_get_experiment(run), settings,
      tags, epoch_run_get_note(run), epoch_run_text_get_status(run));
  g_autofree char *folded = g_utf8_casefold(all, -1);
  g_autofree char *wanted = g_utf8_casefold(gtk_editable_get_text(GTK_EDITABLE(self->search)), -1);

  return strstr(folded, wanted) != NULL;
}

static void
search_changed_cb(EpochRunsPage *self)
{
  if (!self->filter)
    return;
  gtk_filter_changed(GTK_FILTER(self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  update_stack(self);
}

static void
listed_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) runs = epoch_runs_list_finish(EPOCH_STORE(source), result, &error);
  EpochRunsPage *self = data;

  /* Cancelled: the page is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!runs) {
    epoch_session_report(self->session, error);
    return;
  }
  g_list_store_remove_all(self->items);
  for (guint i = 0; i < runs->len; i++) {
    g_autoptr(EpochRunItem) item = epoch_run_item_new(g_ptr_array_index(runs, i));
    g_signal_connect_object(item, "notify::chosen", G_CALLBACK(chosen_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(item, "notify::starred", G_CALLBACK(starred_cb), self, 0);
    g_list_store_append(self->items, item);
  }
  update_stack(self);
  chosen_cb(self);
}

static void
load(EpochRunsPage *self)
{
  epoch_runs_list_async(epoch_session_get_store(self->session), self->experiment, 0,
                        self->cancellable, listed_cb, self);
}

static void
restore_cb(AdwToast *toast, EpochRun *run)
{
  EpochSession *session = g_object_get_data(G_OBJECT(toast), "session");

  epoch_runs_save_async(epoch_session_get_store(session), run, NULL, saved_cb,
                        g_object_ref(session));
}

typedef struct {
  EpochRunsPage *page;
  EpochRun *run;
} Deletion;

static void
deleted_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Deletion *deletion = data;
  EpochRunsPage *self = deletion->page;
  g_autoptr(GError) error = NULL;
  GtkWidget *overlay = gtk_widget_get_ancestor(GTK_WIDGET(self), ADW_TYPE_TOAST_OVERLAY);

  if (!epoch_runs_delete_finish(EPOCH_STORE(source), result, &error)) {
    if (self->session)
      epoch_session_report(self->session, error);
  } else if (self->session) {
    if (overlay) {
      AdwToast *toast = adw_toast_new(_("Run deleted"));
      adw_toast_set_button_label(toast, _("_Undo"));
      g_object_set_data_full(G_OBJECT(toast), "session", g_object_ref(self->session),
                             g_object_unref);
      g_signal_connect_object(toast, "button-clicked", G_CALLBACK(restore_cb), deletion->run, 0);
      g_object_set_data_full(G_OBJECT(toast), "run", g_object_ref(deletion->run), g_object_unref);
      adw_toast_overlay_add_toast(ADW_TOAST_OVERLAY(overlay), toast);
    }
    epoch_session_runs_changed(self->session);
  }
  g_object_unref(deletion->page);
  g_object_unref(deletion->run);
  g_free(deletion);
}

/* Deletes the record of a run at once; a toast takes that back. The files stay. */
static void
delete_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochRunsPage *self = EPOCH_RUNS_PAGE(widget);
  const char *id = g_variant_get_string(parameter, NULL);

  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->items)); i++) {
    g_autoptr(EpochRunItem) item = g_list_model_get_item(G_LIST_MODEL(self->items), i);
    EpochRun *run = epoch_run_item_get_run(item);
    Deletion *deletion;
    if (!g_str_equal(epoch_run_get_id(run), id))
      continue;
    deletion = g_new0(Deletion, 1);
    deletion->page = g_object_ref(self);
    deletion->run = g_object_ref(run);
    epoch_runs_delete_async(epoch_session_get_store(self->session), id, NULL, deleted_cb, deletion);
    return;
  }
}

static void
epoch_runs_page_dispose(GObject *object)
{
  EpochRunsPage *self = EPOCH_RUNS_PAGE(object);

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_RUNS_PAGE);
  g_clear_object(&self->filtered);
  g_clear_object(&self->items);
  self->filter = NULL;
  g_clear_object(&self->session);
  g_clear_pointer(&self->experiment, g_free);
  G_OBJECT_CLASS(epoch_runs_page_parent_class)->dispose(object);
}

static void
epoch_runs_page_class_init(EpochRunsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_runs_page_dispose;
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/lab/epoch-runs-page.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, search);
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, compare);
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, stack);
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, table);
  gtk_widget_class_bind_template_callback(widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, compare_cb);
  gtk_widget_class_install_action(widget_class, "runs.delete", "s", delete_action);
}

static void
epoch_runs_page_init(EpochRunsPage *self)
{
  self->cancellable = g_cancellable_new();
  self->items = g_list_store_new(EPOCH_TYPE_RUN_ITEM);
  gtk_widget_init_template(GTK_WIDGET(self));
}

GtkWidget *
epoch_runs_page_new(EpochSession *session, const char *experiment)
{
  EpochRunsPage *self = g_object_new(EPOCH_TYPE_RUNS_PAGE, NULL);
  GtkSortListModel *sorted;

  self->session = g_object_ref(session);
  self->experiment = g_strdup(experiment);
  self->filter = gtk_custom_filter_new(matches_cb, self, NULL);
  self->filtered =
      gtk_filter_list_model_new(g_object_ref(G_LIST_MODEL(self->items)), GTK_FILTER(self->filter));
  epoch_run_columns_add(self->table, session,
                        experiment ? epoch_session_get_experiment(session, experiment) : NULL);
  sorted = gtk_sort_list_model_new(g_object_ref(G_LIST_MODEL(self->filtered)),
                                   g_object_ref(gtk_column_view_get_sorter(self->table)));
  gtk_column_view_set_model(self->table,
                            GTK_SELECTION_MODEL(gtk_no_selection_new(G_LIST_MODEL(sorted))));
  g_signal_connect_object(session, "runs-changed", G_CALLBACK(load), self, G_CONNECT_SWAPPED);
  load(self);
  return GTK_WIDGET(self);
}
