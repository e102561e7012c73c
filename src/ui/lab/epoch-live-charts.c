#include "config.h"

#include "lab/epoch-live-charts.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "chart/epoch-chart-card.h"
#include "metric/epoch-metric.h"

/* More metrics than this can not be watched at once. */
#define MOST_CHARTS 6
#define CHART_HEIGHT 220

typedef struct {
  char *name;
  EpochChartCard *card;
  GHashTable *steps; /* split → the last step, a gint64 */
} Chart;

struct _EpochLiveCharts {
  GtkBox parent_instance;
  GPtrArray *charts;
};

G_DEFINE_FINAL_TYPE(EpochLiveCharts, epoch_live_charts, GTK_TYPE_BOX)

static void
chart_free(gpointer data)
{
  Chart *chart = data;

  g_free(chart->name);
  g_hash_table_unref(chart->steps);
  g_free(chart);
}

static EpochChartDocument *
new_document(const char *name)
{
  g_autofree char *label = epoch_metric_dup_label(name);

  return epoch_chart_document_new_live(label, _("How it goes while the run trains."), _("Step"),
                                       NULL);
}

static Chart *
find_chart(EpochLiveCharts *self, const char *name)
{
  g_autoptr(EpochChartDocument) document = NULL;
  Chart *chart;

  for (guint i = 0; i < self->charts->len; i++) {
    chart = g_ptr_array_index(self->charts, i);
    if (g_str_equal(chart->name, name))
      return chart;
  }
  if (self->charts->len == MOST_CHARTS)
    return NULL;
  document = new_document(name);
  chart = g_new0(Chart, 1);
  chart->name = g_strdup(name);
  chart->steps = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  chart->card = EPOCH_CHART_CARD(epoch_chart_card_new(document));
  gtk_widget_set_size_request(GTK_WIDGET(epoch_chart_card_get_view(chart->card)), -1, CHART_HEIGHT);
  gtk_box_append(GTK_BOX(self), GTK_WIDGET(chart->card));
  g_ptr_array_add(self->charts, chart);
  return chart;
}

/* The names that experiments use for splits are said in the learner's language. */
static const char *
get_split_name(const char *split, EpochChartDocument *document)
{
  if (g_str_equal(split, "train"))
    return _("Training");
  if (g_str_equal(split, "test"))
    return _("Test");
  if (g_str_equal(split, "validation"))
    return _("Validation");
  return *split ? split : epoch_chart_document_get_title(document);
}

/* Whether a split begins anew, as where the next fold begins; remembers the step. */
static gboolean
take_step(Chart *chart, const char *split, gint64 step)
{
  gint64 *last = g_hash_table_lookup(chart->steps, split);
  gboolean anew = last && step <= *last;

  if (!last) {
    last = g_new(gint64, 1);
    g_hash_table_insert(chart->steps, g_strdup(split), last);
  }
  *last = step;
  return anew;
}

void
epoch_live_charts_add(EpochLiveCharts *self, const char *name, const char *split, gint64 step,
                      double value)
{
  EpochChartDocument *document;
  Chart *chart;

  g_return_if_fail(EPOCH_IS_LIVE_CHARTS(self) && name && split);
  chart = find_chart(self, name);
  if (!chart)
    return;
  if (take_step(chart, split, step)) {
    g_autoptr(EpochChartDocument) fresh = new_document(name);
    g_hash_table_remove_all(chart->steps);
    take_step(chart, split, step);
    epoch_chart_card_set_document(chart->card, fresh);
  }
  document = epoch_chart_card_get_document(chart->card);
  epoch_chart_document_append(document, get_split_name(split, document), (double)step, value);
}

void
epoch_live_charts_finish(EpochLiveCharts *self)
{
  g_return_if_fail(EPOCH_IS_LIVE_CHARTS(self));
  for (guint i = 0; i < self->charts->len; i++) {
    Chart *chart = g_ptr_array_index(self->charts, i);
    epoch_chart_document_finish(epoch_chart_card_get_document(chart->card));
  }
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
