#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_LIVE_CHARTS (epoch_live_charts_get_type())
G_DECLARE_FINAL_TYPE(EpochLiveCharts, epoch_live_charts, EPOCH, LIVE_CHARTS, GtkBox)

/**
 * EpochLiveCharts:
 *
 * The metrics of a run as it trains, each a chart with a growing line a split. However many
 * values come, they are drawn once a frame at most.
 */
GtkWidget *epoch_live_charts_new(void);

/* Takes a value of a step; nothing is drawn before the next frame. A step that is not above the one
 * before in its split begins the chart anew. */
void epoch_live_charts_add(EpochLiveCharts *self, const char *name, const char *split, gint64 step,
                           double value);

/* No more values come. */
void epoch_live_charts_finish(EpochLiveCharts *self);

/* Forgets all curves. */
void epoch_live_charts_clear(EpochLiveCharts *self);
gboolean epoch_live_charts_is_empty(EpochLiveCharts *self);

G_END_DECLS
