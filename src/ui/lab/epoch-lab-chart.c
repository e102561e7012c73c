#include "config.h"

#include "lab/epoch-lab-chart.h"

#include "chart/epoch-chart-card.h"
#include "ep-chart.h"
#include "ep-layout.h"

#define SCATTER_HEIGHT 320
#define OTHER_HEIGHT 240
/* A lying bar with its name, and what stands above and below all of them. */
#define BAR_HEIGHT 24
#define BARS_MARGIN 84
#define BARS_LEAST 180
#define BARS_MOST 1600
/* For kinds that say how high they want to be: a column of the page, and its text. */
#define COLUMN_WIDTH 560
#define FONT_SIZE 13

static int
get_height(const struct ep_chart *chart)
{
  switch (ep_chart_get_kind(chart)) {
  case EP_KIND_SCATTER:
    return SCATTER_HEIGHT;
  case EP_KIND_BARS: {
    size_t series = ep_chart_get_n_series(chart);
    size_t bars = series ? ep_chart_get_n_points(chart, 0) : 0;
    if (ep_chart_get_horizontal(chart))
      return (int)CLAMP(bars * (BAR_HEIGHT + 6 * (series - 1)) + BARS_MARGIN, BARS_LEAST,
                        BARS_MOST);
    return OTHER_HEIGHT;
  }
  case EP_KIND_LINE:
  case EP_KIND_HISTOGRAM:
    return OTHER_HEIGHT;
  default:
    return (int)CLAMP(ep_chart_natural_height(chart, COLUMN_WIDTH, FONT_SIZE), OTHER_HEIGHT,
                      BARS_MOST);
  }
}

GtkWidget *
epoch_lab_chart_new(EpochChartDocument *document)
{
  GtkWidget *card = epoch_chart_card_new(document);

  gtk_widget_set_size_request(GTK_WIDGET(epoch_chart_card_get_view(EPOCH_CHART_CARD(card))), -1,
                              get_height(epoch_chart_document_get_chart(document)));
  return card;
}
