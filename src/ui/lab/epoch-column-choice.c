#include "config.h"

#include "lab/epoch-column-choice.h"

#include <glib/gi18n.h>

#include "dataset/epoch-header.h"

/* More columns than this are searched rather than looked through. */
#define MANY 15

struct _EpochColumnChoice {
  AdwBin parent_instance;
  GtkDropDown *drop_down;
  GtkStringList *names; /* "choose" first, then the columns */
  GtkLabel *trouble;
  char *path;
  char *column;
  GCancellable *cancellable; /* of the file that is being read: an older one's answer is dropped */
};

enum { PROP_COLUMN = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(EpochColumnChoice, epoch_column_choice, ADW_TYPE_BIN)

static void
take_column(EpochColumnChoice *self, const char *column)
{
  if (g_set_str(&self->column, column))
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_COLUMN]);
}

static void
selected_cb(EpochColumnChoice *self)
{
  guint position = gtk_drop_down_get_selected(self->drop_down);

  /* The first line is no column; a list that is being filled has nothing to say. */
  if (gtk_widget_is_sensitive(GTK_WIDGET(self->drop_down)))
    take_column(self, position > 0 && position != GTK_INVALID_LIST_POSITION
                          ? gtk_string_list_get_string(self->names, position)
                          : "");
}

/* Shows the column where the table has it. */
static gboolean
select_column(EpochColumnChoice *self)
{
  guint n = g_list_model_get_n_items(G_LIST_MODEL(self->names));

  for (guint i = 1; i < n; i++) {
    if (g_str_equal(gtk_string_list_get_string(self->names, i), self->column)) {
      gtk_drop_down_set_selected(self->drop_down, i);
      return TRUE;
    }
  }
  return FALSE;
}

static void
fill(EpochColumnChoice *self, char **names)
{
  gtk_widget_set_sensitive(GTK_WIDGET(self->drop_down), FALSE);
  gtk_string_list_splice(self->names, 1, g_list_model_get_n_items(G_LIST_MODEL(self->names)) - 1,
                         (const char *const *)names);
  gtk_drop_down_set_enable_search(self->drop_down, names && g_strv_length(names) > MANY);
  gtk_drop_down_set_selected(self->drop_down, 0);
  if (names && !select_column(self))
    take_column(self, "");
  gtk_widget_set_sensitive(GTK_WIDGET(self->drop_down), names != NULL);
}

static void
show_trouble(EpochColumnChoice *self, const char *message)
{
  gtk_label_set_label(self->trouble, message ? message : "");
  gtk_widget_set_visible(GTK_WIDGET(self->trouble), message != NULL);
}

static void
read_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) names = epoch_header_read_finish(result, &error);
  EpochColumnChoice *self = data;

  /* Cancelled: another file was chosen, or the widget is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_trouble(self, error ? error->message : NULL);
  fill(self, names);
}

void
epoch_column_choice_set_file(EpochColumnChoice *self, const char *path)
{
  g_return_if_fail(EPOCH_IS_COLUMN_CHOICE(self) && path);
  if (!g_set_str(&self->path, path))
    return;
  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  show_trouble(self, NULL);
  fill(self, NULL);
  if (!*path)
    return;
  self->cancellable = g_cancellable_new();
  epoch_header_read_async(path, self->cancellable, read_cb, self);
}

const char *
epoch_column_choice_get_column(EpochColumnChoice *self)
{
  g_return_val_if_fail(EPOCH_IS_COLUMN_CHOICE(self), "");
  return self->column;
}

void
epoch_column_choice_set_column(EpochColumnChoice *self, const char *column)
{
  g_return_if_fail(EPOCH_IS_COLUMN_CHOICE(self) && column);
  take_column(self, column);
  if (!select_column(self))
    gtk_drop_down_set_selected(self->drop_down, 0);
}

GtkDropDown *
epoch_column_choice_get_drop_down(EpochColumnChoice *self)
{
  g_return_val_if_fail(EPOCH_IS_COLUMN_CHOICE(self), NULL);
  return self->drop_down;
}

static void
epoch_column_choice_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_COLUMN)
    g_value_set_string(value, EPOCH_COLUMN_CHOICE(object)->column);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
epoch_column_choice_dispose(GObject *object)
{
  EpochColumnChoice *self = EPOCH_COLUMN_CHOICE(object);

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  g_clear_pointer(&self->path, g_free);
  g_clear_pointer(&self->column, g_free);
  G_OBJECT_CLASS(epoch_column_choice_parent_class)->dispose(object);
}

static void
epoch_column_choice_class_init(EpochColumnChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);

  object_class->get_property = epoch_column_choice_get_property;
  object_class->dispose = epoch_column_choice_dispose;
  properties[PROP_COLUMN] =
      g_param_spec_string("column", NULL, NULL, "",
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties(object_class, N_PROPERTIES, properties);
}

static void
epoch_column_choice_init(EpochColumnChoice *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  GtkExpression *text = gtk_property_expression_new(GTK_TYPE_STRING_OBJECT, NULL, "string");

  self->path = g_strdup("");
  self->column = g_strdup("");
  self->names = gtk_string_list_new((const char *const[]){_("Choose a Column"), NULL});
  self->drop_down = GTK_DROP_DOWN(gtk_drop_down_new(G_LIST_MODEL(self->names), text));
  gtk_drop_down_set_search_match_mode(self->drop_down, GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
  gtk_widget_set_sensitive(GTK_WIDGET(self->drop_down), FALSE);
  self->trouble = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_xalign(self->trouble, 0);
  gtk_label_set_wrap(self->trouble, TRUE);
  gtk_label_set_wrap_mode(self->trouble, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class(GTK_WIDGET(self->trouble), "error");
  gtk_widget_add_css_class(GTK_WIDGET(self->trouble), "caption");
  gtk_widget_set_visible(GTK_WIDGET(self->trouble), FALSE);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->drop_down));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->trouble));
  adw_bin_set_child(ADW_BIN(self), box);
  g_signal_connect_object(self->drop_down, "notify::selected", G_CALLBACK(selected_cb), self,
                          G_CONNECT_SWAPPED);
}

GtkWidget *
epoch_column_choice_new(void)
{
  return g_object_new(EPOCH_TYPE_COLUMN_CHOICE, NULL);
}
