#pragma once

#include <gtk/gtk.h>

#include "ep-theme.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_PLANE (epoch_plane_get_type())
G_DECLARE_FINAL_TYPE(EpochPlane, epoch_plane, EPOCH, PLANE, GtkWidget)

/**
 * EpochPlane:
 *
 * A plane with axes, drawn in the colours of the charts, on which a pane draws and where things can
 * be dragged. All positions are in the plane's own numbers. What it shows has to be told in words
 * beside it: to a screen reader it is a picture.
 *
 * Signals:
 * "dragged" (int handle, double x, double y): a handle was dragged there;
 */
typedef void (*EpochPlaneDraw)(EpochPlane *plane, cairo_t *cr, gpointer data);

/* Which handle is at a place of the plane, -1 for none; @reach is how far a finger's width is in
 * the plane's numbers, across and up. */
typedef int (*EpochPlaneFind)(EpochPlane *plane, double x, double y, const double reach[2],
                              gpointer data);

/* (transfer floating): @draw and @find (nullable) are called with @data. */
GtkWidget *epoch_plane_new(const char *name, EpochPlaneDraw draw, EpochPlaneFind find,
                           gpointer data);

/* What is to be seen at least: from x0 to x1 and from y0 to y1. With @equal one unit is as long
 * upwards as across, and more is shown where there is room. */
void epoch_plane_set_range(EpochPlane *self, double x0, double x1, double y0, double y1,
                           gboolean equal);
/* What the axes show; "" for nothing. */
void epoch_plane_set_labels(EpochPlane *self, const char *x, const char *y);
/* What is shown, in a sentence for a screen reader. */
void epoch_plane_set_description(EpochPlane *self, const char *description);

/* (transfer floating): the key to a colour of the charts: a patch of it, and a name. */
GtkWidget *epoch_plane_key_new(const char *name, size_t series);

/* For @draw alone. */
const struct ep_theme *epoch_plane_get_theme(EpochPlane *self);
void epoch_plane_to_screen(EpochPlane *self, double x, double y, double *screen_x,
                           double *screen_y);
/* The edges of what is seen: x0, x1, y0, y1. */
void epoch_plane_get_seen(EpochPlane *self, double seen[4]);
void epoch_plane_draw_line(EpochPlane *self, cairo_t *cr, double x0, double y0, double x1,
                           double y1, struct ep_color color, double width);
/* A line with a head at its end; nothing where it has no length. */
void epoch_plane_draw_arrow(EpochPlane *self, cairo_t *cr, double x0, double y0, double x1,
                            double y1, struct ep_color color);
/* A dot that invites to be dragged. */
void epoch_plane_draw_handle(EpochPlane *self, cairo_t *cr, double x, double y,
                             struct ep_color color);
void epoch_plane_draw_polygon(EpochPlane *self, cairo_t *cr, const double (*points)[2], gsize n,
                              struct ep_color color, double opacity);
/* A short text beside a point, on the side away from (@from_x, @from_y). */
void epoch_plane_draw_text(EpochPlane *self, cairo_t *cr, double x, double y, double from_x,
                           double from_y, const char *text, struct ep_color color);

G_END_DECLS
