#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names a list to choose from for a screen reader: "Model: Ridge". GTK names it, and with it the
 * button inside that has the focus, by what is chosen alone. @label is what is shown beside it.
 * The button's text may be cut short where there is no room. To be called once. */
void epoch_named_drop_down_set_label(GtkDropDown *drop_down, GtkWidget *label);

G_END_DECLS
