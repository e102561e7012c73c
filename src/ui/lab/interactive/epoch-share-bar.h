#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer floating): a bar for a share from −1 to 1, from the left on, or to both sides of the
 * middle where there may be negative ones. For the eye alone: the number stands beside it. */
GtkWidget *epoch_share_bar_new(double share, gboolean from_middle);

G_END_DECLS
