#pragma once

#include <gtk/gtk.h>

#include "ep-text.h"

G_BEGIN_DECLS

/* Text for charts set by Pango with the font of a widget. */
typedef struct _EpochChartText EpochChartText;

/* (transfer full) */
EpochChartText *epoch_chart_text_new(GtkWidget *widget);
void epoch_chart_text_free(EpochChartText *self);

/* (transfer none) The interface that ep_layout_new() wants; lives as long as self. */
const struct ep_text *epoch_chart_text_get_interface(EpochChartText *self);

/* The size of the widget's own font in logical pixels, the user's text scale included. */
double epoch_chart_text_get_size(EpochChartText *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochChartText, epoch_chart_text_free)

G_END_DECLS
