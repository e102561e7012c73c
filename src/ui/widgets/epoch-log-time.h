#pragma once

#include <gtk/gtk.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* (transfer floating): a flat button that opens a small form to log time spent on an item. The
 * entry is stored at once, and can be taken back from the toast that says so. */
GtkWidget *epoch_log_time_button_new(EpochSession *session, const char *item_id);

G_END_DECLS
