/* Week 3: which measurements tell the species apart? Nothing is trained: the table is looked at
 * from all sides, and one suspicion is put to the test. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/random.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/registry-private.h"
#include "explore/association.h"
#include "explore/epoch-explore-private.h"
#include "run/epoch-run-files-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_READ 0.05
#define DONE_CHARTS 0.3

#define MAX_MATRIX 6 /* variables of the scatter matrix */
#define MAX_SINGLE 4 /* histograms and boxes */

typedef struct {
  EpochRunContext *context;
  struct ec_table *table;
  gsize n;
  GArray *columns;           /* of EpochExploreColumn: those that were chosen */
  EpochExploreColumn target; /* the species */
  const char **groups;       /* its levels, %NULL-terminated */
  GPtrArray *found;
  const EpochExploreColumn *strongest, *weakest; /* by how well they tell the species apart */
  double best, worst;                            /* their correlation ratios */
} Exploration;

static void
exploration_clear(Exploration *self)
{
  ec_table_free(self->table);
  g_clear_pointer(&self->columns, g_array_unref);
  g_clear_pointer(&self->found, g_ptr_array_unref);
  g_free(self->groups);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Exploration, exploration_clear)

static gboolean
read_table(Exploration *self, GError **error)
{
  EpochRunContext *context = self->context;
  EpochDataset *card = context->dataset;
  g_autofree const char **names = epoch_run_context_get_columns(context, "columns");

  self->table = epoch_table_read_dataset(card, &context->job, error);
  if (self->table == NULL) {
    return FALSE;
  }
  self->n = ec_table_n_rows(self->table);
  self->columns = epoch_explore_columns_new(self->table, card, names, error);
  if (self->columns == NULL || !epoch_explore_column_init(&self->target, self->table, card,
                                                          epoch_dataset_get_target(card), error)) {
    return FALSE;
  }
  self->groups = g_new0(const char *, self->target.n_levels + 1);
  for (gsize g = 0; g < self->target.n_levels; g++) {
    self->groups[g] = ec_table_get_level(self->table, self->target.column, (int32_t)g);
  }
  return TRUE;
}

/* How well each column of numbers tells the species apart by itself. */
static void
rank_columns(Exploration *self)
{
  for (guint i = 0; i < self->columns->len; i++) {
    const EpochExploreColumn *column = &g_array_index(self->columns, EpochExploreColumn, i);
    double eta = epoch_explore_strength(&self->target, column, self->n, FALSE);

    if (!column->is_number || isnan(eta)) {
      continue;
    }
    if (self->strongest == NULL || eta > self->best) {
      self->strongest = column;
      self->best = eta;
    }
    if (self->weakest == NULL || eta < self->worst) {
      self->weakest = column;
      self->worst = eta;
    }
  }
}

/* The names and numbers of groups that a chart is coloured by: none where that is switched off. */
static const int *
get_groups(Exploration *self)
{
  gboolean split = epoch_run_context_get_boolean(self->context, "split");

  return split ? (const int *)self->target.codes : NULL;
}

static gboolean
write_matrix(Exploration *self, GError **error)
{
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;
  guint n_variables = 0;

  summary = g_strdup_printf(_("Each small picture sets two measurements against each other. “%s” "
                              "tells “%s” apart best."),
                            self->strongest->label, self->target.label);
  chart = epoch_chart_writer_new("scatter-matrix", _("Every pair of measurements"), summary);
  for (guint i = 0; i < self->columns->len && n_variables < MAX_MATRIX; i++) {
    const EpochExploreColumn *column = &g_array_index(self->columns, EpochExploreColumn, i);

    if (column->is_number) {
      epoch_chart_writer_add_variable(chart, column->label, column->unit, column->numbers, self->n);
      n_variables++;
    }
  }
  if (get_groups(self) != NULL) {
    g_autofree double *group = g_new(double, self->n);

    for (gsize i = 0; i < self->n; i++) {
      group[i] = self->target.codes[i];
    }
    epoch_chart_writer_set_texts(chart, "groups", self->groups, self->target.n_levels);
    epoch_chart_writer_set_numbers(chart, "group", group, self->n);
  }
  return epoch_chart_writer_write(chart, self->context, "scatter-matrix", error);
}

static gboolean
write_histogram(Exploration *self, const EpochExploreColumn *column, guint number, GError **error)
{
  g_autofree char *kind = g_strdup_printf("histogram-%u", number);
  g_autofree char *summary = g_strdup_printf(
      _("How often each value of “%s” comes. Bars that stand apart are groups; bars that lie on "
        "one another can not be told apart by this column alone."),
      column->label);
  EpochChartWriter *chart = epoch_chart_writer_new("histogram", column->label, summary);
  const int *groups = get_groups(self);
  const char *all[] = {_("All rows")};

  epoch_chart_writer_set_axis(chart, "x", column->label, column->unit);
  epoch_chart_writer_set_axis(chart, "y", _("Rows"), NULL);
  epoch_chart_writer_set_histogram(chart, column->numbers, self->n,
                                   groups != NULL ? self->groups : all, groups,
                                   groups != NULL ? self->target.n_levels : 1);
  return epoch_chart_writer_write(chart, self->context, kind, error);
}

static gboolean
write_box(Exploration *self, const EpochExploreColumn *column, guint number, GError **error)
{
  double eta = epoch_explore_strength(&self->target, column, self->n, FALSE);
  g_autofree char *kind = g_strdup_printf("box-%u", number);
  g_autofree char *share = epoch_amount_percent(eta * eta);
  g_autofree char *title = NULL;
  g_autofree char *summary = NULL;
  g_autofree double *values = g_new(double, self->n);
  EpochChartWriter *chart;

  /* Translators: a measurement by species, as in “Petal length by Species” */
  title = g_strdup_printf(_("%s by %s"), column->label, self->target.label);
  summary = g_strdup_printf(_("The box holds the middle half of the values, the line in it is the "
                              "median. The groups explain %s of the ups and downs of “%s”."),
                            share, column->label);
  chart = epoch_chart_writer_new("box", title, summary);
  epoch_chart_writer_set_axis(chart, "x", self->target.label, NULL);
  epoch_chart_writer_set_axis(chart, "y", column->label, column->unit);
  epoch_chart_writer_set_texts(chart, "categories", self->groups, self->target.n_levels);
  for (gsize g = 0; g < self->target.n_levels; g++) {
    gsize n = 0;

    for (gsize i = 0; i < self->n; i++) {
      if (self->target.codes[i] == (int32_t)g) {
        values[n++] = column->numbers[i];
      }
    }
    epoch_chart_writer_add_box(chart, values, n);
  }
  return epoch_chart_writer_write(chart, self->context, kind, error);
}

static gboolean
write_singles(Exploration *self, GError **error)
{
  guint number = 0;

  for (guint i = 0; i < self->columns->len && number < MAX_SINGLE; i++) {
    const EpochExploreColumn *column = &g_array_index(self->columns, EpochExploreColumn, i);

    if (!column->is_number) {
      continue;
    }
    number++;
    if (!write_histogram(self, column, number, error) || !write_box(self, column, number, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* The correlation ratio of the weakest column under shuffled species: what chance alone can do. */
static gboolean
permute(Exploration *self, double *chance, gsize *n_done, GError **error)
{
  gsize n_shuffles = (gsize)epoch_run_context_get_integer(self->context, "shuffles");
  const struct ec_random root = ec_random_new(self->context->seed);
  g_autofree size_t *order = g_new(size_t, self->n);
  g_autofree int32_t *codes = g_new(int32_t, self->n);
  struct ec_error core_error = EC_ERROR_INIT;

  for (*n_done = 0; *n_done < n_shuffles && !epoch_run_context_is_stopped(self->context);) {
    struct ec_random random = ec_random_split(&root, *n_done);
    ec_status status;

    ec_random_permutation(&random, order, self->n);
    for (gsize i = 0; i < self->n; i++) {
      codes[i] = self->target.codes[order[i]];
    }
    status = ec_correlation_ratio(codes, self->target.n_levels, self->weakest->numbers, self->n,
                                  &chance[*n_done], &core_error);
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
    (*n_done)++;
    epoch_events_progress(self->context->events,
                          DONE_CHARTS + (1 - DONE_CHARTS) * (double)*n_done / (double)n_shuffles,
                          _("Shuffling the species"));
  }
  return TRUE;
}

static gboolean
write_test(Exploration *self, const double *chance, gsize n, double p, GError **error)
{
  g_autofree char *eta = epoch_amount_round(self->worst, 2);
  g_autofree char *share = epoch_amount_round(p, 2);
  g_autofree char *summary = g_strdup_printf(
      ngettext("If the species had nothing to do with “%s”, shuffling them would make no "
               "difference. In %zu shuffle the correlation ratio was as in these bars; in truth it "
               "is %s (p = %s).",
               "If the species had nothing to do with “%s”, shuffling them would make no "
               "difference. In %zu shuffles the correlation ratio was as in these bars; in truth "
               "it is %s (p = %s).",
               n),
      self->weakest->label, n, eta, share);
  EpochChartWriter *chart = epoch_chart_writer_new("histogram", _("Could it be chance?"), summary);
  const char *names[] = {_("Shuffles")};

  epoch_chart_writer_set_axis(chart, "x", _("Correlation ratio η"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Shuffles"), NULL);
  epoch_chart_writer_set_histogram(chart, chance, n, names, NULL, 1);
  epoch_chart_writer_add_guide(chart, "vertical", self->worst, _("In truth"));
  return epoch_chart_writer_write(chart, self->context, "chance", error);
}

/* Whether even the weakest column tells the species apart by more than chance: a permutation test
 * (R. Fisher, "The Design of Experiments", 1935, section 21). */
static gboolean
test_weakest(Exploration *self, GError **error)
{
  gsize n_shuffles = (gsize)epoch_run_context_get_integer(self->context, "shuffles"), n = 0;
  g_autofree double *chance = g_new(double, n_shuffles + 1);
  g_autofree char *share = NULL;
  gsize as_large = 0;
  double p;

  if (n_shuffles == 0 || !permute(self, chance, &n, error)) {
    return n_shuffles == 0;
  }
  if (n == 0) {
    return TRUE;
  }
  for (gsize i = 0; i < n; i++) {
    as_large += chance[i] >= self->worst;
  }
  p = (double)(as_large + 1) / (double)(n + 1);
  share = epoch_amount_round(p, 2);
  epoch_run_context_metric(self->context, "p_value", "", p);
  g_ptr_array_add(self->found,
                  p < 0.05 ? g_strdup_printf(_("Even “%s”, the weakest column, tells more than "
                                               "chance would (p = %s)."),
                                             self->weakest->label, share)
                           : g_strdup_printf(_("What “%s” tells, chance could have told as well "
                                               "(p = %s)."),
                                             self->weakest->label, share));
  return write_test(self, chance, n, p, error);
}

static void
find_columns(Exploration *self)
{
  g_autofree char *best = epoch_amount_round(self->best, 3);
  g_autofree char *worst = epoch_amount_round(self->worst, 3);
  g_autofree char *share = epoch_amount_percent(self->best * self->best);

  g_ptr_array_add(
      self->found,
      g_strdup_printf(_("“%s” tells “%s” apart best: its correlation ratio is %s, so the "
                        "groups explain %s of its ups and downs."),
                      self->strongest->label, self->target.label, best, share));
  if (self->weakest != self->strongest) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("“%s” tells least, with a correlation ratio of %s."),
                                    self->weakest->label, worst));
  }
}

static void
find_missing(Exploration *self)
{
  for (guint i = 0; i < self->columns->len; i++) {
    const EpochExploreColumn *column = &g_array_index(self->columns, EpochExploreColumn, i);
    gsize n_missing = ec_table_n_missing(self->table, column->column);

    if (n_missing > 0) {
      g_ptr_array_add(self->found,
                      g_strdup_printf(ngettext("“%s” is missing in %zu row.",
                                               "“%s” is missing in %zu rows.", n_missing),
                                      column->label, n_missing));
    }
  }
}

/* Whether the correlation of two columns has the other sign within every group than over all rows;
 * 0 where it has not, else the correlation over all rows. */
static double
measure_reversal(Exploration *self, const EpochExploreColumn *a, const EpochExploreColumn *b)
{
  double all = a->is_number && b->is_number
                   ? ec_correlation_pearson(a->numbers, b->numbers, self->n, NULL)
                   : 0;
  g_autofree double *values = g_new(double, self->n);

  for (gsize g = 0; g < self->target.n_levels; g++) {
    for (gsize row = 0; row < self->n; row++) {
      values[row] = self->target.codes[row] == (int32_t)g ? a->numbers[row] : NAN;
    }
    if (!(all * ec_correlation_pearson(values, b->numbers, self->n, NULL) < 0)) {
      return 0;
    }
  }
  return all;
}

/* Two columns may go together only because each goes with the species (E. Simpson, "The
 * interpretation of interaction in contingency tables", 1951). Tells of the strongest such pair. */
static void
find_reversal(Exploration *self)
{
  const EpochExploreColumn *first = NULL, *second = NULL;
  double most = 0;

  for (guint i = 0; i < self->columns->len; i++) {
    for (guint j = 0; j < i; j++) {
      const EpochExploreColumn *a = &g_array_index(self->columns, EpochExploreColumn, j);
      const EpochExploreColumn *b = &g_array_index(self->columns, EpochExploreColumn, i);
      double all = a->is_number && b->is_number ? measure_reversal(self, a, b) : 0;

      if (fabs(all) > fabs(most)) {
        most = all;
        first = a;
        second = b;
      }
    }
  }
  if (first != NULL) {
    g_autofree char *amount = epoch_amount_round(most, 2);

    g_ptr_array_add(
        self->found,
        g_strdup_printf(_("Over all rows “%s” and “%s” have a correlation of %s, but within every "
                          "group it has the other sign. Colour the points before you believe a "
                          "correlation: this is Simpson’s paradox."),
                        first->label, second->label, amount));
  }
}

static gboolean
explore(Exploration *self, GError **error)
{
  EpochRunContext *context = self->context;
  g_autoptr(GArray) all = NULL;
  gboolean ranks = g_str_equal(epoch_run_context_get_choice(context, "correlation"), "spearman");

  rank_columns(self);
  if (self->strongest == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("choose at least one column of numbers: there is nothing to draw otherwise"));
    return FALSE;
  }
  epoch_run_context_metric(context, "eta", "", self->best);
  all = g_array_copy(self->columns);
  g_array_append_val(all, self->target);
  epoch_events_progress(context->events, DONE_READ, _("Drawing charts"));
  return write_matrix(self, error) &&
         epoch_explore_write_strengths(context, all, self->n, ranks, "correlations", error) &&
         write_singles(self, error) &&
         epoch_explore_write_profile(context, all, self->n, self->table, error);
}

gboolean
epoch_iris_explore_run(EpochRunContext *context, GError **error)
{
  g_auto(Exploration) self = {.context = context, .found = g_ptr_array_new_with_free_func(g_free)};

  epoch_events_progress(context->events, 0, _("Reading the data"));
  if (!read_table(&self, error) || !explore(&self, error)) {
    return FALSE;
  }
  find_columns(&self);
  find_missing(&self);
  find_reversal(&self);
  if (!test_weakest(&self, error) || !epoch_run_files_write_reading(context, self.found, error)) {
    return FALSE;
  }
  if (!context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  return TRUE;
}
