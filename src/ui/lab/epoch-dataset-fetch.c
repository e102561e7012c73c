#include "config.h"

#include "lab/epoch-dataset-fetch.h"

#include <glib/gi18n.h>

#include "dataset/epoch-dataset.h"
#include "fetch/epoch-fetch.h"

struct _EpochDatasetFetch {
  AdwBin parent_instance;
  GtkLabel *title;
  GtkLabel *home;
  GtkLabel *error;
  GtkProgressBar *bar;
  GtkWidget *buttons;
  GtkButton *fetch_button;
  GtkWidget *instead_button;
  GtkWidget *cancel_button;

  EpochExperiment *experiment;
  EpochParameterForm *form; /* (nullable): weak; the page that has both drops them together */
  EpochDataset *dataset;    /* (nullable): the one that is chosen and is not here */
  GCancellable *cancellable;
  gboolean here;
};

enum { PROP_HERE = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(EpochDatasetFetch, epoch_dataset_fetch, ADW_TYPE_BIN)

static void
set_here(EpochDatasetFetch *self, gboolean here)
{
  gtk_widget_set_visible(GTK_WIDGET(self), !here);
  if (here == self->here)
    return;
  self->here = here;
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_HERE]);
}

static void
show_error(EpochDatasetFetch *self, const char *message)
{
  gtk_widget_set_visible(GTK_WIDGET(self->error), message != NULL);
  gtk_label_set_label(self->error, message ? message : "");
  if (message)
    gtk_accessible_announce(GTK_ACCESSIBLE(self), message,
                            GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* While something is on its way there is its progress in place of the buttons. */
static void
set_busy(EpochDatasetFetch *self, gboolean busy)
{
  gtk_widget_set_visible(GTK_WIDGET(self->bar), busy);
  gtk_widget_set_visible(self->cancel_button, busy);
  gtk_widget_set_visible(self->buttons, !busy);
  if (!busy)
    g_clear_object(&self->cancellable);
}

static void
fill(EpochDatasetFetch *self)
{
  g_autofree char *size = g_format_size((guint64)epoch_dataset_get_bytes(self->dataset));
  /* Translators: a data set */
  g_autofree char *title =
      g_strdup_printf(_("%s is not on this computer"), epoch_dataset_get_title(self->dataset));
  /* Translators: the name of a server, and a licence */
  g_autofree char *home =
      g_strdup_printf(_("Its home is %s. Licence: %s"), epoch_dataset_get_home(self->dataset),
                      epoch_dataset_get_licence(self->dataset));
  /* Translators: a size, such as “18.5 kB” */
  g_autofree char *fetch = g_strdup_printf(_("_Fetch (%s)"), size);

  gtk_label_set_label(self->title, title);
  gtk_label_set_label(self->home, home);
  gtk_button_set_label(self->fetch_button, fetch);
}

/* Looks at what is chosen. What is on its way for another data set is left alone: it will be here
 * when that one is chosen again. */
static void
update(EpochDatasetFetch *self)
{
  g_autofree char *chosen = epoch_parameter_form_dup_value_text(self->form, "dataset");
  const char *fallback = epoch_experiment_get_dataset_id(self->experiment);
  const char *id = chosen ? chosen : fallback;
  g_autoptr(EpochDataset) dataset = id ? epoch_dataset_load(id, NULL) : NULL;

  /* A card that can not be read is told about by the form. */
  if (!dataset || epoch_dataset_is_here(dataset)) {
    set_here(self, TRUE);
    return;
  }
  if (!self->dataset || g_strcmp0(epoch_dataset_get_id(self->dataset), id) != 0) {
    g_clear_object(&self->cancellable);
    set_busy(self, FALSE);
    show_error(self, NULL);
  }
  g_set_object(&self->dataset, dataset);
  gtk_widget_set_visible(self->instead_button, g_strcmp0(id, fallback) != 0);
  fill(self);
  set_here(self, FALSE);
}

/* Whether an answer is to what was asked for last. */
typedef struct {
  EpochDatasetFetch *self;
  GCancellable *cancellable;
} Asked;

static Asked *
asked_new(EpochDatasetFetch *self)
{
  Asked *asked = g_new0(Asked, 1);

  self->cancellable = g_cancellable_new();
  asked->self = g_object_ref(self);
  asked->cancellable = g_object_ref(self->cancellable);
  show_error(self, NULL);
  gtk_progress_bar_set_fraction(self->bar, 0);
  set_busy(self, TRUE);
  return asked;
}

static void
end(Asked *asked, const GError *error)
{
  EpochDatasetFetch *self = asked->self;

  if (self->cancellable == asked->cancellable && self->form) {
    set_busy(self, FALSE);
    if (error && !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      show_error(self, error->message);
    update(self);
    if (!error) {
      /* Translators: a data set */
      g_autofree char *text =
          g_strdup_printf(_("%s is here now"), epoch_dataset_get_title(self->dataset));
      gtk_accessible_announce(GTK_ACCESSIBLE(self), text,
                              GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  }
  g_object_unref(asked->self);
  g_object_unref(asked->cancellable);
  g_free(asked);
}

static void
progress_cb(gint64 done, gint64 all, gpointer data)
{
  Asked *asked = data;

  if (asked->self->cancellable == asked->cancellable)
    gtk_progress_bar_set_fraction(asked->self->bar, (double)done / (double)all);
}

static void
fetched_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;

  epoch_fetch_finish(result, &error);
  end(data, error);
}

static void
fetch_clicked_cb(EpochDatasetFetch *self)
{
  Asked *asked = asked_new(self);

  epoch_fetch_async(self->dataset, NULL, self->cancellable, progress_cb, asked, fetched_cb, asked);
}

static void
imported_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;

  epoch_fetch_import_finish(result, NULL, &error);
  end(data, error);
}

static void
opened_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(EpochDatasetFetch) self = data;
  g_autoptr(GFile) file = gtk_file_dialog_open_finish(GTK_FILE_DIALOG(source), result, NULL);

  /* Another data set may have been chosen, or this one fetched, while the dialog was open. */
  if (!file || !self->form || self->here || self->cancellable)
    return;
  Asked *asked = asked_new(self);
  epoch_fetch_import_async(self->dataset, file, self->cancellable, imported_cb, asked);
}

static void
import_clicked_cb(EpochDatasetFetch *self)
{
  g_autoptr(GtkFileDialog) dialog = gtk_file_dialog_new();
  GtkRoot *root = gtk_widget_get_root(GTK_WIDGET(self));

  gtk_file_dialog_set_title(dialog, _("Import a Copy of the Table"));
  gtk_file_dialog_open(dialog, GTK_IS_WINDOW(root) ? GTK_WINDOW(root) : NULL, NULL, opened_cb,
                       g_object_ref(self));
}

static void
instead_clicked_cb(EpochDatasetFetch *self)
{
  epoch_parameter_form_set_text(self->form, "dataset",
                                epoch_experiment_get_dataset_id(self->experiment));
}

static void
cancel_clicked_cb(EpochDatasetFetch *self)
{
  g_cancellable_cancel(self->cancellable);
}

static void
epoch_dataset_fetch_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HERE)
    g_value_set_boolean(value, EPOCH_DATASET_FETCH(object)->here);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
epoch_dataset_fetch_dispose(GObject *object)
{
  EpochDatasetFetch *self = EPOCH_DATASET_FETCH(object);

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  g_clear_weak_pointer(&self->form);
  g_clear_object(&self->experiment);
  g_clear_object(&self->dataset);
  G_OBJECT_CLASS(epoch_dataset_fetch_parent_class)->dispose(object);
}

static void
epoch_dataset_fetch_class_init(EpochDatasetFetchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);

  object_class->get_property = epoch_dataset_fetch_get_property;
  object_class->dispose = epoch_dataset_fetch_dispose;
  properties[PROP_HERE] =
      g_param_spec_boolean("here", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties(object_class, N_PROPERTIES, properties);
}

static GtkLabel *
append_label(GtkWidget *box, const char *css)
{
  GtkWidget *label = gtk_label_new(NULL);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class(label, css);
  gtk_box_append(GTK_BOX(box), label);
  return GTK_LABEL(label);
}

static GtkWidget *
new_button(EpochDatasetFetch *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic(label);

  gtk_button_set_can_shrink(GTK_BUTTON(button), TRUE);
  g_signal_connect_swapped(button, "clicked", callback, self);
  return button;
}

static void
append_buttons(EpochDatasetFetch *self, GtkWidget *box)
{
  self->fetch_button = GTK_BUTTON(new_button(self, "", G_CALLBACK(fetch_clicked_cb)));
  self->instead_button = new_button(self, _("_Use the Stand-In"), G_CALLBACK(instead_clicked_cb));
  self->cancel_button = new_button(self, _("_Cancel"), G_CALLBACK(cancel_clicked_cb));
  self->buttons = adw_wrap_box_new();
  adw_wrap_box_set_child_spacing(ADW_WRAP_BOX(self->buttons), 6);
  adw_wrap_box_set_line_spacing(ADW_WRAP_BOX(self->buttons), 6);
  gtk_widget_add_css_class(GTK_WIDGET(self->fetch_button), "suggested-action");
  gtk_widget_add_css_class(self->instead_button, "flat");
  gtk_widget_set_halign(self->cancel_button, GTK_ALIGN_START);
  adw_wrap_box_append(ADW_WRAP_BOX(self->buttons), GTK_WIDGET(self->fetch_button));
  adw_wrap_box_append(ADW_WRAP_BOX(self->buttons),
                      new_button(self, _("_Import…"), G_CALLBACK(import_clicked_cb)));
  adw_wrap_box_append(ADW_WRAP_BOX(self->buttons), self->instead_button);
  gtk_box_append(GTK_BOX(box), self->buttons);
  gtk_box_append(GTK_BOX(box), self->cancel_button);
}

static void
epoch_dataset_fetch_init(EpochDatasetFetch *self)
{
  GtkWidget *card = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 9);

  self->here = TRUE;
  gtk_widget_set_margin_top(box, 12);
  gtk_widget_set_margin_bottom(box, 12);
  gtk_widget_set_margin_start(box, 12);
  gtk_widget_set_margin_end(box, 12);
  self->title = append_label(box, "heading");
  self->home = append_label(box, "dimmed");
  self->error = append_label(box, "error");
  self->bar = GTK_PROGRESS_BAR(gtk_progress_bar_new());
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Progress of the Fetch"), -1);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->bar));
  append_buttons(self, box);
  gtk_widget_add_css_class(card, "card");
  gtk_box_append(GTK_BOX(card), box);
  adw_bin_set_child(ADW_BIN(self), card);
  gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
  show_error(self, NULL);
  set_busy(self, FALSE);
}

GtkWidget *
epoch_dataset_fetch_new(EpochExperiment *experiment, EpochParameterForm *form)
{
  EpochDatasetFetch *self = g_object_new(EPOCH_TYPE_DATASET_FETCH, NULL);

  self->experiment = g_object_ref(experiment);
  g_set_weak_pointer(&self->form, form);
  /* The form makes its rows anew when another data set is chosen, and they are its child. */
  g_signal_connect_object(form, "notify::child", G_CALLBACK(update), self, G_CONNECT_SWAPPED);
  /* It may have come by the command line, or on another page. */
  g_signal_connect_object(form, "map", G_CALLBACK(update), self, G_CONNECT_SWAPPED);
  update(self);
  return GTK_WIDGET(self);
}

gboolean
epoch_dataset_fetch_is_here(EpochDatasetFetch *self)
{
  g_return_val_if_fail(EPOCH_IS_DATASET_FETCH(self), FALSE);
  return self->here;
}
