#pragma once

#include "ep-layout.h"
#include "epoch-chart-bubble.h"
#include "epoch-chart-text.h"
#include "epoch-chart-view.h"

/* What a chart that grows is followed with. */
struct ep_live {
  EpochChartDocument *document; /* NULL: the chart does not grow */
  guint tick;
  gboolean dirty;   /* points came since the last frame */
  gboolean started; /* there is something to show */
  gint64 last;      /* time of the last frame */
  guint frames;
  struct ep_range shown[2];
  struct ep_range target[2];
  double left; /* the widest room that the numbers of y have taken */
};

struct _EpochChartView {
  GtkWidget parent_instance;
  EpochChartDocument *document;
  EpochChartText *text;
  struct ep_layout *layout; /* NULL until there is a size */
  int fitted_width;         /* the width for which the height was found last; 0: none */
  int fitted_height;
  gboolean whole_height; /* no less than that will do */
  int laid_out_width;
  int laid_out_height;
  GdkTexture *texture; /* all but the cursor, drawn once */
  double texture_scale;
  EpochChartBubble *bubble;
  struct ep_range view[2];  /* what of the axes is shown; lo == hi: all */
  struct ep_range whole[2]; /* what there is to show, known once zoomed */
  struct ep_live live;
  unsigned char *open;   /* of each node of a tree; NULL until one was folded or unfolded */
  struct ep_datum datum; /* under the cursor, where has_datum */
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

/* Draws everything anew, as after a change of colours, fonts or points. */
void epoch_chart_view_redraw(EpochChartView *self);

/* epoch-chart-view-live.c: follows a document that grows, and stops following the last one. */
void epoch_chart_view_follow(EpochChartView *self, EpochChartDocument *document);
void epoch_chart_view_apply_live(EpochChartView *self, struct ep_layout_options *options);
void epoch_chart_view_note_live(EpochChartView *self);

/* epoch-chart-view-fold.c */

/* Folds or unfolds what is under a node of a tree, which stays where it is. */
gboolean epoch_chart_view_toggle_node(EpochChartView *self, gsize node);

/* Unfolds all that a node is under. */
void epoch_chart_view_unfold_to(EpochChartView *self, gsize node);

/* Moves a tree so that a node is in sight; FALSE for other kinds. */
gboolean epoch_chart_view_reveal(EpochChartView *self, struct ep_datum datum);

/* Folds or unfolds where a handle is at (x, y). */
gboolean epoch_chart_view_click_at(EpochChartView *self, double x, double y);
void epoch_chart_view_update_pointer(EpochChartView *self, double x, double y);

/* Whether there is more to see than is shown now. */
gboolean epoch_chart_view_can_pan(EpochChartView *self);

/* epoch-chart-view-picture.c */

/* Says in the bubble which pixel of a picture is at (x, y). */
void epoch_chart_view_update_pixel(EpochChartView *self, double x, double y);

/* Scrolls the page so that the picture under the keyboard's cursor is in sight. */
void epoch_chart_view_scroll_to_picture(EpochChartView *self);

/* epoch-chart-view-zoom.c */
void epoch_chart_view_zoom_at(EpochChartView *self, double factor, double x, double y);

/* epoch-chart-view-input.c */
void epoch_chart_view_add_controllers(EpochChartView *self);
