#include "config.h"

#include "lab/epoch-compare-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-compare-charts.h"
#include "lab/epoch-run-text.h"
#include "metric/epoch-metric.h"
#include "store/epoch-runs.h"
#include "widgets/epoch-prose.h"

struct _EpochComparePage {
  AdwNavigationPage parent_instance;
  GtkBox *body;
  EpochSession *session;
  char **ids;
  GPtrArray *runs; /* in the order of the ids */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE(EpochComparePage, epoch_compare_page, ADW_TYPE_NAVIGATION_PAGE)

static GtkWidget *
attach(GtkGrid *grid, const char *text, int column, int row, const char *style)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_selectable(GTK_LABEL(label), column > 0);
  gtk_widget_set_valign(label, GTK_ALIGN_START);
  if (style)
    gtk_widget_add_css_class(label, style);
  if (column > 0)
    gtk_widget_add_css_class(label, "numeric");
  gtk_grid_attach(grid, label, column, row, 1, 1);
  return label;
}

/* "Run 1", "Run 2": short names that also stand in the legends of the charts. */
static void
attach_head(EpochComparePage *self, GtkGrid *grid, int row)
{
  for (guint i = 0; i < self->runs->len; i++) {
    EpochRun *run = g_ptr_array_index(self->runs, i);
    g_autofree char *when = epoch_format_time(epoch_run_get_started(run));
    g_autofree char *name = g_strdup_printf(_("Run %u"), i + 1);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *title = gtk_label_new(name);
    GtkWidget *time = gtk_label_new(when);

    gtk_label_set_xalign(GTK_LABEL(title), 0);
    gtk_label_set_xalign(GTK_LABEL(time), 0);
    gtk_widget_add_css_class(title, "heading");
    gtk_widget_add_css_class(time, "caption");
    gtk_widget_add_css_class(time, "dimmed");
    gtk_box_append(GTK_BOX(box), title);
    gtk_box_append(GTK_BOX(box), time);
    gtk_widget_set_hexpand(box, TRUE);
    gtk_grid_attach(grid, box, (int)i + 1, row, 1, 1);
  }
}

static gboolean
differs(char **texts)
{
  for (char **text = texts + 1; *text; text++)
    if (!g_str_equal(*text, texts[0]))
      return TRUE;
  return FALSE;
}

static char **
dup_param_texts(EpochComparePage *self, EpochParameter *parameter)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

  for (guint i = 0; i < self->runs->len; i++)
    g_strv_builder_take(builder,
                        epoch_run_text_dup_param(g_ptr_array_index(self->runs, i), parameter));
  return g_strv_builder_end(builder);
}

static void
attach_param(GtkGrid *grid, const char *label, char **texts, int row)
{
  const char *style = differs(texts) ? "differs" : "dimmed";

  attach(grid, label, 0, row, style);
  for (int i = 0; texts[i]; i++)
    attach(grid, texts[i], i + 1, row, style);
}

/* Which columns were used differs by name, not by number alone. */
static gboolean
columns_differ(EpochComparePage *self, EpochParameter *parameter)
{
  JsonNode *first = NULL;

  for (guint i = 0; i < self->runs->len; i++) {
    JsonNode *node = json_object_get_member(epoch_run_get_params(g_ptr_array_index(self->runs, i)),
                                            epoch_parameter_get_key(parameter));
    if (i == 0)
      first = node;
    else if (!first || !node || !json_node_equal(first, node))
      return TRUE;
  }
  return FALSE;
}

static gboolean
param_differs(EpochComparePage *self, EpochParameter *parameter, char **texts)
{
  return epoch_parameter_get_kind(parameter) == EPOCH_PARAMETER_COLUMNS
             ? columns_differ(self, parameter)
             : differs(texts);
}

static char **
dup_seed_texts(EpochComparePage *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

  for (guint i = 0; i < self->runs->len; i++)
    g_strv_builder_take(builder,
                        g_strdup_printf("%" G_GUINT64_FORMAT,
                                        epoch_run_get_seed(g_ptr_array_index(self->runs, i))));
  return g_strv_builder_end(builder);
}

static GtkWidget *
new_grid(void)
{
  GtkWidget *grid = gtk_grid_new();

  gtk_grid_set_column_spacing(GTK_GRID(grid), 24);
  gtk_grid_set_row_spacing(GTK_GRID(grid), 9);
  gtk_widget_set_margin_top(grid, 15);
  gtk_widget_set_margin_bottom(grid, 15);
  gtk_widget_set_margin_start(grid, 15);
  gtk_widget_set_margin_end(grid, 15);
  return grid;
}

static void
append_grid(EpochComparePage *self, const char *title, const char *description, GtkWidget *grid)
{
  GtkWidget *section = epoch_section_new(title, description);
  GtkWidget *scroller = gtk_scrolled_window_new();

  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_AUTOMATIC,
                                 GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), grid);
  gtk_widget_add_css_class(scroller, "card");
  gtk_box_append(GTK_BOX(section), scroller);
  gtk_box_append(self->body, section);
}

static void
append_params(EpochComparePage *self, EpochExperiment *experiment)
{
  g_autoptr(GListModel) parameters =
      epoch_run_text_dup_parameters(g_ptr_array_index(self->runs, 0), experiment);
  GtkWidget *grid = new_grid();
  g_auto(GStrv) seeds = dup_seed_texts(self);
  int row = 1;

  attach_head(self, GTK_GRID(grid), 0);
  /* First what differs, then what does not. */
  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; parameters && i < g_list_model_get_n_items(parameters); i++) {
      g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
      g_auto(GStrv) texts = dup_param_texts(self, parameter);
      if (param_differs(self, parameter, texts) == (pass == 0))
        attach_param(GTK_GRID(grid), epoch_parameter_get_label(parameter), texts, row++);
    }
    if (differs(seeds) == (pass == 0))
      attach_param(GTK_GRID(grid), _("Seed"), seeds, row++);
  }
  append_grid(self, _("Settings"), _("What differs stands first, in bold."), grid);
}

/* The index of the run with the best value; -1 where all are alike or none has one. */
static int
find_best(EpochComparePage *self, const char *name, gboolean higher)
{
  double best = NAN, worst = NAN;
  int index = -1;

  for (guint i = 0; i < self->runs->len; i++) {
    double value;
    if (!epoch_run_get_metric(g_ptr_array_index(self->runs, i), name, &value))
      continue;
    if (isnan(best) || (higher ? value > best : value < best)) {
      best = value;
      index = (int)i;
    }
    if (isnan(worst) || (higher ? value < worst : value > worst))
      worst = value;
  }
  return best != worst ? index : -1;
}

static void
append_metrics(EpochComparePage *self, EpochExperiment *experiment)
{
  GtkWidget *grid = new_grid();
  int row = 1;

  attach_head(self, GTK_GRID(grid), 0);
  for (const char *const *name = epoch_experiment_get_metrics(experiment); *name; name++, row++) {
    const EpochMetricInfo *info = epoch_metric_info_find(*name);
    g_autofree char *label = epoch_metric_dup_label(*name);
    int best =
        info && epoch_metric_info_is_neutral(info)
            ? -1
            : find_best(self, *name, info ? epoch_metric_info_get_higher_is_better(info) : FALSE);

    attach(GTK_GRID(grid), label, 0, row, NULL);
    for (guint i = 0; i < self->runs->len; i++) {
      g_autofree char *value =
          epoch_run_text_dup_metric(self->session, g_ptr_array_index(self->runs, i), *name);
      /* Translators: the best of several values of a metric. */
      g_autofree char *text =
          (int)i == best ? g_strdup_printf(_("%s (best)"), value) : g_strdup(value);
      attach(GTK_GRID(grid), text, (int)i + 1, row, (int)i == best ? "differs" : NULL);
    }
  }
  append_grid(self, _("Metrics"), _("Measured on the rows kept for the test."), grid);
}

static void
show_missing(EpochComparePage *self)
{
  GtkWidget *page = adw_status_page_new();

  adw_status_page_set_icon_name(ADW_STATUS_PAGE(page), "epoch-compare-symbolic");
  adw_status_page_set_title(ADW_STATUS_PAGE(page), _("Nothing to Compare"));
  adw_status_page_set_description(
      ADW_STATUS_PAGE(page), _("One of the runs is no longer kept, or its experiment is gone."));
  gtk_box_append(self->body, page);
}

static void
fill(EpochComparePage *self)
{
  EpochExperiment *experiment = NULL;

  if (self->runs->len)
    experiment = epoch_session_get_experiment(
        self->session, epoch_run_get_experiment(g_ptr_array_index(self->runs, 0)));
  if (!experiment || self->runs->len < 2) {
    show_missing(self);
    return;
  }
  GtkWidget *title = gtk_label_new(epoch_experiment_get_title(experiment));
  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_label_set_wrap(GTK_LABEL(title), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(title), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class(title, "title-2");
  gtk_box_append(self->body, title);
  append_metrics(self, experiment);
  append_params(self, experiment);
  epoch_compare_charts_append(self->body, experiment, self->runs, self->cancellable);
}

static void load_next(EpochComparePage *self);

static void
found_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochRun) run = epoch_runs_find_finish(EPOCH_STORE(source), result, &error);
  EpochComparePage *self = data;

  /* Cancelled: the page is gone. */
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!run) {
    if (error)
      epoch_session_report(self->session, error);
    show_missing(self);
    return;
  }
  g_ptr_array_add(self->runs, g_steal_pointer(&run));
  load_next(self);
}

static void
load_next(EpochComparePage *self)
{
  const char *id = self->ids[self->runs->len];

  if (id)
    epoch_runs_find_async(epoch_session_get_store(self->session), id, self->cancellable, found_cb,
                          self);
  else
    fill(self);
}

static void
epoch_compare_page_dispose(GObject *object)
{
  EpochComparePage *self = EPOCH_COMPARE_PAGE(object);

  g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  g_clear_pointer(&self->ids, g_strfreev);
  g_clear_pointer(&self->runs, g_ptr_array_unref);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(epoch_compare_page_parent_class)->dispose(object);
}

static void
epoch_compare_page_class_init(EpochComparePageClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_compare_page_dispose;
}

static void
epoch_compare_page_init(EpochComparePage *self)
{
  GtkWidget *view = adw_toolbar_view_new();
  GtkWidget *scroller = gtk_scrolled_window_new();
  GtkWidget *clamp = adw_clamp_new();

  self->cancellable = g_cancellable_new();
  self->runs = g_ptr_array_new_with_free_func(g_object_unref);
  self->body = GTK_BOX(gtk_box_new(GTK_ORIENTATION_VERTICAL, 24));
  gtk_widget_set_margin_top(GTK_WIDGET(self->body), 18);
  gtk_widget_set_margin_bottom(GTK_WIDGET(self->body), 36);
  gtk_widget_set_margin_start(GTK_WIDGET(self->body), 18);
  gtk_widget_set_margin_end(GTK_WIDGET(self->body), 18);
  adw_clamp_set_maximum_size(ADW_CLAMP(clamp), 960);
  adw_clamp_set_child(ADW_CLAMP(clamp), GTK_WIDGET(self->body));
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), clamp);
  adw_toolbar_view_add_top_bar(ADW_TOOLBAR_VIEW(view), adw_header_bar_new());
  adw_toolbar_view_set_content(ADW_TOOLBAR_VIEW(view), scroller);
  adw_navigation_page_set_child(ADW_NAVIGATION_PAGE(self), view);
  adw_navigation_page_set_title(ADW_NAVIGATION_PAGE(self), _("Runs Compared"));
}

GtkWidget *
epoch_compare_page_new(EpochSession *session, const char *const *run_ids)
{
  EpochComparePage *self = g_object_new(EPOCH_TYPE_COMPARE_PAGE, NULL);

  self->session = g_object_ref(session);
  self->ids = g_strdupv((char **)run_ids);
  load_next(self);
  return GTK_WIDGET(self);
}
