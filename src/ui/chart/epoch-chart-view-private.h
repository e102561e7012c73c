#pragma once

#include "ep-layout.h"
#include "epoch-chart-bubble.h"
#include "epoch-chart-text.h"
#include "epoch-chart-view.h"

struct _EpochChartView {
  GtkWidget parent_instance;
  EpochChartDocument *document;
  EpochChartText *text;
  struct ep_layout *layout; /* NULL until there is a size */
  int laid_out_width;
  int laid_out_height;
  GdkTexture *texture; /* all but the cursor, drawn once */
  double texture_scale;
  EpochChartBubble *bubble;
  struct ep_range view[2];  /* what of the axes is shown; lo == hi: all */
  struct ep_range whole[2]; /* what there is to show, known once zoomed */
  struct ep_datum datum;    /* under the cursor, where has_datum */
  gboolean has_datum;
  gboolean by_keyboard; /* the cursor was moved with the keyboard */
  struct ep_range drag_from[2];
  double pinch_from;
  double pointer_x;
  double pointer_y;
  GdkRGBA ink; /* with which font and colour the layout was made */
  PangoFontDescription *font;
};

/* epoch-chart-view.c */
gboolean epoch_chart_view_ensure_layout(EpochChartView *self);
void epoch_chart_view_set_range(EpochChartView *self, const struct ep_range view[2]);
void epoch_chart_view_set_datum(EpochChartView *self, const struct ep_datum *datum,
                                gboolean by_keyboard);

/* epoch-chart-view-zoom.c */
void epoch_chart_view_zoom_at(EpochChartView *self, double factor, double x, double y);

/* epoch-chart-view-input.c */
void epoch_chart_view_add_controllers(EpochChartView *self);
