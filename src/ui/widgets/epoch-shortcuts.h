#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * epoch_shortcuts_add:
 * @page: a page
 * @trigger: keys in the notation of gtk_shortcut_trigger_parse_string(); "|" is between several
 * @action: the name of an action that @page has
 * @target: (nullable): the action's parameter; a floating reference is sunk
 *
 * Binds keys to an action for as long as the page is shown, wherever in the window the focus is.
 */
void epoch_shortcuts_add(GtkWidget *page, const char *trigger, const char *action,
                         GVariant *target);

G_END_DECLS
