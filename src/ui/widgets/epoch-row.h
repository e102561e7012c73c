#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What rows of lists have in common. */

/* Makes a row lead somewhere: adds the arrow, and the action that a click or Enter starts, such
 * as win.go with a place or win.open-address with an address. */
void epoch_row_lead_to(GtkWidget *row, const char *action, const char *target);

/* (transfer floating): a flat button of an icon, with a name as its tooltip and for a screen
 * reader. */
GtkWidget *epoch_icon_button_new(const char *icon, const char *name);

/* Adds a number or a short text at the end of a row, dimmed. */
void epoch_row_add_value(GtkWidget *row, const char *text);

G_END_DECLS
