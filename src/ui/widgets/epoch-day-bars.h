#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_DAY_BARS (epoch_day_bars_get_type())
G_DECLARE_FINAL_TYPE(EpochDayBars, epoch_day_bars, EPOCH, DAY_BARS, GtkWidget)

#define EPOCH_DAY_BARS_DAYS 7

/**
 * EpochDayBars:
 *
 * The hours of a week as a thin bar a day, each before a fainter bar of what was planned. Drawn
 * in the CSS colour of its node, `day-bars`; a screen reader hears the numbers.
 */
GtkWidget *epoch_day_bars_new(void);

/* Hours worked and planned of the seven days from @first on; @today is 0…6, or -1 where it is
 * none of them. */
void epoch_day_bars_set(EpochDayBars *self, const GDate *first, const double *worked,
                        const double *planned, int today);

G_END_DECLS
