#pragma once

#include <gtk/gtk.h>

#include "search/epoch-search-result.h"

G_BEGIN_DECLS

/* (transfer floating): a row of what was found: its title, the words around it with what
 * matched set off, and what it is. */
GtkWidget *epoch_search_row_new(EpochSearchResult *result);

/* (transfer floating): a row of a command; @keys (nullable) as gtk_accelerator_parse() takes
 * them. */
GtkWidget *epoch_search_row_new_for_command(const char *title, const char *action,
                                            const char *keys);

/* (transfer none): the detailed action that leads to it, such as "win.go::week/4". */
const char *epoch_search_row_get_action(GtkWidget *row);
const char *epoch_search_row_get_title(GtkWidget *row);

G_END_DECLS
