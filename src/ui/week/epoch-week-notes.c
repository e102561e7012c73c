#include "config.h"

#include "week/epoch-week-notes.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "browser/epoch-web-context.h"
#include "markdown/epoch-markdown.h"

/* A note is stored when typing has rested for this long. */
#define SAVE_DELAY_MS 500

struct _EpochWeekNotes {
  GtkBox parent_instance;

  GtkLabel *state;
  GtkToggleButton *preview_button;
  AdwBanner *trouble;
  GtkStack *stack;
  GtkTextView *text_view;
  GtkTextBuffer *buffer;
  GtkLabel *hint;
  AdwBin *preview;

  EpochSession *session;
  char *id; /* of the note, and its scope: "week:4" */
  WebKitWebView *view;
  GCancellable *cancellable;
  guint save_id;
  guint typed; /* counts changes, so that a late answer does not speak for a newer text */
  gboolean loading;
  gboolean loaded;
};

G_DEFINE_FINAL_TYPE(EpochWeekNotes, epoch_week_notes, GTK_TYPE_BOX)

typedef struct {
  EpochWeekNotes *notes; /* a reference */
  EpochSession *session;
  guint typed;
} Save;

static char *
dup_text(EpochWeekNotes *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds(self->buffer, &start, &end);
  return gtk_text_buffer_get_text(self->buffer, &start, &end, TRUE);
}

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Save *save = data;
  EpochWeekNotes *self = save->notes;
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochNote) note = epoch_notes_save_finish(EPOCH_STORE(source), result, &error);

  if (note)
    epoch_session_note_saved(save->session, note);
  if (self->session && note && save->typed == self->typed) {
    gtk_label_set_label(self->state, _("Saved"));
    adw_banner_set_revealed(self->trouble, FALSE);
  } else if (self->session && error) {
    gtk_label_set_label(self->state, _("Not saved"));
    adw_banner_set_title(self->trouble, error->message);
    adw_banner_set_revealed(self->trouble, TRUE);
  } else if (error) {
    epoch_session_report(save->session, error);
  }
  g_object_unref(save->notes);
  g_object_unref(save->session);
  g_free(save);
}

void
epoch_week_notes_flush(EpochWeekNotes *self)
{
  g_autofree char *text = NULL;
  Save *save;

  g_return_if_fail(EPOCH_IS_WEEK_NOTES(self));
  if (!self->save_id)
    return;
  g_clear_handle_id(&self->save_id, g_source_remove);
  text = dup_text(self);
  save = g_new0(Save, 1);
  save->notes = g_object_ref(self);
  save->session = g_object_ref(self->session);
  save->typed = self->typed;
  epoch_notes_save_async(epoch_session_get_store(self->session), self->id, self->id, text, NULL,
                         saved_cb, save);
}

static gboolean
save_timeout_cb(gpointer data)
{
  epoch_week_notes_flush(data);
  return G_SOURCE_REMOVE;
}

static void
schedule_save(EpochWeekNotes *self)
{
  gtk_label_set_label(self->state, _("Saving…"));
  g_clear_handle_id(&self->save_id, g_source_remove);
  self->save_id = g_timeout_add(SAVE_DELAY_MS, save_timeout_cb, self);
}

static void
buffer_changed_cb(EpochWeekNotes *self)
{
  gtk_widget_set_visible(GTK_WIDGET(self->hint), gtk_text_buffer_get_char_count(self->buffer) == 0);
  if (self->loading || !self->loaded)
    return;
  self->typed++;
  schedule_save(self);
}

static void
focus_left_cb(EpochWeekNotes *self)
{
  epoch_week_notes_flush(self);
}

static void
try_again_cb(EpochWeekNotes *self)
{
  schedule_save(self);
  epoch_week_notes_flush(self);
}

static void
show_preview(EpochWeekNotes *self)
{
  g_autofree char *text = dup_text(self);
  g_autofree char *document = epoch_markdown_to_document(text, _("Notes"));

  if (!self->view) {
    GdkRGBA clear = {0, 0, 0, 0};
    self->view = epoch_web_view_new_for_text();
    webkit_web_view_set_background_color(self->view, &clear);
    adw_bin_set_child(self->preview, GTK_WIDGET(self->view));
  }
  webkit_web_view_load_html(self->view, document, "about:blank");
}

static void
preview_toggled_cb(EpochWeekNotes *self)
{
  gboolean preview = gtk_toggle_button_get_active(self->preview_button);

  epoch_week_notes_flush(self);
  if (preview)
    show_preview(self);
  gtk_stack_set_visible_child_name(self->stack, preview ? "preview" : "edit");
  if (!preview)
    gtk_widget_grab_focus(GTK_WIDGET(self->text_view));
}

static void
loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochNote) note = epoch_notes_find_finish(EPOCH_STORE(source), result, &error);
  EpochWeekNotes *self = data;

  /* Cancelled: the page is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error) {
    /* What could not be read must not be written over. */
    gtk_text_view_set_editable(self->text_view, FALSE);
    epoch_session_report(self->session, error);
    return;
  }
  self->loading = TRUE;
  if (note) {
    gtk_text_buffer_set_enable_undo(self->buffer, FALSE);
    gtk_text_buffer_set_text(self->buffer, epoch_note_get_body(note), -1);
    gtk_text_buffer_set_enable_undo(self->buffer, TRUE);
  }
  self->loading = FALSE;
  self->loaded = TRUE;
  gtk_text_view_set_editable(self->text_view, TRUE);
  buffer_changed_cb(self);
  gtk_label_set_label(self->state, note ? _("Saved") : "");
}

static void
toggle_preview_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  EpochWeekNotes *self = EPOCH_WEEK_NOTES(widget);

  gtk_toggle_button_set_active(self->preview_button,
                               !gtk_toggle_button_get_active(self->preview_button));
}

static void
epoch_week_notes_dispose(GObject *object)
{
  EpochWeekNotes *self = EPOCH_WEEK_NOTES(object);

  if (self->session)
    epoch_week_notes_flush(self);
  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  gtk_widget_dispose_template(GTK_WIDGET(self), EPOCH_TYPE_WEEK_NOTES);
  g_clear_object(&self->session);
  g_clear_pointer(&self->id, g_free);
  G_OBJECT_CLASS(epoch_week_notes_parent_class)->dispose(object);
}

static void
epoch_week_notes_class_init(EpochWeekNotesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_week_notes_dispose;
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/week/epoch-week-notes.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, state);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, preview_button);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, trouble);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, stack);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, text_view);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, buffer);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, hint);
  gtk_widget_class_bind_template_child(widget_class, EpochWeekNotes, preview);
  gtk_widget_class_bind_template_callback(widget_class, buffer_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, focus_left_cb);
  gtk_widget_class_bind_template_callback(widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback(widget_class, preview_toggled_cb);
  gtk_widget_class_install_action(widget_class, "notes.preview", NULL, toggle_preview_action);
  gtk_widget_class_add_binding_action(widget_class, GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                      "notes.preview", NULL);
}

static void
epoch_week_notes_init(EpochWeekNotes *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  self->cancellable = g_cancellable_new();
  gtk_text_view_set_editable(self->text_view, FALSE);
}

GtkWidget *
epoch_week_notes_new(EpochSession *session, int week)
{
  EpochWeekNotes *self = g_object_new(EPOCH_TYPE_WEEK_NOTES, NULL);

  self->session = g_object_ref(session);
  self->id = g_strdup_printf("week:%d", week);
  epoch_notes_find_async(epoch_session_get_store(session), self->id, self->cancellable, loaded_cb,
                         self);
  return GTK_WIDGET(self);
}
