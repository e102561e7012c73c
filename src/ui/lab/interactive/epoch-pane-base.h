#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the panes have in common: the card with its heading, labels, and numbers as people read
 * them. */

/* (transfer floating): a card; gtk_box_append() to what epoch_pane_card_get_body() gives. */
GtkWidget *epoch_pane_card_new(const char *title, const char *description);
GtkBox *epoch_pane_card_get_body(GtkWidget *card);

/* (transfer floating): a card that says what is wrong with a file. */
GtkWidget *epoch_pane_trouble_new(const char *title, const char *message);

/* (transfer floating): a label that wraps; @style may be NULL. */
GtkWidget *epoch_pane_label_new(const char *text, const char *style);

/* (transfer floating): a small tile of a name above a number, and the label of the number. */
GtkWidget *epoch_pane_tile_new(const char *name, GtkLabel **value);

/* (transfer floating): a slider with its name before it and its value, of so many digits behind the
 * point, after it. @changed is called with @data where the learner or gtk_range_set_value() moves
 * it. */
GtkWidget *epoch_pane_slider_new(const char *name, double least, double most, double step,
                                 double value, int decimals, GCallback changed, gpointer data,
                                 GtkRange **range);

/* (transfer full): a number with so many significant digits at most, with a true minus and no
 * exponent where it can be written without one. */
char *epoch_pane_format(double number, int digits);

/* (transfer full): a number with so many digits behind the point, with a true minus; 0 has none. */
char *epoch_pane_format_fixed(double number, int decimals);

G_END_DECLS
