#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets the wheel over a slider or a spin button scroll the page, as over all else: GTK would change
 * the value, which nobody wants who only passes by. */
void epoch_scroll_through(GtkWidget *widget);

G_END_DECLS
