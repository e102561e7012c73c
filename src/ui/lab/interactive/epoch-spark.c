#include "config.h"

#include "lab/interactive/epoch-spark.h"

#define WIDTH 96
#define HEIGHT 40

typedef struct {
  gsize n;
  double most;
  double counts[];
} Counts;

static void
draw(GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Counts *self = data;
  double step = self->n ? (double)width / (double)self->n : 0;
  GdkRGBA color;

  gtk_widget_get_color(GTK_WIDGET(area), &color);
  gdk_cairo_set_source_rgba(cr, &color);
  for (gsize i = 0; i < self->n; i++) {
    double part = self->most > 0 ? self->counts[i] / self->most * height : 0;
    /* What is there at all is to be seen. */
    if (self->counts[i] > 0 && part < 1)
      part = 1;
    cairo_rectangle(cr, (double)i * step, height - part, MAX(step - 1, 1), part);
  }
  cairo_fill(cr);
}

GtkWidget *
epoch_spark_new(const double *counts, gsize n)
{
  GtkWidget *area = g_object_new(GTK_TYPE_DRAWING_AREA, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  Counts *self = g_malloc0(sizeof *self + n * sizeof *counts);

  self->n = n;
  for (gsize i = 0; i < n; i++) {
    self->counts[i] = counts[i];
    self->most = MAX(self->most, counts[i]);
  }
  gtk_drawing_area_set_content_width(GTK_DRAWING_AREA(area), WIDTH);
  gtk_drawing_area_set_content_height(GTK_DRAWING_AREA(area), HEIGHT);
  gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(area), draw, self, g_free);
  gtk_widget_set_valign(area, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(area, "spark");
  return area;
}
