#pragma once

#include <gtk/gtk.h>

#include "ep-theme.h"

G_BEGIN_DECLS

/* Fills theme for a chart inside widget: dark, high contrast and accent as the system asks
 * for, its colours on the ground of a card; body_size is that of the widget's own font. */
void epoch_chart_theme_init(struct ep_theme *theme, GtkWidget *widget, double body_size);

/* Fills theme for a picture that leaves the window: on white, whatever the system's colours. */
void epoch_chart_theme_init_for_file(struct ep_theme *theme);

G_END_DECLS
