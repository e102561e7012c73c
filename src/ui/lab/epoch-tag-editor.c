#include "config.h"

#include "lab/epoch-tag-editor.h"

#include <glib/gi18n.h>
#include <string.h>

/* A tag is a word or two; the store takes 256 bytes. */
#define MOST_CHARS 40
#define MOST_TAGS 20

struct _EpochTagEditor {
  AdwBin parent_instance;
  AdwWrapBox *chips;
  AdwWrapBox *known_chips;
  GtkWidget *known_label;
  GtkEntry *entry;
  GPtrArray *tags;
  char **known;
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochTagEditor, epoch_tag_editor, ADW_TYPE_BIN)

static void show(EpochTagEditor *self);

static gboolean
has(EpochTagEditor *self, const char *tag)
{
  return g_ptr_array_find_with_equal_func(self->tags, tag, g_str_equal, NULL);
}

static void
add(EpochTagEditor *self, const char *text)
{
  g_autofree char *tag = g_strstrip(g_strdup(text));

  if (!*tag || has(self, tag) || self->tags->len == MOST_TAGS)
    return;
  g_ptr_array_add(self->tags, g_steal_pointer(&tag));
}

static void
tell(EpochTagEditor *self)
{
  show(self);
  g_signal_emit(self, signals[CHANGED], 0);
}

static void
activate_cb(EpochTagEditor *self)
{
  g_auto(GStrv) parts = g_strsplit(gtk_editable_get_text(GTK_EDITABLE(self->entry)), ",", -1);

  for (char **part = parts; *part; part++)
    add(self, *part);
  gtk_editable_set_text(GTK_EDITABLE(self->entry), "");
  tell(self);
}

static void
remove_cb(GtkButton *button, EpochTagEditor *self)
{
  const char *tag = g_object_get_data(G_OBJECT(button), "tag");
  guint index;

  if (g_ptr_array_find_with_equal_func(self->tags, tag, g_str_equal, &index))
    g_ptr_array_remove_index(self->tags, index);
  /* The chip with the focus goes. */
  gtk_widget_grab_focus(GTK_WIDGET(self->entry));
  tell(self);
}

static void
add_known_cb(GtkButton *button, EpochTagEditor *self)
{
  add(self, g_object_get_data(G_OBJECT(button), "tag"));
  gtk_widget_grab_focus(GTK_WIDGET(self->entry));
  tell(self);
}

static GtkWidget *
new_chip(EpochTagEditor *self, const char *tag, const char *icon, const char *name,
         GCallback clicked)
{
  GtkWidget *button = gtk_button_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new(tag);

  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars(GTK_LABEL(label), MOST_CHARS);
  gtk_box_append(GTK_BOX(box), label);
  gtk_box_append(GTK_BOX(box), gtk_image_new_from_icon_name(icon));
  gtk_button_set_child(GTK_BUTTON(button), box);
  gtk_widget_add_css_class(button, "tag-chip");
  gtk_widget_set_tooltip_text(button, name);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full(G_OBJECT(button), "tag", g_strdup(tag), g_free);
  g_signal_connect(button, "clicked", clicked, self);
  return button;
}

static void
clear(AdwWrapBox *box, GtkWidget *but)
{
  GtkWidget *child = gtk_widget_get_first_child(GTK_WIDGET(box));

  while (child) {
    GtkWidget *next = gtk_widget_get_next_sibling(child);
    if (child != but)
      adw_wrap_box_remove(box, child);
    child = next;
  }
}

static void
show(EpochTagEditor *self)
{
  gboolean any = FALSE;

  clear(self->chips, GTK_WIDGET(self->entry));
  clear(self->known_chips, NULL);
  for (guint i = self->tags->len; i-- > 0;) {
    const char *tag = g_ptr_array_index(self->tags, i);
    g_autofree char *name = g_strdup_printf(_("Remove the tag “%s”"), tag);
    adw_wrap_box_prepend(self->chips,
                         new_chip(self, tag, "window-close-symbolic", name, G_CALLBACK(remove_cb)));
  }
  for (char **tag = self->known; *tag; tag++) {
    g_autofree char *name = g_strdup_printf(_("Add the tag “%s”"), *tag);
    if (has(self, *tag))
      continue;
    any = TRUE;
    adw_wrap_box_append(self->known_chips,
                        new_chip(self, *tag, "list-add-symbolic", name, G_CALLBACK(add_known_cb)));
  }
  gtk_widget_set_visible(self->known_label, any);
  gtk_widget_set_visible(GTK_WIDGET(self->known_chips), any);
}

char **
epoch_tag_editor_dup_tags(EpochTagEditor *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

  g_return_val_if_fail(EPOCH_IS_TAG_EDITOR(self), NULL);
  for (guint i = 0; i < self->tags->len; i++)
    g_strv_builder_add(builder, g_ptr_array_index(self->tags, i));
  return g_strv_builder_end(builder);
}

static void
epoch_tag_editor_finalize(GObject *object)
{
  EpochTagEditor *self = EPOCH_TAG_EDITOR(object);

  g_ptr_array_unref(self->tags);
  g_strfreev(self->known);
  G_OBJECT_CLASS(epoch_tag_editor_parent_class)->finalize(object);
}

static void
epoch_tag_editor_class_init(EpochTagEditorClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = epoch_tag_editor_finalize;
  signals[CHANGED] = g_signal_new("changed", EPOCH_TYPE_TAG_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static AdwWrapBox *
new_wrap_box(void)
{
  AdwWrapBox *box = ADW_WRAP_BOX(adw_wrap_box_new());

  adw_wrap_box_set_child_spacing(box, 6);
  adw_wrap_box_set_line_spacing(box, 6);
  return box;
}

static void
epoch_tag_editor_init(EpochTagEditor *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);

  self->tags = g_ptr_array_new_with_free_func(g_free);
  self->chips = new_wrap_box();
  self->known_chips = new_wrap_box();
  self->entry = GTK_ENTRY(gtk_entry_new());
  gtk_entry_set_placeholder_text(self->entry, _("Add a tag"));
  gtk_entry_set_max_length(self->entry, MOST_CHARS);
  gtk_editable_set_width_chars(GTK_EDITABLE(self->entry), 12);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Add a tag"), -1);
  g_signal_connect_swapped(self->entry, "activate", G_CALLBACK(activate_cb), self);
  adw_wrap_box_append(self->chips, GTK_WIDGET(self->entry));
  self->known_label = gtk_label_new(_("Used before:"));
  gtk_label_set_xalign(GTK_LABEL(self->known_label), 0);
  gtk_widget_add_css_class(self->known_label, "caption");
  gtk_widget_add_css_class(self->known_label, "dimmed");
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->chips));
  gtk_box_append(GTK_BOX(box), self->known_label);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->known_chips));
  adw_bin_set_child(ADW_BIN(self), box);
}

GtkWidget *
epoch_tag_editor_new(const char *const *tags, const char *const *known)
{
  EpochTagEditor *self = g_object_new(EPOCH_TYPE_TAG_EDITOR, NULL);

  self->known = g_strdupv((char **)known);
  for (; *tags; tags++)
    g_ptr_array_add(self->tags, g_strdup(*tags));
  show(self);
  return GTK_WIDGET(self);
}
