/* What the tests of charts in a window share. */
#pragma once

#include "epoch-chart-view.h"

/* Shows a widget in a window of that size, and waits until it has been drawn. */
GtkWidget *view_helper_show(GtkWidget *child, int width, int height);

/* Presses a key on a view; gives whether it was taken. */
gboolean view_helper_press(EpochChartView *view, guint key);
