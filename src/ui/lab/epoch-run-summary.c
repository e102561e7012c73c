#include "config.h"

#include "lab/epoch-run-summary.h"

#include <glib/gi18n.h>

#include "metric/epoch-metric.h"
#include "store/epoch-run.h"

struct _EpochRunSummary {
  AdwBin parent_instance;
  GtkBox *cards;
};

G_DEFINE_FINAL_TYPE(EpochRunSummary, epoch_run_summary, ADW_TYPE_BIN)

typedef struct {
  double low;
  double high;
  double last;
  gint64 last_started;
  const char *unit;
  guint n;
} Spread;

static Spread
measure(EpochSession *session, GPtrArray *runs, const char *name)
{
  Spread spread = {0};

  for (guint i = 0; i < runs->len; i++) {
    EpochRun *run = g_ptr_array_index(runs, i);
    double value;
    if (epoch_run_get_status(run) != EPOCH_RUN_STATUS_OK ||
        !epoch_run_get_metric(run, name, &value))
      continue;
    spread.low = spread.n ? MIN(spread.low, value) : value;
    spread.high = spread.n ? MAX(spread.high, value) : value;
    if (!spread.n || epoch_run_get_started(run) > spread.last_started) {
      spread.last = value;
      spread.last_started = epoch_run_get_started(run);
      spread.unit = epoch_session_get_target_unit(session, epoch_run_get_dataset(run));
    }
    spread.n++;
  }
  return spread;
}

static void
append_value(GtkWidget *line, const char *label, const char *value, gboolean strong)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *caption = gtk_label_new(label);
  GtkWidget *number = gtk_label_new(value);

  gtk_label_set_xalign(GTK_LABEL(caption), 0);
  gtk_label_set_xalign(GTK_LABEL(number), 0);
  gtk_widget_add_css_class(caption, "caption");
  gtk_widget_add_css_class(caption, "dimmed");
  gtk_widget_add_css_class(number, "numeric");
  if (strong)
    gtk_widget_add_css_class(number, "differs");
  gtk_box_append(GTK_BOX(box), caption);
  gtk_box_append(GTK_BOX(box), number);
  gtk_box_append(GTK_BOX(line), box);
}

static GtkWidget *
new_card(const char *name, const Spread *spread)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);
  gboolean higher = info && epoch_metric_info_get_higher_is_better(info);
  g_autofree char *label = epoch_metric_dup_label(name);
  GtkWidget *card = g_object_new(GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 6, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *title = gtk_label_new(label);
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 18);
  g_autofree char *best =
      epoch_metric_format(name, higher ? spread->high : spread->low, spread->unit);
  g_autofree char *last = epoch_metric_format(name, spread->last, spread->unit);
  g_autofree char *low = epoch_metric_format(name, spread->low, spread->unit);
  g_autofree char *high = epoch_metric_format(name, spread->high, spread->unit);

  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_widget_add_css_class(title, "caption-heading");
  gtk_box_append(GTK_BOX(card), title);
  /* Of a metric that is not known nobody knows whether high is good. */
  if (info)
    append_value(line, _("Best"), best, TRUE);
  append_value(line, _("Last"), last, FALSE);
  append_value(line, _("Lowest"), low, FALSE);
  append_value(line, _("Highest"), high, FALSE);
  gtk_box_append(GTK_BOX(card), line);
  gtk_widget_add_css_class(card, "card");
  gtk_widget_add_css_class(card, "run-summary");
  gtk_accessible_update_property(GTK_ACCESSIBLE(card), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return card;
}

void
epoch_run_summary_set(EpochRunSummary *self, EpochSession *session, EpochExperiment *experiment,
                      GPtrArray *runs)
{
  GtkWidget *child;

  g_return_if_fail(EPOCH_IS_RUN_SUMMARY(self) && runs);
  while ((child = gtk_widget_get_first_child(GTK_WIDGET(self->cards))))
    gtk_box_remove(self->cards, child);
  for (const char *const *name = experiment ? epoch_experiment_get_metrics(experiment) : NULL;
       name && *name; name++) {
    Spread spread = measure(session, runs, *name);
    if (spread.n)
      gtk_box_append(self->cards, new_card(*name, &spread));
  }
  gtk_widget_set_visible(GTK_WIDGET(self),
                         gtk_widget_get_first_child(GTK_WIDGET(self->cards)) != NULL);
}

static void
epoch_run_summary_class_init(EpochRunSummaryClass *klass)
{
}

static void
epoch_run_summary_init(EpochRunSummary *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new();

  self->cards = GTK_BOX(gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12));
  g_object_set(self->cards, "margin-start", 12, "margin-end", 12, "margin-top", 6, "margin-bottom",
               12, NULL);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_AUTOMATIC,
                                 GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), GTK_WIDGET(self->cards));
  adw_bin_set_child(ADW_BIN(self), scroller);
  gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
}

GtkWidget *
epoch_run_summary_new(void)
{
  return g_object_new(EPOCH_TYPE_RUN_SUMMARY, NULL);
}
