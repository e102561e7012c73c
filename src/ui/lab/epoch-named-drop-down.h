#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names a list to choose from for a screen reader: "Model: Ridge" for the name "Model". GTK names
 * it, and with it the button inside that has the focus, by what is chosen alone. The button's text
 * may be cut short where there is no room. To be called once. */
void epoch_named_drop_down_set_name(GtkDropDown *drop_down, const char *name);

G_END_DECLS
