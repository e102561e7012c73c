/* The model that a run kept, asked about one row that the learner makes up: what it says, how sure
 * it is of it, and what moved it. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "base/epoch-amount.h"
#include "lab/epoch-run-results.h"
#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "lab/interactive/epoch-predict-form.h"
#include "lab/interactive/epoch-share-bar.h"
#include "play/epoch-predictor.h"

/* So many reasons are shown, the largest ones, and so many classes. */
#define MOST_REASONS 8
#define MOST_CLASSES 8

typedef struct {
  GtkWidget *card;
  EpochPredictor *predictor;
  GPtrArray *controls;
  GtkLabel *said;
  GtkLabel *trouble;
  GtkBox *answers; /* what is thrown away with each new answer */
  GCancellable *cancellable;
  gboolean asking;
  gboolean changed; /* since it was asked */
} Pane;

static void
pane_free(gpointer data)
{
  Pane *self = data;

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  g_clear_pointer(&self->predictor, epoch_predictor_unref);
  g_clear_pointer(&self->controls, g_ptr_array_unref);
  g_free(self);
}

static char *
dup_said(Pane *self, const EpochPrediction *it)
{
  g_autofree char *share = NULL;

  if (it->n_classes == 0) {
    g_autofree char *amount =
        epoch_amount_format(it->amount, epoch_predictor_get_target_unit(self->predictor));
    /* Translators: the name of what is predicted, and how much it is. */
    return g_strdup_printf(_("%s: %s"), epoch_predictor_get_target(self->predictor), amount);
  }
  share = epoch_amount_share(it->probabilities[it->said]);
  /* Translators: a class, and a share in percent. */
  return g_strdup_printf(_("It says “%s” and is %s sure."),
                         epoch_predictor_get_classes(self->predictor)[it->said], share);
}

/* A line of a table: a name, a bar, a number. */
static void
attach_line(GtkGrid *grid, int row, const char *name, GtkWidget *bar, const char *number)
{
  GtkWidget *label = gtk_label_new(name);
  GtkWidget *value = gtk_label_new(number);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars(GTK_LABEL(label), 28);
  gtk_widget_set_tooltip_text(label, name);
  gtk_label_set_xalign(GTK_LABEL(value), 1);
  gtk_widget_add_css_class(value, "numeric");
  gtk_grid_attach(grid, label, 0, row, 1, 1);
  gtk_grid_attach(grid, bar, 1, row, 1, 1);
  gtk_grid_attach(grid, value, 2, row, 1, 1);
}

static GtkWidget *
append_table(Pane *self, const char *title)
{
  GtkWidget *grid = gtk_grid_new();

  gtk_grid_set_column_spacing(GTK_GRID(grid), 12);
  gtk_grid_set_row_spacing(GTK_GRID(grid), 6);
  gtk_widget_set_margin_bottom(grid, 9);
  gtk_box_append(self->answers, epoch_pane_label_new(title, "dimmed"));
  gtk_box_append(self->answers, grid);
  gtk_accessible_update_property(GTK_ACCESSIBLE(grid), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return grid;
}

static int
compare_sizes(gconstpointer a, gconstpointer b, gpointer sizes)
{
  double x = fabs(((const double *)sizes)[*(const gsize *)a]);
  double y = fabs(((const double *)sizes)[*(const gsize *)b]);

  return (x < y) - (x > y);
}

/* (transfer full): places of numbers, the largest by size first. */
static gsize *
sort_by_size(const double *numbers, gsize n)
{
  gsize *order = g_new(gsize, n + 1);

  for (gsize i = 0; i < n; i++)
    order[i] = i;
  g_sort_array(order, n, sizeof *order, compare_sizes, (gpointer)numbers);
  return order;
}

static void
show_classes(Pane *self, const EpochPrediction *it)
{
  const char *const *classes = epoch_predictor_get_classes(self->predictor);
  g_autofree gsize *order = sort_by_size(it->probabilities, it->n_classes);
  GtkGrid *grid = GTK_GRID(append_table(self, _("How likely each class is, says the model")));

  for (gsize i = 0; i < MIN(it->n_classes, MOST_CLASSES); i++) {
    /* Two classes keep their places, many stand in their order. */
    gsize k = it->n_classes == 2 ? 1 - i : order[i];
    g_autofree char *share = epoch_amount_share(it->probabilities[k]);
    attach_line(grid, (int)i, classes[k], epoch_share_bar_new(it->probabilities[k], FALSE), share);
  }
}

static char *
dup_reasons_title(Pane *self, const EpochPrediction *it)
{
  g_autofree char *of =
      it->n_classes == 0
          ? g_strdup_printf(_("“%s”"), epoch_predictor_get_target(self->predictor))
          : g_strdup_printf(it->log_odds ? _("the log odds of “%s”") : _("the probability of “%s”"),
                            epoch_predictor_get_classes(self->predictor)[it->spoken_of]);

  switch (it->reasons) {
  case EPOCH_PREDICTOR_SHAPLEY:
    /* Translators: %s is “the probability of “yes”” or the name of an amount. */
    return g_strdup_printf(_("What moved it: what each value adds to %s, against the average row "
                             "(exact Shapley values)"),
                           of);
  case EPOCH_PREDICTOR_TERMS:
    /* Translators: as above. */
    return g_strdup_printf(_("What moved it: the terms of the weighted sum that is %s, each a "
                             "coefficient times how far the value is from the average"),
                           of);
  default:
    /* Translators: as above. */
    return g_strdup_printf(_("What moved it: how %s would change were a value not the typical one "
                             "but this, and all others as they are"),
                           of);
  }
}

static char *
dup_signed(double number)
{
  g_autofree char *text = epoch_pane_format(number, 3);

  return number > 0 ? g_strconcat("+", text, NULL) : g_steal_pointer(&text);
}

static void
show_reasons(Pane *self, const EpochPrediction *it, char **values)
{
  g_autofree char *title = dup_reasons_title(self, it);
  g_autofree gsize *order = sort_by_size(it->contributions, it->n_columns);
  double most = it->n_columns ? fabs(it->contributions[order[0]]) : 0;
  GtkWidget *grid;

  if (!(most > 0) || !isfinite(most)) {
    gtk_box_append(self->answers, epoch_pane_label_new(
                                      _("No value moves it away from the typical row."), "dimmed"));
    return;
  }
  grid = append_table(self, title);
  for (gsize i = 0; i < MIN(it->n_columns, MOST_REASONS); i++) {
    double part = it->contributions[order[i]];
    const char *value = *values[order[i]] ? values[order[i]] : _("not known");
    /* Translators: a column and its value. */
    g_autofree char *name =
        g_strdup_printf(_("%s = %s"), epoch_predictor_get_name(self->predictor, order[i]), value);
    g_autofree char *number = dup_signed(part);
    /* What is too small for its bar says nothing beside the others. */
    if (fabs(part) >= most / 200)
      attach_line(GTK_GRID(grid), (int)i, name, epoch_share_bar_new(part / most, TRUE), number);
  }
}

static void
clear(Pane *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child(GTK_WIDGET(self->answers))))
    gtk_box_remove(self->answers, child);
}

static void ask(Pane *self);

static void
answered_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochPrediction) it = epoch_predictor_predict_finish(result, &error);
  g_auto(GStrv) values = NULL;
  g_autofree char *said = NULL;
  Pane *self = data;

  /* Cancelled: the pane is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (self->changed) {
    ask(self);
    return;
  }
  gtk_label_set_label(self->trouble, error ? error->message : "");
  gtk_widget_set_visible(GTK_WIDGET(self->trouble), error != NULL);
  gtk_widget_set_visible(GTK_WIDGET(self->said), it != NULL);
  gtk_widget_set_visible(GTK_WIDGET(self->answers), it != NULL);
  if (!it)
    return;
  values = epoch_predict_form_dup_values(self->predictor, self->controls);
  said = dup_said(self, it);
  gtk_label_set_label(self->said, said);
  clear(self);
  if (it->n_classes > 0)
    show_classes(self, it);
  show_reasons(self, it, values);
}

/* One question at a time; what is changed meanwhile is asked when the answer has come. */
static void
ask(Pane *self)
{
  g_auto(GStrv) values = NULL;

  self->changed = self->asking;
  if (self->asking)
    return;
  self->asking = TRUE;
  values = epoch_predict_form_dup_values(self->predictor, self->controls);
  epoch_predictor_predict_async(self->predictor, (const char *const *)values, self->cancellable,
                                answered_cb, self);
}

static void
reset_cb(Pane *self)
{
  epoch_predict_form_reset(self->predictor, self->controls);
}

static void
fill(Pane *self)
{
  GtkBox *body = epoch_pane_card_get_body(self->card);
  GtkWidget *button = gtk_button_new_with_mnemonic(_("_Typical Row"));

  self->said = GTK_LABEL(epoch_pane_label_new("", "pane-number"));
  self->trouble = GTK_LABEL(epoch_pane_label_new("", "error"));
  self->answers = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 9));
  gtk_widget_set_visible(GTK_WIDGET(self->trouble), FALSE);
  gtk_widget_set_halign(button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text(button, _("Set Every Value to a Typical One"));
  gtk_box_append(body,
                 epoch_predict_form_new(self->predictor, &self->controls, G_CALLBACK(ask), self));
  gtk_box_append(body, button);
  gtk_box_append(body, GTK_WIDGET(self->said));
  gtk_box_append(body, GTK_WIDGET(self->trouble));
  gtk_box_append(body, GTK_WIDGET(self->answers));
  g_signal_connect_swapped(button, "clicked", G_CALLBACK(reset_cb), self);
  ask(self);
}

static void
loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  EpochPredictor *predictor = epoch_predictor_new_finish(result, &error);
  Pane *self = data;

  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Clusters and components predict nothing: there is no such pane. */
  gtk_widget_set_visible(self->card, !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED));
  self->predictor = predictor;
  if (predictor)
    fill(self);
  else
    gtk_box_append(epoch_pane_card_get_body(self->card),
                   epoch_pane_label_new(error->message, "dimmed"));
}

GtkWidget *
epoch_predict_pane_new(EpochRun *run, const char *kind)
{
  g_autofree char *path = epoch_run_results_dup_path(run, kind);
  Pane *self;

  if (!path)
    return NULL;
  self = g_new0(Pane, 1);
  self->card = epoch_pane_card_new(
      _("Predict One Row"),
      _("Make up a row and see what the model says of it, and which of the values moved it."));
  self->cancellable = g_cancellable_new();
  gtk_widget_set_visible(self->card, FALSE);
  g_object_set_data_full(G_OBJECT(self->card), "pane", self, pane_free);
  epoch_predictor_new_async(path, epoch_run_get_dataset(run), self->cancellable, loaded_cb, self);
  return self->card;
}
