/* Who survived: shares by group, with how far they can be trusted. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/titanic/titanic-private.h"

#define BAND 10 /* years */

/* A way to divide the passengers: a name for each group, and the group of each row (-1: none). */
typedef struct {
  char *label;
  GPtrArray *names;
  int *group;
} Division;

static void
division_clear(Division *self)
{
  g_clear_pointer(&self->label, g_free);
  g_clear_pointer(&self->names, g_ptr_array_unref);
  g_clear_pointer(&self->group, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Division, division_clear)

static void
divide_by_category(Division *self, const EpochTitanic *titanic, const EpochExploreColumn *column)
{
  self->label = g_strdup(column->label);
  for (gsize g = 0; g < column->n_levels; g++) {
    g_ptr_array_add(self->names,
                    g_strdup(ec_table_get_level(titanic->table, column->column, (int32_t)g)));
  }
  for (gsize i = 0; i < titanic->n; i++) {
    self->group[i] = column->codes[i];
  }
}

static void
divide_by_age(Division *self, const EpochTitanic *titanic)
{
  guint n_bands = 7; /* the last one is open */

  self->label = g_strdup(_("Age"));
  for (guint g = 0; g < n_bands; g++) {
    g_ptr_array_add(self->names, g + 1 < n_bands
                                     ? g_strdup_printf("%u–%u", g * BAND, (g + 1) * BAND - 1)
                                     : g_strdup_printf(_("%u and older"), g * BAND));
  }
  g_ptr_array_add(self->names, g_strdup(_("Not known")));
  for (gsize i = 0; i < titanic->n; i++) {
    double age = titanic->age.numbers[i];

    self->group[i] = isnan(age) ? (int)n_bands : MIN((int)(age / BAND), (int)n_bands - 1);
  }
}

static gboolean
divide_by_family(Division *self, const EpochTitanic *titanic, GError **error)
{
  EpochExploreColumn siblings, parents;

  if (!epoch_explore_column_init(&siblings, titanic->table, NULL, "sibsp", error) ||
      !epoch_explore_column_init(&parents, titanic->table, NULL, "parch", error)) {
    return FALSE;
  }
  self->label = g_strdup(_("Family aboard"));
  g_ptr_array_add(self->names, g_strdup(_("Alone")));
  g_ptr_array_add(self->names, g_strdup(_("1 to 3 relatives")));
  g_ptr_array_add(self->names, g_strdup(_("4 and more")));
  for (gsize i = 0; i < titanic->n; i++) {
    double relatives = siblings.numbers[i] + parents.numbers[i];

    self->group[i] = relatives == 0 ? 0 : relatives <= 3 ? 1 : 2;
  }
  return TRUE;
}

static gboolean
divide_by_title(Division *self, const EpochTitanic *titanic, GError **error)
{
  EpochExploreColumn name;

  if (!epoch_explore_column_init(&name, titanic->table, NULL, "name", error)) {
    return FALSE;
  }
  self->label = g_strdup(_("Title"));
  for (guint g = 0; epoch_titanic_titles[g] != NULL; g++) {
    g_ptr_array_add(self->names, g_strdup(epoch_titanic_titles[g]));
  }
  g_ptr_array_add(self->names, g_strdup(_("Other")));
  for (gsize i = 0; i < titanic->n; i++) {
    self->group[i] =
        (int)epoch_titanic_find_title(ec_table_get_text(titanic->table, name.column, i));
  }
  return TRUE;
}

static gboolean
divide(Division *self, const EpochTitanic *titanic, const char *key, GError **error)
{
  const char *choice = epoch_run_context_get_choice(titanic->context, key);

  self->names = g_ptr_array_new_with_free_func(g_free);
  self->group = g_new0(int, titanic->n + 1);
  if (g_str_equal(choice, "sex")) {
    divide_by_category(self, titanic, &titanic->sex);
  } else if (g_str_equal(choice, "class")) {
    divide_by_category(self, titanic, &titanic->class);
  } else if (g_str_equal(choice, "age")) {
    divide_by_age(self, titanic);
  } else if (g_str_equal(choice, "family")) {
    return divide_by_family(self, titanic, error);
  } else if (g_str_equal(choice, "title")) {
    return divide_by_title(self, titanic, error);
  } else {
    self->label = g_strdup("");
    g_ptr_array_add(self->names, g_strdup(_("All passengers")));
  }
  return TRUE;
}

/* What one group of passengers comes to. */
typedef struct {
  gsize n, n_survived;
} Count;

/* The interval in which the true share lies with 95% confidence.
 *
 * Source: E. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22 (1927). */
static void
wilson(const Count *count, double *low, double *high)
{
  const double z = 1.959963984540054;
  double n = (double)count->n, share = (double)count->n_survived / n;
  double centre = (share + z * z / (2 * n)) / (1 + z * z / n);
  double reach = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n));

  *low = MAX(centre - reach, 0);
  *high = MIN(centre + reach, 1);
}

static double
get_share(const Count *count)
{
  return count->n > 0 ? (double)count->n_survived / (double)count->n : NAN;
}

/* The words on a bar: "68% of 323 survived; 95% interval 62% to 73%". */
static char *
describe_count(const Count *count)
{
  double low = 0, high = 0;
  g_autofree char *share = NULL;
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;

  if (count->n == 0) {
    return g_strdup(_("Nobody"));
  }
  wilson(count, &low, &high);
  share = epoch_amount_percent(get_share(count));
  least = epoch_amount_percent(low);
  most = epoch_amount_percent(high);
  return g_strdup_printf(_("%zu of %zu survived, %s; with 95%% confidence between %s and %s"),
                         count->n_survived, count->n, share, least, most);
}

typedef struct {
  Division first, second;
  gsize n_first, n_second;
  Count *counts; /* n_second by n_first */
} Groups;

static void
groups_clear(Groups *self)
{
  division_clear(&self->first);
  division_clear(&self->second);
  g_free(self->counts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Groups, groups_clear)

static gboolean
count(Groups *self, const EpochTitanic *titanic, GError **error)
{
  if (!divide(&self->first, titanic, "group", error) ||
      !divide(&self->second, titanic, "second", error)) {
    return FALSE;
  }
  self->n_first = self->first.names->len;
  self->n_second = self->second.names->len;
  self->counts = g_new0(Count, self->n_first * self->n_second);
  for (gsize i = 0; i < titanic->n; i++) {
    Count *cell =
        &self->counts[(gsize)self->second.group[i] * self->n_first + (gsize)self->first.group[i]];

    cell->n++;
    cell->n_survived += epoch_titanic_has_survived(titanic, i);
  }
  return TRUE;
}

/* (transfer full): the name of a group: "female", or "female, 1st". */
static char *
name_cell(const Groups *self, gsize cell)
{
  const char *first = g_ptr_array_index(self->first.names, cell % self->n_first);
  const char *second = g_ptr_array_index(self->second.names, cell / self->n_first);

  return self->n_second > 1 ? g_strdup_printf("%s, %s", first, second) : g_strdup(first);
}

/* One series: a group of the second division, over all groups of the first. */
static void
add_series(EpochChartWriter *chart, const Groups *self, gsize second, gboolean shares)
{
  g_autofree double *values = g_new(double, self->n_first);
  g_auto(GStrv) labels = g_new0(char *, self->n_first + 1);
  const EpochChartSeries series = {.name = g_ptr_array_index(self->second.names, second),
                                   .y = values,
                                   .n = self->n_first,
                                   .labels = (const char *const *)labels};

  for (gsize i = 0; i < self->n_first; i++) {
    const Count *cell = &self->counts[second * self->n_first + i];

    values[i] = shares ? 100 * get_share(cell) : (double)cell->n;
    labels[i] = describe_count(cell);
  }
  epoch_chart_writer_add_series(chart, &series);
}

static gboolean
write_bars(const Groups *self, EpochTitanic *titanic, gboolean shares, const char *title,
           const char *summary, const char *kind, GError **error)
{
  EpochChartWriter *chart = epoch_chart_writer_new("bars", title, summary);

  epoch_chart_writer_set_axis(chart, "x", self->first.label, NULL);
  epoch_chart_writer_set_axis(chart, "y", shares ? _("Survived") : _("Passengers"),
                              shares ? "%" : NULL);
  epoch_chart_writer_set_texts(chart, "categories", (const char *const *)self->first.names->pdata,
                               self->n_first);
  for (gsize i = 0; i < self->n_second; i++) {
    add_series(chart, self, i, shares);
  }
  return epoch_chart_writer_write(chart, titanic->context, kind, error);
}

/* The groups with the highest and the lowest share, among those that have anybody. */
static void
find_ends(const Groups *self, gsize *highest, gsize *lowest)
{
  double most = -1, least = 2;

  for (gsize i = 0; i < self->n_first * self->n_second; i++) {
    double share = get_share(&self->counts[i]);

    if (share > most) {
      most = share;
      *highest = i;
    }
    if (share < least) {
      least = share;
      *lowest = i;
    }
  }
}

static void
find_groups(const Groups *self, EpochTitanic *titanic, gsize highest, gsize lowest)
{
  g_autofree char *best = name_cell(self, highest);
  g_autofree char *worst = name_cell(self, lowest);
  g_autofree char *best_count = describe_count(&self->counts[highest]);
  g_autofree char *worst_count = describe_count(&self->counts[lowest]);

  if (highest == lowest) {
    return;
  }
  g_ptr_array_add(titanic->found, g_strdup_printf(_("Best off: %s. %s."), best, best_count));
  g_ptr_array_add(titanic->found, g_strdup_printf(_("Worst off: %s. %s."), worst, worst_count));
  if (self->counts[highest].n < 30 || self->counts[lowest].n < 30) {
    g_ptr_array_add(titanic->found,
                    g_strdup(_("One of these groups has fewer than 30 people: its share could "
                               "well have come out otherwise, as the wide interval says.")));
  }
}

static void
find_overall(EpochTitanic *titanic, double *share)
{
  Count all = {titanic->n, 0};
  g_autofree char *words = NULL;

  for (gsize i = 0; i < titanic->n; i++) {
    all.n_survived += epoch_titanic_has_survived(titanic, i);
  }
  words = describe_count(&all);
  *share = get_share(&all);
  g_ptr_array_add(titanic->found, g_strdup_printf(_("Of all passengers %s."), words));
}

gboolean
epoch_titanic_group(EpochTitanic *self, GError **error)
{
  g_auto(Groups) groups = {0};
  g_autofree char *title = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *overall = NULL;
  gsize highest = 0, lowest = 0;
  double share = 0;

  if (!count(&groups, self, error)) {
    return FALSE;
  }
  find_overall(self, &share);
  find_ends(&groups, &highest, &lowest);
  find_groups(&groups, self, highest, lowest);
  epoch_run_context_metric(self->context, "share", "", share);
  epoch_run_context_metric(self->context, "gap", "",
                           get_share(&groups.counts[highest]) - get_share(&groups.counts[lowest]));
  title = g_strdup_printf(_("Who survived, by %s"), groups.first.label);
  overall = epoch_amount_percent(share);
  summary = g_strdup_printf(_("The share of each group that survived; of all passengers it was %s. "
                              "A bar says how it went, not why."),
                            overall);
  return write_bars(&groups, self, TRUE, title, summary, "groups", error) &&
         write_bars(&groups, self, FALSE, _("How many they were"),
                    _("How many passengers each bar above stands for: the fewer, the less its "
                      "share can be trusted."),
                    "counts", error);
}
