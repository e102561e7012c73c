#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* A learner's own table: how it comes into the lab. All lead to the experiment "own-table" with the
 * table set as its "file". */

/* Whether there is that experiment. */
gboolean epoch_own_table_is_there(EpochSession *session);

/* (transfer floating): a button that asks for a file. */
GtkWidget *epoch_own_table_button_new(EpochSession *session);

/* Goes to the experiment with a file set; one that is not on this computer is refused with a
 * sentence. @widget is one in the window. */
void epoch_own_table_open(EpochSession *session, GtkWidget *widget, GFile *file);

G_END_DECLS
