#include "config.h"

#include "lab/epoch-run-columns.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-run-item.h"
#include "lab/epoch-run-text.h"
#include "metric/epoch-metric.h"
#include "widgets/epoch-prose.h"

/* Enough of the settings to tell two runs apart. */
#define SETTINGS_CHARS 12
#define TAGS_CHARS 8

/* Most titles of experiments are shorter. */
#define TITLE_CHARS 22

/* What a column shows and how it is sorted; a column keeps one as its data. */
typedef struct {
  EpochSession *session;
  char *metric; /* (nullable): the name, of a column of a metric */
  char *(*dup_text)(const EpochSession *session, EpochRun *run, const char *metric);
  double (*get_number)(EpochRun *run, const char *metric); /* (nullable): sorts by number */
} Column;

static void
column_free(gpointer data)
{
  Column *self = data;

  g_object_unref(self->session);
  g_free(self->metric);
  g_free(self);
}

static EpochExperiment *
find_experiment(const EpochSession *session, EpochRun *run)
{
  return epoch_session_get_experiment((EpochSession *)session, epoch_run_get_experiment(run));
}

static char *
dup_started(const EpochSession *session, EpochRun *run, const char *metric)
{
  return epoch_format_time(epoch_run_get_started(run));
}

static double
get_started(EpochRun *run, const char *metric)
{
  return (double)epoch_run_get_started(run);
}

static char *
dup_experiment(const EpochSession *session, EpochRun *run, const char *metric)
{
  EpochExperiment *experiment = find_experiment(session, run);

  return g_strdup(experiment ? epoch_experiment_get_title(experiment)
                             : epoch_run_get_experiment(run));
}

static char *
dup_metric(const EpochSession *session, EpochRun *run, const char *metric)
{
  return epoch_run_text_dup_metric((EpochSession *)session, run, metric);
}

static double
get_metric(EpochRun *run, const char *metric)
{
  double value;

  return epoch_run_get_metric(run, metric, &value) ? value : NAN;
}

static char *
dup_settings(const EpochSession *session, EpochRun *run, const char *metric)
{
  EpochExperiment *experiment = find_experiment(session, run);

  return experiment ? epoch_run_text_dup_settings(run, experiment) : g_strdup("");
}

static char *
dup_seed(const EpochSession *session, EpochRun *run, const char *metric)
{
  return g_strdup_printf("%" G_GUINT64_FORMAT, epoch_run_get_seed(run));
}

static double
get_seed(EpochRun *run, const char *metric)
{
  return (double)epoch_run_get_seed(run);
}

static char *
dup_seconds(const EpochSession *session, EpochRun *run, const char *metric)
{
  double seconds = epoch_run_get_wall_seconds(run);

  return seconds < 1 ? g_strdup_printf(_("%.0f ms"), ceil(seconds * 1000))
                     : g_strdup_printf(_("%.1f s"), seconds);
}

static double
get_seconds(EpochRun *run, const char *metric)
{
  return epoch_run_get_wall_seconds(run);
}

/* What the experiment is mainly measured by: each has metrics of its own. */
static char *
dup_result(const EpochSession *session, EpochRun *run, const char *metric)
{
  EpochExperiment *experiment = find_experiment(session, run);
  const char *name = experiment ? epoch_run_text_get_main_metric(run, experiment) : NULL;
  g_autofree char *label = NULL;
  g_autofree char *value = NULL;

  if (!name)
    return g_strdup("–");
  value = epoch_run_text_dup_metric((EpochSession *)session, run, name);
  label = epoch_metric_dup_label(name);
  /* Translators: a metric and its value. */
  return g_strdup_printf(_("%s %s"), label, value);
}

static char *
dup_tags(const EpochSession *session, EpochRun *run, const char *metric)
{
  return g_strjoinv(", ", (char **)epoch_run_get_tags(run));
}

static char *
dup_status(const EpochSession *session, EpochRun *run, const char *metric)
{
  return g_strdup(epoch_run_text_get_status(run));
}

/* A run without the number stands after those that have it. */
static int
compare_cb(gconstpointer a, gconstpointer b, gpointer data)
{
  Column *column = data;
  EpochRun *left = epoch_run_item_get_run((EpochRunItem *)a);
  EpochRun *right = epoch_run_item_get_run((EpochRunItem *)b);

  if (column->get_number) {
    double x = column->get_number(left, column->metric);
    double y = column->get_number(right, column->metric);
    if (isnan(x) || isnan(y))
      return isnan(x) - isnan(y);
    return x < y ? -1 : x > y;
  }
  g_autofree char *x = column->dup_text(column->session, left, column->metric);
  g_autofree char *y = column->dup_text(column->session, right, column->metric);
  return g_utf8_collate(x, y);
}

static void
setup_label_cb(GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  GtkWidget *label = gtk_label_new(NULL);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  if (column->get_number || column->dup_text == dup_result)
    gtk_widget_add_css_class(label, "numeric");
  else
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  if (column->dup_text == dup_experiment)
    gtk_label_set_width_chars(GTK_LABEL(label), TITLE_CHARS);
  if (column->dup_text == dup_settings)
    gtk_label_set_width_chars(GTK_LABEL(label), SETTINGS_CHARS);
  if (column->dup_text == dup_tags)
    gtk_label_set_width_chars(GTK_LABEL(label), TAGS_CHARS);
  gtk_list_item_set_child(item, label);
}

static void
bind_label_cb(GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  EpochRun *run = epoch_run_item_get_run(gtk_list_item_get_item(item));
  g_autofree char *text = column->dup_text(column->session, run, column->metric);
  GtkWidget *label = gtk_list_item_get_child(item);

  gtk_label_set_label(GTK_LABEL(label), text);
  gtk_widget_set_tooltip_text(label, column->get_number ? NULL : text);
}

static GtkColumnViewColumn *
add_text_column(GtkColumnView *view, const char *title, Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  GtkColumnViewColumn *made = gtk_column_view_column_new(title, factory);
  g_autoptr(GtkSorter) sorter = GTK_SORTER(gtk_custom_sorter_new(compare_cb, column, column_free));

  g_signal_connect(factory, "setup", G_CALLBACK(setup_label_cb), column);
  g_signal_connect_data(factory, "bind", G_CALLBACK(bind_label_cb), column, NULL, 0);
  gtk_column_view_column_set_sorter(made, sorter);
  gtk_column_view_append_column(view, made);
  g_object_unref(made);
  return made;
}

static Column *
column_new(EpochSession *session, const char *metric,
           char *(*dup_text)(const EpochSession *, EpochRun *, const char *),
           double (*get_number)(EpochRun *, const char *))
{
  Column *self = g_new0(Column, 1);

  self->session = g_object_ref(session);
  self->metric = g_strdup(metric);
  self->dup_text = dup_text;
  self->get_number = get_number;
  return self;
}

/* A toggle that is bound to a property of the row for as long as it shows it. */
static void
bind_toggle_cb(GtkSignalListItemFactory *factory, GtkListItem *item, const char *property)
{
  EpochRunItem *row = gtk_list_item_get_item(item);
  g_autofree char *when = epoch_format_time(epoch_run_get_started(epoch_run_item_get_run(row)));
  gboolean star = g_str_equal(property, "starred");
  g_autofree char *name =
      g_strdup_printf(star ? _("Star the run of %s") : _("Compare the run of %s"), when);
  GtkWidget *toggle = gtk_list_item_get_child(item);
  GBinding *binding = g_object_bind_property(row, property, toggle, "active",
                                             G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);

  gtk_accessible_update_property(GTK_ACCESSIBLE(toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data(G_OBJECT(item), "binding", binding);
}

static void
unbind_toggle_cb(GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GBinding *binding = g_object_steal_data(G_OBJECT(item), "binding");

  if (binding)
    g_binding_unbind(binding);
}

static void
star_toggled_cb(GtkToggleButton *star)
{
  gtk_button_set_icon_name(GTK_BUTTON(star), gtk_toggle_button_get_active(star)
                                                 ? "starred-symbolic"
                                                 : "non-starred-symbolic");
}

static void
setup_toggle_cb(GtkSignalListItemFactory *factory, GtkListItem *item, const char *property)
{
  GtkWidget *toggle;

  if (g_str_equal(property, "starred")) {
    toggle = gtk_toggle_button_new();
    gtk_button_set_icon_name(GTK_BUTTON(toggle), "non-starred-symbolic");
    gtk_widget_add_css_class(toggle, "flat");
    g_signal_connect(toggle, "toggled", G_CALLBACK(star_toggled_cb), NULL);
  } else {
    toggle = gtk_check_button_new();
  }
  gtk_list_item_set_child(item, toggle);
}

static int
compare_starred_cb(gconstpointer a, gconstpointer b, gpointer data)
{
  return epoch_run_get_starred(epoch_run_item_get_run((EpochRunItem *)b)) -
         epoch_run_get_starred(epoch_run_item_get_run((EpochRunItem *)a));
}

static void
add_toggle_column(GtkColumnView *view, const char *title, const char *property)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  g_autoptr(GtkColumnViewColumn) made = gtk_column_view_column_new(title, factory);

  g_signal_connect(factory, "setup", G_CALLBACK(setup_toggle_cb), (gpointer)property);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_toggle_cb), (gpointer)property);
  g_signal_connect(factory, "unbind", G_CALLBACK(unbind_toggle_cb), NULL);
  if (g_str_equal(property, "starred")) {
    g_autoptr(GtkSorter) sorter = GTK_SORTER(gtk_custom_sorter_new(compare_starred_cb, NULL, NULL));
    gtk_column_view_column_set_sorter(made, sorter);
  }
  gtk_column_view_append_column(view, made);
}

static void
setup_button_cb(GtkSignalListItemFactory *factory, GtkListItem *item, const char *icon)
{
  GtkWidget *button = gtk_button_new_from_icon_name(icon);

  gtk_widget_add_css_class(button, "flat");
  gtk_list_item_set_child(item, button);
}

static void
bind_button(GtkListItem *item, const char *action, const char *format, const char *tooltip)
{
  EpochRun *run = epoch_run_item_get_run(gtk_list_item_get_item(item));
  GtkWidget *button = gtk_list_item_get_child(item);
  g_autofree char *when = epoch_format_time(epoch_run_get_started(run));
  g_autoptr(GString) name = g_string_new(format);

  g_string_replace(name, "%s", when, 1);
  gtk_widget_set_tooltip_text(button, tooltip);
  gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", epoch_run_get_id(run));
  gtk_actionable_set_action_name(GTK_ACTIONABLE(button), action);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                 -1);
}

/* A run that trains would come back with its end. */
static void
bind_delete_cb(GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  EpochRun *run = epoch_run_item_get_run(gtk_list_item_get_item(item));
  gboolean running = epoch_run_get_status(run) == EPOCH_RUN_STATUS_RUNNING;

  bind_button(item, "runs.delete", _("Delete the run of %s"),
              running ? _("Stop the Run First") : _("Delete the Run"));
  gtk_widget_set_visible(gtk_list_item_get_child(item), !running);
}

static void
bind_details_cb(GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  EpochRun *run = epoch_run_item_get_run(gtk_list_item_get_item(item));
  gboolean noted = *epoch_run_get_note(run) != '\0';
  GtkWidget *button = gtk_list_item_get_child(item);

  bind_button(item, "runs.details",
              noted ? _("Details, tags and note of the run of %s")
                    : _("Details and tags of the run of %s"),
              noted ? _("Details, Tags and Note") : _("Details and Tags"));
  /* A run with a note is known by its icon. */
  gtk_button_set_icon_name(GTK_BUTTON(button),
                           noted ? "epoch-notes-symbolic" : "view-more-horizontal-symbolic");
}

static void
add_button_column(GtkColumnView *view, const char *title, const char *icon, GCallback bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  g_autoptr(GtkColumnViewColumn) made = gtk_column_view_column_new(title, factory);

  g_signal_connect(factory, "setup", G_CALLBACK(setup_button_cb), (gpointer)icon);
  g_signal_connect(factory, "bind", bind, NULL);
  gtk_column_view_append_column(view, made);
}

/* The metrics of one experiment. */
static void
add_metric_columns(GtkColumnView *view, EpochSession *session, EpochExperiment *experiment)
{
  const char *const *names;

  for (names = experiment ? epoch_experiment_get_metrics(experiment) : NULL; names && *names;
       names++) {
    g_autofree char *label = epoch_metric_dup_label(*names);
    add_text_column(view, label, column_new(session, *names, dup_metric, get_metric));
  }
}

void
epoch_run_columns_add(GtkColumnView *view, EpochSession *session, EpochExperiment *experiment)
{
  GtkColumnViewColumn *started, *settings;

  add_toggle_column(view, "", "chosen");
  add_toggle_column(view, _("Star"), "starred");
  started = add_text_column(view, _("When"), column_new(session, NULL, dup_started, get_started));
  if (!experiment) {
    add_text_column(view, _("Experiment"), column_new(session, NULL, dup_experiment, NULL));
    add_text_column(view, _("Result"), column_new(session, NULL, dup_result, NULL));
  }
  add_metric_columns(view, session, experiment);
  settings = add_text_column(view, _("Settings"), column_new(session, NULL, dup_settings, NULL));
  gtk_column_view_column_set_expand(settings, TRUE);
  add_text_column(view, _("Seed"), column_new(session, NULL, dup_seed, get_seed));
  add_text_column(view, _("Took"), column_new(session, NULL, dup_seconds, get_seconds));
  add_text_column(view, _("State"), column_new(session, NULL, dup_status, NULL));
  add_text_column(view, _("Tags"), column_new(session, NULL, dup_tags, NULL));
  add_button_column(view, _("Note"), "view-more-horizontal-symbolic", G_CALLBACK(bind_details_cb));
  add_button_column(view, "", "user-trash-symbolic", G_CALLBACK(bind_delete_cb));
  gtk_column_view_sort_by_column(view, started, GTK_SORT_DESCENDING);
}
