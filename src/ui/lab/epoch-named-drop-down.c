#include "config.h"

#include "lab/epoch-named-drop-down.h"

#include <glib/gi18n.h>

static char *
dup_chosen(GtkDropDown *drop_down)
{
  GObject *item = gtk_drop_down_get_selected_item(drop_down);
  GtkExpression *expression = gtk_drop_down_get_expression(drop_down);
  g_auto(GValue) value = G_VALUE_INIT;

  if (item && expression && gtk_expression_evaluate(expression, item, &value))
    return g_value_dup_string(&value);
  return GTK_IS_STRING_OBJECT(item)
             ? g_strdup(gtk_string_object_get_string(GTK_STRING_OBJECT(item)))
             : NULL;
}

static void
chosen_cb(GtkDropDown *drop_down, GParamSpec *pspec, GtkLabel *label)
{
  g_autofree char *chosen = dup_chosen(drop_down);
  g_autofree char *name = NULL;

  /* Translators: a setting and what is chosen for it, as a screen reader says it. */
  name = chosen ? g_strdup_printf(_("%s: %s"), gtk_label_get_text(label), chosen)
                : g_strdup(gtk_label_get_text(label));
  gtk_accessible_update_property(GTK_ACCESSIBLE(drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                 -1);
}

void
epoch_named_drop_down_set_label(GtkDropDown *drop_down, GtkWidget *label)
{
  /* The relation to what is chosen, which GTK's template sets, would come before the name. */
  gtk_accessible_reset_relation(GTK_ACCESSIBLE(drop_down), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  g_signal_connect_object(drop_down, "notify::selected-item", G_CALLBACK(chosen_cb), label, 0);
  chosen_cb(drop_down, NULL, GTK_LABEL(label));
}
