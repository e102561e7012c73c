#include "config.h"

#include "lab/epoch-run-note.h"

#include <glib/gi18n.h>

#include "store/epoch-runs.h"
#include "widgets/epoch-prose.h"

struct _EpochRunNote {
  AdwBin parent_instance;
  GtkLabel *state;
  GtkToggleButton *preview_button;
  GtkStack *stack;
  GtkTextView *text_view;
  GtkTextBuffer *buffer;
  AdwBin *preview;
  EpochSession *session;
  EpochRun *run;
  guint typed; /* counts changes, so that a late answer does not speak for a newer text */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochRunNote, epoch_run_note, ADW_TYPE_BIN)

typedef struct {
  EpochRunNote *note; /* a reference */
  guint typed;
} Save;

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Save *save = data;
  EpochRunNote *self = save->note;
  g_autoptr(GError) error = NULL;

  if (!epoch_runs_save_finish(EPOCH_STORE(source), result, &error)) {
    gtk_label_set_label(self->state, _("Not saved"));
    epoch_session_report(self->session, error);
  } else if (save->typed == self->typed) {
    gtk_label_set_label(self->state, _("Saved"));
  }
  g_object_unref(save->note);
  g_free(save);
}

static void
buffer_changed_cb(EpochRunNote *self)
{
  GtkTextIter start, end;
  g_autofree char *text = NULL;
  Save *save = g_new0(Save, 1);

  gtk_text_buffer_get_bounds(self->buffer, &start, &end);
  text = gtk_text_buffer_get_text(self->buffer, &start, &end, TRUE);
  epoch_run_set_note(self->run, text);
  gtk_label_set_label(self->state, _("Saving…"));
  save->note = g_object_ref(self);
  save->typed = ++self->typed;
  epoch_runs_save_note_async(epoch_session_get_store(self->session), self->run, NULL, saved_cb,
                             save);
  g_signal_emit(self, signals[CHANGED], 0);
}

static void
preview_toggled_cb(EpochRunNote *self)
{
  gboolean preview = gtk_toggle_button_get_active(self->preview_button);

  if (preview)
    adw_bin_set_child(self->preview, epoch_prose_box_new(epoch_run_get_note(self->run)));
  gtk_stack_set_visible_child_name(self->stack, preview ? "preview" : "edit");
}

static void
epoch_run_note_dispose(GObject *object)
{
  EpochRunNote *self = EPOCH_RUN_NOTE(object);

  g_clear_object(&self->run);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_run_note_parent_class)->dispose(object);
}

static void
epoch_run_note_class_init(EpochRunNoteClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_run_note_dispose;
  signals[CHANGED] = g_signal_new("changed", EPOCH_TYPE_RUN_NOTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_head(EpochRunNote *self)
{
  GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new(_("Note"));

  gtk_widget_add_css_class(title, "heading");
  self->state = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_xalign(self->state, 0);
  gtk_widget_set_hexpand(GTK_WIDGET(self->state), TRUE);
  gtk_widget_add_css_class(GTK_WIDGET(self->state), "caption");
  gtk_widget_add_css_class(GTK_WIDGET(self->state), "dimmed");
  self->preview_button = GTK_TOGGLE_BUTTON(gtk_toggle_button_new_with_mnemonic(_("_Preview")));
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->preview_button), _("Show the Note as It Reads"));
  g_signal_connect_swapped(self->preview_button, "toggled", G_CALLBACK(preview_toggled_cb), self);
  gtk_box_append(GTK_BOX(head), title);
  gtk_box_append(GTK_BOX(head), GTK_WIDGET(self->state));
  gtk_box_append(GTK_BOX(head), GTK_WIDGET(self->preview_button));
  return head;
}

static GtkWidget *
new_editor(EpochRunNote *self)
{
  GtkWidget *frame = gtk_frame_new(NULL);

  self->text_view = GTK_TEXT_VIEW(gtk_text_view_new());
  self->buffer = gtk_text_view_get_buffer(self->text_view);
  gtk_text_view_set_wrap_mode(self->text_view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab(self->text_view, FALSE);
  g_object_set(self->text_view, "left-margin", 12, "right-margin", 12, "top-margin", 12,
               "bottom-margin", 12, "height-request", 120, NULL);
  gtk_widget_add_css_class(GTK_WIDGET(self->text_view), "note-editor");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Note on the run, in Markdown"),
                                 GTK_ACCESSIBLE_PROPERTY_MULTI_LINE, TRUE, -1);
  gtk_widget_add_css_class(frame, "note-frame");
  gtk_frame_set_child(GTK_FRAME(frame), GTK_WIDGET(self->text_view));
  return frame;
}

static void
epoch_run_note_init(EpochRunNote *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 9);

  self->stack = GTK_STACK(gtk_stack_new());
  gtk_stack_set_vhomogeneous(self->stack, FALSE);
  self->preview = ADW_BIN(adw_bin_new());
  gtk_box_append(GTK_BOX(box), new_head(self));
  gtk_stack_add_named(self->stack, new_editor(self), "edit");
  gtk_stack_add_named(self->stack, GTK_WIDGET(self->preview), "preview");
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->stack));
  adw_bin_set_child(ADW_BIN(self), box);
}

GtkWidget *
epoch_run_note_new(EpochSession *session, EpochRun *run)
{
  EpochRunNote *self = g_object_new(EPOCH_TYPE_RUN_NOTE, NULL);

  self->session = g_object_ref(session);
  self->run = g_object_ref(run);
  gtk_text_buffer_set_text(self->buffer, epoch_run_get_note(run), -1);
  g_signal_connect_swapped(self->buffer, "changed", G_CALLBACK(buffer_changed_cb), self);
  return GTK_WIDGET(self);
}
