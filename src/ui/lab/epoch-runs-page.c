#include "config.h"

#include "lab/epoch-runs-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/epoch-named-drop-down.h"
#include "lab/epoch-run-columns.h"
#include "lab/epoch-run-dialog.h"
#include "lab/epoch-run-filter.h"
#include "lab/epoch-run-item.h"
#include "lab/epoch-run-summary.h"
#include "lab/epoch-run-text.h"
#include "store/epoch-runs.h"

#define LEAST_COMPARED 2
#define MOST_COMPARED 8

struct _EpochRunsPage {
  AdwNavigationPage parent_instance;
  GtkSearchEntry *search;
  GtkButton *compare;
  GtkStack *stack;
  GtkStack *shown;
  AdwWrapBox *filters;
  AdwBin *summary_bin;
  GtkColumnView *table;

  EpochSession *session;
  char *experiment; /* (nullable) */
  GListStore *items;
  GtkFilterListModel *filtered;
  EpochRunFilter *filter;
  EpochRunSummary *summary;
  char **tags;    /* of all runs, sorted */
  char **offered; /* the tags that the row of filters was made for */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE(EpochRunsPage, epoch_runs_page, ADW_TYPE_NAVIGATION_PAGE)

static EpochExperiment *
get_experiment(EpochRunsPage *self)
{
  return self->experiment ? epoch_session_get_experiment(self->session, self->experiment) : NULL;
}

/* What is shown decides on the summary too: the best of the runs with a tag is worth knowing. */
static void
update_shown(EpochRunsPage *self)
{
  g_autoptr(GPtrArray) runs = g_ptr_array_new();
  guint shown = g_list_model_get_n_items(G_LIST_MODEL(self->filtered));

  for (guint i = 0; i < shown; i++) {
    g_autoptr(EpochRunItem) item = g_list_model_get_item(G_LIST_MODEL(self->filtered), i);
    /* The list keeps the item and its run alive. */
    g_ptr_array_add(runs, epoch_run_item_get_run(item));
  }
  gtk_stack_set_visible_child_name(
      self->stack, g_list_model_get_n_items(G_LIST_MODEL(self->items)) ? "table" : "empty");
  gtk_stack_set_visible_child_name(self->shown, shown ? "rows" : "nothing");
  epoch_run_summary_set(self->summary, self->session, get_experiment(self), runs);
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

/* The table shows the star already. */
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
  epoch_runs_save_star_async(epoch_session_get_store(self->session), epoch_run_item_get_run(item),
                             NULL, star_saved_cb, g_object_ref(self->session));
}

static void
search_changed_cb(EpochRunsPage *self)
{
  if (self->filter)
    epoch_run_filter_set_text(self->filter, gtk_editable_get_text(GTK_EDITABLE(self->search)));
}

static int
compare_texts(gconstpointer a, gconstpointer b)
{
  return g_utf8_collate(*(const char *const *)a, *(const char *const *)b);
}

/* (transfer full): the tags of all runs, each once. */
static char **
dup_tags(GPtrArray *runs)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  GPtrArray *tags = g_ptr_array_new_null_terminated(8, g_free, TRUE);

  for (guint i = 0; i < runs->len; i++)
    for (const char *const *tag = epoch_run_get_tags(g_ptr_array_index(runs, i)); *tag; tag++)
      if (g_hash_table_add(seen, (gpointer)*tag))
        g_ptr_array_add(tags, g_strdup(*tag));
  g_ptr_array_sort(tags, compare_texts);
  return (char **)g_ptr_array_free(tags, FALSE);
}

static void
tag_toggled_cb(GtkToggleButton *button, EpochRunsPage *self)
{
  epoch_run_filter_set_tag(self->filter, g_object_get_data(G_OBJECT(button), "tag"),
                           gtk_toggle_button_get_active(button));
}

static void
starred_toggled_cb(GtkToggleButton *button, EpochRunsPage *self)
{
  epoch_run_filter_set_starred(self->filter, gtk_toggle_button_get_active(button));
}

static GtkWidget *
new_filter(EpochRunsPage *self, const char *label, const char *name, gboolean active,
           GCallback toggled)
{
  GtkWidget *button = gtk_toggle_button_new();
  GtkWidget *text = gtk_label_new(label);

  gtk_label_set_ellipsize(GTK_LABEL(text), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars(GTK_LABEL(text), 24);
  /* As its child, not its label: that would be its name for a screen reader. */
  gtk_button_set_child(GTK_BUTTON(button), text);
  gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(button), active);
  gtk_widget_add_css_class(button, "tag-chip");
  gtk_widget_set_tooltip_text(button, name);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect(button, "toggled", toggled, self);
  return button;
}

static void
experiment_chosen_cb(GtkDropDown *drop_down, GParamSpec *pspec, EpochRunsPage *self)
{
  GPtrArray *experiments = epoch_session_get_experiments(self->session);
  guint position = gtk_drop_down_get_selected(drop_down);
  const char *id = position > 0 && position <= experiments->len
                       ? epoch_experiment_get_id(g_ptr_array_index(experiments, position - 1))
                       : NULL;
  g_autofree char *place = id ? g_strdup_printf("runs/%s", id) : g_strdup("runs");

  if (g_strcmp0(id, self->experiment) != 0)
    gtk_widget_activate_action(GTK_WIDGET(self), "win.go", "s", place);
}

/* Leads to the runs of one experiment, with its metrics side by side. */
static GtkWidget *
new_experiments(EpochRunsPage *self)
{
  GPtrArray *experiments = epoch_session_get_experiments(self->session);
  GtkStringList *titles = gtk_string_list_new((const char *const[]){_("All Experiments"), NULL});
  GtkExpression *text = gtk_property_expression_new(GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkWidget *drop_down = gtk_drop_down_new(G_LIST_MODEL(titles), text);

  for (guint i = 0; i < experiments->len; i++) {
    EpochExperiment *experiment = g_ptr_array_index(experiments, i);
    gtk_string_list_append(titles, epoch_experiment_get_title(experiment));
    if (g_strcmp0(epoch_experiment_get_id(experiment), self->experiment) == 0)
      gtk_drop_down_set_selected(GTK_DROP_DOWN(drop_down), i + 1);
  }
  gtk_widget_set_tooltip_text(drop_down, _("Show the Runs of One Experiment"));
  epoch_named_drop_down_set_name(GTK_DROP_DOWN(drop_down), _("Experiment"));
  g_signal_connect(drop_down, "notify::selected", G_CALLBACK(experiment_chosen_cb), self);
  return drop_down;
}

/* One toggle a tag; made anew only where the tags are others, so that the focus stays. */
static void
offer_tags(EpochRunsPage *self)
{
  GtkWidget *child;

  if (self->offered &&
      g_strv_equal((const char *const *)self->offered, (const char *const *)self->tags))
    return;
  g_strfreev(self->offered);
  self->offered = g_strdupv(self->tags);
  while ((child = gtk_widget_get_last_child(GTK_WIDGET(self->filters))) &&
         g_object_get_data(G_OBJECT(child), "tag"))
    adw_wrap_box_remove(self->filters, child);
  for (char **tag = self->tags; *tag; tag++) {
    g_autofree char *name = g_strdup_printf(_("Only runs with the tag “%s”"), *tag);
    GtkWidget *button = new_filter(self, *tag, name, epoch_run_filter_has_tag(self->filter, *tag),
                                   G_CALLBACK(tag_toggled_cb));
    g_object_set_data_full(G_OBJECT(button), "tag", g_strdup(*tag), g_free);
    adw_wrap_box_append(self->filters, button);
  }
}

/* (transfer full) (element-type utf8): the ids of the runs that are ticked, as a set. */
static GHashTable *
dup_ticked(EpochRunsPage *self)
{
  GHashTable *ticked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->items)); i++) {
    g_autoptr(EpochRunItem) item = g_list_model_get_item(G_LIST_MODEL(self->items), i);
    if (epoch_run_item_get_chosen(item))
      g_hash_table_add(ticked, g_strdup(epoch_run_get_id(epoch_run_item_get_run(item))));
  }
  return ticked;
}

static void
take_runs(EpochRunsPage *self, GPtrArray *runs)
{
  g_autoptr(GHashTable) ticked = dup_ticked(self);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_object_unref);

  for (guint i = 0; i < runs->len; i++) {
    EpochRun *run = g_ptr_array_index(runs, i);
    EpochRunItem *item = epoch_run_item_new(run);
    g_object_set(item, "chosen", g_hash_table_contains(ticked, epoch_run_get_id(run)), NULL);
    g_signal_connect_object(item, "notify::chosen", G_CALLBACK(chosen_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object(item, "notify::starred", G_CALLBACK(starred_cb), self, 0);
    g_ptr_array_add(items, item);
  }
  g_list_store_splice(self->items, 0, g_list_model_get_n_items(G_LIST_MODEL(self->items)),
                      items->pdata, items->len);
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
  g_strfreev(self->tags);
  self->tags = dup_tags(runs);
  offer_tags(self);
  take_runs(self, runs);
  update_shown(self);
  chosen_cb(self);
}

static void
show_run(EpochRunsPage *self, EpochRun *run)
{
  adw_dialog_present(epoch_run_dialog_new(self->session, run, (const char *const *)self->tags),
                     GTK_WIDGET(self));
}

static void
row_activated_cb(EpochRunsPage *self, guint position)
{
  g_autoptr(EpochRunItem) item =
      g_list_model_get_item(G_LIST_MODEL(gtk_column_view_get_model(self->table)), position);

  if (item)
    show_run(self, epoch_run_item_get_run(item));
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

/* (transfer none) (nullable) */
static EpochRun *
find_run(EpochRunsPage *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->items)); i++) {
    g_autoptr(EpochRunItem) item = g_list_model_get_item(G_LIST_MODEL(self->items), i);
    /* The list keeps the item and its run alive. */
    if (g_str_equal(epoch_run_get_id(epoch_run_item_get_run(item)), id))
      return epoch_run_item_get_run(item);
  }
  return NULL;
}

/* Deletes the record of a run at once; a toast takes that back. The files stay. */
static void
delete_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochRunsPage *self = EPOCH_RUNS_PAGE(widget);
  const char *id = g_variant_get_string(parameter, NULL);
  EpochRun *run = find_run(self, id);
  Deletion *deletion;

  if (!run)
    return;
  deletion = g_new0(Deletion, 1);
  deletion->page = g_object_ref(self);
  deletion->run = g_object_ref(run);
  epoch_runs_delete_async(epoch_session_get_store(self->session), id, NULL, deleted_cb, deletion);
}

static void
details_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochRunsPage *self = EPOCH_RUNS_PAGE(widget);
  EpochRun *run = find_run(self, g_variant_get_string(parameter, NULL));

  if (run)
    show_run(self, run);
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
  g_clear_object(&self->filter);
  g_clear_pointer(&self->tags, g_strfreev);
  g_clear_pointer(&self->offered, g_strfreev);
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
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, shown);
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, filters);
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, summary_bin);
  gtk_widget_class_bind_template_child(widget_class, EpochRunsPage, table);
  gtk_widget_class_bind_template_callback(widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback(widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, compare_cb);
  gtk_widget_class_install_action(widget_class, "runs.delete", "s", delete_action);
  gtk_widget_class_install_action(widget_class, "runs.details", "s", details_action);
}

static void
epoch_runs_page_init(EpochRunsPage *self)
{
  self->cancellable = g_cancellable_new();
  self->items = g_list_store_new(EPOCH_TYPE_RUN_ITEM);
  self->tags = g_new0(char *, 1);
  gtk_widget_init_template(GTK_WIDGET(self));
  self->summary = EPOCH_RUN_SUMMARY(epoch_run_summary_new());
  adw_bin_set_child(self->summary_bin, GTK_WIDGET(self->summary));
}

GtkWidget *
epoch_runs_page_new(EpochSession *session, const char *experiment)
{
  EpochRunsPage *self = g_object_new(EPOCH_TYPE_RUNS_PAGE, NULL);
  GtkSortListModel *sorted;

  self->session = g_object_ref(session);
  self->experiment = g_strdup(experiment);
  self->filter = epoch_run_filter_new(session);
  self->filtered = gtk_filter_list_model_new(g_object_ref(G_LIST_MODEL(self->items)),
                                             g_object_ref(GTK_FILTER(self->filter)));
  g_signal_connect_object(self->filter, "changed", G_CALLBACK(update_shown), self,
                          G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  if (epoch_session_get_experiments(session)->len > 1)
    adw_wrap_box_append(self->filters, new_experiments(self));
  adw_wrap_box_append(self->filters, new_filter(self, _("Starred"), _("Only starred runs"), FALSE,
                                                G_CALLBACK(starred_toggled_cb)));
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
