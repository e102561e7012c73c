#include "config.h"

#include "lab/epoch-named-drop-down.h"

#include <glib/gi18n.h>

static char *
dup_text(GtkDropDown *drop_down, gpointer item)
{
  GtkExpression *expression = gtk_drop_down_get_expression(drop_down);
  g_auto(GValue) value = G_VALUE_INIT;

  if (item && expression && gtk_expression_evaluate(expression, item, &value))
    return g_value_dup_string(&value);
  return GTK_IS_STRING_OBJECT(item)
             ? g_strdup(gtk_string_object_get_string(GTK_STRING_OBJECT(item)))
             : NULL;
}

static void
chosen_cb(GtkDropDown *drop_down)
{
  g_autofree char *chosen = dup_text(drop_down, gtk_drop_down_get_selected_item(drop_down));
  const char *label = g_object_get_data(G_OBJECT(drop_down), "epoch-name");
  g_autofree char *name = NULL;

  /* Translators: a setting and what is chosen for it, as a screen reader says it. */
  name = chosen ? g_strdup_printf(_("%s: %s"), label, chosen) : g_strdup(label);
  gtk_accessible_update_property(GTK_ACCESSIBLE(drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                 -1);
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new(NULL);

  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_list_item_set_child(item, label);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *item, GtkDropDown *drop_down)
{
  g_autofree char *chosen = dup_text(drop_down, gtk_list_item_get_item(item));

  gtk_label_set_label(GTK_LABEL(gtk_list_item_get_child(item)), chosen ? chosen : "");
}

/* The button gives way where it is narrow; the list that opens shows everything, as before. */
static void
let_ellipsize(GtkDropDown *drop_down)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new();

  g_signal_connect(factory, "setup", G_CALLBACK(setup_cb), NULL);
  g_signal_connect_object(factory, "bind", G_CALLBACK(bind_cb), drop_down, 0);
  gtk_drop_down_set_list_factory(drop_down, gtk_drop_down_get_factory(drop_down));
  gtk_drop_down_set_factory(drop_down, factory);
}

void
epoch_named_drop_down_set_name(GtkDropDown *drop_down, const char *name)
{
  /* The relation to what is chosen, which GTK's template sets, would come before the name. */
  gtk_accessible_reset_relation(GTK_ACCESSIBLE(drop_down), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  g_object_set_data_full(G_OBJECT(drop_down), "epoch-name", g_strdup(name), g_free);
  g_signal_connect(drop_down, "notify::selected-item", G_CALLBACK(chosen_cb), NULL);
  chosen_cb(drop_down);
  let_ellipsize(drop_down);
}
