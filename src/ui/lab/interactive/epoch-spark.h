#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer floating): some counts as bars, as small as a word, in the colour of its CSS class
 * `spark`. What it shows has to be told in words beside it. */
GtkWidget *epoch_spark_new(const double *counts, gsize n);

G_END_DECLS
