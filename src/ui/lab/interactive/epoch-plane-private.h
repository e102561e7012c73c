/* What the two halves of the plane share: the widget (epoch-plane.c) and its pens
 * (epoch-plane-draw.c). */
#pragma once

#include "lab/interactive/epoch-plane.h"

G_BEGIN_DECLS

struct _EpochPlane {
  GtkWidget parent_instance;
  EpochPlaneDraw draw;
  EpochPlaneFind find;
  gpointer data;
  double asked[4]; /* x0, x1, y0, y1 */
  double seen[4];  /* the same, with what there is room for beside it */
  gboolean equal;
  double left, right, top, bottom; /* of the area inside the axes, in pixels */
  char *x_label;
  char *y_label;
  struct ep_theme theme;
  int handle; /* that is being dragged; -1 */
};

void epoch_plane_set_color(cairo_t *cr, struct ep_color color, double opacity);

/* Writes a text at a place of the screen; align is 0 to begin there, 1 to end there. */
void epoch_plane_put_text(EpochPlane *self, cairo_t *cr, const char *text, double x, double y,
                          double align_x, double align_y);

G_END_DECLS
