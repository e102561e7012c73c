#include "config.h"

#include "lab/epoch-live-charts.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "chart/epoch-chart-card.h"
#include "lab/epoch-live-curve.h"

/* More metrics than this can not be watched at once. */
#define MOST_CHARTS 6
#define CHART_HEIGHT 220

typedef struct {
  EpochLiveCurve *curve;
  EpochChartCard *card; /* NULL until the first frame */
  gboolean dirty;
} Chart;

struct _EpochLiveCharts {
  GtkBox parent_instance;
  GPtrArray *charts;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE(EpochLiveCharts, epoch_live_charts, GTK_TYPE_BOX)

static void
chart_free(gpointer data)
{
  Chart *chart = data;

  epoch_live_curve_free(chart->curve);
  g_free(chart);
}

static void
draw(EpochLiveCharts *self, Chart *chart)
{
  g_autofree char *text = epoch_live_curve_to_json(chart->curve);
  g_autoptr(EpochChartDocument) document = epoch_chart_document_new_from_data(text, -1, NULL);

  chart->dirty = FALSE;
  if (!document)
    return;
  if (chart->card) {
    epoch_chart_card_set_document(chart->card, document);
    return;
  }
  chart->card = EPOCH_CHART_CARD(epoch_chart_card_new(document));
  gtk_widget_set_size_request(GTK_WIDGET(epoch_chart_card_get_view(chart->card)), -1, CHART_HEIGHT);
  gtk_box_append(GTK_BOX(self), GTK_WIDGET(chart->card));
}

static gboolean
tick_cb(GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EpochLiveCharts *self = EPOCH_LIVE_CHARTS(widget);

  for (guint i = 0; i < self->charts->len; i++) {
    Chart *chart = g_ptr_array_index(self->charts, i);
    if (chart->dirty)
      draw(self, chart);
  }
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static Chart *
find_chart(EpochLiveCharts *self, const char *name)
{
  Chart *chart;

  for (guint i = 0; i < self->charts->len; i++) {
    chart = g_ptr_array_index(self->charts, i);
    if (g_str_equal(epoch_live_curve_get_name(chart->curve), name))
      return chart;
  }
  if (self->charts->len == MOST_CHARTS)
    return NULL;
  chart = g_new0(Chart, 1);
  chart->curve = epoch_live_curve_new(name);
  g_ptr_array_add(self->charts, chart);
  return chart;
}

void
epoch_live_charts_add(EpochLiveCharts *self, const char *name, const char *split, gint64 step,
                      double value)
{
  Chart *chart;

  g_return_if_fail(EPOCH_IS_LIVE_CHARTS(self) && name && split);
  chart = find_chart(self, name);
  if (!chart)
    return;
  epoch_live_curve_add(chart->curve, split, step, value);
  chart->dirty = TRUE;
  if (!self->tick_id)
    self->tick_id = gtk_widget_add_tick_callback(GTK_WIDGET(self), tick_cb, NULL, NULL);
}

void
epoch_live_charts_clear(EpochLiveCharts *self)
{
  GtkWidget *child;

  g_return_if_fail(EPOCH_IS_LIVE_CHARTS(self));
  g_ptr_array_set_size(self->charts, 0);
  while ((child = gtk_widget_get_first_child(GTK_WIDGET(self))))
    gtk_box_remove(GTK_BOX(self), child);
}

gboolean
epoch_live_charts_is_empty(EpochLiveCharts *self)
{
  g_return_val_if_fail(EPOCH_IS_LIVE_CHARTS(self), TRUE);
  return self->charts->len == 0;
}

static void
epoch_live_charts_finalize(GObject *object)
{
  g_ptr_array_unref(EPOCH_LIVE_CHARTS(object)->charts);
  G_OBJECT_CLASS(epoch_live_charts_parent_class)->finalize(object);
}

static void
epoch_live_charts_class_init(EpochLiveChartsClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = epoch_live_charts_finalize;
}

static void
epoch_live_charts_init(EpochLiveCharts *self)
{
  gtk_orientable_set_orientation(GTK_ORIENTABLE(self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing(GTK_BOX(self), 18);
  self->charts = g_ptr_array_new_with_free_func(chart_free);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Live Charts"), -1);
}

GtkWidget *
epoch_live_charts_new(void)
{
  return g_object_new(EPOCH_TYPE_LIVE_CHARTS, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
}
