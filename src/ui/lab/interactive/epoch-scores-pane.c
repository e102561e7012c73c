/* The threshold of a classifier, moved by hand: what each row is called, and what that costs. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-run-results.h"
#include "lab/epoch-scroll-through.h"
#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "lab/interactive/epoch-scores-view.h"

enum { ACCURACY, PRECISION, RECALL, F1, FALSE_POSITIVE_RATE, N_RATES };

typedef struct {
  EpochScores *scores;
  GtkRange *scale;
  GtkLabel *number;
  GtkLabel *sentence;
  GtkLabel *rates[N_RATES];
  GtkLabel *words[N_RATES];
  EpochScoresView *view;
  GtkLabel *cells[4];
  GtkSpinButton *costs[2]; /* of a false alarm and of a miss */
  GtkLabel *cost;
} Pane;

static void
pane_free(gpointer data)
{
  Pane *self = data;

  epoch_scores_free(self->scores);
  g_free(self);
}

static char *
dup_percent(double share)
{
  /* Translators: a share of a hundred. */
  return isnan(share) ? g_strdup("–") : g_strdup_printf(_("%.0f%%"), share * 100);
}

static int
of_hundred(double share)
{
  return isnan(share) ? 0 : (int)round(share * 100);
}

/* What a rate means, with the names of the classes and its own number. */
static char *
dup_words(Pane *self, int rate, const EpochScoresRates *rates)
{
  const char *positive = epoch_scores_get_positive(self->scores);
  const char *negative = epoch_scores_get_negative(self->scores);

  switch (rate) {
  case ACCURACY:
    return g_strdup_printf(_("Of 100 rows it calls %d rightly."), of_hundred(rates->accuracy));
  case PRECISION:
    return isnan(rates->precision) ? g_strdup_printf(_("It calls none “%s”."), positive)
                                   : g_strdup_printf(_("Of 100 that it calls “%s”, %d are."),
                                                     positive, of_hundred(rates->precision));
  case RECALL:
    return g_strdup_printf(_("Of 100 that are “%s”, it finds %d."), positive,
                           of_hundred(rates->recall));
  case F1:
    return g_strdup(_("Precision and recall in one number, high only where both are."));
  default:
    return g_strdup_printf(_("Of 100 that are “%s”, it calls %d “%s” all the same."), negative,
                           of_hundred(rates->false_positive_rate), positive);
  }
}

static void
show_rates(Pane *self, const EpochScoresRates *rates)
{
  const double values[N_RATES] = {rates->accuracy, rates->precision, rates->recall, rates->f1,
                                  rates->false_positive_rate};

  for (int i = 0; i < N_RATES; i++) {
    g_autofree char *value =
        i == F1 ? epoch_pane_format_fixed(values[i], 2) : dup_percent(values[i]);
    g_autofree char *words = dup_words(self, i, rates);
    gtk_label_set_label(self->rates[i], isnan(values[i]) ? "–" : value);
    gtk_label_set_label(self->words[i], words);
  }
}

static void
show_cells(Pane *self, const EpochScoresCounts *counts)
{
  const guint values[] = {counts->true_positives, counts->false_negatives, counts->false_positives,
                          counts->true_negatives};

  for (int i = 0; i < 4; i++) {
    g_autofree char *text = g_strdup_printf("%u", values[i]);
    gtk_label_set_label(self->cells[i], text);
  }
}

static void
show_cost(Pane *self, const EpochScoresCounts *counts)
{
  double alarm = gtk_spin_button_get_value(self->costs[0]);
  double miss = gtk_spin_button_get_value(self->costs[1]);
  double best = epoch_scores_find_cheapest(self->scores, alarm, miss);
  EpochScoresCounts there = epoch_scores_count(self->scores, best);
  double now = counts->false_positives * alarm + counts->false_negatives * miss;
  double least = there.false_positives * alarm + there.false_negatives * miss;
  g_autofree char *now_text = epoch_pane_format_fixed(now, 0);
  g_autofree char *least_text = epoch_pane_format_fixed(least, 0);
  /* Translators: what the errors cost at this threshold, the cheapest threshold, and its cost. */
  g_autofree char *text = g_strdup_printf(_("The errors cost %s here. The cheapest threshold is "
                                            "%.2f, where they cost %s."),
                                          now_text, best, least_text);

  gtk_label_set_label(self->cost, text);
}

static void
update(Pane *self)
{
  double threshold = gtk_range_get_value(self->scale);
  EpochScoresCounts counts = epoch_scores_count(self->scores, threshold);
  EpochScoresRates rates = epoch_scores_rate(counts);
  guint called = counts.true_positives + counts.false_positives;
  g_autofree char *number = g_strdup_printf("%.2f", threshold);
  /* Translators: how many rows are called so, of how many, and how many of them rightly. */
  g_autofree char *text =
      g_strdup_printf(_("At %.2f the model calls %u of %u rows “%s”, %u of them rightly."),
                      threshold, called, epoch_scores_get_n(self->scores),
                      epoch_scores_get_positive(self->scores), counts.true_positives);

  gtk_label_set_label(self->number, number);
  gtk_label_set_label(self->sentence, text);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                 text, -1);
  show_rates(self, &rates);
  show_cells(self, &counts);
  show_cost(self, &counts);
  epoch_scores_view_set_threshold(self->view, threshold, text);
}

static void
cheapest_cb(Pane *self)
{
  gtk_range_set_value(self->scale, epoch_scores_find_cheapest(
                                       self->scores, gtk_spin_button_get_value(self->costs[0]),
                                       gtk_spin_button_get_value(self->costs[1])));
}

static void
dragged_cb(EpochScoresView *view, double threshold, Pane *self)
{
  gtk_range_set_value(self->scale, CLAMP(threshold, 0, 1));
}

static GtkWidget *
new_slider(Pane *self)
{
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new(_("Threshold"));

  self->scale = GTK_RANGE(gtk_scale_new_with_range(GTK_ORIENTATION_HORIZONTAL, 0, 1, 0.01));
  self->number = GTK_LABEL(epoch_pane_label_new("", "pane-number"));
  gtk_range_set_value(self->scale, 0.5);
  gtk_range_set_increments(self->scale, 0.01, 0.1);
  gtk_range_set_round_digits(self->scale, 4);
  epoch_scroll_through(GTK_WIDGET(self->scale));
  gtk_widget_set_hexpand(GTK_WIDGET(self->scale), TRUE);
  gtk_widget_add_css_class(GTK_WIDGET(self->number), "numeric");
  gtk_label_set_width_chars(self->number, 4);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Threshold"), -1);
  g_signal_connect_swapped(self->scale, "value-changed", G_CALLBACK(update), self);
  gtk_box_append(GTK_BOX(line), name);
  gtk_box_append(GTK_BOX(line), GTK_WIDGET(self->scale));
  gtk_box_append(GTK_BOX(line), GTK_WIDGET(self->number));
  return line;
}

static GtkWidget *
new_rates(Pane *self)
{
  const char *const names[N_RATES] = {_("Accuracy"), _("Precision"), _("Recall"), _("F1"),
                                      _("False-positive rate")};
  GtkWidget *tiles = gtk_flow_box_new();

  gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(tiles), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous(GTK_FLOW_BOX(tiles), TRUE);
  gtk_flow_box_set_min_children_per_line(GTK_FLOW_BOX(tiles), 1);
  gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(tiles), N_RATES);
  gtk_flow_box_set_row_spacing(GTK_FLOW_BOX(tiles), 12);
  gtk_flow_box_set_column_spacing(GTK_FLOW_BOX(tiles), 18);
  gtk_accessible_update_property(GTK_ACCESSIBLE(tiles), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Rates at the threshold"), -1);
  for (int i = 0; i < N_RATES; i++) {
    GtkWidget *tile = epoch_pane_tile_new(names[i], &self->rates[i]);
    self->words[i] = GTK_LABEL(epoch_pane_label_new("", "caption"));
    gtk_label_set_width_chars(self->words[i], 18);
    gtk_label_set_max_width_chars(self->words[i], 24);
    gtk_box_append(GTK_BOX(tile), GTK_WIDGET(self->words[i]));
    gtk_flow_box_append(GTK_FLOW_BOX(tiles), tile);
    gtk_widget_set_focusable(gtk_widget_get_parent(tile), FALSE);
  }
  return tiles;
}

/* Rows are what is so, columns what it is called. */
static GtkWidget *
new_matrix(Pane *self)
{
  GtkWidget *grid = gtk_grid_new();
  const char *names[2] = {epoch_scores_get_positive(self->scores),
                          epoch_scores_get_negative(self->scores)};

  gtk_grid_set_column_spacing(GTK_GRID(grid), 18);
  gtk_grid_set_row_spacing(GTK_GRID(grid), 6);
  for (int i = 0; i < 2; i++) {
    /* Translators: what a row is called by the model; what it is. */
    g_autofree char *called = g_strdup_printf(_("called “%s”"), names[i]);
    g_autofree char *is = g_strdup_printf(_("is “%s”"), names[i]);
    GtkWidget *column = epoch_pane_label_new(called, "caption");
    GtkWidget *row = epoch_pane_label_new(is, "caption");
    gtk_widget_add_css_class(column, "dimmed");
    gtk_widget_add_css_class(row, "dimmed");
    gtk_grid_attach(GTK_GRID(grid), column, i + 1, 0, 1, 1);
    gtk_grid_attach(GTK_GRID(grid), row, 0, i + 1, 1, 1);
  }
  for (int i = 0; i < 4; i++) {
    self->cells[i] = GTK_LABEL(epoch_pane_label_new("", "pane-number"));
    gtk_widget_add_css_class(GTK_WIDGET(self->cells[i]), "numeric");
    gtk_widget_add_css_class(GTK_WIDGET(self->cells[i]), i == 0 || i == 3 ? "right" : "wrong");
    gtk_grid_attach(GTK_GRID(grid), GTK_WIDGET(self->cells[i]), i % 2 + 1, i / 2 + 1, 1, 1);
  }
  return grid;
}

static GtkWidget *
new_cost(Pane *self, int which, const char *label)
{
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = epoch_pane_label_new(label, NULL);
  GtkWidget *spin = gtk_spin_button_new_with_range(0, 1000000, 1);

  gtk_widget_set_hexpand(name, TRUE);
  gtk_spin_button_set_value(GTK_SPIN_BUTTON(spin), 1);
  gtk_spin_button_set_numeric(GTK_SPIN_BUTTON(spin), TRUE);
  gtk_editable_set_width_chars(GTK_EDITABLE(spin), 6);
  gtk_widget_set_valign(spin, GTK_ALIGN_CENTER);
  epoch_scroll_through(spin);
  gtk_accessible_update_property(GTK_ACCESSIBLE(spin), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_swapped(spin, "value-changed", G_CALLBACK(update), self);
  self->costs[which] = GTK_SPIN_BUTTON(spin);
  gtk_box_append(GTK_BOX(line), name);
  gtk_box_append(GTK_BOX(line), spin);
  return line;
}

static GtkWidget *
new_costs(Pane *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *button = gtk_button_new_with_mnemonic(_("_Move It There"));
  g_autofree char *alarm = g_strdup_printf(_("Cost of calling “%s” what is “%s”"),
                                           epoch_scores_get_positive(self->scores),
                                           epoch_scores_get_negative(self->scores));
  g_autofree char *miss = g_strdup_printf(_("Cost of calling “%s” what is “%s”"),
                                          epoch_scores_get_negative(self->scores),
                                          epoch_scores_get_positive(self->scores));

  self->cost = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  gtk_widget_set_halign(button, GTK_ALIGN_START);
  g_signal_connect_swapped(button, "clicked", G_CALLBACK(cheapest_cb), self);
  gtk_box_append(GTK_BOX(box), new_cost(self, 0, alarm));
  gtk_box_append(GTK_BOX(box), new_cost(self, 1, miss));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->cost));
  gtk_box_append(GTK_BOX(box), button);
  return box;
}

static GtkWidget *
new_pane(Pane *self)
{
  GtkWidget *card = epoch_pane_card_new(
      _("Move the Threshold"),
      _("The model gives each row a score from 0 to 1. Where to draw the line is up to you."));
  GtkBox *body = epoch_pane_card_get_body(card);

  self->sentence = GTK_LABEL(epoch_pane_label_new("", NULL));
  self->view = EPOCH_SCORES_VIEW(epoch_scores_view_new(self->scores));
  g_signal_connect(self->view, "dragged", G_CALLBACK(dragged_cb), self);
  gtk_box_append(body, new_slider(self));
  gtk_box_append(body, GTK_WIDGET(self->sentence));
  gtk_box_append(body, GTK_WIDGET(self->view));
  gtk_box_append(body, new_rates(self));
  gtk_box_append(body, new_matrix(self));
  gtk_box_append(body, new_costs(self));
  g_object_set_data_full(G_OBJECT(card), "pane", self, pane_free);
  update(self);
  return card;
}

GtkWidget *
epoch_scores_pane_new(EpochRun *run, const char *kind)
{
  g_autoptr(JsonObject) object = epoch_run_results_load(run, kind);
  g_autoptr(GError) error = NULL;
  EpochScores *scores;
  Pane *self;

  if (!object)
    return NULL;
  scores = epoch_scores_new_from_json(object, &error);
  if (!scores)
    return epoch_pane_trouble_new(_("Move the Threshold"), error->message);
  self = g_new0(Pane, 1);
  self->scores = scores;
  return new_pane(self);
}
