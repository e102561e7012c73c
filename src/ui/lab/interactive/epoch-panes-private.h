/* The panes that there are; epoch-pane.c finds them by name and by kind of file. */
#pragma once

#include <gtk/gtk.h>

#include "store/epoch-run.h"

G_BEGIN_DECLS

/* (transfer floating) */
GtkWidget *epoch_game_pane_new(void);

G_END_DECLS
