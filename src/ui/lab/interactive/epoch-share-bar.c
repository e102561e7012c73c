#include "config.h"

#include "lab/interactive/epoch-share-bar.h"

#include <math.h>

#define WIDTH 90
#define HEIGHT 12

typedef struct {
  double share;
  gboolean from_middle;
} Bar;

static void
draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Bar *self = data;
  double from = self->from_middle ? width / 2.0 : 0;
  double length = self->share * (width - from);
  GdkRGBA color;

  gtk_widget_get_color(GTK_WIDGET(area), &color);
  cairo_set_source_rgba(cr, color.red, color.green, color.blue, 0.15);
  cairo_rectangle(cr, 0, 0, width, height);
  cairo_fill(cr);
  gdk_cairo_set_source_rgba(cr, &color);
  /* What is there at all is to be seen. */
  if (self->share != 0 && fabs(length) < 1)
    length = copysign(1, self->share);
  cairo_rectangle(cr, length < 0 ? from + length : from, 0, fabs(length), height);
  cairo_fill(cr);
}

GtkWidget *
epoch_share_bar_new(double share, gboolean from_middle)
{
  GtkWidget *area = g_object_new(GTK_TYPE_DRAWING_AREA, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  Bar *self = g_new0(Bar, 1);

  self->share = CLAMP(share, -1, 1);
  self->from_middle = from_middle;
  gtk_drawing_area_set_content_width(GTK_DRAWING_AREA(area), WIDTH);
  gtk_drawing_area_set_content_height(GTK_DRAWING_AREA(area), HEIGHT);
  gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(area), draw, self, g_free);
  gtk_widget_set_hexpand(area, TRUE);
  gtk_widget_set_valign(area, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(area, share < 0 ? "share-bar-less" : "share-bar");
  return area;
}
