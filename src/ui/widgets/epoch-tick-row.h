#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_TICK_ROW (epoch_tick_row_get_type())
G_DECLARE_FINAL_TYPE(EpochTickRow, epoch_tick_row, EPOCH, TICK_ROW, AdwActionRow)

/**
 * EpochTickRow:
 *
 * An item of the course that can be ticked. The tick is there at once and is stored behind it;
 * where that fails it goes back, and the window says why. A tick made elsewhere shows here too.
 */
GtkWidget *epoch_tick_row_new(EpochSession *session, EpochItem *item);
EpochItem *epoch_tick_row_get_item(EpochTickRow *self);

/* Adds the estimate in hours, what was logged, and a button to log time. */
void epoch_tick_row_add_hours(EpochTickRow *self, double hours);
/* Names the week that the item is of, and lets a click on the row lead there. */
void epoch_tick_row_add_week(EpochTickRow *self);

/* (nullable) (transfer none): the row of an item among the rows below a widget. */
GtkWidget *epoch_tick_row_find(GtkWidget *below, const char *item_id);

G_END_DECLS
