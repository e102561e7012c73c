#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_PROGRESS_RING (epoch_progress_ring_get_type())
G_DECLARE_FINAL_TYPE(EpochProgressRing, epoch_progress_ring, EPOCH, PROGRESS_RING, GtkWidget)

/**
 * EpochProgressRing:
 *
 * A ring that fills clockwise from the top as its fraction goes from 0 to 1; whole, it
 * shows a check mark. It draws in the CSS colour of its node, `progress-ring`.
 */
GtkWidget *epoch_progress_ring_new(void);
double epoch_progress_ring_get_fraction(EpochProgressRing *self);
/* The fraction is clamped to 0…1. */
void epoch_progress_ring_set_fraction(EpochProgressRing *self, double fraction);

G_END_DECLS
