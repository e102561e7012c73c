#pragma once

#include <gtk/gtk.h>

#include "ep-datum.h"
#include "ep-layout.h"

G_BEGIN_DECLS

/* The bubble beside a datum with its exact values. */
#define EPOCH_TYPE_CHART_BUBBLE (epoch_chart_bubble_get_type())
G_DECLARE_FINAL_TYPE(EpochChartBubble, epoch_chart_bubble, EPOCH, CHART_BUBBLE, GtkWidget)

EpochChartBubble *epoch_chart_bubble_new(void);

/* Shows the values of a datum of chart. */
void epoch_chart_bubble_set_datum(EpochChartBubble *self, const struct ep_chart *chart,
                                  struct ep_datum datum);

/* Adds a field to those of the datum, in place of the one added last; NULL takes that away. */
void epoch_chart_bubble_set_more(EpochChartBubble *self, const struct ep_field *field);

/* Allocates the bubble beside (x, y), on the side where it covers least, inside width ×
 * height. */
void epoch_chart_bubble_allocate(EpochChartBubble *self, double x, double y, int width, int height);

/* Allocates the bubble in an upper corner of the area from top on, out of the way of a datum whose
 * neighbours are worth seeing. */
void epoch_chart_bubble_allocate_corner(EpochChartBubble *self, gboolean left, double top,
                                        int width, int height);

/* Allocates the bubble beside what it speaks of, which it does not cover where there is room. */
void epoch_chart_bubble_allocate_beside(EpochChartBubble *self, const struct ep_rect *rect,
                                        int width, int height);

G_END_DECLS
