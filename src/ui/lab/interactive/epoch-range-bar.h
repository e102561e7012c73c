#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_RANGE_BAR (epoch_range_bar_get_type())
G_DECLARE_FINAL_TYPE(EpochRangeBar, epoch_range_bar, EPOCH, RANGE_BAR, GtkWidget)

/**
 * EpochRangeBar:
 *
 * The numbers from 1 to some number as a bar, with the part that is still possible filled and a
 * line for each guess. Drawn in the CSS colour of its node, `range-bar`; what is beside it tells
 * the same in words.
 */
GtkWidget *epoch_range_bar_new(void);

void epoch_range_bar_set(EpochRangeBar *self, gint64 largest, gint64 low, gint64 high);
void epoch_range_bar_add_guess(EpochRangeBar *self, gint64 guess);
void epoch_range_bar_clear_guesses(EpochRangeBar *self);

G_END_DECLS
