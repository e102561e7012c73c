#include "config.h"

#include "lab/interactive/epoch-scores-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/interactive/epoch-plane.h"

#define N_BINS 20
/* So many points of the ROC are drawn: thresholds from 0 to 1. */
#define N_POINTS 400

/* The colours of the two classes are the first two of the charts. */
enum { NEGATIVE, POSITIVE };

struct _EpochScoresView {
  AdwBin parent_instance;
  EpochPlane *histogram;
  EpochPlane *roc;
  EpochScores *scores;
  double threshold;
  guint counts[2][N_BINS];
  double curve[N_POINTS + 1][2]; /* false-positive rate, recall; both rising */
};

enum { DRAGGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochScoresView, epoch_scores_view, ADW_TYPE_BIN)

static void
draw_bars(EpochScoresView *self, cairo_t *cr, int class)
{
  const struct ep_theme *theme = epoch_plane_get_theme(self->histogram);

  for (int i = 0; i < N_BINS; i++) {
    double from = (double)i / N_BINS, to = (i + 1.0) / N_BINS;
    double height = self->counts[class][i];
    const double bar[4][2] = {{from, 0}, {from, height}, {to, height}, {to, 0}};
    if (height > 0)
      epoch_plane_draw_polygon(self->histogram, cr, bar, 4,
                               ep_theme_series_color(theme, (size_t) class), 0.35);
  }
}

static void
draw_histogram(EpochPlane *plane, cairo_t *cr, gpointer data)
{
  EpochScoresView *self = data;
  const struct ep_theme *theme = epoch_plane_get_theme(plane);
  double seen[4];

  epoch_plane_get_seen(plane, seen);
  draw_bars(self, cr, NEGATIVE);
  draw_bars(self, cr, POSITIVE);
  epoch_plane_draw_line(plane, cr, self->threshold, seen[2], self->threshold, seen[3],
                        theme->foreground, 2);
  epoch_plane_draw_handle(plane, cr, self->threshold, seen[3] * 0.92, theme->foreground);
}

static int
find_threshold(EpochPlane *plane, double x, double y, const double reach[2], gpointer data)
{
  return fabs(x - EPOCH_SCORES_VIEW(data)->threshold) <= reach[0] ? 0 : -1;
}

static void
histogram_dragged_cb(EpochPlane *plane, int handle, double x, double y, EpochScoresView *self)
{
  g_signal_emit(self, signals[DRAGGED], 0, x);
}

static void
draw_roc(EpochPlane *plane, cairo_t *cr, gpointer data)
{
  EpochScoresView *self = data;
  const struct ep_theme *theme = epoch_plane_get_theme(plane);
  EpochScoresRates rates = epoch_scores_rate(epoch_scores_count(self->scores, self->threshold));

  epoch_plane_draw_line(plane, cr, 0, 0, 1, 1, theme->dim, 1);
  for (int i = 0; i < N_POINTS; i++)
    epoch_plane_draw_line(plane, cr, self->curve[i][0], self->curve[i][1], self->curve[i + 1][0],
                          self->curve[i + 1][1], ep_theme_series_color(theme, POSITIVE), 2);
  if (!isnan(rates.false_positive_rate) && !isnan(rates.recall))
    epoch_plane_draw_handle(plane, cr, rates.false_positive_rate, rates.recall, theme->foreground);
}

static void
measure(EpochScoresView *self)
{
  guint most = 1;

  epoch_scores_histogram(self->scores, 0, N_BINS, self->counts[NEGATIVE]);
  epoch_scores_histogram(self->scores, 1, N_BINS, self->counts[POSITIVE]);
  for (int i = 0; i < N_BINS; i++)
    most = MAX(most, MAX(self->counts[NEGATIVE][i], self->counts[POSITIVE][i]));
  epoch_plane_set_range(self->histogram, 0, 1, 0, most * 1.1, FALSE);
  for (int i = 0; i < N_POINTS; i++) {
    EpochScoresRates rates =
        epoch_scores_rate(epoch_scores_count(self->scores, 1 - (double)i / (N_POINTS - 1)));
    self->curve[i + 1][0] = isnan(rates.false_positive_rate) ? 0 : rates.false_positive_rate;
    self->curve[i + 1][1] = isnan(rates.recall) ? 0 : rates.recall;
  }
}

void
epoch_scores_view_set_threshold(EpochScoresView *self, double threshold, const char *description)
{
  g_return_if_fail(EPOCH_IS_SCORES_VIEW(self));
  self->threshold = threshold;
  epoch_plane_set_description(self->histogram, description);
  epoch_plane_set_description(self->roc, description);
}

static void
epoch_scores_view_class_init(EpochScoresViewClass *klass)
{
  signals[DRAGGED] = g_signal_new("dragged", EPOCH_TYPE_SCORES_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
epoch_scores_view_init(EpochScoresView *self)
{
}

static GtkWidget *
new_legend(EpochScoresView *self)
{
  GtkWidget *legend = adw_wrap_box_new();
  const char *names[2] = {epoch_scores_get_negative(self->scores),
                          epoch_scores_get_positive(self->scores)};

  adw_wrap_box_set_child_spacing(ADW_WRAP_BOX(legend), 18);
  for (int i = 0; i < 2; i++) {
    GtkWidget *item = epoch_plane_key_new(names[i], (size_t)i);
    adw_wrap_box_append(ADW_WRAP_BOX(legend), item);
  }
  return legend;
}

GtkWidget *
epoch_scores_view_new(EpochScores *scores)
{
  EpochScoresView *self = g_object_new(EPOCH_TYPE_SCORES_VIEW, NULL);
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *planes = gtk_flow_box_new();

  self->scores = scores;
  self->histogram =
      EPOCH_PLANE(epoch_plane_new(_("Scores by class"), draw_histogram, find_threshold, self));
  self->roc = EPOCH_PLANE(epoch_plane_new(_("ROC curve"), draw_roc, NULL, self));
  epoch_plane_set_labels(self->histogram, _("Score"), _("Rows"));
  epoch_plane_set_labels(self->roc, _("False-positive rate"), _("Recall"));
  epoch_plane_set_range(self->roc, 0, 1, 0, 1, FALSE);
  g_signal_connect(self->histogram, "dragged", G_CALLBACK(histogram_dragged_cb), self);
  measure(self);
  gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(planes), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous(GTK_FLOW_BOX(planes), TRUE);
  gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(planes), 2);
  gtk_flow_box_set_column_spacing(GTK_FLOW_BOX(planes), 12);
  gtk_flow_box_append(GTK_FLOW_BOX(planes), GTK_WIDGET(self->histogram));
  gtk_flow_box_append(GTK_FLOW_BOX(planes), GTK_WIDGET(self->roc));
  for (GtkWidget *child = gtk_widget_get_first_child(planes); child;
       child = gtk_widget_get_next_sibling(child))
    gtk_widget_set_focusable(child, FALSE);
  gtk_box_append(GTK_BOX(box), new_legend(self));
  gtk_box_append(GTK_BOX(box), planes);
  adw_bin_set_child(ADW_BIN(self), box);
  return GTK_WIDGET(self);
}
