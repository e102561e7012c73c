#include "config.h"

#include "search/epoch-search-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "search/epoch-search-row.h"

/* More than this nobody reads; the words should be better then. */
#define MAX_RESULTS 60

struct _EpochSearchDialog {
  AdwDialog parent_instance;
  GtkSearchEntry *entry;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListBox *list;

  EpochSession *session;
  GCancellable *cancellable;
  gboolean palette;
};

G_DEFINE_FINAL_TYPE(EpochSearchDialog, epoch_search_dialog, ADW_TYPE_DIALOG)

/* The commands of the palette: what they are called, the action behind them, and its keys. */
static const struct {
  const char *title;
  const char *action;
  const char *keys;
} commands[] = {
    {N_("Today"), "win.go::today", "<Control>1"},
    {N_("Lab"), "win.go::lab", "<Control>2"},
    {N_("Runs of the Lab"), "win.go::runs", "<Control>3"},
    {N_("Final Checklist"), "win.go::final", NULL},
    {N_("Next Week"), "win.next-week", "<Control>Page_Down"},
    {N_("Previous Week"), "win.previous-week", "<Control>Page_Up"},
    {N_("Back Up Now"), "win.back-up", NULL},
    {N_("Preferences"), "app.preferences", "<Control>comma"},
    {N_("Keyboard Shortcuts"), "win.show-help-overlay", "<Control>question"},
    {N_("About Epoch"), "app.about", NULL},
    {N_("Quit"), "app.quit", "<Control>q"},
};

static void
append_commands(EpochSearchDialog *self, const char *text)
{
  g_autofree char *wanted = g_utf8_casefold(text, -1);

  if (!self->palette)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
    g_autofree char *title = g_utf8_casefold(_(commands[i].title), -1);
    if (strstr(title, wanted))
      gtk_list_box_append(self->list,
                          epoch_search_row_new_for_command(_(commands[i].title), commands[i].action,
                                                           commands[i].keys));
  }
}

static void
show_results(EpochSearchDialog *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index(self->list, 0);
  gboolean empty = !*gtk_editable_get_text(GTK_EDITABLE(self->entry));

  gtk_stack_set_visible_child_name(self->stack, first ? "results" : empty ? "hint" : "nothing");
  gtk_list_box_select_row(self->list, first);
  gtk_adjustment_set_value(gtk_scrolled_window_get_vadjustment(self->scroller), 0);
}

static void
found_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = epoch_search_query_finish(EPOCH_SEARCH(source), result, &error);
  EpochSearchDialog *self = data;

  /* Cancelled: a later query is on its way, or the dialog is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_list_box_remove_all(self->list);
  append_commands(self, gtk_editable_get_text(GTK_EDITABLE(self->entry)));
  for (guint i = 0; results && i < results->len; i++)
    gtk_list_box_append(self->list, epoch_search_row_new(g_ptr_array_index(results, i)));
  show_results(self);
}

static void
search_changed_cb(EpochSearchDialog *self)
{
  const char *text = gtk_editable_get_text(GTK_EDITABLE(self->entry));

  if (!self->session)
    return;
  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  self->cancellable = g_cancellable_new();
  if (*text) {
    epoch_search_query_async(epoch_session_get_search(self->session), text, MAX_RESULTS,
                             self->cancellable, found_cb, self);
    return;
  }
  gtk_list_box_remove_all(self->list);
  append_commands(self, "");
  show_results(self);
}

static void
row_activated_cb(EpochSearchDialog *self, GtkListBoxRow *row)
{
  GtkWidget *root = GTK_WIDGET(gtk_widget_get_root(GTK_WIDGET(self)));
  g_autofree char *action = g_strdup(epoch_search_row_get_action(GTK_WIDGET(row)));
  g_autoptr(GVariant) target = NULL;
  g_autofree char *name = NULL;

  if (!g_action_parse_detailed_name(action, &name, &target, NULL))
    return;
  g_object_ref(root);
  adw_dialog_close(ADW_DIALOG(self));
  gtk_widget_activate_action_variant(root, name, target);
  g_object_unref(root);
}

static void
entry_activate_cb(EpochSearchDialog *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row(self->list);

  if (row)
    row_activated_cb(self, row);
}

static void
stop_search_cb(EpochSearchDialog *self)
{
  adw_dialog_close(ADW_DIALOG(self));
}

/* Up and down move through the results while the entry keeps the focus. */
static gboolean
entry_key_cb(EpochSearchDialog *self, guint keyval, guint keycode, GdkModifierType state)
{
  int step = keyval == GDK_KEY_Down ? 1 : keyval == GDK_KEY_Up ? -1 : 0;
  GtkListBoxRow *row = gtk_list_box_get_selected_row(self->list);
  int index = row ? gtk_list_box_row_get_index(row) + step : 0;
  graphene_rect_t bounds;

  if (!step)
    return GDK_EVENT_PROPAGATE;
  row = index >= 0 ? gtk_list_box_get_row_at_index(self->list, index) : NULL;
  if (!row)
    return GDK_EVENT_STOP;
  gtk_list_box_select_row(self->list, row);
  if (gtk_widget_compute_bounds(GTK_WIDGET(row), GTK_WIDGET(self->list), &bounds))
    gtk_adjustment_clamp_page(gtk_scrolled_window_get_vadjustment(self->scroller), bounds.origin.y,
                              bounds.origin.y + bounds.size.height + 12);
  gtk_accessible_announce(GTK_ACCESSIBLE(self->entry), epoch_search_row_get_title(GTK_WIDGET(row)),
                          GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  return GDK_EVENT_STOP;
}

static void
epoch_search_dialog_dispose(GObject *object)
{
  EpochSearchDialog *self = EPOCH_SEARCH_DIALOG(object);

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  g_clear_object(&self->session);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_SEARCH_DIALOG);
  G_OBJECT_CLASS(epoch_search_dialog_parent_class)->dispose(object);
}

static void
epoch_search_dialog_class_init(EpochSearchDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_search_dialog_dispose;
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/search/epoch-search-dialog.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochSearchDialog, entry);
  gtk_widget_class_bind_template_child(widget_class, EpochSearchDialog, stack);
  gtk_widget_class_bind_template_child(widget_class, EpochSearchDialog, scroller);
  gtk_widget_class_bind_template_child(widget_class, EpochSearchDialog, list);
  gtk_widget_class_bind_template_callback(widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback(widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback(widget_class, entry_key_cb);
  gtk_widget_class_bind_template_callback(widget_class, row_activated_cb);
}

static void
epoch_search_dialog_init(EpochSearchDialog *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  gtk_search_entry_set_search_delay(self->entry, 60);
}

AdwDialog *
epoch_search_dialog_new(EpochSession *session, gboolean palette)
{
  EpochSearchDialog *self = g_object_new(EPOCH_TYPE_SEARCH_DIALOG, NULL);

  self->session = g_object_ref(session);
  self->palette = palette;
  if (palette)
    g_object_set(self->entry, "placeholder-text", _("Search, or give a command"), NULL);
  adw_dialog_set_focus(ADW_DIALOG(self), GTK_WIDGET(self->entry));
  search_changed_cb(self);
  return ADW_DIALOG(self);
}
