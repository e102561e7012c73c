#include "config.h"

#include "epoch-chart-view-private.h"

/* Pictures: charts of many rows, of which the page shows a part, and in which one can point at
 * single pixels. */

/* Between what is scrolled to and the edge of what is seen. */
#define MARGIN 24.0

void
epoch_chart_view_update_pixel(EpochChartView *self, double x, double y)
{
  struct ep_field field = {"", ""};
  gboolean found = self->has_datum && epoch_chart_view_ensure_layout(self) &&
                   ep_layout_inside(self->layout, self->datum, x, y, &field);

  epoch_chart_bubble_set_more(self->bubble, found ? &field : NULL);
}

void
epoch_chart_view_scroll_to_picture(EpochChartView *self)
{
  GtkWidget *viewport = gtk_widget_get_ancestor(GTK_WIDGET(self), GTK_TYPE_VIEWPORT);
  GtkWidget *child = viewport != NULL ? gtk_viewport_get_child(GTK_VIEWPORT(viewport)) : NULL;
  GtkAdjustment *adjustment;
  graphene_point_t at;
  struct ep_rect bounds;

  if (child == NULL || !epoch_chart_view_ensure_layout(self) ||
      !ep_layout_bounds(self->layout, self->datum, &bounds) ||
      !gtk_widget_compute_point(GTK_WIDGET(self), child,
                                &GRAPHENE_POINT_INIT((float)bounds.x, (float)bounds.y), &at)) {
    return;
  }
  adjustment = gtk_scrollable_get_vadjustment(GTK_SCROLLABLE(viewport));
  gtk_adjustment_clamp_page(adjustment, at.y - MARGIN, at.y + bounds.height + MARGIN);
}
